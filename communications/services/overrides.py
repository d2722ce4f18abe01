"""Keep words that the gate warned of, with a reason (GATE-24). A stop is not kept by anybody."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from communications.models import Communication, WarningOverride
from communications.rules.gate.findings import LEAST_REASON
from communications.rules.vocabulary import CommunicationState
from communications.services import drafting, letter_trail


class NeedsReason(ValueError):
    """A warning is answered with a reason that says something, or not at all."""


@transaction.atomic
def keep(
    *, communication_id: uuid.UUID, reasons: Mapping[str, str], actor: Actor, at: dt.datetime
) -> tuple[WarningOverride, ...]:
    """Store the reasons for which words stay, by the key of the finding; return what was stored.

    Whoever writes the letter answers for a draft, whoever approves it for a letter under review. A reason for something
    that the gate does not warn of (any more) is not stored: the words changed, or somebody else answered first.

    Raises:
        NotPermitted: the actor may not write, or for a letter under review may not approve, letters in this case.
        NotWritable: the words are settled.
        NeedsReason: a reason says nothing.
        BeyondHorizon: the bank-holiday calendar does not reach the dates the letter names.
    """
    communication = drafting.locked(communication_id=communication_id)
    if communication.state == CommunicationState.UNDER_REVIEW:
        policies.require(actor=actor, permission=Permission.APPROVE_LETTER, case=communication.case)
    else:
        policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
        drafting.require_writable(communication=communication)
    given = {key: reason.strip() for key, reason in reasons.items() if reason.strip()}
    if any(len(reason) < LEAST_REASON for reason in given.values()):
        raise NeedsReason("Say why these words stay")
    found = drafting.findings(communication=communication, at=at) if given else None
    return tuple(
        _keep(
            communication,
            rule=warning.rule,
            block=warning.block or "",
            words=warning.words,
            key=warning.key,
            reason=given[warning.key],
            actor=actor,
            at=at,
        )
        for warning in {each.key: each for each in (found.warnings if found else ())}.values()
        if warning.key in given
    )


def _keep(
    communication: Communication,
    *,
    rule: str,
    block: str,
    words: str,
    key: str,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> WarningOverride:
    override = WarningOverride.objects.create(
        communication=communication,
        rule=rule,
        block=block,
        words=words,
        finding_key=key,
        reason=reason,
        made_at=at,
        made_by=actor.label,
    )
    letter_trail.note(
        communication=communication,
        verb=Verb.OVERRODE,
        actor=actor,
        at=at,
        detail={"rule": rule, "block": block},
    )
    return override
