"""What a hearing is for, from the words of the court, and how it stands for a person (HEAR-1, HEAR-2)."""

import datetime as dt

import pytest

from cases.rules.hearing_kinds import TELLS_A_RESULT, HearingFacts, kind_of, shown_kind, standing
from cases.rules.vocabulary import HearingKind, HearingStanding

AT = dt.datetime(2026, 3, 26, 10, 0, tzinfo=dt.UTC)
TODAY = AT.date()
COMING = HearingFacts(
    kind="Trial",
    starts_at=AT + dt.timedelta(days=14),
    week_commencing=None,
    is_provisional=False,
    is_vacated=False,
    was_moved=False,
)


def facts(**changes: object) -> HearingFacts:
    return HearingFacts(
        **{name: changes.get(name, getattr(COMING, name)) for name in HearingFacts.__dataclass_fields__}
    )


def stands(*, is_decision_untold: bool = False, is_case_over: bool = False, **changes: object) -> HearingStanding:
    return standing(
        facts=facts(**changes),
        is_decision_untold=is_decision_untold,
        is_case_over=is_case_over,
        at=AT,
        today=TODAY,
    )


class TestKind:
    """HEAR-1."""

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("First hearing", HearingKind.FIRST),
            ("Initial Hearing in the Magistrates' Court", HearingKind.FIRST),
            ("PTPH", HearingKind.PLEA_AND_PREPARATION),
            ("Plea and Trial Preparation", HearingKind.PLEA_AND_PREPARATION),
            ("Further Case Management", HearingKind.CASE_MANAGEMENT),
            ("Pre-Trial Review", HearingKind.PRE_TRIAL_REVIEW),
            ("PTR", HearingKind.PRE_TRIAL_REVIEW),
            ("Ground Rules Hearing", HearingKind.GROUND_RULES),
            ("Section 28 hearing", HearingKind.RECORDED_EVIDENCE),
            ("Trial", HearingKind.TRIAL),
            ("Re-trial", HearingKind.TRIAL),
            ("Newton Hearing", HearingKind.FACTS_AFTER_GUILTY_PLEA),
            ("Sentence", HearingKind.SENTENCE),
            ("Sentencing hearing", HearingKind.SENTENCE),
            ("Committal for Sentence", HearingKind.SENT_FOR_SENTENCE),
            ("Appeal against conviction", HearingKind.APPEAL),
            ("Appeal against sentence", HearingKind.APPEAL),
            ("Bail Application", HearingKind.BAIL),
            ("Custody Time Limit Extension", HearingKind.BAIL),
            ("Application to vacate trial", HearingKind.APPLICATION),
            ("Mention", HearingKind.MENTION),
            ("Hearing", HearingKind.OTHER),
            ("", HearingKind.OTHER),
            ("Gwrandawiad", HearingKind.OTHER),
        ],
    )
    def test_is_read_from_the_words_of_the_court(self, words: str, kind: HearingKind) -> None:
        assert kind_of(words=words) is kind

    @pytest.mark.parametrize(
        "words", ["Sentence", "Newton Hearing", "Committal for Sentence", "Appeal against sentence"]
    )
    def test_that_tells_a_result_is_only_a_hearing_until_they_were_told(self, words: str) -> None:
        """HEAR-2."""
        assert shown_kind(words=words, is_news_untold=True) is HearingKind.OTHER
        assert shown_kind(words=words, is_news_untold=False) in TELLS_A_RESULT

    def test_that_tells_none_is_named_at_once(self) -> None:
        assert shown_kind(words="Trial", is_news_untold=True) is HearingKind.TRIAL


class TestStanding:
    """HEAR-2."""

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({}, HearingStanding.COMING),
            ({"was_moved": True}, HearingStanding.MOVED),
            ({"is_provisional": True, "was_moved": True}, HearingStanding.NOT_CONFIRMED),
            ({"starts_at": None}, HearingStanding.TO_BE_FIXED),
            ({"starts_at": None, "week_commencing": dt.date(2026, 4, 6)}, HearingStanding.COMING),
            ({"starts_at": None, "week_commencing": dt.date(2026, 3, 20)}, HearingStanding.COMING),
            ({"starts_at": None, "week_commencing": dt.date(2026, 3, 19)}, HearingStanding.PAST),
            ({"starts_at": AT}, HearingStanding.COMING),
            ({"starts_at": AT - dt.timedelta(minutes=1)}, HearingStanding.PAST),
            ({"is_vacated": True}, HearingStanding.VACATED),
            ({"is_vacated": True, "starts_at": AT - dt.timedelta(days=1)}, HearingStanding.VACATED),
        ],
    )
    def test_follows_its_date(self, changes: dict[str, object], expected: HearingStanding) -> None:
        assert stands(**changes) is expected

    @pytest.mark.parametrize("changes", [{}, {"is_vacated": True}, {"was_moved": True}, {"starts_at": None}])
    def test_says_neither_yes_nor_no_while_a_decision_waits_for_its_letter(self, changes: dict[str, object]) -> None:
        assert stands(is_decision_untold=True, **changes) is HearingStanding.ASK_FIRST

    @pytest.mark.parametrize("changes", [{}, {"was_moved": True}, {"starts_at": None}, {"is_provisional": True}])
    def test_is_not_to_be_planned_for_in_a_case_that_is_over(self, changes: dict[str, object]) -> None:
        assert stands(is_case_over=True, **changes) is HearingStanding.CASE_OVER
        assert stands(is_case_over=True, is_decision_untold=True, **changes) is HearingStanding.ASK_FIRST

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"is_vacated": True}, HearingStanding.VACATED),
            ({"starts_at": AT - dt.timedelta(days=2)}, HearingStanding.PAST),
        ],
    )
    def test_that_was_held_or_taken_back_stays_so_when_the_case_is_over(
        self, changes: dict[str, object], expected: HearingStanding
    ) -> None:
        assert stands(is_case_over=True, **changes) is expected

    def test_of_the_past_stays_past_while_a_decision_waits(self) -> None:
        assert stands(is_decision_untold=True, starts_at=AT - dt.timedelta(days=2)) is HearingStanding.PAST
