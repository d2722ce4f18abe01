"""What may be put right in a letter that has left, and how (CORR-1, CORR-2, CORR-3, CORR-4, CORR-5, CORR-6)."""

import datetime as dt
import itertools

import pytest

from cases.rules.time_limits import TimeLimit
from cases.rules.vocabulary import LimitKind, LimitUnit
from communications.rules import letter_corrections as rules
from communications.rules.letter_corrections import (
    CarriedWords,
    CorrectionFault,
    CorrectionReason,
    CorrectionStanding,
    CorrectionWay,
)
from communications.rules.letter_requirements import DECISION_LETTERS
from communications.rules.vocabulary import Channel, CommunicationState, LetterType, MessageState
from tests.rules.communications.calendars import CALENDAR

BREACHES = {CorrectionReason.OTHERS_FACTS, CorrectionReason.WRONG_PLACE}


def standing(
    state=CommunicationState.APPROVED, *messages, has_left=False, is_being_corrected=False
) -> CorrectionStanding:
    return rules.standing(state=state, has_left=has_left, carried_by=messages, is_being_corrected=is_being_corrected)


def by(channel: Channel, state: MessageState, *, is_undecided: bool = False) -> CarriedWords:
    return CarriedWords(channel=channel, state=state, is_undecided=is_undecided)


class TestStanding:
    """CORR-1."""

    def test_what_has_left_is_corrected(self):
        assert standing(CommunicationState.SENT, has_left=True) is CorrectionStanding.CAN_BE_CORRECTED

    def test_what_was_taken_back_too_late_is_corrected(self):
        assert standing(CommunicationState.SUPERSEDED, has_left=True) is CorrectionStanding.CAN_BE_CORRECTED

    def test_one_correction_at_a_time(self):
        found = standing(CommunicationState.SENT, has_left=True, is_being_corrected=True)

        assert found is CorrectionStanding.IS_BEING_CORRECTED

    @pytest.mark.parametrize(
        "state", sorted(set(CommunicationState) - {CommunicationState.APPROVED, CommunicationState.SENT})
    )
    def test_what_nobody_was_told_is_not_corrected(self, state):
        assert standing(state) is CorrectionStanding.WAS_NOT_SAID

    @pytest.mark.parametrize(
        "state", [MessageState.QUEUED, MessageState.RENDERING, MessageState.RENDERED, MessageState.HELD]
    )
    def test_what_is_still_here_is_taken_back(self, state):
        assert standing(CommunicationState.APPROVED, by(Channel.POST, state)) is CorrectionStanding.CAN_BE_TAKEN_BACK

    def test_what_no_message_carries_is_taken_back(self):
        assert standing(CommunicationState.APPROVED) is CorrectionStanding.CAN_BE_TAKEN_BACK

    def test_what_the_print_room_has_is_out_of_our_hands(self):
        found = standing(CommunicationState.APPROVED, by(Channel.POST, MessageState.ACCEPTED))

        assert found is CorrectionStanding.CAN_BE_CORRECTED

    @pytest.mark.parametrize(
        "message",
        [
            by(Channel.EMAIL, MessageState.SENDING),
            by(Channel.EMAIL, MessageState.AMBIGUOUS),
            by(Channel.POST, MessageState.HELD, is_undecided=True),
        ],
    )
    def test_what_is_just_leaving_waits(self, message):
        assert standing(CommunicationState.APPROVED, message) is CorrectionStanding.IS_LEAVING

    def test_a_copy_on_the_online_page_alone_tells_nobody(self):
        found = standing(
            CommunicationState.APPROVED,
            by(Channel.PORTAL, MessageState.ACCEPTED),
            by(Channel.EMAIL, MessageState.QUEUED),
        )

        assert found is CorrectionStanding.CAN_BE_TAKEN_BACK


class TestWays:
    """CORR-2."""

    @pytest.mark.parametrize("letter_type", LetterType)
    def test_only_what_explains_a_decision_may_be_said_again_as_a_whole(self, letter_type):
        both = (CorrectionWay.LETTER, CorrectionWay.REPLACEMENT)
        explains = letter_type in DECISION_LETTERS | {LetterType.CHARGING_DECISION}

        assert rules.ways(letter_type=letter_type, explains_a_decision=True) == (both if explains else both[:1])
        assert rules.ways(letter_type=letter_type, explains_a_decision=False) == both[:1]


