"""News that an event raised reaches a person step by step, and the work of it says which is next (V12, L11)."""

import datetime as dt

import pytest

from accounts.policies import NotPermitted
from cases.models import WorkItem
from cases.rules.vocabulary import (
    Agency,
    AgencyContactWay,
    CaseEventKind,
    ServiceTier,
    ToldOutcome,
    WorkState,
)
from cases.services.intake import event_work
from cases.services.intake.event_work import Happened
from communications.models import CallSeries
from communications.rules.calls.vocabulary import CallPurpose, CallStep, SeriesEnd, SeriesState
from communications.rules.collisions import RING_IN_TIME, RING_LATER, SAFETY_NEVER_WAITS
from communications.rules.contact_plan import NewsSort, PlanStep, StepStanding, Wish
from communications.services import call_steps, collisions, contact, news_plans
from tests.factories.cases import AgencyContactFactory, HearingFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.calling_people import AT, Office
from tests.services.communications.planning import HOUR, SISTER_FIRST, Planner
from tests.services.communications.test_supporters import elsewhere, officer

pytestmark = pytest.mark.django_db
AGENCY, SUPPORTER, CALL, WRITTEN, OFFICER, PORTAL = PlanStep
DONE, NEXT, WAITING, LEFT_OUT = StepStanding


@pytest.fixture
def office(db) -> Office:
    lay_reference_data()
    office = Office()
    office.victim.service_tier = ServiceTier.RASSO
    office.victim.save(update_fields=["service_tier"])
    return office


def news(office: Office, kind: CaseEventKind = CaseEventKind.VERDICT) -> WorkItem:
    """Take an event in at ``AT``; return the work that it raises for the victim."""
    event_work.raise_for(
        happened=[
            Happened(
                subject="case-event:1",
                name="1",
                case_id=office.case.pk,
                kind=kind,
                plea=None,
                charge_ids=(),
                occurred_at=AT,
            )
        ],
        actor=office.actor,
        at=AT,
    )
    return WorkItem.objects.get(victim=office.victim, state=WorkState.OPEN)


def stands(item: WorkItem, *, at: dt.datetime = AT) -> dict[PlanStep, StepStanding]:
    item = WorkItem.objects.select_related("victim__case", "victim__person").get(pk=item.pk)
    shown = news_plans.plan_of_work(item=item, at=at)
    assert shown is not None
    return {line.step: line.standing for line in shown.lines}


def ring(office: Office, item: WorkItem, *, at: dt.datetime = AT) -> CallSeries:
    return contact.ring_about_news(item_id=item.pk, actor=office.actor, at=at)


