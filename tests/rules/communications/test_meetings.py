"""Meetings: one table of steps, what each state waits for, the family's eight points, a discreet calendar (L9)."""

import datetime as dt
import uuid

import pytest

from cases.rules.defaults import default_rules
from cases.rules.vocabulary import DecisionCode, Language, SpecialMeasure, WorkKind
from communications.rules import meeting_texts, meetings
from communications.rules.calendar_file import TellingPlace, calendar_file
from communications.rules.gate.sentences import reading_ease, sentences_of
from communications.rules.meeting_words import FamilyPoint, MeetingMeasure, MeetingPurpose, MeetingState, MeetingStep
from tests.rules.communications.calendars import CALENDAR

#: Thursday 26 March 2026; Good Friday is 3 April.
AT = dt.datetime(2026, 3, 26, 10, 0, tzinfo=dt.UTC)
RULES = default_rules()


def waits_for(state: MeetingState, *, offer_due_on=None, starts_at=None, at=AT):
    return meetings.next_step(
        state=state, offer_due_on=offer_due_on, starts_at=starts_at, at=at, rules=RULES, calendar=CALENDAR
    )


class TestLife:
    """MEET-1: the life of a meeting is one table."""

    def test_leads_from_the_offer_to_the_notes(self):
        state = MeetingState.TO_OFFER
        steps = ("OFFER", "ACCEPT", "ARRANGE", "RESCHEDULE", "HOLD", "SEND_NOTES")

        for step in steps:
            state = meetings.after(state=state, step=MeetingStep(step))

        assert state is MeetingState.NOTES_SENT

    @pytest.mark.parametrize(("state", "step"), [(state, step) for state in MeetingState for step in MeetingStep])
    def test_lets_nothing_happen_that_is_not_in_the_table(self, state, step):
        if (state, step) in meetings.TRANSITIONS:
            assert meetings.after(state=state, step=step) in MeetingState
            assert step in meetings.steps_from(state=state)
        else:
            with pytest.raises(meetings.StepNotPossible):
                meetings.after(state=state, step=step)
            assert step not in meetings.steps_from(state=state)

    @pytest.mark.parametrize("state", [MeetingState.DECLINED, MeetingState.NO_RESPONSE])
    def test_lets_somebody_who_said_no_or_nothing_say_yes_later(self, state):
        assert meetings.after(state=state, step=MeetingStep.ACCEPT) is MeetingState.ACCEPTED

    @pytest.mark.parametrize("state", [MeetingState.NOT_OFFERED, MeetingState.CANCELLED, MeetingState.NOTES_SENT])
    def test_ends(self, state):
        assert meetings.steps_from(state=state) == ()
        assert state not in meetings.ACTIVE


class TestNextStep:
    """MEET-2: what a meeting waits for, and until when."""

    def test_offers_by_the_date_that_the_rule_gave(self):
        step = waits_for(MeetingState.TO_OFFER, offer_due_on=dt.date(2026, 4, 9))

        assert (step.kind, step.due_on) == (WorkKind.MEETING_OFFER, dt.date(2026, 4, 9))

    @pytest.mark.parametrize(
        ("state", "kind", "due_on"),
        [
            (MeetingState.TO_OFFER, WorkKind.MEETING_OFFER, dt.date(2026, 4, 2)),
            (MeetingState.OFFERED, WorkKind.MEETING_ANSWER, dt.date(2026, 4, 13)),
            (MeetingState.ACCEPTED, WorkKind.MEETING_ARRANGE, dt.date(2026, 4, 2)),
            (MeetingState.REQUESTED, WorkKind.MEETING_ARRANGE, dt.date(2026, 4, 2)),
            (MeetingState.HELD, WorkKind.MEETING_NOTES, dt.date(2026, 4, 2)),
        ],
    )
    def test_counts_working_days_by_the_dated_limits(self, state, kind, due_on):
        step = waits_for(state)

        assert (step.kind, step.due_on) == (kind, due_on)

    def test_asks_for_the_outcome_on_the_working_day_after_the_meeting(self):
        thursday_before_easter = dt.datetime(2026, 4, 2, 15, 0, tzinfo=dt.UTC)

        step = waits_for(MeetingState.ARRANGED, starts_at=thursday_before_easter)

        assert (step.kind, step.due_on) == (WorkKind.MEETING_OUTCOME, dt.date(2026, 4, 7))

    @pytest.mark.parametrize(
        "state",
        [
            MeetingState.NOT_OFFERED,
            MeetingState.DECLINED,
            MeetingState.NO_RESPONSE,
            MeetingState.CANCELLED,
            MeetingState.NOT_HELD,
            MeetingState.NOTES_SENT,
        ],
    )
    def test_waits_for_nothing_where_nothing_is_to_do(self, state):
        assert waits_for(state) is None

    @pytest.mark.parametrize(
        ("plea_on", "due_on"),
        [(dt.date(2026, 3, 26), dt.date(2026, 4, 9)), (dt.date(2026, 12, 20), dt.date(2027, 1, 3))],
    )
    def test_gives_fourteen_days_from_a_plea_of_not_guilty(self, plea_on, due_on):
        assert meetings.pre_trial_offer_due_on(plea_on=plea_on, rules=RULES, calendar=CALENDAR) == due_on


