"""What the tests of contact plans share: an officer, a victim with a hard decision, a sister who may be told."""

import datetime as dt
import uuid
from typing import Any

from cases.models import Connection, Obligation
from cases.rules.vocabulary import MayBeTold
from cases.rules.working_days import end_of_day
from communications.models import Communication, ContactWish, OutboxMessage, SupporterTelling
from communications.outbox import relay
from communications.rules.calls.supporters import SupporterOutcome
from communications.rules.contact_plan import NewsSort, Wish
from communications.services import dispatch, plan_wishes, supporters
from communications.services.supporters import TellingEntry
from tests.factories.cases import ConnectionFactory, ContactPointFactory, PersonFactory, SafeContactProfileFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.calling_people import AT, Office
from tests.services.communications.sending import an_approved_letter, pass_time

RING_FIRST = Wish(rings_first=True, lead_minutes=None, copies_to_portal=True)
SISTER_FIRST = Wish(rings_first=True, lead_minutes=60, copies_to_portal=True)
LETTER_FIRST = Wish(rings_first=False, lead_minutes=None, copies_to_portal=False)
HOUR = dt.timedelta(hours=1)
#: The end of the next day.
DUE = end_of_day(due_on=AT.date() + dt.timedelta(days=1))


class Planner(Office):
    """An office in which a decision that hurts is owed to a victim tomorrow; her sister stands beside her."""

    def __init__(self, **profile: object) -> None:
        lay_reference_data()
        super().__init__()
        SafeContactProfileFactory(
            person=self.victim.person,
            preferred_method="EMAIL",
            recorded_at=AT - dt.timedelta(days=10),
            **profile,
        )
        self.email = ContactPointFactory(person=self.victim.person)
        sister = PersonFactory(full_name="Megan Hughes")
        self.sister_phone = ContactPointFactory(person=sister, mobile=True, value="+447700900111", key="+447700900111")
        self.sister: Connection = ConnectionFactory(
            victim=self.victim,
            person=sister,
            kind="CLOSE_RELATIVE",
            relationship="sister",
            may_be_told=MayBeTold.DATES_ONLY,
            is_primary=False,
        )

    def wish(self, wish: Wish | None, *, sort: NewsSort = NewsSort.HARD_DECISION, **changes: Any) -> ContactWish:
        """Record what the victim wants."""
        first = self.sister.pk if wish is not None and wish.lead_minutes is not None else None
        asked = {"supporter_id": first, "actor": self.actor, "at": AT, **changes}
        return plan_wishes.agree(victim_id=self.victim.pk, sort=sort, wish=wish, **asked)

    def approved(self, *, due_at: dt.datetime = DUE, **changes: Any) -> Communication:
        """Approve a letter with hard news at ``AT``, without handing it to dispatch."""
        obligation = self.owed(due_at=due_at)
        return an_approved_letter(
            obligation=obligation,
            **{"is_hard_news": True, "approved_at": AT, "opened_at": AT - HOUR, **changes},
        )

    def owed(self, *, due_at: dt.datetime) -> Obligation:
        """Owe the victim an explanation; the draft that comes with it is taken out of use."""
        obligation = self.owe(due_at=due_at)
        Communication.objects.filter(obligation=obligation).update(state="SUPERSEDED")
        return obligation

    def queued(self, *, at: dt.datetime = AT, **changes: Any) -> OutboxMessage:
        """Approve a letter and hand it to dispatch; return the message with its words."""
        letter = self.approved(**changes)
        return dispatch.queue(communication_id=letter.pk, actor=self.actor, at=at)[0]

    def tell_sister(
        self, *, at: dt.datetime = AT, outcome: SupporterOutcome = SupporterOutcome.TOLD, **changes: Any
    ) -> SupporterTelling:
        """Record that the sister was rung."""
        entry = {"key": uuid.uuid4().hex, "connection_id": self.sister.pk, "outcome": outcome, "told_at": at}
        series = self.victim.call_series.get()
        return supporters.record_telling(
            series_id=series.pk, entry=TellingEntry(**{**entry, **changes}), actor=self.actor, at=at
        )


def look_again(message: OutboxMessage, *, at: dt.datetime) -> OutboxMessage:
    """Let the workers look at every message of a letter at an aware instant; return the one with its words."""
    for each in message.communication.messages.all():
        pass_time(each, days=30)
    relay.drain(clock=lambda: at, budget_seconds=20)
    return OutboxMessage.objects.select_related("communication").get(pk=message.pk)
