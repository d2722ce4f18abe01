"""The form in which a person gets what is printed for them, as their record says now. Reads only."""

from cases.models import Person
from communications.rules.print_formats import FormatChoice, choose_format


def choice_for(*, person: Person | None) -> FormatChoice:
    """Choose how letters to a person are printed, from the needs on record at this moment (FORM-1)."""
    return choose_format(needs=person.formats if person is not None else ())
