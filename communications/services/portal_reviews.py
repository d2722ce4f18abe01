"""A person signed in to the portal reads their right to review, asks for one and takes it further (V23).

The request goes through the same door as one that staff take down (`communications.services.reviews`): the same rule
answers, the same clock runs, the same letter says that it has arrived. Nothing can be asked for, or taken further, of
which the person has not been told (PORT-2, RR-13).
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import NotPermitted, require
from cases.models import Connection, Obligation, ReviewStage, Victim
from cases.rules.vocabulary import ConnectionKind, ReviewAsker, ReviewReceipt
from cases.rules.working_days import london_date
from cases.services import review_rights
from cases.services import reviews as requests
from cases.services.reviews import LoggedReview, ReviewEntry
from communications.selectors import portal_reviews
from communications.selectors.portal import OwnRecord, PortalContact
from communications.selectors.portal_reviews import DecisionTold
from communications.services import own_record, reviews

#: Longest text of a person who asks, and why they ask late, in characters.
LONGEST_TEXT = 4_000

_AS: dict[str, ReviewAsker] = {
    ConnectionKind.CLOSE_RELATIVE: ReviewAsker.CLOSE_RELATIVE,
    ConnectionKind.PARENT_GUARDIAN: ReviewAsker.PARENT_GUARDIAN,
    ConnectionKind.SPOKESPERSON: ReviewAsker.SPOKESPERSON,
    ConnectionKind.BUSINESS_CONTACT: ReviewAsker.BUSINESS_CONTACT,
}


class NothingToAsk(LookupError):
    """There is no such decision for this person, not yet, or no review of it can be asked for. Never says which."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenReviews:
    """Every decision that the person was told of, with their right to review."""

    decisions: tuple[DecisionTold, ...]
    contact: PortalContact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenDecision:
    """One decision, with the right of the person who reads it and as whom they would ask."""

    told: DecisionTold
    contact: PortalContact
    asker: ReviewAsker
    #: Whether a request made now is taken at once; otherwise somebody looks at it first.
    is_plain: bool
    #: London date.
    today: dt.date


def open_reviews(*, viewer: Actor, at: dt.datetime) -> OpenReviews:
    """Open the list of decisions with the right to review each, and note in the trail that the viewer looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NothingToAsk: there is no such record.
    """
    with transaction.atomic():
        record = _looked(viewer, at=at)
        decisions = portal_reviews.decisions_told(viewer=viewer, at=at)
    return OpenReviews(decisions=decisions, contact=record.contact)


def open_decision(*, viewer: Actor, obligation_id: uuid.UUID, at: dt.datetime) -> OpenDecision:
    """Open one decision that the viewer was told of, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NothingToAsk: it is not theirs, or they have not been told of it.
    """
    with transaction.atomic():
        record = _looked(viewer, at=at)
        told = _told(viewer, obligation_id, at=at)
        asker, _ = _as_whom(record.victim, viewer)
        is_plain = told.may_ask and _answers_plainly(told.obligation, viewer=viewer, victim=record.victim, at=at)
    return OpenDecision(told=told, contact=record.contact, asker=asker, is_plain=is_plain, today=london_date(at=at))


@transaction.atomic
def ask(
    *, viewer: Actor, obligation_id: uuid.UUID, said: str, late_reason: str, key: str, at: dt.datetime
) -> LoggedReview:
    """Ask for a review of a decision that the viewer was told of, in their own name. The same ``key`` asks once.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal, or speaks for nobody here.
        NothingToAsk: it is not theirs, they have not been told of it, or it gives no right to review.
        AlreadyAsked: a review of this decision was asked for already, here or by telephone.
        UnknownAsker: the record no longer knows in whose place the viewer acts.
        BeyondHorizon, NothingPublished: a clock cannot be counted; nothing is logged.
    """
    require(actor=viewer, permission=Permission.ASK_FOR_OWN_REVIEW, victim_id=viewer.victim_id)
    told = _told(viewer, obligation_id, at=at)
    if not told.qualifies:
        raise NothingToAsk
    victim = Victim.objects.get(pk=told.obligation.victim_id)
    return reviews.log_request(
        obligation_id=obligation_id,
        entry=_entry(victim, viewer, said=said, late_reason=late_reason, key=key, at=at),
        actor=viewer,
        at=at,
    )


@transaction.atomic
def go_further(*, viewer: Actor, obligation_id: uuid.UUID, said: str, at: dt.datetime) -> ReviewStage:
    """Ask for the independent review, once the viewer was told the first answer to their own request.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NothingToAsk: there is no first answer that they were told, or it is not their request.
        UnknownStep: it has been asked for meanwhile.
        BeyondHorizon, NothingPublished: the clock cannot be counted.
    """
    require(actor=viewer, permission=Permission.ASK_FOR_OWN_REVIEW, victim_id=viewer.victim_id)
    told = _told(viewer, obligation_id, at=at)
    if told.review is None or not told.review.may_go_further:
        raise NothingToAsk
    return reviews.go_further(request_id=told.review.id, asked_on=london_date(at=at), said=said, actor=viewer, at=at)


def _looked(viewer: Actor, *, at: dt.datetime) -> OwnRecord:
    try:
        record = own_record.opened(viewer=viewer, at=at)
    except own_record.NotThere as missing:
        raise NothingToAsk from missing
    own_record.note_look(record=record, page="reviews", viewer=viewer, at=at)
    return record


def _told(viewer: Actor, obligation_id: uuid.UUID, *, at: dt.datetime) -> DecisionTold:
    decisions = portal_reviews.decisions_told(viewer=viewer, at=at)
    found = next((each for each in decisions if each.obligation.pk == obligation_id), None)
    if found is None:
        raise NothingToAsk
    return found


def _as_whom(victim: Victim, viewer: Actor) -> tuple[ReviewAsker, Connection | None]:
    """Say as whom the viewer asks: as the victim, or by the connection in whose place they were invited."""
    if victim.person_id == viewer.person_id:
        return ReviewAsker.VICTIM, None
    connection = (
        Connection.objects.filter(victim=victim, person=viewer.person_id, ended_at__isnull=True)
        .order_by("-recorded_at")
        .first()
    )
    if connection is None:
        return ReviewAsker.REPRESENTATIVE, None
    return _AS.get(connection.kind, ReviewAsker.REPRESENTATIVE), connection


def _entry(victim: Victim, viewer: Actor, *, said: str, late_reason: str, key: str, at: dt.datetime) -> ReviewEntry:
    asker, connection = _as_whom(victim, viewer)
    if asker is not ReviewAsker.VICTIM and connection is None:
        raise NotPermitted(actor=viewer, permission=Permission.ASK_FOR_OWN_REVIEW, is_about_an_object=True)
    return ReviewEntry(
        key=f"online:{key}",
        asker=asker,
        asker_person_id=connection.person_id if connection is not None else None,
        received_on=london_date(at=at),
        receipt=ReviewReceipt.ONLINE_PAGE,
        said=said,
        late_reason=late_reason,
    )


def _answers_plainly(obligation: Obligation, *, viewer: Actor, victim: Victim, at: dt.datetime) -> bool:
    """Say whether a request of the viewer would be taken at once today."""
    try:
        entry = _entry(victim, viewer, said="", late_reason="", key="", at=at)
    except NotPermitted:
        return False
    asker = requests.asker_facts(obligation=obligation, entry=entry)[1]
    return review_rights.right_of(obligation=obligation, asker=asker, on=entry.received_on).answer.is_plain