class TestTheSteps:
    def test_begin_with_whether_witness_care_told_it(self, office):
        item = news(office)
        assert stands(item) == {AGENCY: NEXT, CALL: WAITING, WRITTEN: WAITING}

        AgencyContactFactory(victim=office.victim, contact_on=AT.date(), told_outcome=ToldOutcome.GOES_ON)

        assert stands(item) == {AGENCY: DONE, CALL: NEXT, WRITTEN: LEFT_OUT}

    def test_see_what_a_colleague_told_by_hand(self, office):
        item = news(office)
        AgencyContactFactory(
            victim=office.victim,
            agency=Agency.CPS,
            way=AgencyContactWay.VISIT,
            contact_on=AT.date(),
            told="The verdict, at court, with the reasons of the judge.",
            recorded_at=AT,
        )

        assert stands(item)[CALL] is DONE

    @pytest.mark.parametrize(
        ("recorded_at", "contact_time", "is_told"),
        [
            (AT - HOUR, None, False),
            (AT + HOUR, dt.time(9, 0), False),
            (AT + HOUR, dt.time(10, 30), True),
            (AT + HOUR, None, True),
        ],
        ids=["recorded before", "made before", "made since", "recorded since"],
    )
    def test_take_nobody_for_told_by_a_talk_before_the_news_came(self, office, recorded_at, contact_time, is_told):
        item = news(office, CaseEventKind.BAIL_CHANGE)
        AgencyContactFactory(
            victim=office.victim,
            agency=Agency.CPS,
            contact_on=AT.date(),
            contact_time=contact_time,
            told="What the trial is for.",
            recorded_at=recorded_at,
        )

        assert (stands(item)[CALL] is DONE) is is_told

    def test_do_not_take_a_contact_of_the_day_before_or_one_called_off_for_the_news(self, office):
        item = news(office)
        yesterday = AT.date() - dt.timedelta(days=1)
        AgencyContactFactory(victim=office.victim, contact_on=yesterday, told_outcome=ToldOutcome.CONVICTED)
        AgencyContactFactory(
            victim=office.victim,
            contact_on=AT.date(),
            told_outcome=ToldOutcome.CONVICTED,
            called_off_at=AT,
            called_off_by="staff:1",
        )

        assert stands(item)[AGENCY] is NEXT

    def test_ask_to_settle_it_where_witness_care_told_another_day(self, office):
        HearingFactory(case=office.case, starts_at=AT + dt.timedelta(days=30))
        item = news(office, CaseEventKind.HEARING_MOVED)
        told = (AT + dt.timedelta(days=31)).date()
        AgencyContactFactory(victim=office.victim, contact_on=AT.date(), told_hearing_on=told)

        shown = news_plans.plan_of_work(item=item, at=AT)

        assert "differs from our record" in shown.lines[0].why
        assert shown.lines[0].standing is NEXT

    def test_say_nothing_of_work_that_is_no_news(self, office):
        series = office.series()
        item = WorkItem.objects.get(key=f"calls:{series.pk}")

        assert news_plans.plan_of_work(item=item, at=AT) is None
        assert news_plans.plan_of_series(series=series, at=AT) is None


class TestRinging:
    def test_finishes_the_work_once_they_were_told(self, office):
        item = news(office)
        series = ring(office, item)
        assert series.purpose == CallPurpose.COURT_NEWS
        assert stands(item)[CALL] is NEXT

        office.tell(series)

        item.refresh_from_db()
        assert (item.state, item.outcome) == (WorkState.DONE, "They were told on the phone")
        assert CallSeries.objects.get().state == SeriesState.TOLD
        assert stands(item)[CALL] is DONE

    def test_is_one_series_however_often_it_is_begun(self, office):
        item = news(office)

        assert ring(office, item) == ring(office, item)

    def test_stops_by_itself_when_the_work_was_finished_in_another_way(self, office):
        item = news(office)
        series = ring(office, item)
        WorkItem.objects.filter(pk=item.pk).update(state=WorkState.DONE, done_at=AT, done_by="staff:1", outcome="Told")

        call_steps.keep_watch(at=AT + HOUR)

        series.refresh_from_db()
        assert (series.state, series.end_reason) == (SeriesState.ENDED, SeriesEnd.TOLD_OTHERWISE)
        assert not WorkItem.objects.filter(state=WorkState.OPEN).exists()

    def test_is_refused_for_finished_work_other_work_and_work_about_nobody(self, office):
        item = news(office)
        own = office.series()
        WorkItem.objects.filter(pk=item.pk).update(state=WorkState.DONE, done_at=AT, done_by="staff:1")
        calls = WorkItem.objects.get(key=f"calls:{own.pk}")

        for refused in (item, calls):
            with pytest.raises(contact.NothingOwed):
                ring(office, refused)
        WorkItem.objects.filter(pk=item.pk).update(victim=None)
        with pytest.raises(contact.NothingOwed):
            ring(office, item)

    def test_is_refused_to_whoever_works_on_other_cases(self, office):
        item = news(office)

        with pytest.raises(NotPermitted):
            contact.ring_about_news(item_id=item.pk, actor=officer(elsewhere()), at=AT)

    def test_is_told_in_time_whoever_else_is_in_touch(self, office):
        item = news(office)
        AgencyContactFactory(victim=office.victim, contact_on=AT.date())
        WorkItem.objects.filter(pk=item.pk).update(due_at=AT + HOUR)

        found = collisions.before_ringing(series=ring(office, WorkItem.objects.get(pk=item.pk)), at=AT)

        assert found.why == RING_IN_TIME

    def test_goes_on_after_the_clock_has_ended(self, office):
        item = news(office)
        WorkItem.objects.filter(pk=item.pk).update(due_at=AT - HOUR)
        series = ring(office, WorkItem.objects.get(pk=item.pk))

        assert series.next_step == CallStep.TEXT

    def test_waits_for_their_sister_where_they_asked_for_it(self):
        office = Planner()
        office.wish(SISTER_FIRST, sort=NewsSort.OUTCOME)
        item = news(office)
        assert stands(item)[SUPPORTER] is WAITING

        ring(office, item)
        assert stands(item) == {AGENCY: LEFT_OUT, SUPPORTER: NEXT, CALL: WAITING, WRITTEN: WAITING}

        office.tell_sister()
        assert stands(item)[SUPPORTER] is DONE
        assert stands(item)[CALL] is NEXT


