"""What a person says before a meeting (what they need, who comes, their questions), and the notes after it.

The same doors for the person in the portal and for staff who write down what somebody said on the telephone.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import WorkKind
from cases.rules.working_days import london_date
from cases.services import work
from communications.models import Meeting, MeetingNotes, MeetingQuestion, MeetingWishes
from communications.models.meeting_preparation import LONGEST_NOTES, LONGEST_QUESTION
from communications.rules.accounts_of_events import may_tell_what_happened
from communications.rules.meeting_words import (
    MeetingCompanion,
    MeetingState,
    MeetingSupport,
    MeetingWay,
)
from communications.rules.meetings import MAY_PREPARE, StepNotPossible
from communications.services import meeting_steps as steps
from communications.services import meetings, news_notices
from communications.services.correspondence import MayTellWhatHappened
from communications.services.meeting_steps import NotPossible

#: More questions than this before one meeting, and the person is asked to ring instead.
MOST_QUESTIONS = 20
_AFTER = frozenset({MeetingState.HELD, MeetingState.NOTES_SENT})


class ChangedMeanwhile(Exception):
    """Somebody else has written it down since the writer saw it; nothing was written over."""


class TooManyQuestions(Exception):
    """The person has asked very often before this meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a person needs for a meeting and who comes with them."""

    companions: tuple[MeetingCompanion, ...] = ()
    #: Who that is, in their words; may be empty.
    companion_note: str = ""
    needs: tuple[MeetingSupport, ...] = ()
    #: What exactly, in their words; may be empty.
    needs_note: str = ""


@transaction.atomic
def say(
    *, meeting_id: uuid.UUID, wishes: Wishes, seen: int, way: MeetingWay, actor: Actor, at: dt.datetime
) -> MeetingWishes:
    """Write down what a person needs for a meeting and who comes with them (V26, MEET-5).

    ``seen`` is the number of the newest wishes that the writer saw, 0 for none: with newer ones nothing is written.
    What an arranged meeting says it needs follows at once, and somebody is asked to see to it.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        Meeting.DoesNotExist: it is not theirs.
        StepNotPossible: the meeting is over, or was never offered.
        ChangedMeanwhile: see above.
    """
    meeting = _to_prepare(meeting_id, actor=actor)
    newest = newest_wishes(meeting=meeting)
    if (newest.number if newest else 0) != seen:
        raise ChangedMeanwhile("Somebody else has written this down since you saw it")
    said = MeetingWishes.objects.create(
        meeting=meeting,
        number=seen + 1,
        companions=[one.value for one in wishes.companions],
        companion_note=wishes.companion_note.strip(),
        needs=[one.value for one in wishes.needs],
        needs_note=wishes.needs_note.strip(),
        times_note=newest.times_note if newest else "",
        way=_way(way, actor),
        said_at=at,
        said_by=actor.label,
    )
    if meeting.state == MeetingState.ARRANGED:
        meeting.support, meeting.support_detail = said.needs, said.needs_note
        meeting.save(update_fields=["support", "support_detail"])
    _audit(meeting, said, Verb.RECEIVED, actor=actor, at=at)
    ask_to_see_to_it(meeting=meeting, actor=actor, at=at)
    return said


@transaction.atomic
def ask(
    *,
    meeting_id: uuid.UUID,
    text: str,
    key: str,
    tells_what_happened: bool | None,
    way: MeetingWay,
    actor: Actor,
    at: dt.datetime,
) -> MeetingQuestion:
    """Take in a question that a person wants answered at a meeting; the same ``key`` again is the same question (V26).

    ``tells_what_happened`` is their own answer to that question, None as long as nobody asked. What tells of the events
    is put before a person to be passed to the police (MSG-3); nothing is refused for it.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        Meeting.DoesNotExist: it is not theirs.
        StepNotPossible: the meeting is over, or was never offered.
        NotPossible: there are no words, or too many.
        MayTellWhatHappened: the person must be asked first.
        TooManyQuestions: more than ``MOST_QUESTIONS``.
    """
    meeting = _to_prepare(meeting_id, actor=actor)
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise NotPossible("text", "Write your question")
    if len(words) > LONGEST_QUESTION:
        raise NotPossible("text", f"Your question must be {LONGEST_QUESTION} characters or fewer")
    known = MeetingQuestion.objects.filter(meeting=meeting, key=key).first()
    if known is not None:
        return known
    if tells_what_happened is None and may_tell_what_happened(text=words):
        raise MayTellWhatHappened
    if MeetingQuestion.objects.filter(meeting=meeting).count() >= MOST_QUESTIONS:
        raise TooManyQuestions
    question = MeetingQuestion.objects.create(
        meeting=meeting,
        key=key,
        text=words,
        tells_what_happened=bool(tells_what_happened),
        way=_way(way, actor),
        asked_at=at,
        asked_by=actor.label,
    )
    _audit(meeting, question, Verb.RECEIVED, actor=actor, at=at)
    ask_to_see_to_it(meeting=meeting, actor=actor, at=at)
    if question.tells_what_happened:
        work.raise_item(
            kind=WorkKind.FORWARD_TO_POLICE,
            key=f"pass-to-police:question:{question.pk}",
            summary="A question before a meeting tells what happened. Pass it to the officer in the case.",
            actor=actor,
            at=at,
            case=meeting.case,
            victim=meeting.victim,
            about=f"meeting:{meeting.pk}",
            due_at=steps.step_due_at(at=at),
        )
    return question


@transaction.atomic
def release_notes(
    *, meeting_id: uuid.UUID, text: str, to_officer_on: dt.date | None, actor: Actor, at: dt.datetime
) -> MeetingNotes:
    """Give the notes of a meeting to the person to read in the portal, and tell them without content (V26).

    The first release is the sending of the notes; a later one corrects them and stands above the earlier. The London
    date ``to_officer_on`` is when the officer in the case got them, None while they have not.

    Raises:
        NotPermitted: the actor may not arrange meetings in this case.
        StepNotPossible: it has not taken place.
        NotPossible: there are no words, too many, or the date lies in the future or before the meeting.
    """
    meeting = steps.locked(meeting_id=meeting_id, actor=actor)
    words = text.replace("\x00", "").replace("\r\n", "\n").strip()
    if not words:
        raise NotPossible("text", "Write the notes")
    if len(words) > LONGEST_NOTES:
        raise NotPossible("text", f"The notes must be {LONGEST_NOTES} characters or fewer")
    if meeting.state not in _AFTER:
        raise StepNotPossible(f"{meeting.state} has not taken place")
    if meeting.state == MeetingState.HELD:
        meetings.send_notes(
            meeting_id=meeting_id, to_victim_on=london_date(at=at), to_officer_on=to_officer_on, actor=actor, at=at
        )
    number = MeetingNotes.objects.filter(meeting=meeting).count() + 1
    notes = MeetingNotes.objects.create(
        meeting=meeting, number=number, text=words, released_at=at, released_by=actor.label
    )
    _audit(meeting, notes, Verb.RELEASED, actor=actor, at=at)
    news_notices.tell(
        victim=meeting.victim,
        person=meeting.person,
        key=f"notice-of-notes:{notes.pk}",
        fallback="The notes of a meeting are there to read, but no text or email is safe. Tell them another way.",
        fallback_key=f"tell-of-notes:{meeting.pk}",
        about=f"meeting:{meeting.pk}",
        due_at=steps.step_due_at(at=at),
        actor=actor,
        at=at,
    )
    return notes


def _to_prepare(meeting_id: uuid.UUID, *, actor: Actor) -> Meeting:
    meeting = steps.locked_for_either(meeting_id=meeting_id, actor=actor)
    if meeting.state not in MAY_PREPARE:
        raise StepNotPossible(f"{meeting.state} is over")
    return meeting


def _way(way: MeetingWay, actor: Actor) -> str:
    return MeetingWay.ONLINE_PAGE.value if steps.is_person(actor=actor) else way.value


def newest_wishes(*, meeting: Meeting) -> MeetingWishes | None:
    """Return what the person said last that they need; None while they have said nothing."""
    return MeetingWishes.objects.filter(meeting=meeting).order_by("-number").first()


def ask_to_see_to_it(*, meeting: Meeting, actor: Actor, at: dt.datetime) -> None:
    """Put what the person said on the list once, however much they write before somebody looks. In a transaction."""
    work.raise_item(
        kind=WorkKind.MEETING_ARRANGE,
        key=f"meeting-preparation:{meeting.pk}",
        summary="They told us what they need for a meeting, or what they want to ask. Read it and arrange for it.",
        actor=actor,
        at=at,
        case=meeting.case,
        victim=meeting.victim,
        about=f"meeting:{meeting.pk}",
        due_at=steps.step_due_at(at=at),
    )


def _audit(
    meeting: Meeting,
    subject: MeetingWishes | MeetingQuestion | MeetingNotes,
    verb: Verb,
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    audit.record(actor=actor, verb=verb, subject=subject, at=at, case_id=meeting.case_id, victim_id=meeting.victim_id)
