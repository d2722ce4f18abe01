"""A person chooses when they are helped to read hard news: a call or a reminder, by whom and with whom (V29).

The letter stays where it is and can be read at any moment: nothing of it waits for the choice. A call becomes work for
the person who is to ring, with the end of the time as its date. A reminder is the bare notice that goes for any news;
it says nothing of the letter, and nothing at all leaves where no way to the person is safe.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Connection, Person, Victim
from cases.rules.vocabulary import Language, ReviewText, WorkKind
from cases.rules.working_days import london_date
from cases.selectors import leaves
from cases.services import reference, review_rights, work
from communications.models import Communication, OutboxMessage, ReadingTime
from communications.rules import dates_in_words
from communications.rules.bad_news import NewsHours
from communications.rules.calls.supporters import refusal
from communications.rules.reading_times import (
    HOURS_OF,
    Beside,
    CallBy,
    ReadingChoice,
    ReadingHelp,
    ReadingSlot,
    last_day,
    slots,
)
from communications.rules.vocabulary import Channel, MessageState, Purpose
from communications.selectors import portal, reading_times
from communications.selectors.portal import PortalContact
from communications.services import contact_plans, dispatch, own_record, safe_calls, safe_contact
from communications.services.own_record import NotThere
from communications.services.safe_contact import Choice

__all__ = ["NotThere"]

#: So many times can somebody change their mind about one letter: more than anybody needs, and work has an end.
MOST_CHANGES = 20
_TEMPLATE = "news_notice"
#: A reminder that could not leave for so long would only puzzle.
_LIFE = dt.timedelta(hours=6)
_NOT_LEFT = frozenset({MessageState.QUEUED, MessageState.HELD})
_REVIEWABLE = frozenset({ReviewText.STANDARD, ReviewText.NO_RESTART, ReviewText.EXPEDITED_PILOT})


class ChangedMeanwhile(Exception):
    """Another choice was made for this letter since the page was opened, perhaps on another device."""


class TimeIsGone(ValueError):
    """The time that was chosen is past or cannot be chosen any more."""


class ContactAway(ValueError):
    """The person's contact is away on that day."""


class NoSafeWay(ValueError):
    """No way by which this could reach the person at that time is known to be safe."""


class NobodyOfThatName(ValueError):
    """Whoever was named does not stand beside the person, or may not be told."""


