"""Give a person what was agreed with them: as a letter by their safe way, or as a page to print at a meeting (L7, B.2).

Both say the same words. The letter is written from the record and of fixed parts throughout, so that the service lets
it go by itself; where something speaks against that, the officer finishes it and is told why.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.roles import SystemProcess
from cases import policies
from cases.models import AgreedAnswer, SafeContactProfile, Victim
from cases.rules.agreed import ON_THE_PAPER
from cases.rules.vocabulary import Language
from cases.rules.working_days import london_date
from cases.services import reference
from communications.documents import words as letter_words
from communications.models import Communication, Promise
from communications.rules.agreed_words import KeptOut
from communications.rules.letter_words import LetterWords
from communications.rules.vocabulary import CommunicationState, LetterType, PromiseState, Purpose
from communications.services import (
    agreed_facts,
    drafting,
    letter_facts,
    opening,
    pairs,
    promises,
    recipients,
    superseding,
    unattended,
)
from communications.services.letter_facts import Given, LetterSource

_ACTOR = actors.system(SystemProcess.PROMISES)
#: Stands in the facts of a paper whose words name no reference.
_NO_REFERENCE = "-"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of the letter."""

    letter: Communication
    #: It is approved; else the officer has it as work.
    is_approved: bool
    #: A message carries it; where it is approved and none does, a manager is asked for a safe way.
    is_on_its_way: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What was agreed, as it would be given to the person today."""

    #: In the order in which they are read: the Welsh first for whoever reads it.
    sides: tuple[LetterWords, ...]
    #: Why ways, times and names do not stand in it; empty where they do.
    kept_out: tuple[KeptOut, ...]
    #: They read Welsh, and a part of it has none yet: a person must put it into Welsh first.
    is_welsh_missing: bool
    #: None where nobody is recorded to whom it may be given.
    reader_name: str
    #: The newest letter of this kind, whatever became of it; None where none was opened.
    newest: Communication | None


@reference.read_once()
@transaction.atomic
def send(*, victim_id: uuid.UUID, in_full: bool, actor: Actor, at: dt.datetime) -> Sent:
    """Send a victim, or who is told for them, what was agreed, by their safe way.

    ``in_full`` says that they want ways, times and names written out; whether these may stand in it is decided by rule
    AGR-1, again when the letter is approved. While a letter with the same words has not left, no second one is opened;
    one whose words hold no longer is taken back.

    Raises:
        NotPermitted: the actor may not write letters or change contact details in this case.
        NotInContact: nobody is recorded to whom we may write, or they asked us not to.
    """
    victim = (
        Victim.objects.select_for_update(of=("self",)).select_related("case", "person", "officer").get(pk=victim_id)
    )
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=victim.case)
    person = promises.contact_person(victim=victim, at=at)
    if person is None or not promises.is_in_contact(victim=victim, person=person):
        raise promises.NotInContact("Nobody is recorded to whom we may write about this")
    stands_in_full = not agreed_facts.against(victim=victim, reader=person, in_full=in_full)
    standing = _still_true(victim, in_full=stands_in_full)
    if standing is not None:
        return _sent(standing)
    every = Communication.objects.filter(victim=victim, letter_type=LetterType.WHAT_WE_AGREED)
    superseding.end_letters(letters=every, why="It is written anew", actor=actor, at=at, settles=unattended.work_key)
    promise = Promise.objects.filter(victim=victim, person=person, state=PromiseState.OPEN).first()
    letter = opening.open_update(
        victim_id=victim_id,
        letter_type=LetterType.WHAT_WE_AGREED,
        given=Given(next_update_on=promise.due_on if promise is not None else None, agreed_in_full=stands_in_full),
        key=f"agreed:{victim.pk}:{every.count() + 1}",
        actor=actor,
        at=at,
    )
    is_due = promise is not None and promise.due_on <= london_date(at=at)
    reason = "An update is due to them now: tell them both together" if is_due else ""
    unattended.release(communication=letter, reason=reason, actor=_ACTOR, at=at)
    letter.refresh_from_db()
    return _sent(letter)


def _sent(letter: Communication) -> Sent:
    is_approved = letter.state == CommunicationState.APPROVED
    return Sent(letter=letter, is_approved=is_approved, is_on_its_way=is_approved and letter.messages.exists())


@reference.read_once()
def paper(*, victim_id: uuid.UUID, in_full: bool, actor: Actor, at: dt.datetime) -> Paper:
    """Put what was agreed into the words that the letter would have today, to print or read out.

    It is no letter and has no reference of its own. It gives that of the last letter that reached them, and none where
    none has: never that of the case, which leads whoever finds the paper to the court.

    Raises:
        NotPermitted: the actor may not change contact details in this case.
        BeyondHorizon: the bank-holiday calendar does not reach the dates it names.
    """
    victim = Victim.objects.select_related("case__area", "case__unit", "person", "officer").get(pk=victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case)
    addressee = recipients.addressee_of(victim=victim, obligation=None, at=at)
    recipient = recipients.recipient_of(victim=victim, addressee=addressee)
    reader = recipient.person
    against = agreed_facts.against(victim=victim, reader=reader, in_full=in_full)
    promise = Promise.objects.filter(victim=victim, person=reader, state=PromiseState.OPEN).first()
    last = Communication.objects.filter(victim=victim, recipient=reader, sent_at__isnull=False).exclude(reference="")
    known_as = last.order_by("-sent_at", "-id").values_list("reference", flat=True).first()
    is_ahead = promise is not None and promise.due_on > london_date(at=at)
    source = LetterSource(
        letter_type=LetterType.WHAT_WE_AGREED,
        victim=victim,
        charges=letter_facts.charges_of(victim=victim),
        recipient=recipient,
        our_reference=known_as or _NO_REFERENCE,
        obligation=None,
        channel=None,
        given=Given(
            next_update_on=promise.due_on if promise is not None and is_ahead else None, agreed_in_full=not against
        ),
    )
    context = dataclasses.replace(letter_facts.context_for(source=source, at=at), has_reference=bool(known_as))
    template = letter_words.newest_template(letter_type=LetterType.WHAT_WE_AGREED, language=Language.EN)
    english = letter_words.compose(letter_type=LetterType.WHAT_WE_AGREED, context=context, version=template.version)
    unsent = Communication(
        case=victim.case,
        victim=victim,
        purpose=Purpose.WHAT_WE_AGREED,
        letter_type=LetterType.WHAT_WE_AGREED,
        recipient=reader,
    )
    welsh = pairs.compose(communication=unsent, source=source, words=english, standard=english, context=context, at=at)
    is_ready = welsh is not None and welsh.side.is_ready
    return Paper(
        sides=(welsh.words, english) if welsh is not None and is_ready else (english,),
        kept_out=against,
        is_welsh_missing=welsh is not None and not is_ready,
        reader_name=reader.full_name if reader is not None else "",
        newest=Communication.objects.filter(victim=victim, letter_type=LetterType.WHAT_WE_AGREED)
        .order_by("-opened_at", "-id")
        .first(),
    )


def _still_true(victim: Victim, *, in_full: bool) -> Communication | None:
    """Find a letter that has not left and says what holds, so that pressing twice sends one."""
    found = (
        Communication.objects.filter(
            victim=victim,
            letter_type=LetterType.WHAT_WE_AGREED,
            state__in=[*drafting.WRITABLE, CommunicationState.UNDER_REVIEW, CommunicationState.APPROVED],
        )
        .order_by("-opened_at", "-id")
        .first()
    )
    if found is None or found.context.get("agreed_in_full", False) is not in_full:
        return None
    settled = AgreedAnswer.objects.filter(victim=victim, point__in=ON_THE_PAPER, answered_at__gt=found.opened_at)
    profiled = SafeContactProfile.objects.filter(person=victim.person_id, recorded_at__gt=found.opened_at)
    return None if settled.exists() or profiled.exists() else found
