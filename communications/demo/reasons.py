"""Sends the reasons of some demo decisions back and answers every second one, so that managers see some."""

import dataclasses
import datetime as dt

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import Decision
from cases.rules.vocabulary import MissingReason, ObligationState
from cases.selectors import reasons as selector
from cases.services import reasons
from communications.services import decision_reasons

#: How many decisions' reasons are sent back.
_SENT_BACK = 8
_ASKED = "Was anybody else asked who might have seen it? The letter should say what was looked for."
_ADDED = "The police asked everybody who lives nearby, and nobody had seen or heard anything that evening."


def send_some_back(*, now: dt.datetime) -> int:
    """Send the reasons of the newest open decisions back; return how many."""
    actor = actors.system(SystemProcess.DEMO_CASELOAD)
    found = Decision.objects.filter(obligations__state=ObligationState.OPEN).distinct().order_by("-decided_at", "id")
    chosen = list(found[:_SENT_BACK])
    for number, decision in enumerate(chosen):
        returned = reasons.send_back(
            decision_id=decision.pk,
            missing=[MissingReason.WORDS, MissingReason.PLAIN_WORDS],
            words=_ASKED,
            actor=actor,
            at=now,
        )
        if number % 2:
            given = dataclasses.replace(
                selector.given_in(row=decision), specific=(), reasons=f"{decision.reasons}\n\n{_ADDED}"
            )
            decision_reasons.supplement(return_id=returned.pk, given=given, actor=actor, at=now)
    return len(chosen)
