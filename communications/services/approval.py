"""Submit a letter, send it back, approve it. Nobody approves their own; nothing that owes a part can be approved.

Approval freezes template version, words, recipient and channel and hands the letter to dispatch in one transaction.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor, ActorKind
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import ObligationState, ReviewState
from cases.rules.working_days import london_date
from cases.services import reference, review_rights, work
from communications.models import Communication
from communications.rules.draft_versions import VersionKind
from communications.rules.gate.findings import Findings
from communications.rules.leaflets import pack_key
from communications.rules.letter_requirements import STOP_LETTERS
from communications.rules.second_reading import ReadingOutcome
from communications.rules.vocabulary import CommunicationState, LetterType
from communications.services import (
    comments,
    correction_facts,
    decision_reasons,
    dispatch,
    draft_versions,
    drafting,
    edit_locks,
    leaflets,
    letter_trail,
    relative_steps,
    second_readings,
    translating,
)

#: Letters whose words are fixed from end to end, so that the service may approve them by itself.
UNATTENDED = frozenset(
    {
        LetterType.APOLOGY_MISSED_PROMISE,
        LetterType.ACKNOWLEDGEMENT,
        LetterType.NO_CHANGE_UPDATE,
        LetterType.NEW_CONTACT,
        LetterType.WHAT_WE_AGREED,
        LetterType.REVIEW_ACKNOWLEDGEMENT,
    }
)


class NotComplete(Exception):
    """The content check found something that stands against approval. ``findings`` say what, for the page."""

    def __init__(self, findings: Findings) -> None:
        super().__init__(f"{len(findings.stops)} findings stand against approval")
        self.findings = findings


class OwnLetter(Exception):
    """Nobody approves a letter that they wrote or submitted."""


class NotAFreshReader(Exception):
    """The letter corrects one that the actor wrote or approved: somebody else looks at it afresh (CORR-4)."""


class WordsChanged(Exception):
    """The words are not those that the approver read: the record or the Welsh changed since. Nothing was approved."""


class PackChanged(Exception):
    """Other leaflets would go with the letter than the approver read (LEAF-6). Nothing was approved."""


class NotUnderReview(Exception):
    """The letter is not waiting for a decision; somebody else may have decided."""


class NothingOwed(Exception):
    """The obligation was met, exempted or superseded in the meantime; nothing is to be sent for it."""


class BlockedByProvisionalStop(Exception):
    """The decision is provisional: the ordinary letter waits until it is final (domain.md 3.5)."""


class NeedsComment(ValueError):
    """A letter is sent back with a comment or not at all."""


class NeedsAPerson(Exception):
    """Only letters of fixed words, untouched by staff, go out without a person's approval."""


@reference.read_once()
@transaction.atomic
def submit(
    *, communication_id: uuid.UUID, actor: Actor, at: dt.datetime, ask: second_readings.Ask = second_readings.ANYONE
) -> Communication:
    """Hand a letter to a second reader, with its locked parts as they are today; ``ask`` says to whom (W8).

    The words as they are handed over are kept as a version. Comments whose words were changed count as answered. For a
    reader of Welsh it also goes to whoever translates: the reviewer and the translator work side by side.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotWritable: the letter is not in writing.
        HeldByAnother: somebody else is writing it at the moment.
        NotComplete: a required part is missing or wrong.
        CannotRead: the person asked could not approve it.
    """
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    drafting.require_writable(communication=communication)
    edit_locks.hold(communication=communication, actor=actor, at=at)
    draft_versions.keep_opening(communication=communication)
    communication.submitted_at = at
    communication.submitted_by = actor.label
    standing = drafting.bring_up_to_date(communication=communication, at=at)
    if not standing.english.is_approvable:
        raise NotComplete(standing.english)
    drafting.move(communication=communication, state=CommunicationState.UNDER_REVIEW, comment="", actor=actor, at=at)
    communication.save()
    _keep_version(communication, VersionKind.SUBMITTED, standing, actor=actor, at=at)
    second_readings.open_request(communication=communication, ask=ask, actor=actor, at=at)
    comments.answer_by_amending(communication=communication, words=standing.words, actor=actor, at=at)
    edit_locks.release(communication=communication, at=at)
    translating.ask_for(communication=communication, welsh=standing.welsh, actor=actor, at=at)
    work.settle(
        key=decision_reasons.work_key(communication_id=communication.pk),
        outcome="Read and submitted",
        actor=actor,
        at=at,
    )
    letter_trail.note(communication=communication, verb=Verb.SUBMITTED, actor=actor, at=at)
    return communication


