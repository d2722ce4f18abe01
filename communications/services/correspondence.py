"""Messages that people write to us: taken in, answered, handed on, never lost (V16, V17, L10, L14).

Each message that waits has one open item of work with the date we promised, so that it stands on the unit's list until
somebody has answered it. An answer is kept before anybody is told of it; the notice that there is one says nothing.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.policies import NotPermitted, require
from accounts.selectors import staff_who_may
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Victim
from cases.rules.vocabulary import Language, LimitKind, WorkKind
from cases.rules.working_days import london_date
from cases.services import reference, work
from communications.models import Communication, MessageAnswer, VictimMessage
from communications.models.correspondence import LONGEST_TEXT
from communications.rules import dates_in_words
from communications.rules.accounts_of_events import may_tell_what_happened
from communications.rules.message_clock import AnswerClock, answer_by
from communications.rules.vocabulary import MessageEnd, MessageMark, MessageStanding
from communications.selectors import portal
from communications.services import news_notices

#: More than this in a day and a person is asked to ring instead: nothing they wrote is lost.
MOST_IN_A_DAY = 20
_ASKED = "They have written to us. We have told them by when we answer."
_NOT_CLEAR = "They did not understand a letter of ours. Explain it in other words; they know by when."


class UnableToTake(ValueError):
    """A message or an answer has no words, or too many; the text says which, for its writer."""


class TooManyMessages(Exception):
    """The person has written very often today."""


class MayTellWhatHappened(Exception):
    """The words look as if they told what happened, and the person has not said yet whether they do (MSG-3)."""


class AnsweredMeanwhile(Exception):
    """Somebody else has answered since the writer opened the message; nothing was sent."""


class AlreadySettled(Exception):
    """The message waits no longer."""


class NoSuchLetter(LookupError):
    """There is no such letter to this person, or not yet. Never says which."""


class UnableToHandOn(ValueError):
    """The officer may not answer this message; the text says why."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A message that was taken in, and by when it will be answered."""

    message: VictimMessage
    clock: AnswerClock


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class UnclearLetter:
    """A letter that a person did not understand, and the key of the part they mean; empty for the whole letter."""

    letter: Communication
    part: str


@transaction.atomic
def write(
    *,
    actor: Actor,
    text: str,
    key: str,
    tells_what_happened: bool | None,
    at: dt.datetime,
    unclear: UnclearLetter | None = None,
) -> Taken:
    """Take in a message from a person who is signed in to the portal, and promise a date for the answer (MSG-1).

    ``tells_what_happened`` is their own answer to that question, None as long as nobody asked. The same ``key`` again
    is the same message. ``unclear`` is the letter that they want explained, where that is what they ask. What tells of
    the events is put before a person to be passed to the police; nothing is refused for it.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        UnableToTake: no words, or more than ``LONGEST_TEXT``.
        MayTellWhatHappened: the person must be asked first.
        TooManyMessages: more than ``MOST_IN_A_DAY`` today.
    """
    require(actor=actor, permission=Permission.WRITE_OWN_MESSAGE, victim_id=actor.victim_id)
    if actor.victim_id is None or actor.person_id is None:
        raise NotPermitted(actor=actor, permission=Permission.WRITE_OWN_MESSAGE, is_about_an_object=True)
    words = _checked(text)
    victim = (
        Victim.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit", "officer")
        .get(pk=actor.victim_id)
    )
    known = VictimMessage.objects.filter(victim=victim, key=key).first()
    if known is not None:
        return Taken(message=known, clock=answer_clock(received_at=known.received_at))
    if tells_what_happened is None and may_tell_what_happened(text=words):
        raise MayTellWhatHappened
    written_today = VictimMessage.objects.filter(victim=victim, received_at__gt=at - dt.timedelta(days=1)).count()
    if written_today >= MOST_IN_A_DAY:
        raise TooManyMessages
    clock = answer_clock(received_at=at)
    message = VictimMessage.objects.create(
        case=victim.case,
        victim=victim,
        person_id=actor.person_id,
        key=key,
        text=words,
        tells_what_happened=bool(tells_what_happened),
        unclear_letter=unclear.letter if unclear is not None else None,
        unclear_part=unclear.part if unclear is not None else "",
        received_at=at,
        answer_due_on=clock.due_on,
        officer=victim.officer,
    )
    _record(message, Verb.RECEIVED, actor=actor, at=at)
    work.raise_item(
        kind=WorkKind.ANSWER_MESSAGE,
        key=_work_key(message),
        summary=_ASKED if unclear is None else _NOT_CLEAR,
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"written:{message.pk}",
        due_at=clock.due_at,
    )
    if message.tells_what_happened:
        _put_to_police(message, actor=actor, at=at)
    return Taken(message=message, clock=clock)


