"""Asking to have a name passed on, passing it on, what came of it, and what must not happen (S5, REF-1 to 5)."""

import datetime as dt
import uuid

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import ContactPoint, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import OutboxMessage, Referral, ReferralStep
from communications.rules.referrals import (
    AskedBy,
    PassedBy,
    ReferralReason,
    ReferralState,
    SomebodyElse,
)
from communications.rules.safe_contact import Refusal
from communications.selectors import referrals as selector
from communications.services import referral_steps, referrals
from communications.services.referrals import Consent
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ConnectionFactory,
    ContactPointFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data
from tests.services.communications.writing import AT, member

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _published(db) -> None:
    lay_reference_data()


@pytest.fixture
def victim():
    found = VictimFactory(person__born_on=dt.date(1990, 5, 1))
    ContactPointFactory(person=found.person, mobile=True)
    return found


@pytest.fixture
def officer(victim):
    return member(victim.case, Role.VLU_OFFICER)


def themselves(victim, person=None):
    return actors.victim(victim_id=victim.pk, person_id=(person or victim.person).pk)


def consent(victim, **changes) -> Consent:
    point = ContactPoint.objects.filter(person=victim.person).latest("recorded_at")
    return Consent(
        **{
            "service": "VICTIM_SUPPORT",
            "point_id": point.pk,
            "may_leave_message": False,
            "somebody_else": SomebodyElse.RING_OFF,
            **changes,
        }
    )


def ask(victim, *, actor=None, person=None, key="", at=AT, **changes) -> Referral:
    return referrals.ask(
        victim_id=victim.pk,
        person_id=(person or victim.person).pk,
        consent=consent(victim, **changes),
        key=key or uuid.uuid4().hex,
        actor=actor or themselves(victim),
        at=at,
    )


def pass_on(referral, officer, *, on=TODAY, at=AT, seen=ReferralState.ASKED) -> Referral:
    return referrals.pass_on(
        referral_id=referral.pk, passed_how=PassedBy.SERVICE_FORM, taken_on=on, seen=seen, actor=officer, at=at
    )


def outcome(referral, officer, state, *, reason=None, seen=ReferralState.PASSED_ON, on=TODAY) -> Referral:
    return referrals.record_outcome(
        referral_id=referral.pk, outcome=state, reason=reason, taken_on=on, seen=seen, actor=officer, at=AT
    )


def open_work() -> list[str]:
    return sorted(WorkItem.objects.filter(state="OPEN").values_list("kind", flat=True))


class TestAsking:
    def test_keeps_what_was_agreed_until_when_and_asks_staff_to_pass_it_on_in_two_working_days(self, victim) -> None:
        referral = ask(victim, code_phrase="  green harbour ", tells_needs=True)

        assert (referral.state, referral.asked_how) == (ReferralState.ASKED, AskedBy.ONLINE)
        assert referral.code_phrase == "green harbour"
        assert referral.consent_until == TODAY + 28 * DAY
        # Thursday and two working days: Monday.
        assert referral.due_on == dt.date(2026, 3, 30)
        item = WorkItem.objects.get(kind=WorkKind.REFERRAL_START)
        assert (item.victim, item.about) == (victim, f"referral:{referral.pk}")
        assert AuditEvent.objects.filter(verb="CREATED", subject_id=str(referral.pk), victim_id=victim.pk).exists()

    def test_sends_nothing_by_itself(self, victim) -> None:
        ask(victim)

        assert not OutboxMessage.objects.exists()

    def test_names_the_service_neither_in_the_work_nor_in_the_trail(self, victim) -> None:
        ask(victim)

        said = [item.summary for item in WorkItem.objects.all()]
        said += [str(event.detail) for event in AuditEvent.objects.all()]
        assert not any("VICTIM_SUPPORT" in text or "Victim Support" in text for text in said)

    def test_the_same_form_twice_is_one_referral(self, victim) -> None:
        assert ask(victim, key="one").pk == ask(victim, key="one").pk
        assert ReferralStep.objects.count() == 1

    def test_once_more_for_the_same_service_replaces_what_was_agreed_before(self, victim) -> None:
        before = ask(victim)
        newer = ask(victim, somebody_else=SomebodyElse.ASK_FOR_ME)

        before.refresh_from_db()
        assert before.state == ReferralState.WITHDRAWN
        assert before.steps.latest("id").reason == ReferralReason.ASKED_AGAIN
        assert newer.state == ReferralState.ASKED
        assert open_work() == ["REFERRAL_START"]

    @pytest.mark.parametrize("service", ["SAMARITANS", "RAPE_CRISIS", "", "NO_SUCH"])
    def test_for_a_service_that_takes_no_names_is_refused(self, victim, service) -> None:
        with pytest.raises(referrals.NoSuchService):
            ask(victim, service=service)

    def test_online_below_sixteen_leads_to_a_person_first(self, officer, victim) -> None:
        victim.person.born_on = dt.date(2011, 3, 27)
        victim.person.save()

        with pytest.raises(referrals.AskByTelephone):
            ask(victim)
        assert ask(victim, actor=officer).asked_how == AskedBy.PHONE

    def test_for_somebody_else_is_refused(self, victim) -> None:
        """A parent, a relative or a supporter who is signed in gives nobody's name but their own."""
        other = ConnectionFactory(victim=victim).person

        with pytest.raises(NotPermitted):
            ask(victim, actor=themselves(victim, other))
        assert not Referral.objects.exists()

    def test_by_staff_of_another_area_or_without_the_role_is_refused(self, victim) -> None:
        stranger = actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT)
        for actor in (stranger, member(victim.case, Role.INSPECTOR)):
            with pytest.raises(NotPermitted):
                ask(victim, actor=actor)

    def test_has_an_end_in_one_day(self, victim) -> None:
        for _ in range(10):
            ask(victim)

        with pytest.raises(referrals.TooManyAsked):
            ask(victim)
        assert ask(victim, at=AT + DAY).state == ReferralState.ASKED

    def test_is_open_to_people_whose_case_is_over(self, victim) -> None:
        victim.case.closed_on = TODAY
        victim.case.save()

        assert ask(victim).state == ReferralState.ASKED


