"""A first guess at the offence group of a charge from its title, until a person who links the victims confirms it."""

import csv
import functools
import importlib.resources

from cases.rules.vocabulary import OffenceCategory


def guess_category(*, title: str) -> OffenceCategory:
    """Guess the offence group from the court's title of the offence; the most serious match wins.

    Nothing rests on the guess: a charge that the court brings concerns nobody until a person links its victims
    (trap 9), and that person sees and settles the group. An attempted murder is told from a murder.
    """
    words = f"{title.lower()} "
    if "murder" in words and ("attempt" in words or "conspir" in words):
        return OffenceCategory.ATTEMPTED_MURDER
    for alternatives, category in _groups():
        if any(alternative in words for alternative in alternatives):
            return category
    return OffenceCategory.PUBLIC_ORDER


@functools.cache
def _groups() -> tuple[tuple[tuple[str, ...], OffenceCategory], ...]:
    table = importlib.resources.files("cases.rules.court_feed").joinpath("offence_groups.csv")
    return tuple(
        (tuple(record["words"].split("|")), OffenceCategory(record["category"]))
        for record in csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    )
