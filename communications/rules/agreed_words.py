"""Say what was agreed with a person in the words of a letter, and what of it may stand on paper at all (AGR-1, AGR-2).

Somebody else may read a letter. Whom a person fears, why a time is bad and by which phrase they are known never comes
here. Ways, times and names stand in it only for a person who wants that and where nothing speaks against it; to all
others the letter says that they are kept, and not what they are. Source: domain reference 11.3; peers.md 3, leap 8 and
rows L7, V13; reliability bar 3.3 (T1, T4).
"""

import dataclasses
import enum
from collections.abc import Mapping

from cases.rules.vocabulary import ConnectionKind, ContactMethod, Language, MayBeTold, RiskLevel

_DAYS: dict[Language, tuple[str, ...]] = {
    Language.EN: ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"),
    Language.CY: (
        "dydd Llun",
        "dydd Mawrth",
        "dydd Mercher",
        "dydd Iau",
        "dydd Gwener",
        "dydd Sadwrn",
        "dydd Sul",
    ),
}
_AND: dict[Language, str] = {Language.EN: "and", Language.CY: "a"}
_TO: dict[Language, str] = {Language.EN: "to", Language.CY: "i"}
_NOON: dict[Language, str] = {Language.EN: "midday", Language.CY: "hanner dydd"}
_MIDNIGHT: dict[Language, str] = {Language.EN: "midnight", Language.CY: "hanner nos"}
_WHO: dict[Language, dict[ConnectionKind, str]] = {
    Language.EN: {
        ConnectionKind.CLOSE_RELATIVE: "your relative",
        ConnectionKind.PARENT_GUARDIAN: "your parent or guardian",
        ConnectionKind.SPOKESPERSON: "who speaks for you",
        ConnectionKind.POWER_OF_ATTORNEY: "who acts for you",
        ConnectionKind.BUSINESS_CONTACT: "your contact at work",
        ConnectionKind.FLO: "your Family Liaison Officer",
        ConnectionKind.ISVA: "your independent sexual violence adviser",
        ConnectionKind.IDVA: "your independent domestic violence adviser",
        ConnectionKind.OIC: "the police officer in your case",
        ConnectionKind.SUPPORTER: "who stands beside you",
    },
    Language.CY: {
        ConnectionKind.CLOSE_RELATIVE: "eich perthynas",
        ConnectionKind.PARENT_GUARDIAN: "eich rhiant neu’ch gwarcheidwad",
        ConnectionKind.SPOKESPERSON: "sy’n siarad ar eich rhan",
        ConnectionKind.POWER_OF_ATTORNEY: "sy’n gweithredu ar eich rhan",
        ConnectionKind.BUSINESS_CONTACT: "eich person cyswllt yn y gwaith",
        ConnectionKind.FLO: "eich Swyddog Cyswllt Teuluol",
        ConnectionKind.ISVA: "eich Cynghorydd Trais Rhywiol Annibynnol",
        ConnectionKind.IDVA: "eich Cynghorydd Trais Domestig Annibynnol",
        ConnectionKind.OIC: "y swyddog heddlu yn eich achos",
        ConnectionKind.SUPPORTER: "sy’n sefyll gyda chi",
    },
}
_TOLD: dict[Language, dict[MayBeTold, str]] = {
    Language.EN: {
        MayBeTold.EVERYTHING: "everything that I tell you",
        MayBeTold.DATES_ONLY: "dates and places only",
    },
    Language.CY: {
        MayBeTold.EVERYTHING: "popeth rwy’n ei ddweud wrthych chi",
        MayBeTold.DATES_ONLY: "dyddiadau a lleoedd yn unig",
    },
}
#: What a person who asks to be reached in this way must not have ruled out.
_WAY_OF: dict[ContactMethod, str] = {
    ContactMethod.HOME_PHONE: "phone",
    ContactMethod.MOBILE: "phone",
    ContactMethod.EMAIL: "email",
    ContactMethod.POST: "post",
}
#: AGR-1. Risks of domestic abuse at which a paper in the home names nothing.
_GRAVE = frozenset({RiskLevel.HIGH, RiskLevel.MEDIUM})


class KeptOut(enum.StrEnum):
    """Why ways, times and names do not stand in the letter. The words are for staff."""

    NOT_WANTED = "NOT_WANTED"
    READER_IS_ANOTHER = "READER_IS_ANOTHER"
    SOMEBODY_MUST_NOT_KNOW = "SOMEBODY_MUST_NOT_KNOW"
    AT_RISK = "AT_RISK"
    DOMESTIC_ABUSE = "DOMESTIC_ABUSE"
    CLOSE_TO_SUSPECT = "CLOSE_TO_SUSPECT"

    @property
    def words(self) -> str:
        """Say why in a sentence for staff, without anything personal."""
        return _WHY[self]