class TestFamilies:
    """MEET-3: the eight points at which a bereaved family is offered a meeting."""

    def test_are_eight_and_each_belongs_to_one_of_the_six_purposes(self):
        assert len(FamilyPoint) == 8
        assert set(meetings.PURPOSE_OF_POINT) == set(FamilyPoint)
        assert len(MeetingPurpose) == 6

    @pytest.mark.parametrize(
        ("decision", "purpose", "point"),
        [
            (DecisionCode.NFA_EVIDENTIAL, MeetingPurpose.CHARGING_DECISION, FamilyPoint.AFTER_CHARGE),
            (DecisionCode.DECISION_TO_CHARGE, MeetingPurpose.CHARGING_DECISION, FamilyPoint.AFTER_CHARGE),
            (DecisionCode.DISCONTINUE_ALL, MeetingPurpose.STOPPED_OR_ALTERED, FamilyPoint.AFTER_STOP_OR_CHANGE),
            (DecisionCode.ALTER_DOWN, MeetingPurpose.STOPPED_OR_ALTERED, FamilyPoint.AFTER_STOP_OR_CHANGE),
            (DecisionCode.COURT_ENDED, MeetingPurpose.OTHER, FamilyPoint.AFTER_ACQUITTAL),
        ],
    )
    def test_follow_from_the_decision_that_a_letter_explains(self, decision, purpose, point):
        assert meetings.purpose_after(decision=decision) is purpose
        assert meetings.family_point_after(decision=decision) is point
        assert meetings.PURPOSE_OF_POINT[point] is purpose


UID = uuid.UUID("0b0e9a3c-6f64-4b7e-8a60-0d9d1f6b1d11")


def calendar_of(**changes):
    values = {
        "uid": UID,
        "starts_at": dt.datetime(2026, 4, 2, 13, 30, tzinfo=dt.UTC),
        "ends_at": dt.datetime(2026, 4, 2, 14, 30, tzinfo=dt.UTC),
        "place": "",
        "version": 0,
        "at": AT,
    }
    return calendar_file(**{**values, **changes})


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


class TestCalendarFile:
    """MEET-4: an appointment that tells nobody anything."""

    def test_says_appointment_and_when_and_nothing_else(self):
        assert unfolded(calendar_of()) == [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Calendar//Appointment//EN",
            "BEGIN:VEVENT",
            f"UID:{UID}",
            "SEQUENCE:0",
            "DTSTAMP:20260326T100000Z",
            "DTSTART:20260402T133000Z",
            "DTEND:20260402T143000Z",
            "SUMMARY:Appointment",
            "CLASS:PRIVATE",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]

    def test_is_in_welsh_for_somebody_who_reads_welsh(self):
        assert "SUMMARY:Apwyntiad" in unfolded(calendar_of(is_welsh=True))

    def test_holds_the_place_only_where_the_person_chose_one(self):
        assert "LOCATION:12 High Street\\, second floor\\; ring twice" in unfolded(
            calendar_of(place="12 High Street\nsecond floor; ring twice")
        )

    @pytest.mark.parametrize("place", ["Crown Court, court 4", "CPS office", "The police station", "Llys y Goron"])
    def test_refuses_a_place_that_tells(self, place):
        with pytest.raises(TellingPlace):
            calendar_of(place=place)

    def test_moves_the_entry_and_makes_no_second_one(self):
        assert "SEQUENCE:2" in unfolded(calendar_of(version=2))

    @pytest.mark.parametrize("letter", ["a", "ŵ", "🌳"])
    def test_folds_long_lines_between_characters(self, letter):
        place = letter * 120

        lines = calendar_of(place=place).encode().split(b"\r\n")

        assert max(map(len, lines)) <= 75
        assert f"LOCATION:{place}" in unfolded(calendar_of(place=place))

    def test_escapes_what_has_a_meaning(self):
        assert "LOCATION:a\\\\b" in unfolded(calendar_of(place="a\\b"))

    def test_cannot_be_broken_out_of_by_a_line_break(self):
        assert "ATTENDEE:mailto" not in [line[:15] for line in unfolded(calendar_of(place="x\r\nATTENDEE:mailto:y"))]


