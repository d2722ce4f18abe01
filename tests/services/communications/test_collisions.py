"""What stands against ringing or writing today, from what is stored; and that only routine updates wait (L15)."""

import datetime as dt

import pytest

from cases.models import AgencyContact, Hearing, HearingDay, WorkItem
from cases.rules.vocabulary import Agency, AgencyContactStage, ChargeState, ObligationState, ToldOutcome, WorkKind
from communications.models import Communication
from communications.outbox import handlers
from communications.rules import collisions as rules
from communications.rules.collisions import OwnSort, Verdict
from communications.rules.vocabulary import LetterType, MessageState, Purpose
from communications.selectors import collisions as selectors
from communications.services import collisions
from tests.factories.cases import (
    AgencyContactFactory,
    ChargeFactory,
    DefendantFactory,
    HearingFactory,
    VictimFactory,
)
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    MeetingFactory,
    MessageAnswerFactory,
    OutboxMessageFactory,
    PromiseFactory,
    RelativeTellingFactory,
    TellingFactory,
    VictimMessageFactory,
)
from tests.fakes.channels import ScriptedChannel
from tests.letters.samples import a_letter
from tests.services.communications.sending import NOW, an_approved_letter, drain, fresh, queued

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def victim():
    return VictimFactory(in_contact_since=dt.date(2026, 1, 10))


def rung_today(victim, **changes) -> AgencyContact:
    return AgencyContactFactory(victim=victim, **{"contact_on": TODAY, **changes})


def an_update(victim, *, due_on=TODAY + dt.timedelta(days=3)) -> Communication:
    """A routine update to somebody who was promised one."""
    words, context = a_letter(LetterType.NO_CHANGE_UPDATE)
    PromiseFactory(victim=victim, due_on=due_on)
    return CommunicationFactory(
        victim=victim,
        purpose=Purpose.NO_CHANGE_UPDATE,
        letter_type=LetterType.NO_CHANGE_UPDATE,
        words=words.as_json(),
        context=context.as_json(),
        due_at=NOW + dt.timedelta(days=3),
        approved=True,
    )


