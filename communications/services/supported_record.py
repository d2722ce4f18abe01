"""A signed-in supporter opens a page about somebody they stand beside: agreed to, for today, and in parts (SHOW-1)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.vocabulary import ShownPart
from cases.rules.working_days import london_date
from communications.models import SupporterConsent
from communications.selectors import portal, supporter_access
from communications.selectors.portal import OwnRecord
from communications.selectors.supporter_access import ToldTo


class NotShown(LookupError):
    """This supporter is not shown this part, of this person, now. Never says which of the three it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportedRecord:
    """The record of somebody who agreed that the viewer sees parts of it."""

    victim: Victim
    #: Whose being told decides what is shown.
    told: ToldTo
    parts: frozenset[ShownPart]
    #: London date, the last on which it holds.
    ends_on: dt.date


def opened(*, viewer: Actor, part: ShownPart, at: dt.datetime) -> SupportedRecord:
    """Return the record of the viewer's person at an aware instant, where they are shown that part of it. One query.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in as a supporter.
        NotShown: it was not agreed to, or it has ended.
    """
    require(actor=viewer, permission=Permission.VIEW_SUPPORTED_RECORD, victim_id=viewer.victim_id)
    try:
        consent: Any = (
            supporter_access.with_told_to(supporter_access.in_force(at=at))
            .select_related("victim__person", "victim__case__unit", "victim__case__area", "victim__officer")
            .get(victim=viewer.victim_id, supporter__person=viewer.person_id)
        )
    except SupporterConsent.DoesNotExist as missing:
        raise NotShown from missing
    parts = frozenset(map(ShownPart, consent.parts))
    if part not in parts:
        raise NotShown
    told = ToldTo(victim_id=consent.victim_id, person_id=consent.told_id)
    return SupportedRecord(victim=consent.victim, told=told, parts=parts, ends_on=consent.ends_on)


def as_told(*, record: SupportedRecord, at: dt.datetime) -> OwnRecord:
    """Read the record as the person reads it who is told about it, at an aware instant. One query."""
    return portal.own_record(viewer=record.told, on=london_date(at=at))


def note_look(*, record: SupportedRecord, page: str, viewer: Actor, at: dt.datetime, verb: Verb = Verb.VIEWED) -> None:
    """Note in the trail that a supporter looked at a page about somebody, or took something away (`EXPORTED`)."""
    victim = record.victim
    subject = (page, str(victim.pk))
    audit.record(actor=viewer, verb=verb, subject=subject, case_id=victim.case_id, victim_id=victim.pk, at=at)