@transaction.atomic
def send_back(*, communication_id: uuid.UUID, comment: str, actor: Actor, at: dt.datetime) -> Communication:
    """Send a letter back to its writer with what to change.

    Raises:
        NotPermitted: the actor may not approve letters in this case.
        NotUnderReview: it is not waiting for a decision.
        AskedOfAnother: it waits for another person or a higher grade.
        NeedsComment: the comment is blank.
    """
    if not comment.strip():
        raise NeedsComment("Say what to change")
    communication = _under_review(communication_id, actor=actor)
    second_readings.require_theirs(communication=communication, actor=actor)
    drafting.move(
        communication=communication,
        state=CommunicationState.AMENDMENTS,
        comment=comment.strip(),
        actor=actor,
        at=at,
    )
    communication.save()
    letter_trail.note(communication=communication, verb=Verb.SENT_BACK, actor=actor, at=at)
    return communication


@transaction.atomic
def take_back(*, communication_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Communication:
    """Take a letter back from its second reader to change it, before anybody has decided (W8).

    Words never change while somebody else reads them: whoever wants to change them takes the letter back first.

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotUnderReview: it is not waiting for a decision; somebody else may have decided.
    """
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    if communication.state != CommunicationState.UNDER_REVIEW:
        raise NotUnderReview("The letter is not waiting for a decision")
    drafting.move(
        communication=communication,
        state=CommunicationState.AMENDMENTS,
        comment="Taken back to change it",
        actor=actor,
        at=at,
        outcome=ReadingOutcome.TAKEN_BACK,
    )
    communication.save()
    letter_trail.note(communication=communication, verb=Verb.TAKEN_BACK, actor=actor, at=at)
    return communication


@reference.read_once()
@transaction.atomic
def approve(
    *,
    communication_id: uuid.UUID,
    actor: Actor,
    at: dt.datetime,
    seen_digest: str | None = None,
    seen_pack: str | None = None,
) -> Communication:
    """Approve a letter and make it ready to send: words, template, recipient and channel are frozen from here on.

    The locked parts are composed once more, because a date or a right may have changed since the letter was submitted.
    ``seen_digest`` names the words that the approver read (VER-1), ``seen_pack`` the leaflets (LEAF-6); every page
    gives both. Where no channel is safe the letter is approved all the same and a manager is asked to find a way.

    Raises:
        NotPermitted: the actor may not approve letters in this case.
        NotUnderReview: it is not waiting for a decision.
        OwnLetter: the actor wrote, translated or submitted it.
        AskedOfAnother: it waits for another person or a higher grade.
        NotAFreshReader: it corrects a letter that the actor wrote, submitted or approved.
        WordsChanged: the words are not those that the approver read.
        PackChanged: the leaflets are not those that the approver read.
        NothingOwed, BlockedByProvisionalStop: it must not be sent (any more).
        MainContactFirst: it is a relative's own letter, and the main contact has not been told yet.
        NotComplete: a required part is missing or wrong, or a part that staff wrote has no Welsh that fits it.
    """
    communication = _under_review(communication_id, actor=actor)
    own = {communication.written_by, communication.submitted_by}
    if actor.label in own or communication.translations.filter(translated_by=actor.label).exists():
        raise OwnLetter("Somebody else must approve this letter")
    second_readings.require_theirs(communication=communication, actor=actor)
    if actor.label in correction_facts.not_fresh(communication=communication):
        raise NotAFreshReader("Somebody who neither wrote nor approved the letter that was wrong must approve this one")
    _require_owed(communication, at=at)
    _approve(communication, actor=actor, at=at, seen_digest=seen_digest, seen_pack=seen_pack)
    return communication


@reference.read_once()
@transaction.atomic
def approve_unattended(*, communication_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Communication:
    """Let a process of the service submit and approve a letter of fixed words that nobody has touched.

    Raises:
        NotPermitted: the process may not approve letters.
        NeedsAPerson: it is another type of letter, staff wrote in it, or the actor is not a process.
        NotComplete: a required part is missing or wrong, for example no contact is named: a person must look.
    """
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.APPROVE_LETTER, case=communication.case)
    is_untouched = communication.state == CommunicationState.DRAFT and not communication.written_by
    if actor.kind is not ActorKind.SYSTEM or communication.letter_type not in UNATTENDED or not is_untouched:
        raise NeedsAPerson("A person must approve this letter")
    communication.submitted_at = at
    communication.submitted_by = actor.label
    drafting.move(communication=communication, state=CommunicationState.UNDER_REVIEW, comment="", actor=actor, at=at)
    communication.save()
    _approve(communication, actor=actor, at=at)
    return communication


def _approve(
    communication: Communication,
    *,
    actor: Actor,
    at: dt.datetime,
    seen_digest: str | None = None,
    seen_pack: str | None = None,
) -> None:
    communication.approved_at = at
    communication.approved_by = actor.label
    standing = drafting.bring_up_to_date(communication=communication, at=at)
    if seen_digest is not None and seen_digest != standing.digest:
        raise WordsChanged("The words are not those that were read")
    if not standing.findings.is_approvable:
        raise NotComplete(standing.findings)
    pack = leaflets.pack(communication=communication, context=standing.context, at=at)
    if seen_pack is not None and seen_pack != pack_key(lines=pack):
        raise PackChanged("The leaflets are not those that were read")
    drafting.move(communication=communication, state=CommunicationState.APPROVED, comment="", actor=actor, at=at)
    communication.save()
    leaflets.freeze(
        communication=communication,
        pack=pack,
        context=standing.context,
        welsh=standing.welsh.context if standing.welsh is not None else None,
        actor=actor,
        at=at,
    )
    if communication.versions.exists():
        _keep_version(communication, VersionKind.APPROVED, standing, actor=actor, at=at)
    translating.settle(communication=communication, outcome="Approved in both languages", actor=actor, at=at)
    letter_trail.note(communication=communication, verb=Verb.APPROVED, actor=actor, at=at)
    dispatch.queue_locked(communication=communication, actor=actor, at=at)


def _keep_version(
    communication: Communication, kind: VersionKind, standing: drafting.Standing, *, actor: Actor, at: dt.datetime
) -> None:
    draft_versions.keep(
        communication=communication,
        kind=kind,
        words=standing.words,
        welsh=standing.welsh.words if standing.welsh is not None else None,
        made_by=actor.label,
        at=at,
    )


def _under_review(communication_id: uuid.UUID, *, actor: Actor) -> Communication:
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.APPROVE_LETTER, case=communication.case)
    if communication.state != CommunicationState.UNDER_REVIEW:
        raise NotUnderReview("The letter is not waiting for a decision")
    return communication


