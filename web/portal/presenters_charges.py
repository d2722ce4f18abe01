"""The page of charges: each person accused in the reader's words, each charge with its own state, plainly (V34)."""

import dataclasses
import uuid
from collections import Counter

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import Language
from communications.rules.reader_words import AccusedLabel, AccusedWords, Called
from communications.rules.status_words import words_for_charge
from communications.selectors.portal_charges import PortalCharge
from communications.services.portal_charges import OpenCharges
from web.formatting import date_words, page_language


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownCharge:
    """One charge."""

    #: Numbered within the page, so that a charge that was replaced can point to the other.
    number: int
    plain: str
    #: The words of the law, behind a click: they can be hard to read without warning.
    law: str
    state: str
    means: str
    charged: str
    #: The number of the charge that took its place; 0 where none did.
    replaced_by: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownAccused:
    """One person accused, with what they are charged with."""

    name: str
    charges: tuple[ShownCharge, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChargesPage:
    """The page."""

    accused: tuple[ShownAccused, ...]
    is_letter_owed: bool
    #: Whether the reader may still choose other words than those that nobody chose.
    has_chosen: bool


_CALLED: dict[Called, Promise] = {
    Called.SUSPECT: gettext_lazy("The suspect"),
    Called.DEFENDANT: gettext_lazy("The defendant"),
    Called.PERSON_ACCUSED: gettext_lazy("The person accused"),
}
_SEVERAL: dict[Called, Promise] = {
    Called.SUSPECT: gettext_lazy("Suspect %(number)s"),
    Called.DEFENDANT: gettext_lazy("Defendant %(number)s"),
    Called.PERSON_ACCUSED: gettext_lazy("Person accused %(number)s"),
}


def charges_page(opened: OpenCharges) -> ChargesPage:
    """Turn what was opened into what is shown."""
    language = page_language()
    found = opened.charges.accused
    numbers = {
        charge.id: number
        for number, charge in enumerate((charge for each in found for charge in each.charges), start=1)
    }
    names = _names([each.label for each in found])
    return ChargesPage(
        accused=tuple(
            ShownAccused(
                name=name,
                charges=tuple(
                    _charge(charge, numbers=numbers, accused=opened.standing.accused, language=language)
                    for charge in each.charges
                ),
            )
            for name, each in zip(names, found, strict=True)
        ),
        is_letter_owed=opened.charges.is_letter_owed,
        has_chosen=opened.standing.accused is not AccusedWords.BY_STAGE,
    )


def _names(labels: list[AccusedLabel]) -> list[str]:
    """Call each by the chosen words; where several would be called the same, by their number."""
    how_many = Counter((label.called, label.text) for label in labels)
    counted: Counter[tuple[Called, str]] = Counter()
    names = []
    for label in labels:
        key = (label.called, label.text)
        counted[key] += 1
        if label.called is Called.THEMSELVES:
            names.append(f"{label.text} ({counted[key]})" if how_many[key] > 1 else label.text)
        elif how_many[key] > 1:
            names.append(str(_SEVERAL[label.called]) % {"number": counted[key]})
        else:
            names.append(str(_CALLED[label.called]))
    return names


def _charge(
    charge: PortalCharge, *, numbers: dict[uuid.UUID, int], accused: AccusedWords, language: Language
) -> ShownCharge:
    words = words_for_charge(
        state=charge.shown.state,
        language=language,
        is_outcome_awaited=charge.shown.is_outcome_awaited,
        accused=accused,
    )
    title = (charge.title_welsh or charge.title) if language is Language.CY else charge.title
    return ShownCharge(
        number=numbers[charge.id],
        plain=_plain(charge, language=language),
        law=title,
        state=words.label,
        means=words.means,
        charged=date_words(charge.charged_on) if charge.charged_on is not None else "",
        replaced_by=numbers[charge.replaced_by] if charge.replaced_by is not None else 0,
    )


def _plain(charge: PortalCharge, *, language: Language) -> str:
    """Put the charge plainly: in our own words for this case where they are in the page's language, else by its day."""
    if charge.plain and language is Language.EN:
        return charge.plain
    if charge.offence_on is not None:
        return _("What happened on %(date)s") % {"date": date_words(charge.offence_on)}
    return _("What happened")
