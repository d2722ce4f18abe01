"""The usual wait is counted from the record once a week, and whoever waits longer is promised a reason (V10)."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Case, Victim, WorkItem
from cases.rules.vocabulary import JourneyStage, OffenceCategory, ServiceTier, WorkKind
from communications.models import LongWait, Promise, UsualWait
from communications.rules import dated_tables
from communications.rules.usual_wait import Group, Mark, WaitFigures
from communications.selectors import usual_wait as waits
from communications.services import dated_rows, usual_wait
from tests.factories.accounts import StaffUserFactory
from tests.factories.cases import CaseFactory, ChargeFactory, DefendantFactory, HearingFactory, VictimFactory
from tests.factories.communications import PromiseFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
#: Wednesday 11 March 2026, 10:00 in London.
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
TODAY = AT.date()
STEP = JourneyStage.TRIAL_PREP
REFERENCE = actors.system(SystemProcess.REFERENCE_DATA)


@pytest.fixture(autouse=True)
def reference_data():
    lay_reference_data()


def move(case: Case, stage: JourneyStage, on: dt.date) -> None:
    Case.objects.filter(pk=case.pk).update(stage=stage, stage_since=on)


def finished(days: int, *, since: dt.date = dt.date(2025, 6, 2), **case: object) -> Case:
    """A case that stood at the step for so many days."""
    made = CaseFactory(stage=STEP, stage_since=since, **case)
    move(made, JourneyStage.TRIAL, since + dt.timedelta(days=days))
    return made


def waiting(days: int) -> Victim:
    """Somebody in contact whose case has stood at the step for so many days."""
    case = CaseFactory(stage=STEP, stage_since=TODAY - dt.timedelta(days=days))
    return VictimFactory(case=case, in_contact_since=dt.date(2025, 1, 6), officer=StaffUserFactory())


@pytest.fixture
def forty_cases():
    """Forty cases that took 1 to 40 days."""
    for days in range(1, 41):
        finished(days)


class TestCounting:
    def test_v10_the_marks_are_those_of_the_cases_that_left_the_step(self, forty_cases):
        assert usual_wait.count(on=TODAY) == 1
        row = UsualWait.objects.get()
        assert (row.step, row.offence, row.tier, row.court) == (STEP, "", "", "")
        assert (row.quarter_days, row.half_days, row.three_quarters_days, row.long_days) == (10, 20, 30, 32)
        assert (row.closed, row.waiting) == (40, 0)

    def test_v10_who_still_waits_is_counted_as_waiting(self, forty_cases):
        for _ in range(8):
            waiting(60)
        usual_wait.count(on=TODAY)
        row = UsualWait.objects.get(offence="", tier="", court="")
        assert (row.closed, row.waiting) == (40, 8)
        assert row.half_days == 24

    def test_v10_too_few_cases_are_not_spoken_of(self):
        for days in range(1, 30):
            finished(days)
        assert usual_wait.count(on=TODAY) == 0

    def test_v10_a_group_has_its_own_figures_and_the_wider_ones_beside_them(self, forty_cases):
        for days in range(61, 101):
            case = finished(days)
            HearingFactory(case=case, court_code="B01")
            ChargeFactory(case=case, defendant=DefendantFactory(case=case), category=OffenceCategory.ROBBERY)
            VictimFactory(case=case, service_tier=ServiceTier.UNIVERSAL)
        usual_wait.count(on=TODAY)
        narrow = UsualWait.objects.get(court="B01")
        assert (narrow.offence, narrow.tier) == (OffenceCategory.ROBBERY, ServiceTier.UNIVERSAL)
        everybody = UsualWait.objects.get(offence="", tier="", court="")
        assert everybody.half_days == 40
        assert everybody.half_days < narrow.half_days <= 80

    def test_v10_the_most_serious_offence_and_the_closest_service_name_the_group(self):
        case = CaseFactory(stage=STEP)
        for category in (OffenceCategory.CRIMINAL_DAMAGE, OffenceCategory.GBH_WITH_INTENT):
            ChargeFactory(case=case, defendant=DefendantFactory(case=case), category=category)
        for tier in (ServiceTier.UNIVERSAL, ServiceTier.RASSO):
            VictimFactory(case=case, service_tier=tier)
        found = waits.groups_of(case_ids=[case.pk])[case.pk]
        assert found == (OffenceCategory.GBH_WITH_INTENT, ServiceTier.RASSO, "")

    def test_v10_a_day_is_counted_once(self, forty_cases):
        usual_wait.count(on=TODAY)
        usual_wait.count(on=TODAY)
        assert UsualWait.objects.count() == 1

    def test_v10_a_week_is_counted_once_so_that_nobody_watches_a_range_jump(self, forty_cases):
        for days in (0, 1, 6, 7):
            usual_wait.sweep(at=AT + dt.timedelta(days=days))
        assert list(UsualWait.objects.order_by("counted_on").values_list("counted_on", flat=True)) == [
            TODAY,
            TODAY + dt.timedelta(days=7),
        ]

    def test_v10_as_of_a_day_only_what_was_known_then_counts(self, forty_cases):
        early = usual_wait.estimates(on=dt.date(2025, 6, 12), figures=usual_wait.figures(on=TODAY))[Group(step=STEP)]
        assert (early.closed, early.waiting) == (10, 30)
        assert Mark.HALF not in early.marks

    def test_v10_the_set_count_is_a_dated_row_that_policy_publishes(self, forty_cases):
        row = WaitFigures(
            least_closed=41, weight_of_wider=30, look_back_days=900, answer_working_days=5, starts_on=TODAY, source="x"
        )
        dated_rows.publish(table=dated_tables.WAIT_FIGURES, row=row, actor=REFERENCE, at=AT)
        assert usual_wait.count(on=TODAY) == 0
        with pytest.raises(dated_rows.UnableToPublishRow, match="five cases"):
            dated_rows.publish(
                table=dated_tables.WAIT_FIGURES,
                row=WaitFigures(
                    least_closed=4, weight_of_wider=30, look_back_days=9, answer_working_days=5,
                    starts_on=TODAY, source="x",
                ),
                actor=REFERENCE,
                at=AT,
            )  # fmt: skip


class TestLongWaits:
    def test_v10_longer_than_usual_opens_a_promise_and_asks_the_officer(self, forty_cases):
        victim = waiting(50)
        assert usual_wait.sweep(at=AT) == 1
        found = LongWait.objects.get(victim=victim)
        # Ten working days after Wednesday 11 March.
        assert found.answer_due_on == dt.date(2026, 3, 25)
        promise = Promise.objects.get(victim=victim, state="OPEN")
        assert (promise.due_on, promise.basis) == (found.answer_due_on, "longer than usual")
        item = WorkItem.objects.get(kind=WorkKind.LONG_WAIT)
        assert (item.victim, item.due_at.date()) == (victim, found.answer_due_on)

    def test_v10_nobody_within_the_usual_is_told_that_they_wait_long(self, forty_cases):
        waiting(30)
        assert usual_wait.sweep(at=AT) == 0
        assert not LongWait.objects.exists()

    def test_v10_somebody_is_found_once_at_a_step(self, forty_cases):
        waiting(50)
        assert [usual_wait.sweep(at=AT + dt.timedelta(days=days)) for days in (0, 1, 8)] == [1, 0, 0]
        assert WorkItem.objects.filter(kind=WorkKind.LONG_WAIT).count() == 1

    def test_v10_an_earlier_promise_stands_and_is_the_day_that_is_named(self, forty_cases):
        victim = waiting(50)
        PromiseFactory(victim=victim, due_on=dt.date(2026, 3, 16))
        usual_wait.sweep(at=AT)
        assert LongWait.objects.get().answer_due_on == dt.date(2026, 3, 16)
        assert Promise.objects.get(victim=victim).due_on == dt.date(2026, 3, 16)

    def test_v10_nobody_is_promised_anything_who_is_not_in_contact(self, forty_cases):
        victim = waiting(50)
        Victim.objects.filter(pk=victim.pk).update(has_declined_contact=True)
        assert usual_wait.sweep(at=AT) == 0
        assert not Promise.objects.exists()

    def test_v10_before_the_first_counting_nobody_is_looked_for(self):
        waiting(500)
        assert usual_wait.find_long_waits(at=AT) == 0

    def test_v10_killed_between_two_people_it_goes_on_where_it_stopped(self, forty_cases, monkeypatch):
        first, second = sorted((waiting(50), waiting(50)), key=lambda victim: victim.pk)
        promise, calls = usual_wait._promise_a_reason, []

        def dies(victim, **rest):
            calls.append(victim)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return promise(victim, **rest)

        monkeypatch.setattr(usual_wait, "_promise_a_reason", dies)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            usual_wait.sweep(at=AT)
        monkeypatch.undo()
        assert usual_wait.sweep(at=AT) == 2
        assert set(LongWait.objects.values_list("victim", flat=True)) == {first.pk, second.pk}

    def test_p10_the_queries_grow_with_the_people_found_and_not_with_those_who_wait(self, forty_cases):
        usual_wait.count(on=TODAY)

        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                usual_wait.find_long_waits(at=AT)
            return len(seen)

        waiting(5)
        few = queries()
        for _ in range(20):
            waiting(5)
        assert queries() == few


def read(victim: Victim) -> waits.Waiting | None:
    asked = Victim.objects.select_related("case").annotate(**waits.questions()).get(pk=victim.pk)
    return waits.waiting(asked, on=TODAY)


class TestReading:
    def test_v10_the_narrowest_group_that_has_figures_is_read(self, forty_cases):
        usual_wait.count(on=TODAY)
        victim = waiting(12)
        ChargeFactory(case=victim.case, defendant=DefendantFactory(case=victim.case))
        found = read(victim)
        assert found is not None
        assert (found.days, found.usual.marks[Mark.HALF], found.answer_due_on) == (12, 20, None)

    @pytest.mark.parametrize("changes", [{"stage": JourneyStage.STOPPED}, {"closed_on": TODAY}])
    def test_v10_nothing_is_said_of_a_case_that_is_over(self, forty_cases, changes):
        usual_wait.count(on=TODAY)
        victim = waiting(12)
        Case.objects.filter(pk=victim.case_id).update(**changes)
        victim.case.refresh_from_db()
        assert read(victim) is None

    def test_v10_nothing_is_said_where_nothing_was_counted(self):
        assert read(waiting(12)) is None


class TestCalibration:
    def test_v10_what_was_counted_is_held_against_what_came_after(self, forty_cases):
        for days in range(1, 41):
            finished(days, since=dt.date(2025, 12, 1))
        (line,) = usual_wait.calibration(as_at=dt.date(2025, 9, 1), on=TODAY)
        assert (line.step, line.left, line.waiting) == (STEP, 40, 0)
        assert line.shares == pytest.approx(
            {Mark.QUARTER: 0.25, Mark.HALF: 0.5, Mark.THREE_QUARTERS: 0.75, Mark.LONG: 0.8}
        )

    def test_v10_slower_cases_show_as_fewer_that_left_in_time(self, forty_cases):
        for days in range(1, 41):
            finished(2 * days, since=dt.date(2025, 12, 1))
        (line,) = usual_wait.calibration(as_at=dt.date(2025, 9, 1), on=TODAY)
        assert line.shares[Mark.LONG] == pytest.approx(0.4)

    def test_v10_a_command_prints_it(self, forty_cases, clock):
        for days in range(1, 41):
            finished(days, since=dt.date(2025, 12, 1))
        said = StringIO()
        call_command("check_usual_wait", "--as-at", "2025-09-01", stdout=said)
        assert "TRIAL_PREP" in said.getvalue()
        assert said.getvalue().splitlines()[-1].split() == ["TRIAL_PREP", "40", "0", "25%", "50%", "75%", "80%"]

    def test_v10_a_command_says_that_it_cannot_say(self, clock):
        said = StringIO()
        call_command("check_usual_wait", stdout=said)
        assert "Too few cases" in said.getvalue()
