"""Recognise a Common Platform message and read it: bare hearing, both envelopes, prosecution case, four events."""

import dataclasses
from collections.abc import Mapping
from typing import Any

from cases.rules.court_feed import hearing_parsing, identity
from cases.rules.court_feed.fields import Fields
from cases.rules.court_feed.messages import (
    CourtCase,
    CourtCharge,
    CourtDefendant,
    CourtHearing,
    CourtMessage,
    HearingDate,
    MessageKind,
    Problem,
    Unreadable,
)


def parse(payload: Mapping[str, Any]) -> CourtMessage | Unreadable:
    """Read a message of the courts' Common Platform.

    A field of the wrong type costs that field alone and is named in ``notes``; a message whose identity or whose
    defendants and charges cannot be told apart is ``Unreadable``, with every reason. Addresses, phone numbers,
    emails and the people listed as victims of an offence are not read.

    Source: CPS prototype document 5.1, 5.4 and 5.6.
    """
    notes: list[Problem] = []
    fields = Fields(payload, path="", problems=notes)
    kind = _recognise(payload)
    if kind is None:
        return Unreadable(
            (Problem(field="", reason="is none of the messages known: hearing, prosecution case or one of the events"),)
        )
    digest = identity.content_digest(payload)
    try:
        message = _READERS[kind](fields, digest)
    except hearing_parsing.MissingIdentity as missing:
        return Unreadable((*missing.problems, *notes))
    return dataclasses.replace(message, notes=tuple(notes))


def _recognise(payload: Mapping[str, Any]) -> MessageKind | None:
    names = payload.keys()
    if isinstance(payload.get("hearing"), Mapping):
        return MessageKind.HEARING_RESULTED
    if {"updatedOffences", "deletedDefendantCaseOffences", "addedOffences"} & names:
        return MessageKind.OFFENCES_CHANGED
    if "pleaModel" in names:
        return MessageKind.PLEA_UPDATED
    if "verdicts" in names:
        return MessageKind.VERDICT_UPDATED
    if "vacatedTrialReasonId" in names or ("hearingId" in names and "caseDetails" in names):
        return MessageKind.TRIAL_VACATED
    if "prosecutionCaseIdentifier" in names and "defendants" in names:
        return MessageKind.PROSECUTION_CASE
    if "hearingDays" in names or ("prosecutionCases" in names and "courtCentre" in names):
        return MessageKind.BARE_HEARING
    return None


def _read_shared_hearing(fields: Fields, digest: str) -> CourtMessage:
    shared_at = fields.moment("sharedTime")
    if shared_at is None:
        raise hearing_parsing.MissingIdentity("sharedTime", "is missing, and nothing else puts shares in order")
    return _hearing_message(
        MessageKind.HEARING_RESULTED,
        fields=fields.child("hearing"),
        envelope=fields,
        digest=digest,
    )


def _read_bare_hearing(fields: Fields, digest: str) -> CourtMessage:
    return _hearing_message(
        MessageKind.BARE_HEARING,
        fields=fields,
        envelope=Fields({}, path="", problems=[]),
        digest=digest,
    )


def _hearing_message(kind: MessageKind, *, fields: Fields, envelope: Fields, digest: str) -> CourtMessage:
    hearing = hearing_parsing.read_hearing(fields)
    if hearing.id is None:
        raise hearing_parsing.MissingIdentity("hearing.id", "is missing")
    shared_at = envelope.moment("sharedTime")
    hearing_day = envelope.date("hearingDay")
    return CourtMessage(
        kind=kind,
        key=identity.hearing_key(hearing_id=hearing.id, hearing_day=hearing_day, shared_at=shared_at),
        digest=digest,
        shared_at=shared_at,
        hearing_day=hearing_day,
        is_reshare=envelope.flag("isReshare"),
        hearing=hearing,
        cases=hearing_parsing.read_cases_of_hearing(fields),
        applications=hearing_parsing.read_applications(fields),
    )


def _read_prosecution_case(fields: Fields, digest: str) -> CourtMessage:
    case = hearing_parsing.read_case(fields)
    return CourtMessage(
        kind=MessageKind.PROSECUTION_CASE,
        key=identity.content_key(kind=MessageKind.PROSECUTION_CASE, subject=str(case.id), digest=digest),
        digest=digest,
        shared_at=None,
        cases=(case,),
    )


