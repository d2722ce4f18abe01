"""What a supporter with a sign-in of their own is shown (SHOW-1, SHOW-2; rows S1, S6): consent, scope, last day."""

import datetime as dt

import pytest

from cases.rules.vocabulary import ConnectionKind, ShownPart, SupporterKind
from communications.rules.supporter_access import (
    LONGEST_CONSENT,
    MAY_STAND_BESIDE,
    OFFERED_MONTHS,
    STANDS_AS,
    AccessFacts,
    AccessRefusal,
    UnusableConsent,
    access,
    ends_soon,
    last_day,
    why_unusable,
)

TODAY = dt.date(2026, 3, 11)
LEAST = frozenset({ShownPart.CONTACT})


def facts(**known) -> AccessFacts:
    usual = {
        "is_registered": True,
        "is_checked": True,
        "stands_beside": True,
        "has_died": False,
        "victim_has_died": False,
        "is_suspect_or_lives_with_suspect": False,
        "parts": LEAST | {ShownPart.DATES},
        "ends_on": TODAY,
    }
    return AccessFacts(**(usual | known))


class TestAccess:
    def test_show_1_what_was_agreed_is_shown_until_the_end_of_its_last_day(self) -> None:
        found = access(facts=facts(), on=TODAY)

        assert (found.parts, found.refusal) == (LEAST | {ShownPart.DATES}, None)

    @pytest.mark.parametrize(
        ("known", "why"),
        [
            ({"is_registered": False}, AccessRefusal.NOT_REGISTERED),
            ({"is_checked": False}, AccessRefusal.NOT_CHECKED),
            ({"stands_beside": False}, AccessRefusal.NOT_BESIDE),
            ({"has_died": True}, AccessRefusal.SOMEBODY_HAS_DIED),
            ({"victim_has_died": True}, AccessRefusal.SOMEBODY_HAS_DIED),
            ({"is_suspect_or_lives_with_suspect": True}, AccessRefusal.NEAR_SUSPECT),
            ({"is_suspect_or_lives_with_suspect": None}, AccessRefusal.SUSPECT_NOT_CHECKED),
            ({"parts": frozenset(), "ends_on": None}, AccessRefusal.NO_CONSENT),
            ({"parts": frozenset()}, AccessRefusal.NO_CONSENT),
            ({"ends_on": TODAY - dt.timedelta(days=1)}, AccessRefusal.CONSENT_OVER),
        ],
    )
    def test_show_1_one_thing_against_it_and_nothing_is_shown(self, known, why) -> None:
        found = access(facts=facts(**known), on=TODAY)

        assert (found.parts, found.refusal) == (frozenset(), why)

    @pytest.mark.parametrize("why", list(AccessRefusal))
    def test_show_1_staff_are_told_why_in_a_sentence(self, why) -> None:
        assert why.words.endswith(".")


class TestConsent:
    def test_show_2_the_least_is_in_every_consent(self) -> None:
        assert why_unusable(parts=LEAST, ends_on=TODAY, on=TODAY) is None
        assert why_unusable(parts={ShownPart.LETTERS}, ends_on=TODAY, on=TODAY) is UnusableConsent.WITHOUT_CONTACT

    @pytest.mark.parametrize(
        ("days", "why"),
        [
            (-1, UnusableConsent.ENDS_TOO_EARLY),
            (0, None),
            (LONGEST_CONSENT, None),
            (LONGEST_CONSENT + 1, UnusableConsent.ENDS_TOO_LATE),
        ],
    )
    def test_show_2_it_ends_on_a_day_within_a_year(self, days, why) -> None:
        assert why_unusable(parts=LEAST, ends_on=TODAY + dt.timedelta(days=days), on=TODAY) is why

    def test_show_2_every_time_that_is_offered_can_be_chosen(self) -> None:
        assert max(OFFERED_MONTHS) * 31 - 7 <= LONGEST_CONSENT


class TestLastDay:
    @pytest.mark.parametrize(
        ("on", "months", "last"),
        [
            (dt.date(2026, 3, 11), 6, dt.date(2026, 9, 11)),
            (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
            (dt.date(2026, 12, 31), 12, dt.date(2027, 12, 31)),
            (dt.date(2026, 11, 30), 1, dt.date(2026, 12, 30)),
            (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
        ],
    )
    def test_show_2_it_is_the_same_day_of_the_month_or_the_months_last(self, on, months, last) -> None:
        assert last_day(months=months, on=on) == last

    @pytest.mark.parametrize("months", OFFERED_MONTHS)
    @pytest.mark.parametrize("on", [dt.date(2027, 3, 1), dt.date(2028, 1, 31), dt.date(2027, 2, 28)])
    def test_show_2_whatever_is_offered_can_stand(self, on, months) -> None:
        assert why_unusable(parts=LEAST, ends_on=last_day(months=months, on=on), on=on) is None


class TestEndsSoon:
    @pytest.mark.parametrize(("days", "soon"), [(-1, False), (0, True), (7, True), (8, False)])
    def test_show_3_within_a_week_and_not_after(self, days, soon) -> None:
        assert ends_soon(ends_on=TODAY + dt.timedelta(days=days), on=TODAY) is soon


class TestStandsAs:
    def test_show_3_every_kind_is_known_to_the_case_and_none_is_a_reader_or_the_police(self) -> None:
        assert set(STANDS_AS) == set(SupporterKind)
        assert {ConnectionKind.ISVA, ConnectionKind.IDVA, ConnectionKind.SUPPORTER} == MAY_STAND_BESIDE


@pytest.mark.parametrize("why", UnusableConsent)
def test_show_2_staff_read_why_a_consent_cannot_stand(why) -> None:
    assert len(why.words) > 20
