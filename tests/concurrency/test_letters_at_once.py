"""Two people and one letter at the very same moment: one of them saves, nobody writes over anybody (W8, W13)."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.db.transaction import TransactionManagementError

from accounts.roles import Role
from communications.models import Communication, DraftVersion
from communications.rules.letter_words import BlockKey
from communications.services import approval, drafting, workshop
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.writing import AT, decided, member

pytestmark = pytest.mark.django_db(transaction=True)
KEY = BlockKey.ACKNOWLEDGE_FEELINGS


@pytest.fixture
def case(transactional_db):
    lay_reference_data()
    lay_templates()
    return decided()


def at_once(*jobs):
    """Run every job in a thread with a connection of its own, started together; give what each returned or raised."""
    start = threading.Barrier(len(jobs))
    results = [None] * len(jobs)

    def run(number, job):
        try:
            start.wait(timeout=10)
            results[number] = job()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def text_of(row):
    return next(block["text"] for block in row.words if block["key"] == KEY.value)


def test_two_saves_leave_one_in_the_letter_and_one_beside_it(case):
    texts = {case.writer: "The words of the first.", member(case.case, Role.VLU_OFFICER): "The words of the second."}

    def saving(actor):
        return lambda: workshop.save_words(
            communication_id=case.draft.pk,
            texts={KEY: texts[actor]},
            reasons={},
            seen_written_at=None,
            actor=actor,
            at=AT,
        )

    results = at_once(*(saving(actor) for actor in texts))

    refused = [each for each in results if isinstance(each, workshop.NotSaved)]
    saved = [each for each in results if isinstance(each, Communication)]
    assert (len(refused), len(saved)) == (1, 1)
    assert {text_of(saved[0]), text_of(refused[0].version)} == set(texts.values())
    assert sorted(DraftVersion.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_an_approval_and_a_taking_back_never_both_happen(case):
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
    later = AT + dt.timedelta(minutes=1)
    seen = workshop.letter_today(communication=Communication.objects.get(), at=later).digest

    results = at_once(
        lambda: workshop.approve(
            communication_id=case.draft.pk, reasons={}, seen_digest=seen, actor=case.approver, at=later
        ),
        lambda: approval.take_back(communication_id=case.draft.pk, actor=case.writer, at=later),
    )

    done = [each for each in results if isinstance(each, Communication)]
    assert len(done) == 1
    assert isinstance(next(each for each in results if each is not done[0]), approval.NotUnderReview)
    assert Communication.objects.get().state == done[0].state


def test_a_letter_is_not_locked_where_no_transaction_would_hold_it(case):
    for _ in range(2):
        with pytest.raises(TransactionManagementError):
            drafting.locked(communication_id=case.draft.pk)