def _read_trial_vacated(fields: Fields, digest: str) -> CourtMessage:
    hearing_id = fields.identifier("hearingId")
    starts_at = fields.moment("hearingDateTime")
    if hearing_id is None:
        raise hearing_parsing.MissingIdentity("hearingId", "is missing")
    cases = tuple(
        CourtCase(
            id=details.identifier("caseId"),
            reference=details.text("caseUrn", limit=60),
            defendants=tuple(
                CourtDefendant(id=defendant.identifier("defendantId"))
                for defendant in details.children("defendantDetails")
            ),
        )
        for details in fields.children("caseDetails")
    )
    hearing = CourtHearing(
        id=hearing_id,
        kind="",
        jurisdiction="",
        is_in_welsh=False,
        court_code="",
        court_name="",
        court_name_welsh="",
        date=HearingDate(starts_at=starts_at) if starts_at else HearingDate(is_to_be_fixed=True),
        is_vacated=True,
        vacated_reason_id=fields.identifier("vacatedTrialReasonId"),
    )
    return CourtMessage(
        kind=MessageKind.TRIAL_VACATED,
        key=identity.content_key(kind=MessageKind.TRIAL_VACATED, subject=str(hearing_id), digest=digest),
        digest=digest,
        shared_at=None,
        hearing=hearing,
        cases=cases,
    )


def _read_plea_updated(fields: Fields, digest: str) -> CourtMessage:
    model = fields.child("pleaModel")
    offence_id = model.identifier("offenceId") or model.child("plea").identifier("offenceId")
    if offence_id is None:
        raise hearing_parsing.MissingIdentity("pleaModel.offenceId", "is missing")
    charge = CourtCharge(
        id=offence_id,
        plea=hearing_parsing.read_plea(model),
        verdict=None,
    )
    case = CourtCase(
        id=model.identifier("prosecutionCaseId"),
        defendants=(CourtDefendant(id=model.identifier("defendantId"), charges=(charge,)),),
    )
    return CourtMessage(
        kind=MessageKind.PLEA_UPDATED,
        key=identity.content_key(kind=MessageKind.PLEA_UPDATED, subject=str(offence_id), digest=digest),
        digest=digest,
        shared_at=None,
        cases=(case,),
    )


def _read_verdict_updated(fields: Fields, digest: str) -> CourtMessage:
    # Common Platform sends one verdict under the plural name; a list is read too.
    verdicts = fields.children("verdicts") if fields.size("verdicts") else [fields.child("verdicts")]
    if not verdicts:
        raise hearing_parsing.MissingIdentity("verdicts", "holds no verdict")
    charges: list[CourtCharge] = []
    for verdict in verdicts:
        offence_id = verdict.identifier("offenceId")
        if offence_id is None:
            raise hearing_parsing.MissingIdentity("verdicts.offenceId", "is missing")
        charges.append(CourtCharge(id=offence_id, verdict=hearing_parsing.read_verdict(verdict)))
    return CourtMessage(
        kind=MessageKind.VERDICT_UPDATED,
        key=identity.content_key(kind=MessageKind.VERDICT_UPDATED, subject=str(charges[0].id), digest=digest),
        digest=digest,
        shared_at=None,
        # The event names neither case nor defendant: the charge must already be known.
        cases=(CourtCase(id=None, defendants=(CourtDefendant(id=None, charges=tuple(charges)),)),),
    )


def _read_offences_changed(fields: Fields, digest: str) -> CourtMessage:
    by_defendant: dict[tuple[object, object], list[CourtCharge]] = {}
    for name in ("updatedOffences", "addedOffences"):
        for entry in fields.children(name):
            owner = (entry.identifier("prosecutionCaseId"), entry.identifier("defendantId"))
            for offence in entry.children("offences"):
                charge = hearing_parsing.read_charge(offence)
                by_defendant.setdefault(owner, []).append(dataclasses.replace(charge, is_added=name == "addedOffences"))
    for entry in fields.children("deletedDefendantCaseOffences"):
        owner = (entry.identifier("prosecutionCaseId"), entry.identifier("defendantId"))
        by_defendant.setdefault(owner, []).extend(
            CourtCharge(id=offence_id, is_removed=True) for offence_id in entry.identifiers("offences")
        )
    by_case: dict[Any, list[CourtDefendant]] = {}
    for (case_id, defendant_id), charges in by_defendant.items():
        if case_id is None or defendant_id is None:
            raise hearing_parsing.MissingIdentity("prosecutionCaseId", "or defendantId is missing")
        by_case.setdefault(case_id, []).append(CourtDefendant(id=defendant_id, charges=tuple(charges)))  # type: ignore[arg-type]
    return CourtMessage(
        kind=MessageKind.OFFENCES_CHANGED,
        key=identity.content_key(kind=MessageKind.OFFENCES_CHANGED, subject="offences", digest=digest),
        digest=digest,
        shared_at=None,
        cases=tuple(CourtCase(id=case_id, defendants=tuple(defendants)) for case_id, defendants in by_case.items()),
    )


_READERS = {
    MessageKind.HEARING_RESULTED: _read_shared_hearing,
    MessageKind.BARE_HEARING: _read_bare_hearing,
    MessageKind.PROSECUTION_CASE: _read_prosecution_case,
    MessageKind.TRIAL_VACATED: _read_trial_vacated,
    MessageKind.PLEA_UPDATED: _read_plea_updated,
    MessageKind.VERDICT_UPDATED: _read_verdict_updated,
    MessageKind.OFFENCES_CHANGED: _read_offences_changed,
}
