"""What can be recorded about another agency's contact with a victim (COL-4).

Source: peers.md row L15 and section 3, leap 17.
"""

import dataclasses
import datetime as dt

from cases.rules.vocabulary import AgencyContactStage

#: A contact planned further ahead than this is a slip of the pen (days).
FURTHEST_AHEAD = 366


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntryFacts:
    """What somebody wants to record, as far as the rule looks at it."""

    stage: AgencyContactStage
    #: London date.
    contact_on: dt.date
    #: Aware; None where no time was noted.
    contact_at: dt.datetime | None
    told_hearing_on: dt.date | None
    today: dt.date
    #: Aware.
    now: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What cannot be, and in which part of the record."""

    #: ``contact_on`` or ``told_hearing_on``.
    part: str
    words: str


def faults(*, facts: ContactEntryFacts) -> tuple[Fault, ...]:
    """List why a contact of another agency cannot be recorded like this; empty when it can (COL-4).

    One that was made lies in the past, one that is planned does not, and neither lies further ahead than a year.
    """
    found = []
    limit = facts.today + dt.timedelta(days=FURTHEST_AHEAD)
    is_later = facts.contact_at > facts.now if facts.contact_at is not None else facts.contact_on > facts.today
    if facts.stage is AgencyContactStage.MADE and is_later:
        found.append(Fault(part="contact_on", words="A contact that was made must be in the past"))
    if facts.stage is AgencyContactStage.PLANNED and facts.contact_on < facts.today:
        found.append(Fault(part="contact_on", words="A planned contact must be today or later"))
    if facts.stage is AgencyContactStage.PLANNED and facts.contact_on > limit:
        found.append(Fault(part="contact_on", words="A planned contact must be within a year"))
    if facts.told_hearing_on is not None and facts.told_hearing_on > limit + dt.timedelta(days=FURTHEST_AHEAD):
        found.append(Fault(part="told_hearing_on", words="The date of the hearing must be within two years"))
    return tuple(found)
