"""Lets some people of the demo ask for a review of a decision, and lets the office come a part of the way."""

import contextlib
import datetime as dt
import random
import uuid
from collections.abc import Callable

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.models import StaffUser
from cases.models import Case, Obligation, ReviewStage
from cases.rules.vocabulary import (
    ObligationState,
    ReviewAsker,
    ReviewBody,
    ReviewOutcome,
    ReviewReceipt,
    ReviewState,
    ReviewText,
    ToldBy,
)
from cases.rules.working_days import london_date
from cases.services.reviews import ReviewEntry
from communications.demo.staff import Team
from communications.models import Communication
from communications.services import approval, reviews

#: Share of the letters with a right to review that somebody answers. Far more than in life, so that no page is empty.
_ASKS = 0.8
#: Decisions explained longer ago than this are left alone: their windows are over.
_LATELY = dt.timedelta(days=120)
#: How far the office came: most requests are answered, so that a small demo shows an answer too.
_HOW_FAR = (0, 1, 2, 2, 3, 3, 4, 4, 5, 5)
_SAID = (
    "I do not understand why nobody spoke to the people who live across the road.",
    "The letter does not mention the messages that I gave to the police.",
    "I would like somebody else to look at it. I do not think that everything was seen.",
)
_UPHELD = (
    "You asked whether everything was looked at. I read every statement and watched every recording again, from the "
    "first day on. What we can show a court is still not enough to make a finding of guilt more likely than not."
)
_WRONG = (
    "You asked whether everything was looked at. It was not. Two people who were near that evening had never been "
    "asked what they saw, and we should have waited for that before we decided."
)
_FOLLOWS = "The police will speak to them within the next two weeks, and then a prosecutor takes the next step."
_NO_REMEDY = "The court has recorded its verdict, and the law does not let the same case be heard a second time."
_NOT_TAKEN = (
    "The scheme is for cases in which nothing goes on for the person who was hurt. In this case another part goes on "
    "in court, so that the scheme does not reach the part that you asked about."
)


def ask(
    *,
    case: Case,
    office: Team,
    now: dt.datetime,
    actor_of: Callable[[StaffUser], Actor],
    let_leave: Callable[[Communication, dt.datetime], None],
) -> None:
    """Let some of those whose letter has left ask for a review. The same case is reviewed the same way each time.

    ``let_leave`` settles what left in the past.
    """
    # A chance of its own, so that reviews change nothing else of the demo.
    chance = random.Random(f"reviews:{case.urn}")
    told = Obligation.objects.filter(case=case, state=ObligationState.MET, met_at__gt=now - _LATELY)
    for owed in told.select_related("victim__officer", "victim__person", "decision", "case").order_by(
        "victim__reference"
    ):
        can_ask = owed.review_text in {ReviewText.STANDARD, ReviewText.NO_RESTART}
        wanted = chance.random() < (_ASKS if can_ask else _ASKS / 8)
        how_far, said = chance.choice(_HOW_FAR), chance.choice(_SAID)
        if wanted and owed.met_at is not None and owed.met_at < now - dt.timedelta(days=1):
            office_of = _People(owed, office=office, actor_of=actor_of)
            _Course(owed, people=office_of, said=said, now=now, let_leave=let_leave).run(how_far=how_far)


class _People:
    """Who acts in one review."""

    def __init__(self, owed: Obligation, *, office: Team, actor_of: Callable[[StaffUser], Actor]) -> None:
        self.fresh = office.fresh_prosecutor
        self.officer = actor_of(owed.victim.officer or office.officers[0])
        self.manager = actor_of(office.rasso_manager if owed.case.is_rasso else office.manager)
        self.reviewer = actor_of(office.fresh_prosecutor)


