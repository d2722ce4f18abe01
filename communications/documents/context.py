"""What a letter's words may draw on: one frozen value of primitives per recipient; nothing leaks between letters.

Whoever composes a letter fills one `LetterContext` for one recipient. Templates see exactly the names of
`LetterContext.variables`; a template that names anything else does not pass its test.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any, Self

from cases.rules.vocabulary import Addressee, JourneyStage, Language, ReviewText, TestFailed, Vocabulary
from communications.rules import dates_in_words
from communications.rules.letter_words import tidy
from communications.rules.vocabulary import PrintFormat


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupportService:
    """A service that can help this person, local or national."""

    name: str
    #: What it offers, in a few words that fit after the name.
    offers: str
    phone: str = ""
    hours: str = ""
    website: str = ""
    is_local: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NamedContact:
    """The one member of staff this person can turn to."""

    name: str
    role: str
    phone: str
    email: str
    hours: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterContext:
    """Everything one letter to one person may say. Primitives only; dates are London dates."""

    # --- who it is for -----------------------------------------------------------------------------------------------
    #: As it stands on the envelope, for example ``Ms Rhian Hughes``.
    recipient_name: str
    #: As the person asked to be addressed, for example ``Ms Hughes`` or ``Rhian``.
    salutation_name: str
    #: Postal address; empty when the letter does not go by post.
    address_lines: tuple[str, ...] = ()
    addressee: Addressee = Addressee.VICTIM
    #: The victim, when the letter is addressed to someone else: the child, the person who died, the business.
    victim_name: str = ""
    #: Who the victim is to the reader: ``your daughter``, ``your husband``. Empty for the victim themselves.
    victim_relation: str = ""
    #: Name of the Family Liaison Officer or other person who hands the letter over; empty for none.
    handed_over_by: str = ""
    language: Language = Language.EN
    #: What the person needs besides this letter: ``a Braille version``, ``a Polish translation``.
    format_needs: tuple[str, ...] = ()
    #: How large it is printed (FORM-1).
    print_format: PrintFormat = PrintFormat.STANDARD
    is_posted: bool = True

    # --- which letter ------------------------------------------------------------------------------------------------
    our_reference: str
    #: Its words may give the reference: not where none of ours has reached them yet, and it is no letter.
    has_reference: bool = True
    letter_on: dt.date
    #: The CPS Area or unit that writes, for example ``CPS Cymru-Wales``.
    office: str
    is_late: bool = False
    #: Why it is late, in a sentence of staff; may be empty.
    late_reason: str = ""
    #: What the CPS or the police got wrong earlier, in a sentence of staff; empty when nothing is known.
    earlier_error: str = ""

    # --- what was decided --------------------------------------------------------------------------------------------
    #: What was reported, in plain words that fit after "about": ``the assault on you outside the library``.
    allegation: str = ""
    #: When it happened, as words: ``on 3 March 2026``, ``between 2011 and 2013``.
    allegation_when: str = ""
    decided_on: dt.date | None = None
    #: Plain words for what stopped, what was replaced, and what goes on: ``the charge of robbery``.
    stopped_part: str = ""
    new_part: str = ""
    continuing_part: str = ""
    #: What the letter says about them speaks of a charge, so that the word must be explained.
    names_a_charge: bool = True
    #: What goes on, in sentences written by staff; takes the place of ``continuing_part``.
    what_continues: str = ""
    #: What the court will now deal with, a charge in plain words (charging decision).
    charge_words: str = ""
    next_event: str = ""
    next_event_on: dt.date | None = None
    #: Who will tell the person about it: ``The police Witness Care Unit``.
    next_event_told_by: str = ""
    #: Paragraphs written by staff for this person.
    reasons: tuple[str, ...] = ()
    test_failed: TestFailed = TestFailed.NONE
    new_information: str = ""
    victim_views: str = ""
    #: The case stopped after the person could not come to court.
    after_non_attendance: bool = False
    #: Words of staff for this person that acknowledge what it may feel like; the template has words of its own.
    acknowledgement: str = ""

    # --- what the person can do --------------------------------------------------------------------------------------
    review_text: ReviewText = ReviewText.NONE
    review_request_by: dt.date | None = None
    review_outer_on: dt.date | None = None
    review_email: str = ""
    review_address: str = ""
    # Where a review was offered before the decision was final: London dates on which we told of it, until when it could
    # be asked for, and of the answer; empty where there was none.
    review_offered_on: dt.date | None = None
    review_offered_until: dt.date | None = None
    review_answered_on: dt.date | None = None
    # Of a letter about a request for a review: the London date of day 0, the stage, and by when it is answered.
    review_asked_on: dt.date | None = None
    review_is_by_reader: bool = False
    #: A `cases.rules.vocabulary.ReviewStageKind`; empty while it is not known whether the request is taken.
    review_stage: str = ""
    #: The `DecisionCode` of the decision that is looked at again.
    review_of: str = ""
    review_due_on: dt.date | None = None
    #: Working days.
    review_days: int = 0
    #: Working days in which an independent review is answered; 0 where none can follow.
    review_further_days: int = 0
    #: Why a request is not taken: ``OUT_OF_TIME``, ``POLICE_SCHEME`` or ``NOT_QUALIFYING``.
    review_refused: str = ""
    is_meeting_offered: bool = False
    meeting_purpose: str = ""
    support: tuple[SupportService, ...] = ()
    contact: NamedContact
    complaint_email: str = ""
    complaint_address: str = ""

    # --- where the case stands ---------------------------------------------------------------------------------------
    stage: JourneyStage = JourneyStage.CPS_REVIEW
    #: What is awaited, as words that fit after "waiting for": ``the police to send more evidence``.
    awaited: str = ""
    awaited_since: dt.date | None = None
    next_update_on: dt.date | None = None
    #: The date of an update that was promised and did not come.
    missed_on: dt.date | None = None
    #: What an earlier letter said wrongly, what is right, and when that letter was sent.
    said_wrongly: str = ""
    said_rightly: str = ""
    corrected_letter_on: dt.date | None = None
    #: What was wrong with it: the values of a `CorrectionReason`.
    correction_reasons: tuple[str, ...] = ()
    #: Whether the time for asking for a review counts anew from the correcting letter.
    review_restarts: bool = False
    #: Who was the contact before, and why that changed: the value of a `HandoverReason`.
    former_contact: str = ""
    contact_change: str = ""
    # What was agreed about keeping in touch. Ways, times and names only where rule AGR-1 lets them stand.
    agreed_in_full: bool = False
    #: The value of a `ContactMethod`, and codes of what is never used: ``post``, ``email``, ``text``, ``phone``.
    agreed_method: str = ""
    agreed_never: tuple[str, ...] = ()
    #: Each a line in words of the letter's language, ready to stand in a list.
    agreed_times: tuple[str, ...] = ()
    agreed_avoid: tuple[str, ...] = ()
    agreed_people: tuple[str, ...] = ()
    agreed_interpreter: bool = False
    agreed_rhythm_days: int = 0

    def __post_init__(self) -> None:
        """Refuse a value that could not be printed as one line of an address or a greeting.

        Raises:
            ValueError: a name or address line is empty or holds more than one line. Names the field, not the value.
        """
        one_line: dict[str, tuple[str, ...]] = {
            "recipient_name": (self.recipient_name,),
            "salutation_name": (self.salutation_name,),
            "our_reference": (self.our_reference,),
            "address_lines": self.address_lines,
        }
        for name, values in one_line.items():
            if any(not value.strip() or value != tidy(value) or "\n" in value for value in values):
                raise ValueError(f"{name} must be one line of text")

    def variables(self) -> dict[str, object]:
        """Give the names that a letter's template may use, dates already in words of the letter's language."""
        own = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        days = {name: value for name, value in own.items() if isinstance(value, dt.date)}
        dates = {name: dates_in_words.in_words(day=day, language=self.language) for name, day in days.items()}
        weekdays = {
            f"{name}_day": dates_in_words.with_weekday(day=day, language=self.language) for name, day in days.items()
        }
        absent = {f"{name}_day": "" for name in _DATE_FIELDS}
        plain = {name: "" if value is None else value for name, value in own.items()}
        return {
            **plain,
            **absent,
            **dates,
            **weekdays,
            "what_happened": self._what_happened(),
            "local_support": tuple(service for service in self.support if service.is_local),
            "national_support": tuple(service for service in self.support if not service.is_local),
            "is_bereaved": self.addressee is Addressee.BEREAVED_FAMILY_VIA_FLO,
            "is_parent": self.addressee is Addressee.PARENT_GUARDIAN,
            "is_spokesperson": self.addressee is Addressee.SPOKESPERSON,
            "is_business": self.addressee is Addressee.BUSINESS_CONTACT,
            "is_for_victim": not self.is_about_someone_else,
            "victim": self.victim_words,
        }

    def as_json(self) -> dict[str, Any]:
        """Give the context in the shape in which it is stored and frozen with the letter's words."""
        return {field.name: _stored(getattr(self, field.name)) for field in dataclasses.fields(self)}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read a context back from the shape in which it is stored. Names that are no longer known are left out."""
        known = {field.name for field in dataclasses.fields(cls)}
        values = {name: _READ.get(name, _as_it_is)(value) for name, value in stored.items() if name in known}
        return cls(**values)

    @property
    def is_about_someone_else(self) -> bool:
        """Whether the reader is not the person to whom it happened."""
        return self.addressee in {
            Addressee.BEREAVED_FAMILY_VIA_FLO,
            Addressee.PARENT_GUARDIAN,
            Addressee.SPOKESPERSON,
            Addressee.BUSINESS_CONTACT,
        }

    @property
    def victim_words(self) -> str:
        """Name the victim as the reader would: ``your daughter, Ella``, ``Ella``, or ``you``."""
        if not self.is_about_someone_else:
            return "chi" if self.language is Language.CY else "you"
        if self.victim_relation and self.victim_name:
            return f"{self.victim_relation}, {self.victim_name}"
        return self.victim_relation or self.victim_name

    def _what_happened(self) -> str:
        if self.language is Language.CY:
            return self._what_happened_in_welsh()
        if self.addressee is Addressee.BEREAVED_FAMILY_VIA_FLO:
            return f"the death of {self.victim_words}"
        if self.addressee is Addressee.BUSINESS_CONTACT:
            return f"what happened at {self.victim_words}"
        return f"what happened to {self.victim_words}"

    def _what_happened_in_welsh(self) -> str:
        if self.addressee is Addressee.BEREAVED_FAMILY_VIA_FLO:
            return f"marwolaeth {self.victim_words}"
        if self.addressee is Addressee.BUSINESS_CONTACT:
            return f"yr hyn a ddigwyddodd yn {self.victim_words}"
        own = "eich "
        # "i eich" is never written: it is "i’ch".
        is_own = self.victim_words.startswith(own)
        to = f"i’ch {self.victim_words.removeprefix(own)}" if is_own else f"i {self.victim_words}"
        return f"yr hyn a ddigwyddodd {to}"


def _stored(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_stored(each) for each in value]
    if isinstance(value, NamedContact | SupportService):
        return dataclasses.asdict(value)
    return value.value if isinstance(value, Vocabulary) else value


def _as_it_is(value: Any) -> Any:
    return value


def _date(value: str | None) -> dt.date | None:
    return dt.date.fromisoformat(value) if value is not None else None


#: Every date of the context; each is also offered to templates as ``<name>_day`` with its weekday.
_DATE_FIELDS = tuple(
    field.name for field in dataclasses.fields(LetterContext) if field.type in {dt.date, dt.date | None}
)
_LINES = (
    "address_lines", "format_needs", "reasons", "agreed_never", "agreed_times", "agreed_avoid", "agreed_people",
    "correction_reasons",
)  # fmt: skip
#: How a stored value is read back, where JSON has no such thing.
_READ: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(_DATE_FIELDS, _date),
    **dict.fromkeys(_LINES, tuple),
    "addressee": Addressee,
    "language": Language,
    "print_format": PrintFormat,
    "test_failed": TestFailed,
    "review_text": ReviewText,
    "stage": JourneyStage,
    "contact": lambda stored: NamedContact(**stored),
    "support": lambda stored: tuple(SupportService(**each) for each in stored),
}
#: Every name that a letter's template may use. Fixed: a new one is a reviewed change of this module.
TEMPLATE_VARIABLES: frozenset[str] = frozenset(
    {
        *(field.name for field in dataclasses.fields(LetterContext)),
        *(f"{name}_day" for name in _DATE_FIELDS),
        "what_happened",
        "local_support",
        "national_support",
        "is_bereaved",
        "is_parent",
        "is_spokesperson",
        "is_business",
        "is_for_victim",
        "victim",
    }
)