class TestThePersonInvited:
    """MEET-5: what the person sees, and where they may choose, prepare and ask again."""

    @pytest.mark.parametrize("state", list(MeetingState))
    def test_choosing_a_time_follows_the_table_of_steps(self, state):
        if state not in meetings.MAY_CHOOSE:
            with pytest.raises(meetings.StepNotPossible):
                meetings.steps_to_choose(state=state)
            return

        for step in meetings.steps_to_choose(state=state):
            state = meetings.after(state=state, step=step)

        assert state is MeetingState.ARRANGED

    @pytest.mark.parametrize("state", [MeetingState.OFFERED, MeetingState.NO_RESPONSE, MeetingState.DECLINED])
    def test_choosing_a_time_says_yes_where_nobody_has(self, state):
        assert meetings.steps_to_choose(state=state)[0] is MeetingStep.ACCEPT

    def test_sees_a_meeting_once_it_is_offered_and_its_letter_can_be_read(self):
        assert meetings.is_seen(state=MeetingState.OFFERED, is_letter_unread=False)
        assert not meetings.is_seen(state=MeetingState.OFFERED, is_letter_unread=True)
        assert not meetings.is_seen(state=MeetingState.TO_OFFER, is_letter_unread=False)
        assert not meetings.is_seen(state=MeetingState.NOT_OFFERED, is_letter_unread=False)

    def test_can_always_go_on_or_ask_again(self):
        open_to_them = meetings.MAY_CHOOSE | meetings.MAY_ASK_AGAIN | meetings.UNSEEN

        assert open_to_them == frozenset(MeetingState)


class TestWords:
    """MEET-6: no purpose, no point of a family and no state lacks words in either language."""

    @pytest.mark.parametrize("language", list(Language))
    def test_every_purpose_and_every_point_has_words(self, language):
        for purpose in MeetingPurpose:
            text = meeting_texts.purpose_text(purpose=purpose, point=None, language=language)
            assert all((text.title, text.about))
        for point in FamilyPoint:
            text = meeting_texts.purpose_text(purpose=meetings.PURPOSE_OF_POINT[point], point=point, language=language)
            assert all((text.title, text.about))

    @pytest.mark.parametrize("language", list(Language))
    def test_s4_no_purpose_says_of_whoever_reads_for_somebody_that_the_case_is_theirs(self, language):
        for purpose in MeetingPurpose:
            text = meeting_texts.purpose_text(purpose=purpose, point=None, language=language)
            said = f"{text.title} {text.about}".lower()
            assert "your case" not in said
            assert "eich achos" not in said

    @pytest.mark.parametrize("language", list(Language))
    @pytest.mark.parametrize("state", sorted(set(MeetingState) - meetings.UNSEEN))
    def test_every_state_that_a_person_sees_has_words(self, state, language):
        text = meeting_texts.state_text(state=state, language=language)

        assert all((text.now, text.next))

    @pytest.mark.parametrize("language", [Language.EN, Language.CY])
    def test_a_time_that_has_passed_is_not_spoken_of_as_to_come(self, language):
        """Only where a time was agreed: what is over, or was never agreed, stands as it did."""
        arranged = {"state": MeetingState.ARRANGED, "language": language}
        held = {"state": MeetingState.HELD, "language": language}

        assert meeting_texts.state_text(**arranged, is_past=True) != meeting_texts.state_text(**arranged)
        assert meeting_texts.state_text(**held, is_past=True) == meeting_texts.state_text(**held)

    def test_the_languages_differ(self):
        for state in set(MeetingState) - meetings.UNSEEN:
            english, welsh = (
                meeting_texts.state_text(state=state, language=each) for each in (Language.EN, Language.CY)
            )
            assert english != welsh

    def test_the_english_reads_easily(self):
        texts = [*meeting_texts.PURPOSES.values(), *meeting_texts.FAMILY_POINTS.values()]
        spoken = [text.about for text in texts] + [f"{text.now} {text.next}" for text in meeting_texts.STATES.values()]

        assert reading_ease([each for text in spoken for each in sentences_of(text)]) > 70


class TestWhatIsAskedOfTheCourt:
    """MEET-7."""

    def test_each_link_is_one_special_measure_once(self):
        agreed = (MeetingMeasure.LINK_HOME, MeetingMeasure.LINK_COURT, MeetingMeasure.SCREENS)

        assert meetings.asked_of_court(agreed=agreed) == (SpecialMeasure.LIVE_LINK, SpecialMeasure.SCREENS)

    def test_what_is_ours_to_arrange_is_not_asked_of_the_court(self):
        agreed = (MeetingMeasure.ACCESSIBILITY, MeetingMeasure.REASONABLE_ADJUSTMENTS)

        assert meetings.asked_of_court(agreed=agreed) == ()