class ChangedTooOften(Exception):
    """The person has changed this very often."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Supporter:
    """Somebody beside the person who may be told that we will ring."""

    id: uuid.UUID
    name: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenTimes:
    """The choice for one letter, opened to be made."""

    letter_id: uuid.UUID
    #: Aware; when the letter was sent.
    sent_at: dt.datetime
    contact: PortalContact
    times: tuple[ReadingSlot, ...]
    can_call: bool
    can_remind: bool
    supporters: tuple[Supporter, ...]
    #: What was chosen and is not over; None where nothing is.
    chosen: ReadingTime | None
    #: The number of the newest choice, whatever came of it; 0 for none.
    seen: int


def open_times(*, viewer: Actor, letter_id: uuid.UUID, at: dt.datetime) -> OpenTimes:
    """Open the choice for one of the viewer's own letters with hard news, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such letter, not yet, or it brings no hard news.
    """
    with transaction.atomic():
        letter = _own(viewer, letter_id, at=at)
        record = own_record.opened(viewer=viewer, at=at, permission=Permission.WRITE_OWN_MESSAGE)
        own_record.note_look(record=record, page="letter time", viewer=viewer, at=at)
        row = reading_times.newest(letter_id=letter.pk)
        return OpenTimes(
            letter_id=letter.pk,
            sent_at=letter.sent_at or letter.opened_at,
            contact=record.contact,
            times=_times(letter, at=at),
            can_call=_can_call(letter, at=at),
            can_remind=_notice(letter, at=at).channel is not None,
            supporters=tuple(
                Supporter(id=one.pk, name=one.person.full_name) for one in _supporters(letter, viewer, at=at)
            ),
            chosen=reading_times.ahead(row=row, at=at),
            seen=row.number if row is not None else 0,
        )


@transaction.atomic
def choose(
    *,
    actor: Actor,
    letter_id: uuid.UUID,
    choice: ReadingChoice,
    supporter_id: uuid.UUID | None,
    seen: int,
    at: dt.datetime,
) -> ReadingTime:
    """Record when a person wants to be helped to read a letter; what was chosen before ends with it.

    ``seen`` is the number of the choice that their page showed. ``supporter_id`` names who is beside them, where they
    chose one of those whom they have already told us of.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        NotThere: there is no such letter, not yet, or it brings no hard news.
        ChangedMeanwhile: another choice came first.
        TimeIsGone: the time is past, or cannot be chosen any more.
        ContactAway: the contact who is to ring is away on that day.
        NoSafeWay: no safe way leads to the person then.
        NobodyOfThatName: the supporter may not be told, or is none of theirs.
        ChangedTooOften: ``MOST_CHANGES`` were made.
    """
    letter, before = _to_change(actor, letter_id, seen=seen, at=at)
    if choice.slot not in _times(letter, at=at):
        raise TimeIsGone("This time cannot be chosen any more")
    officer = _officer(letter.victim, choice) if choice.help is ReadingHelp.CALL else None
    if choice.help is ReadingHelp.CALL and not _can_call(letter, at=at):
        raise NoSafeWay("No number is known to be safe")
    notice = _notice(letter, at=choice.slot.starts_at) if choice.help is ReadingHelp.REMINDER else None
    if notice is not None and (notice.channel is None or notice.not_before >= choice.slot.ends_at):
        raise NoSafeWay("No notice is safe at that time")
    supporter = _named(letter, actor, supporter_id, at=at) if choice.beside is Beside.SUPPORTER else None
    _end(letter, before, outcome="They chose another time", actor=actor, at=at)
    row = ReadingTime.objects.create(
        letter=letter,
        person=_reader(letter),
        number=seen + 1,
        help=choice.help,
        day=choice.slot.day,
        part=choice.slot.part,
        caller=choice.by or "",
        beside=choice.beside or "",
        supporter=supporter,
        chosen_at=at,
        chosen_by=actor.label,
    )
    _record(row, letter, actor=actor, at=at)
    if notice is not None and notice.channel is not None:
        _queue(row, letter, notice, channel=notice.channel, actor=actor, at=at)
    else:
        _ask_for_call(letter, choice, officer=officer, actor=actor, at=at)
    return row


@transaction.atomic
def take_back(*, actor: Actor, letter_id: uuid.UUID, seen: int, at: dt.datetime) -> None:
    """Take back what was chosen for a letter. Where nothing stands, nothing happens.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        NotThere: there is no such letter, not yet, or it brings no hard news.
        ChangedMeanwhile: another choice came first.
        ChangedTooOften: ``MOST_CHANGES`` were made.
    """
    letter, before = _to_change(actor, letter_id, seen=seen, at=at)
    if before is None or before.help == ReadingHelp.NOTHING:
        return
    _end(letter, before, outcome="They took it back", actor=actor, at=at)
    row = ReadingTime.objects.create(
        letter=letter,
        person=_reader(letter),
        number=seen + 1,
        help=ReadingHelp.NOTHING,
        chosen_at=at,
        chosen_by=actor.label,
    )
    _record(row, letter, actor=actor, at=at)


def end_reminder(*, letter: Communication, at: dt.datetime) -> None:
    """Keep back a reminder that has not left, because the letter was read. A call that was asked for stays."""
    row = reading_times.newest(letter_id=letter.pk)
    if row is not None and row.help == ReadingHelp.REMINDER:
        _cancel(row, at=at)


def _own(viewer: Actor, letter_id: uuid.UUID, *, at: dt.datetime) -> Communication:
    require(actor=viewer, permission=Permission.WRITE_OWN_MESSAGE, victim_id=viewer.victim_id)
    try:
        letter = portal.own_letter(viewer=viewer, letter_id=letter_id, at=at)
    except Communication.DoesNotExist as missing:
        raise NotThere from missing
    if not letter.is_hard_news:
        raise NotThere
    return letter


def _to_change(
    actor: Actor, letter_id: uuid.UUID, *, seen: int, at: dt.datetime
) -> tuple[Communication, ReadingTime | None]:
    """Return the letter and what stands for it, held so that two devices do not miss each other."""
    letter = _own(actor, letter_id, at=at)
    Victim.objects.select_for_update(of=("self",), no_key=True).get(pk=letter.victim_id)
    before = reading_times.newest(letter_id=letter.pk)
    number = before.number if before is not None else 0
    if number != seen:
        raise ChangedMeanwhile("Another choice was made meanwhile")
    if number >= MOST_CHANGES:
        raise ChangedTooOften
    return letter, before


def _times(letter: Communication, *, at: dt.datetime) -> tuple[ReadingSlot, ...]:
    today = london_date(at=at)
    known = safe_contact.known_about(victim=letter.victim, person=_reader(letter), at=at)
    hours = NewsHours(calendar=reference.load_calendar(), court_days=known.court_days)
    until = last_day(today=today, ask_by=_ask_by(letter, on=today))
    return slots(at=at, until=until, hours=hours, agreed=known.profile)


def _ask_by(letter: Communication, *, on: dt.date) -> dt.date | None:
    """Return the last London date on which the decision of the letter can be asked to be looked at again."""
    obligation = portal.obligation_of(letter)
    if obligation is None or obligation.review_text not in _REVIEWABLE or obligation.met_at is None:
        return None
    rights = review_rights.rights_of_case(case=letter.victim.case, obligations=[obligation], on=on)
    return rights[obligation.pk].ordinary_window_ends_on if obligation.pk in rights else None


def _reader(letter: Communication) -> Person:
    return letter.recipient or letter.victim.person


def _can_call(letter: Communication, *, at: dt.datetime) -> bool:
    return bool(safe_calls.phones(victim=letter.victim, person=_reader(letter), at=at).usable)


def _notice(letter: Communication, *, at: dt.datetime) -> Choice:
    return safe_contact.notice(victim=letter.victim, person=_reader(letter), at=at, channels=dispatch.NOTICE_CHANNELS)


def _supporters(letter: Communication, viewer: Actor, *, at: dt.datetime) -> list[Connection]:
    """List who stands beside the victim and may be told that we ring (PLAN-3); nobody for anybody but the victim."""
    if viewer.person_id != letter.victim.person_id:
        return []
    beside = Connection.objects.filter(victim=letter.victim, ended_at__isnull=True, has_consent=True)
    on = london_date(at=at)
    return [
        one
        for one in beside.select_related("person").order_by("recorded_at", "id")
        if refusal(
            facts=contact_plans.supporter_facts(
                connection=one, phones=safe_calls.phones(victim=letter.victim, person=one.person, at=at)
            ),
            on=on,
        )
        is None
    ]


def _named(letter: Communication, actor: Actor, supporter_id: uuid.UUID | None, *, at: dt.datetime) -> Connection:
    for one in _supporters(letter, actor, at=at):
        if one.pk == supporter_id:
            return one
    raise NobodyOfThatName("Nobody beside them who may be told")


def _officer(victim: Victim, choice: ReadingChoice) -> StaffUser | None:
    """Return who is to ring: the contact, or whoever is there for them on that day; None where nobody is named."""
    officer = victim.officer
    if officer is None:
        return None
    away = leaves.in_force(on=choice.slot.day).filter(officer=officer).exists()
    if choice.by is CallBy.CONTACT:
        if away:
            raise ContactAway("The contact is away on that day")
        return officer
    return leaves.stand_in_for(officer=officer, on=choice.slot.day)


def _key(letter: Communication) -> str:
    return f"ring-for-letter:{letter.pk}"


def _notice_key(row: ReadingTime) -> str:
    return f"reading-time:{row.pk}"


def _ask_for_call(
    letter: Communication, choice: ReadingChoice, *, officer: StaffUser | None, actor: Actor, at: dt.datetime
) -> None:
    since, until = HOURS_OF[choice.slot.part]
    day = dates_in_words.with_weekday(day=choice.slot.day, language=Language.EN)
    work.raise_item(
        kind=WorkKind.CALL_THE_PERSON,
        key=_key(letter),
        summary=(
            f"They chose when to hear what a hard letter says: ring them on {day} between {since:%H:%M} and "
            f"{until:%H:%M}. They may not have read it. {_WITH_THEM[choice.beside or Beside.NOBODY]}"
        ),
        actor=actor,
        at=at,
        case=letter.victim.case,
        victim=letter.victim,
        officer=officer,
        about=f"communication:{letter.pk}",
        due_at=choice.slot.ends_at,
    )


_WITH_THEM = {
    Beside.NOBODY: "They will be on their own.",
    Beside.SOMEBODY: "They will have somebody with them.",
    Beside.SUPPORTER: "They want their supporter with them: tell the supporter first, and only that we will ring.",
}


def _queue(
    row: ReadingTime, letter: Communication, notice: Choice, *, channel: Channel, actor: Actor, at: dt.datetime
) -> None:
    OutboxMessage.objects.create(
        purpose=Purpose.NEWS_NOTICE,
        channel=channel,
        contact_point=notice.contact_point,
        content_level=notice.content_level,
        template_name=_TEMPLATE,
        template_values={"victim_id": str(letter.victim_id)},
        dedupe_key=_notice_key(row),
        state=MessageState.QUEUED,
        deadline=notice.not_before + _LIFE,
        not_before=notice.not_before,
        queued_at=at,
        queued_by=actor.label,
        state_changed_at=at,
    )


def _end(letter: Communication, before: ReadingTime | None, *, outcome: str, actor: Actor, at: dt.datetime) -> None:
    if before is None:
        return
    if before.help == ReadingHelp.CALL:
        work.settle(key=_key(letter), outcome=outcome, actor=actor, at=at)
    elif before.help == ReadingHelp.REMINDER:
        _cancel(before, at=at)


def _cancel(row: ReadingTime, *, at: dt.datetime) -> None:
    """Keep back a notice that waits. One that is leaving at this moment leaves: it says nothing."""
    message = OutboxMessage.objects.select_for_update(of=("self",)).filter(dedupe_key=_notice_key(row)).first()
    if message is None or message.state not in _NOT_LEFT:
        return
    message.state = MessageState.CANCELLED
    message.state_changed_at = at
    message.undecided_since = None
    message.reason = "It is not wanted any more"
    message.save()


def _record(row: ReadingTime, letter: Communication, *, actor: Actor, at: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=Verb.CHANGED,
        subject=row,
        case_id=letter.case_id,
        victim_id=letter.victim_id,
        at=at,
        detail={"help": row.help},
    )
