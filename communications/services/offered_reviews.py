"""What a letter about a final stop says of the review that was offered before it (PS-5; domain.md 3.5). Reads only."""

import dataclasses
import datetime as dt

from cases.models import Obligation, Person, ReviewAnswer
from cases.rules import provisional_stop, review_eligibility
from cases.rules.vocabulary import ReviewOutcome, ReviewText
from cases.rules.working_days import london_date
from cases.selectors import facts
from cases.services import reference
from communications.documents.context import LetterContext


def told(*, context: LetterContext, obligation: Obligation | None, reader: Person | None) -> LetterContext:
    """Add to the context of a letter when a review was offered before the decision, until when, and what came of it.

    Leaves the context of every other letter as it is, without a query. What the record does not hold stays empty: the
    content check stops a letter that would have a gap.

    Raises:
        BeyondHorizon, NothingPublished, NoLimitInForce: the time for asking cannot be counted.
    """
    if obligation is None or obligation.review_text != ReviewText.ALREADY_OFFERED:
        return context
    offer = (
        facts.offers_before_final(victim=obligation.victim_id)
        .filter(decided_at__lte=obligation.decided_at)
        .select_related("decision__case")
        .first()
    )
    if offer is None:
        return context
    offered_on, until = _window(offer)
    answer = (
        ReviewAnswer.objects.filter(
            stage__request__victim=obligation.victim_id,
            stage__request__decision=offer.decision_id,
            outcome=ReviewOutcome.UPHELD,
        )
        .select_related("stage__request")
        .order_by("-recorded_at")
        .first()
    )
    context = dataclasses.replace(context, review_offered_on=offered_on, review_offered_until=until)
    if answer is None:
        return context
    request = answer.stage.request
    return dataclasses.replace(
        context,
        review_asked_on=request.received_on,
        review_is_by_reader=reader is not None and reader.pk == request.asker_person_id,
        review_answered_on=london_date(at=answer.recorded_at),
    )


def _window(offer: Obligation) -> tuple[dt.date | None, dt.date | None]:
    """Give the London dates on which an offer was communicated and until when it could be taken up, if it was told."""
    if offer.met_at is None:
        return None, None
    communicated_on = review_eligibility.communicated_on(
        dispatched_at=offer.met_at, told_orally_on=None, corrected_at=offer.review_counts_from_at
    )
    clock = provisional_stop.provisional_clock(
        decision=facts.decision_facts(decision=offer.decision, charge_ids=()),
        communicated_on=communicated_on,
        requested_on=None,
        rules=reference.load_rules(on=london_date(at=offer.decided_at)),
        calendar=reference.load_calendar(),
    )
    return communicated_on, clock.response_due_on