@transaction.atomic
def ask_to_be_rung(*, actor: Actor, letter_id: uuid.UUID, at: dt.datetime) -> Taken:
    """Take in that a person who is signed in to the portal wants to be rung before they read a letter to them (V29).

    It is a message like any other, with the date we promise. Asked again for the same letter, it is the same message.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        NoSuchLetter: it is not theirs, or not yet to be read in the portal.
        TooManyMessages: more than ``MOST_IN_A_DAY`` today.
    """
    require(actor=actor, permission=Permission.WRITE_OWN_MESSAGE, victim_id=actor.victim_id)
    try:
        letter = portal.own_letter(viewer=actor, letter_id=letter_id, at=at)
    except Communication.DoesNotExist as missing:
        raise NoSuchLetter from missing
    sent_on = dates_in_words.in_words(day=london_date(at=letter.sent_at or letter.opened_at), language=Language.EN)
    return write(
        actor=actor,
        text=f"Please ring me before I read your letter of {sent_on}.",
        key=f"ring-first:{letter.pk}",
        tells_what_happened=False,
        at=at,
    )


@transaction.atomic
def answer(*, message_id: uuid.UUID, text: str, answers_seen: int, actor: Actor, at: dt.datetime) -> MessageAnswer:
    """Answer a message, settle its work and tell the person, by a safe way and without content, that there is news.

    ``answers_seen`` is how many answers the writer saw: with another one since, nothing is sent. Where no way to tell
    them is safe, the answer stands in the portal and a person is asked to tell them otherwise.

    Raises:
        accounts.policies.NotPermitted: the actor may not answer in this case.
        UnableToTake: no words, or more than ``LONGEST_TEXT``.
        AnsweredMeanwhile: see above.
    """
    message = _locked(message_id, actor=actor)
    words = _checked(text)
    if message.answers.count() != answers_seen:
        raise AnsweredMeanwhile("Somebody else has answered this since you opened it")
    written = MessageAnswer.objects.create(
        message=message, number=answers_seen + 1, text=words, written_at=at, written_by=actor.label
    )
    if message.standing == MessageStanding.WAITING:
        _settle(message, MessageStanding.ANSWERED, outcome="Answered", actor=actor, at=at)
    _record(message, Verb.ANSWERED, actor=actor, at=at, detail={"number": written.number})
    _tell_of(written, actor=actor, at=at)
    return written


@transaction.atomic
def close(*, message_id: uuid.UUID, how: MessageEnd, note: str, actor: Actor, at: dt.datetime) -> VictimMessage:
    """End a message without a written answer, and say how; a call or a meeting becomes work with the same date.

    Raises:
        accounts.policies.NotPermitted: the actor may not answer in this case.
        AlreadySettled: it waits no longer.
        UnableToTake: the note is blank.
    """
    message = _locked(message_id, actor=actor)
    if message.standing != MessageStanding.WAITING:
        raise AlreadySettled("The message was answered or closed meanwhile")
    words = _checked(note)
    message.ended_as = how
    message.end_note = words
    _settle(message, MessageStanding.CLOSED, outcome=how.label, actor=actor, at=at)
    _record(message, Verb.CLOSED, actor=actor, at=at, detail={"how": how.value})
    kind = {MessageEnd.WILL_CALL: WorkKind.CALL_THE_PERSON, MessageEnd.WILL_MEET: WorkKind.ARRANGE_MEETING}.get(how)
    if kind is not None:
        work.raise_item(
            kind=kind,
            key=f"{kind.value.lower()}:{message.pk}",
            summary="They have written to us, and this was found better than a written answer.",
            actor=actor,
            at=at,
            case=message.case,
            victim=message.victim,
            officer=message.officer,
            about=f"written:{message.pk}",
            due_at=answer_clock(received_at=message.received_at).due_at,
        )
    return message


@transaction.atomic
def hand_on(*, message_id: uuid.UUID, officer_id: uuid.UUID, note: str, actor: Actor, at: dt.datetime) -> VictimMessage:
    """Give a message that waits to another officer, with a note for them; its date stays.

    Raises:
        accounts.policies.NotPermitted: the actor may not answer in this case.
        AlreadySettled: it waits no longer.
        UnableToHandOn: that officer may not answer it.
    """
    message = _locked(message_id, actor=actor)
    if message.standing != MessageStanding.WAITING:
        raise AlreadySettled("The message was answered or closed meanwhile")
    officer = next((each for each in officers_for(message=message, at=at) if each.pk == officer_id), None)
    if officer is None:
        raise UnableToHandOn("Choose an officer who may answer in this case")
    message.officer, message.hand_on_note = officer, note.strip()
    message.save(update_fields=["officer", "hand_on_note"])
    work.hand_over(key=_work_key(message), officer=officer)
    _record(message, Verb.HANDED_ON, actor=actor, at=at, detail={"officer": officer.pk})
    return message


