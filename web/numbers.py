"""Read a whole number from what a form or an address sent."""

#: As many figures as every column of the database holds.
_MOST_FIGURES = 9


def whole_number(text: str) -> int | None:
    """Return the number; None for anything but one to nine of the figures 0 to 9.

    Python also calls figures what it cannot read as a number, such as a raised two, and refuses thousands of them.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_FIGURES else None
