"""The one schema of events, cases, victims and charges, for JSON Lines, CSV and the API (docs/import.md)."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

import msgspec

from cases.rules.court_feed.event_map import FollowUp, row_of, rows
from cases.rules.import_formats.problems import RowProblem
from cases.rules.urn import names_nothing
from cases.rules.vocabulary import (
    CaseEventKind,
    ChargeState,
    ChargingRoute,
    ContactMethod,
    DecisionCode,
    HateStrand,
    JourneyStage,
    Language,
    OffenceCategory,
    Plea,
    RiskLevel,
    ServiceTier,
    VictimKind,
)

#: Text that a spreadsheet would run as a formula when it is exported again, or that no database can hold.
_PLAIN = r"^(?![=+\-@\t\r\n])[^\x00]*\Z"
_IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_.:/-]*\Z"
_CODE = r"^[A-Z][A-Z0-9_]*\Z"
_OPTIONAL_CODE = r"^[A-Z0-9_-]*\Z"
_EMAIL = r"^([A-Za-z0-9][^@\s\x00]*@[^@\s\x00]+\.[^@\s\x00]+)?\Z"
_PHONE = r"^(\+?[0-9][0-9 ()]{6,18})?\Z"
#: What a pattern says, in words.
_PATTERN_REASONS = {
    _PLAIN: "begins with a character that a spreadsheet takes for a formula, or holds a NUL",
    _IDENTIFIER: "may hold letters, digits and the signs _ . : / - only",
    _CODE: "should be a code in capitals, such as CMS",
    _OPTIONAL_CODE: "should be a code in capitals",
    _EMAIL: "should be an email address",
    _PHONE: "should be a phone number of digits and blanks",
}

Name = Annotated[str, msgspec.Meta(max_length=200, pattern=_PLAIN)]
RequiredName = Annotated[str, msgspec.Meta(min_length=1, max_length=200, pattern=_PLAIN)]
ShortText = Annotated[str, msgspec.Meta(max_length=120, pattern=_PLAIN)]
Title = Annotated[str, msgspec.Meta(max_length=300, pattern=_PLAIN)]
RequiredTitle = Annotated[str, msgspec.Meta(min_length=1, max_length=300, pattern=_PLAIN)]
Note = Annotated[str, msgspec.Meta(max_length=2000, pattern=_PLAIN)]
Reference = Annotated[str, msgspec.Meta(min_length=1, max_length=60, pattern=_PLAIN)]
OptionalReference = Annotated[str, msgspec.Meta(max_length=60, pattern=_PLAIN)]
Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=_IDENTIFIER)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=_CODE)]
OptionalCode = Annotated[str, msgspec.Meta(max_length=20, pattern=_OPTIONAL_CODE)]
Email = Annotated[str, msgspec.Meta(max_length=254, pattern=_EMAIL)]
Phone = Annotated[str, msgspec.Meta(max_length=20, pattern=_PHONE)]
Address = Annotated[str, msgspec.Meta(max_length=500, pattern=_PLAIN)]
Moment = Annotated[dt.datetime, msgspec.Meta(tz=True)]
ChargeIds = Annotated[list[uuid.UUID], msgspec.Meta(max_length=200)]


class EventPayload(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sender knows about the event besides its kind."""

    #: The decision to propose; without it the one that the kind stands for.
    decision_code: DecisionCode | None = None
    #: Ids of the charges (or of the court's offences) it is about; empty means the whole case.
    charge_ids: ChargeIds = []
    note: Note = ""
    hearing_at: Moment | None = None
    court_name: Name = ""
    #: What was pleaded; only of a plea. Left out, the event is stored exactly as one of a sender that knows no pleas.
    plea: Plea | msgspec.UnsetType = msgspec.UNSET


class EventRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that happened in one case, as another system knows it."""

    event_id: Identifier
    #: When it happened.
    occurred_at: Moment
    #: When the sender recorded it.
    recorded_at: Moment
    #: Which system says so, for example CMS.
    source: Code
    case_urn: Reference
    #: The victim's reference in the sender's system, when the event is about one person.
    person_ref: OptionalReference = ""
    kind: CaseEventKind
    payload: EventPayload = EventPayload()


class CaseRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A case. The newest ``recorded_at`` wins; the same one with other content is a conflict."""

    urn: Reference
    prosecutor: Annotated[str, msgspec.Meta(min_length=1, max_length=20, pattern=_PLAIN)] = "CPS"
    area: Code
    #: Name of the unit in the Area; without it the Area's Victim Liaison Unit.
    unit: ShortText = ""
    stage: JourneyStage
    opened_on: dt.date
    charging_route: ChargingRoute = ChargingRoute.AREA
    charging_type: OptionalCode = ""
    is_rasso: bool = False
    is_restricted: bool = False
    is_bereaved_family_case: bool = False
    recorded_at: Moment


class VictimRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A victim in a case. No contact detail is safe until a person has asked; it is imported as not verified."""

    urn: Reference
    prosecutor: Annotated[str, msgspec.Meta(min_length=1, max_length=20, pattern=_PLAIN)] = "CPS"
    victim_ref: Reference
    kind: VictimKind = VictimKind.PERSON
    full_name: RequiredName
    preferred_name: ShortText = ""
    born_on: dt.date | None = None
    died_on: dt.date | None = None
    language: Language = Language.EN
    email: Email = ""
    mobile: Phone = ""
    home_phone: Phone = ""
    #: Lines separated by a vertical bar.
    address: Address = ""
    preferred_method: ContactMethod | None = None
    #: Absent means not assessed, which counts as the shorter time limit.
    is_vulnerable: bool | None = None
    is_intimidated: bool | None = None
    is_persistently_targeted: bool | None = None
    has_withdrawn_support: bool = False
    has_declined_contact: bool = False
    risk_level: RiskLevel = RiskLevel.UNKNOWN
    service_tier: ServiceTier = ServiceTier.NOT_ALIGNED
    recorded_at: Moment


class ChargeRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A charge against one defendant with the victims it concerns."""

    urn: Reference
    prosecutor: Annotated[str, msgspec.Meta(min_length=1, max_length=20, pattern=_PLAIN)] = "CPS"
    charge_id: uuid.UUID
    defendant_id: uuid.UUID
    defendant_name: RequiredName
    offence_code: Annotated[str, msgspec.Meta(max_length=20, pattern=_PLAIN)] = ""
    title: RequiredTitle
    title_welsh: Title = ""
    plain_description: Title = ""
    category: OffenceCategory
    hate_strands: Annotated[list[HateStrand], msgspec.Meta(max_length=5)] = []
    is_domestic_abuse: bool = False
    is_child_abuse: bool = False
    offence_on: dt.date | None = None
    charged_on: dt.date | None = None
    state: ChargeState
    #: References of the victims it concerns.
    victim_refs: Annotated[list[Reference], msgspec.Meta(max_length=200)] = []
    recorded_at: Moment


Row = EventRow | CaseRow | VictimRow | ChargeRow
RowT = TypeVar("RowT", bound=Row)

#: Kinds another system may tell: every row of the map but corrections, which only a court's re-share makes, and the
#: unknown, which is what this service says of what it does not understand.
IMPORTABLE_KINDS = frozenset(
    row.kind for row in rows().values() if row.kind not in {CaseEventKind.CORRECTION, CaseEventKind.UNKNOWN}
)
#: The decision that an event of a kind stands for where its sender names none.
DECISION_OF_KIND: dict[CaseEventKind, DecisionCode] = {
    CaseEventKind.CHARGED: DecisionCode.DECISION_TO_CHARGE,
    CaseEventKind.STOPPED_BY_PROSECUTION: DecisionCode.DISCONTINUE_ALL,
    CaseEventKind.STOPPED_AT_TRIAL: DecisionCode.NO_EVIDENCE_ALL,
    CaseEventKind.STOPPED_VICTIM_WITHDREW: DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL,
    CaseEventKind.REPLACED_CHARGE: DecisionCode.SUBSTITUTE,
    CaseEventKind.COURT_ENDED: DecisionCode.COURT_ENDED,
    CaseEventKind.LIE_ON_FILE: DecisionCode.LIE_ON_FILE_ALL,
}
#: A sender's clock may be this far ahead of ours.
CLOCK_TOLERANCE = dt.timedelta(minutes=5)


def follow_up_of(kind: CaseEventKind) -> FollowUp:
    """Say what follows from an event that another system tells; what staff record there is proposed here too."""
    follow_up = row_of(kind).follow_up
    return FollowUp.PROPOSAL if follow_up is FollowUp.STAFF_ONLY else follow_up


