"""VCL timeliness (M1 to M5, P8): by due date, open-late counted, counted cells equal to the raw rows."""

import datetime as dt
import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from cases.models import Obligation
from communications.models import TimelinessCell
from communications.rules.vocabulary import TimelinessBand
from communications.selectors.performance import Cut, letters_behind, timeliness
from communications.services import performance
from tests.factories.accounts import UnitFactory, UnitMembershipFactory
from tests.factories.cases import CaseFactory, DecisionFactory, ObligationFactory, VictimFactory

AT = dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)
YEAR = Cut(first_month=dt.date(2026, 1, 1), last_month=dt.date(2026, 12, 1))

pytestmark = pytest.mark.django_db


def owed(
    *, due_at: dt.datetime, met_at: dt.datetime | None = None, unit=None, exempt: bool = False, **fields: object
) -> Obligation:
    victim = VictimFactory(case=CaseFactory(unit=unit or UnitFactory()))
    decision = DecisionFactory(case=victim.case, decided_at=due_at - dt.timedelta(days=5), recorded_at=due_at)
    state = "EXEMPT" if exempt else ("MET" if met_at else "OPEN")
    extra = {"exemption_reason": "OPTED_OUT", "exempted_at": AT, "exempted_by": "staff:manager"} if exempt else {}
    return ObligationFactory(
        victim=victim,
        decision=decision,
        due_on=due_at.date(),
        due_at=due_at,
        met_at=met_at,
        state=state,
        **extra,
        **fields,
    )


def manager(unit) -> actors.Actor:
    return actors.staff(user=UnitMembershipFactory(unit=unit, role=Role.AREA_MANAGER).user, at=AT)


def inspector(unit) -> actors.Actor:
    return actors.staff(user=UnitMembershipFactory(unit=unit, role=Role.INSPECTOR).user, at=AT)


class TestTimeliness:
    def test_counts_every_obligation_in_exactly_one_band(self) -> None:
        due = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
        owed(due_at=due, met_at=due)
        owed(due_at=due, met_at=due + dt.timedelta(hours=48))
        owed(due_at=due, met_at=due + dt.timedelta(hours=48, seconds=1))
        owed(due_at=due)
        owed(due_at=AT + dt.timedelta(days=1))
        owed(due_at=due, exempt=True)
        performance.recount(months=None, at=AT)

        figures = timeliness(viewer=inspector(UnitFactory()), cut=YEAR, at=AT)

        total = figures.total
        assert (total.on_time, total.late_48h, total.late_over_48h, total.never_sent) == (1, 1, 1, 1)
        assert (total.pending, total.exempt) == (1, 1)
        assert total.owed == 4
        assert total.on_time_share == pytest.approx(0.25)

    def test_counts_a_letter_never_sent_in_the_month_it_was_due_so_that_it_cannot_vanish(self) -> None:
        due = dt.datetime(2026, 2, 27, 23, 59, 59, tzinfo=dt.UTC)
        owed(due_at=due)
        performance.recount(months=None, at=AT)

        figures = timeliness(viewer=inspector(UnitFactory()), cut=YEAR, at=AT)

        assert figures.by_month[dt.date(2026, 2, 1)].never_sent == 1
        assert figures.total.on_time_share == 0

    def test_shows_a_manager_their_own_area_only(self) -> None:
        due = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
        here, elsewhere = UnitFactory(), UnitFactory(area__code="WESSEX")
        owed(due_at=due, met_at=due, unit=here)
        owed(due_at=due, met_at=due, unit=elsewhere)
        owed(due_at=due, unit=elsewhere)
        performance.recount(months=None, at=AT)

        figures = timeliness(viewer=manager(here), cut=YEAR, at=AT)

        assert set(figures.by_area) == {here.area_id}
        assert figures.total.owed == 1

    def test_refuses_who_may_see_no_figures(self) -> None:
        writer = actors.staff(user=UnitMembershipFactory(role=Role.VLU_OFFICER).user, at=AT)

        with pytest.raises(NotPermitted):
            timeliness(viewer=writer, cut=YEAR, at=AT)

    def test_costs_the_same_queries_with_one_row_and_with_fifty(self) -> None:
        due = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
        viewer = inspector(UnitFactory())
        owed(due_at=due, met_at=due)
        performance.recount(months=None, at=AT)
        with CaptureQueriesContext(connection) as one:
            timeliness(viewer=viewer, cut=YEAR, at=AT)
        for day in range(50):
            owed(due_at=due + dt.timedelta(days=day), letter_type=f"TYPE_{day}")
        performance.recount(months=None, at=AT)

        with CaptureQueriesContext(connection) as fifty:
            timeliness(viewer=viewer, cut=YEAR, at=AT)

        # Counted cells, open obligations.
        assert len(one) == len(fifty) == 2


