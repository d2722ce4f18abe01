"""Two people at once on one plan: one series, one telling, and a consent that ends at the same moment (V12, S2)."""

import contextlib

import pytest
from django.db import transaction

from cases.services import agreeing
from communications.models import CallSeries, ContactWish, PlanDeviation, SupporterTelling
from communications.rules.contact_plan import PlanStep
from communications.services import plan_steps, supporters
from tests.concurrency.test_calls_at_once import PEOPLE, at_once
from tests.services.communications.calling_people import AT, open_work
from tests.services.communications.planning import RING_FIRST, SISTER_FIRST, Planner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office() -> Planner:
    return Planner()


class TestAtOnce:
    def test_the_calls_before_a_letter_are_begun_once(self, office) -> None:
        office.wish(RING_FIRST)
        letter = office.approved()

        at_once(lambda _: plan_steps_begin(letter))

        assert len(open_work(CallSeries.objects.get())) == 1

    def test_two_presses_of_one_form_are_one_telling(self, office) -> None:
        office.wish(SISTER_FIRST)
        office.queued()

        at_once(lambda _: office.tell_sister(key="form-1"))

        assert SupporterTelling.objects.count() == 1
        assert [item.kind for item in open_work(CallSeries.objects.get())] == ["CALL_VICTIM"]

    def test_two_who_leave_a_step_out_leave_it_out_once(self, office) -> None:
        office.wish(SISTER_FIRST)
        office.queued()
        series = CallSeries.objects.get()

        at_once(
            lambda _: supporters.leave_out(
                series_id=series.pk, step=PlanStep.SUPPORTER, reason="She is there.", actor=office.actor, at=AT
            )
        )

        assert PlanDeviation.objects.count() == 1

    def test_wishes_and_the_end_of_a_consent_wait_for_each_other(self, office) -> None:
        office.wish(SISTER_FIRST)
        office.queued()

        def act(number: int) -> None:
            if number == 0:
                agreeing.end_supporter(
                    victim_id=office.victim.pk, connection_id=office.sister.pk, actor=office.actor, at=AT
                )
            elif number == 1:
                office.tell_sister()
            else:
                office.wish(RING_FIRST)

        tolerant(act)

        assert ContactWish.objects.count() == 2
        assert len(open_work(CallSeries.objects.get())) == 1


def plan_steps_begin(letter) -> None:
    with transaction.atomic():
        plan_steps.begin(communication=letter, at=AT)


def tolerant(act) -> None:
    """Let everybody act at once; whoever comes after the wish has changed finds nobody to tell, and that is right."""

    def run(number: int) -> None:
        with contextlib.suppress(supporters.NobodyToTell):
            act(number)

    assert PEOPLE == 3
    at_once(run)
