"""Copies of a letter that was sent, made when somebody asks: the same words in another print. Nothing is kept."""

import dataclasses

from communications.documents.rendering import RenderedLetter, render_pair, render_pdf
from communications.models import Communication
from communications.rules.vocabulary import PrintFormat
from communications.services import composing, enclosed


def make(*, communication: Communication, print_format: PrintFormat) -> RenderedLetter:
    """Make the PDF of the words that left, in every language that they have, in a given print.

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
            dataclasses.replace(
                composing.letter_context(communication=communication, addendum=addendum, language=words.language),
                print_format=print_format,
            ),
        )
        for words in composing.letter_sides(communication=communication, addendum=addendum)
    )
    leaflets = enclosed.with_letter(communication=communication, languages=[words.language for words, _ in sides])
    if len(sides) > 1:
        return render_pair(sides=sides, leaflets=leaflets)
    ((words, context),) = sides
    return render_pdf(words=words, context=context, leaflets=leaflets)
