"""A rule machine over everything that can happen to a message, with the four invariants of reliability 2.7.

*At most one accepted per obligation and channel; nothing owed is forgotten; nothing is sent after it was held or
cancelled; no final state moves.* And nobody waits in silence: whatever bounces, one promise is in force (V6, PRO-7).
The provider keeps every request it is sent: it never deduplicates.
"""

import datetime as dt
import hashlib
import os
from collections import Counter, defaultdict

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from accounts import actors
from accounts.roles import SystemProcess
from cases.models import ContactPoint, Obligation, WorkItem
from cases.rules.vocabulary import ObligationState
from communications.channels.base import OutgoingMessage
from communications.documents.rendering import RenderedLetter
from communications.models import Communication, OutboxMessage, Promise
from communications.outbox import handlers
from communications.rules.lifecycle import FINAL_MESSAGE_STATES
from communications.rules.outcomes import (
    Accepted,
    Ambiguous,
    Found,
    NoListing,
    NotFound,
    NotSent,
    ProviderStatus,
    Refused,
    Throttled,
)
from communications.rules.vocabulary import Channel, CommunicationState, MessageState, PromiseState
from communications.services import calling, claims, letters, receipts, reconciliation, superseding
from tests.factories.cases import ContactPointFactory, DecisionFactory
from tests.factories.communications import PromiseFactory
from tests.services.communications.sending import NOW, a_calendar, an_approved_letter, an_obligation, queued

EXAMPLES = int(os.environ.get("MACHINE_EXAMPLES", "40"))
NUMBERS = st.integers(0, 20)
PROMISED_ON = dt.date(2026, 4, 1)
#: Taken back, a letter may have left before: then the person has read it, and it is corrected aloud.
HAS_LEFT = {CommunicationState.SENT, CommunicationState.SUPERSEDED, CommunicationState.NOT_REQUIRED}
STAFF = actors.system(SystemProcess.DELIVERY)
ANSWERS = {
    "taken": (True, lambda ref: Accepted(provider_id=f"p-{ref}")),
    "taken, answer lost": (True, lambda ref: Ambiguous(code="connection-broke")),
    "not taken, answer lost": (False, lambda ref: Ambiguous(code="timeout")),
    "not reached": (False, lambda ref: NotSent(code="no-connection")),
    "too fast": (False, lambda ref: Throttled(retry_after_seconds=1)),
    "refused": (False, lambda ref: Refused(code="http-400")),
}


def a_promised_letter():
    """An approved letter to somebody who was told by when they would hear."""
    letter = an_approved_letter()
    PromiseFactory(victim=letter.victim, due_on=PROMISED_ON, made_at=NOW - dt.timedelta(days=20))
    return letter


def messages_by_obligation():
    """Read what was queued about each obligation, at once: looking each up again takes as long as all the rest."""
    found = defaultdict(list)
    for message in OutboxMessage.objects.annotate(obligation=F("communication__obligation")).values_list(
        "pk", "obligation", "channel", "state", "send_ref", named=True
    ):
        found[message.obligation].append(message)
    return found


class Provider:
    """Takes what it is told to take, remembers it, and answers questions truthfully."""

    def __init__(self):
        self.taken = Counter()
        self.answer = "taken"
        self.wrongs = []

    def send(self, *, message: OutgoingMessage):
        self._look_at_what_is_sent(message)
        takes, outcome = ANSWERS[self.answer]
        if takes:
            self.taken[message.send_ref] += 1
        return outcome(message.send_ref)

    def look_up(self, *, send_ref):
        if self.taken[send_ref]:
            return Found(provider_id=f"p-{send_ref}", status=ProviderStatus.ACCEPTED)
        return NotFound()

    def list_day(self, *, day):
        return NoListing(is_for_now=False)

    def _look_at_what_is_sent(self, message):
        row = OutboxMessage.objects.select_related("communication__obligation", "contact_point").get(
            send_ref=message.send_ref
        )
        point = row.contact_point
        allowed = (
            row.state == MessageState.SENDING
            and row.undecided_since is not None
            and row.communication.state in {CommunicationState.APPROVED, CommunicationState.SENT}
            and row.communication.obligation.state == ObligationState.OPEN
            and (point is None or point.superseded_at is None)
        )
        if not allowed:
            self.wrongs.append((row.pk, row.state, row.communication.state, row.communication.obligation.state))


