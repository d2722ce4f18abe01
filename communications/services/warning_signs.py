"""Look for signs that somebody may be losing touch, and put each before their officer once (L12).

A sign lasts as long as its facts do. The work that it raises is raised once: whoever has dealt with it is not asked
again while the same sign lasts, and what ends by itself closes its work by itself.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import transaction

from accounts import actors
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import reference, work
from communications.models import WarningSign
from communications.rules import dated_tables
from communications.rules.warning_signs import Sign, SignLimit, WarningSignal, limits_on, signs
from communications.selectors.warning_signs import facts_of
from communications.services import dated_rows

_ACTOR = actors.system(SystemProcess.DEADLINES)
#: Victims looked at together.
_BATCH = 500
#: Work and its words are seen by everybody who sees the case: why, and what would help, stands on the person's page.
_LOOK = "Look at how it stands between us and this person. Why, and what would help, stands on their page."


def look(*, at: dt.datetime) -> int:
    """Look at everybody with whom somebody keeps in touch; return how many signs are new.

    Safe to run twice, at once, late or killed: a sign that lasts is there once, whoever noticed it.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the next working day.
    """
    today = london_date(at=at)
    limits = limits_on(rows=dated_rows.rows(of=dated_tables.SIGN_LIMITS), on=today)
    act_by = end_of_day(due_on=reference.load_calendar().next(after=today))
    _end_where_contact_ended(at=at)
    found, after = 0, uuid.UUID(int=0)
    while victims := _next(after):
        found += _look_at(victims, limits=limits, act_by=act_by, at=at)
        after = victims[-1].pk
    return found


def work_key(*, victim_id: uuid.UUID, signal: WarningSignal) -> str:
    """Name the work item that puts a sign before somebody."""
    return f"sign:{victim_id}:{signal.value}"


def _next(after: uuid.UUID) -> list[Victim]:
    rows = Victim.objects.filter(standing__is_live=True, in_contact_since__isnull=False, pk__gt=after)
    return list(rows.select_related("case", "officer", "standing").order_by("pk")[:_BATCH])


def _look_at(victims: Sequence[Victim], *, limits: tuple[SignLimit, ...], act_by: dt.datetime, at: dt.datetime) -> int:
    facts = facts_of(victims=victims, at=at)
    lasting: dict[uuid.UUID, dict[str, WarningSign]] = {victim.pk: {} for victim in victims}
    for row in WarningSign.objects.filter(victim__in=list(lasting), ended_at__isnull=True):
        lasting[row.victim_id][row.signal] = row
    new = 0
    for victim in victims:
        there = {sign.signal: sign for sign in signs(facts=facts[victim.pk], limits=limits)}
        known = lasting[victim.pk]
        for sign in there.values():
            old = known.get(sign.signal)
            if old is None:
                new += _notice(victim, sign, act_by=act_by, at=at)
            elif old.reason != sign.reason:
                WarningSign.objects.filter(pk=old.pk).update(reason=sign.reason, since=sign.since)
        for row in known.values():
            if WarningSignal(row.signal) not in there:
                _end(row, at=at)
    return new


@transaction.atomic
def _notice(victim: Victim, sign: Sign, *, act_by: dt.datetime, at: dt.datetime) -> bool:
    row = WarningSign(
        victim=victim,
        case=victim.case,
        signal=sign.signal,
        reason=sign.reason,
        since=sign.since,
        noticed_at=at,
    )
    WarningSign.objects.bulk_create([row], ignore_conflicts=True)
    if not WarningSign.objects.filter(pk=row.pk).exists():
        # Another run has noticed it at the same moment.
        return False
    work.raise_item(
        kind=WorkKind.KEEP_IN_TOUCH,
        key=work_key(victim_id=victim.pk, signal=sign.signal),
        summary=_LOOK,
        actor=_ACTOR,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=act_by,
    )
    audit.record(actor=_ACTOR, verb=Verb.WARNED, subject=row, at=at, case_id=victim.case_id, victim_id=victim.pk)
    return True


@transaction.atomic
def _end(row: WarningSign, *, at: dt.datetime) -> None:
    ended = WarningSign.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=at)
    if ended:
        key = work_key(victim_id=row.victim_id, signal=WarningSignal(row.signal))
        work.settle(key=key, outcome="The sign is there no more", actor=_ACTOR, at=at)


def _end_where_contact_ended(*, at: dt.datetime) -> None:
    gone = WarningSign.objects.filter(ended_at__isnull=True).exclude(victim__standing__is_live=True)
    for row in gone.order_by("pk")[:_BATCH]:
        _end(row, at=at)
