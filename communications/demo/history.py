"""Lets the past happen: contact begins, decisions are recorded, letters are written, approved, sent, late or forgotten.

Everything goes through the services at times in the past. Only the settling of what left long ago is written directly,
because no provider of the past can be asked.
"""

import contextlib
import datetime as dt
import random
from collections.abc import Callable

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.grades import Grade
from accounts.models import StaffUser
from accounts.roles import SystemProcess
from cases.models import Case, Decision, Obligation, SafeContactProfile, Victim
from cases.rules.reasons import REASONS_OF
from cases.rules.vocabulary import (
    AgreedPoint,
    ChargeState,
    DecisionCode,
    ExemptionReason,
    JourneyStage,
    ObligationState,
    ServiceTier,
    TestFailed,
)
from cases.services import agreeing
from cases.services.decisions import DecisionEntry
from communications.demo import calls, corrections, families, meetings, others, plans, reviews
from communications.demo.cases import DemoCase
from communications.demo.offences import REASONS
from communications.demo.staff import Team
from communications.demo.welsh import WELSH
from communications.demo.working_days import last_working_day
from communications.models import Communication, OutboxMessage, Promise
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import (
    Channel,
    CommunicationState,
    LetterType,
    MessageState,
    PromiseState,
    TranslationSource,
)
from communications.rules.welsh.translations import digest_of
from communications.services import (
    agreed_letters,
    approval,
    call_steps,
    composing,
    consequences,
    drafting,
    duties,
    exemptions,
    onboarding,
    opening,
    promises,
    translating,
    workshop,
)
from communications.services.letter_facts import Given
from communications.services.second_readings import Ask

#: Stages whose last specific reason is "another, given in words".
_OTHER = (TestFailed.EVIDENTIAL, TestFailed.PUBLIC_INTEREST)
_BEFORE_CHARGE = (
    DecisionCode.NFA_EVIDENTIAL,
    DecisionCode.NFA_EVIDENTIAL,
    DecisionCode.NFA_PUBLIC_INTEREST,
    DecisionCode.DECISION_TO_CHARGE,
)
_AFTER_CHARGE = (
    DecisionCode.DISCONTINUE_ALL,
    DecisionCode.DISCONTINUE_ALL,
    DecisionCode.NO_EVIDENCE_ALL,
    DecisionCode.WITHDRAW_ALL,
    DecisionCode.ALTER_DOWN,
    DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL,
)
_FEELINGS = (
    "I know that this is not the news you hoped for, and that waiting for it has been hard on you. I am sorry for what "
    "you have been through since that day."
)
_BESIDE_FEELINGS = "Could this name what they told us about, so that they know that we listened?"
#: How letters ended, in per cent: about what inspectors measured (domain.md 5.1 and 5.2).
_ENDINGS = (("on_time", 65), ("late", 15), ("very_late", 11), ("forgotten", 6), ("exempt", 3))


#: In which order demo officers ask.
_ASKED = (
    AgreedPoint.NEEDS,
    AgreedPoint.SUPPORTERS,
    AgreedPoint.RISK,
    AgreedPoint.STATEMENT,
    AgreedPoint.RHYTHM,
    AgreedPoint.PLAN,
    AgreedPoint.SUMMARY,
)


