"""Two sides of one letter: what a person translates, whether the sides agree, and by when (PAIR-1 to PAIR-4)."""

import datetime as dt

import pytest

from cases.rules.vocabulary import Language
from cases.rules.working_days import LONDON, WorkingDayCalendar
from communications.rules.letter_words import Block, BlockKey, LetterWords
from communications.rules.vocabulary import LetterType
from communications.rules.welsh import agreement, clock
from communications.rules.welsh.agreement import PairFacts
from communications.rules.welsh.clock import DEFAULT_TIMES, NoSlotInForceError, TranslationTime
from communications.rules.welsh.translations import (
    FREE_TEXT,
    Memory,
    Phrase,
    SlotState,
    digest_of,
    has_mark,
    mark_for,
    resolved,
    welsh_side,
)

KEY = BlockKey.REASON_SPECIFIC
OURS = "VCS-7K2M-9QXD"
FACTS = PairFacts(our_reference=OURS, names=("Ms Hughes", "Gethin Prosser"))
CALENDAR = WorkingDayCalendar(
    holidays=frozenset({dt.date(2026, 4, 3), dt.date(2026, 4, 6)}),
    known_from=dt.date(2026, 1, 1),
    known_to=dt.date(2026, 12, 31),
    version="test",
)


def at(day: int, hour: int = 11, month: int = 3) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=LONDON)


def words(text: str, language: Language = Language.EN, *, is_locked: bool = False) -> LetterWords:
    block = Block(key=KEY, heading="A heading", text=text, is_locked=is_locked)
    return LetterWords(
        letter_type=LetterType.DISCONTINUE_ALL, language=language, template_version="X/v1/en", blocks=(block,)
    )


def side_of(english: str, welsh: str, *, standard: str = "", memory: Memory | None = None, is_locked: bool = False):
    return welsh_side(
        english=words(english, is_locked=is_locked),
        standard_english=words(standard or english, is_locked=is_locked),
        standard_welsh=words(welsh, Language.CY, is_locked=is_locked),
        headings={KEY: "Pennawd"},
        phrases=(),
        carried=frozenset(),
        memory=memory or Memory(),
    )


def found(english: str, welsh: str) -> list[str]:
    findings = agreement.check_pair(english=words(english), side=side_of(english, welsh), facts=FACTS)
    assert all(finding.rule == "PAIR-2" for finding in findings)
    return [finding.why for finding in findings]


