"""Tell a victim who their contact is now, and why that changed: a letter that the service writes by itself (V18, L8).

Opened in the transaction in which the victim changes hands, so that nobody is handed over unsaid; written and released
by a sweep, one transaction a letter, so that many at once keep nobody waiting at a page.
"""

import datetime as dt
import enum
import uuid

from django.db import transaction

from accounts import actors
from accounts.roles import SystemProcess
from audit.vocabulary import Verb
from cases.models import Handover
from cases.rules import handovers as rules
from cases.rules.handovers import ContactFacts
from cases.rules.working_days import london_date
from communications.models import Communication, Promise
from communications.rules.vocabulary import CommunicationState, LetterType, PromiseState, Purpose
from communications.services import drafting, letter_trail, opening, promises, unattended
from communications.services.letter_facts import Given

_ACTOR = actors.system(SystemProcess.PROMISES)
_STEM = "new-contact:"
#: Letters looked at in one sweep.
BATCH = 500


class _Outcome(enum.Enum):
    """What became of one letter."""

    RELEASED = "RELEASED"
    LEFT_TO_A_PERSON = "LEFT_TO_A_PERSON"
    TAKEN_BACK = "TAKEN_BACK"
    SOMEBODY_ELSE = "SOMEBODY_ELSE"


def open_letter(*, handover: Handover, at: dt.datetime) -> Communication | None:
    """Open the letter that names the new contact, without words yet; None where the victim is not written to (HO-2).

    Runs in the transaction of the change. The same handover again gives the same letter.
    """
    victim = handover.victim
    person = promises.contact_person(victim=victim, at=at)
    has_heard = (
        victim.in_contact_since is not None
        or Communication.objects.filter(victim=victim, sent_at__isnull=False).exists()
    )
    facts = ContactFacts(
        had_officer=True,
        has_heard=has_heard,
        reader_wants_contact=person is not None and promises.is_in_contact(victim=victim, person=person),
    )
    if not rules.is_told(facts):
        return None
    key = f"{_STEM}{handover.pk}"
    existing = Communication.objects.filter(dedupe_key=key).first()
    if existing is not None:
        return existing
    communication = Communication(
        dedupe_key=key,
        reference=opening.unused_reference(),
        purpose=Purpose.NEW_CONTACT,
        letter_type=LetterType.NEW_CONTACT,
        case=victim.case,
        victim=victim,
        recipient=person,
        opened_at=at,
        opened_by=_ACTOR.label,
    )
    communication.save(force_insert=True)
    letter_trail.note(communication=communication, verb=Verb.OPENED, actor=_ACTOR, at=at)
    return communication


def write(*, at: dt.datetime) -> int:
    """Write and release the letters that were opened; return how many were released.

    Safe to run twice, at once, late or killed: a letter is locked while it is written, and what has words or a person's
    attention is not looked at again.
    """
    waiting = (
        Communication.objects.filter(
            state=CommunicationState.DRAFT,
            letter_type=LetterType.NEW_CONTACT,
            template__isnull=True,
            opened_by=_ACTOR.label,
        )
        .order_by("opened_at", "id")
        .values_list("id", flat=True)[:BATCH]
    )
    return sum(_write_one(communication_id, at=at) is _Outcome.RELEASED for communication_id in list(waiting))


@transaction.atomic
def _write_one(communication_id: uuid.UUID, *, at: dt.datetime) -> _Outcome:
    communication = unattended.take_up(communication_id=communication_id)
    if communication is None:
        return _Outcome.SOMEBODY_ELSE
    handover = Handover.objects.select_related("from_officer").get(pk=communication.dedupe_key.removeprefix(_STEM))
    if communication.victim.officer_id != handover.to_officer_id:
        drafting.move(
            communication=communication,
            state=CommunicationState.NOT_REQUIRED,
            comment="Their contact has changed again",
            actor=_ACTOR,
            at=at,
        )
        communication.save()
        return _Outcome.TAKEN_BACK
    promised_on = _promised_on(communication)
    given = Given(
        former_contact=handover.from_officer.full_name,
        contact_change=handover.reason,
        # A new contact changes no promise: the letter names the date that stands.
        next_update_on=promised_on,
    )
    opening.fill(communication=communication, given=given, at=at)
    communication.save()
    is_due = promised_on is not None and promised_on <= london_date(at=at)
    reason = "An update is due to them now: tell them both together" if is_due else ""
    is_released = unattended.release(communication=communication, reason=reason, actor=_ACTOR, at=at)
    return _Outcome.RELEASED if is_released else _Outcome.LEFT_TO_A_PERSON


def _promised_on(communication: Communication) -> dt.date | None:
    return (
        Promise.objects.filter(victim=communication.victim, person=communication.recipient, state=PromiseState.OPEN)
        .values_list("due_on", flat=True)
        .first()
    )
