"""The plain Welsh words for the facts that letters name (CYM-3): the Welsh of `communications.rules.letter_phrases`.

Nouns come with their article, because the templates put them where an article must stand. What staff wrote in English
is handed in already in Welsh, or as the mark that stands for what is still to be translated; nothing English is ever
passed through.
"""

import datetime as dt

from cases.rules.vocabulary import ChargeState, JourneyStage, Language, OffenceCategory
from communications.rules import dates_in_words
from communications.rules.letter_phrases import CaseWords, ChargeWords
from communications.rules.welsh import grammar

#: Who tells of dates in court.
TOLD_BY = "Uned Gofal Tystion yr heddlu"
#: What is awaited at each stage, to follow "Rydym yn aros"; the preposition is part of the words.
AWAITED: dict[JourneyStage, str] = {
    JourneyStage.REPORTED: "i’r heddlu ymchwilio i’r hyn y cawsant wybod amdano",
    JourneyStage.INVESTIGATION: "i’r heddlu orffen casglu tystiolaeth",
    JourneyStage.CPS_REVIEW: "am benderfyniad yr erlynydd",
    JourneyStage.CHARGED: "am y gwrandawiad cyntaf yn y llys",
    JourneyStage.FIRST_HEARING: "i’r llys benderfynu beth sy’n digwydd nesaf",
    JourneyStage.MAGS_TRIAL_PREP: "i’r treial ddechrau",
    JourneyStage.MAGS_TRIAL: "i’r treial ddod i ben",
    JourneyStage.SENT_TO_CROWN: "am y gwrandawiad cyntaf yn Llys y Goron",
    JourneyStage.PTPH: "i’r barnwr bennu’r dyddiadau nesaf",
    JourneyStage.TRIAL_PREP: "i’r treial ddechrau",
    JourneyStage.S28: "i’r dystiolaeth gael ei recordio",
    JourneyStage.TRIAL: "i’r treial ddod i ben",
    JourneyStage.VERDICT: "am y dyfarniad",
    JourneyStage.SENTENCE: "am y ddedfryd",
    JourneyStage.APPEAL: "am benderfyniad y llys uwch",
    JourneyStage.CLOSED: "",
    JourneyStage.PROVISIONAL_STOP: "i’r penderfyniad ddod yn derfynol, neu am adolygiad ohono",
    JourneyStage.STOPPED: "",
}
#: How a letter names what happened when nobody has put it into words yet: the same caution as in English.
_BY_CATEGORY: dict[str, str] = {
    OffenceCategory.HOMICIDE: "y lladd y rhoddwyd gwybod amdano",
    OffenceCategory.FATAL_DRIVING: "y gwrthdrawiad angheuol",
    OffenceCategory.ATTEMPTED_MURDER: "yr ymosodiad y rhoddwyd gwybod amdano",
    OffenceCategory.GBH_WITH_INTENT: "yr ymosodiad y rhoddwyd gwybod amdano",
    OffenceCategory.KIDNAP_FALSE_IMPRISONMENT: "yr herwgipio y rhoddwyd gwybod amdano",
    OffenceCategory.ARSON_ENDANGER_LIFE: "y tân y rhoddwyd gwybod amdano",
    OffenceCategory.ROBBERY: "y lladrad y rhoddwyd gwybod amdano",
    OffenceCategory.BURGLARY: "y fwrgleriaeth y rhoddwyd gwybod amdani",
    OffenceCategory.ASSAULT_OTHER: "yr ymosodiad y rhoddwyd gwybod amdano",
    OffenceCategory.THEFT_FRAUD: "y dwyn neu’r twyll y rhoddwyd gwybod amdano",
    OffenceCategory.CRIMINAL_DAMAGE: "y difrod y rhoddwyd gwybod amdano",
    OffenceCategory.STALKING_HARASSMENT: "yr aflonyddu y rhoddwyd gwybod amdano",
    OffenceCategory.MODERN_SLAVERY: "y camfanteisio y rhoddwyd gwybod amdano",
}
_REPORTED = "yr hyn y rhoddwyd gwybod i’r heddlu amdano"
#: As in English, without what the letter comes in or with (FORM-1, EASY-1).
_FORMATS: dict[str, str] = {
    "BRAILLE": "fersiwn Braille",
    "BSL": "fersiwn mewn Iaith Arwyddion Prydain",
    "AUDIO": "recordiad",
    "READ_TO_ME": "rhywun i’w ddarllen i chi",
}
_NOT_CHARGED = frozenset({ChargeState.ALLEGED, ChargeState.NOT_CHARGED})