class TestSafety:
    def test_is_rung_at_once_and_their_sister_is_not_told_first(self):
        office = Planner()
        office.wish(SISTER_FIRST, sort=NewsSort.OUTCOME)
        item = news(office, CaseEventKind.BAIL_CHANGE)
        assert stands(item) == {CALL: NEXT, OFFICER: WAITING}

        series = ring(office, item)

        assert (series.purpose, series.next_step, series.next_from) == (CallPurpose.SAFETY_NEWS, CallStep.CALL, AT)

    def test_has_no_wait_between_the_calls_and_then_asks_for_the_officer_in_the_case(self, office):
        item = news(office, CaseEventKind.BAIL_CHANGE)
        series = ring(office, item)

        first = office.log(series)
        assert (first.step.kind, first.step.not_before) == (CallStep.CALL, AT)
        assert stands(item) == {CALL: NEXT, OFFICER: NEXT}
        office.log(series)
        office.log(series)

        assert stands(item) == {CALL: DONE, OFFICER: NEXT}
        work = WorkItem.objects.get(key=f"calls:{series.pk}", state=WorkState.OPEN)
        assert work.summary.startswith("Ask the officer in the case to tell them in person now")

    def test_goes_to_the_officer_at_an_hour_at_which_nobody_may_be_rung(self):
        lay_reference_data()
        office = Office(safe_windows=[{"days": [0, 1, 2, 3, 4], "from": "18:00", "to": "20:00"}])
        item = news(office, CaseEventKind.PROTECTIVE_ORDER)

        assert stands(item) == {CALL: LEFT_OUT, OFFICER: NEXT}

    def test_does_not_wait_for_another_contact_of_the_day_as_other_calls_may(self, office):
        item = news(office, CaseEventKind.BAIL_CHANGE)
        AgencyContactFactory(victim=office.victim, contact_on=AT.date())

        safety = collisions.before_ringing(series=ring(office, item), at=AT)
        update = collisions.before_ringing(series=office.series(), at=AT)

        assert (safety.why, update.why) == (SAFETY_NEVER_WAITS, RING_LATER)

    def test_is_known_when_the_police_have_told_them(self, office):
        item = news(office, CaseEventKind.BAIL_CHANGE)
        AgencyContactFactory(
            victim=office.victim,
            agency=Agency.POLICE,
            contact_on=AT.date(),
            told="Bail ended, at the door.",
            recorded_at=AT + HOUR,
        )

        assert stands(item) == {CALL: LEFT_OUT, OFFICER: DONE}


class TestWishes:
    def test_safety_never_has_somebody_told_first(self):
        office = Planner()

        with pytest.raises(ValueError, match="possible for news"):
            office.wish(Wish(rings_first=True, lead_minutes=60, copies_to_portal=True), sort=NewsSort.SAFETY)
