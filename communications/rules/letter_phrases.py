"""Turn facts into the plain words that letters use. What staff wrote themselves always goes before these words."""

import dataclasses
import datetime as dt
import re

from cases.rules.vocabulary import Addressee, ChargeState, JourneyStage, Language, OffenceCategory

#: What is awaited at each stage, to follow "We are waiting for". Says what, never who is slow (peers.md 3, leap 6).
AWAITED: dict[JourneyStage, str] = {
    JourneyStage.REPORTED: "the police to look into what was reported",
    JourneyStage.INVESTIGATION: "the police to finish gathering evidence",
    JourneyStage.CPS_REVIEW: "the prosecutor’s decision",
    JourneyStage.CHARGED: "the first hearing in court",
    JourneyStage.FIRST_HEARING: "the court to decide what happens next",
    JourneyStage.MAGS_TRIAL_PREP: "the trial to begin",
    JourneyStage.MAGS_TRIAL: "the trial to end",
    JourneyStage.SENT_TO_CROWN: "the first hearing in the Crown Court",
    JourneyStage.PTPH: "the judge to set the next dates",
    JourneyStage.TRIAL_PREP: "the trial to begin",
    JourneyStage.S28: "the evidence to be recorded",
    JourneyStage.TRIAL: "the trial to end",
    JourneyStage.VERDICT: "the verdict",
    JourneyStage.SENTENCE: "the sentence",
    JourneyStage.APPEAL: "the higher court’s decision",
    JourneyStage.CLOSED: "",
    JourneyStage.PROVISIONAL_STOP: "the decision to become final, or for a review of it",
    JourneyStage.STOPPED: "",
}
#: How a letter names what happened when nobody has put it into words yet. Cautious: it is read by the person it hurt.
_BY_CATEGORY: dict[str, str] = {
    OffenceCategory.HOMICIDE: "the killing that was reported",
    OffenceCategory.FATAL_DRIVING: "the fatal collision",
    OffenceCategory.ATTEMPTED_MURDER: "the attack that was reported",
    OffenceCategory.GBH_WITH_INTENT: "the attack that was reported",
    OffenceCategory.KIDNAP_FALSE_IMPRISONMENT: "the kidnap that was reported",
    OffenceCategory.ARSON_ENDANGER_LIFE: "the fire that was reported",
    OffenceCategory.ROBBERY: "the robbery that was reported",
    OffenceCategory.BURGLARY: "the burglary that was reported",
    OffenceCategory.ASSAULT_OTHER: "the assault that was reported",
    OffenceCategory.THEFT_FRAUD: "the theft or fraud that was reported",
    OffenceCategory.CRIMINAL_DAMAGE: "the damage that was reported",
    OffenceCategory.STALKING_HARASSMENT: "the harassment that was reported",
    OffenceCategory.MODERN_SLAVERY: "the exploitation that was reported",
}
#: Of everything else, a letter says no more than this unless a person has found the words.
_REPORTED = "what was reported to the police"
#: Large print and easy read are not among them: the letter is printed in the one (FORM-1), and comes with the other
#: before it (EASY-1).
_FORMATS: dict[str, str] = {
    "BRAILLE": "a Braille version",
    "BSL": "a version in British Sign Language",
    "AUDIO": "a recording",
    "READ_TO_ME": "someone to read it to you",
}
#: Whoever reads for them did not live through it. A business is written to through its contact, as itself.
READ_FOR_SOMEBODY = frozenset({Addressee.PARENT_GUARDIAN, Addressee.SPOKESPERSON, Addressee.BEREAVED_FAMILY_VIA_FLO})
#: Who the victim is to such a reader: said of the right person.
_RELATION = re.compile(
    r"\byour (?:grand|step|foster )?-?(?:child|son|daughter|boy|girl|baby|parent|mother|mum|father|dad|husband|wife|"
    r"partner|brother|sister|niece|nephew|aunt|uncle|cousin|relative|friend|loved one)\b",
    re.IGNORECASE,
)
_THE_READER = re.compile(r"\b(?:you|your|yours|yourself|yourselves)\b", re.IGNORECASE)
_NOT_CHARGED = frozenset({ChargeState.ALLEGED, ChargeState.NOT_CHARGED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChargeWords:
    """One charge or allegation, as far as a letter speaks of it."""

    #: Words that a person chose, for example ``the burglary at your home``; may be empty.
    plain: str
    #: The offence as the court lists it.
    title: str
    category: str
    happened_on: dt.date | None
    #: Tells the people charged apart; never a name.
    defendant: str
    state: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CaseWords:
    """What a case is about for one victim, in words."""

    #: What happened, and when; the second may be empty.
    allegation: str
    allegation_when: str
    #: What a decision stopped, what takes its place and what goes on.
    stopped_part: str
    new_part: str
    continuing_part: str
    #: What the court deals with.
    charge_words: str


def paragraphs(text: str) -> tuple[str, ...]:
    """Split what staff wrote into paragraphs: an empty line parts them."""
    parts = (" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n"))
    return tuple(part for part in parts if part)


def what_it_is_about(
    *, about: tuple[ChargeWords, ...], others: tuple[ChargeWords, ...], replacements: tuple[ChargeWords, ...]
) -> CaseWords:
    """Name what happened, what the decision stopped, what takes its place and what goes on, for one victim.

    ``about`` are the charges that the decision concerns, ``others`` the rest that concern this victim.
    """
    stopped, going_on = _parts(about), _parts(others)
    if stopped == going_on and {each.defendant for each in about} != {each.defendant for each in others}:
        stopped = "the case against one of the people involved"
        going_on = "the rest of the case"
    if replacements:
        going_on = _parts((*replacements, *others))
    everything = (*about, *others)
    return CaseWords(
        allegation=_joined(tuple(map(_happening, everything))),
        allegation_when=when(days=tuple(each.happened_on for each in everything if each.happened_on)),
        stopped_part=stopped,
        new_part=_parts(replacements) or "another charge",
        continuing_part=going_on or "the rest of the case",
        charge_words=_joined(tuple(_lower(each.title) for each in about)),
    )


def fits_reader(*, plain: str, is_their_own: bool) -> bool:
    """Say whether the words that a person chose for what happened may be said to a reader; ``is_their_own``: to them.

    They are found once and mostly speak to the victim: "you" in them would tell a parent, a spokesperson or a bereaved
    relative that it happened to them. Without such words a letter says the general ones, or names the offence.
    """
    return is_their_own or _THE_READER.search(_RELATION.sub("", plain)) is None


def names_a_charge(*, said: tuple[str, ...]) -> bool:
    """Say whether any of these texts speaks of a charge, so that the letter that says them must explain the word."""
    return any("charge" in text.lower() for text in said)


def when(*, days: tuple[dt.date, ...]) -> str:
    """Say when it happened: on one day, or between two; empty when nobody recorded it."""
    if not days:
        return ""
    first, last = min(days), max(days)
    return f"on {_day(first)}" if first == last else f"between {_day(first)} and {_day(last)}"


def hearing(*, kind: str, court: str) -> str:
    """Name a hearing as words to follow "The next step is"."""
    what = "the trial" if "trial" in kind.lower() and "pre" not in kind.lower() else "a hearing"
    what = "the sentencing hearing" if "sentenc" in kind.lower() else what
    return f"{what} at {court}" if court else what


def format_needs(*, formats: tuple[str, ...], language: Language, other_language: str) -> tuple[str, ...]:
    """Say in words what a person needs besides the letter. Welsh goes with the English, and is no need besides it."""
    needs = [_FORMATS[each] for each in formats if each in _FORMATS]
    if language is Language.OTHER:
        needs.append(f"a translation into {other_language}" if other_language else "a translation")
    return tuple(needs)


def _happening(charge: ChargeWords) -> str:
    return charge.plain or _BY_CATEGORY.get(charge.category, _REPORTED)


def _parts(charges: tuple[ChargeWords, ...]) -> str:
    return _joined(tuple(map(_part, charges)))


def _part(charge: ChargeWords) -> str:
    if charge.plain:
        return charge.plain if charge.state in _NOT_CHARGED else f"the charge about {charge.plain}"
    kind = _lower(charge.title)
    return f"the allegation of {kind}" if charge.state in _NOT_CHARGED else f"the charge of {kind}"


def _joined(words: tuple[str, ...]) -> str:
    """Join different words with "and", each said once."""
    once = tuple(dict.fromkeys(word for word in words if word))
    return once[0] if len(once) == 1 else f"{', '.join(once[:-1])} and {once[-1]}" if once else ""


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"