class TestSafeWay:
    """REF-3, T4, T5, T7: a number that somebody else may hold is never passed on."""

    def test_nobody_checked_is_refused(self, victim) -> None:
        ContactPoint.objects.update(is_safe=False)

        with pytest.raises(referrals.NoSafeWay) as refused:
            ask(victim)
        assert refused.value.refusals == (Refusal.NOT_KNOWN_TO_BE_SAFE,)

    def test_shared_with_somebody_who_lives_with_the_suspect_is_refused(self, victim) -> None:
        point = ContactPoint.objects.get()
        other = ConnectionFactory(victim=victim, is_primary=False, is_suspect_or_lives_with_suspect=True)
        ContactPointFactory(person=other.person, kind=point.kind, value=point.value, key=point.key)

        with pytest.raises(referrals.NoSafeWay) as refused:
            ask(victim, point_id=point.pk)
        assert Refusal.SHARED_WITH_A_PARTY in refused.value.refusals

    def test_of_somebody_else_is_refused(self, victim) -> None:
        theirs = ContactPointFactory(person=PersonFactory(), mobile=True)

        with pytest.raises(referrals.NoSafeWay):
            ask(victim, point_id=theirs.pk)

    def test_never_leaves_a_message_where_we_may_not(self, victim) -> None:
        SafeContactProfileFactory(person=victim.person, voicemail=False)
        assert not ask(victim, may_leave_message=True).may_leave_message

    def test_may_leave_one_where_we_may(self, victim) -> None:
        SafeContactProfileFactory(person=victim.person, voicemail=True)
        assert ask(victim, may_leave_message=True).may_leave_message

    def test_that_became_unsafe_meanwhile_is_not_passed_on(self, officer, victim) -> None:
        referral = ask(victim)
        SafeContactProfileFactory(person=victim.person, never_phone=True)

        with pytest.raises(referrals.NoSafeWay):
            pass_on(referral, officer)
        referral.refresh_from_db()
        assert referral.state == ReferralState.ASKED

    def test_that_was_replaced_meanwhile_is_not_passed_on(self, officer, victim) -> None:
        referral = ask(victim)
        ContactPoint.objects.update(superseded_at=AT, superseded_by="staff:1")

        with pytest.raises(referrals.NoSafeWay) as refused:
            pass_on(referral, officer)
        assert refused.value.refusals == (Refusal.CONTACT_POINT_CHANGED,)

    def test_of_somebody_who_died_is_not_passed_on_and_is_ended_with_that_reason(self, officer, victim) -> None:
        referral = ask(victim)
        victim.person.died_on = TODAY
        victim.person.save()

        with pytest.raises(referrals.NoSafeWay) as refused:
            pass_on(referral, officer)
        assert Refusal.DECEASED in refused.value.refusals
        ended = referrals.withdraw(referral_id=referral.pk, reason=ReferralReason.DIED, actor=officer, at=AT)
        assert ended.state == ReferralState.WITHDRAWN