class TestSlots:
    """PAIR-1."""

    def test_a_standard_sentence_is_ready(self) -> None:
        side = side_of("You can complain.", "Gallwch gwyno.")

        assert side.is_ready
        assert side.slots == ()
        assert side.words.block(KEY).text == "Gallwch gwyno."

    def test_a_sentence_that_holds_words_of_staff_is_for_a_person_and_shows_what_is_ready(self) -> None:
        side = side_of("Sorry. I was away.", f"Mae’n ddrwg gennyf. {FREE_TEXT}")

        (slot,) = side.slots
        assert (slot.name, slot.state, slot.begin_from) == (
            "block:reason_specific",
            SlotState.MISSING,
            "Mae’n ddrwg gennyf. […]",
        )
        assert has_mark(text=side.words.block(KEY).text)

    def test_a_standard_sentence_that_staff_changed_is_for_a_person(self) -> None:
        side = side_of("You can ring me.", "Gallwch gwyno.", standard="You can complain.")

        assert [(slot.state, slot.begin_from) for slot in side.slots] == [(SlotState.MISSING, "")]

    def test_a_translation_serves_exactly_its_english(self) -> None:
        memory = Memory(by_digest={digest_of(english="You can ring me."): "Gallwch fy ffonio."})

        ready = side_of("You can ring me.", "Gallwch gwyno.", standard="You can complain.", memory=memory)
        changed = side_of("You can ring me!", "Gallwch gwyno.", standard="You can complain.", memory=memory)

        assert ready.words.block(KEY) == Block(key=KEY, heading="Pennawd", text="Gallwch fy ffonio.", is_locked=False)
        assert changed.waiting[0].state is SlotState.MISSING

    def test_welsh_of_an_earlier_english_is_stale_and_to_begin_from(self) -> None:
        memory = Memory(newest={"block:reason_specific": "Hen eiriau."})

        (slot,) = side_of("New words.", FREE_TEXT, memory=memory).slots

        assert (slot.state, slot.welsh, slot.begin_from) == (SlotState.STALE, "", "Hen eiriau.")

    def test_a_part_that_the_welsh_template_does_not_have_is_for_a_person(self) -> None:
        side = welsh_side(
            english=words("Something more."),
            standard_english=words("Something more."),
            standard_welsh=LetterWords(
                letter_type=LetterType.DISCONTINUE_ALL, language=Language.CY, template_version="X/v1/cy", blocks=()
            ),
            headings={},
            phrases=(),
            carried=frozenset(),
            memory=Memory(),
        )

        assert [(slot.name, slot.state) for slot in side.slots] == [("block:reason_specific", SlotState.MISSING)]

    def test_a_locked_part_that_says_nothing_in_welsh_stops_the_pair(self) -> None:
        side = side_of("Your right.", "", is_locked=True)

        findings = agreement.check_pair(english=words("Your right.", is_locked=True), side=side, facts=FACTS)

        assert [(finding.rule, finding.why) for finding in findings] == [("PAIR-1", "This part has no Welsh.")]

    def test_a_locked_part_is_never_put_before_a_translator(self) -> None:
        side = side_of("Your right.", f"Eich hawl. {mark_for(phrase='role')}", is_locked=True)

        assert side.slots == ()
        assert agreement.check_pair(english=words("Your right.", is_locked=True), side=side, facts=FACTS) != ()

    def test_a_preview_says_that_a_phrase_is_missing_and_not_by_which_inner_name(self) -> None:
        mark = mark_for(phrase="plain:0c1f")
        side = side_of("Your right.", f"Eich hawl, {mark}, a {mark}.", is_locked=True)

        assert side.words.block(KEY).text == f"Eich hawl, {FREE_TEXT}, a {FREE_TEXT}."

    def test_a_blank_at_the_end_is_no_other_english(self) -> None:
        assert digest_of(english="Words. ") == digest_of(english="Words.")
        assert digest_of(english="Words.") != digest_of(english="Word.")

    def test_a_phrase_is_what_the_rules_know_or_a_person_said_or_a_mark(self) -> None:
        phrases = (
            Phrase(name="role", english="Officer", standard="Swyddog"),
            Phrase(name="plain", english="the theft", standard=None),
            Phrase(name="court", english="The Old Hall", standard=None),
            Phrase(name="none", english="", standard=None),
        )
        memory = Memory(by_digest={digest_of(english="the theft"): "y lladrad"})

        assert resolved(phrases=phrases, memory=memory) == {
            "role": "Swyddog",
            "plain": "y lladrad",
            "court": mark_for(phrase="court"),
            "none": "",
        }


class TestAgreement:
    """PAIR-2: what each of these would do to a person."""

    @pytest.mark.parametrize(
        ("english", "welsh"),
        [
            ("They asked again on 3 March 2026.", "Gofynnwyd eto ar 3 Mawrth 2026."),
            ("The hearing is on Monday 11 May 2026 at 10:30.", "Mae’r gwrandawiad ddydd Llun 11 Mai 2026 am 10.30."),
            ("£250 and 3 of 4 cameras.", "£250 a 3 o 4 camera."),
            (f"Ring and give {OURS}.", f"Ffoniwch a rhowch {OURS}."),
            ("Write to unit@example.org.", "Ysgrifennwch i unit@example.org."),
            ("Ms Hughes saw it.", "Gwelodd Ms Hughes hynny."),
            ("You may ring in March.", "Gallwch ffonio ym mis Mawrth."),
        ],
    )
    def test_two_sides_that_say_the_same_agree(self, english: str, welsh: str) -> None:
        assert found(english, welsh) == []

    @pytest.mark.parametrize(
        ("english", "welsh", "why"),
        [
            ("Ask by 3 March 2026.", "Gofynnwch erbyn 3 Mai 2026.", "days"),
            ("Ask by 3 March 2026.", "Gofynnwch erbyn 13 Mawrth 2026.", "days"),
            ("Ask by 3 March 2026.", "Gofynnwch cyn hir.", "days"),
            ("It cost £250.", "Costiodd £205.", "numbers"),
            ("Come at 10:30.", "Dewch am 11:30.", "numbers"),
            ("Your letter.", "Eich llythyr, VCS-2222-3333.", "reference"),
            ("Your case.", "Eich achos, 60AA2000326.", "reference"),
            ("Write to unit@example.org.", "Ysgrifennwch i uned@example.org.", "email"),
            ("He was charged.", "Cyhuddwyd Gethin Prosser.", "person"),
            ("Ms Hughes saw it.", "Gwelodd y dioddefwr hynny.", "person"),
            (
                "The police asked every shop in your street and found nobody.",
                "The police asked every shop in your street and found nobody.",
                "in English",
            ),
            (
                "The police asked the shop. They found nobody there.",
                "Gofynnodd the police wrth the shop, and they could not find anybody with it.",
                "in English",
            ),
        ],
    )
    def test_what_was_mistyped_or_left_in_english_is_found(self, english: str, welsh: str, why: str) -> None:
        assert why in " ".join(found(english, welsh))

    def test_a_part_without_welsh_is_found_once_and_not_compared(self) -> None:
        side = side_of("Sorry, 3 March 2026.", FREE_TEXT)

        (finding,) = agreement.check_pair(english=words("Sorry, 3 March 2026."), side=side, facts=FACTS)

        assert (finding.rule, finding.block) == ("PAIR-1", KEY)

    def test_an_empty_part_needs_no_welsh(self) -> None:
        assert agreement.check_pair(english=words(""), side=side_of("", ""), facts=FACTS) == ()


