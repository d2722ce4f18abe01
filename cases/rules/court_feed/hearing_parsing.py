"""Read the parts of a hearing: court, cases, defendants, charges, results and applications."""

import dataclasses
import datetime as dt
import uuid

from cases.rules import contact_keys, urn
from cases.rules.court_feed.fields import Fields
from cases.rules.court_feed.messages import (
    ComparisonKeys,
    CourtApplication,
    CourtBail,
    CourtCase,
    CourtCharge,
    CourtDefendant,
    CourtHearing,
    CourtPlea,
    CourtResult,
    CourtVerdict,
    HearingDate,
    Problem,
)


class MissingIdentity(ValueError):
    """The message does not say which hearing, case, defendant or charge it is about."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field} {reason}")
        self.problems = (Problem(field=field, reason=reason),)


def read_hearing(fields: Fields) -> CourtHearing:
    """Read a hearing with its days, its court and how its trial ended, if it did not run."""
    days = _read_days(fields)
    standing = [sits_at for sits_at, is_cancelled in days if not is_cancelled] or [sits_at for sits_at, _ in days]
    trial_end = fields.child("crackedIneffectiveTrial")
    code, name, name_welsh = _read_court(fields.child("courtCentre"))
    return CourtHearing(
        id=fields.identifier("id"),
        kind=fields.child("type").text("description", limit=120),
        jurisdiction=fields.text("jurisdictionType", limit=20),
        is_in_welsh=fields.text("hearingLanguage") == "WELSH",
        court_code=code,
        court_name=name,
        court_name_welsh=name_welsh,
        date=HearingDate(starts_at=standing[0]) if standing else HearingDate(is_to_be_fixed=True),
        days=days,
        is_vacated=fields.flag("isVacatedTrial"),
        trial_end_type=trial_end.text("type", limit=20),
        trial_end_code=trial_end.code("code", limit=10),
        vacated_reason_id=None,
    )


def read_cases_of_hearing(fields: Fields) -> tuple[CourtCase, ...]:
    """Read every prosecution case of a hearing, with results that the hearing holds beside its cases.

    ``defendantJudicialResults`` names the person by master id, who may be a defendant in several cases of the
    hearing: the results are given to the first, so that they are recorded once.
    """
    cases = [read_case(case) for case in fields.children("prosecutionCases")]
    for entry in fields.children("defendantJudicialResults"):
        master_id = entry.identifier("masterDefendantId")
        result = read_result(entry.child("judicialResult"))
        if not _give_result(cases, master_id=master_id, result=result):
            entry.report("masterDefendantId", "is no defendant of this hearing")
    return tuple(cases)


def _give_result(cases: list[CourtCase], *, master_id: uuid.UUID | None, result: CourtResult) -> bool:
    for position, case in enumerate(cases):
        for defendant in case.defendants:
            if master_id is not None and defendant.master_id == master_id:
                holder = dataclasses.replace(defendant, results=(*defendant.results, result))
                cases[position] = dataclasses.replace(
                    case, defendants=tuple(holder if other is defendant else other for other in case.defendants)
                )
                return True
    return False


def read_case(fields: Fields) -> CourtCase:
    """Read a prosecution case; its reference is the URN or, where there is none, the authority's own (5.2)."""
    case_id = fields.identifier("id")
    identifier = fields.child("prosecutionCaseIdentifier")
    reference = identifier.text("caseURN", limit=60) or identifier.text("prosecutionAuthorityReference", limit=60)
    if case_id is None:
        raise MissingIdentity("prosecutionCases.id", "is missing")
    if urn.names_nothing(reference=reference):
        raise MissingIdentity(
            "prosecutionCaseIdentifier", "holds neither a caseURN nor a prosecutionAuthorityReference"
        )
    return CourtCase(
        id=case_id,
        reference=reference,
        prosecutor=identifier.text("prosecutionAuthorityCode", limit=20),
        force=_force_of(identifier.text("prosecutionAuthorityOUCode", limit=20)),
        status=fields.text("caseStatus", limit=60),
        markers=tuple(
            code for marker in fields.children("caseMarkers") if (code := marker.code("markerTypeCode", limit=60))
        ),
        defendants=tuple(_read_defendant(defendant) for defendant in fields.children("defendants")),
    )


