"""Recording what was done about special measures: what follows, who may, and what it asks of people (V25)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import MeasureRecord, WorkItem
from cases.rules.measures import StepDoesNotFollow
from cases.rules.vocabulary import MeasureStep, SpecialMeasure
from cases.services import measures
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import VictimFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.writing import AT, member

pytestmark = pytest.mark.django_db
TODAY = AT.date()
SCREENS = SpecialMeasure.SCREENS


@pytest.fixture(autouse=True)
def _published(db) -> None:
    lay_reference_data()


@pytest.fixture
def victim():
    return VictimFactory()


@pytest.fixture
def officer(victim):
    return member(victim.case, Role.VLU_OFFICER)


def record(victim, officer, step, *, on=TODAY, measure=SCREENS) -> MeasureRecord:
    return measures.record(victim_id=victim.pk, measure=measure, step=step, taken_on=on, actor=officer, at=AT)


def test_a_step_leaves_a_row_and_a_trace(victim, officer):
    row = record(victim, officer, MeasureStep.WILL_ASK)

    assert (row.measure, row.step, row.taken_on) == (SCREENS, MeasureStep.WILL_ASK, TODAY)
    assert AuditEvent.objects.filter(verb="CREATED", subject_id=str(row.pk), victim_id=victim.pk).exists()


def test_what_the_court_decided_asks_somebody_to_tell_them_and_telling_ends_it(victim, officer):
    record(victim, officer, MeasureStep.ASKED)
    record(victim, officer, MeasureStep.GRANTED)

    item = WorkItem.objects.get(kind="SPECIAL_MEASURES_NEWS")
    assert (item.state, item.victim) == ("OPEN", victim)

    record(victim, officer, MeasureStep.TOLD)
    item.refresh_from_db()
    assert item.state == "DONE"


def test_each_measure_goes_its_own_way(victim, officer):
    record(victim, officer, MeasureStep.ASKED)
    record(victim, officer, MeasureStep.WILL_ASK, measure=SpecialMeasure.LIVE_LINK)

    assert MeasureRecord.objects.count() == 2


def test_a_step_that_does_not_follow_is_refused(victim, officer):
    with pytest.raises(StepDoesNotFollow):
        record(victim, officer, MeasureStep.GRANTED)


def test_a_step_that_somebody_else_took_meanwhile_is_not_taken_twice(victim, officer):
    record(victim, officer, MeasureStep.ASKED)

    with pytest.raises(StepDoesNotFollow):
        record(victim, officer, MeasureStep.ASKED)


@pytest.mark.parametrize("days", [1, -2])
def test_a_date_in_the_future_or_before_the_step_before_is_refused(victim, officer, days):
    record(victim, officer, MeasureStep.WILL_ASK, on=TODAY - dt.timedelta(days=1))

    with pytest.raises(measures.NotPossible) as refused:
        record(victim, officer, MeasureStep.ASKED, on=TODAY + dt.timedelta(days=days))

    assert refused.value.field == "taken_on"


def test_it_is_refused_to_those_who_may_not(victim):
    elsewhere = actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT)
    themselves = actors.victim(victim_id=victim.pk, person_id=victim.person_id)

    for stranger in (elsewhere, themselves):
        with pytest.raises(NotPermitted):
            record(victim, stranger, MeasureStep.WILL_ASK)


def test_what_a_meeting_agreed_is_recorded_once(victim, officer):
    record(victim, officer, MeasureStep.ASKED)

    measures.agreed_at_meeting(victim_id=victim.pk, measures=(SCREENS, SpecialMeasure.LIVE_LINK), actor=officer, at=AT)

    newest = {row.measure: row.step for row in MeasureRecord.objects.order_by("id")}
    assert newest == {SCREENS: MeasureStep.ASKED, SpecialMeasure.LIVE_LINK: MeasureStep.WILL_ASK}