def read_row(values: Mapping[str, Any], *, shape: type[RowT], is_text: bool, at: dt.datetime) -> RowT | RowProblem:
    """Read one row of a known shape; the first fault found names its field.

    ``is_text`` says that every value is text, as in CSV; in JSON a number is not text and text is not a number.
    ``at`` is when it was received: nothing may have been recorded later than that, but for a tolerance between clocks.
    """
    try:
        row = msgspec.convert(values, shape, strict=not is_text)
    except msgspec.ValidationError as error:
        return _problem_of(error)
    return _contradiction_in(row, at=at) or row


def _contradiction_in(row: Row, *, at: dt.datetime) -> RowProblem | None:
    """Find what the fields only tell together."""
    # Added only where it could matter: this is asked of every row of a file.
    if row.recorded_at > at and row.recorded_at > at + CLOCK_TOLERANCE:
        return RowProblem("recorded_at", "lies in the future")
    if names_nothing(reference=row.case_urn if isinstance(row, EventRow) else row.urn):
        return RowProblem("case_urn" if isinstance(row, EventRow) else "urn", "holds nothing that names a case")
    if isinstance(row, EventRow):
        if row.occurred_at > row.recorded_at:
            return RowProblem("occurred_at", "is later than recorded_at")
        if row.kind not in IMPORTABLE_KINDS:
            return RowProblem("kind", "is not a kind that another system may tell")
        if row.payload.decision_code and follow_up_of(row.kind) is not FollowUp.PROPOSAL:
            return RowProblem("payload.decision_code", "does not go with this kind")
        if row.payload.plea is not msgspec.UNSET and row.kind is not CaseEventKind.PLEA:
            return RowProblem("payload.plea", "does not go with this kind")
    elif isinstance(row, CaseRow) and row.opened_on > (at + dt.timedelta(days=1)).date():
        return RowProblem("opened_on", "lies in the future")
    elif isinstance(row, VictimRow) and row.born_on and row.died_on and row.died_on < row.born_on:
        return RowProblem("died_on", "is before born_on")
    elif isinstance(row, ChargeRow) and row.offence_on and row.charged_on and row.charged_on < row.offence_on:
        return RowProblem("charged_on", "is before offence_on")
    return None


_AT = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_IN_BACKTICKS = re.compile(r"`(?P<name>[^`]*)`")
_SAFE_NAME = re.compile(r"^[A-Za-z0-9_.\[\]-]{1,60}$")


def _problem_of(error: msgspec.ValidationError) -> RowProblem:
    """Turn the error into our words; it may quote a value, which is not repeated."""
    message = str(error)
    path = ""
    if found := _AT.search(message):
        path, message = found["path"], message[: found.start()]
    if "missing required field" in message or "unknown field" in message:
        named = _IN_BACKTICKS.search(message)
        name = named["name"] if named and _SAFE_NAME.match(named["name"]) else ""
        reason = "is missing" if "missing" in message else "is not a field of this format"
        return RowProblem(f"{path}.{name}" if path and name else name or path, reason)
    if message.startswith("Invalid enum value"):
        return RowProblem(path, "is none of the values allowed")
    if "matching regex" in message:
        reasons = (words for pattern, words in _PATTERN_REASONS.items() if repr(pattern)[1:-1] in message)
        return RowProblem(path, next(reasons, "has a form that is not allowed"))
    return RowProblem(path, _plain_reason(message))


def _plain_reason(message: str) -> str:
    reasons = {
        "Invalid RFC3339 encoded datetime": "should be a date and time with its offset, such as 2026-03-05T09:30:00Z",
        "Expected `datetime` with a timezone component": "needs its offset from UTC, such as Z",
        "Invalid RFC3339 encoded date": "should be a date such as 2026-03-05",
        "Invalid UUID": "should be a UUID",
        "Expected `bool": "should be true or false",
        "Expected `array` of length": "has too many members",
        "Expected `str` of length >=": "must not be empty",
        "Expected `str` of length <=": f"is longer than {message.rpartition(' ')[2].strip('`')} characters",
        "Expected `str`": "should be text",
        "Expected `array": "should be a list",
        "Expected `object`": "should be an object",
    }
    return next((words for start, words in reasons.items() if message.startswith(start)), "cannot be read")
