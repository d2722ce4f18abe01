"""F8: workers die at random while answers are lost, for three kinds of provider (reliability 2.7, chaos_send).

The size is a tenth by default so that the whole suite stays short; ``CHAOS_MESSAGES=3000 CHAOS_KILLS=24`` runs it in
full, as ``make chaos`` does.
"""

import os

import pytest

from communications.models import OutboxMessage
from communications.rules.vocabulary import MessageState
from tests.failures.running import (
    in_front_of_a_person,
    many_messages,
    random_kills,
    states,
    unsettled,
    wait_until_settled,
    workers,
)

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]

MESSAGES = int(os.environ.get("CHAOS_MESSAGES", "300"))
KILLS = int(os.environ.get("CHAOS_KILLS", "8"))


@pytest.mark.parametrize(
    ("dedupes", "can_look_up"),
    [(True, True), (False, True), (False, False)],
    ids=["dedupes", "look-up-only", "neither"],
)
def test_nothing_is_lost_and_nothing_goes_out_twice(provider, host, tmp_path, dedupes, can_look_up):
    provider.configure(
        dedupe=dedupes,
        lookup=can_look_up,
        rates={"drop_after": 0.03, "slow": 0.01, "error_after": 0.01, "error_before": 0.01, "drop_before": 0.01},
        slow_seconds=1.2,
        visibility_delay=0.2,
    )
    references = {str(reference) for reference in many_messages(MESSAGES)}
    settings = {"PROVIDER_CAN_LOOK_UP": can_look_up}

    with workers(host=host, folder=tmp_path, count=3, settings=settings) as running:
        killed = random_kills(running, kills=KILLS, seed=20260326, until=lambda: unsettled() == 0, between=(0.1, 0.6))
        wait_until_settled(provider=provider)

    counts = provider.accepted()["counts"]
    twice = {reference for reference, count in counts.items() if count > 1}
    sent = set(counts)
    held = OutboxMessage.objects.filter(state=MessageState.HELD)
    undecided = {str(message.send_ref) for message in held}
    assert killed >= min(KILLS, 3)
    assert twice == set()
    assert sent | undecided == references
    assert {str(message.pk) for message in held} <= in_front_of_a_person()
    if can_look_up:
        assert states() == {MessageState.ACCEPTED: MESSAGES}
