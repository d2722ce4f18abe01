"""What telling the other relatives needs at each step of a letter: opened, told, overtaken (FAM-2 to FAM-4).

Everything here runs in the transaction of what caused it. What staff do about it is in `relative_tellings`.
"""

import datetime as dt

from accounts import actors
from accounts.actors import Actor
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Connection, Decision
from cases.rules import family as rules
from cases.rules.vocabulary import Addressee, ConnectionKind, RelativeOutcome, RelativeWay, WorkKind
from cases.rules.working_days import london_date
from cases.services import family, reference, work
from communications.models import Communication, RelativeTelling, Telling
from communications.rules import family_letters
from communications.rules.dated_tables import FAMILY_TIMES
from communications.rules.family_letters import FirstLetter
from communications.rules.vocabulary import Channel
from communications.services import dated_rows

_DELIVERY = actors.system(SystemProcess.DELIVERY)
#: Nothing is done, and nobody need look: by their own wish, or because they are not safe to tell.
SETTLED_WAYS = frozenset({RelativeWay.NOTHING, RelativeWay.NEVER})
_SUMMARIES: dict[RelativeWay, str] = {
    RelativeWay.OWN_LETTER: "A relative wants a letter of their own about this decision. Read its draft and submit it.",
    RelativeWay.THROUGH_FLO: "A relative is to hear of this decision from the liaison officer. Ask whether they have.",
    RelativeWay.THROUGH_MAIN_CONTACT: "A relative is to hear of this decision from the main contact. Ask whether "
    "they have.",
    RelativeWay.ASK_FIRST: "It is not known whether and how a relative wants to hear of this decision. Ask first.",
}


class MainContactFirst(Exception):
    """The family's main contact has not been told yet, and the time for the others has not run out (FAM-3)."""


def expect(*, communication: Communication, at: dt.datetime) -> None:
    """Open what is done for every other relative, once the letter to the main contact has left (FAM-2).

    Whoever was told by an earlier letter about the same decision is not told again.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach that far.
    """
    obligation = communication.obligation
    if obligation is None or obligation.addressee != Addressee.BEREAVED_FAMILY_VIA_FLO:
        return
    earlier = RelativeTelling.objects.filter(letter__obligation=obligation).exclude(letter=communication)
    told = set(earlier.filter(outcome=RelativeOutcome.TOLD).values_list("relative_id", flat=True))
    for row in earlier.filter(settled_at__isnull=True).select_related("relative__victim__case"):
        settle(row=row, outcome=RelativeOutcome.OVERTAKEN, actor=_DELIVERY, at=at)
    others = Connection.objects.filter(
        victim=communication.victim_id, kind=ConnectionKind.CLOSE_RELATIVE, ended_at__isnull=True
    ).exclude(person=communication.recipient_id)
    others = others.exclude(pk__in=told).exclude(told_as_relative__letter=communication)
    found = list(others.select_related("person", "victim__case").order_by("recorded_at", "id"))
    if not found:
        return
    due_at = family_letters.others_due_at(
        left_at=communication.sent_at or at,
        times=dated_rows.rows(of=FAMILY_TIMES),
        calendar=reference.load_calendar(),
    )
    for relative in found:
        row = RelativeTelling(
            letter=communication, relative=relative, due_at=due_at, opened_at=at, opened_by=_DELIVERY.label
        )
        decide(row=row, on=london_date(at=at))
        row.save(force_insert=True)
        show(row=row, actor=_DELIVERY, at=at)


def decide(*, row: RelativeTelling, on: dt.date) -> None:
    """Set the way and its reasons as the rule has them on a London date (FAM-2); the caller saves."""
    relative = row.relative
    if relative.ended_at is not None:
        row.way, row.reasons = RelativeWay.NOTHING, ["They are told nothing more"]
        return
    answer = rules.way_for(
        relative=family.facts_of(relative=relative),
        on=on,
        has_flo=Connection.objects.filter(
            victim=relative.victim_id, kind=ConnectionKind.FLO, ended_at__isnull=True
        ).exists(),
        has_main_contact=family.main_contact_of(victim=relative.victim) is not None,
    )
    row.way, row.reasons = answer.way, list(answer.reasons)