class Delivery(RuleBasedStateMachine):
    """One provider, a few obligations, and workers that die whenever they like."""

    claimed = Bundle("claimed")

    @initialize()
    def begin(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.provider = Provider()
        self.finals = {}
        queued(letter=a_promised_letter())
        queued(channel=Channel.POST, letter=a_promised_letter())

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    # --- what the world does ---------------------------------------------------------------------------------------

    @rule(by_post=st.booleans(), has_other_address=st.booleans())
    def event(self, by_post, has_other_address):
        if Obligation.objects.count() >= 6:
            return
        letter = a_promised_letter()
        queued(channel=Channel.POST if by_post else Channel.EMAIL, letter=letter)
        if has_other_address:
            ContactPointFactory(person=letter.recipient, post=not by_post)

    @rule(number=NUMBERS)
    def amend(self, number):
        """A later decision corrects one: what is unsent is taken back, and a new letter is opened and approved."""
        old = self._any(
            number, Obligation.objects.filter(state=ObligationState.OPEN).order_by("communications__messages__id")
        )
        if old is None:
            return
        newer = DecisionFactory(
            case=old.case, corrects=old.decision, decided_at=old.decided_at + dt.timedelta(minutes=1), recorded_at=NOW
        )
        superseding.supersede_for_correction(decision=newer, actor=STAFF, at=NOW)
        Obligation.objects.filter(pk=old.pk).update(state=ObligationState.SUPERSEDED)
        obligation = an_obligation(victim=old.victim, decision=newer, decided_at=newer.decided_at)
        queued(letter=an_approved_letter(obligation=obligation))

    @rule(number=NUMBERS)
    def contact_change(self, number):
        point = self._any(
            number,
            ContactPoint.objects.filter(superseded_at__isnull=True, messages__isnull=False).order_by("messages__id"),
        )
        if point is not None:
            ContactPoint.objects.filter(pk=point.pk).update(superseded_at=NOW, superseded_by="staff:test")

    @rule(number=NUMBERS)
    def cancel(self, number):
        """A manager approves that nothing need be sent."""
        obligation = self._any(
            number, Obligation.objects.filter(state=ObligationState.OPEN).order_by("communications__messages__id")
        )
        if obligation is None:
            return
        Obligation.objects.filter(pk=obligation.pk).update(
            state=ObligationState.EXEMPT,
            exemption_reason="OPTED_OUT",
            exempted_at=NOW,
            exempted_by="staff:manager",
        )
        superseding.end_without_sending(obligation=obligation, actor=STAFF, at=NOW)

    @rule()
    def tick(self):
        """Two hours pass: pauses and leases end, and the sweeps run."""
        with connection.cursor() as cursor:
            cursor.execute(
                "update communications_outboxmessage set not_before = not_before - interval '2 hours', "
                "lease_until = lease_until - interval '2 hours'"
            )
        claims.expire_leases()
        reconciliation.undecided_without_owner(at=NOW)
        reconciliation.held_without_owner(at=NOW)

    @rule(number=NUMBERS, status=st.sampled_from(["created", "sending", "delivered"]), times=st.integers(1, 2))
    def receipt(self, number, status, times):
        known = [ref for ref, count in self.provider.taken.items() if count]
        if not known:
            return
        send_ref = known[number % len(known)]
        for _ in range(times):
            receipts.store(
                provider="machine",
                provider_id=f"p-{send_ref}",
                send_ref=send_ref,
                status=status,
                provider_at=NOW,
                body={},
                at=NOW,
            )
        receipts.apply_batch(at=NOW)

    @rule(number=NUMBERS)
    def bounce(self, number):
        """An email that the provider took comes back for good: it was never sent, and the words go on another way."""
        emailed = OutboxMessage.objects.filter(channel=Channel.EMAIL, send_ref__in=list(self.provider.taken))
        message = self._any(number, emailed.order_by("id"))
        if message is None:
            return
        receipts.store(
            provider="machine",
            provider_id=f"p-{message.send_ref}",
            send_ref=message.send_ref,
            status="permanent-failure",
            provider_at=NOW,
            body={},
            at=NOW,
        )
        receipts.apply_batch(at=NOW)

    # --- what workers do -------------------------------------------------------------------------------------------

    @rule(target=claimed, channel=st.sampled_from([Channel.EMAIL, Channel.POST]), limit=st.integers(1, 2))
    def claim(self, channel, limit):
        return multiple(*claims.claim_to_send(channel=channel, limit=limit, worker="machine"))

    @rule(answer=st.sampled_from(sorted(ANSWERS)), hours_pass=st.booleans())
    def work_it_off(self, answer, hours_pass):
        """What a worker does that lives: the usual case, so that most examples get far."""
        self.provider.answer = answer
        self.render(dies=False)
        for channel in (Channel.EMAIL, Channel.POST):
            for claim in claims.claim_to_send(channel=channel, limit=3, worker="machine"):
                handlers.send_one(claim=claim, channel=self.provider, clock=lambda: NOW)
        if hours_pass:
            self.tick()

    @rule(answer=st.sampled_from(["taken, answer lost", "not taken, answer lost"]))
    def lose_an_answer(self, answer):
        """The case that everything here is about, as often as all others together."""
        self.work_it_off(answer=answer, hours_pass=True)

    @rule(dies=st.booleans())
    def render(self, dies):
        for claim in claims.claim_to_render(limit=2, worker="machine"):
            if not dies:
                letters.make(claim=claim, clock=lambda: NOW)

    @rule(claim=consumes(claimed), answer=st.sampled_from(sorted(ANSWERS)))
    def send(self, claim, answer):
        self.provider.answer = answer
        handlers.send_one(claim=claim, channel=self.provider, clock=lambda: NOW)

    @rule(claim=consumes(claimed))
    def crash_after_claim(self, claim):
        """Its claim is never heard of again."""

    @rule(claim=consumes(claimed), arrives=st.booleans())
    def crash_in_the_call(self, claim, arrives):
        if claim.must_look_up:
            return
        begun = calling.begin(claim=claim, at=NOW)
        if begun is not None and arrives:
            self.provider.taken[claim.send_ref] += 1

    @rule(claim=claimed, answer=st.sampled_from(sorted(ANSWERS)))
    def wake_late(self, claim, answer):
        """A worker that stood still tries with a claim that may long be somebody else's."""
        self.provider.answer = answer
        handlers.send_one(claim=claim, channel=self.provider, clock=lambda: NOW)

    # --- what must hold --------------------------------------------------------------------------------------------

    @invariant()
    def at_most_one_accepted_per_obligation_and_channel(self):
        if not hasattr(self, "provider"):
            return
        sent = Counter()
        for obligation, messages in messages_by_obligation().items():
            for message in messages:
                sent[obligation, message.channel] += self.provider.taken[message.send_ref]
        assert not [pair for pair, count in sent.items() if count > 1]

    @invariant()
    def nothing_owed_is_forgotten(self):
        if not hasattr(self, "provider"):
            return
        asked = set(WorkItem.objects.filter(state="OPEN").values_list("about", flat=True))
        messages = messages_by_obligation()
        for pk in Obligation.objects.filter(state=ObligationState.OPEN).values_list("pk", flat=True):
            goes_on = any(message.state not in FINAL_MESSAGE_STATES | {MessageState.HELD} for message in messages[pk])
            about = {f"obligation:{pk}", *(f"message:{message.pk}" for message in messages[pk])}
            assert goes_on or asked & about, (pk, [message.state for message in messages[pk]])

    @invariant()
    def nothing_is_sent_after_it_was_held_or_cancelled(self):
        if hasattr(self, "provider"):
            assert self.provider.wrongs == []

    @invariant()
    def no_final_state_moves(self):
        if not hasattr(self, "provider"):
            return
        states = dict(OutboxMessage.objects.values_list("pk", "state"))
        for pk, final in self.finals.items():
            assert states[pk] == final
        self.finals = {pk: state for pk, state in states.items() if state in FINAL_MESSAGE_STATES}

    @invariant()
    def what_is_met_has_left(self):
        """A met obligation has a message that the provider really took, or that a receipt proved."""
        if not hasattr(self, "provider"):
            return
        messages = messages_by_obligation()
        for pk in Obligation.objects.filter(state=ObligationState.MET).values_list("pk", flat=True):
            assert self._has_arrived(messages[pk])

    @invariant()
    def nobody_waits_in_silence(self):
        """One promise is in force for each person, and it is the one they were told of until something has arrived."""
        if not hasattr(self, "provider"):
            return
        # Not by its state: what was taken back may have left before (F14).
        has_left = set(Communication.objects.filter(sent_at__isnull=False).values_list("victim_id", flat=True))
        in_force = defaultdict(list)
        for victim_id, state, due_on in Promise.objects.values_list("victim_id", "state", "due_on"):
            in_force[victim_id] += [due_on] if state == PromiseState.OPEN else []
        for victim_id, due_dates in in_force.items():
            [due_on] = due_dates
            assert due_on == PROMISED_ON or victim_id in has_left

    @invariant()
    def a_promise_is_kept_only_by_what_was_sent(self):
        """Also by a letter that had left before it was taken back (F14), but by none that bounced since (PRO-7)."""
        if not hasattr(self, "provider"):
            return
        kept = Promise.objects.filter(state__in=[PromiseState.KEPT, PromiseState.KEPT_LATE])
        for promise in kept.select_related("kept_by").prefetch_related("kept_by__messages"):
            letter = promise.kept_by
            assert letter.sent_at is not None
            assert letter.state in HAS_LEFT
            assert self._has_arrived(letter.messages.all()), letter.state

    def _has_arrived(self, messages):
        """Whether the provider really took one of them, and it did not come back."""
        return any(
            self.provider.taken[message.send_ref] for message in messages if message.state != MessageState.FAILED_PERM
        )

    def _any(self, number, rows):
        """Choose one of the rows, in an order that is the same whenever the example is repeated."""
        rows = list(rows)
        return rows[number % len(rows)] if rows else None


@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_the_machine_keeps_its_invariants(monkeypatch):
    pdf = b"%PDF-1.7 machine"
    numbers = iter(range(10**9))

    def render(*, words, context, leaflets):
        content = pdf + str(next(numbers)).encode()
        return RenderedLetter(pdf=content, digest=hashlib.sha256(content).hexdigest(), pages=1)

    monkeypatch.setattr(letters, "render_pdf", render)
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
    a_calendar()
    run_state_machine_as_test(
        Delivery,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
