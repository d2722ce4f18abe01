"""Opens the letters of a review: that we have the request, what came of it, that it is not taken (W7).

Each is opened in the transaction that logged or answered the request, so that nobody who asks is without a letter. The
acknowledgement has fixed words and goes by itself to whoever asked; the others are written on by a person.
"""

import datetime as dt

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.roles import SystemProcess
from cases.models import ReviewAnswer, ReviewRequest, ReviewStage
from cases.rules.vocabulary import ReviewOutcome, WorkKind
from cases.services import review_clocks, work
from communications.models import Communication, Promise
from communications.rules.vocabulary import CommunicationState, LetterType
from communications.services import approval, opening, promises, review_tellings, superseding
from communications.services.letter_facts import Given
from communications.services.review_facts import LETTER_OF_OUTCOME

_PROMISES = actors.system(SystemProcess.PROMISES)
_ENDED = (CommunicationState.NOT_REQUIRED, CommunicationState.SUPERSEDED)


def acknowledge(
    *, request: ReviewRequest, stage: ReviewStage | None, promise: Promise | None, actor: Actor, at: dt.datetime
) -> Communication:
    """Tell that a request has reached us, who looks and until when; without a stage, that somebody checks it first.

    Where it goes to whoever asked and nothing is missing in it, it is let go at once. Otherwise it is work for a
    person: somebody else would learn of the request. ``promise`` is the date until when they hear from us again.

    Raises:
        NoWords, BeyondHorizon: as ``opening.open_draft``.
    """
    if stage is not None:
        _end_unsent_acknowledgements(
            request, why="The request is taken, and another letter says so", actor=actor, at=at
        )
    letter = opening.open_review_letter(
        request=request,
        stage=stage,
        letter_type=LetterType.REVIEW_ACKNOWLEDGEMENT,
        due_at=review_clocks.acknowledge_by(asked_on=stage.started_on if stage is not None else request.received_on),
        given=Given(next_update_on=promise.due_on if promise is not None else None),
        key=_unused(f"review-acknowledged:{stage.pk if stage is not None else request.pk}"),
        actor=actor,
        at=at,
    )
    is_for_asker = letter.recipient_id is not None and letter.recipient_id == request.asker_person_id
    if stage is None or not is_for_asker:
        return _leave_to_a_person(letter, "It tells somebody that a review was asked for: read it first", actor, at)
    try:
        # A savepoint: what stands against approval must not undo the request.
        with transaction.atomic():
            return approval.approve_unattended(communication_id=letter.pk, actor=_PROMISES, at=at)
    except approval.NotComplete:
        return _leave_to_a_person(letter, "A part that it needs is missing", actor, at)


def open_answer(*, answer: ReviewAnswer, actor: Actor, at: dt.datetime) -> Communication:
    """Open the letter that tells what a reviewer found, with the reasons that they recorded for the person.

    Raises:
        NoWords, BeyondHorizon: as ``opening.open_draft``.
    """
    stage = answer.stage
    outcome = ReviewOutcome(answer.outcome)
    victim = stage.request.victim
    person = promises.contact_person(victim=victim, at=at)
    given = Given()
    # Only a case that goes on has news to come; the others say what is left to the person.
    if (
        outcome is ReviewOutcome.OVERTURNED
        and person is not None
        and promises.is_in_contact(victim=victim, person=person)
    ):
        given = Given(next_update_on=promises.next_update_on(victim=victim, person=person, at=at))
    return opening.open_review_letter(
        request=stage.request,
        stage=stage,
        letter_type=LETTER_OF_OUTCOME[outcome],
        due_at=stage.due_at,
        given=given,
        key=_unused(f"review-answered:{stage.pk}"),
        actor=actor,
        at=at,
    )


def open_refusal(*, request: ReviewRequest, actor: Actor, at: dt.datetime) -> Communication:
    """Open the letter that says that a request is not taken, with the reason in the words of whoever looked at it.

    Raises:
        NoWords, BeyondHorizon: as ``opening.open_draft``.
    """
    _end_unsent_acknowledgements(
        request, why="The request is not taken, and another letter says so", actor=actor, at=at
    )
    return opening.open_review_letter(
        request=request,
        stage=None,
        letter_type=LetterType.REVIEW_NOT_TAKEN,
        due_at=review_clocks.refusal_due_at(asked_on=request.received_on),
        given=Given(),
        key=_unused(f"review-not-taken:{request.pk}"),
        actor=actor,
        at=at,
    )


def end_unsent(*, request: ReviewRequest, why: str, actor: Actor, at: dt.datetime) -> int:
    """Take every letter about a request that has not left out of use; return how many. Caller's transaction."""
    return superseding.end_letters(
        letters=Communication.objects.filter(review=request),
        why=why,
        actor=actor,
        at=at,
        settles=review_tellings.work_key,
    )


def follow_telling(
    *, request: ReviewRequest, stage: ReviewStage | None, letter_follows: bool, actor: Actor, at: dt.datetime
) -> None:
    """Settle what becomes of an unsent answer after a person was told otherwise: it confirms it, or is not sent."""
    about = Communication.objects.filter(review=request, review_stage=stage).exclude(
        letter_type=LetterType.REVIEW_ACKNOWLEDGEMENT
    )
    if not letter_follows:
        superseding.end_letters(
            letters=about, why="They were told in another way", actor=actor, at=at, settles=review_tellings.work_key
        )
        return
    for letter in about.filter(state__in=superseding.UNSENT).select_related("case", "victim__officer"):
        _leave_to_a_person(letter, "They have been told; this letter confirms it", actor, at)


def _unused(key: str) -> str:
    """Name the letter that takes the place of one that was taken out of use; the same name while that one stands."""
    ended = Communication.objects.filter(dedupe_key__startswith=key, state__in=_ENDED).count()
    return f"{key}:{ended}" if ended else key


def _end_unsent_acknowledgements(request: ReviewRequest, *, why: str, actor: Actor, at: dt.datetime) -> None:
    superseding.end_letters(
        letters=Communication.objects.filter(
            review=request, review_stage__isnull=True, letter_type=LetterType.REVIEW_ACKNOWLEDGEMENT
        ),
        why=why,
        actor=actor,
        at=at,
        settles=review_tellings.work_key,
    )


def _leave_to_a_person(letter: Communication, why: str, actor: Actor, at: dt.datetime) -> Communication:
    work.raise_item(
        kind=WorkKind.DRAFT_LETTER,
        key=review_tellings.work_key(communication_id=letter.pk),
        summary=f"Finish this letter about a review. {why}",
        actor=actor,
        at=at,
        case=letter.case,
        victim=letter.victim,
        about=f"communication:{letter.pk}",
        due_at=letter.due_at,
    )
    return letter
