"""Lets another system report what it knows of some cases: decisions that a person has to confirm, and hearings."""

import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Case
from cases.rules.vocabulary import CaseEventKind, ChargeState
from communications.services import intake

#: Reported in turn.
_KINDS = (
    CaseEventKind.STOPPED_BY_PROSECUTION,
    CaseEventKind.HEARING_MOVED,
    CaseEventKind.COURT_ENDED,
    CaseEventKind.STOPPED_AT_TRIAL,
)
#: One in so many of them has such news.
_EVERY = 4


def let_others_report(*, now: dt.datetime) -> int:
    """Take in one event about some cases that go on, as they come over the API; return how many were taken in.

    Only where a charge stands and nothing was decided yet, so that no report contradicts the past of the demo.
    """
    going_on = Case.objects.filter(charges__state=ChargeState.CHARGED, decisions__isnull=True, closed_on__isnull=True)
    reported = [
        {
            "event_id": f"demo-{number}",
            "occurred_at": (now - dt.timedelta(hours=3)).isoformat(),
            "recorded_at": (now - dt.timedelta(hours=2)).isoformat(),
            "source": "CMS",
            "case_urn": case.urn,
            "kind": _KINDS[number % len(_KINDS)].value,
        }
        for number, case in enumerate(going_on.order_by("urn").distinct()[::_EVERY])
    ]
    answers = intake.receive_events(events=reported, actor=actors.system(SystemProcess.CASE_IMPORT), at=now)
    return sum(answer.status == "applied" for answer in answers)
