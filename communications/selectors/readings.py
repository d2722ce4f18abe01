"""The second reader's queue: letters that wait for approval, in the order in which they should be read (W8)."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from communications.models import SecondReading
from communications.rules.second_reading import GRADES
from communications.rules.vocabulary import CommunicationState

#: Lines on one page.
PAGE_SIZE = 50


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPlace:
    """A place in the queue, after which a page begins: a time and an id, nothing personal."""

    due_at: dt.datetime
    id: int

    def __str__(self) -> str:
        return f"{self.due_at.astimezone(dt.UTC).isoformat()}~{self.id}"

    @classmethod
    def parse(cls, text: str) -> "ReadingPlace | None":
        """Read a place from an address; None when it is not one."""
        moment, _, key = text.partition("~")
        try:
            due_at = dt.datetime.fromisoformat(moment)
        except ValueError:
            return None
        is_place = due_at.tzinfo is not None and key.isascii() and key.isdigit() and len(key) < 19
        return cls(due_at=due_at, id=int(key)) if is_place else None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadingPage:
    """One page of the queue, with how many wait in all."""

    requests: tuple[SecondReading, ...]
    total: int
    #: Where the next page begins; None on the last.
    next: ReadingPlace | None


def to_read(
    *, viewer: Actor, grade: str, is_mine_only: bool, after: ReadingPlace | None = None, size: int = PAGE_SIZE
) -> ReadingPage:
    """List the letters that the viewer may approve, the one to be read first on top: two queries, however many wait.

    ``grade`` is the viewer's own. With ``is_mine_only`` only what was asked of them, of their grade or a lower one, or
    of nobody in particular; never what they wrote or submitted themselves, nor what corrects a letter that they wrote
    or approved (CORR-4).

    Raises:
        NotPermitted: the viewer may approve letters nowhere.
    """
    require_anywhere(actor=viewer, permission=Permission.APPROVE_LETTER)
    waiting = _waiting(viewer)
    if is_mine_only:
        waiting = waiting.filter(_asked_of(viewer, grade)).exclude(
            Q(communication__written_by=viewer.label)
            | Q(communication__submitted_by=viewer.label)
            | _had_a_hand(viewer)
        )
    total = waiting.count()
    if after is not None:
        waiting = waiting.filter(Q(due_at__gt=after.due_at) | Q(due_at=after.due_at, id__gt=after.id))
    found = tuple(
        waiting.select_related("reader", "communication__case", "communication__victim__person").defer(
            "communication__words",
            "communication__context",
            "communication__words_cy",
            "communication__context_cy",
        )[: size + 1]
    )
    last = found[size - 1] if len(found) > size else None
    return ReadingPage(
        requests=found[:size],
        total=total,
        next=ReadingPlace(due_at=last.due_at, id=last.pk) if last is not None else None,
    )


def _waiting(viewer: Actor) -> "QuerySet[SecondReading]":
    scope = scope_of(actor=viewer, permission=Permission.APPROVE_LETTER)
    reached = scope.as_filter(
        area="communication__case__area_id",
        unit="communication__case__unit_id",
        is_restricted=Q(communication__case__is_rasso=True) | Q(communication__case__is_restricted=True),
    )
    return (
        SecondReading.objects.filter(settled_at__isnull=True, communication__state=CommunicationState.UNDER_REVIEW)
        .filter(reached)
        .order_by("due_at", "id")
    )


def _had_a_hand(viewer: Actor) -> Q:
    wrong = "communication__correction__wrong__"
    return (
        Q(**{f"{wrong}written_by": viewer.label})
        | Q(**{f"{wrong}submitted_by": viewer.label})
        | Q(**{f"{wrong}approved_by": viewer.label})
    )


def _asked_of(viewer: Actor, grade: str) -> Q:
    """Keep what this reader may take (READ-2)."""
    own = Q(grade="")
    if grade in GRADES:
        own |= Q(grade__in=GRADES[GRADES.index(grade) :])
    if viewer.kind is ActorKind.STAFF:
        own |= Q(reader_id=uuid.UUID(viewer.identifier))
    return own
