"""What has been settled with a victim: the list of things to ask, and what is given to the person in words."""

import dataclasses
import uuid
from collections.abc import Sequence

from django.urls import reverse

from cases.models import Connection
from cases.rules.agreed import Missing
from cases.rules.agreed import PaperStanding as Standing
from cases.rules.vocabulary import AgreedPoint, ConnectionKind, MayBeTold, RiskLevel, VpsStatus
from cases.selectors.records import VictimRecord
from communications.models import Communication
from communications.rules.letter_words import BlockKey, LetterWords, Piece
from communications.rules.typesetting import set_pieces
from communications.rules.vocabulary import CommunicationState
from communications.services.agreed_letters import Paper
from web import formatting
from web.components import Row, Tag, Task
from web.workspace.presenters import people

_ROUTES: dict[AgreedPoint, str] = {
    AgreedPoint.OFFICER: "workspace:allocate",
    AgreedPoint.METHOD: "workspace:safe-contact",
    AgreedPoint.SAFE_POINT: "workspace:add-contact-point",
    AgreedPoint.TIMES: "workspace:agree-times",
    AgreedPoint.NEEDS: "workspace:agree-needs",
    AgreedPoint.RISK: "workspace:agree-risk",
    AgreedPoint.STATEMENT: "workspace:agree-statement",
    AgreedPoint.SUPPORTERS: "workspace:agree-supporters",
    AgreedPoint.RHYTHM: "workspace:agree-rhythm",
    AgreedPoint.PLAN: "workspace:agree-plan",
    AgreedPoint.SUMMARY: "workspace:agreed-summary",
}
_TITLES: dict[AgreedPoint, str] = {
    AgreedPoint.OFFICER: "Their contact",
    AgreedPoint.METHOD: "How they want to be reached, and who must not know",
    AgreedPoint.SAFE_POINT: "A safe address or number",
    AgreedPoint.TIMES: "Times that suit and times to avoid",
    AgreedPoint.NEEDS: "Language, interpreter, formats and access",
    AgreedPoint.RISK: "Risk of domestic abuse",
    AgreedPoint.STATEMENT: "Victim Personal Statement",
    AgreedPoint.SUPPORTERS: "Who else we may speak to",
    AgreedPoint.RHYTHM: "How often they hear from us",
    AgreedPoint.PLAN: "In which order they are told",
    AgreedPoint.SUMMARY: "What we agreed, given to them",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownSupporter:
    """Somebody beside a victim, with what they may be told."""

    id: uuid.UUID
    name: str
    rows: tuple[Row, ...]


def tasks(missing: Sequence[Missing], *, case_id: uuid.UUID, victim_id: uuid.UUID) -> list[Task]:
    """List everything to settle, each with whether it is and what it is good for where it is not."""
    open_points = {each.point: each for each in missing}
    return [
        Task(
            title=_TITLES[point],
            href=reverse(_ROUTES[point], args=[case_id, victim_id]),
            hint=open_points[point].why if point in open_points else "",
            status=Tag(text="Missing", colour="yellow") if point in open_points else None,
            status_text="" if point in open_points else "Done",
        )
        for point in AgreedPoint
    ]


def headline(missing: Sequence[Missing]) -> str:
    """Say how much is left."""
    if not missing:
        return "Everything is settled."
    return f"{formatting.count_words(len(missing), 'thing')} {'is' if len(missing) == 1 else 'are'} missing."


def times(record: VictimRecord) -> tuple[list[str], list[str]]:
    """List the times that suit and those to avoid, in words and in their stored order."""
    profile = record.profile
    if profile is None:
        return [], []
    return list(people.windows(profile.safe_windows)), list(people.windows(profile.times_to_avoid))


def supporters(connections: Sequence[Connection]) -> list[ShownSupporter]:
    """Show everybody who stands beside the victim."""
    return [
        ShownSupporter(
            id=connection.pk,
            name=connection.person.full_name,
            rows=(
                Row(key="Who they are", value=ConnectionKind(connection.kind).label),
                Row(key="May be told", value=_told(connection)),
            ),
        )
        for connection in connections
    ]


def _told(connection: Connection) -> str:
    told = MayBeTold(connection.may_be_told).label
    if connection.consent_ends_on is None:
        return told
    return f"{told}, until {formatting.date_words(connection.consent_ends_on)}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownSide:
    """What was agreed in one language."""

    lang: str
    #: Heading, and the pieces below it, of each part.
    parts: tuple[tuple[str, tuple[Piece, ...]], ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownPaper:
    """The paper for the person, and what staff must know before they give it."""

    sides: tuple[ShownSide, ...]
    reader_name: str
    is_in_full: bool
    #: The other form was asked for, and these are the reasons why it is not shown.
    refused: tuple[str, ...]
    is_welsh_missing: bool
    #: What became of the newest letter; empty where none was opened.
    letter: str
    letter_href: str


def paper(given: Paper, *, in_full: bool) -> ShownPaper:
    """Show what was agreed as the person would get it today."""
    letter = given.newest
    return ShownPaper(
        sides=tuple(_side(words) for words in given.sides),
        reader_name=given.reader_name,
        is_in_full=not given.kept_out,
        refused=tuple(reason.words for reason in given.kept_out) if in_full else (),
        is_welsh_missing=given.is_welsh_missing,
        letter=_letter_words(letter) if letter is not None else "",
        letter_href=reverse("workspace:letter", args=[letter.pk]) if letter is not None else "",
    )


def _side(words: LetterWords) -> ShownSide:
    return ShownSide(
        lang=words.language.value.lower(),
        parts=tuple(
            (block.heading, set_pieces(block.text))
            for block in words.blocks
            # An envelope is marked, not a paper that goes from hand to hand.
            if block.text and block.key is not BlockKey.PRIVATE_MARKING
        ),
    )


def _letter_words(letter: Communication) -> str:
    if letter.sent_at is not None:
        return f"The letter was sent on {formatting.date_words(formatting.london_date(at=letter.sent_at))}."
    if letter.state == CommunicationState.APPROVED:
        return "The letter is on its way and has not left yet."
    if letter.state in {CommunicationState.NOT_REQUIRED, CommunicationState.SUPERSEDED}:
        return "The last letter was taken back before it left."
    if letter.state == CommunicationState.FAILED:
        return "The letter could not be delivered."
    return "The letter waits for somebody to finish it."


def paper_standing(standing: Standing) -> tuple[str, ...]:
    """Say what of the paper in their hands no longer holds; empty where they have none, or it holds."""
    if standing.given_at is None or not standing.changed:
        return ()
    day = formatting.date_words(formatting.london_date(at=standing.given_at))
    return (
        f"They have what was agreed on {day}. Changed since:",
        *(_TITLES[point] for point in standing.changed),
    )


def risk_now(record: VictimRecord) -> dict[str, object]:
    """Put what is recorded into the form; unknown is no answer yet."""
    level = record.victim.risk_level
    return {} if level == RiskLevel.UNKNOWN else {"level": level}


def statement_now(record: VictimRecord) -> dict[str, object]:
    """Put what is recorded into the form; that none was received is no answer yet."""
    status = record.victim.vps_status
    return {} if status == VpsStatus.NOT_RECEIVED else {"status": status}


def needs_now(record: VictimRecord) -> dict[str, object]:
    """Put what is recorded into the form."""
    person = record.victim.person
    known = {True: "yes", False: "no", None: ""}
    return {
        "preferred_name": person.preferred_name,
        "language": person.language,
        "other_language": person.other_language,
        "needs_interpreter": known[person.needs_interpreter],
        "formats": person.formats,
        "access_needs": person.access_needs,
    }


def rhythm_now(record: VictimRecord) -> dict[str, object]:
    """Put what is recorded into the form."""
    profile = record.profile
    if profile is None:
        return {}
    return {"rhythm_days": profile.rhythm_days or "", "paused_until": profile.updates_paused_until}
