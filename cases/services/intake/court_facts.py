"""Write the facts of a court message: case, defendants, charges, bail, hearings. Never a victim, never an address."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from accounts.models import Unit
from cases.models import BailState, Case, Charge, Defendant, Hearing, HearingDay
from cases.rules import urn
from cases.rules.court_feed import CourtCase, CourtCharge, CourtDefendant, CourtHearing, CourtMessage
from cases.rules.court_feed.known_facts import ChargeKey, KnownCharge, KnownFacts, KnownHearing
from cases.rules.court_feed.messages import HearingDate
from cases.rules.court_feed.offence_groups import guess_category
from cases.rules.vocabulary import ChargeState, JourneyStage
from cases.services.intake import placing

LONDON = ZoneInfo("Europe/London")
#: States that a verdict may replace; a charge that a decision has ended stays as the decision left it.
_OPEN_TO_VERDICT = {ChargeState.ALLEGED, ChargeState.CHARGED, ChargeState.UNDER_REVIEW, ChargeState.CONVICTED,
                    ChargeState.ACQUITTED}  # fmt: skip


class Unplaceable(Exception):
    """Nothing tells which Area a new case belongs to."""


class ReferenceTaken(Exception):
    """Another case of the same prosecutor has this reference under another id of the court."""


@dataclasses.dataclass(slots=True)
class Resolved:
    """Our rows for what a message speaks about, by the ids of the court."""

    cases: dict[uuid.UUID, Case] = dataclasses.field(default_factory=dict)
    defendants: dict[uuid.UUID, Defendant] = dataclasses.field(default_factory=dict)
    charges: dict[ChargeKey, Charge] = dataclasses.field(default_factory=dict)
    #: Cases made by this message.
    created: set[uuid.UUID] = dataclasses.field(default_factory=set)
    #: Charges made by this message.
    new_charges: list[Charge] = dataclasses.field(default_factory=list)
    #: Cases whose reference is written almost like another's.
    similar: set[uuid.UUID] = dataclasses.field(default_factory=set)


def find_cases(message: CourtMessage) -> tuple[Resolved, list[CourtCase]]:
    """Find and lock the cases a message speaks about; return them and those not known.

    A case is known by the court's id, else by prosecutor and reference. Our own record of a case that the court has
    not named yet is taken when its reference is the same to the letter. A reference that agrees only after
    normalising never joins two cases (CPS prototype document 5.2).
    """
    resolved, unknown = Resolved(), []
    for court_case in message.cases:
        case = _find_case(court_case)
        if case is None or court_case.id is None:
            unknown.append(court_case)
            continue
        resolved.cases[court_case.id] = case
    return resolved, unknown


def _find_case(court_case: CourtCase) -> Case | None:
    if court_case.id is None:
        return None
    locked = Case.objects.select_for_update(no_key=True, of=("self",))
    by_id = locked.filter(external_id=court_case.id).first()
    if by_id is not None or not court_case.reference:
        return by_id
    prosecutors = [court_case.prosecutor or "CPS", "CPS"]
    same = list(locked.filter(urn=court_case.reference, prosecutor__in=prosecutors).order_by("id"))
    unnamed = [case for case in same if case.external_id is None]
    if same and not unnamed:
        raise ReferenceTaken("Another case has this reference under another id of the court")
    if len(unnamed) == 1:
        unnamed[0].external_id = court_case.id
        unnamed[0].save(update_fields=["external_id"])
        return unnamed[0]
    return None


def create_case(
    court_case: CourtCase, *, message: CourtMessage, resolved: Resolved, fallback: Unit | None, at: dt.datetime
) -> Case:
    """Open a case that the court is the first to tell us of.

    Raises:
        Unplaceable: neither its reference nor ``fallback`` tells the Area.
    """
    if court_case.id is None:
        raise ValueError("A case without an id is never created")
    unit = placing.unit_for(reference=court_case.reference, force=court_case.force, fallback=fallback)
    if unit is None:
        raise Unplaceable("No Area can be told from the reference, and none was given for such cases")
    reference = urn.normalise_urn(received=court_case.reference)
    on = (message.shared_at or at).astimezone(LONDON).date()
    if Case.objects.filter(urn_key=reference.key).exists():
        resolved.similar.add(court_case.id)
    case = Case.objects.create(
        urn=court_case.reference,
        urn_key=reference.key,
        urn_split=reference.split,
        prosecutor=court_case.prosecutor or "CPS",
        external_id=court_case.id,
        area_id=unit.area_id,
        unit=unit,
        stage=JourneyStage.CHARGED,
        stage_since=on,
        opened_on=on,
        facts_changed_at=at,
    )
    resolved.cases[court_case.id] = case
    resolved.created.add(court_case.id)
    return case


def load_charges(resolved: Resolved, message: CourtMessage) -> None:
    """Load the defendants and charges of the resolved cases.

    An event that names a charge and neither case nor defendant (verdict updated) is resolved by the charge's id,
    when exactly one charge has it.
    """
    case_ids = [case.pk for case in resolved.cases.values()]
    charges = list(Charge.objects.filter(case__in=case_ids).select_related("defendant", "case"))
    defendants = list(Defendant.objects.filter(case__in=case_ids))
    for court_case in message.cases:
        if court_case.id is None:
            for wanted in (charge.id for defendant in court_case.defendants for charge in defendant.charges):
                found = list(Charge.objects.filter(external_id=wanted).select_related("defendant", "case")[:2])
                if len(found) == 1:
                    charges.append(found[0])
                    resolved.charges[None, wanted] = found[0]
    for defendant in defendants:
        if defendant.external_id:
            resolved.defendants[defendant.external_id] = defendant
    for charge in charges:
        if charge.external_id:
            resolved.charges[charge.defendant.external_id, charge.external_id] = charge


def known_facts(resolved: Resolved, message: CourtMessage) -> KnownFacts:
    """Read what is stored about the resolved cases, before this message changes it."""
    court_ids = {case.pk: court_id for court_id, case in resolved.cases.items()}
    bail: dict[uuid.UUID, tuple[str, str]] = {}
    by_row = {defendant.pk: court_id for court_id, defendant in resolved.defendants.items()}
    states = BailState.objects.filter(defendant__in=by_row).order_by("defendant", "-stated_at", "-id")
    for state in states.distinct("defendant"):
        bail[by_row[state.defendant_id]] = (state.code, state.conditions)
    hearings: dict[uuid.UUID, KnownHearing] = {}
    if message.hearing and message.hearing.id:
        for hearing in Hearing.objects.filter(case__in=court_ids, external_id=message.hearing.id):
            hearings[message.hearing.id] = KnownHearing(
                date=HearingDate(hearing.starts_at, hearing.week_commencing, hearing.is_to_be_fixed),
                court=hearing.court_name,
                is_vacated=hearing.is_vacated,
            )
    return KnownFacts(
        charges={
            key: KnownCharge(
                case_id=court_ids.get(charge.case_id, charge.case_id),
                plea=charge.plea,
                verdict=charge.verdict,
                continues=ChargeState(charge.state).continues,
            )
            for key, charge in resolved.charges.items()
        },
        bail=bail,
        hearings=hearings,
    )


def write(
    resolved: Resolved,
    message: CourtMessage,
    *,
    held_back: frozenset[ChargeKey],
    with_hearing: bool,
    at: dt.datetime,
) -> None:
    """Write what the message states. ``held_back`` are charges whose end a person must confirm first."""
    for court_case in message.cases:
        case = resolved.cases.get(court_case.id) if court_case.id else None
        if case is None:
            for court_charge in (one for defendant in court_case.defendants for one in defendant.charges):
                charge = resolved.charges.get((None, court_charge.id))
                if charge is not None:
                    _update_charge(charge, court_charge, is_held_back=(None, court_charge.id) in held_back)
            continue
        _update_case(case, court_case, at=at)
        for court_defendant in court_case.defendants:
            _write_defendant(resolved, case, court_defendant, message=message, held_back=held_back, at=at)
        if with_hearing and message.hearing is not None:
            _write_hearing(case, message.hearing)


def _update_case(case: Case, court_case: CourtCase, *, at: dt.datetime) -> None:
    if court_case.status:
        case.court_status = court_case.status
    if court_case.markers:
        case.markers = sorted({*case.markers, *court_case.markers})
    case.facts_changed_at = at
    case.save(update_fields=["court_status", "markers", "facts_changed_at"])


def _write_defendant(
    resolved: Resolved,
    case: Case,
    court_defendant: CourtDefendant,
    *,
    message: CourtMessage,
    held_back: frozenset[ChargeKey],
    at: dt.datetime,
) -> None:
    if court_defendant.id is None:
        return
    defendant = resolved.defendants.get(court_defendant.id)
    if defendant is None or defendant.case_id != case.pk:
        if not court_defendant.name and not court_defendant.charges:
            return
        defendant = Defendant(case=case, external_id=court_defendant.id, name="")
    _update_defendant(defendant, court_defendant)
    resolved.defendants[court_defendant.id] = defendant
    for court_charge in court_defendant.charges:
        key = (court_defendant.id, court_charge.id)
        charge = resolved.charges.get(key)
        if charge is None and not court_charge.is_removed:
            charge = _new_charge(case, defendant, court_charge)
            resolved.charges[key] = charge
            resolved.new_charges.append(charge)
        if charge is not None:
            _update_charge(charge, court_charge, is_held_back=key in held_back)
    _write_bail(defendant, court_defendant, stated_at=message.shared_at or at)


def _update_defendant(defendant: Defendant, court_defendant: CourtDefendant) -> None:
    defendant.name = court_defendant.name or defendant.name or "Name not given"
    defendant.master_id = court_defendant.master_id or defendant.master_id
    defendant.born_on = court_defendant.born_on or defendant.born_on
    defendant.custody_time_limit_on = court_defendant.custody_time_limit_on or defendant.custody_time_limit_on
    keys = court_defendant.comparison_keys
    defendant.address_keys = _joined(defendant.address_keys, keys.addresses, limit=200)
    defendant.phone_keys = _joined(defendant.phone_keys, keys.phones, limit=40)
    defendant.email_keys = _joined(defendant.email_keys, keys.emails, limit=254)
    defendant.save()


def _joined(known: Iterable[str], new: Iterable[str], *, limit: int) -> list[str]:
    """Add keys and forget none: an address where a defendant once lived is still not a safe one."""
    return list(dict.fromkeys([*known, *(key[:limit] for key in new)]))[-20:]


def _new_charge(case: Case, defendant: Defendant, court_charge: CourtCharge) -> Charge:
    return Charge(
        case=case,
        defendant=defendant,
        external_id=court_charge.id,
        title=court_charge.title or "Offence not described",
        category=guess_category(title=court_charge.title),
        state=ChargeState.CHARGED,
    )


def _update_charge(charge: Charge, court_charge: CourtCharge, *, is_held_back: bool) -> None:
    charge.offence_code = court_charge.offence_code or charge.offence_code
    charge.title = court_charge.title or charge.title
    charge.title_welsh = court_charge.title_welsh or charge.title_welsh
    charge.offence_on = court_charge.offence_on or charge.offence_on
    charge.charged_on = court_charge.charged_on or charge.charged_on
    charge.count = court_charge.count if court_charge.count is not None else charge.count
    charge.is_added_later = charge.is_added_later or court_charge.is_added_later
    charge.plea = court_charge.plea.value if court_charge.plea else charge.plea
    charge.verdict = court_charge.verdict.value if court_charge.verdict else charge.verdict
    if not is_held_back and charge.state in _OPEN_TO_VERDICT:
        charge.state = _state_by_verdict(court_charge) or charge.state
    charge.save()


def _state_by_verdict(court_charge: CourtCharge) -> ChargeState | None:
    verdict = court_charge.verdict
    if (verdict and verdict.is_not_guilty) or (court_charge.acquitted_on and not verdict):
        return ChargeState.ACQUITTED
    if (verdict and verdict.is_guilty) or (court_charge.convicted_on and not verdict):
        return ChargeState.CONVICTED
    return None


def _write_bail(defendant: Defendant, court_defendant: CourtDefendant, *, stated_at: dt.datetime) -> None:
    """Append the bail in force when it differs from the newest stored; history is never rewritten."""
    bail = court_defendant.bail
    if bail is None:
        return
    newest = BailState.objects.filter(defendant=defendant).order_by("-stated_at", "-id").first()
    if newest is not None and (newest.code, newest.conditions) == (bail.code, bail.conditions):
        return
    BailState.objects.create(
        defendant=defendant,
        code=bail.code,
        description=bail.description,
        conditions=bail.conditions,
        stated_at=stated_at,
    )


def _write_hearing(case: Case, court_hearing: CourtHearing) -> None:
    hearing = Hearing.objects.filter(case=case, external_id=court_hearing.id).first()
    if hearing is None:
        hearing = _provisional(case, court_hearing) or Hearing(case=case)
        hearing.external_id = court_hearing.id
    hearing.is_provisional = False
    if court_hearing.court_name or not hearing.court_name:
        _describe(hearing, court_hearing)
    elif court_hearing.date.starts_at is not None:
        _set_date(hearing, court_hearing.date)
    is_vacated = (
        court_hearing.is_vacated
        or court_hearing.are_all_days_cancelled
        or court_hearing.trial_end_type.upper() == "VACATED"
    )
    hearing.is_vacated = is_vacated
    hearing.save()
    for sits_at, is_cancelled in court_hearing.days:
        HearingDay.objects.update_or_create(hearing=hearing, sits_at=sits_at, defaults={"is_cancelled": is_cancelled})
    if court_hearing.days:
        hearing.days.exclude(sits_at__in=[sits_at for sits_at, _ in court_hearing.days]).delete()


def _describe(hearing: Hearing, court_hearing: CourtHearing) -> None:
    hearing.kind = court_hearing.kind or hearing.kind or "Hearing"
    hearing.court_name = court_hearing.court_name
    hearing.court_name_welsh = court_hearing.court_name_welsh
    hearing.court_code = court_hearing.court_code
    hearing.jurisdiction = court_hearing.jurisdiction
    hearing.is_in_welsh = court_hearing.is_in_welsh
    _set_date(hearing, court_hearing.date)


def _set_date(hearing: Hearing, date: HearingDate) -> None:
    hearing.starts_at = date.starts_at
    hearing.week_commencing = date.week_commencing
    hearing.is_to_be_fixed = date.is_to_be_fixed


def next_hearings(message: CourtMessage, court_case_id: uuid.UUID) -> list[CourtHearing]:
    """List the different next hearings that the results of one case order."""
    found: dict[tuple[HearingDate, str], CourtHearing] = {}
    for court_case in message.cases:
        if court_case.id != court_case_id:
            continue
        for defendant in court_case.defendants:
            results = [*defendant.results, *(one for charge in defendant.charges for one in charge.live_results)]
            for result in results:
                if result.next_hearing is not None:
                    found[result.next_hearing.date, result.next_hearing.court_name] = result.next_hearing
    return list(found.values())


def write_next_hearings(
    case: Case, *, ordered: Iterable[CourtHearing], no_longer_ordered: Iterable[CourtHearing]
) -> None:
    """Keep the next hearings that results order as provisional; take back those a later share orders no more."""
    for court_hearing in no_longer_ordered:
        hearing = _provisional(case, court_hearing)
        if hearing is not None:
            hearing.is_vacated = True
            hearing.vacated_reason = "Corrected by the court"
            hearing.save(update_fields=["is_vacated", "vacated_reason"])
    for court_hearing in ordered:
        is_listed = Hearing.objects.filter(
            case=case, court_name=court_hearing.court_name, is_vacated=False, **_date_of(court_hearing.date)
        ).exists()
        if not is_listed:
            hearing = Hearing(case=case, is_provisional=True)
            _describe(hearing, court_hearing)
            hearing.save()


def _provisional(case: Case, court_hearing: CourtHearing) -> Hearing | None:
    return Hearing.objects.filter(
        case=case,
        is_provisional=True,
        is_vacated=False,
        court_name=court_hearing.court_name,
        **_date_of(court_hearing.date),
    ).first()


def _date_of(date: HearingDate) -> dict[str, dt.datetime | dt.date | bool | None]:
    return {
        "starts_at": date.starts_at,
        "week_commencing": date.week_commencing,
        "is_to_be_fixed": date.is_to_be_fixed,
    }
