"""Looks for victims with whom something is not settled when it should be, and puts each on a list once (ONB-2)."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim, WorkItem
from cases.rules import agreed
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import gaps, reference, work
from communications.rules import dated_tables
from communications.services import dated_rows

_ACTOR = actors.system(SystemProcess.DEADLINES)
#: Victims looked at together, and at most so many together in one run: the next run goes on.
_BATCH = 500
_BATCHES = 20


def look(*, at: dt.datetime) -> int:
    """Put on the list of their unit whoever has been in contact for longer than it takes to settle everything.

    Each is raised once: whoever has dealt with it is not asked again. Returns how many were raised. Safe to run twice,
    at once or late.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates.
    """
    _count_where_nobody_looked(at=at)
    today = london_date(at=at)
    days = agreed.days_to_settle(times=dated_rows.rows(of=dated_tables.SETTLING_TIMES), on=today)
    began_until = agreed.began_until(today=today, days=days, calendar=reference.load_calendar())
    raised_before = WorkItem.objects.filter(
        key=Concat(Value(gaps.work_key_stem()), Cast(OuterRef("pk"), TextField()), output_field=TextField())
    )
    found = Victim.objects.filter(
        ~Exists(raised_before),
        standing__is_live=True,
        standing__missing_count__gt=0,
        in_contact_since__lte=began_until,
    )
    victims = list(found.select_related("case", "officer").order_by("in_contact_since", "pk")[: _BATCH * _BATCHES])
    for victim in victims:
        _raise(victim, due_at=end_of_day(due_on=today), at=at)
    return len(victims)


@transaction.atomic
def _raise(victim: Victim, *, due_at: dt.datetime, at: dt.datetime) -> None:
    item = work.raise_item(
        kind=WorkKind.ONBOARDING,
        key=gaps.work_key(victim_id=victim.pk),
        summary="Some things have not been settled with this person. Ask when you next speak.",
        actor=_ACTOR,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=due_at,
    )
    audit.record(actor=_ACTOR, verb=Verb.WARNED, subject=item, at=at, case_id=victim.case_id, victim_id=victim.pk)


def _count_where_nobody_looked(*, at: dt.datetime) -> None:
    """Count what is not settled with victims who came by another way than a page: an import, the court feed."""
    for _ in range(_BATCHES):
        unknown = Victim.objects.filter(
            standing__is_live=True, standing__missing_count__isnull=True, in_contact_since__isnull=False
        )
        victims = list(unknown.select_related("case", "person").order_by("pk")[:_BATCH])
        if not victims:
            return
        gaps.look_again(victims=victims, actor=_ACTOR, at=at)
