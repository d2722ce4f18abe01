"""Take in cases, victims and charges of our own CSV tables, a thousand rows at a time.

A row is a statement of facts as of its ``recorded_at``: the newest wins, an older one is stored and not applied, and
the same moment with other content is a conflict. Contact details come in as not verified: nothing is sent to them
until a person has asked whether they are safe.
"""

import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import msgspec
from django.db import DataError, IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import Unit, UnitKind
from cases.models import Case, InboundFile, InboundMessage
from cases.rules import urn
from cases.rules.import_formats import CaseRow, ChargeRow, GoodRow, VictimRow
from cases.rules.vocabulary import InboundState
from cases.services import moves
from cases.services.intake import charge_facts, victim_facts
from cases.services.intake.bulk_events import Answer, Answers
from cases.services.intake.storing import ACCEPTED

FactsRow = CaseRow | VictimRow | ChargeRow
RowT = TypeVar("RowT", CaseRow, VictimRow, ChargeRow)
_CHUNK = 1_000
_ENCODER = msgspec.json.Encoder()

CaseKey = tuple[str, str]
#: Writes one row of a known case; returns the field and reason where it cannot.
Writer = Callable[[Any, Case | None], tuple[str, str] | None]


def take_in(
    rows: Iterable[GoodRow[Any]], *, shape: type[FactsRow], file: InboundFile | None, actor: Actor, at: dt.datetime
) -> Answers:
    """Take in the rows of one table; returns counts and the rows not applied. Runs in the caller's transaction."""
    counts: dict[str, int] = {}
    told: list[Answer] = []
    iterator = iter(rows)
    while part := list(itertools.islice(iterator, _CHUNK)):
        for answer in _take_in_part(part, shape=shape, file=file, actor=actor, at=at):
            counts[answer.verdict] = counts.get(answer.verdict, 0) + 1
            if answer.verdict not in {"APPLIED", "UNCHANGED"}:
                told.append(answer)
    return Answers(counts, tuple(told))


def _take_in_part(
    part: Sequence[GoodRow[Any]], *, shape: type[FactsRow], file: InboundFile | None, actor: Actor, at: dt.datetime
) -> list[Answer]:
    cases = _cases_of(part)
    ledger = _Ledger(part, source=_source_of(shape), file=file, actor=actor, at=at)
    write = _writer(shape, part, cases, actor=actor, at=at)
    answers = []
    for good in part:
        earlier = ledger.ruling_on(good)
        if earlier is not None:
            answers.append(Answer(good.line, *earlier))
            continue
        case = cases.get((good.row.prosecutor, good.row.urn))
        try:
            with transaction.atomic():
                problem = write(good.row, case)
        except (DataError, IntegrityError) as error:
            # The text of a database error may quote a value, so only its kind is kept.
            problem = ("", f"refused by the database ({type(error).__name__})")
            write = _writer(shape, part, cases, actor=actor, at=at)
        if problem is not None:
            answers.append(ledger.quarantine(good, *problem))
            continue
        ledger.apply(good)
        answers.append(Answer(good.line, "APPLIED"))
    ledger.write()
    return answers


def _source_of(shape: type[FactsRow]) -> str:
    return {CaseRow: "CSV_CASES", VictimRow: "CSV_VICTIMS", ChargeRow: "CSV_CHARGES"}[shape]


def _identity(row: FactsRow) -> str:
    """Name what a row is about, whatever it says of it."""
    own = ""
    if isinstance(row, VictimRow):
        own = row.victim_ref
    elif isinstance(row, ChargeRow):
        own = str(row.charge_id)
    return hashlib.sha256(json.dumps([row.prosecutor, row.urn, own]).encode()).hexdigest()


