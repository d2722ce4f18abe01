"""What people have written to us: the inbox of a unit, one message with its answers, and a person's own (L10, V16)."""

import dataclasses
import datetime as dt
import enum
import uuid

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from cases.selectors import leaves
from communications.models import MessageAnswer, VictimMessage
from communications.rules.vocabulary import MessageMark, MessageStanding
from communications.selectors.work_lines import Place

#: Messages on one page of the inbox.
PAGE = 50
#: Messages of one person that are shown, newest first.
SHOWN = 100


class Folder(enum.StrEnum):
    """Which messages: those that wait, mine among them, or those that were answered or closed."""

    WAITING = "WAITING"
    MINE = "MINE"
    SETTLED = "SETTLED"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """One page of the inbox, with what matters about the whole of it."""

    messages: tuple[VictimMessage, ...]
    #: Messages that wait, in everything the viewer may answer.
    waiting: int
    #: Of these, those given to the viewer.
    mine: int
    #: When the oldest that waits came in; None when none waits.
    oldest_at: dt.datetime | None
    #: Where the next page begins; None on the last.
    next: Place | None


def inbox(*, viewer: Actor, folder: Folder, on: dt.date, after: Place | None = None) -> Inbox:
    """List messages that the viewer may answer, those that wait longest first: two queries (L10).

    Theirs are also those of a colleague for whom they stand in on the London date ``on``.

    Raises:
        NotPermitted: the viewer may answer nobody's.
    """
    require_anywhere(actor=viewer, permission=Permission.ANSWER_MESSAGE)
    seen = _visible(viewer)
    waiting = seen.filter(standing=MessageStanding.WAITING)
    staff_id = _staff_id(viewer)
    mine = (
        leaves.theirs_or_covered(officer_id=staff_id, path="officer_id", on=on)
        if staff_id is not None
        else Q(pk__in=[])
    )
    counts = waiting.aggregate(all=Count("id"), mine=Count("id", filter=mine), oldest=Min("received_at"))
    rows = {
        Folder.WAITING: waiting,
        Folder.MINE: waiting.filter(mine),
        Folder.SETTLED: seen.exclude(standing=MessageStanding.WAITING),
    }[folder]
    is_newest_first = folder is Folder.SETTLED
    if after is not None:
        way = "lt" if is_newest_first else "gt"
        rows = rows.filter(
            Q(**{f"received_at__{way}": after.order_at}) | Q(received_at=after.order_at, **{f"id__{way}": after.id})
        )
    order = ("-received_at", "-id") if is_newest_first else ("received_at", "id")
    found = list(rows.select_related("case", "victim__person", "person", "officer").order_by(*order)[: PAGE + 1])
    page = found[:PAGE]
    return Inbox(
        messages=tuple(page),
        waiting=counts["all"],
        mine=counts["mine"],
        oldest_at=counts["oldest"],
        next=Place(order_at=page[-1].received_at, id=page[-1].pk) if len(found) > PAGE else None,
    )


def visible_message(*, viewer: Actor, message_id: uuid.UUID) -> VictimMessage:
    """Return one message of a case in which the viewer may read, with its answers.

    Raises:
        VictimMessage.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    return (
        _visible(viewer, permission=Permission.VIEW_CASE)
        .select_related("case__unit", "victim__person", "person", "officer", "unclear_letter")
        .prefetch_related(_answers())
        .get(pk=message_id)
    )


def earlier_messages(*, message: VictimMessage) -> tuple[VictimMessage, ...]:
    """List what the same person wrote before, newest first, each with our answers; the caller may read the message."""
    earlier = VictimMessage.objects.filter(victim_id=message.victim_id, received_at__lt=message.received_at)
    return tuple(earlier.select_related("person").prefetch_related(_answers()).order_by("-received_at", "-id")[:SHOWN])


def messages_in_case(*, viewer: Actor, case_id: uuid.UUID) -> tuple[VictimMessage, ...]:
    """List what was written about a case that the viewer may read, newest first, each with our answers (V19)."""
    rows = _visible(viewer, permission=Permission.VIEW_CASE).filter(case_id=case_id)
    rows = rows.select_related("person", "victim__person").prefetch_related(_answers())
    return tuple(rows.order_by("-received_at", "-id")[:SHOWN])


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PossibleMaterial:
    """A message that may have to be disclosed, and what became of it."""

    message: VictimMessage
    #: Aware; when somebody recorded that the police have it. None while nobody has.
    passed_on_at: dt.datetime | None


def possible_material(*, viewer: Actor, case_id: uuid.UUID) -> tuple[PossibleMaterial, ...]:
    """List every message of a case that may have to be disclosed, oldest first: three queries at most (L14).

    Those that staff marked for the police or as possible unused material, and those of which the writer said that they
    tell what happened while nobody has marked them. The viewer may read the case, or finds nothing.
    """
    marked = Q(mark__in=[MessageMark.TO_POLICE, MessageMark.POSSIBLE_UNUSED_MATERIAL])
    rows = _visible(viewer, permission=Permission.VIEW_CASE).filter(
        marked | Q(mark="", tells_what_happened=True), case_id=case_id
    )
    messages = list(rows.select_related("person").order_by("received_at", "id"))
    about = {f"written:{message.pk}": message.pk for message in messages}
    passed_on = {
        about[item.about]: item.done_at
        for item in WorkItem.objects.filter(
            kind=WorkKind.FORWARD_TO_POLICE, about__in=about, state=WorkState.DONE
        ).order_by("done_at")
    }
    return tuple(PossibleMaterial(message=each, passed_on_at=passed_on.get(each.pk)) for each in messages)


def own_messages(*, viewer: Actor) -> tuple[VictimMessage, ...]:
    """List what the signed-in person wrote about their own record, newest first, each with our answers.

    What another person wrote about the same victim (a parent, an adviser) is theirs alone.
    """
    if viewer.victim_id is None or viewer.person_id is None:
        return ()
    rows = VictimMessage.objects.filter(victim_id=viewer.victim_id, person_id=viewer.person_id)
    return tuple(rows.prefetch_related(_answers()).order_by("-received_at", "-id")[:SHOWN])


def questions_about(*, viewer: Actor, letter_id: uuid.UUID) -> tuple[VictimMessage, ...]:
    """List how often the signed-in person told us that a letter was not clear, newest first; one query (V27)."""
    if viewer.victim_id is None or viewer.person_id is None:
        return ()
    rows = VictimMessage.objects.filter(
        victim_id=viewer.victim_id, person_id=viewer.person_id, unclear_letter_id=letter_id
    )
    return tuple(rows.order_by("-received_at", "-id"))


def _answers() -> "Prefetch[str]":
    return Prefetch("answers", queryset=MessageAnswer.objects.order_by("number"))


def _visible(viewer: Actor, *, permission: Permission = Permission.ANSWER_MESSAGE) -> "QuerySet[VictimMessage]":
    scope = scope_of(actor=viewer, permission=permission)
    return VictimMessage.objects.filter(
        scope.as_filter(
            area="case__area_id",
            unit="case__unit_id",
            is_restricted=Q(case__is_rasso=True) | Q(case__is_restricted=True),
        )
    )


def _staff_id(viewer: Actor) -> uuid.UUID | None:
    try:
        return uuid.UUID(viewer.identifier)
    except ValueError:
        return None