class TestClock:
    """PAIR-3."""

    def test_the_english_is_needed_a_working_day_before_both_must_be_approved(self) -> None:
        seen = clock.outlook(at=at(26), latest_safe_approval=at(31, 17), calendar=CALENDAR, times=DEFAULT_TIMES)

        assert (seen.welsh_needed_by, seen.english_needed_by) == (at(31, 17), at(30, 17))
        assert (seen.is_short, seen.is_too_late) == (False, False)
        assert "1 working day" in seen.reason

    def test_a_weekend_and_bank_holidays_are_no_time_for_translation(self) -> None:
        """Good Friday and Easter Monday lie between."""
        last = at(7, 17, month=4)
        seen = clock.outlook(at=at(26), latest_safe_approval=last, calendar=CALENDAR, times=DEFAULT_TIMES)

        assert seen.english_needed_by == at(2, 17, month=4)

    def test_with_less_than_a_translation_takes_it_says_so_and_afterwards_that_it_is_too_late(self) -> None:
        last = at(27, 17)
        short = clock.outlook(at=at(27, 9), latest_safe_approval=last, calendar=CALENDAR, times=DEFAULT_TIMES)
        late = clock.outlook(at=at(27, 17), latest_safe_approval=last, calendar=CALENDAR, times=DEFAULT_TIMES)

        assert (short.is_short, short.is_too_late) == (True, False)
        assert late.is_too_late
        assert len({short.reason, late.reason}) == 2

    def test_without_a_deadline_nothing_is_needed_by_a_day(self) -> None:
        seen = clock.outlook(at=at(26), latest_safe_approval=None, calendar=CALENDAR, times=DEFAULT_TIMES)

        assert (seen.welsh_needed_by, seen.english_needed_by, seen.is_short) == (None, None, False)

    def test_is_due_in_its_usual_time_or_sooner_where_the_letter_needs_it_and_never_in_the_past(self) -> None:
        def due(last: dt.datetime | None) -> dt.datetime:
            return clock.due_at(asked_at=at(27), latest_safe_approval=last, calendar=CALENDAR, times=DEFAULT_TIMES)

        assert due(None) == at(30)
        assert due(at(31)) == at(30)
        assert due(at(27, 17)) == at(27, 17)
        assert due(at(26)) == at(27)

    def test_the_newest_row_that_has_started_counts(self) -> None:
        later = TranslationTime(working_days=3, starts_on=dt.date(2026, 4, 1), source="Agreed")
        times = (later, *DEFAULT_TIMES)

        assert clock.time_for(on=dt.date(2026, 3, 31), times=times).working_days == 1
        assert clock.time_for(on=dt.date(2026, 4, 1), times=times) is later
        with pytest.raises(NoSlotInForceError):
            clock.time_for(on=dt.date(2020, 1, 1), times=times)


class TestEnglishAlone:
    """PAIR-4."""

    @pytest.mark.parametrize(
        ("reads_welsh", "has_welsh", "said", "may"),
        [
            (False, False, False, True),
            (True, True, False, True),
            (True, False, True, True),
            (True, False, False, False),
        ],
    )
    def test_goes_to_a_reader_of_welsh_only_when_they_said_so(
        self, reads_welsh: bool, has_welsh: bool, said: bool, may: bool
    ) -> None:
        answer, reason = clock.may_go(reads_welsh=reads_welsh, has_welsh=has_welsh, said_english_will_do=said)

        assert answer is may
        assert reason
