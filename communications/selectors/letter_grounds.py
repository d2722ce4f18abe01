"""A letter read together with what its words rest on: the case, the people, the decision and whatever else it names."""

from django.db.models import QuerySet

from communications.models import Communication

#: What every letter has, or as good as every one, in one statement. With two dozen tables in it the server takes fifty
#: times as long to plan the statement as to answer it.
_EVERY = (
    "case__area",
    "case__unit",
    "victim__person",
    "victim__officer",
    "recipient",
    "obligation__decision",
    "relative_telling",
    "correction",
)
#: What few letters have: asked for those, and no statement for the others.
_FEW = (
    "template",
    "template_cy",
    "copy_of__obligation__decision",
    "relative_telling__relative__person",
    "review__decision",
    "review_stage",
    "correction__obligation__decision",
)


def with_grounds(*, letters: "QuerySet[Communication]") -> "QuerySet[Communication]":
    """Read with letters everything that their words rest on; `in_one_case` makes each of them whole."""
    return letters.select_related(*_EVERY).prefetch_related(*_FEW)


def in_one_case(*, letter: Communication) -> Communication:
    """Give a letter's victim the case that was read with the letter, which is the victim's own."""
    if letter.victim.case_id == letter.case_id:
        letter.victim.case = letter.case
    return letter