class _Course:
    """One request and how far the office came with it."""

    def __init__(
        self,
        owed: Obligation,
        *,
        people: _People,
        said: str,
        now: dt.datetime,
        let_leave: Callable[[Communication, dt.datetime], None],
    ) -> None:
        self._owed = owed
        self._people = people
        self._said = said
        self._now = now
        self._let_leave = let_leave

    def run(self, *, how_far: int) -> None:
        """Log it, and go on step by step: assigned, answered, its letter approved, left; or told by phone."""
        asked_at = self._at(2, 10)
        person = self._owed.victim.person
        # Every other one asks on the online page, as themselves.
        is_online = how_far % 2 == 1 and person.died_on is None
        logged = reviews.log_request(
            obligation_id=self._owed.pk,
            entry=ReviewEntry(
                key=f"demo:{self._owed.pk}",
                asker=ReviewAsker.VICTIM,
                received_on=london_date(at=asked_at),
                receipt=ReviewReceipt.ONLINE_PAGE if is_online else ReviewReceipt.EMAIL,
                said=self._said,
            ),
            actor=actors.victim(victim_id=self._owed.victim_id, person_id=person.pk)
            if is_online
            else self._people.officer,
            at=asked_at,
        )
        for letter in Communication.objects.filter(review=logged.request):
            self._let_leave(letter, asked_at + dt.timedelta(hours=1))
        if logged.stage is None:
            if how_far > 2:
                self._refuse(logged.request.pk)
            return
        if how_far >= 1:
            self._give(logged.stage)
        if how_far >= 2:
            self._answer(logged.stage, how_far=how_far)

    def _at(self, days: float, hour: int) -> dt.datetime:
        """Return a moment so many days after the letter, but always in the past, and later for later steps."""
        if self._owed.met_at is None:
            return self._now
        wanted = (self._owed.met_at + dt.timedelta(days=days)).replace(hour=hour, minute=0)
        return min(wanted, self._now - dt.timedelta(minutes=round(60 / (days + 1))))

    def _refuse(self, request_id: uuid.UUID) -> None:
        reviews.refuse(
            request_id=request_id,
            because=ReviewState.NOT_QUALIFYING,
            reason=_NOT_TAKEN,
            actor=self._people.manager,
            at=self._at(3, 10),
        )

    def _give(self, stage: ReviewStage) -> None:
        reviews.assign(
            stage_id=stage.pk,
            body=ReviewBody.THIS_SERVICE,
            reviewer_id=self._people.fresh.pk,
            outside_name="",
            had_no_part=True,
            actor=self._people.manager,
            at=self._at(3, 11),
        )

    def _answer(self, stage: ReviewStage, *, how_far: int) -> None:
        is_final = self._owed.review_text == ReviewText.NO_RESTART
        is_wrong = how_far in {3, 5}
        found = ReviewOutcome.UPHELD
        if is_wrong:
            found = ReviewOutcome.WRONG_BUT_NO_REMEDY if is_final else ReviewOutcome.OVERTURNED
        reviews.record_outcome(
            stage_id=stage.pk,
            outcome=found,
            reasons=_WRONG if is_wrong else _UPHELD,
            what_follows="" if not is_wrong else _NO_REMEDY if is_final else _FOLLOWS,
            actor=self._people.reviewer,
            at=self._at(7, 12),
        )
        letter = Communication.objects.get(dedupe_key=f"review-answered:{stage.pk}")
        if how_far == 5:
            reviews.record_telling(
                request_id=stage.request_id,
                told_on=london_date(at=self._at(8, 10)),
                how=ToldBy.PHONE,
                note="Rang. Was glad to hear it before the letter comes.",
                actor=self._people.officer,
                at=self._at(8, 10),
            )
        elif how_far >= 3:
            self._send(letter, is_to_leave=how_far == 4)

    def _send(self, letter: Communication, *, is_to_leave: bool) -> None:
        """Submit it, and approve and let leave; what is not complete, or waits for its Welsh, stays where it is."""
        at = self._at(9, 11)
        with contextlib.suppress(approval.NotComplete), transaction.atomic():
            approval.submit(communication_id=letter.pk, actor=self._people.officer, at=at)
        letter.refresh_from_db()
        if not is_to_leave or letter.submitted_at is None:
            return
        with contextlib.suppress(approval.NotComplete), transaction.atomic():
            approval.approve(communication_id=letter.pk, actor=self._people.manager, at=self._at(10, 11))
        self._let_leave(letter, self._at(11, 11))
