"""What staff do so that a family is told: start a relative's letter, confirm, follow a changed wish (B.10)."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from cases.models import Connection
from cases.rules.vocabulary import RelativeOutcome, RelativeWay
from cases.rules.working_days import london_date
from cases.services import reference
from communications.models import Communication, RelativeTelling
from communications.services import relative_letters, relative_steps, superseding, tellings

#: A person tells them in our place; whether they did is asked.
_BY_WORD = (RelativeWay.THROUGH_FLO, RelativeWay.THROUGH_MAIN_CONTACT)


class NoOwnLetter(ValueError):
    """The relative does not get a letter of their own about this."""


class NobodyChosen(ValueError):
    """Nobody was named who has been told."""


class NotByWord(ValueError):
    """Somebody named is not told by word of mouth, or has been settled: the page was old."""


@reference.read_once()
@transaction.atomic
def start_letter(*, telling_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Communication:
    """Give a relative's own letter, and begin it where the rule could not (FAM-6). Started twice it is one letter.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NoOwnLetter: their way is another, or it is settled.
    """
    row = relative_letters.locked(telling_id=telling_id)
    first = row.letter
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=first.case)
    # By its key: who waited for the lock sees the row as it is now, and what was joined to it as it was before.
    if row.copy_id is not None:
        return Communication.objects.get(pk=row.copy_id)
    if row.way != RelativeWay.OWN_LETTER or row.settled_at is not None:
        raise NoOwnLetter("They do not get a letter of their own about this")
    return relative_letters.begin(row=row, actor=actor, at=at)


@transaction.atomic
def confirm(
    *,
    letter_id: uuid.UUID,
    telling_ids: Collection[uuid.UUID],
    with_main_contact: bool,
    told_on: dt.date,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> int:
    """Record in one go who of a family was told on a London date, by the word of whoever told them; return how many.

    The main contact may be among them, and is recorded first.

    Raises:
        NotPermitted: the actor may not do work in this case.
        NobodyChosen: nobody is named.
        NotByWord: somebody named is not told by word of mouth, or not any more.
        MainContactFirst: the main contact has not been told yet (FAM-3).
        NotHandedOver, WrongDay: as ``tellings.confirm``; nobody is told before the letter left.
    """
    # In the order of their keys: two who record at once wait for each other, and neither holds what the other needs.
    first = Communication.objects.select_for_update(of=("self",), no_key=True).select_related("case").get(pk=letter_id)
    policies.require(actor=actor, permission=Permission.DO_WORK, case=first.case)
    if not telling_ids and not with_main_contact:
        raise NobodyChosen("Select who has been told")
    rows = list(
        RelativeTelling.objects.select_for_update(of=("self",), no_key=True)
        .select_related("relative__victim__case")
        .filter(letter=first, pk__in=telling_ids)
        .order_by("id")
    )
    if len(rows) != len(set(telling_ids)) or any(row.way not in _BY_WORD or row.settled_at for row in rows):
        raise NotByWord("Somebody here is not told in this way any more")
    if with_main_contact:
        tellings.confirm(communication_id=first.pk, told_on=told_on, note=note, actor=actor, at=at)
    if first.sent_at is None or not london_date(at=first.sent_at) <= told_on <= london_date(at=at):
        raise tellings.WrongDay("Before the letter left, or after today")
    for row in rows:
        relative_steps.require_first_told(first=first, due_at=row.due_at, at=at)
        relative_steps.settle(
            row=row, outcome=RelativeOutcome.TOLD, told_on=told_on, note=note.strip(), actor=actor, at=at
        )
    return len(rows) + with_main_contact


def look_again(*, relative: Connection, actor: Actor, at: dt.datetime) -> None:
    """Follow what a relative wishes now, for everything that they have not been told yet (FAM-2).

    A letter of their own that they no longer want, or must not have, is not sent. In the caller's transaction.
    """
    rows = (
        RelativeTelling.objects.select_for_update(of=("self",), no_key=True)
        .select_related("relative__person", "relative__victim__case")
        .filter(relative=relative, settled_at__isnull=True)
        .order_by("id")
    )
    for row in rows:
        before = row.way
        relative_steps.decide(row=row, on=london_date(at=at))
        if row.way == before:
            row.save(update_fields=["reasons"])
            continue
        if row.copy_id is not None and row.way != RelativeWay.OWN_LETTER:
            superseding.end_letters(
                letters=Communication.objects.filter(pk=row.copy_id),
                why="They are told in another way, or not at all",
                actor=actor,
                at=at,
                settles=_finish_key,
            )
            row.copy = None
        row.save(update_fields=["way", "reasons", "copy"])
        relative_steps.finish_work(row=row, outcome="Their way has changed", actor=actor, at=at)
        relative_steps.show(row=row, actor=actor, at=at)
        relative_letters.begin_where_owed(telling_id=row.pk, actor=actor, at=at)


def _finish_key(*, communication_id: uuid.UUID) -> str:
    return f"finish:{communication_id}"
