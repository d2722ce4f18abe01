"""A letter that has left and was wrong, set up as it really happens, and what becomes of its messages."""

import datetime as dt

from django.db import transaction

from accounts.roles import Role
from communications.models import Communication, OutboxMessage
from communications.rules.vocabulary import Channel, MessageState
from communications.services import approval, delivery
from tests.services.communications.writing import AT, Decided, decided, member

#: When somebody finds out: two hours after the letter left, on the same Thursday.
FOUND_AT = AT + dt.timedelta(hours=2)


def approved(case: Decided, letter: Communication | None = None, *, at: dt.datetime = AT) -> Communication:
    """Let the writer submit a letter and the manager approve it; a correction somebody who is fresh to it (CORR-4)."""
    letter = letter or case.draft
    approver = case.approver if letter.replaces_id is None else member(case.case, Role.VLU_MANAGER)
    approval.submit(communication_id=letter.pk, actor=case.writer, at=at)
    return approval.approve(communication_id=letter.pk, actor=approver, at=at)


def goes(letter: Communication, state: MessageState, *, at: dt.datetime, channel: Channel | None = None) -> None:
    """Let the messages of a letter reach a state by the provider's word."""
    for message in OutboxMessage.objects.filter(communication=letter).order_by("id"):
        if channel is None or message.channel == channel:
            with transaction.atomic():
                locked = (
                    OutboxMessage.objects.select_for_update(of=("self",))
                    .select_related("communication__case", "communication__victim", "communication__obligation")
                    .get(pk=message.pk)
                )
                delivery.arrive(message=locked, state=state, happened_at=at, at=at)


def sent(**settings: object) -> Decided:
    """Give a decided case whose letter has left by email."""
    case = decided(**settings)
    approved(case)
    goes(case.draft, MessageState.ACCEPTED, at=AT + dt.timedelta(minutes=5))
    case.draft.refresh_from_db()
    return case
