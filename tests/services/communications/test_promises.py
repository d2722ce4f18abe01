"""The promise ledger: opened, kept by contact, changed by the person, taken back (V6, V9; PRO-1 to PRO-7)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts import actors
from accounts.actors import Actor
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import SafeContactProfile, Victim, WorkItem
from cases.rules.vocabulary import JourneyStage, WorkKind
from communications.models import Communication, Promise
from communications.rules import dated_tables
from communications.rules.promises import RhythmOutOfRangeError, TierRhythm
from communications.rules.vocabulary import PromiseState, Purpose
from communications.services import dated_rows, promise_sweeps, promises
from tests.factories.accounts import UnitMembershipFactory
from tests.factories.cases import (
    SafeContactProfileFactory,
    VictimFactory,
    WorkItemFactory,
)
from tests.factories.communications import CommunicationFactory, PromiseFactory
from tests.factories.triage import TriageAssessmentFactory
from tests.services.communications.ledger import AT, TODAY, open_promise, publish_calendar
from triage.rules.defaults import DEFAULT_RULESET
from triage.rules.facts import TierKey

pytestmark = pytest.mark.django_db

PROMISES = actors.system(SystemProcess.PROMISES)
DELIVERY = actors.system(SystemProcess.DELIVERY)
IN_28_DAYS = dt.date(2026, 4, 8)
IN_14_DAYS = dt.date(2026, 3, 25)


@pytest.fixture(autouse=True)
def _calendar() -> None:
    publish_calendar()


def victim_in_contact(tier: TierKey | None = None, **changes: object) -> Victim:
    victim = VictimFactory(in_contact_since=dt.date(2026, 1, 10), **changes)
    if tier is not None:
        TriageAssessmentFactory(victim=victim, tier=tier, ruleset__content=DEFAULT_RULESET.to_json())
    return victim


def officer_of(victim: Victim, role: Role = Role.VLU_OFFICER) -> Actor:
    return actors.staff(user=UnitMembershipFactory(unit=victim.case.unit, role=role.value).user, at=AT)


def sent(victim: Victim, purpose: Purpose = Purpose.VCL_LETTER, **changes: object) -> Communication:
    return CommunicationFactory(sent=True, victim=victim, purpose=purpose, **changes)


class TestOpenFor:
    @pytest.mark.parametrize(
        ("tier", "due_on"),
        [
            (TierKey("UNIVERSAL"), IN_28_DAYS),
            (TierKey("ENHANCED"), IN_14_DAYS),
            (TierKey("RASSO"), IN_14_DAYS),
            (None, IN_28_DAYS),
        ],
    )
    def test_promises_the_date_of_the_tiers_rhythm(self, tier: TierKey | None, due_on: dt.date) -> None:
        victim = victim_in_contact(tier)

        promise = promises.open_for(victim=victim, person=victim.person, actor=PROMISES, at=AT)

        assert promise is not None
        assert promise.due_on == due_on
        assert AuditEvent.objects.get(verb="PROMISED").subject_id == str(promise.pk)

    def test_the_persons_own_rhythm_and_pause_go_first(self) -> None:
        victim = victim_in_contact(TierKey("RASSO"))
        SafeContactProfileFactory(person=victim.person, rhythm_days=7, updates_paused_until=dt.date(2026, 4, 4))

        promise = promises.open_for(victim=victim, person=victim.person, actor=PROMISES, at=AT)

        assert promise is not None
        # The pause ends on Saturday of Easter: the first working day after it is Tuesday.
        assert (promise.due_on, promise.rhythm_days) == (dt.date(2026, 4, 7), 7)

    def test_asked_twice_there_is_one(self) -> None:
        victim = victim_in_contact()

        first = promises.open_for(victim=victim, person=victim.person, actor=PROMISES, at=AT)
        again = promises.open_for(victim=victim, person=victim.person, actor=PROMISES, at=AT)

        assert first == again
        assert AuditEvent.objects.filter(verb="PROMISED").count() == 1

    def test_the_database_itself_refuses_a_second_open_promise(self) -> None:
        promise = PromiseFactory()

        with pytest.raises(IntegrityError, match="one_open_per_person"), transaction.atomic():
            PromiseFactory(victim=promise.victim, person=promise.person)

    @pytest.mark.parametrize(
        "changes",
        [
            {"contact_ended_on": TODAY},
            {"has_declined_contact": True},
            {"case__closed_on": TODAY},
            {"case__stage": JourneyStage.CLOSED},
            {"person__died_on": TODAY},
        ],
    )
    def test_nothing_is_promised_to_somebody_who_is_not_in_contact(self, changes: dict[str, object]) -> None:
        victim = victim_in_contact(**changes)

        assert promises.open_for(victim=victim, person=victim.person, actor=PROMISES, at=AT) is None

    def test_nor_to_somebody_who_opted_out(self) -> None:
        victim = victim_in_contact()
        SafeContactProfileFactory(person=victim.person, opted_out_at=AT)

        assert promises.open_for(victim=victim, person=victim.person, actor=PROMISES, at=AT) is None

    def test_a_published_rhythm_counts_from_its_day(self) -> None:
        dated_rows.publish(
            table=dated_tables.RHYTHMS,
            row=TierRhythm(tier="UNIVERSAL", days=21, starts_on=TODAY, source="Policy"),
            actor=actors.system(SystemProcess.REFERENCE_DATA),
            at=AT,
        )
        victim = victim_in_contact(TierKey("UNIVERSAL"))

        assert promises.next_update_on(victim=victim, person=victim.person, at=AT) == dt.date(2026, 4, 1)


class TestKeep:
    """PRO-4 and PRO-6."""

    def test_contact_in_time_keeps_the_promise_and_opens_the_next(self) -> None:
        victim = victim_in_contact()
        before = PromiseFactory(victim=victim, due_on=TODAY, made_at=AT - dt.timedelta(days=20))
        letter = sent(victim)

        promises.keep(communication=letter, contact_at=AT, actor=DELIVERY, at=AT)

        before.refresh_from_db()
        after = open_promise(victim)
        assert (before.state, before.kept_by, before.settled_at) == (PromiseState.KEPT, letter, AT)
        assert (after.follows, after.due_on) == (before, IN_28_DAYS)

    def test_contact_a_day_late_keeps_it_late(self) -> None:
        victim = victim_in_contact()
        before = PromiseFactory(victim=victim, due_on=dt.date(2026, 3, 10), made_at=AT - dt.timedelta(days=20))

        promises.keep(communication=sent(victim), contact_at=AT, actor=DELIVERY, at=AT)

        before.refresh_from_db()
        assert before.state == PromiseState.KEPT_LATE

    def test_told_again_of_the_same_letter_nothing_changes(self) -> None:
        """A receipt after the acceptance, a sweep that runs twice."""
        victim = victim_in_contact()
        PromiseFactory(victim=victim, due_on=TODAY, made_at=AT - dt.timedelta(days=20))
        letter = sent(victim)
        for minutes in (0, 5, 60):
            promises.keep(communication=letter, contact_at=AT, actor=DELIVERY, at=AT + dt.timedelta(minutes=minutes))

        assert Promise.objects.filter(victim=victim).count() == 2

    def test_a_letter_does_not_keep_the_promise_that_it_opened_itself(self) -> None:
        victim = victim_in_contact()
        letter = sent(victim)

        promises.keep(communication=letter, contact_at=AT, actor=DELIVERY, at=AT)
        promises.keep(communication=letter, contact_at=AT, actor=DELIVERY, at=AT + dt.timedelta(hours=1))

        assert open_promise(victim).kept_by is None
        assert Promise.objects.filter(victim=victim).count() == 1

    def test_the_date_that_the_letter_named_is_the_one_promised(self) -> None:
        victim = victim_in_contact()
        letter = sent(victim, context={"next_update_on": "2026-03-30"})

        promises.keep(communication=letter, contact_at=AT, actor=DELIVERY, at=AT)

        promise = open_promise(victim)
        assert (promise.due_on, promise.basis) == (dt.date(2026, 3, 30), "named in the letter")

    def test_a_date_in_the_letter_that_has_passed_by_now_gives_way_to_the_rhythm(self) -> None:
        victim = victim_in_contact()
        letter = sent(victim, context={"next_update_on": "2026-03-11"})

        promises.keep(communication=letter, contact_at=AT, actor=DELIVERY, at=AT)

        assert open_promise(victim).due_on == IN_28_DAYS

    def test_the_officers_list_no_longer_shows_it(self) -> None:
        victim = victim_in_contact()
        promise = PromiseFactory(victim=victim, due_on=TODAY, made_at=AT - dt.timedelta(days=20))
        WorkItemFactory(key=promises.work_key(promise_id=promise.pk), case=victim.case, kind=WorkKind.PROMISE_DUE)

        promises.keep(communication=sent(victim), contact_at=AT, actor=DELIVERY, at=AT)

        assert WorkItem.objects.get(key=promises.work_key(promise_id=promise.pk)).state == "DONE"

    def test_when_everything_has_been_stopped_no_rhythm_follows_but_a_named_date_does(self) -> None:
        over = victim_in_contact(case__stage=JourneyStage.STOPPED)
        named = victim_in_contact(case__stage=JourneyStage.STOPPED)

        promises.keep(communication=sent(over), contact_at=AT, actor=DELIVERY, at=AT)
        promises.keep(
            communication=sent(named, context={"next_update_on": "2026-03-30"}), contact_at=AT, actor=DELIVERY, at=AT
        )

        assert not Promise.objects.filter(victim=over).exists()
        assert open_promise(named).due_on == dt.date(2026, 3, 30)

    def test_a_letter_to_somebody_not_onboarded_promises_only_what_it_says(self) -> None:
        victim = VictimFactory()

        promises.keep(communication=sent(victim), contact_at=AT, actor=DELIVERY, at=AT)

        assert not Promise.objects.filter(victim=victim).exists()

    def test_the_last_letter_to_somebody_who_opted_out_keeps_and_opens_nothing_new(self) -> None:
        victim = victim_in_contact()
        before = PromiseFactory(victim=victim, due_on=TODAY, made_at=AT - dt.timedelta(days=20))
        SafeContactProfileFactory(person=victim.person, opted_out_at=AT)

        promises.keep(communication=sent(victim), contact_at=AT, actor=DELIVERY, at=AT)

        before.refresh_from_db()
        assert before.state == PromiseState.KEPT
        assert not Promise.objects.filter(victim=victim, state=PromiseState.OPEN).exists()


class TestPromiseDate:
    def test_an_officer_agrees_another_date_in_place_of_the_rhythms(self) -> None:
        victim = victim_in_contact()
        before = PromiseFactory(victim=victim)

        promise = promises.promise_date(
            victim_id=victim.pk,
            person_id=victim.person_id,
            due_on=dt.date(2026, 3, 20),
            actor=officer_of(victim),
            at=AT,
        )

        before.refresh_from_db()
        assert before.state == PromiseState.REPLACED
        assert (promise.follows, promise.basis, promise.due_on) == (before, "agreed date", dt.date(2026, 3, 20))

    @pytest.mark.parametrize(
        "due_on", [TODAY, dt.date(2026, 3, 14), dt.date(2026, 4, 3), TODAY + dt.timedelta(days=57)]
    )
    def test_only_a_working_day_to_come_within_two_months(self, due_on: dt.date) -> None:
        victim = victim_in_contact()

        with pytest.raises(promises.UnableToPromise):
            promises.promise_date(
                victim_id=victim.pk, person_id=victim.person_id, due_on=due_on, actor=officer_of(victim), at=AT
            )

    def test_not_to_somebody_out_of_contact(self) -> None:
        victim = victim_in_contact(has_declined_contact=True)

        with pytest.raises(promises.NotInContact):
            promises.promise_date(
                victim_id=victim.pk,
                person_id=victim.person_id,
                due_on=dt.date(2026, 3, 20),
                actor=officer_of(victim),
                at=AT,
            )

    def test_an_inspector_may_not(self) -> None:
        victim = victim_in_contact()

        with pytest.raises(NotPermitted):
            promises.promise_date(
                victim_id=victim.pk,
                person_id=victim.person_id,
                due_on=dt.date(2026, 3, 20),
                actor=officer_of(victim, Role.INSPECTOR),
                at=AT,
            )


class TestChangeRhythm:
    """V9: the victim sets the rhythm, pauses, resumes."""

    def change(self, victim: Victim, rhythm_days: int | None = None, paused_until: dt.date | None = None) -> Promise:
        return promises.change_rhythm(
            victim_id=victim.pk,
            person_id=victim.person_id,
            rhythm_days=rhythm_days,
            paused_until=paused_until,
            actor=officer_of(victim),
            at=AT,
        )

    def test_a_week_is_promised_from_now_on_and_the_old_promise_is_replaced(self) -> None:
        victim = victim_in_contact()
        before = PromiseFactory(victim=victim)

        promise = self.change(victim, rhythm_days=7)

        before.refresh_from_db()
        assert (before.state, promise.due_on) == (PromiseState.REPLACED, dt.date(2026, 3, 18))
        assert SafeContactProfile.objects.get(person=victim.person).rhythm_days == 7

    def test_a_pause_moves_the_promise_to_its_end(self) -> None:
        victim = victim_in_contact()

        promise = self.change(victim, paused_until=dt.date(2026, 6, 1))

        assert (promise.due_on, promise.basis) == (dt.date(2026, 6, 1), "paused")

    def test_resuming_goes_back_to_the_tiers_rhythm(self) -> None:
        victim = victim_in_contact()
        self.change(victim, rhythm_days=7, paused_until=dt.date(2026, 6, 1))

        assert self.change(victim).due_on == IN_28_DAYS

    def test_the_rest_of_how_the_person_may_be_reached_stays_as_it_was(self) -> None:
        victim = victim_in_contact()
        SafeContactProfileFactory(person=victim.person, never_text=True, recorded_at=AT - dt.timedelta(days=1))

        self.change(victim, rhythm_days=10)

        newest = SafeContactProfile.objects.filter(person=victim.person).latest("recorded_at")
        assert (newest.never_text, newest.rhythm_days) == (True, 10)

    @pytest.mark.parametrize("days", [6, 57])
    def test_outside_a_week_to_two_months_nothing_changes(self, days: int) -> None:
        victim = victim_in_contact()

        with pytest.raises(RhythmOutOfRangeError):
            self.change(victim, rhythm_days=days)

        assert not SafeContactProfile.objects.filter(person=victim.person).exists()

    @pytest.mark.parametrize("until", [TODAY, dt.date(2027, 3, 12)])
    def test_a_pause_ends_within_the_coming_year(self, until: dt.date) -> None:
        with pytest.raises(promises.UnableToPromise):
            self.change(victim_in_contact(), paused_until=until)


class TestTakeBack:
    """PRO-7: what did not arrive kept nothing."""

    def test_opens_the_promise_again_with_its_date_and_the_next_one_gives_way(self) -> None:
        letter, kept, following = kept_by_a_letter(due_on=dt.date(2026, 3, 20))

        promises.take_back(communication=letter, actor=PROMISES, at=AT + dt.timedelta(days=1))

        kept.refresh_from_db()
        following.refresh_from_db()
        assert (kept.state, kept.kept_by, kept.settled_at, kept.warned_at) == (PromiseState.OPEN, None, None, None)
        assert kept.due_on == dt.date(2026, 3, 20)
        assert (following.state, following.follows) == (PromiseState.REPLACED, None)
        assert open_promise(kept.victim) == kept
        entries = dict(
            AuditEvent.objects.filter(detail__communication=str(letter.pk)).values_list("verb", "subject_id")
        )
        assert entries["REOPENED"] == str(kept.pk)
        assert entries["SUPERSEDED"] == str(following.pk)

    def test_what_arrives_after_all_keeps_it_and_opens_the_next(self) -> None:
        letter, kept, _ = kept_by_a_letter(due_on=dt.date(2026, 3, 12))
        promises.take_back(communication=letter, actor=PROMISES, at=AT)

        promises.keep(communication=letter, contact_at=AT + dt.timedelta(days=2), actor=PROMISES, at=AT)

        kept.refresh_from_db()
        assert (kept.state, kept.kept_by) == (PromiseState.KEPT_LATE, letter)
        assert open_promise(kept.victim).follows == kept

    def test_past_its_date_it_is_missed_with_an_apology_and_the_manager_is_told(self) -> None:
        letter, kept, _ = kept_by_a_letter(due_on=TODAY - dt.timedelta(days=5))
        promises.take_back(communication=letter, actor=PROMISES, at=AT)

        promise_sweeps.sweep(at=AT)

        kept.refresh_from_db()
        assert kept.state == PromiseState.MISSED
        assert open_promise(kept.victim).basis == "apology"
        assert Communication.objects.filter(purpose=Purpose.APOLOGY_MISSED_PROMISE).exists()
        assert WorkItem.objects.get(kind=WorkKind.PROMISE_MISSED).is_for_manager

    def test_due_soon_it_is_on_the_officers_list_again(self) -> None:
        letter, kept, _ = kept_by_a_letter(due_on=TODAY + dt.timedelta(days=1))

        promises.take_back(communication=letter, actor=PROMISES, at=AT)

        assert promise_sweeps.warn_due_promises(at=AT) == 1
        assert WorkItem.objects.get(state="OPEN").key == promises.work_key(promise_id=kept.pk)

    def test_a_nearer_date_that_was_named_since_stands(self) -> None:
        letter, kept, following = kept_by_a_letter(due_on=dt.date(2026, 5, 20))

        promises.take_back(communication=letter, actor=PROMISES, at=AT)

        kept.refresh_from_db()
        assert (kept.state, kept.kept_by) == (PromiseState.REPLACED, None)
        assert open_promise(kept.victim) == following

    def test_a_date_agreed_with_the_person_since_stands(self) -> None:
        letter, kept, _ = kept_by_a_letter(due_on=dt.date(2026, 3, 20))
        agreed = promises.promise_date(
            victim_id=kept.victim_id,
            person_id=kept.person_id,
            due_on=dt.date(2026, 3, 31),
            actor=officer_of(kept.victim),
            at=AT,
        )

        promises.take_back(communication=letter, actor=PROMISES, at=AT)

        kept.refresh_from_db()
        assert kept.state == PromiseState.REPLACED
        assert open_promise(kept.victim) == agreed

    def test_nothing_is_opened_again_for_somebody_who_left_meanwhile(self) -> None:
        letter, kept, following = kept_by_a_letter(due_on=dt.date(2026, 3, 20))
        Promise.objects.filter(pk=following.pk).update(state=PromiseState.ENDED, settled_at=AT)
        Victim.objects.filter(pk=kept.victim_id).update(contact_ended_on=TODAY)

        promises.take_back(communication=letter, actor=PROMISES, at=AT)

        kept.refresh_from_db()
        assert (kept.state, kept.kept_by) == (PromiseState.ENDED, None)

    def test_a_letter_that_kept_nothing_changes_nothing(self) -> None:
        victim = victim_in_contact()
        promise = promises.open_for(victim=victim, person=victim.person, actor=PROMISES, at=AT)

        promises.take_back(communication=sent(victim), actor=PROMISES, at=AT)

        assert open_promise(victim) == promise


def kept_by_a_letter(*, due_on: dt.date) -> tuple[Communication, Promise, Promise]:
    """Make a promise that a letter has just kept, and the next one that it opened."""
    victim = victim_in_contact()
    kept = PromiseFactory(victim=victim, due_on=due_on, made_at=AT - dt.timedelta(days=28), warned_at=AT)
    letter = sent(victim)
    promises.keep(communication=letter, contact_at=AT, actor=PROMISES, at=AT)
    return letter, kept, open_promise(victim)