class TestPassingOn:
    def test_says_how_and_has_staff_ask_after_ten_working_days(self, officer, victim) -> None:
        referral = pass_on(ask(victim), officer)

        assert referral.state == ReferralState.PASSED_ON
        assert referral.steps.latest("id").passed_how == PassedBy.SERVICE_FORM
        # Good Friday and Easter Monday lie between.
        assert referral.due_on == dt.date(2026, 4, 13)
        assert open_work() == ["REFERRAL_OUTCOME"]

    def test_after_the_consent_has_ended_is_refused(self, officer, victim) -> None:
        referral, late = ask(victim), AT + 29 * DAY

        with pytest.raises(referrals.ConsentEnded):
            pass_on(referral, officer, on=late.date(), at=late)

    def test_on_its_last_day_is_not(self, officer, victim) -> None:
        referral, last = ask(victim), AT + 28 * DAY

        assert pass_on(referral, officer, on=last.date(), at=last).state == ReferralState.PASSED_ON

    def test_by_two_people_happens_once(self, officer, victim) -> None:
        referral = ask(victim)
        pass_on(referral, officer)

        with pytest.raises(referrals.ChangedMeanwhile):
            pass_on(referral, officer)
        assert ReferralStep.objects.filter(step="PASSED_ON").count() == 1

    @pytest.mark.parametrize("days", [1, -1])
    def test_on_a_day_that_cannot_be_is_refused(self, officer, victim, days) -> None:
        referral = ask(victim)

        with pytest.raises(referrals.WrongDate):
            pass_on(referral, officer, on=TODAY + days * DAY)

    def test_by_the_person_themselves_is_refused(self, victim) -> None:
        with pytest.raises(referrals.ChangedMeanwhile):
            pass_on(ask(victim), themselves(victim), seen=ReferralState.PASSED_ON)

    def test_elsewhere_is_refused(self, victim) -> None:
        referral = ask(victim)
        stranger = actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT)

        with pytest.raises(NotPermitted):
            pass_on(referral, stranger)


class TestOutcome:
    @pytest.mark.parametrize(
        ("state", "reason", "work"),
        [
            (ReferralState.TAKEN_UP, None, []),
            (ReferralState.WAITING_LIST, None, ["REFERRAL_OUTCOME"]),
            (ReferralState.NOT_REACHED, None, ["REFERRAL_TELL"]),
            (ReferralState.DECLINED_BY_PERSON, None, []),
            (ReferralState.DECLINED_BY_SERVICE, ReferralReason.NO_ROOM, ["REFERRAL_TELL"]),
        ],
    )
    def test_is_followed_by_what_is_to_be_done(self, officer, victim, state, reason, work) -> None:
        referral = outcome(pass_on(ask(victim), officer), officer, state, reason=reason)

        assert referral.state == state
        assert open_work() == work

    def test_of_a_service_that_could_not_reach_them_leads_to_another_try(self, officer, victim) -> None:
        referral = outcome(pass_on(ask(victim), officer), officer, ReferralState.NOT_REACHED)

        assert pass_on(referral, officer, seen=ReferralState.NOT_REACHED).state == ReferralState.PASSED_ON
        assert open_work() == ["REFERRAL_OUTCOME"]

    def test_is_not_asked_for_but_was(self, officer, victim) -> None:
        referral = ask(victim)

        with pytest.raises(referrals.ChangedMeanwhile):
            outcome(referral, officer, ReferralState.WITHDRAWN, reason=ReferralReason.PERSON_ASKED,
                    seen=ReferralState.ASKED)  # fmt: skip
        with pytest.raises(referrals.ChangedMeanwhile):
            outcome(referral, officer, ReferralState.TAKEN_UP, seen=ReferralState.ASKED)