def _require_first_told(copy: Communication, first: Communication, *, at: dt.datetime) -> None:
    """Let a relative's own letter go only about what still holds, and after the main contact was told (FAM-3)."""
    if first.obligation is not None and first.obligation.state in {ObligationState.EXEMPT, ObligationState.SUPERSEDED}:
        raise NothingOwed("Nothing is owed here any more")
    relative_steps.require_first_told(first=first, due_at=copy.due_at, at=at)


def _require_owed(communication: Communication, *, at: dt.datetime) -> None:
    if communication.copy_of is not None:
        _require_first_told(communication, communication.copy_of, at=at)
    obligation = communication.obligation
    if communication.review is not None and communication.review.state == ReviewState.WITHDRAWN:
        raise NothingOwed("The request was taken back")
    if obligation is None:
        return
    if obligation.is_blocked and communication.letter_type != LetterType.PROVISIONAL_STOP:
        raise BlockedByProvisionalStop("The decision is not final")
    is_about_a_stop = communication.letter_type in STOP_LETTERS - {LetterType.PROVISIONAL_STOP}
    if is_about_a_stop and review_rights.is_still_provisional(victim=communication.victim, on=london_date(at=at)):
        raise BlockedByProvisionalStop("The time for a review of the provisional decision has not ended")
    if obligation.state != ObligationState.OPEN:
        raise NothingOwed("Nothing is owed here any more")
