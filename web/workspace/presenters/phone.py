"""What a letter puts on its reader's phone, for the page on which staff see it before they approve (W9)."""

import dataclasses

from communications.rules.letter_words import Piece, pieces
from communications.rules.vocabulary import Channel
from communications.services.previews import OnThePhone
from web import formatting

_HOW_IT_GOES: dict[Channel | None, str] = {
    None: "No way of sending this letter is safe at present, so nothing reaches their phone.",
    Channel.POST: "The letter goes by post. Nothing appears on their phone because of it.",
    Channel.INTERMEDIARY_EMAIL: "The letter goes to the person through whom they chose to be told, "
    "who hands it over. Nothing appears on their own phone.",
    Channel.EMAIL: "The letter goes by email. The subject may stand on a locked screen; the letter is in the email.",
    Channel.PORTAL: "The letter is read where they sign in. Only a notice without content reaches the phone itself.",
}
_NO_NOTICE = "No text or email is safe, so nobody tells them that it is there: a manager is asked to find a way."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One message on the phone."""

    title: str
    arrives: str
    #: Empty for a text.
    subject: str
    pieces: tuple[Piece, ...]


def lines(seen: OnThePhone) -> list[str]:
    """Say in a few sentences what will happen."""
    said = [_HOW_IT_GOES[seen.channel]]
    if seen.channel is Channel.PORTAL and not seen.screens:
        said.append(_NO_NOTICE)
    if seen.is_in_the_portal and seen.channel is Channel.POST:
        said.append("A copy appears where they sign in, four days after the letter was posted, so that it comes first.")
    if seen.is_asked_first:
        said.append("It is hard news: before it opens there, they are asked whether they want to read it now.")
    return said


def screens(seen: OnThePhone) -> list[Screen]:
    """Lay out each message as it arrives."""
    return [
        Screen(
            title="Text message" if screen.channel is Channel.TEXT else "Email",
            arrives=f"If it were approved now: {formatting.date_time_words(screen.arrives_at)}",
            subject=screen.subject,
            pieces=pieces(screen.text),
        )
        for screen in seen.screens
    ]