class TestTheDay:
    def test_knows_who_else_is_in_touch_and_not_what_was_called_off_or_is_of_another_day(self, victim):
        rung_today(victim, told_hearing_on=dt.date(2026, 4, 9))
        rung_today(victim, agency=Agency.POLICE, called_off_at=NOW, called_off_by="staff:1")
        rung_today(victim, agency=Agency.COURT, contact_on=TOMORROW, stage=AgencyContactStage.PLANNED)
        rung_today(VictimFactory(case=victim.case), agency=Agency.PROBATION)

        facts = selectors.day_of(victim=victim, day=TODAY)

        assert [(one.agency, one.told_hearing_on) for one in facts.others] == [
            (Agency.WITNESS_CARE, dt.date(2026, 4, 9))
        ]

    def test_takes_a_plan_of_a_past_day_for_nothing_that_was_said(self, victim):
        rung_today(
            victim,
            stage=AgencyContactStage.PLANNED,
            contact_on=TODAY - dt.timedelta(days=1),
            told_hearing_on=dt.date(2026, 4, 9),
        )

        assert selectors.day_of(victim=victim, day=TODAY).others == ()

    def test_knows_our_own_meeting_agreed_call_and_leaving_letter(self, victim):
        MeetingFactory(victim=victim, arranged=True, starts_at=NOW + dt.timedelta(hours=4))
        MeetingFactory(
            victim=victim, arranged=True, purpose="OTHER", purpose_note="Court", starts_at=NOW + dt.timedelta(days=1)
        )
        ContactAttemptFactory(series=CallSeriesFactory(victim=victim), next_contact_at=NOW + dt.timedelta(hours=1))
        queued(letter=an_approved_letter(victim=victim, recipient=victim.person, case=victim.case, obligation=None))

        own = selectors.day_of(victim=victim, day=TODAY).own

        assert [one.sort for one in own] == [OwnSort.MEETING, OwnSort.CALL, OwnSort.LETTER]
        assert [one.time for one in own] == [dt.time(14, 0), dt.time(11, 0), None]

    def test_takes_calls_that_have_ended_and_letters_that_left_before_for_no_contact_of_the_day(self, victim):
        ended = CallSeriesFactory(victim=victim, state="ENDED", end_reason="NOT_SAFE", ended_at=NOW, ended_by="staff:1")
        ContactAttemptFactory(series=ended, next_contact_at=NOW + dt.timedelta(hours=1))
        letter = CommunicationFactory(victim=victim, sent=True)
        yesterday = NOW - dt.timedelta(days=1)
        OutboxMessageFactory(communication=letter, state=MessageState.DELIVERED, accepted_at=yesterday)
        OutboxMessageFactory(communication=letter, state=MessageState.HELD)

        assert selectors.day_of(victim=victim, day=TODAY).own == ()

    def test_takes_a_letter_by_two_ways_for_one(self, victim):
        letter = CommunicationFactory(victim=victim, sent=True)
        OutboxMessageFactory(communication=letter, state=MessageState.DELIVERED, accepted_at=NOW)
        OutboxMessageFactory(communication=letter)

        assert len(selectors.day_of(victim=victim, day=TODAY).own) == 1

    def test_does_not_count_the_letter_and_the_calls_it_is_asked_for(self, victim):
        letter = CommunicationFactory(victim=victim, sent=True)
        OutboxMessageFactory(communication=letter)
        series = CallSeriesFactory(victim=victim)
        ContactAttemptFactory(series=series, next_contact_at=NOW)

        own = selectors.day_of(victim=victim, day=TODAY, series=series, communication=letter).own

        assert own == ()

    def test_knows_the_days_and_weeks_of_hearings_and_how_the_case_stands(self, victim):
        trial = HearingFactory(case=victim.case, starts_at=dt.datetime(2026, 4, 20, 9, 0, tzinfo=dt.UTC))
        HearingDay.objects.create(hearing=trial, sits_at=dt.datetime(2026, 4, 21, 9, 0, tzinfo=dt.UTC))
        HearingFactory(case=victim.case, starts_at=None, week_commencing=dt.date(2026, 5, 6))
        Hearing.objects.create(
            case=victim.case,
            kind="Trial",
            court_name="Court",
            starts_at=dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC),
            is_vacated=True,
        )
        charge = ChargeFactory(defendant=DefendantFactory(case=victim.case), concerning=[victim])
        charge.state = ChargeState.ACQUITTED
        charge.save()

        facts = selectors.day_of(victim=victim, day=TODAY)

        assert facts.hearing_days == {dt.date(2026, 4, 20), dt.date(2026, 4, 21)}
        assert facts.hearing_weeks == {dt.date(2026, 5, 4)}
        assert facts.outcomes == {ToldOutcome.ACQUITTED}

    def test_sees_what_anybody_recorded_today_with_who_when_and_what_was_said(self, victim):
        colleague = "staff:2"
        spoken = CallSeriesFactory(victim=victim, state="TOLD", ended_at=NOW, ended_by=colleague)
        ContactAttemptFactory(
            series=spoken,
            outcome="TOLD_UNCHECKED",
            who_answered="PERSON",
            called_on=TODAY,
            called_at=NOW,
            told="The new date.",
            logged_by=colleague,
        )
        ContactAttemptFactory(series=CallSeriesFactory(victim=victim, about="obligation:x"), called_on=TODAY)
        MeetingFactory(victim=victim, held=True, starts_at=NOW)
        written = VictimMessageFactory(victim=victim, case=victim.case, person=victim.person, received_at=NOW)
        MessageAnswerFactory(message=written, text="We will ring.", written_at=NOW, written_by=colleague)
        letter = CommunicationFactory(victim=victim, sent=True, first_read_at=NOW)
        TellingFactory(communication=letter, told_on=TODAY, note="At her door.", recorded_by=colleague)

        own = selectors.day_of(victim=victim, day=TODAY).own

        assert {(one.sort, one.said, one.by) for one in own if one.said} == {
            (OwnSort.SPOKEN, "The new date.", colleague),
            (OwnSort.ANSWERED, "We will ring.", colleague),
            (OwnSort.HANDED_OVER, "At her door.", colleague),
        }
        assert [one.sort for one in own] == [
            OwnSort.MET,
            OwnSort.SPOKEN,
            OwnSort.TRIED,
            OwnSort.WROTE,
            OwnSort.ANSWERED,
            OwnSort.HANDED_OVER,
            OwnSort.READ,
        ]

    def test_does_not_see_what_was_recorded_of_another_day_or_another_person(self, victim):
        other = VictimFactory(case=victim.case)
        ContactAttemptFactory(series=CallSeriesFactory(victim=victim), called_on=TODAY - dt.timedelta(days=1))
        ContactAttemptFactory(series=CallSeriesFactory(victim=other), called_on=TODAY)
        CommunicationFactory(victim=victim, sent=True, first_read_at=NOW - dt.timedelta(days=1))
        VictimMessageFactory(
            victim=victim, case=victim.case, person=victim.person, received_at=NOW - dt.timedelta(days=1)
        )

        assert selectors.day_of(victim=victim, day=TODAY).own == ()

    def test_takes_the_calls_of_the_same_series_and_about_the_same_letter_for_no_other_contact(self):
        letter = an_approved_letter()
        series = CallSeriesFactory(
            victim=letter.victim,
            purpose="TELL_DECISION",
            obligation=letter.obligation,
            about=f"obligation:{letter.obligation_id}",
        )
        ContactAttemptFactory(series=series, called_on=TODAY)

        assert selectors.day_of(victim=letter.victim, day=TODAY, series=series).own == ()
        assert selectors.day_of(victim=letter.victim, day=TODAY, communication=letter).own == ()

    def test_sees_what_a_relative_was_told_by_whoever_told_them(self, victim):
        settled = {"outcome": "TOLD", "settled_at": NOW, "settled_by": "staff:1"}
        RelativeTellingFactory(letter=CommunicationFactory(victim=victim, sent=True), told_on=TODAY, **settled)

        assert [one.sort for one in selectors.day_of(victim=victim, day=TODAY).own] == [OwnSort.HANDED_OVER]

    @pytest.mark.parametrize("count", [1, 50])
    def test_costs_the_same_queries_for_one_person_and_for_fifty(self, count, django_assert_num_queries):
        many = [VictimFactory() for _ in range(count)]
        for one in many:
            rung_today(one)
            HearingFactory(case=one.case)

        with django_assert_num_queries(13):
            found = selectors.days_of(victims=many, day=TODAY)

        assert all(found[one.pk].others for one in many)


