"""What staff read about calls: one series, those of a victim, and the calls of a case."""

import dataclasses
import uuid

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from cases.models import Case, Obligation
from cases.rules.vocabulary import ObligationState
from cases.selectors import records
from cases.selectors.records import VictimRecord
from communications.models import CallSeries, ContactAttempt, PortalInvitation

#: Calls shown on the timeline of a case, newest first.
CASE_LIMIT = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VictimCalls:
    """The series of one victim, and what could be rung about."""

    victim: VictimRecord
    case: Case
    #: Newest first.
    series: tuple[CallSeries, ...]
    #: Explanations that are owed and could be told on the phone.
    owed: tuple[Obligation, ...]
    can_log: bool


def visible_series(*, viewer: Actor, series_id: uuid.UUID) -> CallSeries:
    """Return one series of a case that the viewer may read.

    Raises:
        CallSeries.DoesNotExist: there is none, or it is not the viewer's to see.
    """
    return (
        CallSeries.objects.filter(case__in=records.cases_visible_to(viewer=viewer))
        .select_related("victim__case__area", "victim__case__unit", "person", "case__area", "case__unit")
        .select_related("obligation__decision", "news__victim")
        .get(pk=series_id)
    )


def calls_of_victim(*, viewer: Actor, case_id: uuid.UUID, victim_id: uuid.UUID) -> VictimCalls:
    """List the series of one victim, newest first, and what is owed to them; a constant number of queries.

    Raises:
        Case.DoesNotExist: there is no such case, or it is not the viewer's to see.
        Victim.DoesNotExist: the case has no such victim.
    """
    record = records.case_record(viewer=viewer, case_id=case_id)
    known = record.victim(victim_id)
    owed = Obligation.objects.filter(victim=known.victim, state=ObligationState.OPEN, is_blocked=False)
    return VictimCalls(
        victim=known,
        case=record.case,
        series=tuple(
            CallSeries.objects.filter(victim=known.victim)
            .select_related("news")
            .select_related("person", "obligation__decision")
            .prefetch_related("attempts")
            .order_by("-opened_at", "-id")
        ),
        owed=tuple(owed.select_related("decision").order_by("due_at", "id")),
        can_log=policies.can(actor=viewer, permission=Permission.LOG_CONTACT, case=record.case),
    )


def codes_read_out_in_case(*, viewer: Actor, case: Case) -> tuple[PortalInvitation, ...]:
    """List the calls in which a code to come in online was read out, newest first (PORT-7); never the code.

    None where the case is not the viewer's to see.
    """
    rows = PortalInvitation.objects.filter(
        victim__case__in=records.cases_visible_to(viewer=viewer).filter(pk=case.pk), rung_contact_point__isnull=False
    )
    return tuple(rows.select_related("person", "victim__person").order_by("-invited_at"))


def calls_in_case(*, viewer: Actor, case: Case) -> tuple[ContactAttempt, ...]:
    """List the calls of a case, newest first, for its timeline; one query."""
    return tuple(
        ContactAttempt.objects.filter(series__case=case, series__case__in=records.cases_visible_to(viewer=viewer))
        .select_related("series__victim__person", "series__person", "identity")
        .order_by("-logged_at", "-id")[:CASE_LIMIT]
    )
