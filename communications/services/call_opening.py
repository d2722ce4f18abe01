"""Begin to ring somebody about one thing: by hand, or because their plan says that a person rings before the letter."""

import datetime as dt

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Obligation, Person, Victim, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import CallSeries
from communications.rules.calls.vocabulary import CallPurpose, SeriesState
from communications.services import call_steps, recipients


class NobodyToRing(ValueError):
    """Nobody is recorded who may be told: who that is, must be settled first."""


def begin(
    *, victim: Victim, obligation: Obligation | None, news: WorkItem | None = None, actor: Actor, at: dt.datetime
) -> CallSeries:
    """Open a series of calls to a locked victim, or return the open one about the same thing. Caller's transaction.

    ``news`` is the work whose news is told; with neither it nor an obligation the calls bring an update.

    Raises:
        NobodyToRing: nobody is recorded who may be told.
    """
    about = about_of(obligation=obligation, news=news)
    existing = CallSeries.objects.filter(victim=victim, about=about, state=SeriesState.OPEN).first()
    if existing is not None:
        return existing
    series = CallSeries.objects.create(
        victim=victim,
        person=whom(victim=victim, obligation=obligation, at=at),
        case=victim.case,
        purpose=_purpose(obligation, news),
        obligation=obligation,
        news=news,
        about=about,
        next_from=at,
        opened_at=at,
        opened_by=actor.label,
    )
    audit.record(
        actor=actor,
        verb=Verb.OPENED,
        subject=series,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        detail={"purpose": str(series.purpose)},
    )
    call_steps.show(series=series, actor=actor, at=at, outcome="")
    return series


def about_of(*, obligation: Obligation | None, news: WorkItem | None = None) -> str:
    """Name what a series is about: one open series about one thing."""
    if news is not None:
        return f"news:{news.pk}"
    return f"obligation:{obligation.pk}" if obligation is not None else "update"


def whom(*, victim: Victim, obligation: Obligation | None, at: dt.datetime) -> Person:
    """Return who is rung: the victim, or whoever is told in their place.

    Raises:
        NobodyToRing: nobody is recorded who may be told.
    """
    addressee = recipients.addressee_of(victim=victim, obligation=obligation, at=at)
    person = recipients.recipient_of(victim=victim, addressee=addressee).person
    if person is None:
        raise NobodyToRing("Nobody is recorded who may be told")
    return person


def _purpose(obligation: Obligation | None, news: WorkItem | None) -> CallPurpose:
    if news is not None:
        return CallPurpose.SAFETY_NEWS if news.kind == WorkKind.SAFETY_MESSAGE else CallPurpose.COURT_NEWS
    return CallPurpose.TELL_DECISION if obligation is not None else CallPurpose.UPDATE
