"""Find every signal in a message that a row of the map knows, charge by charge. Grouping is done in ``happenings``."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator

from cases.rules.court_feed import event_map
from cases.rules.court_feed.event_map import CodeMeaning
from cases.rules.court_feed.known_facts import ChargeKey, KnownFacts
from cases.rules.court_feed.messages import (
    CourtApplication,
    CourtCase,
    CourtCharge,
    CourtDefendant,
    CourtMessage,
    CourtResult,
    HearingDate,
    MessageKind,
)
from cases.rules.vocabulary import DecisionCode

#: Rows that end a charge, or take it out of this case.
ENDING_ROWS = frozenset({8, 9, 11, 12, 13, 14})
#: Applications that the map names (row 20): to vary bail, to reopen, statutory declaration, appeal.
KNOWN_APPLICATIONS = frozenset({"BA76504", "MC80802", "MC80803", "MC80524", "MC80527"})


@dataclasses.dataclass(frozen=True, slots=True)
class Signal:
    """One sign of one row of the map."""

    row: int
    case_id: uuid.UUID | None
    #: What makes this sign the same when a later share repeats it.
    identity: str
    #: In our words; never a name, never the court's own text.
    meaning: str
    defendant_id: uuid.UUID | None = None
    charge: ChargeKey | None = None
    decision_if_all: DecisionCode | None = None
    occurred_on: dt.date | None = None
    #: The court's own text, for staff.
    court_text: str = ""
    hearing_date: HearingDate | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class _Place:
    """Whom a signal is about."""

    case_id: uuid.UUID | None
    defendant_id: uuid.UUID | None = None
    charge: ChargeKey | None = None

    def signal(
        self,
        row: int,
        *,
        identity: str,
        meaning: str,
        decision_if_all: DecisionCode | None = None,
        occurred_on: dt.date | None = None,
        court_text: str = "",
        hearing_date: HearingDate | None = None,
    ) -> Signal:
        return Signal(
            row=row,
            case_id=self.case_id,
            identity=identity,
            meaning=meaning,
            defendant_id=self.defendant_id,
            charge=self.charge,
            decision_if_all=decision_if_all,
            occurred_on=occurred_on,
            court_text=court_text,
            hearing_date=hearing_date,
        )


def signals(message: CourtMessage, *, known: KnownFacts) -> list[Signal]:
    """List the signals of a message, first match per result row, given what is already known."""
    found = [
        signal
        for case in message.cases
        for signal in (
            *_new_charges(message, case, known),
            *(signal for defendant in case.defendants for signal in _of_defendant(message, case, defendant, known)),
        )
    ]
    ended = {signal.charge for signal in found if signal.row in ENDING_ROWS}
    found.extend(_of_hearing(message, known, ended))
    for application in message.applications:
        found.extend(_of_application(message, application))
    return found


def _new_charges(message: CourtMessage, case: CourtCase, known: KnownFacts) -> Iterator[Signal]:
    """Row 1: an offence first seen with a charge date."""
    for defendant in case.defendants:
        replaced = any(charge.is_removed for charge in defendant.charges)
        for charge in defendant.charges:
            key = (defendant.id, charge.id)
            is_replacement = charge.is_added and replaced
            if charge.charged_on and key not in known.charges and not is_replacement and not charge.is_removed:
                yield Signal(
                    row=1,
                    case_id=case.id,
                    identity=f"charged:{defendant.id}:{charge.id}",
                    meaning="Charged",
                    defendant_id=defendant.id,
                    charge=key,
                    decision_if_all=DecisionCode.DECISION_TO_CHARGE,
                    occurred_on=charge.charged_on,
                )


def _of_defendant(
    message: CourtMessage, case: CourtCase, defendant: CourtDefendant, known: KnownFacts
) -> Iterator[Signal]:
    for charge in defendant.charges:
        yield from _of_charge(message, case, defendant, charge, known)
    for result in defendant.results:
        yield from _of_result(result, _Place(case.id, defendant.id))
    yield from _of_bail_status(message, case, defendant, known)


def _of_charge(
    message: CourtMessage, case: CourtCase, defendant: CourtDefendant, charge: CourtCharge, known: KnownFacts
) -> Iterator[Signal]:
    key = (defendant.id, charge.id)
    place = _Place(case.id, defendant.id, key)
    yield from _of_plea_and_verdict(charge, place, known)
    is_acquitted = charge.acquitted_on is not None or bool(charge.verdict and charge.verdict.is_not_guilty)
    from_results = [
        signal for result in charge.live_results for signal in _of_result(result, place, is_acquitted=is_acquitted)
    ]
    yield from from_results
    if not any(signal.row in ENDING_ROWS for signal in from_results):
        yield from _of_flags(message, defendant, charge, place)


def _of_plea_and_verdict(charge: CourtCharge, place: _Place, known: KnownFacts) -> Iterator[Signal]:
    """Rows 6 and 7, and row 11 where the verdict is on another charge than the one brought."""
    key = (place.defendant_id, charge.id)
    name = f"{place.defendant_id}:{charge.id}"
    before = known.charges.get(key)
    if charge.plea and charge.plea.value and charge.plea.value != (before.plea if before else ""):
        yield place.signal(
            6,
            identity=f"plea:{name}:{charge.plea.value}:{charge.plea.on}",
            meaning=charge.plea.value,
            occurred_on=charge.plea.on,
        )
    if charge.verdict and charge.verdict.value != (before.verdict if before else ""):
        yield place.signal(
            7,
            identity=f"verdict:{name}:{charge.verdict.value}:{charge.verdict.on}",
            meaning=charge.verdict.value,
            occurred_on=charge.verdict.on,
        )
        if charge.verdict.is_of_lesser_offence:
            yield place.signal(
                11,
                identity=f"lesser:{name}:{charge.verdict.on}",
                meaning="Verdict on a less serious or alternative charge",
                decision_if_all=DecisionCode.ALTER_DOWN,
                occurred_on=charge.verdict.on,
            )


def _of_flags(message: CourtMessage, defendant: CourtDefendant, charge: CourtCharge, place: _Place) -> Iterator[Signal]:
    """Read what stands beside the results: removal, the discontinued flag, an acquittal date."""
    name = f"{defendant.id}:{charge.id}"
    if charge.is_removed and any(other.is_added for other in defendant.charges):
        yield place.signal(
            11,
            identity=f"removed:{name}",
            meaning="Replaced by another charge",
            decision_if_all=DecisionCode.SUBSTITUTE,
        )
    elif charge.is_removed:
        yield place.signal(
            8,
            identity=f"removed:{name}",
            meaning="Taken out of the proceedings",
            decision_if_all=DecisionCode.DISCONTINUE_ALL,
        )
    elif charge.is_flagged_discontinued and message.kind is MessageKind.OFFENCES_CHANGED:
        yield place.signal(
            8,
            identity=f"discontinued:{name}",
            meaning="Discontinued by the prosecution",
            decision_if_all=DecisionCode.DISCONTINUE_ALL,
        )
    elif charge.is_flagged_discontinued:
        yield place.signal(22, identity=f"flag:{name}", meaning="Marked as discontinued with no result that says so")
    elif charge.acquitted_on is not None and charge.verdict is None:
        yield place.signal(
            13,
            identity=f"acquitted:{name}",
            meaning="Acquitted",
            decision_if_all=DecisionCode.COURT_ENDED,
            occurred_on=charge.acquitted_on,
        )


def _of_result(result: CourtResult, place: _Place, *, is_acquitted: bool = False) -> Iterator[Signal]:
    """Read one result row: its code, else its flags. ``terminatesOffenceProceedings`` is never asked (trap 5)."""
    meaning = event_map.meaning_of_result(type_id=result.type_id, cjs_code=result.cjs_code)
    row, words = _row_of(result, meaning)
    if row == 15 and is_acquitted:
        row, words = 22, "Both acquitted and sentenced for the same charge"
    if row is not None:
        named = f"result:{result.id}" if result.id else f"result:{place.charge}:{result.type_id}:{result.cjs_code}"
        yield place.signal(
            row,
            identity=named,
            meaning=words,
            decision_if_all=meaning.decision_if_all if meaning else None,
            occurred_on=result.ordered_on,
            court_text=result.text,
            hearing_date=_next_date(result) if row == 5 else None,
        )
    if result.next_hearing is not None and row != 5:
        yield place.signal(
            2,
            identity=f"next:{place.case_id}:{result.next_hearing.date}:{result.next_hearing.court_name}",
            meaning="Next hearing",
            occurred_on=result.ordered_on,
            hearing_date=result.next_hearing.date,
        )


def _row_of(result: CourtResult, meaning: CodeMeaning | None) -> tuple[int | None, str]:
    """Say which row a result belongs to.

    Row 5 is asked before row 2 because its signal contains row 2's: an adjournment always orders a next hearing.
    """
    if meaning is not None and meaning.row is not None:
        return meaning.row, meaning.meaning
    if result.is_adjournment:
        return 5, "Adjourned"
    if meaning is not None:
        return None, meaning.meaning
    if result.category == "FINAL" and result.is_convicted:
        return 15, "A sentence under a code this service does not know"
    return 22, f"Result with code {result.cjs_code or 'none'} and type {result.type_id or 'none'}"


def _next_date(result: CourtResult) -> HearingDate:
    return result.next_hearing.date if result.next_hearing else HearingDate(is_to_be_fixed=True)


def _of_bail_status(
    message: CourtMessage, case: CourtCase, defendant: CourtDefendant, known: KnownFacts
) -> Iterator[Signal]:
    """Row 17: the bail status differs from the one stored. ``A`` (not applicable) is no news where none was stored."""
    if defendant.bail is None or defendant.id is None:
        return
    before = known.bail.get(defendant.id)
    now = (defendant.bail.code, defendant.bail.conditions)
    if now == before or (before is None and defendant.bail.code == "A"):
        return
    yield Signal(
        row=17,
        case_id=case.id,
        identity=f"bail:{defendant.id}:{message.key}",
        meaning=defendant.bail.description or "Bail or custody changed",
        defendant_id=defendant.id,
        occurred_on=message.hearing_day,
        court_text=defendant.bail.conditions,
    )


def _of_hearing(message: CourtMessage, known: KnownFacts, ended: set[ChargeKey | None]) -> Iterator[Signal]:
    hearing = message.hearing
    if hearing is None:
        return
    before = known.hearings.get(hearing.id) if hearing.id else None
    trial_end = event_map.meaning_of_trial_end(
        trial_end_type=hearing.trial_end_type, code=hearing.trial_end_code, reason_id=hearing.vacated_reason_id
    )
    is_vacated = hearing.is_vacated or hearing.are_all_days_cancelled or hearing.trial_end_type.upper() == "VACATED"
    for case in message.cases:
        if is_vacated and not (before and before.is_vacated):
            yield Signal(
                row=4,
                case_id=case.id,
                identity=f"vacated:{hearing.id}:{case.id}",
                meaning=trial_end.meaning if trial_end else "No reason was given",
                hearing_date=hearing.date,
            )
        elif not is_vacated and before and (before.date, before.court) != (hearing.date, hearing.court_name):
            yield Signal(
                row=3,
                case_id=case.id,
                identity=f"moved:{hearing.id}:{hearing.date}:{hearing.court_name}",
                meaning="Another date or court",
                hearing_date=hearing.date,
            )
        elif not is_vacated and before is None and _is_ahead(message):
            yield Signal(
                row=2,
                case_id=case.id,
                identity=f"listed:{hearing.id}:{hearing.date}",
                meaning="Hearing listed",
                hearing_date=hearing.date,
            )
        if trial_end is not None and trial_end.row is not None:
            yield from _of_trial_end(message, case, trial_end, known, ended)


def _of_trial_end(
    message: CourtMessage, case: CourtCase, trial_end: CodeMeaning, known: KnownFacts, ended: set[ChargeKey | None]
) -> Iterator[Signal]:
    """Rows 9, 11, 19 and 22 by the reason why a trial did not run, for charges that no result row has ended."""
    charges = [(defendant.id, charge.id) for defendant in case.defendants for charge in defendant.charges] or [
        key for key, charge in known.charges.items() if charge.case_id == case.id and charge.continues
    ]
    standing = [key for key in charges if key not in ended]
    if charges and not standing:
        return
    about: list[ChargeKey | None] = [*standing] or [None]
    for key in about:
        yield Signal(
            row=trial_end.row or 22,
            case_id=case.id,
            identity=f"trial-end:{message.hearing.id if message.hearing else ''}:{key}",
            meaning=trial_end.meaning,
            defendant_id=key[0] if key else None,
            charge=key,
            decision_if_all=trial_end.decision_if_all,
            occurred_on=message.hearing_day,
        )


def _is_ahead(message: CourtMessage) -> bool:
    """Whether the hearing lies after the moment at which it was shared."""
    starts_at = message.hearing.date.starts_at if message.hearing else None
    return starts_at is not None and message.shared_at is not None and starts_at > message.shared_at


def _of_application(message: CourtMessage, application: CourtApplication) -> Iterator[Signal]:
    case_ids = application.case_ids or tuple(case.id for case in message.cases if case.id)
    for case_id in case_ids:
        is_known = application.type_code in KNOWN_APPLICATIONS
        yield Signal(
            row=20 if is_known else 22,
            case_id=case_id,
            identity=f"application:{application.id}:{application.status}",
            meaning="Application" if is_known else f"Application of type {application.type_code or 'unknown'}",
            court_text=application.title,
        )
        for result in application.results:
            if not result.is_deleted:
                yield from _of_result(result, _Place(case_id))