def show(*, row: RelativeTelling, actor: Actor, at: dt.datetime) -> None:
    """Put a relative who is to be told on the list of work; settle at once where nothing is done."""
    way = RelativeWay(row.way)
    if way in SETTLED_WAYS:
        settle(row=row, outcome=RelativeOutcome.NOTHING, actor=actor, at=at)
        return
    work.raise_item(
        kind=WorkKind.TELL_RELATIVE,
        key=work_key(row=row, way=way),
        summary=_SUMMARIES[way],
        actor=actor,
        at=at,
        case=row.relative.victim.case,
        victim=row.relative.victim,
        about=f"communication:{row.letter_id}",
        due_at=row.due_at,
    )


def settle(
    *,
    row: RelativeTelling,
    outcome: RelativeOutcome,
    actor: Actor,
    at: dt.datetime,
    told_on: dt.date | None = None,
    note: str = "",
) -> None:
    """Say what became of telling one relative, and finish the work."""
    row.outcome, row.told_on, row.note = outcome, told_on, note
    row.settled_at, row.settled_by = at, actor.label
    row.save(update_fields=["outcome", "told_on", "note", "settled_at", "settled_by"])
    audit.record(
        actor=actor,
        verb=Verb.CONFIRMED if outcome is RelativeOutcome.TOLD else Verb.SETTLED,
        subject=row,
        at=at,
        case_id=row.relative.victim.case_id,
        victim_id=row.relative.victim_id,
        detail={"outcome": outcome.value},
    )
    finish_work(row=row, outcome=outcome.label, actor=actor, at=at)


def finish_work(*, row: RelativeTelling, outcome: str, actor: Actor, at: dt.datetime) -> None:
    """Finish the work about one relative, whichever way it was raised for."""
    for way in _SUMMARIES:
        work.settle(key=work_key(row=row, way=way), outcome=outcome, actor=actor, at=at)


def copy_left(*, copy: Communication, told_on: dt.date, actor: Actor, at: dt.datetime) -> None:
    """Record that a relative has their own letter: it left to them, or whoever hands it over has told them."""
    row = _row_of(copy)
    if row is not None and row.settled_at is None:
        settle(row=row, outcome=RelativeOutcome.TOLD, told_on=told_on, actor=actor, at=at)


def copy_came_back(*, copy: Communication, at: dt.datetime) -> None:
    """Open again what a letter had settled that did not reach the relative."""
    row = _row_of(copy)
    if row is None or row.outcome != RelativeOutcome.TOLD:
        return
    row.outcome, row.told_on, row.settled_at, row.settled_by = "", None, None, ""
    row.save(update_fields=["outcome", "told_on", "settled_at", "settled_by"])
    show(row=row, actor=_DELIVERY, at=at)


def overtake(*, decision: Decision, actor: Actor, at: dt.datetime) -> None:
    """Ask no longer whether relatives were told of a decision that a later one corrects: the later one is told."""
    rows = RelativeTelling.objects.filter(letter__obligation__decision=decision, settled_at__isnull=True)
    for row in rows.select_related("relative__victim__case").order_by("id"):
        settle(row=row, outcome=RelativeOutcome.OVERTAKEN, actor=actor, at=at)


def require_first_told(*, first: Communication, due_at: dt.datetime | None, at: dt.datetime) -> None:
    """Refuse to let others of a family learn of a decision before its main contact (FAM-3).

    Raises:
        MainContactFirst: nobody has told the main contact yet, and the time for the others has not run out.
    """
    if not is_first_told(first=first, due_at=due_at, at=at):
        raise MainContactFirst("The main contact has not been told yet")


def is_first_told(*, first: Communication, due_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Say whether the others of a family may learn at an aware instant what its main contact was told (FAM-3)."""
    told_at = Telling.objects.filter(communication=first).values_list("recorded_at", flat=True).first()
    return family_letters.may_others_be_told(
        first=FirstLetter(
            sent_at=first.sent_at,
            channel=Channel(first.channel) if first.channel else Channel.POST,
            told_at=told_at,
        ),
        due_at=due_at if due_at is not None else at,
        at=at,
    )


def work_key(*, row: RelativeTelling, way: RelativeWay) -> str:
    """Name the item of work about one relative; another way is another item."""
    return f"tell-relative:{row.pk}:{way.value}"


def _row_of(copy: Communication) -> RelativeTelling | None:
    if copy.copy_of_id is None:
        return None
    return (
        RelativeTelling.objects.select_for_update(of=("self",), no_key=True)
        .select_related("relative__victim__case")
        .filter(copy=copy)
        .first()
    )
