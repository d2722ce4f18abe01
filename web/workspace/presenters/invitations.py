"""The online page of a person as staff see it: how their invitation stands, and by which ways they can be invited."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from communications.rules.portal_invitations import InvitationState
from communications.rules.portal_ways import ALLOWED, Pair
from communications.rules.vocabulary import Channel
from communications.selectors.portal_invitations import InvitationRecord
from communications.services.portal_ways import Outlook
from web import formatting
from web.components import Row, Tag

_STATES: dict[InvitationState, Tag] = {
    InvitationState.WAITING: Tag(text="Being made ready", colour="blue"),
    InvitationState.IN_PRINT: Tag(text="With the print room", colour="blue"),
    InvitationState.SENT: Tag(text="On its way", colour="blue"),
    InvitationState.STUCK: Tag(text="Not delivered", colour="red"),
    InvitationState.RETURNED: Tag(text="Came back", colour="red"),
    InvitationState.READ_OUT: Tag(text="Read out on the telephone", colour="blue"),
    InvitationState.USED: Tag(text="Used", colour="green"),
    InvitationState.ENDED: Tag(text="Ended", colour="grey"),
    InvitationState.EXPIRED: Tag(text="Expired", colour="yellow"),
}
_INVITATION: dict[Channel, str] = {Channel.EMAIL: "email", Channel.TEXT: "text", Channel.POST: "letter"}
_CODES: dict[Channel, str] = {Channel.EMAIL: "email", Channel.TEXT: "text"}
_CLOSED: dict[Channel, str] = {
    Channel.EMAIL: "Not by email",
    Channel.TEXT: "Not by text",
    Channel.POST: "Not by letter",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownOnlinePage:
    """The part of the safe-contact page about the online page."""

    #: How the newest invitation stands; empty where there was none.
    rows: tuple[Row, ...]
    invite_href: str
    invite_text: str
    #: Where a code is read out to them on the telephone.
    spoken_href: str
    #: Empty where there is nothing to cancel, or no letter that could come back.
    cancel_href: str
    came_back_href: str
    end_access_href: str


def online_page(record: InvitationRecord | None, *, href: Callable[..., str]) -> ShownOnlinePage:
    """Show how a person's newest invitation stands and what can be done about it. ``href`` knows whose page it is."""
    return ShownOnlinePage(
        rows=tuple(_rows(record)) if record is not None else (),
        invite_href=href("invite"),
        invite_text="Invite them to their online page" if record is None else "Invite them again",
        spoken_href=href("code-by-telephone"),
        cancel_href=href("cancel-invitation") if record and record.state.is_open else "",
        came_back_href=href("invitation-came-back") if record and record.may_come_back else "",
        end_access_href=href("end-online-access"),
    )


def choices(outlook: Outlook) -> list[tuple[str, str, str]]:
    """List the pairs of ways to choose from: value, words, and what to know before choosing."""
    return [(_value(pair), _words(pair), ALLOWED[pair]) for pair in outlook.pairs]


def pair_of(value: str) -> Pair:
    """Read a choice back that the form has found to be one of `choices`."""
    invitation, _, codes = value.partition("+")
    return Pair(invitation=Channel(invitation), codes=Channel(codes))


def closed_rows(outlook: Outlook) -> list[Row]:
    """Say for each way that is closed why it is."""
    return [Row(key=_CLOSED[channel], value=reasons) for channel, reasons in outlook.closed]


def invited_words(pair: Pair, *, until: dt.datetime) -> str:
    """Say that an invitation is on its way, and what the person still needs."""
    day = formatting.weekday_words(formatting.london_date(at=until))
    if pair.invitation is Channel.POST:
        return f"The letter is on its way to the print room. Its code can be used once, until the end of {day}."
    return f"The invitation is on its way. It can be used once, until {day}."


def _rows(record: InvitationRecord) -> list[Row]:
    rows = [
        Row(key="Invitation", tag=_STATES[record.state]),
        Row(key="How", value=_how(record)),
        Row(key="Invited", value=formatting.date_time_words(record.invited_at)),
    ]
    if record.left_at is not None:
        key = "Posted" if record.ways is not None and record.ways.invitation is Channel.POST else "Sent"
        rows.append(Row(key=key, value=formatting.date_time_words(record.left_at)))
    if record.reference:
        rows.append(Row(key="Reference on the letter", value=record.reference))
    if record.state is InvitationState.USED and record.used_at is not None:
        rows.append(Row(key="Used", value=formatting.date_time_words(record.used_at)))
    elif record.ended_at is not None:
        rows.append(Row(key="Ended", value=formatting.date_time_words(record.ended_at)))
    else:
        rows.append(Row(key="Good until", value=formatting.date_time_words(record.expires_at)))
    return rows


def _value(pair: Pair) -> str:
    return f"{pair.invitation.value}+{pair.codes.value}"


def _how(record: InvitationRecord) -> str:
    if record.ways is None:
        return f"Code read out on the telephone, codes by {_CODES[record.codes_by]}"
    return _words(record.ways)


def _words(pair: Pair) -> str:
    return f"Invitation by {_INVITATION[pair.invitation]}, codes by {_CODES[pair.codes]}"
