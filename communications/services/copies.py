"""Copies of a letter that was sent, made when somebody asks: the same words in another print. Nothing is kept."""

import dataclasses

from communications.documents.context import LetterContext
from communications.documents.rendering import RenderedLetter, render_pair, render_pdf
from communications.models import Communication
from communications.rules.vocabulary import PrintFormat
from communications.services import composing, enclosed


def make(
    *, communication: Communication, print_format: PrintFormat | None = None, has_address: bool = True
) -> RenderedLetter:
    """Make the PDF of the words that left, in every language that they have; in a given print, or in the reader's own.

    Without ``has_address`` nothing in it says where the person lives.

    Raises:
        NothingToSay: it has no words, or none of the values around them.
        RenderFailed: the letter cannot be made; the fault says why.
    """
    if not communication.context:
        raise composing.NothingToSay("The communication has no values around its words")
    addendum = composing.addendum_of(communication=communication)
    sides = tuple(
        (
            words,
            _as_asked(
                composing.letter_context(communication=communication, addendum=addendum, language=words.language),
                print_format=print_format,
                has_address=has_address,
            ),
        )
        for words in composing.letter_sides(communication=communication, addendum=addendum)
    )
    leaflets = enclosed.with_letter(
        communication=communication, languages=[words.language for words, _ in sides], addendum=addendum
    )
    if len(sides) > 1:
        return render_pair(sides=sides, leaflets=leaflets)
    ((words, context),) = sides
    return render_pdf(words=words, context=context, leaflets=leaflets)


def _as_asked(context: LetterContext, *, print_format: PrintFormat | None, has_address: bool) -> LetterContext:
    context = context if print_format is None else dataclasses.replace(context, print_format=print_format)
    return context if has_address else dataclasses.replace(context, address_lines=())
