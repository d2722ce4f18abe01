"""What happened, as the case file records it: signals grouped so that one hearing makes one proposal per case."""

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence, Set

from cases.rules.court_feed import event_map
from cases.rules.court_feed.event_map import FollowUp, MapRow
from cases.rules.court_feed.found_signals import ENDING_ROWS, Signal, signals
from cases.rules.court_feed.known_facts import NOTHING_KNOWN, ChargeKey, KnownFacts
from cases.rules.court_feed.messages import CourtMessage, HearingDate
from cases.rules.vocabulary import CaseEventKind, DecisionCode

#: Rows told once for each defendant.
_PER_DEFENDANT = frozenset({15, 16, 17, 18, 19})
#: Rows told once for each charge.
_PER_CHARGE = frozenset({6, 7})


@dataclasses.dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened in one case."""

    kind: CaseEventKind
    #: Id of the case at the court; None where the message names none and the charge must tell.
    case_id: uuid.UUID | None
    #: Stable over repeated shares: the same happening is recorded once.
    identity: str
    #: Our words, one for each thing meant; never a name.
    meanings: tuple[str, ...]
    defendant_ids: tuple[uuid.UUID, ...]
    charges: tuple[ChargeKey, ...]
    #: The decision a person is asked to confirm; only with follow-up PROPOSAL.
    suggested_decision: DecisionCode | None
    #: London date of the order, plea, verdict or charge; None where the message gives none.
    occurred_on: dt.date | None
    #: The court's own words, for staff only.
    court_text: str
    hearing_date: HearingDate | None

    @property
    def row(self) -> MapRow:
        """The row of the map."""
        return event_map.row_of(self.kind)

    @property
    def follow_up(self) -> FollowUp:
        """What the service does next."""
        return self.row.follow_up


def happenings(message: CourtMessage, *, known: KnownFacts = NOTHING_KNOWN) -> tuple[Happening, ...]:
    """Say what happened, by the map of the CPS prototype document 5.5.

    Several charges stopped in one hearing make one happening per case that lists them all (rule c). Row 9 gives way
    to row 8 in a case where result rows already say that the prosecution ended it. A correction (row 21) is told by
    ``differences``, because it needs the share before.
    """
    found = signals(message, known=known)
    stopped_cases = {signal.case_id for signal in found if signal.row == 8}
    kept = [signal for signal in found if not (signal.row == 9 and signal.case_id in stopped_cases)]
    groups: dict[tuple[object, ...], list[Signal]] = {}
    for signal in kept:
        groups.setdefault(_group_of(signal), []).append(signal)
    ended = {signal.charge for signal in kept if signal.row in ENDING_ROWS and signal.charge}
    return tuple(
        _happening(
            group,
            others_continue=_anything_continues(message, group[0].case_id, ended=ended, known=known),
            ended=ended,
        )
        for group in groups.values()
    )


def _group_of(signal: Signal) -> tuple[object, ...]:
    if signal.row in _PER_CHARGE:
        return (signal.row, signal.case_id, signal.charge)
    if signal.row in _PER_DEFENDANT:
        return (signal.row, signal.case_id, signal.defendant_id)
    if signal.row in {2, 5}:
        return (signal.row, signal.case_id, signal.hearing_date)
    if signal.row == 20:
        return (signal.row, signal.case_id, signal.identity)
    if signal.row == 22:
        return (signal.row, signal.case_id, signal.meaning)
    return (signal.row, signal.case_id)


def _happening(group: Sequence[Signal], *, others_continue: bool, ended: Set[ChargeKey]) -> Happening:
    first = group[0]
    row = event_map.rows()[first.row]
    charges = tuple(dict.fromkeys(signal.charge for signal in group if signal.charge))
    return Happening(
        kind=row.kind,
        case_id=first.case_id,
        identity=_identity(row.row, group),
        meanings=tuple(dict.fromkeys(signal.meaning for signal in group)),
        defendant_ids=tuple(dict.fromkeys(signal.defendant_id for signal in group if signal.defendant_id)),
        charges=charges,
        suggested_decision=_suggestion(group, others_continue=others_continue, ended=ended)
        if row.follow_up is FollowUp.PROPOSAL
        else None,
        occurred_on=max((signal.occurred_on for signal in group if signal.occurred_on), default=None),
        court_text="\n\n".join(dict.fromkeys(signal.court_text for signal in group if signal.court_text)),
        hearing_date=first.hearing_date,
    )


def _identity(row: int, group: Sequence[Signal]) -> str:
    """Name a happening by its signals.

    A bail change that result rows tell is named by them alone, so that a later share that repeats the rows but no
    longer differs from the stored status says nothing new.
    """
    parts = {signal.identity for signal in group}
    if row == 17 and any(part.startswith("result:") for part in parts):
        parts = {part for part in parts if part.startswith("result:")}
    return hashlib.sha256(f"{row}|{'|'.join(sorted(parts))}".encode()).hexdigest()


def _suggestion(group: Sequence[Signal], *, others_continue: bool, ended: Set[ChargeKey]) -> DecisionCode | None:
    """Suggest the decision that a person will confirm, correct or reject (domain.md 2.2)."""
    row = group[0].row
    if row == 1 and all(signal.charge in ended for signal in group):
        # First heard of at its end: to tell a victim now that it was charged would only confuse.
        return None
    decisions = {signal.decision_if_all for signal in group if signal.decision_if_all}
    if row in {8, 9}:
        if others_continue:
            return DecisionCode.STOP_SOME
        # Where charges ended in different ways, no evidence is the one that cannot be restarted, so it is proposed.
        mixed = len(decisions) > 1 and DecisionCode.NO_EVIDENCE_ALL in decisions
        return DecisionCode.NO_EVIDENCE_ALL if mixed else min(decisions, default=None)
    if row == 14 and others_continue:
        return DecisionCode.LIE_ON_FILE_SOME
    if row == 11 and DecisionCode.SUBSTITUTE in decisions:
        return DecisionCode.SUBSTITUTE
    return min(decisions, default=None)


def _anything_continues(
    message: CourtMessage, case_id: uuid.UUID | None, *, ended: Set[ChargeKey], known: KnownFacts
) -> bool:
    """Whether any charge of the case, of any defendant, goes on or ended in a conviction (domain.md 3.1a).

    Split cases and what the victim alleged are not known here; the person who confirms sees them.
    """
    in_message: set[ChargeKey] = set()
    for case in message.cases:
        if case.id != case_id:
            continue
        for defendant in case.defendants:
            for charge in defendant.charges:
                key = (defendant.id, charge.id)
                in_message.add(key)
                is_acquitted = charge.acquitted_on is not None or bool(charge.verdict and charge.verdict.is_not_guilty)
                if key not in ended and not is_acquitted:
                    return True
    return any(
        charge.continues
        for key, charge in known.charges.items()
        if charge.case_id == case_id and key not in ended and key not in in_message
    )