def what_it_is_about(
    *, about: tuple[ChargeWords, ...], others: tuple[ChargeWords, ...], replacements: tuple[ChargeWords, ...]
) -> CaseWords:
    """Name what happened, what stopped, what takes its place and what goes on, for one victim, in Welsh (CYM-3).

    As `letter_phrases.what_it_is_about`; ``plain`` and ``title`` of the charges are Welsh already.
    """
    stopped, going_on = _parts(about), _parts(others)
    if stopped == going_on and {each.defendant for each in about} != {each.defendant for each in others}:
        stopped = "yr achos yn erbyn un o’r bobl dan sylw"
        going_on = "gweddill yr achos"
    if replacements:
        going_on = _parts((*replacements, *others))
    everything = (*about, *others)
    return CaseWords(
        allegation=grammar.joined(words=tuple(map(_happening, everything))),
        allegation_when=when(days=tuple(each.happened_on for each in everything if each.happened_on)),
        stopped_part=stopped,
        new_part=_parts(replacements) or "cyhuddiad arall",
        continuing_part=going_on or "gweddill yr achos",
        charge_words=grammar.joined(words=tuple(_lower(each.title) for each in about)),
    )


def when(*, days: tuple[dt.date, ...]) -> str:
    """Say when it happened: on one day, or between two; empty when nobody recorded it (CYM-3)."""
    if not days:
        return ""
    first, last = (dates_in_words.in_words(day=day, language=Language.CY) for day in (min(days), max(days)))
    return f"ar {first}" if first == last else f"rhwng {first} a {last}"


def hearing(*, kind: str, court: str) -> str:
    """Name a hearing as words to follow "Dyma’r cam nesaf:"; ``court`` is the Welsh name of the court (CYM-3)."""
    lowered = kind.lower()
    what = "y treial" if "trial" in lowered and "pre" not in lowered else "gwrandawiad"
    what = "y gwrandawiad dedfrydu" if "sentenc" in lowered else what
    if not court:
        return what
    # After "yn" Canolfan becomes Nghanolfan; Llys does not change.
    is_centre = court.startswith("Canolfan")
    return f"{what} yng Nghanolfan{court.removeprefix('Canolfan')}" if is_centre else f"{what} yn {court}"


def format_needs(*, formats: tuple[str, ...]) -> tuple[str, ...]:
    """Say in words what a person needs besides the letter in Welsh and English (CYM-3)."""
    return tuple(_FORMATS[each] for each in formats if each in _FORMATS)


def told_by_officer(*, name: str) -> str:
    """Name the Family Liaison Officer who brings a letter (CYM-3)."""
    return f"{name}, eich Swyddog Cyswllt Teuluol,"


def _happening(charge: ChargeWords) -> str:
    return charge.plain or _BY_CATEGORY.get(charge.category, _REPORTED)


def _parts(charges: tuple[ChargeWords, ...]) -> str:
    return grammar.joined(words=tuple(map(_part, charges)))


def _part(charge: ChargeWords) -> str:
    if charge.plain:
        return charge.plain if charge.state in _NOT_CHARGED else f"y cyhuddiad ynghylch {charge.plain}"
    kind = grammar.soft(words=_lower(charge.title))
    return f"yr honiad o {kind}" if charge.state in _NOT_CHARGED else f"y cyhuddiad o {kind}"


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
