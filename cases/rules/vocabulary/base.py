"""What every word of the field has: a value that is stored and a label that is shown."""

import enum

from cases.rules.labels import LABELS


class Vocabulary(enum.StrEnum):
    """An enumeration whose value is stored in the database and whose label is shown to staff."""

    @property
    def label(self) -> str:
        """Say the value in words for staff pages, for example ``No further action (evidential)``."""
        return LABELS.get((type(self).__name__, self.value), self.value.replace("_", " ").capitalize())

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """List (value, label) pairs in the order of declaration, for forms and model fields."""
        return [(member.value, member.label) for member in cls]
