"""Who of a bereaved family has been told what, as staff read it: the main contact and each of the others."""

import dataclasses
import uuid
from collections.abc import Iterable

from cases.models import Victim
from communications.models import Communication, RelativeTelling, Telling


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FamilyTold:
    """One letter to the main contact, and how it stands with everybody."""

    letter: Communication
    others: tuple[RelativeTelling, ...]

    @property
    def telling(self) -> Telling | None:
        """That the main contact was told, where somebody hands the letter over and it is on record."""
        return getattr(self.letter, "telling", None)

    @property
    def is_open(self) -> bool:
        """Whether somebody is still to be told."""
        return any(row.settled_at is None for row in self.others)


def told_about(*, letter: Communication) -> FamilyTold:
    """Read who has been told what one letter says; the caller has read the letter for the viewer. One query."""
    return _put_together([letter])[0]


def telling_about(*, letter: Communication, telling_id: uuid.UUID) -> RelativeTelling:
    """Find what is done for one relative about a letter; the caller has read the letter for the viewer. One query.

    Raises:
        RelativeTelling.DoesNotExist: there is none about this letter.
    """
    return RelativeTelling.objects.get(pk=telling_id, letter=letter)


def told_in_family(*, victim: Victim) -> tuple[FamilyTold, ...]:
    """List the letters to a family's main contact with who was told, newest first; two queries.

    The caller has read the case for the viewer.
    """
    letters = (
        Communication.objects.filter(victim=victim, relative_tellings__isnull=False)
        .select_related("recipient", "telling")
        .defer("words", "context", "words_cy", "context_cy")
        .distinct()
        .order_by("-opened_at", "-id")
    )
    return tuple(_put_together(list(letters)))


def _put_together(letters: Iterable[Communication]) -> list[FamilyTold]:
    found = list(letters)
    rows: dict[uuid.UUID, list[RelativeTelling]] = {}
    for row in (
        RelativeTelling.objects.filter(letter__in=found)
        .select_related("relative__person", "copy")
        .defer("copy__words", "copy__context", "copy__words_cy", "copy__context_cy")
        .order_by("opened_at", "relative__recorded_at", "relative__person__full_name", "id")
    ):
        rows.setdefault(row.letter_id, []).append(row)
    return [FamilyTold(letter=letter, others=tuple(rows.get(letter.pk, ()))) for letter in found]