class _Ledger:
    """What was taken in before about the rows of one part, and what is to be stored about them."""

    def __init__(
        self, part: Sequence[GoodRow[Any]], *, source: str, file: InboundFile | None, actor: Actor, at: dt.datetime
    ) -> None:
        self._source, self._file, self._actor, self._at = source, file, actor, at
        self._known: dict[str, list[InboundMessage]] = {}
        self._new: list[InboundMessage] = []
        self._changed: list[InboundMessage] = []
        order_keys = {f"facts:{_identity(good.row)}" for good in part}
        known = InboundMessage.objects.filter(source=source, order_key__in=order_keys)
        # The index leaves blank keys out, and only when this is said can it be used for a long list.
        for message in known.exclude(order_key="").defer("payload"):
            self._known.setdefault(message.order_key, []).append(message)

    def ruling_on(self, good: GoodRow[Any]) -> tuple[str, str, str] | None:
        """Say what becomes of a row because of what was taken in before; None when it may be written."""
        message = self._message(good, InboundState.APPLIED)
        known = self._known.get(message.order_key, [])
        same = next((one for one in known if (one.key, one.digest) == (message.key, message.digest)), None)
        if same is not None and same.state != InboundState.QUARANTINED:
            return "UNCHANGED", "", ""
        if any(one.key == message.key and one.digest != message.digest and one.state in ACCEPTED for one in known):
            reason = "the same moment was accepted before with other content"
            self._add(message, InboundState.CONFLICT, _problem(good.line, "recorded_at", reason))
            return "CONFLICT", "recorded_at", reason
        newer = any(
            one.state == InboundState.APPLIED and one.shared_at is not None and one.shared_at > good.row.recorded_at
            for one in known
        )
        if newer:
            self._add(message, InboundState.STORED_NOT_APPLIED, None, same=same)
            return "UNCHANGED", "", ""
        return None

    def apply(self, good: GoodRow[Any]) -> None:
        """Note that the row was written."""
        self._add(self._message(good, InboundState.APPLIED), InboundState.APPLIED, None, same=self._same(good))

    def quarantine(self, good: GoodRow[Any], field: str, reason: str) -> Answer:
        """Note that the row could not be written."""
        if self._same(good) is None:
            self._add(
                self._message(good, InboundState.QUARANTINED),
                InboundState.QUARANTINED,
                _problem(good.line, field, reason),
            )
        return Answer(good.line, "QUARANTINED", field, reason)

    def write(self) -> None:
        """Store the messages of the part."""
        InboundMessage.objects.bulk_create(self._new)
        InboundMessage.objects.bulk_update(self._changed, ["state", "problems"])

    def _same(self, good: GoodRow[Any]) -> InboundMessage | None:
        message = self._message(good, InboundState.APPLIED)
        known = self._known.get(message.order_key, [])
        return next((one for one in known if (one.key, one.digest) == (message.key, message.digest)), None)

    def _add(
        self,
        message: InboundMessage,
        state: InboundState,
        problem: dict[str, str | int] | None,
        *,
        same: InboundMessage | None = None,
    ) -> None:
        if same is not None and same.pk is not None:
            same.state = state
            same.problems = [problem] if problem else []
            self._changed.append(same)
            return
        message.state = state
        message.problems = [problem] if problem else []
        self._known.setdefault(message.order_key, []).append(message)
        self._new.append(message)

    def _message(self, good: GoodRow[Any], state: InboundState) -> InboundMessage:
        text = _ENCODER.encode(good.row)
        identity = _identity(good.row)
        return InboundMessage(
            source=self._source,
            key=f"{identity}:{good.row.recorded_at.astimezone(dt.UTC).isoformat()}",
            digest=hashlib.sha256(text).hexdigest(),
            payload=msgspec.json.decode(text),
            order_key=f"facts:{identity}",
            shared_at=good.row.recorded_at,
            state=state,
            file=self._file,
            received_at=self._at,
            received_by=self._actor.label,
        )


def _problem(line: int, field: str, reason: str) -> dict[str, str | int]:
    return {"line": line, "field": field, "reason": reason}


def _cases_of(part: Sequence[GoodRow[Any]]) -> dict[CaseKey, Case]:
    references = {good.row.urn for good in part}
    return {
        (case.prosecutor, case.urn): case
        for case in Case.objects.filter(urn__in=references).select_related("unit").order_by("id")
    }


def _writer(
    shape: type[FactsRow],
    part: Sequence[GoodRow[Any]],
    cases: dict[CaseKey, Case],
    *,
    actor: Actor,
    at: dt.datetime,
) -> Writer:
    if shape is VictimRow:
        return victim_facts.VictimWriter(cases=list(cases.values()), actor=actor, at=at).write
    if shape is ChargeRow:
        return charge_facts.ChargeWriter(cases=list(cases.values()), at=at).write
    return _CaseWriter(part, cases, actor=actor, at=at).write


class _CaseWriter:
    """Opens cases and brings their facts up to date."""

    def __init__(
        self, part: Sequence[GoodRow[Any]], cases: dict[CaseKey, Case], *, actor: Actor, at: dt.datetime
    ) -> None:
        self._cases, self._actor, self._at = cases, actor, at
        areas = {good.row.area for good in part}
        self._units: dict[tuple[str, str], Unit] = {}
        for unit in Unit.objects.filter(area__in=areas).order_by("name"):
            self._units[unit.area_id, unit.name] = unit
            if unit.kind == UnitKind.VLU.value:
                self._units.setdefault((unit.area_id, ""), unit)

    def write(self, row: CaseRow, case: Case | None) -> tuple[str, str] | None:
        """Write one case; the field and reason where it cannot be placed."""
        unit = self._units.get((row.area, row.unit))
        if unit is None:
            return ("unit", "is no unit of this Area") if row.unit else ("area", "is no Area with a liaison unit")
        is_new = case is None
        reference = urn.normalise_urn(received=row.urn)
        case = case or Case(
            urn=row.urn, urn_key=reference.key, urn_split=reference.split, prosecutor=row.prosecutor,
            stage_since=row.opened_on,
        )  # fmt: skip
        if not is_new and case.stage != row.stage:
            case.stage_since = row.recorded_at.date()
        former = unit if is_new else case.unit
        case.area_id, case.unit = unit.area_id, unit
        case.stage = row.stage
        case.opened_on = row.opened_on
        case.charging_route = row.charging_route
        case.charging_type = row.charging_type
        case.is_rasso, case.is_restricted = row.is_rasso, row.is_restricted
        case.is_bereaved_family_case = row.is_bereaved_family_case
        case.facts_changed_at = self._at
        case.save()
        if former.pk != unit.pk:
            moves.take_along(case=case, former=former, actor=self._actor, at=self._at)
        self._cases[row.prosecutor, row.urn] = case
        return None