def _force_of(organisation: str) -> str:
    """Read the police force out of an organisation code such as ``0450000`` (Surrey)."""
    return organisation[1:3] if len(organisation) == 7 and organisation.isdigit() and organisation[0] == "0" else ""


def _read_comparison_keys(details: Fields) -> ComparisonKeys:
    """Turn where a defendant lives and is reached into keys at once, so that nothing can be sent there."""
    address = details.child("address")
    lines = [address.text(f"address{number}", limit=200) for number in range(1, 6)]
    place = ", ".join(line for line in (*lines, address.text("postcode", limit=20)) if line)
    contact = details.child("contact")
    phones = (contact.text(name, limit=40) for name in ("home", "mobile", "work"))
    emails = (contact.text(name, limit=254) for name in ("primaryEmail", "secondaryEmail"))
    return ComparisonKeys(
        addresses=(contact_keys.address_key(value=place),) if place else (),
        phones=tuple(key for phone in phones if phone and (key := contact_keys.phone_key(value=phone)[:40])),
        emails=tuple(key for email in emails if email and (key := contact_keys.email_key(value=email)[:254])),
    )


def _read_defendant(fields: Fields) -> CourtDefendant:
    defendant_id = fields.identifier("id")
    if defendant_id is None:
        raise MissingIdentity("defendants.id", "is missing")
    person = fields.child("personDefendant")
    details = person.child("personDetails")
    organisation = fields.child("legalEntityDefendant").child("organisation")
    name = " ".join(
        part for part in (details.text("firstName", limit=100), details.text("lastName", limit=100)) if part
    )
    bail = person.child("bailStatus")
    return CourtDefendant(
        id=defendant_id,
        master_id=fields.identifier("masterDefendantId"),
        name=(name or organisation.text("name", limit=200))[:200],
        born_on=details.date("dateOfBirth"),
        bail=CourtBail(
            code=bail.code("code", limit=10),
            description=bail.text("description", limit=120),
            conditions=person.text("bailConditions"),
        )
        if bail.has("code")
        else None,
        custody_time_limit_on=person.date("custodyTimeLimit") or bail.child("custodyTimeLimit").date("timeLimit"),
        comparison_keys=_read_comparison_keys(details),
        charges=tuple(read_charge(offence) for offence in fields.children("offences")),
        results=tuple(
            read_result(result)
            for name in ("judicialResults", "defendantCaseJudicialResults")
            for result in fields.children(name)
        ),
    )


def read_charge(fields: Fields) -> CourtCharge:
    """Read an offence. The people listed as its victims are counted and left unread (trap 9)."""
    offence_id = fields.identifier("id")
    if offence_id is None:
        raise MissingIdentity("offences.id", "is missing")
    victims_listed = fields.size("victims")
    if victims_listed:
        fields.report("victims", "lists victims; they are not read: police data or staff link victims to charges")
    return CourtCharge(
        id=offence_id,
        offence_code=fields.code("offenceCode", limit=20),
        title=fields.text("offenceTitle", limit=300),
        title_welsh=fields.text("offenceTitleWelsh", limit=300),
        count=fields.number("count", most=32_767),
        offence_on=fields.date("startDate"),
        charged_on=fields.date("chargeDate"),
        is_added_later=fields.flag("isIntroduceAfterInitialProceedings"),
        is_flagged_discontinued=fields.flag("isDiscontinued"),
        plea=read_plea(fields),
        verdict=read_verdict(fields.child("verdict")),
        convicted_on=fields.date("convictionDate"),
        acquitted_on=fields.date("aquittalDate"),
        results=tuple(read_result(result) for result in fields.children("judicialResults")),
        victims_listed=victims_listed,
    )