class TestRecount:
    def test_equals_the_raw_rows_to_the_unit_whatever_they_are(self) -> None:
        chance = random.Random(7)
        viewer = inspector(UnitFactory())
        for _ in range(60):
            due = AT - dt.timedelta(days=chance.randrange(0, 120), hours=chance.randrange(0, 24))
            late = dt.timedelta(hours=chance.randrange(-60, 100))
            owed(due_at=due, met_at=due + late if chance.random() < 0.8 else None)
        performance.recount(months=None, at=AT)

        counted = timeliness(viewer=viewer, cut=YEAR, at=AT).total

        rows = letters_behind(viewer=viewer, cut=YEAR, band=None, at=AT, limit=1000)
        assert counted.on_time == sum(row.band is TimelinessBand.ON_TIME for row in rows)
        assert counted.late_48h == sum(row.band is TimelinessBand.LATE_48H for row in rows)
        assert counted.late_over_48h == sum(row.band is TimelinessBand.LATE_OVER_48H for row in rows)
        assert counted.never_sent == sum(row.band is TimelinessBand.NOT_SENT_OVERDUE for row in rows)

    def test_run_twice_leaves_the_same_cells(self) -> None:
        due = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
        owed(due_at=due, met_at=due)

        performance.recount(months=None, at=AT)
        performance.recount(months=[dt.date(2026, 4, 1)], at=AT)
        performance.recount_changed(at=AT)

        assert list(TimelinessCell.objects.values_list("month", "on_time")) == [(dt.date(2026, 4, 1), 1)]

    def test_counts_again_a_month_whose_letter_went_late(self) -> None:
        due = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
        owed(due_at=due, met_at=due)
        late = owed(due_at=due)
        performance.recount_changed(at=AT)
        Obligation.objects.filter(pk=late.pk).update(state="MET", met_at=AT + dt.timedelta(hours=1))

        performance.recount_changed(at=AT + dt.timedelta(hours=2))

        assert TimelinessCell.objects.get().late_over_48h == 1


class TestLettersBehind:
    def test_leads_from_a_count_to_exactly_its_letters(self) -> None:
        due = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
        unsent = owed(due_at=due)
        owed(due_at=due, met_at=due)

        rows = letters_behind(
            viewer=inspector(UnitFactory()), cut=YEAR, band=TimelinessBand.NOT_SENT_OVERDUE, at=AT, limit=10
        )

        assert [row.obligation_id for row in rows] == [unsent.pk]
        assert rows[0].urn == unsent.case.urn

    def test_names_no_restricted_case_to_who_may_not_open_it(self) -> None:
        due = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
        row = owed(due_at=due)
        row.case.is_rasso = True
        row.case.save(update_fields=["is_rasso"])

        rows = letters_behind(viewer=inspector(UnitFactory(area__code="WESSEX")), cut=YEAR, band=None, at=AT, limit=10)

        assert [(found.case_id, found.urn) for found in rows] == [(None, "")]

    def test_pages_by_key_without_losing_or_repeating_a_row(self) -> None:
        due = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
        everything = {owed(due_at=due).pk for _ in range(5)}
        viewer = inspector(UnitFactory())
        seen = []
        after = None
        for _ in range(3):
            page = letters_behind(viewer=viewer, cut=YEAR, band=None, at=AT, limit=2, after=after)
            seen += [row.obligation_id for row in page]
            after = (page[-1].due_at, page[-1].obligation_id)

        assert sorted(seen) == sorted(everything)
