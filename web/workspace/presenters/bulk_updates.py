"""Routine updates to many: who is offered, who gets one by which way, and who is left out and why."""

from collections.abc import Iterable

from django.urls import reverse

from communications.rules.bulk_updates import WORDS
from communications.rules.vocabulary import Channel
from communications.selectors.victim_lines import VictimLine
from communications.services.bulk_updates import Checked
from web import formatting
from web.components import Cell, Column

GETTING_COLUMNS = [Column(text="Person"), Column(text="Case"), Column(text="Goes by"), Column(text="Promised by")]
LEFT_OUT_COLUMNS = [Column(text="Person"), Column(text="Case"), Column(text="Why not")]
_WAYS: dict[Channel, str] = {
    Channel.EMAIL: "Email",
    Channel.POST: "Post",
    Channel.PORTAL: "Their online page",
    Channel.INTERMEDIARY_EMAIL: "Whom they chose to be told through, by email",
}


def choices(lines: Iterable[VictimLine]) -> list[tuple[str, str, str]]:
    """Offer the people of one page of the list, each with the case and what they were promised."""
    return [(str(line.victim.pk), line.victim.person.full_name, _hint(line)) for line in lines]


def _hint(line: VictimLine) -> str:
    promised = f"promised by {formatting.weekday_words(line.next_promise_on)}" if line.next_promise_on else ""
    return f"{formatting.urn_words(line.victim.case.urn)}, {promised or 'nothing is promised'}"


def getting_rows(checked: Iterable[Checked]) -> list[list[str | Cell]]:
    """List who gets the update, by which way, and which promise it keeps."""
    return [
        [
            *_who(one),
            _WAYS.get(one.channel, one.channel.label) if one.channel is not None else "",
            formatting.weekday_words(one.promised_on) if one.promised_on is not None else "",
        ]
        for one in checked
    ]


def left_out_rows(checked: Iterable[Checked]) -> list[list[str | Cell]]:
    """List who gets none, with every reason."""
    return [[*_who(one), " ".join(WORDS[skip] for skip in one.skips)] for one in checked]


def _who(one: Checked) -> list[str | Cell]:
    victim = one.victim
    people = f"{reverse('workspace:case-people', args=[victim.case_id])}#victim-{victim.pk}"
    return [Cell(text=victim.person.full_name, href=people), formatting.urn_words(victim.case.urn)]


def sent_words(count: int) -> str:
    """Say how many updates are on their way."""
    if not count:
        return "No update was sent."
    return f"{formatting.count_words(count, 'update is', 'updates are')} on the way."