_WHY: dict[KeptOut, str] = {
    KeptOut.NOT_WANTED: "They have not said that they want them written out.",
    KeptOut.READER_IS_ANOTHER: "The letter goes to somebody else: what the victim agreed is theirs.",
    KeptOut.SOMEBODY_MUST_NOT_KNOW: "Somebody must not know of the contact, or a code phrase was agreed.",
    KeptOut.AT_RISK: "The recorded risk of domestic abuse is medium or high.",
    KeptOut.DOMESTIC_ABUSE: "The case is about domestic abuse: the paper may be found at home.",
    KeptOut.CLOSE_TO_SUSPECT: "Somebody close to them is a suspect or lives with one.",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PaperFacts:
    """What decides whether ways, times and names may stand on paper."""

    #: They were asked, and want them written out because nobody else reads their letters.
    is_wanted: bool
    is_read_by_victim: bool
    #: The safe-contact profile names somebody who must not know, or a code phrase.
    has_secret: bool
    risk: RiskLevel
    is_domestic_abuse: bool
    #: Somebody connected with them is a suspect, a defendant, or lives with one.
    has_near_suspect: bool


def kept_out(facts: PaperFacts) -> tuple[KeptOut, ...]:
    """List everything that keeps ways, times and names out of the letter; empty where they may stand in it (AGR-1)."""
    against = (
        (KeptOut.NOT_WANTED, not facts.is_wanted),
        (KeptOut.READER_IS_ANOTHER, not facts.is_read_by_victim),
        (KeptOut.SOMEBODY_MUST_NOT_KNOW, facts.has_secret),
        (KeptOut.AT_RISK, facts.risk in _GRAVE),
        (KeptOut.DOMESTIC_ABUSE, facts.is_domestic_abuse),
        (KeptOut.CLOSE_TO_SUSPECT, facts.has_near_suspect),
    )
    return tuple(reason for reason, holds in against if holds)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Somebody beside the victim who may be told something, by the victim's consent in force today."""

    name: str
    kind: ConnectionKind
    may_be_told: MayBeTold


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What was agreed about keeping in touch, as far as it can ever stand in a letter.

    It has no place for an address or a number, for whom they fear, for a reason or for a code phrase.
    """

    #: Empty where nobody has asked.
    method: ContactMethod | None = None
    #: Of ``post``, ``email``, ``text`` and ``phone``.
    never: tuple[str, ...] = ()
    #: Windows as `SafeContactProfile` keeps them; single days are left out, because each has a reason.
    times: tuple[Mapping[str, object], ...] = ()
    avoid: tuple[Mapping[str, object], ...] = ()
    people: tuple[Told, ...] = ()
    needs_interpreter: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AgreementWords:
    """What of an agreement stands in the letter, in words of its language."""

    is_in_full: bool = False
    method: str = ""
    never: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    needs_interpreter: bool = False


def words_of(*, agreement: Agreement, against: tuple[KeptOut, ...], language: Language) -> AgreementWords:
    """Put into words what may stand in the letter; nothing at all where anything speaks against it (AGR-2).

    ``language`` is English or Welsh.
    """
    if against:
        return AgreementWords()
    return AgreementWords(
        is_in_full=True,
        method=_method(agreement),
        never=agreement.never,
        times=_windows(agreement.times, language),
        avoid=_windows(agreement.avoid, language),
        people=tuple(
            f"{each.name}, {_WHO[language][each.kind]}: {_TOLD[language][each.may_be_told]}"
            for each in agreement.people
            if each.may_be_told in _TOLD[language]
        ),
        needs_interpreter=agreement.needs_interpreter,
    )


def _method(agreement: Agreement) -> str:
    """Name the way that they asked for; none where they ruled it out as well, so that the letter asks them again."""
    if agreement.method is None or _WAY_OF.get(agreement.method) in agreement.never:
        return ""
    return agreement.method.value


def _windows(windows: tuple[Mapping[str, object], ...], language: Language) -> tuple[str, ...]:
    return tuple(
        window_words(window=window, language=language) for window in windows if isinstance(window.get("days"), list)
    )


def window_words(*, window: Mapping[str, object], language: Language) -> str:
    """Say a window as one says it to a person: ``Mondays and Fridays, 3pm to 6pm``."""
    days = window["days"]
    names = [_DAYS[language][int(day)] for day in days] if isinstance(days, list) else []
    said = f" {_AND[language]} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    return f"{said}, {_clock(str(window['from']), language)} {_TO[language]} {_clock(str(window['to']), language)}"


def _clock(text: str, language: Language) -> str:
    """Write a stored wall-clock time as people say it: ``9am``, ``4:30pm``, ``midday``; ``24:00`` is midnight."""
    hour, minute = (int(part) for part in text.split(":"))
    if minute == 0 and hour in {0, 12, 24}:
        return _NOON[language] if hour == 12 else _MIDNIGHT[language]  # noon is noon
    minutes = f":{minute:02d}" if minute else ""
    return f"{hour % 12 or 12}{minutes}{'am' if hour < 12 else 'pm'}"