class History:
    """Plays the past of demo cases from a seeded source of chance."""

    def __init__(self, *, chance: random.Random, now: dt.datetime, actor_of: Callable[[StaffUser], Actor]) -> None:
        self._chance = chance
        self._now = now
        self._as = actor_of

    def play(self, *, demo: DemoCase, team: Team) -> None:
        """Begin contact, and for most cases record a decision and let its letters take one of the usual courses."""
        began_at = self._working_hour(demo.case.opened_on + dt.timedelta(days=self._chance.randrange(2, 8)))
        for victim in demo.victims:
            if victim.officer is not None and self._chance.random() < 0.9 and began_at < self._now:
                self._begin(victim, victim.officer, at=began_at)
        if demo.decided_on is not None:
            self._decide(demo, team, on=demo.decided_on)
            self._take_off_the_list(demo.case)
        for promise in Promise.objects.filter(case=demo.case, state=PromiseState.OPEN).select_related(
            "victim", "person"
        ):
            self._catch_up(promise)
        calls.ring(case=demo.case, now=self._now, actor_of=self._as)
        meetings.hear(case=demo.case, now=self._now)
        meetings.meet(case=demo.case, now=self._now, actor_of=self._as)
        families.tell(case=demo.case, now=self._now, actor_of=self._as)
        others.be_in_touch(case=demo.case, now=self._now, actor_of=self._as)
        reviews.ask(
            case=demo.case,
            office=team,
            now=self._now,
            actor_of=self._as,
            let_leave=lambda letter, at: self._let_leave(letter, at=at),
        )
        corrections.put_right(
            case=demo.case,
            office=team,
            now=self._now,
            actor_of=self._as,
            let_leave=lambda letter, at: self._let_leave(letter, at=at),
        )

    def _begin(self, victim: Victim, officer: StaffUser, *, at: dt.datetime) -> None:
        beginning = onboarding.start_contact(
            victim_id=victim.pk,
            officer=officer,
            service_tier=ServiceTier(victim.service_tier),
            actor=self._as(officer),
            at=at,
        )
        if beginning.acknowledgement is not None:
            self._let_leave(beginning.acknowledgement, at=at + dt.timedelta(hours=2))
        self._agree(victim, officer, at=at)

    def _agree(self, victim: Victim, officer: StaffUser, *, at: dt.datetime) -> None:
        """Settle some things with the person, as many as they were ready for; with a few, all that can be asked."""
        # A chance of its own: what was asked first must not change what happens in the case.
        chance = random.Random(str(victim.reference) + str(at.date()))
        asked = chance.randrange(0, 5)
        if asked > 1:
            profile = SafeContactProfile.objects.filter(person_id=victim.person_id).order_by("-recorded_at").first()
            agreeing.agree_times(
                victim_id=victim.pk,
                safe_windows=[{"days": [0, 1, 2, 3, 4], "from": "10:00", "to": "17:00"}],
                times_to_avoid=[{"days": [4], "from": "15:00", "to": "17:00"}],
                seen_version=profile.pk if profile is not None else None,
                actor=self._as(officer),
                at=at,
            )
        if asked >= 4:
            plans.agree(victim=victim, actor=self._as(officer), at=at)
        for point in _ASKED[: asked if asked < 4 else len(_ASKED)]:
            agreeing.settle(victim_id=victim.pk, point=point, actor=self._as(officer), at=at)
        if asked == 3:
            self._write_down(victim, officer, in_full=chance.random() < 0.5, at=at + dt.timedelta(hours=3))

    def _write_down(self, victim: Victim, officer: StaffUser, *, in_full: bool, at: dt.datetime) -> None:
        """Send somebody what was agreed, so that they have it in their hands."""
        before = self._chance.getstate()
        try:
            sent = agreed_letters.send(victim_id=victim.pk, in_full=in_full, actor=self._as(officer), at=at)
        except promises.NotInContact:
            return
        self._let_leave(sent.letter, at=at + dt.timedelta(hours=1))
        self._chance.setstate(before)

    def _catch_up(self, promise: Promise) -> None:
        """Let the updates since contact began have been sent as promised; a few were forgotten in the last days."""
        today = self._now.date()
        if promise.due_on >= today:
            return
        if Decision.objects.filter(case=promise.case_id).exists():
            # Nobody is told that nothing has changed: what was decided is to be explained, and that keeps the promise.
            Promise.objects.filter(pk=promise.pk).update(due_on=today + dt.timedelta(days=self._chance.randrange(1, 9)))
            return
        if self._chance.random() < 0.05:
            Promise.objects.filter(pk=promise.pk).update(due_on=today - dt.timedelta(days=self._chance.randrange(1, 4)))
            return
        days_ago = self._chance.randrange(1, promise.rhythm_days)
        at = max(self._working_hour(today - dt.timedelta(days=days_ago)), promise.made_at + dt.timedelta(hours=1))
        Promise.objects.filter(pk=promise.pk).update(due_on=at.date())
        letter = opening.open_update(
            victim_id=promise.victim_id,
            letter_type=LetterType.NO_CHANGE_UPDATE,
            given=Given(next_update_on=promises.next_update_on(victim=promise.victim, person=promise.person, at=at)),
            key=f"no-change:{promise.pk}",
            actor=actors.system(SystemProcess.PROMISES),
            at=at,
        )
        try:
            with transaction.atomic():
                approval.approve_unattended(
                    communication_id=letter.pk, actor=actors.system(SystemProcess.PROMISES), at=at
                )
        except approval.NotComplete:
            return
        self._let_leave(letter, at=at + dt.timedelta(hours=1))

    def _take_off_the_list(self, case: Case) -> None:
        """Let the court take its hearings off the list where the decision ended the case."""
        case.refresh_from_db()
        if JourneyStage(case.stage).is_over:
            case.hearings.filter(starts_at__gt=self._now).update(is_vacated=True, vacated_reason="The case was stopped")

    def _decide(self, demo: DemoCase, team: Team, *, on: dt.date) -> None:
        lawyer = self._as(team.rasso_prosecutor if demo.kind.is_rasso else team.prosecutor)
        decided_at = min(self._working_hour(on), self._now - dt.timedelta(hours=3))
        entry = self._entry(demo, decided_at)
        recorded_at = min(decided_at + self._delay(), self._now - dt.timedelta(hours=1))
        # Until then the updates went out as promised: only the latest promise is still to be kept.
        Promise.objects.filter(case=demo.case, state=PromiseState.OPEN, due_on__lt=decided_at.date()).update(
            due_on=decided_at.date() + dt.timedelta(days=9)
        )
        recorded = duties.record_decision(case_id=demo.case.pk, entry=entry, actor=lawyer, at=recorded_at)
        for duty in recorded.duties:
            if duty.obligation is not None:
                self._end(duty.obligation, recorded.decision, demo, team)

    def _entry(self, demo: DemoCase, decided_at: dt.datetime) -> DecisionEntry:
        is_before_charge = demo.case.stage == JourneyStage.CPS_REVIEW
        code = self._chance.choice(_BEFORE_CHARGE if is_before_charge else _AFTER_CHARGE)
        charges = [charge for charge in demo.charges if ChargeState(charge.state).continues]
        if not is_before_charge and len(charges) > 1 and self._chance.random() < 0.6:
            code, charges = DecisionCode.STOP_SOME, charges[:1]
        test, reasons = self._chance.choice(REASONS[code])
        return DecisionEntry(
            key="demo",
            code=code,
            decided_at=decided_at,
            charge_ids=frozenset(charge.pk for charge in charges),
            test_failed=test,
            # What the words below say; a specific reason with a sentence of its own would have to be in Welsh too.
            specific_reasons=REASONS_OF[test][-1:] if test in _OTHER else (),
            reasons=reasons,
            because_victim_withdrew=code is DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL,
            victim_views="You said that you would like the case to end."
            if code is DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL
            else "",
            what_continues=self._what_continues(demo, code),
            is_substantial=True if code is DecisionCode.ALTER_DOWN else None,
            substantial_reason="The new charge is less serious and carries a shorter sentence."
            if code is DecisionCode.ALTER_DOWN
            else "",
        )

    @staticmethod
    def _what_continues(demo: DemoCase, code: DecisionCode) -> str:
        if code in {DecisionCode.STOP_SOME, DecisionCode.ALTER_DOWN}:
            return f"The case about {demo.kind.plain} goes on in court."
        return ""

    def _end(self, obligation: Obligation, decision: Decision, demo: DemoCase, team: Team) -> None:
        """Let one owed letter take one of the usual courses; what fell due lately is left in all states of work."""
        letter = Communication.objects.get(obligation=obligation)
        writer = obligation.victim.officer or team.officers[0]
        manager = team.rasso_manager if demo.kind.is_rasso else team.manager
        if obligation.due_at > self._now - dt.timedelta(days=1):
            self._leave_in_work(letter, writer, manager, after=decision.recorded_at)
            return
        ending = self._chance.choices([name for name, _ in _ENDINGS], [share for _, share in _ENDINGS])[0]
        if ending == "exempt" and obligation.state == ObligationState.OPEN:
            exemptions.approve(
                obligation_id=obligation.pk,
                reason=ExemptionReason.WITHDRAWN_AND_DECLINED,
                note="Confirmed with the officer in the case",
                actor=self._as(manager),
                at=obligation.due_at - dt.timedelta(hours=8),
            )
            return
        if ending == "forgotten":
            return
        late = {
            "on_time": -dt.timedelta(hours=self._chance.randrange(6, 20)),
            "late": dt.timedelta(hours=self._chance.randrange(10, 46)),
            "very_late": dt.timedelta(hours=self._chance.randrange(60, 300)),
        }[ending]
        sent_at = max(obligation.due_at + late, decision.recorded_at + dt.timedelta(hours=2))
        if sent_at < self._now - dt.timedelta(hours=1):
            self._write_and_send(letter, writer, manager, at=sent_at)

    def _leave_in_work(
        self, letter: Communication, writer: StaffUser, manager: StaffUser, *, after: dt.datetime
    ) -> None:
        """Leave a letter in any state between untouched and approved."""
        how_far = self._chance.randrange(0, 6)
        at = min(after + dt.timedelta(minutes=30), self._now - dt.timedelta(minutes=30))
        if how_far >= 1:
            self._write(letter, writer, at=at)
        if how_far >= 2 and self._submit(letter, writer, at=at):
            reviewer = self._as(manager)
            if how_far == 3:
                letter.refresh_from_db()
                block = composing.letter_words(communication=letter).block(BlockKey.ACKNOWLEDGE_FEELINGS)
                is_open = block is not None and not block.is_locked
                workshop.send_back(
                    communication_id=letter.pk,
                    comment="Please say in your own words why the recording could not be used.",
                    said={(BlockKey.ACKNOWLEDGE_FEELINGS, None): _BESIDE_FEELINGS} if is_open else {},
                    settled=(),
                    actor=reviewer,
                    at=at + dt.timedelta(minutes=10),
                )
            elif how_far >= 4:
                self._approve(letter, manager, at=self._now - dt.timedelta(minutes=5))

    def _write_and_send(self, letter: Communication, writer: StaffUser, manager: StaffUser, *, at: dt.datetime) -> None:
        self._write(letter, writer, at=at - dt.timedelta(minutes=90))
        if self._submit(letter, writer, at=at - dt.timedelta(minutes=80)):
            self._approve(letter, manager, at=at - dt.timedelta(minutes=60))
            plans.keep(letter=letter, actor_of=self._as, at=at - dt.timedelta(minutes=58))
            self._let_leave(letter, at=at)
            call_steps.keep_watch(at=at)

    def _write(self, letter: Communication, writer: StaffUser, *, at: dt.datetime) -> None:
        letter.refresh_from_db()
        block = composing.letter_words(communication=letter).block(BlockKey.ACKNOWLEDGE_FEELINGS)
        texts = {BlockKey.ACKNOWLEDGE_FEELINGS: _FEELINGS} if block is not None and not block.is_locked else {}
        drafting.rewrite(
            communication_id=letter.pk,
            texts=texts,
            seen_written_at=letter.written_at,
            actor=self._as(writer),
            at=at,
        )
        self._put_into_welsh(letter, writer, at=at + dt.timedelta(minutes=2))

    def _put_into_welsh(self, letter: Communication, writer: StaffUser, *, at: dt.datetime) -> None:
        """Translate what the demo has Welsh for; a letter with anything else waits for a translator."""
        welsh = drafting.reviewed(communication=Communication.objects.get(pk=letter.pk), at=at).welsh
        for slot in welsh.side.slots if welsh is not None else ():
            if slot.english in WELSH:
                translating.translate(
                    communication_id=letter.pk,
                    slot=slot.name,
                    seen_digest=digest_of(english=slot.english),
                    welsh=WELSH[slot.english],
                    source=TranslationSource.WELSH_SPEAKING_STAFF,
                    actor=self._as(writer),
                    at=at,
                )

    def _approve(self, letter: Communication, manager: StaffUser, *, at: dt.datetime) -> None:
        """Approve; a letter whose Welsh is not written yet stays under review, as it would in the real office."""
        with contextlib.suppress(approval.NotComplete), transaction.atomic():
            approval.approve(communication_id=letter.pk, actor=self._as(manager), at=at)

    def _submit(self, letter: Communication, writer: StaffUser, *, at: dt.datetime) -> bool:
        """Submit; a letter that is not complete stays a draft, as it would in the real office."""
        try:
            with transaction.atomic():
                approval.submit(
                    communication_id=letter.pk,
                    actor=self._as(writer),
                    at=at + dt.timedelta(minutes=5),
                    ask=Ask(grade=Grade.MANAGER),
                )
        except approval.NotComplete:
            return False
        return True

    @transaction.atomic
    def _let_leave(self, letter: Communication, *, at: dt.datetime) -> None:
        """Settle what left in the past: accepted, dispatched and mostly delivered, and whatever that meets."""
        letter.refresh_from_db()
        if letter.state != CommunicationState.APPROVED:
            return
        queued = OutboxMessage.objects.filter(communication=letter, state=MessageState.QUEUED).order_by("id")
        for message_id, channel in queued.values_list("id", "channel"):
            for state in self._path(Channel(channel)):
                moments = {
                    MessageState.ACCEPTED: {"accepted_at": at},
                    MessageState.DISPATCHED: {"dispatched_at": at},
                    MessageState.DELIVERED: {"delivered_at": at + dt.timedelta(minutes=3)},
                }.get(state, {})
                OutboxMessage.objects.filter(pk=message_id).update(state=state, state_changed_at=at, **moments)
        consequences.meet(communication_id=letter.pk, at=at)

    def _path(self, channel: Channel) -> list[MessageState]:
        start = [MessageState.SENDING, MessageState.ACCEPTED]
        if channel is Channel.POST:
            return [*start, MessageState.DISPATCHED]
        if channel is Channel.PORTAL:
            return [*start, MessageState.DELIVERED]
        return [*start, MessageState.DELIVERED] if self._chance.random() < 0.9 else start

    def _delay(self) -> dt.timedelta:
        """Say how long it took until the liaison unit was told: mostly the same day, sometimes days."""
        return dt.timedelta(hours=self._chance.choice((0.2, 0.5, 1, 2, 3, 20, 30)))

    def _working_hour(self, on: dt.date) -> dt.datetime:
        on = last_working_day(on)
        return dt.datetime(
            on.year, on.month, on.day, self._chance.randrange(9, 16), self._chance.randrange(60), tzinfo=dt.UTC
        )
