"""Help with giving evidence as the portal shows it: first what was asked for, then what else there is."""

import dataclasses

from cases.rules.vocabulary import MeasureStanding
from communications.rules.measure_words import standing_words, text_of
from communications.selectors.portal_measures import OwnMeasure
from communications.services.portal_measures import OpenMeasures
from web.formatting import page_language
from web.portal.presenters_meetings import by_telephone

#: Colour of the mark, by how a measure stands; words say it too.
_COLOURS = {
    MeasureStanding.WILL_ASK: "blue",
    MeasureStanding.COURT_DECIDES: "blue",
    MeasureStanding.GRANTED: "green",
    MeasureStanding.REFUSED: "grey",
    MeasureStanding.NO_LONGER_WANTED: "grey",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownMeasure:
    """One special measure."""

    title: str
    about: str
    #: Empty where nothing was asked for.
    standing: str
    colour: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """The page."""

    asked: tuple[ShownMeasure, ...]
    others: tuple[ShownMeasure, ...]
    reader: str
    phone: str
    opening_hours: str


def page(opened: OpenMeasures) -> HelpPage:
    """Turn what was opened into what is shown."""
    shown = [(each, _measure(each)) for each in opened.measures]
    return HelpPage(
        asked=tuple(words for each, words in shown if each.standing is not None),
        others=tuple(words for each, words in shown if each.standing is None),
        **by_telephone(opened.contact),
    )


def _measure(own: OwnMeasure) -> ShownMeasure:
    text = text_of(measure=own.measure, language=page_language())
    return ShownMeasure(
        title=text.title,
        about=text.about,
        standing=standing_words(standing=own.standing, language=page_language()) if own.standing else "",
        colour=_COLOURS[own.standing] if own.standing else "",
    )
