"""Complaints: a person's own, those that wait in a unit, one with its stages, and those that a letter caused (M11)."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require_anywhere, scope_of
from communications.models import Communication, Complaint, ComplaintStage
from communications.rules.complaints import ComplaintOutcome, StageFacts
from communications.rules.contact_store import ContactKind
from communications.selectors import contact_store
from communications.selectors.contact_store import StoreEntry
from communications.selectors.work_lines import Place

#: Complaints on one page.
PAGE = 50
#: Of one person or one letter, the newest.
SHOWN = 50
#: Letters, calls and meetings among which a person chooses what caused it, the newest.
CAUSES = 15
_ABOUT = (ContactKind.LETTER, ContactKind.CALL, ContactKind.MEETING)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintPage:
    """One page of the complaints that wait."""

    complaints: tuple[Complaint, ...]
    #: Where the next page begins; None on the last.
    next: Place | None


def facts_of(stage: ComplaintStage) -> StageFacts:
    """Read from a row what the rules ask of a stage."""
    return StageFacts(
        number=stage.number,
        is_acknowledged=stage.acknowledged_at is not None,
        outcome=ComplaintOutcome(stage.outcome) if stage.outcome else None,
        told_on=stage.told_on,
    )


def stages_of(complaint: Complaint) -> list[ComplaintStage]:
    """List the stages of a complaint that was read here, the first one first."""
    return list(complaint.stages.all())


def own_complaints(*, viewer: Actor) -> tuple[Complaint, ...]:
    """List what the signed-in person complained of about their own record, newest first; two queries.

    What another person complained of about the same victim is theirs alone.
    """
    return tuple(_own(viewer).order_by("-logged_at", "-id")[:SHOWN])


def own_complaint(*, viewer: Actor, complaint_id: uuid.UUID) -> Complaint:
    """Return one of them.

    Raises:
        Complaint.DoesNotExist: there is none, or it is not theirs.
    """
    return _own(viewer).get(pk=complaint_id)


def possible_causes(*, viewer: Actor, at: dt.datetime) -> tuple[StoreEntry, ...]:
    """List the letters, calls and meetings that the person may say caused it, newest first; three queries."""
    found = contact_store.page_of(viewer=viewer, kinds=_ABOUT, at=at, size=CAUSES).entries
    return tuple(each for each in found if each.subject_id)


def cause_of(*, viewer: Actor, cause: str, at: dt.datetime) -> StoreEntry | None:
    """Read ``KIND:key`` as one of the person's own letters, calls or meetings; None where it is none. One query."""
    name, _, key = cause.partition(":")
    kind = next((each for each in _ABOUT if each.value == name), None)
    return contact_store.entry_of(viewer=viewer, kind=kind, subject=key, at=at) if kind is not None else None


def waiting(*, viewer: Actor, after: Place | None = None) -> ComplaintPage:
    """List the complaints in which something is due, of the cases that the viewer may read; two queries.

    Those whose person does not have the answer yet wait as well. Whoever has waited longest comes first.

    Raises:
        NotPermitted: the viewer reads no cases anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_CASE)
    due = ComplaintStage.objects.filter(_waits(), complaint=OuterRef("pk"))
    rows = _visible(viewer).filter(Exists(due)).select_related("case", "victim__person", "person")
    if after is not None:
        rows = rows.filter(Q(logged_at__gt=after.order_at) | Q(logged_at=after.order_at, id__gt=after.id))
    found = list(rows.prefetch_related(_stages()).order_by("logged_at", "id")[: PAGE + 1])
    page = found[:PAGE]
    return ComplaintPage(
        complaints=tuple(page),
        next=Place(order_at=page[-1].logged_at, id=page[-1].pk) if len(found) > PAGE else None,
    )


def visible_complaint(*, viewer: Actor, complaint_id: uuid.UUID) -> Complaint:
    """Return one complaint of a case that the viewer may read, with its stages and what caused it; two queries.

    Raises:
        Complaint.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    return (
        _visible(viewer)
        .select_related("case__unit", "victim__person", "victim__officer", "person", "letter", "call", "meeting")
        .prefetch_related(_stages())
        .get(pk=complaint_id)
    )


def caused_by(*, viewer: Actor, letter_id: uuid.UUID) -> tuple[Complaint, ...]:
    """List the complaints that a letter caused, in cases that the viewer may read, newest first; two queries (M11)."""
    rows = _visible(viewer).filter(letter_id=letter_id).prefetch_related(_stages())
    return tuple(rows.order_by("-logged_at", "-id")[:SHOWN])


def hands_in(complaint: Complaint) -> frozenset[str]:
    """List the labels of whoever had a hand in what caused a complaint: wrote, approved, rang, arranged (COMP-2)."""
    if complaint.call is not None:
        return frozenset({complaint.call.logged_by})
    if complaint.meeting is not None:
        return frozenset({complaint.meeting.opened_by, *complaint.meeting.changes.values_list("changed_by", flat=True)})
    if complaint.letter_id is None:
        return frozenset()
    rows = Communication.objects.filter(pk=complaint.letter_id).values_list(
        "written_by", "submitted_by", "approved_by", "translations__translated_by"
    )
    return frozenset(who for row in rows for who in row if who)


def _waits() -> Q:
    return Q(outcome="") | (Q(told_on__isnull=True) & ~Q(outcome__in=["", ComplaintOutcome.WITHDRAWN.value]))


def _own(viewer: Actor) -> "QuerySet[Complaint]":
    if viewer.victim_id is None or viewer.person_id is None:
        return Complaint.objects.none()
    rows = Complaint.objects.filter(victim_id=viewer.victim_id, person_id=viewer.person_id)
    return rows.select_related("letter", "call", "meeting").prefetch_related(_stages())


def _stages() -> "Prefetch[str]":
    return Prefetch("stages", queryset=ComplaintStage.objects.order_by("number"))


def _visible(viewer: Actor) -> "QuerySet[Complaint]":
    scope = scope_of(actor=viewer, permission=Permission.VIEW_CASE)
    return Complaint.objects.filter(
        scope.as_filter(
            area="case__area_id",
            unit="case__unit_id",
            is_restricted=Q(case__is_rasso=True) | Q(case__is_restricted=True),
        )
    )
