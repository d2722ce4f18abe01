"""A person says how a contact was: counted, never kept with their name; a wish for help becomes work for a person.

Whoever answers is not to be found by their answer, not by us either: that somebody answered stands in one table, what
was answered is added to a count in another, and the trail says only that they answered.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import NotPermitted, require
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Victim
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import reference, work
from communications.models import FeedbackCount, FeedbackGiven
from communications.rules.contact_store import ContactKind
from communications.rules.feedback import FeedbackAnswer, FeedbackQuestion, HelpWanted, may_be_asked
from communications.selectors import contact_store
from communications.selectors import feedback as reading
from communications.selectors.contact_store import StoreEntry
from communications.services.correspondence import answer_clock


class NotAsked(LookupError):
    """There is no such contact of theirs about which we ask now, or they have answered. Never says which."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What came of the answers."""

    #: London date by whose end somebody gets in touch; None where nobody was asked to.
    contact_by: dt.date | None


def contact_of(*, viewer: Actor, kind: ContactKind, subject: str, at: dt.datetime) -> StoreEntry:
    """Return the viewer's own contact about which they may say how it was.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotAsked: see there.
    """
    require(actor=viewer, permission=Permission.WRITE_OWN_MESSAGE, victim_id=viewer.victim_id)
    today = london_date(at=at)
    entry = contact_store.entry_of(viewer=viewer, kind=kind, subject=subject, at=at)
    if entry is None or not is_asked(entry, today=today):
        raise NotAsked
    if (kind, subject) in reading.given_by(viewer=viewer, today=today):
        raise NotAsked
    return entry


def is_asked(entry: StoreEntry, *, today: dt.date) -> bool:
    """Whether a person may say how this contact was, on a London date (FEED-1)."""
    return may_be_asked(
        kind=entry.kind,
        on=entry.on,
        today=today,
        call=entry.call,
        meeting=entry.meeting,
        has_been_read=entry.letter is not None and entry.letter.has_been_read,
    )


@transaction.atomic
def give(
    *,
    actor: Actor,
    kind: ContactKind,
    subject: str,
    answers: Mapping[FeedbackQuestion, FeedbackAnswer],
    help_wanted: HelpWanted,
    at: dt.datetime,
) -> Given:
    """Count the answers of a person who is signed in to the portal; each contact counts once, whatever is pressed.

    ``answers`` holds those questions that they answered. Whoever wants somebody to get in touch has work raised for
    their contact: by the end of the next working day where they say that it is soon, else by the date of a message.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        NotAsked: see there.
    """
    contact_of(viewer=actor, kind=kind, subject=subject, at=at)
    if actor.victim_id is None or actor.person_id is None:
        raise NotPermitted(actor=actor, permission=Permission.WRITE_OWN_MESSAGE, is_about_an_object=True)
    victim = Victim.objects.select_related("case__unit", "officer").get(pk=actor.victim_id)
    today = london_date(at=at)
    _given, is_first = FeedbackGiven.objects.get_or_create(
        person_id=actor.person_id, kind=kind, subject=subject, defaults={"victim": victim, "given_on": today}
    )
    if not is_first:
        raise NotAsked
    for question, answer in sorted(answers.items()):
        _count(victim, kind=kind, question=question, answer=answer, month=today.replace(day=1))
    audit.record(
        actor=actor,
        verb=Verb.ANSWERED,
        subject=("feedback", str(victim.pk)),
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
    )
    return Given(contact_by=_ask_for_help(victim, help_wanted, subject=f"{kind}:{subject}", actor=actor, at=at))


def _count(
    victim: Victim, *, kind: ContactKind, question: FeedbackQuestion, answer: FeedbackAnswer, month: dt.date
) -> None:
    """Add one to a count. In a fixed order of questions, so that two people never wait for each other."""
    cell, _ = FeedbackCount.objects.get_or_create(
        unit_id=victim.case.unit_id, month=month, kind=kind, question=question, answer=answer
    )
    FeedbackCount.objects.filter(pk=cell.pk).update(count=F("count") + 1)


def _ask_for_help(
    victim: Victim, help_wanted: HelpWanted, *, subject: str, actor: Actor, at: dt.datetime
) -> dt.date | None:
    if help_wanted is HelpWanted.NONE:
        return None
    is_soon = help_wanted is HelpWanted.SOON
    next_day = reference.load_calendar().next(after=london_date(at=at))
    due_at = end_of_day(due_on=next_day) if is_soon else answer_clock(received_at=at).due_at
    work.raise_item(
        kind=WorkKind.CALL_THE_PERSON,
        key=f"after-contact:{subject}:{victim.pk}",
        summary=(
            "Asked how a contact was, they said that they are finding this hard and want somebody soon. "
            "Speak with them, as their safe-contact page allows, and ask what would help."
            if is_soon
            else "Asked how a contact was, they would like somebody to get in touch. They know by when."
        ),
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about="after-contact",
        due_at=due_at,
    )
    return london_date(at=due_at)
