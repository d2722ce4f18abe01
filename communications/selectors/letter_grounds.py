"""A letter read together with what its words rest on: the case, the people, the decision and whatever else it names."""

import uuid

from django.db import transaction
from django.db.models import QuerySet, UUIDField, prefetch_related_objects

from accounts.written import Given, Written
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


def locked(*, communication_id: uuid.UUID) -> Communication:
    """Lock a letter in the transaction that runs, and read with it everything that its words rest on.

    Raises:
        Communication.DoesNotExist: there is none with this id.
        TransactionManagementError: no transaction runs, so that nothing would stay locked.
    """
    if transaction.get_autocommit():
        raise transaction.TransactionManagementError("A letter is locked inside a transaction")
    letter = _TO_LOCK.first(letter=communication_id)
    if letter is None:
        raise Communication.DoesNotExist
    prefetch_related_objects([letter], *_FEW)
    return in_one_case(letter=letter)


def _to_lock() -> "QuerySet[Communication]":
    letters = Communication.objects.select_for_update(of=("self",)).select_related(*_EVERY)
    return letters.filter(pk=Given("letter", UUIDField()))


_TO_LOCK = Written(_to_lock)


def in_one_case(*, letter: Communication) -> Communication:
    """Give a letter's victim the case that was read with the letter, which is the victim's own."""
    if letter.victim.case_id == letter.case_id:
        letter.victim.case = letter.case
    return letter
