"""What of an agreement may stand in a letter that somebody else may read, and in which words (AGR-1, AGR-2)."""

import dataclasses

import pytest

from cases.rules.vocabulary import ConnectionKind, ContactMethod, Language, MayBeTold, RiskLevel
from communications.rules.agreed_words import (
    Agreement,
    AgreementWords,
    KeptOut,
    PaperFacts,
    Told,
    kept_out,
    words_of,
)

WANTED = PaperFacts(
    is_wanted=True,
    is_read_by_victim=True,
    has_secret=False,
    risk=RiskLevel.UNKNOWN,
    is_domestic_abuse=False,
    has_near_suspect=False,
)
RICH = Agreement(
    method=ContactMethod.MOBILE,
    never=("post", "text"),
    times=({"days": [0, 2, 4], "from": "09:00", "to": "12:00"}, {"days": [6], "from": "00:00", "to": "24:00"}),
    avoid=({"days": [1, 3], "from": "16:30", "to": "18:15"}, {"on": "2026-12-24"}),
    people=(
        Told(name="Jo Adviser", kind=ConnectionKind.ISVA, may_be_told=MayBeTold.DATES_ONLY),
        Told(name="Sam Hughes", kind=ConnectionKind.CLOSE_RELATIVE, may_be_told=MayBeTold.EVERYTHING),
        Told(name="Kit Other", kind=ConnectionKind.CLOSE_RELATIVE, may_be_told=MayBeTold.NOTHING),
        Told(name="Lee Other", kind=ConnectionKind.IDVA, may_be_told=MayBeTold.NOT_ASKED),
    ),
    needs_interpreter=True,
)


class TestWhatMayStand:
    """AGR-1."""

    def test_everything_only_where_they_want_it_and_nothing_speaks_against_it(self):
        assert kept_out(WANTED) == ()

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"is_wanted": False}, KeptOut.NOT_WANTED),
            ({"is_read_by_victim": False}, KeptOut.READER_IS_ANOTHER),
            ({"has_secret": True}, KeptOut.SOMEBODY_MUST_NOT_KNOW),
            ({"risk": RiskLevel.HIGH}, KeptOut.AT_RISK),
            ({"risk": RiskLevel.MEDIUM}, KeptOut.AT_RISK),
            ({"is_domestic_abuse": True}, KeptOut.DOMESTIC_ABUSE),
            ({"has_near_suspect": True}, KeptOut.CLOSE_TO_SUSPECT),
        ],
    )
    def test_each_thing_against_it_is_enough_and_says_why(self, change, reason):
        assert kept_out(dataclasses.replace(WANTED, **change)) == (reason,)
        assert reason.words.endswith(".")

    def test_a_standard_risk_alone_does_not_speak_against_it(self):
        assert kept_out(dataclasses.replace(WANTED, risk=RiskLevel.STANDARD)) == ()

    def test_nobody_is_overruled_by_their_own_wish(self):
        assert kept_out(dataclasses.replace(WANTED, has_secret=True, is_domestic_abuse=True)) == (
            KeptOut.SOMEBODY_MUST_NOT_KNOW,
            KeptOut.DOMESTIC_ABUSE,
        )


class TestTheWords:
    """AGR-2."""

    @pytest.mark.parametrize("reason", KeptOut)
    @pytest.mark.parametrize("language", [Language.EN, Language.CY])
    def test_are_the_same_for_everybody_where_anything_speaks_against_it(self, reason, language):
        rich = words_of(agreement=RICH, against=(reason,), language=language)

        assert rich == words_of(agreement=Agreement(), against=(reason,), language=language) == AgreementWords()

    def test_in_english(self):
        said = words_of(agreement=RICH, against=(), language=Language.EN)

        assert said == AgreementWords(
            is_in_full=True,
            method="MOBILE",
            never=("post", "text"),
            times=("Mondays, Wednesdays and Fridays, 9am to midday", "Sundays, midnight to midnight"),
            avoid=("Tuesdays and Thursdays, 4:30pm to 6:15pm",),
            people=(
                "Jo Adviser, your independent sexual violence adviser: dates and places only",
                "Sam Hughes, your relative: everything that I tell you",
            ),
            needs_interpreter=True,
        )

    @pytest.mark.parametrize(
        ("asked_for", "never", "said"),
        [
            ("MOBILE", "phone", ""),
            ("HOME_PHONE", "phone", ""),
            ("EMAIL", "email", ""),
            ("POST", "post", ""),
            ("POST", "email", "POST"),
            ("VIA_ISVA", "phone", "VIA_ISVA"),
        ],
    )
    def test_name_no_way_that_they_ruled_out_as_well(self, asked_for, never, said):
        agreement = Agreement(method=ContactMethod(asked_for), never=(never,))

        assert words_of(agreement=agreement, against=(), language=Language.EN).method == said

    def test_in_welsh(self):
        said = words_of(agreement=RICH, against=(), language=Language.CY)

        assert said.times == (
            "dydd Llun, dydd Mercher a dydd Gwener, 9am i hanner dydd",
            "dydd Sul, hanner nos i hanner nos",
        )
        assert said.people == (
            "Jo Adviser, eich Cynghorydd Trais Rhywiol Annibynnol: dyddiadau a lleoedd yn unig",
            "Sam Hughes, eich perthynas: popeth rwy’n ei ddweud wrthych chi",
        )

    def test_leave_out_single_days_because_each_has_a_reason(self):
        said = words_of(agreement=RICH, against=(), language=Language.EN)

        assert not any("24" in line for line in (*said.times, *said.avoid))

    def test_of_nothing_agreed_yet_say_nothing(self):
        assert words_of(agreement=Agreement(), against=(), language=Language.EN) == AgreementWords(is_in_full=True)

    @pytest.mark.parametrize("language", [Language.EN, Language.CY])
    @pytest.mark.parametrize("kind", ConnectionKind)
    def test_say_who_everybody_is(self, language, kind):
        told = (Told(name="Jo", kind=kind, may_be_told=MayBeTold.EVERYTHING),)

        (line,) = words_of(agreement=Agreement(people=told), against=(), language=language).people

        assert line.startswith("Jo, ")