@transaction.atomic
def mark(*, message_id: uuid.UUID, as_what: MessageMark, actor: Actor, at: dt.datetime) -> VictimMessage:
    """Say what a message is to the prosecution; one for the police becomes work at once (L14). Nothing is hidden by it.

    Raises:
        accounts.policies.NotPermitted: the actor may not answer in this case.
    """
    message = _locked(message_id, actor=actor)
    if message.mark == as_what:
        return message
    message.mark, message.marked_at, message.marked_by = as_what, at, actor.label
    message.save(update_fields=["mark", "marked_at", "marked_by"])
    _record(message, Verb.MARKED, actor=actor, at=at, detail={"mark": as_what.value})
    if as_what is MessageMark.TO_POLICE:
        _put_to_police(message, actor=actor, at=at)
    return message


def answer_clock(*, received_at: dt.datetime) -> AnswerClock:
    """Say by when a message of this aware instant is to be answered, by the limit in force on its day (MSG-1).

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach that far.
    """
    limits = reference.load_rules(on=london_date(at=received_at)).limits
    limit = limits.in_force(kind=LimitKind.MESSAGE_ANSWER, on=london_date(at=received_at))
    return answer_by(received_at=received_at, limit=limit, calendar=reference.load_calendar())


def officers_for(*, message: VictimMessage, at: dt.datetime) -> list[StaffUser]:
    """List the officers who may answer in the message's case now, by name; one query."""
    case = message.case
    return staff_who_may(
        permission=Permission.ANSWER_MESSAGE,
        area_code=case.area_id,
        unit_id=case.unit_id,
        restricted=policies.is_restricted(case=case),
        at=at,
    )


def _locked(message_id: uuid.UUID, *, actor: Actor) -> VictimMessage:
    message = (
        VictimMessage.objects.select_for_update(of=("self",), no_key=True)
        .select_related("case__unit", "victim__person", "person", "officer")
        .get(pk=message_id)
    )
    policies.require(actor=actor, permission=Permission.ANSWER_MESSAGE, case=message.case)
    return message


def _settle(message: VictimMessage, standing: MessageStanding, *, outcome: str, actor: Actor, at: dt.datetime) -> None:
    message.standing, message.settled_at, message.settled_by = standing, at, actor.label
    message.save()
    work.settle(key=_work_key(message), outcome=outcome, actor=actor, at=at)


def _put_to_police(message: VictimMessage, *, actor: Actor, at: dt.datetime) -> None:
    """Have a person pass it to the officer in the case: what a victim tells of the events may have to be disclosed."""
    work.raise_item(
        kind=WorkKind.FORWARD_TO_POLICE,
        key=f"pass-to-police:{message.pk}",
        summary="A message tells what happened. Pass it to the officer in the case, and do not discuss it yourself.",
        actor=actor,
        at=at,
        case=message.case,
        victim=message.victim,
        about=f"written:{message.pk}",
        due_at=answer_clock(received_at=at).due_at,
    )


def _tell_of(written: MessageAnswer, *, actor: Actor, at: dt.datetime) -> None:
    """Write the bare notice that there is something new to read, or ask for another way to tell the person."""
    message = written.message
    news_notices.tell(
        victim=message.victim,
        person=message.person,
        officer=message.officer,
        key=f"notice-of-answer:{written.pk}",
        fallback="We have answered, but no text or email is safe. Tell them another way that there is an answer.",
        fallback_key=f"tell-of-answer:{written.pk}",
        about=f"written:{message.pk}",
        due_at=answer_clock(received_at=at).due_at,
        actor=actor,
        at=at,
    )


def _checked(text: str) -> str:
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise UnableToTake("There are no words")
    if len(words) > LONGEST_TEXT:
        raise UnableToTake(f"There are more than {LONGEST_TEXT:,} characters")
    return words


def _record(
    message: VictimMessage,
    verb: Verb,
    *,
    actor: Actor,
    at: dt.datetime,
    detail: audit.Detail | None = None,
) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=message,
        at=at,
        case_id=message.case_id,
        victim_id=message.victim_id,
        detail=detail,
    )


def _work_key(message: VictimMessage) -> str:
    return f"written:{message.pk}"
