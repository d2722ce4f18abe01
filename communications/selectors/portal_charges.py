"""Each person accused and each charge that concerns the reader's victim, as far as the reader was told (V34, PORT-2).

A constant number of queries. A charge about another victim does not exist here, and nothing of an accused person is
read but the name, which only somebody who asked for it is shown (ACC-1), and whether they are grown up.
"""

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable

from accounts.actors import Actor
from cases.models import AgencyContact, Charge, DecisionCharge, Obligation, WorkItem
from cases.rules.vocabulary import (
    AgencyContactStage,
    ChargeState,
    ObligationState,
    ToldOutcome,
    VictimKind,
    WorkKind,
    WorkState,
)
from communications.rules.letter_phrases import fits_reader
from communications.rules.reader_words import AccusedLabel, accused_label, may_be_named
from communications.rules.status_words import Reader
from communications.rules.told_charges import ChargeChange, ShownCharge, is_change_told, shown_charge
from communications.selectors import portal_untold
from communications.selectors.portal import OwnLetters, OwnRecord

#: Charges on the page. More than this have never stood against anybody in one case that concerns one victim.
CHARGE_LIMIT = 200
#: Work that makes sure that somebody told the victim what a court decided.
_OUTCOME_NEWS = (WorkKind.VERDICT_NEWS, WorkKind.PLEA_NEWS)
_TOLD_AS = {ToldOutcome.CONVICTED: ChargeState.CONVICTED, ToldOutcome.ACQUITTED: ChargeState.ACQUITTED}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalCharge:
    """One charge, or before a charge what somebody is suspected of."""

    id: uuid.UUID
    shown: ShownCharge
    #: How we put it to the reader; empty where nobody has yet, or where the words are for the victim alone.
    plain: str
    #: The words of the law, and their Welsh where the court gave it.
    title: str
    title_welsh: str
    #: London date of what it is about; None where it is not one day.
    offence_on: dt.date | None
    charged_on: dt.date | None
    #: The charge that took its place; None while that is not told.
    replaced_by: uuid.UUID | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalAccused:
    """One person accused, under the words that the reader chose, with the charges against them."""

    label: AccusedLabel
    charges: tuple[PortalCharge, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalCharges:
    """Everything on the page of charges."""

    accused: tuple[PortalAccused, ...]
    #: There is a decision that the reader was not told of yet: what stands here may change with it.
    is_letter_owed: bool


def own_charges(*, viewer: Actor, record: OwnRecord, letters: OwnLetters, on: dt.date) -> PortalCharges:
    """Read the charges that concern the viewer's victim on a London date; six queries, whatever there is."""
    rows = list(
        Charge.objects.filter(charge_victims__victim=record.victim)
        .select_related("defendant")
        .order_by("defendant_id", "charged_on", "count", "id")[:CHARGE_LIMIT]
    )
    changes = _changes(rows, record=record, told=portal_untold.told_decisions(record, letters=letters))
    told_outcomes = _told_outcomes(record)
    shown = {
        row.pk: shown_charge(
            state=ChargeState(row.state),
            changes=changes[row.pk],
            is_charged=row.charged_on is not None,
            is_outcome_told=row.state in told_outcomes,
        )
        for row in rows
    }
    hidden = {
        row.replaced_by_id for row in rows if row.replaced_by_id and shown[row.pk].state is not ChargeState.REPLACED
    }
    visible = [row for row in rows if row.pk not in hidden]
    # A business is spoken to through its contact, as itself.
    is_their_own = record.standing.reader is Reader.VICTIM or record.victim.kind == VictimKind.BUSINESS
    by_defendant: dict[uuid.UUID, list[Charge]] = defaultdict(list)
    for row in visible:
        by_defendant[row.defendant_id].append(row)
    return PortalCharges(
        accused=tuple(
            PortalAccused(
                label=_label(charges, record=record, on=on),
                charges=tuple(
                    _charge(row, shown[row.pk], visible={each.pk for each in visible}, is_their_own=is_their_own)
                    for row in charges
                ),
            )
            for charges in by_defendant.values()
        ),
        is_letter_owed=bool(portal_untold.unopened(letters))
        or portal_untold.explained_since(record, letters=letters) is not None,
    )


def _label(charges: list[Charge], *, record: OwnRecord, on: dt.date) -> AccusedLabel:
    defendant = charges[0].defendant
    is_charged = any(row.charged_on is not None for row in charges)
    return accused_label(
        wish=record.standing.accused,
        name=defendant.name,
        is_named=may_be_named(is_charged=is_charged, born_on=defendant.born_on, on=on),
        is_charged=is_charged,
    )


def _charge(row: Charge, shown: ShownCharge, *, visible: set[uuid.UUID], is_their_own: bool) -> PortalCharge:
    is_replaced = shown.state is ChargeState.REPLACED and row.replaced_by_id in visible
    return PortalCharge(
        id=row.pk,
        shown=shown,
        plain=row.plain_description if fits_reader(plain=row.plain_description, is_their_own=is_their_own) else "",
        title=row.title,
        title_welsh=row.title_welsh,
        offence_on=row.offence_on,
        charged_on=row.charged_on,
        replaced_by=row.replaced_by_id if is_replaced else None,
    )


def _changes(
    rows: Iterable[Charge], *, record: OwnRecord, told: frozenset[uuid.UUID]
) -> dict[uuid.UUID, tuple[ChargeChange, ...]]:
    owed = dict(Obligation.objects.filter(victim=record.victim).values_list("decision_id", "state"))
    found: dict[uuid.UUID, list[ChargeChange]] = defaultdict(list)
    decided = (
        DecisionCharge.objects.filter(charge__in=[row.pk for row in rows])
        .select_related("decision")
        .order_by("decision__decided_at", "decision__recorded_at", "id")
    )
    for each in decided:
        after = ChargeState(each.state_after)
        state = owed.get(each.decision_id)
        found[each.charge_id].append(
            ChargeChange(
                before=ChargeState(each.state_before),
                after=after,
                is_told=is_change_told(
                    after=after,
                    is_owed=state == ObligationState.OPEN,
                    was_owed=state is not None,
                    is_substantial=each.decision.is_substantial,
                    is_untold=state is not None and each.decision_id not in told,
                ),
            )
        )
    return defaultdict(tuple, {charge_id: tuple(changes) for charge_id, changes in found.items()})


def _told_outcomes(record: OwnRecord) -> frozenset[ChargeState]:
    """Say which outcomes at court a person is known to have told: an officer saw to it, or witness care told it.

    A relative who is not the first to be told learns it from whoever tells them, and then from us.
    """
    if not record.standing.is_first_told:
        return frozenset()
    news = WorkItem.objects.filter(victim=record.victim, kind__in=_OUTCOME_NEWS).values_list("state", "done_by")
    states = list(news)
    told = {
        _TOLD_AS[ToldOutcome(outcome)]
        for outcome in AgencyContact.objects.filter(
            victim=record.victim,
            stage=AgencyContactStage.MADE,
            called_off_at__isnull=True,
            told_outcome__in=[outcome.value for outcome in _TOLD_AS],
        ).values_list("told_outcome", flat=True)
    }
    is_open = any(state == WorkState.OPEN for state, _ in states)
    # Newer news that takes the place of older news is closed by the service, and tells nobody anything.
    if not is_open and any(done_by.startswith("staff:") for _, done_by in states):
        told |= {ChargeState.CONVICTED, ChargeState.ACQUITTED, ChargeState.COURT_ENDED}
    return frozenset(told)