class TestBeforeRinging:
    def test_says_that_witness_care_rang_today(self, victim):
        rung_today(victim)

        found = collisions.before_ringing(series=CallSeriesFactory(victim=victim), at=NOW)

        assert (found.verdict, found.why) == (Verdict.MIND, rules.RING_LATER)

    @pytest.mark.parametrize(
        ("state", "why"),
        [(ObligationState.OPEN, rules.RING_IN_TIME), (ObligationState.SUPERSEDED, rules.RING_LATER)],
    )
    def test_lets_the_time_limit_win_while_it_runs(self, state, why):
        letter = an_approved_letter()
        obligation = letter.obligation
        obligation.due_at, obligation.state = NOW, state
        obligation.save()
        rung_today(obligation.victim)
        series = CallSeriesFactory(
            victim=obligation.victim,
            purpose="TELL_DECISION",
            obligation=obligation,
            about=f"obligation:{obligation.pk}",
        )

        assert collisions.before_ringing(series=series, at=NOW).why == why

    def test_nothing_stands_against_a_quiet_day(self, victim):
        assert collisions.of_day(victim=victim, at=NOW).verdict is Verdict.CLEAR


class TestBeforeSending:
    def test_what_is_owed_goes_and_says_so(self):
        letter = an_approved_letter()
        rung_today(letter.victim)

        found = collisions.before_sending(communication=letter, at=NOW)

        assert (found.verdict, found.why) == (Verdict.MIND, rules.TIME_LIMIT_WINS)

    def test_a_routine_update_waits_until_london_midnight(self, victim):
        rung_today(victim)

        found = collisions.before_sending(communication=an_update(victim), at=NOW)

        assert found.verdict is Verdict.WAIT
        assert collisions.clear_from(collision=found) == dt.datetime(2026, 3, 28, 0, 0, tzinfo=dt.UTC)

    def test_every_other_letter_goes_and_says_what_to_mind(self, victim):
        rung_today(victim)
        letter = CommunicationFactory(victim=victim, purpose=Purpose.CORRECTION)

        found = collisions.before_sending(communication=letter, at=NOW)

        assert (found.verdict, found.why) == (Verdict.MIND, rules.LETTER_GOES)

    def test_that_they_wrote_is_no_news_to_whoever_answers(self, victim):
        VictimMessageFactory(victim=victim, case=victim.case, person=victim.person, received_at=NOW)
        assert collisions.before_answering(victim=victim, at=NOW).verdict is Verdict.CLEAR

        rung_today(victim)
        assert collisions.before_answering(victim=victim, at=NOW).verdict is Verdict.MIND

    def test_a_meeting_that_is_planned_does_not_collide_with_itself(self, victim):
        planned = MeetingFactory(victim=victim, arranged=True, starts_at=NOW + dt.timedelta(days=1))
        assert collisions.on_day(victim=victim, day=TOMORROW, meeting_id=planned.pk).verdict is Verdict.CLEAR

        rung_today(victim, agency=Agency.POLICE, contact_on=TOMORROW, stage=AgencyContactStage.PLANNED)
        assert collisions.on_day(victim=victim, day=TOMORROW, meeting_id=planned.pk).verdict is Verdict.MIND