class TestFaults:
    """CORR-2."""

    def faults(self, *reasons, way=CorrectionWay.LETTER, offered=tuple(CorrectionWay), wrongly="", rightly=""):
        return rules.faults(reasons=reasons, way=way, offered=offered, said_wrongly=wrongly, said_rightly=rightly)

    def test_something_must_have_been_wrong(self):
        assert self.faults(rightly="It is so.") == (CorrectionFault.NO_REASON,)

    @pytest.mark.parametrize("reason", CorrectionReason)
    def test_a_wrong_fact_has_a_right_one_in_its_place(self, reason):
        needs = reason in {
            CorrectionReason.CHARGE,
            CorrectionReason.DATE,
            CorrectionReason.REASON,
            CorrectionReason.HEARING,
            CorrectionReason.OTHER,
        }

        assert self.faults(reason, rightly="  ") == ((CorrectionFault.NOTHING_RIGHT,) if needs else ())
        assert self.faults(reason, rightly="It is so.") == ()
        assert self.faults(reason, way=CorrectionWay.REPLACEMENT) == ()

    def test_nothing_of_another_person_is_said_a_second_time(self):
        assert self.faults(CorrectionReason.OTHERS_FACTS, wrongly="Her name is") == (
            CorrectionFault.REPEATS_OTHERS_FACTS,
        )
        assert self.faults(CorrectionReason.OTHERS_FACTS, wrongly=" ") == ()

    def test_a_way_that_is_not_offered_is_refused(self):
        found = self.faults(
            CorrectionReason.HURTFUL_WORDS, way=CorrectionWay.REPLACEMENT, offered=(CorrectionWay.LETTER,)
        )

        assert found == (CorrectionFault.CANNOT_BE_REPLACED,)


class TestReview:
    """CORR-3."""

    @pytest.mark.parametrize(
        ("reason", "way", "had_left"), list(itertools.product(CorrectionReason, CorrectionWay, [True, False]))
    )
    def test_counts_anew_in_the_victims_favour(self, reason, way, had_left):
        known = reason is not CorrectionReason.REVIEW_RIGHT and way is CorrectionWay.LETTER and had_left

        assert rules.restarts_review(reasons=[reason], way=way, had_left=had_left) is not known


class TestWhoAndWhen:
    """CORR-4, CORR-5, CORR-6."""

    def test_w14_who_wrote_submitted_or_approved_what_was_wrong_is_not_fresh(self):
        found = rules.not_fresh(written_by="staff:1", submitted_by="staff:2", approved_by="staff:3")

        assert found == {"staff:1", "staff:2", "staff:3"}

    def test_w14_nobody_is_no_hand(self):
        assert rules.not_fresh(written_by="", submitted_by="", approved_by="") == frozenset()

    @pytest.mark.parametrize("reason", CorrectionReason)
    def test_what_reached_or_named_the_wrong_person_is_a_breach(self, reason):
        assert rules.is_breach(reasons=[CorrectionReason.DATE, reason]) is (reason in BREACHES)

    def limit(self, value, unit):
        return TimeLimit(
            kind=LimitKind.BREACH_REPORT, value=value, unit=unit, starts_on=dt.date(2021, 4, 1), source="test"
        )

    def test_a_breach_is_reported_within_seventy_two_hours_also_over_a_weekend(self):
        friday_evening = dt.datetime(2026, 3, 27, 19, 30, tzinfo=dt.UTC)

        found = rules.report_by(known_at=friday_evening, limit=self.limit(3, LimitUnit.DAYS))

        assert found - friday_evening == dt.timedelta(hours=72)

    def test_a_breach_is_not_counted_in_working_days(self):
        with pytest.raises(ValueError, match="days of 24 hours"):
            rules.report_by(
                known_at=dt.datetime(2026, 3, 27, tzinfo=dt.UTC), limit=self.limit(3, LimitUnit.WORKING_DAYS)
            )

    def test_a_correction_leaves_by_the_end_of_the_next_working_day(self):
        friday = dt.datetime(2026, 3, 27, 10, 0, tzinfo=dt.UTC)

        found = rules.correct_by(known_at=friday, limit=self.limit(1, LimitUnit.WORKING_DAYS), calendar=CALENDAR)

        assert found.date() == dt.date(2026, 3, 30)


class TestReplacementWords:
    """CORR-2."""

    @pytest.mark.parametrize("reason", CorrectionReason)
    def test_say_of_which_letter_they_take_the_place_and_what_was_wrong(self, reason):
        said = rules.replacement_words(reasons=[reason], sent_on=dt.date(2026, 3, 20), said_rightly=" It is so. ")

        assert said.startswith("This letter takes the place of my letter of 20 March 2026. ")
        assert said.endswith(" It is so.")
        assert len({rules.replacement_words(reasons=[each], sent_on=None) for each in CorrectionReason}) == len(
            CorrectionReason
        )

    def test_name_no_day_of_a_letter_that_only_the_print_room_has(self):
        assert "place of my first letter." in rules.replacement_words(reasons=[], sent_on=None)
