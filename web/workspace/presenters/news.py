"""An item of work that tells a victim of news: what happened, to whom, what to tell and what comes next."""

import dataclasses
from collections.abc import Iterable, Mapping

from django.urls import reverse

from cases.models import CaseEvent, WorkItem
from cases.rules.event_work import plea_of
from cases.rules.vocabulary import CaseEventKind, Plea, WorkKind
from web import formatting
from web.components import Event, Link

#: Who tells court news by the Victims' Code, and what is ours (domain reference 4.4, 1 rule 11).
_WITNESS_CARE = "Witness care tell them. Make sure that they did; do not tell them something else than they were told."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """What to tell of one kind of news, and what comes next."""

    who_tells: str
    tell: tuple[str, ...]
    next: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ShownNews:
    """The part of a page of work that is about news."""

    happened: tuple[Event, ...]
    guidance: Guidance
    #: Where to see how the person is reached safely; empty where the item names no victim.
    reach: Link | None


GUIDANCE: Mapping[WorkKind, Guidance] = {
    WorkKind.HEARING_NEWS: Guidance(
        who_tells=_WITNESS_CARE,
        tell=(
            "The day, the time and the court, or that there is no date yet.",
            "What the hearing is for, and whether they need to come. Mostly they do not.",
            "Where a date changed: that it changed, why if it is known, and that you are sorry.",
        ),
        next=("Check what they need if they come: travel, a separate entrance, somebody beside them.",),
    ),
    WorkKind.PLEA_NEWS: Guidance(
        who_tells=_WITNESS_CARE,
        tell=(
            "What the defendant said to which charge, in plain words.",
            "Guilty: there is no trial about it. The court sentences, and they can make a Victim Personal Statement.",
            "Not guilty: there will be a trial. It does not mean that the court believes the defendant.",
        ),
        next=(
            "Not guilty: ask what would help them to give evidence, and say that we ask the court for it.",
            "Not guilty in a RASSO case: a meeting before the trial is on the list as work of its own.",
        ),
    ),
    WorkKind.VERDICT_NEWS: Guidance(
        who_tells=_WITNESS_CARE,
        tell=(
            "The verdict on each charge about them.",
            "Not guilty: it means that the court was not sure. It is not a finding that they did not tell the truth.",
            "Who can give what reasons. A jury gives none.",
        ),
        next=(
            "Ask how they are and who is with them. Offer support that fits.",
            "Guilty: say when the sentence is expected, and check the Victim Personal Statement.",
        ),
    ),
    WorkKind.SENTENCE_NEWS: Guidance(
        who_tells=f"{_WITNESS_CARE} What witness care cannot answer comes to us.",
        tell=(
            "What the sentence is and what it means in years, days or conditions.",
            "How somebody may ask for a sentence to be looked at as too low, and until when.",
        ),
        next=(
            "A year in prison or more for violence or a sexual offence: say that the Victim Contact Scheme asks them.",
            "Never say where anybody is held.",
        ),
    ),
    WorkKind.APPLICATION_NEWS: Guidance(
        who_tells=_WITNESS_CARE,
        tell=(
            "What was asked of the court, by whom, and when it is heard.",
            "What could change for them if it is granted.",
        ),
        next=("Come back to them with what the court decided.",),
    ),
    WorkKind.SPECIAL_MEASURES_NEWS: Guidance(
        who_tells=_WITNESS_CARE,
        tell=(
            "Which help the court allowed, and how it will be on the day.",
            "What was not allowed, and that the court decides this, not we.",
        ),
        next=("If they need something else, tell the prosecutor at once. We can ask the court again.",),
    ),
    WorkKind.SAFETY_MESSAGE: Guidance(
        who_tells="A person tells them, by the safe way that they agreed with us. Nothing is sent by itself.",
        tell=(
            "That something changed, what it is, and from when.",
            "Each condition or order in plain words: what the defendant must not do.",
            "What to do if it is broken: ring 999 in danger, else 101 or the officer in the case.",
        ),
        next=(
            "Ask whether they are safe now and whether the way to reach them is still safe.",
            "If you are worried, ring the officer in the case and their ISVA or IDVA today.",
            "Never say where anybody is held or lives.",
        ),
    ),
}

_PLEAS: dict[Plea, str] = {
    Plea.GUILTY: "Guilty",
    Plea.NOT_GUILTY: "Not guilty",
    Plea.OTHER: "Another plea, or one that the sender did not say: read the record",
}


def present(item: WorkItem, *, events: Iterable[CaseEvent]) -> ShownNews | None:
    """Show what is behind an item of news; None for every other kind of work."""
    guidance = GUIDANCE.get(WorkKind(item.kind))
    if guidance is None:
        return None
    reach = None
    if item.victim_id is not None and item.case_id is not None:
        reach = Link(
            text="See how to reach them safely",
            href=reverse("workspace:safe-contact", args=[item.case_id, item.victim_id]),
        )
    return ShownNews(happened=tuple(_event(event) for event in events), guidance=guidance, reach=reach)


def _event(event: CaseEvent) -> Event:
    kind = CaseEventKind(event.kind)
    detail = event.detail
    lines = [str(one) for one in detail.get("meanings", ()) if kind is not CaseEventKind.PLEA]
    if kind is CaseEventKind.PLEA:
        lines.append(_PLEAS[_plea(detail)])
    lines += [str(detail[name]) for name in ("court_name", "court_text", "note") if detail.get(name)]
    on = formatting.london_date(at=event.occurred_at)
    return Event(title=kind.label, when=formatting.date_words(on), timestamp=on.isoformat(), lines=tuple(lines))


def _plea(detail: Mapping[str, object]) -> Plea:
    meanings = detail.get("meanings")
    if isinstance(meanings, list) and meanings:
        return plea_of(value=str(meanings[0]))
    return Plea(str(detail.get("plea", Plea.OTHER.value)))
