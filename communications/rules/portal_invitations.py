"""How long an invitation to the portal lives, and how it stands (PORT-4).

An invitation by email or text is there within minutes. A letter waits for its print run, travels, and then lies until
its reader is alone: it lives for so many working days, and to the end of the London day that it names. Source:
reliability bar 3.1 (ASVS 6.4.1: 14 days to arrive, a documented stretch of "short"), peers.md V1 and V33.
"""

import dataclasses
import datetime as dt
import enum

from cases.rules.working_days import WorkingDayCalendar, end_of_day, london_date
from communications.rules.vocabulary import Channel, MessageState

#: A fortnight in which somebody waits for a quiet hour.
ELECTRONIC_LIFE = dt.timedelta(days=14)
#: One for the print run, up to four in the post, and at least a working week to be alone with it. Counted in working
#: days because neither the print room nor the post works over Christmas.
POSTED_WORKING_DAYS = 14


class InvitationState(enum.StrEnum):
    """How an invitation stands, as staff see it."""

    #: Written down, not yet handed over.
    WAITING = "WAITING"
    #: With the print room.
    IN_PRINT = "IN_PRINT"
    #: On its way or there, and still good.
    SENT = "SENT"
    #: It cannot leave, or did not arrive, and somebody must look.
    STUCK = "STUCK"
    #: The letter came back.
    RETURNED = "RETURNED"
    #: Read out on the telephone: nothing is on its way, and it lives for minutes.
    READ_OUT = "READ_OUT"
    #: The person came in with it.
    USED = "USED"
    #: Ended by staff, or by a newer one.
    ENDED = "ENDED"
    EXPIRED = "EXPIRED"

    @property
    def is_open(self) -> bool:
        """Whether its code still lets somebody begin."""
        return self in {self.WAITING, self.IN_PRINT, self.SENT, self.STUCK, self.READ_OUT}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InvitationFacts:
    """What decides how an invitation stands. Instants are aware."""

    #: None where it was read out on the telephone (PORT-7).
    channel: Channel | None
    #: State of the newest message that carries it; None where none does.
    message: MessageState | None
    expires_at: dt.datetime
    has_been_used: bool
    has_been_ended: bool


def letter_expires_at(*, leaves_at: dt.datetime, calendar: WorkingDayCalendar) -> dt.datetime:
    """Return when an invitation by a letter that may leave at the aware ``leaves_at`` ends: with its last day (PORT-4).

    Raises:
        BeyondHorizon: the calendar does not reach so far.
    """
    return end_of_day(due_on=calendar.add(day=london_date(at=leaves_at), n=POSTED_WORKING_DAYS))


def state_of(*, facts: InvitationFacts, at: dt.datetime) -> InvitationState:
    """Say how an invitation stands at an aware instant (PORT-4)."""
    if facts.has_been_used:
        return InvitationState.USED
    if facts.channel is Channel.POST and facts.message is MessageState.RETURNED:
        return InvitationState.RETURNED
    if facts.has_been_ended:
        return InvitationState.ENDED
    if facts.expires_at <= at:
        return InvitationState.EXPIRED
    return InvitationState.READ_OUT if facts.message is None else _on_its_way(facts.message, channel=facts.channel)


def _on_its_way(message: MessageState, *, channel: Channel | None) -> InvitationState:
    match message:
        case MessageState.DISPATCHED | MessageState.DELIVERED:
            return InvitationState.SENT
        case MessageState.ACCEPTED:
            return InvitationState.IN_PRINT if channel is Channel.POST else InvitationState.SENT
        case MessageState.QUEUED | MessageState.RENDERING | MessageState.RENDERED | MessageState.SENDING:
            return InvitationState.WAITING
        case _:
            return InvitationState.STUCK