class TestTakingBack:
    def test_before_it_was_passed_on_ends_everything(self, victim) -> None:
        referral = ask(victim)
        referrals.withdraw(referral_id=referral.pk, reason=ReferralReason.PERSON_ASKED, actor=themselves(victim), at=AT)

        referral.refresh_from_db()
        assert (referral.state, referral.due_on) == (ReferralState.WITHDRAWN, None)
        assert open_work() == []

    def test_afterwards_has_the_service_told_by_the_end_of_the_next_working_day(self, officer, victim) -> None:
        referral = pass_on(ask(victim), officer)
        referrals.withdraw(referral_id=referral.pk, reason=ReferralReason.PERSON_ASKED, actor=themselves(victim), at=AT)

        item = WorkItem.objects.get(state="OPEN")
        assert item.kind == WorkKind.REFERRAL_STOP
        assert item.due_at is not None
        assert item.due_at.date() == dt.date(2026, 3, 27)

    def test_twice_is_once(self, victim) -> None:
        referral = ask(victim)
        for _ in range(2):
            referrals.withdraw(
                referral_id=referral.pk, reason=ReferralReason.PERSON_ASKED, actor=themselves(victim), at=AT
            )

        assert ReferralStep.objects.filter(step="WITHDRAWN").count() == 1

    def test_while_staff_are_about_to_pass_it_on_keeps_it_from_leaving(self, officer, victim) -> None:
        referral = ask(victim)
        referrals.withdraw(referral_id=referral.pk, reason=ReferralReason.PERSON_ASKED, actor=themselves(victim), at=AT)

        with pytest.raises(referrals.ChangedMeanwhile):
            pass_on(referral, officer)

    def test_by_staff_who_see_something_older_is_refused(self, officer, victim) -> None:
        referral = pass_on(ask(victim), officer)

        with pytest.raises(referrals.ChangedMeanwhile):
            referrals.withdraw(
                referral_id=referral.pk, reason=ReferralReason.PERSON_ASKED, seen=ReferralState.ASKED, actor=officer,
                at=AT,
            )  # fmt: skip

    def test_of_another_persons_is_not_there(self, victim) -> None:
        referral = ask(victim)
        other = ConnectionFactory(victim=victim).person

        with pytest.raises(Referral.DoesNotExist):
            referrals.withdraw(
                referral_id=referral.pk, reason=ReferralReason.PERSON_ASKED, actor=themselves(victim, other), at=AT
            )

    def test_of_another_record_is_not_there(self, victim) -> None:
        referral = ask(victim)

        with pytest.raises(Referral.DoesNotExist):
            referrals.withdraw(
                referral_id=referral.pk, reason=ReferralReason.PERSON_ASKED, actor=themselves(VictimFactory()), at=AT
            )


class TestRunningOut:
    """REF-2: what nobody passed on in the time for which they agreed ends, and they are told so by a person."""

    @staticmethod
    def sweep(at: dt.datetime) -> int:
        return referral_steps.end_what_ran_out(actor=actors.system(SystemProcess.DEADLINES), at=at)

    def test_on_the_last_day_nothing_ends(self, victim) -> None:
        referral = ask(victim)

        assert self.sweep(AT + 28 * DAY) == 0
        assert Referral.objects.get(pk=referral.pk).state == ReferralState.ASKED

    def test_the_day_after_it_ends_once_and_is_work_for_a_person(self, victim) -> None:
        referral = ask(victim)

        assert (self.sweep(AT + 29 * DAY), self.sweep(AT + 29 * DAY)) == (1, 0)

        assert Referral.objects.get(pk=referral.pk).state == ReferralState.WITHDRAWN
        assert ReferralStep.objects.latest("id").reason == ReferralReason.CONSENT_ENDED
        start, tell = (WorkItem.objects.get(kind=kind) for kind in (WorkKind.REFERRAL_START, WorkKind.REFERRAL_TELL))
        assert start.state == "DONE"
        assert tell.state == "OPEN"
        assert "ask whether they still want it" in tell.summary
        assert tell.due_at is not None
        assert tell.due_at.date() > (AT + 29 * DAY).date()
        assert AuditEvent.objects.filter(verb="CHANGED", actor="system:deadlines").exists()

    def test_what_the_service_has_stays_with_it(self, officer, victim) -> None:
        referral = ask(victim)
        referrals.pass_on(
            referral_id=referral.pk, passed_how=PassedBy.PHONE, taken_on=TODAY, seen=ReferralState.ASKED,
            actor=officer, at=AT,
        )  # fmt: skip

        assert self.sweep(AT + 29 * DAY) == 0

    def test_of_one_that_leaves_no_trace_the_work_says_so(self, victim) -> None:
        ask(victim, is_hidden=True)

        self.sweep(AT + 29 * DAY)

        assert "leaves no trace online" in WorkItem.objects.get(kind=WorkKind.REFERRAL_TELL).summary


