"""What a person needs, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.rules.vocabulary import Language
from cases.services.agreeing import Needs
from communications.services.own_choices import OpenChoices
from triage.rules.facts import OwnView
from web.components import Row
from web.formatting import date_words, london_date
from web.portal.forms_needs import FORMATS, LANGUAGES, VIEWS


def answers(opened: OpenChoices, needs: Needs, *, seen: str) -> dict[str, object]:
    """Return what is recorded as the form takes it."""
    view = opened.choices.victim.own_view_of_need
    return {
        "seen": seen,
        "language": needs.language.value,
        "other_language": needs.other_language,
        "interpreter": {True: "yes", False: "no", None: None}[needs.needs_interpreter],
        "formats": list(needs.formats),
        "access_needs": needs.access_needs,
        "own_view": view if view in set(OwnView) else None,
    }


def rows(opened: OpenChoices) -> tuple[Row, ...]:
    """Say what somebody needs, and since when we know where they said it themselves."""
    person, victim = opened.choices.person, opened.choices.victim
    languages = {value: str(words) for value, words in LANGUAGES}
    formats = {value: str(words) for value, words in FORMATS}
    views = {value: str(words) for value, words in VIEWS}
    language = person.other_language if person.language == Language.OTHER else languages[person.language]
    said = opened.choices.needs_said
    found = [
        Row(key=_("Language"), value=language or languages[person.language]),
        Row(
            key=_("Interpreter"),
            value={
                True: pgettext("there is", "Yes"),
                False: pgettext("there is", "No"),
                None: _("We have not asked you yet"),
            }[person.needs_interpreter],
        ),
        Row(
            key=_("Letters and information"),
            value=tuple(formats[each] for each in person.formats if each in formats) or (_("As usual"),),
        ),
        Row(key=_("Anything else"), value=person.access_needs or _("Nothing")),
    ]
    if person.pk == victim.person_id:
        view = views.get(victim.own_view_of_need, _("We have not asked you yet"))
        found.append(Row(key=_("Is it enough?"), value=view))
    if said is not None and person.pk == victim.person_id:
        found.append(Row(key=_("You told us on"), value=date_words(london_date(at=said.answered_at))))
    return tuple(found)
