"""Apply delivery receipts so that neither their order nor their repetition matters (LIFE-4)."""

from communications.rules.lifecycle import RECEIPT_STATES, message_may_follow
from communications.rules.vocabulary import Channel, MessageState

#: How much a receipt knows. A lower rank never overwrites a higher one. Our own steps are absent: they have rank 0.
RECEIPT_RANK: dict[MessageState, int] = {
    MessageState.ACCEPTED: 1,
    MessageState.DISPATCHED: 2,
    MessageState.FAILED_TEMP: 3,
    MessageState.FAILED_PERM: 4,
    MessageState.DELIVERED: 4,
    MessageState.RETURNED: 5,
}


def settle(*, current: MessageState, receipt: MessageState, channel: Channel) -> MessageState | None:
    """Return the state that a receipt moves a message to, or None when it brings nothing new (LIFE-4).

    For every set of receipts that tells one story, any order and any repetition ends in the same state. Two receipts
    that cannot both be true (delivered and permanently failed) never overwrite each other: final states do not move,
    and `contradicts` says that a person must look.

    Raises:
        ValueError: ``receipt`` is a state that no provider can report.

    Source: reliability and performance bar, 2.5 point 3.

    """
    if receipt not in RECEIPT_STATES:
        raise ValueError(f"{receipt} is not something a receipt can say")
    if RECEIPT_RANK[receipt] <= RECEIPT_RANK.get(current, 0):
        return None
    return receipt if message_may_follow(current=current, new=receipt, channel=channel) else None


def contradicts(*, current: MessageState, receipt: MessageState, channel: Channel) -> bool:
    """Say whether a receipt cannot be true together with what we hold, so that a person must look (LIFE-5).

    Examples: delivered after a permanent failure; news of a message that we cancelled; an e-mail "returned by post".

    Raises:
        ValueError: ``receipt`` is a state that no provider can report.

    """
    moved = settle(current=current, receipt=receipt, channel=channel)
    if moved is not None or receipt is current:
        return False
    return RECEIPT_RANK[receipt] >= RECEIPT_RANK.get(current, 0)
