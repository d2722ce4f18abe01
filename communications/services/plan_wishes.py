"""Record in which order a victim wants to be told one kind of news (V12, S2); the newest counts."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.models import Connection, Victim
from cases.rules.vocabulary import AgreedPoint
from cases.rules.working_days import london_date
from cases.services import agreeing, reference
from communications.models import CallSeries, Communication, ContactWish
from communications.rules.calls.supporters import SupporterRefusal, refusal
from communications.rules.calls.vocabulary import SeriesState
from communications.rules.contact_plan import WITH_SUPPORTER, NewsSort, NotAPlan, Wish
from communications.rules.vocabulary import CommunicationState
from communications.services import call_steps, contact_plans, plan_steps, safe_calls


class NotToBeTold(ValueError):
    """Whoever was chosen may not be told anything; ``why`` says why, for staff."""

    def __init__(self, why: SupporterRefusal) -> None:
        super().__init__(why.words)
        self.why = why


@reference.read_once()
@transaction.atomic
def agree(
    *,
    victim_id: uuid.UUID,
    sort: NewsSort,
    wish: Wish | None,
    supporter_id: uuid.UUID | None,
    actor: Actor,
    at: dt.datetime,
) -> ContactWish:
    """Record what a victim wants for one kind of news; ``wish`` None for what is usual for everybody like them.

    What goes on already follows: letters that are approved and have not left wait for their calls from now on, or do
    not wait any more, and the work of calls says what comes next.

    Raises:
        NotPermitted: the actor may not change contact details in this case, and is not the victim either.
        NotAPlan: somebody is to be told first, and the wish says nobody when or the kind of news has no such step.
        NotToBeTold: whoever is to be told first may not be told now.
        Connection.DoesNotExist: nobody beside this victim.
    """
    # Calls first, then the person, as everywhere: whoever records a call holds its series.
    list(
        CallSeries.objects.select_for_update(of=("self",))
        .filter(victim=victim_id, state=SeriesState.OPEN)
        .order_by("id")
    )
    victim = Victim.objects.select_for_update(of=("self",)).select_related("case__unit", "person").get(pk=victim_id)
    policies.require_for_person(
        actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=victim.case, person_id=victim.person_id
    )
    supporter = _supporter(victim, sort, wish, supporter_id, at=at)
    row = ContactWish.objects.create(
        victim=victim,
        sort=sort,
        is_usual=wish is None,
        rings_first=wish is not None and wish.rings_first,
        supporter=supporter,
        lead_minutes=wish.lead_minutes if wish is not None else None,
        copies_to_portal=wish is None or wish.copies_to_portal,
        recorded_at=at,
        recorded_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=Verb.CHANGED,
        subject=row,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"sort": sort.value},
    )
    agreeing.settle(victim_id=victim_id, point=AgreedPoint.PLAN, actor=actor, at=at)
    _follow(victim, sort, actor=actor, at=at)
    return row


def _supporter(
    victim: Victim, sort: NewsSort, wish: Wish | None, supporter_id: uuid.UUID | None, *, at: dt.datetime
) -> Connection | None:
    has_hour = wish is not None and wish.lead_minutes is not None
    if supporter_id is None and not has_hour:
        return None
    if supporter_id is None or not has_hour or sort not in WITH_SUPPORTER:
        raise NotAPlan("Say who is told first, and how long before; this is possible for news about decisions")
    # Whoever ends a consent holds the victim, as this does: whoever comes second sees what the first did.
    connection = Connection.objects.select_related("person").get(pk=supporter_id, victim=victim)
    phones = safe_calls.phones(victim=victim, person=connection.person, at=at)
    why = refusal(facts=contact_plans.supporter_facts(connection=connection, phones=phones), on=london_date(at=at))
    if why is not None:
        raise NotToBeTold(why)
    return connection


def _follow(victim: Victim, sort: NewsSort, *, actor: Actor, at: dt.datetime) -> None:
    letters = Communication.objects.filter(
        victim=victim, state=CommunicationState.APPROVED, sent_at__isnull=True, messages__isnull=False
    ).select_related("victim__case", "victim__person", "obligation", "recipient")
    for letter in letters.distinct().order_by("id"):
        if contact_plans.sort_of_letter(communication=letter) is sort:
            plan_steps.begin(communication=letter, at=at)
    for key in CallSeries.objects.filter(victim=victim, state=SeriesState.OPEN).order_by("id").values_list("pk"):
        series = call_steps.locked(series_id=key[0])
        call_steps.show(series=series, actor=actor, at=at, outcome="Their wishes have changed")
