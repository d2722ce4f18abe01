"""What the right to review is for one victim and decision on a day: the rule's answer over the record. Reads only."""

import contextlib
import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from cases.models import Case, Obligation, ReviewRequest, Victim
from cases.rules import provisional_stop, review_eligibility, reviews
from cases.rules.facts import VictimFacts
from cases.rules.provisional_stop import ProvisionalClock
from cases.rules.review_eligibility import ReviewWindows
from cases.rules.reviews import AskerFacts, RequestAnswer
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import ObligationState, ReviewAsker, ReviewState, ReviewText
from cases.rules.working_days import BeyondHorizon, CountedDay, london_date
from cases.selectors import facts
from cases.services import reference

_IN_PERSON = AskerFacts(asker=ReviewAsker.VICTIM)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRight:
    """The right of one victim about one decision, as it is on a day."""

    obligation: Obligation
    text: ReviewText
    #: The London date on which the decision was communicated; None while its letter has not left.
    communicated_on: dt.date | None
    #: None where there is no such right, before the letter has left, and for a provisional stop.
    windows: ReviewWindows | None
    #: Of a provisional stop whose letter has left.
    provisional: ProvisionalClock | None
    answer: RequestAnswer

    @property
    def ordinary_window_ends_on(self) -> dt.date | None:
        """Give the last day of the ordinary window, or of the time for answering a provisional stop."""
        if self.provisional is not None:
            return self.provisional.response_due_on
        return self.windows.ask_by if self.windows is not None else None

    @property
    def days(self) -> tuple[CountedDay, ...]:
        """List every day of that time, and why it did or did not count; empty where none has begun to run."""
        if self.provisional is not None:
            return self.provisional.days
        return self.windows.days if self.windows is not None else ()

    @property
    def outer_window_ends_on(self) -> dt.date | None:
        """Give the last day of the outer window."""
        return self.windows.accepted_until if self.windows is not None else None


def rights_of_case(*, case: Case, obligations: Iterable[Obligation], on: dt.date) -> dict[uuid.UUID, ReviewRight]:
    """Say for each obligation of a case what the victim may ask on the London date `on`, by obligation.

    Asked for the victim in person. A constant number of queries. Where a window cannot be counted, because no limit or
    no bank holidays are known for its days, there is no answer: a page of decisions is no place to fail.
    """
    rows = list(obligations)
    if not rows:
        return {}
    with reference.read_once():
        known = facts.case_facts(case=case).victims
        answers = {}
        for row in rows:
            with contextlib.suppress(BeyondHorizon, NoLimitInForce, reference.NothingPublished):
                answers[row.pk] = _right(row, case=case, asker=_IN_PERSON, victim=known[row.victim_id], on=on)
        return answers


def right_of(*, obligation: Obligation, asker: AskerFacts, on: dt.date) -> ReviewRight:
    """Say what the rule answers to one person who asks about one decision on the London date `on`.

    Raises:
        BeyondHorizon, NothingPublished: a window cannot be counted.
    """
    with reference.read_once():
        victim = facts.case_facts(case=obligation.case).victims[obligation.victim_id]
        return _right(obligation, case=obligation.case, asker=asker, victim=victim, on=on)


def is_still_provisional(*, victim: Victim, on: dt.date) -> bool:
    """Say whether a provisional stop keeps back the letter about a final one to this victim on a London date (PS-3).

    Raises:
        BeyondHorizon, NothingPublished: the time for answering it cannot be counted.
    """
    owed = (
        Obligation.objects.filter(victim=victim, review_text=ReviewText.EXPEDITED_PILOT)
        .exclude(state=ObligationState.SUPERSEDED)
        .select_related("case", "victim", "decision")
        .order_by("-decided_at")
        .first()
    )
    if owed is None:
        return False
    right = right_of(obligation=owed, asker=_IN_PERSON, on=on)
    requests = ReviewRequest.objects.filter(victim=victim, decision=owed.decision).values_list("state", flat=True)
    return reviews.is_still_provisional(
        response_due_on=right.ordinary_window_ends_on, states=tuple(map(ReviewState, requests)), on=on
    )


def _right(obligation: Obligation, *, case: Case, asker: AskerFacts, victim: VictimFacts, on: dt.date) -> ReviewRight:
    text = ReviewText(obligation.review_text)
    communicated_on = (
        review_eligibility.communicated_on(
            dispatched_at=obligation.met_at, told_orally_on=None, corrected_at=obligation.review_counts_from_at
        )
        if obligation.met_at is not None
        else None
    )
    rules = reference.load_rules(on=london_date(at=obligation.decided_at))
    windows = provisional = None
    if communicated_on is not None and text is ReviewText.EXPEDITED_PILOT:
        decision = obligation.decision
        decision.case = case
        provisional = provisional_stop.provisional_clock(
            decision=facts.decision_facts(decision=decision, charge_ids=()),
            communicated_on=communicated_on,
            requested_on=None,
            rules=rules,
            calendar=reference.load_calendar(),
        )
    elif communicated_on is not None and text in reviews.REVIEWABLE:
        windows = review_eligibility.review_windows(
            communicated_on=communicated_on,
            decided_at=obligation.decided_at,
            rules=rules,
            calendar=reference.load_calendar(),
        )
    return ReviewRight(
        obligation=obligation,
        text=text,
        communicated_on=communicated_on,
        windows=windows,
        provisional=provisional,
        answer=reviews.assess_request(
            text=text,
            windows=windows,
            provisional=provisional,
            asker=asker,
            victim=victim,
            on=on,
            rule_version=rules.version,
        ),
    )
