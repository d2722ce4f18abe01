"""What staff read about letters: everything said in a case, and one letter with its words and its way out."""

import dataclasses
import datetime as dt
import uuid

from django.db.models import Prefetch, QuerySet

from accounts.actors import Actor
from cases.models import Case
from cases.selectors.records import cases_visible_to
from communications.models import (
    Communication,
    OutboxMessage,
    Promise,
    RenderedDocument,
    StatusChange,
    TranslationCheck,
)
from communications.rules.print_formats import choose_format, is_print_out_of_date
from communications.rules.vocabulary import CommunicationState, PrintFormat, PromiseState
from communications.selectors import corrections, letter_grounds

#: Communications shown on the case page, newest first.
CASE_LIMIT = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterRecord:
    """One communication with its steps and its messages."""

    letter: Communication
    steps: tuple[StatusChange, ...]
    messages: tuple[OutboxMessage, ...]
    #: When the PDF that leaves was made; None while it has not been.
    document_made_at: dt.datetime | None
    #: How it is printed; None while it has not been made.
    document_print: PrintFormat | None = None


def said_in_case(*, viewer: Actor, case: Case) -> tuple[Communication, ...]:
    """List everything said in a case, with the messages that carried it; a constant number of queries."""
    messages = Prefetch("messages", queryset=OutboxMessage.objects.order_by("queued_at", "id"))
    return tuple(
        _newest_in_case(viewer, case)
        .select_related("recipient", "victim__person")
        .prefetch_related(messages, corrections.prefetch_of_list())[:CASE_LIMIT]
    )


def letters_of_case(*, viewer: Actor, case: Case) -> tuple[Communication, ...]:
    """List the communications of a case, newest first, to say how the letter for each obligation stands; one query."""
    return tuple(_newest_in_case(viewer, case)[:CASE_LIMIT])


def letters_of_review(*, viewer: Actor, review_id: uuid.UUID) -> tuple[Communication, ...]:
    """List the letters about a request for a review, oldest first, without their words; one query."""
    return tuple(
        Communication.objects.filter(review_id=review_id, case__in=cases_visible_to(viewer=viewer))
        .select_related("recipient")
        .defer("words", "context", "words_cy", "context_cy")
        .order_by("opened_at", "id")
    )


def _newest_in_case(viewer: Actor, case: Case) -> "QuerySet[Communication]":
    visible = Communication.objects.filter(case=case, case__in=cases_visible_to(viewer=viewer))
    return visible.defer("words", "context", "words_cy", "context_cy").order_by("-opened_at", "-id")


def open_promises(*, viewer: Actor, case: Case) -> dict[uuid.UUID, Promise]:
    """Find the next-update promise in force for each victim of a case, by victim id."""
    found = Promise.objects.filter(
        case=case, case__in=cases_visible_to(viewer=viewer), state=PromiseState.OPEN
    ).order_by("-due_on")
    return {promise.victim_id: promise for promise in found}


def translation_check(*, letter: Communication) -> TranslationCheck | None:
    """Find who checked the standard Welsh of the version a letter is written in; None while nobody has. One query."""
    template = letter.template
    if template is None:
        return None
    return TranslationCheck.objects.filter(
        template__letter_type=template.letter_type, template__version=template.version, template__language="CY"
    ).first()


def visible_letter(*, viewer: Actor, letter_id: uuid.UUID) -> LetterRecord:
    """Read one communication of a case that the viewer may read.

    Raises:
        Communication.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    visible = Communication.objects.filter(case__in=cases_visible_to(viewer=viewer))
    letter = letter_grounds.in_one_case(
        letter=letter_grounds.with_grounds(letters=visible)
        .prefetch_related("correction__wrong", "addendum", "telling")
        .get(pk=letter_id)
    )
    made = (
        RenderedDocument.objects.filter(communication=letter)
        .order_by("-rendered_at")
        .values_list("rendered_at", "print_format")
        .first()
    )
    return LetterRecord(
        letter=letter,
        steps=tuple(StatusChange.objects.filter(communication=letter).order_by("-changed_at", "-id")),
        messages=tuple(
            OutboxMessage.objects.filter(communication=letter)
            .prefetch_related("delivery_attempts")
            .order_by("queued_at", "id")
        ),
        document_made_at=made[0] if made is not None else None,
        document_print=PrintFormat(made[1]) if made is not None else None,
    )


def frozen_pdf(*, viewer: Actor, letter_id: uuid.UUID) -> bytes | None:
    """Return the PDF as it left or will leave, or None while there is none.

    One that waits in a print that its reader does not need any more will be made again, and is not what leaves.

    Raises:
        Communication.DoesNotExist: there is no such letter, or it is not the viewer's to see.
    """
    letter = (
        Communication.objects.filter(case__in=cases_visible_to(viewer=viewer))
        .select_related("recipient")
        .only("pk", "state", "recipient__formats")
        .get(pk=letter_id)
    )
    made = (
        RenderedDocument.objects.filter(communication=letter)
        .order_by("-rendered_at")
        .values_list("content", "print_format")
        .first()
    )
    if made is None or (letter.state == CommunicationState.APPROVED and _is_made_again(letter, made[1])):
        return None
    return bytes(made[0])


def _is_made_again(letter: Communication, print_format: str) -> bool:
    needs = letter.recipient.formats if letter.recipient is not None else ()
    return is_print_out_of_date(made_in=PrintFormat(print_format), needed=choose_format(needs=needs).print_format)
