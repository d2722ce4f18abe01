"""Whoever is left unsettled stands on a list the day after the time has passed, once (ONB-2, L7)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.roles import Role, SystemProcess
from cases.models import VictimStanding, WorkItem
from cases.rules.agreed import SettlingTime
from cases.services import work
from communications.models import Promise
from communications.rules import dated_tables
from communications.services import dated_rows, onboarding, promises, unsettled
from tests.factories.accounts import UnitFactory, staff_with
from tests.factories.cases import CaseFactory, VictimFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db

#: A Wednesday.
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
LAST_DAY_IN_TIME = dt.date(2026, 3, 4)


@pytest.fixture(autouse=True)
def reference_data():
    lay_reference_data()


def begun(on, **fields):
    return VictimFactory(in_contact_since=on, **fields)


class TestTheSweep:
    def test_puts_whoever_is_late_on_the_list_of_their_officer_due_today(self):
        officer = staff_with(Role.VLU_OFFICER, UnitFactory())
        late = begun(LAST_DAY_IN_TIME - dt.timedelta(days=1), officer=officer)
        begun(LAST_DAY_IN_TIME)

        assert unsettled.look(at=AT) == 1

        item = WorkItem.objects.get(kind="ONBOARDING")
        assert (item.victim, item.officer) == (late, officer)
        assert item.due_at.astimezone(dt.UTC).date() == AT.date()

    def test_raises_each_once_also_when_somebody_has_dealt_with_it(self):
        late = begun(dt.date(2026, 2, 2))
        unsettled.look(at=AT)
        work.settle(key=f"onboarding:{late.pk}", outcome="Asked", actor=actors.system(SystemProcess.DEADLINES), at=AT)

        assert unsettled.look(at=AT + dt.timedelta(days=3)) == 0
        assert WorkItem.objects.filter(kind="ONBOARDING").count() == 1

    @pytest.mark.parametrize(
        "fields",
        [{"in_contact_since": None}, {"contact_ended_on": AT.date()}, {"has_declined_contact": True}],
        ids=str,
    )
    def test_asks_for_nobody_with_whom_nobody_is_in_contact(self, fields):
        VictimFactory(**{"in_contact_since": dt.date(2026, 2, 2), **fields})

        assert unsettled.look(at=AT) == 0

    def test_counts_for_those_whom_no_page_brought(self):
        late = begun(dt.date(2026, 3, 10))

        unsettled.look(at=AT)

        assert VictimStanding.objects.get(pk=late.pk).missing_count == 11

    def test_follows_the_row_in_force(self):
        begun(dt.date(2026, 3, 5))
        actor = actors.system(SystemProcess.REFERENCE_DATA)
        time = SettlingTime(working_days=2, starts_on=dt.date(2026, 3, 1), source="Area policy")
        dated_rows.publish(table=dated_tables.SETTLING_TIMES, row=time, actor=actor, at=AT)

        assert unsettled.look(at=AT) == 1

    def test_a_time_of_nothing_cannot_be_published(self):
        time = SettlingTime(working_days=0, starts_on=dt.date(2026, 3, 1), source="?")

        with pytest.raises(dated_rows.UnableToPublishRow):
            dated_rows.publish(
                table=dated_tables.SETTLING_TIMES, row=time, actor=actors.system(SystemProcess.REFERENCE_DATA), at=AT
            )


class TestTheRhythm:
    def agree(self, victim, **answers):
        actor = actors.staff(user=staff_with(Role.VLU_OFFICER, victim.case.unit), at=AT)
        return onboarding.agree_rhythm(
            victim_id=victim.pk, **{"rhythm_days": None, "paused_until": None, **answers}, actor=actor, at=AT
        )

    def test_promises_the_date_that_follows_and_is_settled(self):
        victim = begun(LAST_DAY_IN_TIME, case=CaseFactory(unit=UnitFactory()))

        promise = self.agree(victim, rhythm_days=14)

        assert (promise.rhythm_days, promise.due_on) == (14, dt.date(2026, 3, 25))
        assert victim.agreed_answers.get().point == "RHYTHM"

    def test_that_nobody_may_keep_leaves_nothing_settled(self):
        victim = begun(LAST_DAY_IN_TIME)

        with pytest.raises(promises.RhythmOutOfRangeError):
            self.agree(victim, rhythm_days=3)

        assert not victim.agreed_answers.exists()
        assert not Promise.objects.exists()
