"""The grades of staff to whom letters go for a second reading (CPS prototype document 1.15)."""

import enum


class Grade(enum.StrEnum):
    """A grade that reviews letters, the highest first. The value is stored and is what staff call it."""

    HEAD = "D"
    SENIOR_MANAGER = "B3"
    MANAGER = "B2"

    @property
    def label(self) -> str:
        """Say the grade as its holders are called."""
        return {
            "D": "Head (D)",
            "B3": "Senior Victim Service Manager (B3)",
            "B2": "Victim Service Manager (B2)",
        }[self.value]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """List (value, label), the highest first."""
        return [(grade.value, grade.label) for grade in cls]