class TestNoTrace:
    """REF-5: the person may be watched."""

    def test_stands_on_no_page_of_theirs_and_staff_see_that_it_is_so(self, officer, victim) -> None:
        referral = ask(victim, is_hidden=True)

        assert selector.own_referrals(viewer=themselves(victim)) == ()
        assert selector.referrals_of(viewer=officer, victim=victim) == (referral,)
        assert "no trace" in WorkItem.objects.get().summary

    def test_cannot_be_stopped_or_found_from_the_portal_even_by_its_address(self, victim) -> None:
        referral = ask(victim, is_hidden=True)

        for act in (referrals.hide, referrals.withdraw):
            more = {} if act is referrals.hide else {"reason": ReferralReason.PERSON_ASKED}
            with pytest.raises(Referral.DoesNotExist):
                act(referral_id=referral.pk, actor=themselves(victim), at=AT, **more)

    def test_is_not_found_out_by_asking_for_the_same_service(self, victim) -> None:
        """Somebody who holds the phone asks too: what they see is what anybody sees, and the first is not replaced."""
        hidden = ask(victim, is_hidden=True)
        shown = ask(victim)

        hidden.refresh_from_db()
        assert hidden.state == ReferralState.ASKED
        assert selector.own_referrals(viewer=themselves(victim)) == (shown,)

    def test_can_be_wanted_later_for_what_showed_until_then(self, victim) -> None:
        first, referral = ask(victim, is_hidden=True), ask(victim)
        referrals.hide(referral_id=referral.pk, actor=themselves(victim), at=AT)

        first.refresh_from_db()
        assert first.state == ReferralState.WITHDRAWN
        assert selector.own_referrals(viewer=themselves(victim)) == ()

    def test_is_recorded_once_by_staff(self, officer, victim) -> None:
        referral = ask(victim, is_hidden=True)

        assert referrals.hide(referral_id=referral.pk, actor=officer, at=AT).is_hidden
        assert not AuditEvent.objects.filter(verb="CHANGED", subject_id=str(referral.pk)).exists()

    def test_of_what_has_ended_can_be_wanted_too(self, victim) -> None:
        referral = ask(victim)
        referrals.withdraw(referral_id=referral.pk, reason=ReferralReason.PERSON_ASKED, actor=themselves(victim), at=AT)
        referrals.hide(referral_id=referral.pk, actor=themselves(victim), at=AT)

        assert selector.own_referrals(viewer=themselves(victim)) == ()


class TestFamily:
    def test_after_a_death_each_relative_asks_for_themselves(self, officer) -> None:
        victim = VictimFactory(person__died_on=dt.date(2026, 1, 2), case=CaseFactory())
        sister, suspect = (
            ConnectionFactory(
                victim=victim, kind="CLOSE_RELATIVE", is_primary=False, is_suspect_or_lives_with_suspect=is_suspect
            ).person
            for is_suspect in (False, True)
        )
        point = ContactPointFactory(person=sister, mobile=True)
        staff = member(victim.case, Role.VLU_OFFICER)

        assert referrals.people_of(victim=victim) == (sister,)
        agreed = Consent(
            service="VICTIM_SUPPORT",
            point_id=point.pk,
            may_leave_message=False,
            somebody_else=SomebodyElse.RING_OFF,
        )
        found = referrals.ask(victim_id=victim.pk, person_id=sister.pk, consent=agreed, key="k", actor=staff, at=AT)
        assert found.person == sister
        assert selector.own_referrals(viewer=themselves(victim, sister)) == (found,)
        assert selector.own_referrals(viewer=themselves(victim, suspect)) == ()
        with pytest.raises(NotPermitted):
            referrals.ask(victim_id=victim.pk, person_id=suspect.pk, consent=agreed, key="s", actor=staff, at=AT)


class TestFigures:
    def test_count_by_area_and_month_what_was_asked_passed_on_and_taken_up(self, officer, victim) -> None:
        outcome(pass_on(ask(victim), officer), officer, ReferralState.TAKEN_UP)
        ask(victim, service="LOCAL")
        ask(victim, service="LOCAL")
        manager = member(victim.case, Role.AREA_MANAGER)

        found = selector.figures(viewer=manager, first_month=TODAY.replace(day=1), last_month=TODAY.replace(day=1))

        assert [(one.month, one.asked, one.passed_on, one.taken_up) for one in found] == [
            (dt.date(2026, 3, 1), 2, 1, 1)
        ]

    def test_are_for_those_who_may_see_figures(self, officer) -> None:
        with pytest.raises(NotPermitted):
            selector.figures(viewer=officer, first_month=TODAY, last_month=TODAY)

    def test_leave_other_areas_out(self, victim) -> None:
        ask(victim)
        elsewhere = actors.staff(
            user=staff_with(Role.AREA_MANAGER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT
        )

        assert selector.figures(viewer=elsewhere, first_month=TODAY.replace(day=1), last_month=TODAY) == ()
