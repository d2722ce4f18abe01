"""What the tests of telephone calls share: a victim with a safe number, their officer, a series, a call to record."""

import dataclasses
import datetime as dt
import uuid

from accounts import actors
from accounts.roles import Role
from cases.models import Obligation, WorkItem
from cases.rules.vocabulary import WorkState
from communications.models import CallSeries
from communications.rules.calls.vocabulary import CallDirection, CallOutcome, IdentityKind
from communications.services import contact
from communications.services.contact import AttemptEntry, Logged
from tests.factories.accounts import staff_with
from tests.factories.cases import (
    ChargeFactory,
    ContactPointFactory,
    DecisionFactory,
    DefendantFactory,
    ObligationFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import CommunicationFactory

#: Wednesday 11 March 2026, 10:00 in London.
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


class Office:
    """One victim in contact, with a safe mobile number, and the officer who rings them."""

    def __init__(self, **profile: object) -> None:
        self.victim = VictimFactory(in_contact_since=dt.date(2026, 1, 10))
        self.case = self.victim.case
        ChargeFactory(defendant=DefendantFactory(case=self.case), concerning=[self.victim])
        SafeContactProfileFactory(person=self.victim.person, preferred_method="MOBILE", **profile)
        self.mobile = ContactPointFactory(person=self.victim.person, mobile=True)
        self.user = staff_with(Role.VLU_OFFICER, self.case.unit, full_name="Robin Writer")
        self.actor = actors.staff(user=self.user, at=AT)

    def series(self, *, obligation: Obligation | None = None, at: dt.datetime = AT) -> CallSeries:
        """Begin to ring the victim."""
        return contact.open_series(
            victim_id=self.victim.pk,
            obligation_id=obligation.pk if obligation is not None else None,
            actor=self.actor,
            at=at,
        )

    def owe(self, *, due_at: dt.datetime = AT + dt.timedelta(days=3), **letter: object) -> Obligation:
        """Owe the victim an explanation, with a letter that is being written."""
        decided_at = AT - dt.timedelta(days=1)
        decision = DecisionFactory(case=self.case, decided_at=decided_at, recorded_at=decided_at)
        obligation = ObligationFactory(victim=self.victim, decision=decision, due_at=due_at, due_on=due_at.date())
        CommunicationFactory(victim=self.victim, obligation=obligation, due_at=due_at, **letter)
        return obligation

    def log(self, series: CallSeries, *, at: dt.datetime = AT, **changes: object) -> Logged:
        """Record a call; without changes, one that nobody answered."""
        local = at.astimezone(contact.LONDON)
        entry = AttemptEntry(
            key=uuid.uuid4().hex,
            direction=CallDirection.OUTBOUND,
            outcome=CallOutcome.NO_ANSWER,
            called_on=local.date(),
            called_time=local.time(),
            contact_point_id=self.mobile.pk,
        )
        return contact.log_attempt(
            series_id=series.pk, entry=dataclasses.replace(entry, **changes), actor=self.actor, at=at
        )

    def tell(self, series: CallSeries, *, at: dt.datetime = AT, **changes: object) -> Logged:
        """Record a call in which they were told."""
        told = {
            "outcome": CallOutcome.INFORMED,
            "identity": IdentityKind.AGREED_WORDS,
            "checked_time": at.astimezone(contact.LONDON).time(),
            "told": "Where the case stands.",
        }
        return self.log(series, at=at, **{**told, **changes})


def open_work(series: CallSeries) -> list[WorkItem]:
    """List the open items of work of a series."""
    return list(WorkItem.objects.filter(key=f"calls:{series.pk}", state=WorkState.OPEN))
