"""Put what goes with a letter into its finished page: the easy-read page before it, leaflets behind it.

The sheet on top bears the address that shows through the window of the envelope. Where an easy-read page is on top, the
head of the letter stands on it as well.
"""

import functools
import re
from pathlib import Path

from django.template import Context
from django.template.engine import Engine

from communications.documents.context import LetterContext
from communications.documents.leaflets import LeafletWords
from communications.documents.page_labels import LABELS, LEAFLET_NOTES
from communications.documents.words import letters_folder
from communications.rules.vocabulary import Leaflet

#: Version of the pages on which leaflets are printed.
_PAGE = "v2"
_HEAD = re.compile(r"<header.*?</header>", re.DOTALL)
_BODY = re.compile(r"<body[^>]*>")


def style_sheets() -> tuple[Path, ...]:
    """Name the style sheets of these pages."""
    return (_folder() / "leaflets.css", _folder() / "easy_read.css")


def with_leaflets(page: str, leaflets: tuple[LeafletWords, ...], *, contexts: tuple[LetterContext, ...]) -> str:
    """Put what goes with a letter around it in its finished page; every value is escaped here."""
    first = tuple(each for each in leaflets if each.leaflet is Leaflet.EASY_READ)
    behind = tuple(each for each in leaflets if each.leaflet is not Leaflet.EASY_READ)
    if first:
        before = _filled("easy_read.html", first, contexts)
        head, body = _HEAD.search(page), _BODY.search(page)
        if head is not None and body is not None:
            # The head of the letter itself stays where it is, so that the letter is whole without this page.
            before = before.replace("<!-- head -->", head[0], 1)
            page = page[: body.end()] + before + page[body.end() :]
    if behind:
        page = page.replace("</body>", f"{_filled('leaflets.html', behind, contexts)}</body>")
    return page


def _filled(name: str, leaflets: tuple[LeafletWords, ...], contexts: tuple[LetterContext, ...]) -> str:
    days = {context.language: str(context.variables()["letter_on"]) for context in contexts}
    shown = [
        {
            "lang": leaflet.language.value.lower(),
            "labels": LABELS[leaflet.language],
            "note": LEAFLET_NOTES[leaflet.language].format(day=days[leaflet.language]),
            "title": leaflet.title,
            "sections": leaflet.sections,
        }
        for leaflet in leaflets
    ]
    variables = {"leaflets": shown, "our_reference": contexts[0].our_reference}
    return str(_engine().get_template(name).render(Context(variables)))


@functools.cache
def _engine() -> Engine:
    return Engine(autoescape=True, dirs=[str(_folder())])


def _folder() -> Path:
    return letters_folder().parent / "leaflets" / "page" / _PAGE