class TestAtTheMomentOfSending:
    @pytest.fixture(autouse=True)
    def channel(self, settings, monkeypatch):
        ScriptedChannel.reset()
        settings.SENDER_EMAIL = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
        monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
        yield ScriptedChannel
        ScriptedChannel.reset()

    def test_a_routine_update_waits_for_the_next_day_and_nobody_is_asked(self, victim, channel):
        message = queued(letter=an_update(victim))
        rung_today(victim)

        drain()

        message = fresh(message)
        assert channel.sent == []
        assert (message.state, message.reason) == (MessageState.QUEUED, rules.UPDATE_WAITS)
        assert not WorkItem.objects.exists()

    def test_it_goes_on_the_promised_day(self, victim, channel):
        queued(letter=an_update(victim, due_on=TODAY))
        rung_today(victim)

        drain()

        assert len(channel.sent) == 1

    def test_where_facts_differ_it_waits_for_a_person(self, victim, channel):
        message = queued(letter=an_update(victim, due_on=TODAY))
        rung_today(victim, told_hearing_on=TODAY + dt.timedelta(days=20))

        drain()

        assert channel.sent == []
        assert fresh(message).state == MessageState.HELD
        assert WorkItem.objects.get(kind=WorkKind.HELD_COMMUNICATION).about == f"message:{message.pk}"

    @pytest.mark.parametrize("told", [None, TODAY + dt.timedelta(days=20)])
    def test_what_is_owed_by_law_never_waits(self, told, channel):
        letter = an_approved_letter()
        queued(letter=letter)
        rung_today(letter.victim, told_hearing_on=told)

        drain()

        assert len(channel.sent) == 1

    def test_two_updates_to_one_person_do_not_wait_for_each_other(self, victim, channel):
        first = an_update(victim)
        second = CommunicationFactory(
            victim=victim,
            purpose=Purpose.NO_CHANGE_UPDATE,
            letter_type=LetterType.NO_CHANGE_UPDATE,
            words=first.words,
            context=first.context,
            due_at=first.due_at,
            approved=True,
        )
        for update in (first, second):
            queued(letter=update)

        drain()

        assert len(channel.sent) == 2
