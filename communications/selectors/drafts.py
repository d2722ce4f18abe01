"""What staff read about a letter in the making: its versions, its comments, and what its second reader was asked."""

import dataclasses

from django.db.models import Q, QuerySet

from accounts.actors import Actor, ActorKind
from accounts.models import StaffUser, UnitKind
from accounts.permissions import Permission
from accounts.roles import Role
from cases.models import Case
from cases.policies import is_restricted
from cases.selectors.records import cases_visible_to
from communications.models import Communication, DraftVersion, LetterComment, SecondReading
from communications.rules.draft_versions import VersionKind

#: Versions shown on the page of a letter's history, newest first.
VERSIONS_SHOWN = 200


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeskRecord:
    """What lies on the desk beside a letter."""

    comments: tuple[LetterComment, ...]
    #: The open request, or the last one when it is settled; None while nobody was ever asked.
    request: SecondReading | None
    #: The words as they were last handed over, and the time before; None where there are none.
    submitted: DraftVersion | None
    submitted_before: DraftVersion | None
    #: How many versions are kept.
    versions: int


def desk(*, letter: Communication) -> DeskRecord:
    """Read what lies beside a letter that the viewer has been shown: four queries, however much there is."""
    handed_over = list(letter.versions.filter(kind=VersionKind.SUBMITTED).order_by("-number")[:2])
    return DeskRecord(
        comments=tuple(letter.comments.order_by("id")),
        request=letter.second_readings.select_related("reader").order_by("-id").first(),
        submitted=handed_over[0] if handed_over else None,
        submitted_before=handed_over[1] if len(handed_over) > 1 else None,
        versions=letter.versions.count(),
    )


def versions_of(*, viewer: Actor, letter: Communication) -> tuple[DraftVersion, ...]:
    """List the versions of a letter, newest first, without their words; one query."""
    return tuple(_versions(viewer, letter).defer("words", "words_cy").order_by("-number")[:VERSIONS_SHOWN])


def version_numbered(*, viewer: Actor, letter: Communication, number: int) -> DraftVersion:
    """Read one version with its words.

    Raises:
        DraftVersion.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    return _versions(viewer, letter).get(number=number)


def version_before(*, viewer: Actor, version: DraftVersion) -> DraftVersion | None:
    """Find the version of the letter itself that came before; words set aside are beside the letter, not before it."""
    earlier = _versions(viewer, version.communication).filter(number__lt=version.number)
    return earlier.exclude(kind=VersionKind.SET_ASIDE).order_by("-number").first()


def _versions(viewer: Actor, letter: Communication) -> "QuerySet[DraftVersion]":
    visible = cases_visible_to(viewer=viewer)
    return DraftVersion.objects.filter(communication=letter, communication__case__in=visible)


def readers_of(*, case: Case, without: set[str]) -> list[StaffUser]:
    """List the staff who may be asked to approve letters of a case, by name.

    Of its Area; of its unit alone where a role reaches no further; for a restricted case only where the role is held in
    a RASSO unit. ``without`` are the labels of those who had a hand in it.
    """
    by_area: list[str] = []
    by_unit: list[str] = []
    for role in Role:
        definition = role.definition
        if not definition.for_staff or Permission.APPROVE_LETTER not in definition.permissions:
            continue
        (by_unit if definition.reach.value == "UNIT" else by_area).append(role.value)
    prefix = f"{ActorKind.STAFF.value}:"
    ids = [label.removeprefix(prefix) for label in without if label.startswith(prefix)]
    reached = Q(memberships__role__in=by_area, memberships__unit__area_id=case.area_id) | Q(
        memberships__role__in=by_unit, memberships__unit_id=case.unit_id
    )
    if is_restricted(case=case):
        reached &= Q(memberships__unit__kind=UnitKind.RASSO)
    return list(
        StaffUser.objects.filter(reached, is_active=True, memberships__ended_at__isnull=True)
        .exclude(pk__in=ids)
        .distinct()
        .order_by("full_name", "id")
    )
