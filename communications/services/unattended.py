"""Release a letter of fixed words that the service has written by itself, or leave it to the officer and say why."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from cases.rules.vocabulary import Language, WorkKind
from cases.services import work
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState
from communications.services import approval, drafting


def take_up(*, communication_id: uuid.UUID) -> Communication | None:
    """Lock a draft that has no words yet, for one who writes it; None where somebody else has it, or has written it.

    In the caller's transaction.
    """
    is_mine = (
        Communication.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=communication_id, state=CommunicationState.DRAFT, template__isnull=True)
        .exists()
    )
    return drafting.locked(communication_id=communication_id) if is_mine else None


def work_key(*, communication_id: uuid.UUID) -> str:
    """Name the work item that asks a person to finish a letter that could not go by itself."""
    return f"finish:{communication_id}"


def release(*, communication: Communication, reason: str, actor: Actor, at: dt.datetime) -> bool:
    """Approve a letter that nobody need read, and say whether it was; else it is work for the victim's officer.

    ``reason`` says why a person must look at it; empty where nothing speaks against letting it go. The letter is locked
    and stored with its words by the caller, whose transaction this is.
    """
    reason = reason or _reader_reason(communication)
    if not reason:
        try:
            # A savepoint: what stands against approval must not undo the words.
            with transaction.atomic():
                approval.approve_unattended(communication_id=communication.pk, actor=actor, at=at)
        except approval.NotComplete:
            reason = "A part that every letter needs is missing, for example a named contact"
        else:
            return True
    work.raise_item(
        kind=WorkKind.DRAFT_LETTER,
        key=work_key(communication_id=communication.pk),
        summary=f"Finish this letter yourself. {reason}",
        actor=actor,
        at=at,
        case=communication.case,
        victim=communication.victim,
        about=f"communication:{communication.pk}",
        due_at=communication.due_at,
    )
    return False


def _reader_reason(communication: Communication) -> str:
    if communication.recipient is None:
        return "Nobody is recorded to whom it may be addressed"
    if communication.recipient.language == Language.OTHER:
        return "The person reads neither English nor Welsh: write to them in their language"
    return ""