def read_plea(fields: Fields) -> CourtPlea | None:
    """Read the plea of an offence, or its indication where no plea has been entered."""
    plea = fields.child("plea")
    if plea.has("pleaValue"):
        return CourtPlea(value=plea.text("pleaValue", limit=60), on=plea.date("pleaDate"))
    indicated = fields.child("indicatedPlea")
    if indicated.has("indicatedPleaValue"):
        return CourtPlea(
            value=indicated.text("indicatedPleaValue", limit=60),
            on=indicated.date("indicatedPleaDate"),
            is_indicated=True,
        )
    return None


def read_verdict(fields: Fields) -> CourtVerdict | None:
    """Read a verdict by its ``categoryType``; a contradicting ``category`` text is noted (trap 6)."""
    verdict_type = fields.child("verdictType")
    value = verdict_type.text("categoryType", limit=60) or verdict_type.code("verdictCode", limit=60)
    if not value:
        return None
    verdict = CourtVerdict(
        value=value,
        on=fields.date("verdictDate"),
        is_of_lesser_offence=fields.has("lesserOrAlternativeOffence"),
    )
    described = verdict_type.text("category", limit=200).lower()
    if described.startswith("guilty") and verdict.is_not_guilty:
        verdict_type.report("category", "contradicts categoryType, which was used")
    if described.startswith("not guilty") and verdict.is_guilty:
        verdict_type.report("category", "contradicts categoryType, which was used")
    return verdict


def read_result(fields: Fields) -> CourtResult:
    """Read one judicial result row."""
    return CourtResult(
        id=fields.identifier("judicialResultId"),
        type_id=fields.identifier("judicialResultTypeId"),
        cjs_code=fields.code("cjsCode", limit=10),
        label=fields.text("label", limit=300),
        category=fields.text("category", limit=20),
        ordered_on=fields.date("orderedDate"),
        text=fields.text("resultText"),
        is_adjournment=fields.flag("isAdjournmentResult"),
        is_convicted=fields.flag("isConvictedResult"),
        is_deleted=fields.flag("isDeleted"),
        is_new_amendment=fields.flag("isNewAmendment"),
        amendment_reason=fields.text("amendmentReason", limit=300),
        next_hearing=_read_next_hearing(fields.child("nextHearing")) if fields.has("nextHearing") else None,
    )


def read_applications(fields: Fields) -> tuple[CourtApplication, ...]:
    """Read the applications of a hearing with the cases they belong to."""
    return tuple(
        CourtApplication(
            id=application.identifier("id"),
            type_code=application.child("type").code("code", limit=20),
            title=application.child("type").text("type", limit=300),
            status=application.text("applicationStatus", limit=40),
            case_ids=tuple(
                case_id
                for linked in application.children("courtApplicationCases")
                if (case_id := linked.identifier("prosecutionCaseId"))
            ),
            results=tuple(read_result(result) for result in application.children("judicialResults")),
        )
        for application in fields.children("courtApplications")
    )


def _read_next_hearing(fields: Fields) -> CourtHearing:
    code, name, name_welsh = _read_court(fields.child("courtCentre"))
    return CourtHearing(
        id=None,
        kind=fields.child("type").text("description", limit=120),
        jurisdiction=fields.text("jurisdictionType", limit=20),
        is_in_welsh=fields.text("hearingLanguage") == "WELSH",
        court_code=code,
        court_name=name,
        court_name_welsh=name_welsh,
        date=_read_next_date(fields),
    )


def _read_next_date(fields: Fields) -> HearingDate:
    """Read the date of a next hearing in whichever of its three forms it comes (trap 10)."""
    starts_at = fields.moment("listedStartDateTime")
    if starts_at is not None:
        return HearingDate(starts_at=starts_at)
    week = fields.date("weekCommencingDate")
    if week is not None:
        return HearingDate(week_commencing=week)
    return HearingDate(is_to_be_fixed=True)


def _read_court(fields: Fields) -> tuple[str, str, str]:
    return (
        fields.code("code", limit=20),
        fields.text("name", limit=200),
        fields.text("welshName", limit=200),
    )


def _read_days(fields: Fields) -> tuple[tuple[dt.datetime, bool], ...]:
    days = {
        sits_at: day.flag("isCancelled")
        for day in fields.children("hearingDays")
        if (sits_at := day.moment("sittingDay")) is not None
    }
    return tuple(sorted(days.items()))
