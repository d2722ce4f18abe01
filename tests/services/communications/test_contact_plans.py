"""A letter waits for its call, a call for its supporter, and nothing longer than the law allows (V12, S2)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import AgreedAnswer, Connection, WorkItem
from cases.rules.vocabulary import MayBeTold, ServiceTier
from cases.services import agreeing
from communications.models import CallSeries, ContactWish, SupporterTelling
from communications.outbox import handlers
from communications.rules.calls.supporters import SupporterOutcome
from communications.rules.calls.vocabulary import CallOutcome, SeriesEnd
from communications.rules.contact_plan import NewsSort, NotAPlan, PlanStep, StepStanding
from communications.rules.vocabulary import Channel, MessageState
from communications.services import call_steps, contact, plan_steps, plan_wishes, supporters
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import ConnectionFactory, SafeContactProfileFactory
from tests.fakes.channels import ScriptedChannel
from tests.services.communications.calling_people import AT, open_work
from tests.services.communications.planning import (
    HOUR,
    LETTER_FIRST,
    RING_FIRST,
    SISTER_FIRST,
    Planner,
    look_again,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
#: Two working hours before the close of the next day, on which the letter is due: 3pm on Thursday.
LET_GO = AT + DAY + 5 * HOUR


@pytest.fixture(autouse=True)
def channel(settings, monkeypatch):
    ScriptedChannel.reset()
    settings.SENDER_EMAIL = settings.SENDER_TEXT = f"{ScriptedChannel.__module__}.{ScriptedChannel.__name__}"
    monkeypatch.setattr(handlers, "_require_no_transaction", lambda: None)
    yield ScriptedChannel
    ScriptedChannel.reset()


@pytest.fixture
def office() -> Planner:
    return Planner()


@pytest.fixture
def series(office) -> CallSeries:
    """The calls before a letter about which the sister is told first."""
    office.wish(SISTER_FIRST)
    office.queued()
    return CallSeries.objects.get()


def standings(letter, *, at=AT):
    found = plan_steps.plan_of_letter(communication=letter, at=at)
    return {line.step: line.standing for line in found.lines}


def stranger():
    user = staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX")), full_name="Sam Elsewhere")
    return actors.staff(user=user, at=AT)


class TestACallBeforeTheLetter:
    def test_approval_begins_the_calls_and_puts_them_on_the_list(self, office) -> None:
        office.wish(RING_FIRST)

        message = office.queued()

        series = CallSeries.objects.get()
        [item] = open_work(series)
        assert (series.obligation, item.kind) == (message.communication.obligation, "CALL_VICTIM")
        assert item.due_at <= LET_GO

    def test_the_letter_waits_while_they_are_rung_and_says_why(self, office, channel) -> None:
        office.wish(RING_FIRST)
        message = office.queued()

        message = look_again(message, at=AT + HOUR)

        assert channel.sent == []
        assert message.state == MessageState.QUEUED
        assert message.reason == "They are rung before the letter leaves."

    def test_the_letter_leaves_once_they_were_told(self, office, channel) -> None:
        office.wish(RING_FIRST)
        message = office.queued()
        office.tell(CallSeries.objects.get(), at=AT + HOUR)

        message = look_again(message, at=AT + HOUR + dt.timedelta(minutes=5))

        assert len(channel.sent) == 1
        assert message.communication.sent_at is not None

    def test_the_clock_of_the_law_lets_it_go_although_nobody_was_reached(self, office, channel) -> None:
        office.wish(RING_FIRST)
        message = office.queued()

        look_again(message, at=LET_GO - dt.timedelta(minutes=1))
        assert channel.sent == []
        look_again(message, at=LET_GO)

        assert len(channel.sent) == 1

    def test_it_leaves_at_the_last_time_that_is_safe_where_that_is_earlier(self, channel) -> None:
        """Nobody writes to her outside nine to eleven, so the last safe minutes before the deadline are on Thursday."""
        windows = [{"days": [0, 1, 2, 3, 4], "from": "09:00", "to": "11:00"}]
        office = Planner(safe_windows=windows)
        office.wish(RING_FIRST)
        message = office.queued()
        thursday = AT + DAY

        look_again(message, at=thursday + dt.timedelta(minutes=30))
        assert channel.sent == []
        look_again(message, at=thursday + dt.timedelta(minutes=57))

        assert len(channel.sent) == 1

    def test_it_waits_for_no_call_where_the_person_asked_for_writing(self, office, channel) -> None:
        office.wish(RING_FIRST)
        message = office.queued()
        office.log(CallSeries.objects.get(), at=AT + HOUR, outcome=CallOutcome.ASKED_FOR_LETTER)

        look_again(message, at=AT + HOUR)

        assert len(channel.sent) == 1

    def test_it_waits_for_no_call_that_staff_have_ended(self, office, channel) -> None:
        office.wish(RING_FIRST)
        message = office.queued()
        contact.end_series(
            series_id=CallSeries.objects.get().pk, reason=SeriesEnd.NOT_SAFE, actor=office.actor, at=AT + HOUR
        )

        look_again(message, at=AT + HOUR)

        assert len(channel.sent) == 1
        assert standings(message.communication)[PlanStep.CALL] is StepStanding.LEFT_OUT

    def test_usually_it_waits_for_nobody(self, office, channel) -> None:
        message = office.queued()

        look_again(message, at=AT + HOUR)

        assert len(channel.sent) == 1
        assert not CallSeries.objects.exists()

    def test_people_with_a_liaison_officer_are_rung_first_unless_they_want_it_in_writing(self, office) -> None:
        office.victim.service_tier = ServiceTier.RASSO
        office.victim.save()

        first, second = office.approved(), office.approved()
        office.victim.refresh_from_db()
        assert plan_steps.begin(communication=first, at=AT) is not None
        office.wish(LETTER_FIRST)
        assert plan_steps.begin(communication=second, at=AT) is None

    def test_nobody_is_rung_where_no_number_is_safe_and_the_plan_says_so(self, channel) -> None:
        office = Planner(never_phone=True)
        office.wish(RING_FIRST)
        message = office.queued()

        found = plan_steps.plan_of_letter(communication=message.communication, at=AT)
        look_again(message, at=AT)

        call = next(line for line in found.lines if line.step is PlanStep.CALL)
        assert call.standing is StepStanding.LEFT_OUT
        assert call.why == "The person does not want to be reached in this way."
        assert len(channel.sent) == 1
        assert not CallSeries.objects.exists()

    def test_what_somebody_hands_over_in_our_place_waits_for_no_call_of_ours(self, office) -> None:
        office.wish(RING_FIRST)
        letter = office.approved(channel=Channel.INTERMEDIARY_EMAIL)

        assert plan_steps.begin(communication=letter, at=AT) is None

    def test_a_copy_online_is_kept_away_where_they_do_not_want_one(self, office) -> None:
        SafeContactProfileFactory(
            person=office.victim.person, preferred_method="EMAIL", uses_portal=True, recorded_at=AT - DAY
        )
        assert office.queued().communication.messages.filter(channel=Channel.PORTAL).exists()

        office.wish(LETTER_FIRST)

        assert not office.queued().communication.messages.filter(channel=Channel.PORTAL).exists()

    def test_the_copy_online_waits_with_the_letter(self, office, channel) -> None:
        SafeContactProfileFactory(
            person=office.victim.person, preferred_method="EMAIL", uses_portal=True, recorded_at=AT - DAY
        )
        office.wish(RING_FIRST)
        message = office.queued()

        look_again(message, at=AT + HOUR)

        copy = message.communication.messages.get(channel=Channel.PORTAL)
        assert (copy.state, copy.reason) == (MessageState.QUEUED, "They are rung before the letter leaves.")
        message.communication.refresh_from_db()
        assert message.communication.published_at is None


class TestASupporterFirst:
    def test_telling_them_is_the_next_piece_of_work(self, series) -> None:
        [item] = open_work(series)

        assert item.kind == "TELL_SUPPORTER"
        assert "agree when they can be there" in item.summary
        assert "Megan" not in item.summary

    def test_the_call_keeps_the_hour_after_they_were_told(self, office, series) -> None:
        office.tell_sister(at=AT)

        [item] = open_work(series)
        step = call_steps.count(series=series, phones=call_steps.phones_of(series=series, at=AT), at=AT)
        assert item.kind == "CALL_VICTIM"
        assert step.not_before == AT + HOUR

    def test_the_letter_keeps_the_hour_where_nobody_is_rung(self, channel) -> None:
        office = Planner(never_phone=True)
        office.wish(SISTER_FIRST)
        message = office.queued()
        look_again(message, at=AT)
        office.tell_sister(at=AT)

        look_again(message, at=AT + HOUR - dt.timedelta(minutes=1))
        assert channel.sent == []
        look_again(message, at=AT + HOUR)

        assert len(channel.sent) == 1

    def test_a_later_time_that_they_named_is_kept(self, office, series) -> None:
        office.tell_sister(at=AT, there_from=AT + 4 * HOUR)

        series.refresh_from_db()
        assert series.next_from == AT + 4 * HOUR

    @pytest.mark.parametrize("times", [1, 2])
    def test_two_tries_in_vain_are_enough(self, office, series, times) -> None:
        for number in range(times):
            office.tell_sister(at=AT + number * HOUR, outcome=SupporterOutcome.NOT_REACHED)

        assert [item.kind for item in open_work(series)] == ["TELL_SUPPORTER" if times == 1 else "CALL_VICTIM"]

    def test_who_cannot_be_there_does_not_hold_the_call_back(self, office, series) -> None:
        office.tell_sister(outcome=SupporterOutcome.CANNOT_BE_THERE)

        assert [item.kind for item in open_work(series)] == ["CALL_VICTIM"]

    def test_consent_that_ends_before_they_were_told_takes_them_off_the_list(self, office, series) -> None:
        agreeing.end_supporter(
            victim_id=office.victim.pk, connection_id=office.sister.pk, actor=office.actor, at=AT + HOUR
        )

        assert call_steps.keep_watch(at=AT + HOUR) == 1

        assert [item.kind for item in open_work(series)] == ["CALL_VICTIM"]
        letter = call_steps.current_letter(series=series)
        assert standings(letter, at=AT + HOUR)[PlanStep.SUPPORTER] is StepStanding.LEFT_OUT

    def test_a_watch_in_between_changes_nothing(self, series) -> None:
        before = [item.pk for item in open_work(series)]

        assert call_steps.keep_watch(at=AT + HOUR) == 0
        assert [item.pk for item in open_work(series)] == before

    def test_an_item_closed_by_hand_comes_back(self, series) -> None:
        WorkItem.objects.filter(key=f"calls:{series.pk}").update(state="DONE", done_at=AT, done_by="staff:x")

        assert call_steps.keep_watch(at=AT) == 1
        assert [item.kind for item in open_work(series)] == ["TELL_SUPPORTER"]

    def test_consent_that_ends_after_they_were_told_keeps_the_hour(self, office, series) -> None:
        office.tell_sister(at=AT)
        Connection.objects.filter(pk=office.sister.pk).update(consent_ends_on=AT.date() - DAY)

        step = call_steps.count(series=series, phones=call_steps.phones_of(series=series, at=AT), at=AT)

        assert step.not_before == AT + HOUR

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"is_suspect_or_lives_with_suspect": True}, "NEAR_SUSPECT"),
            ({"has_consent": False, "may_be_told": MayBeTold.NOTHING}, "NO_CONSENT"),
            ({"consent_ends_on": AT.date() - DAY}, "CONSENT_OVER"),
        ],
    )
    def test_somebody_told_all_the_same_is_recorded_and_a_manager_looks(self, office, series, change, code) -> None:
        Connection.objects.filter(pk=office.sister.pk).update(**change)

        telling = office.tell_sister(at=AT)

        assert telling.against == [code]
        item = WorkItem.objects.get(kind="UNSAFE_CONTACT")
        assert item.is_for_manager
        assert item.about == f"calls:{series.pk}"

    def test_told_before_the_consent_ended_was_right(self, office, series) -> None:
        agreeing.end_supporter(
            victim_id=office.victim.pk, connection_id=office.sister.pk, actor=office.actor, at=AT + HOUR
        )

        telling = office.tell_sister(at=AT + 2 * HOUR, told_at=AT)

        assert telling.against == []
        assert not WorkItem.objects.filter(kind="UNSAFE_CONTACT").exists()

    def test_the_same_form_twice_is_one_telling(self, office, series) -> None:
        first = office.tell_sister(key="form-1")
        again = office.tell_sister(key="form-1")

        assert first == again
        assert SupporterTelling.objects.count() == 1

    @pytest.mark.parametrize(
        ("entry", "part"),
        [({"told_at": AT + HOUR}, "told_at"), ({"told_at": AT, "there_from": AT - HOUR}, "there_from")],
    )
    def test_a_time_that_cannot_be_is_refused(self, office, series, entry, part) -> None:
        with pytest.raises(supporters.UnusableTelling) as refused:
            office.tell_sister(**entry)

        assert refused.value.part == part
        assert not SupporterTelling.objects.exists()

    def test_somebody_else_than_the_page_showed_is_refused(self, office, series) -> None:
        with pytest.raises(supporters.NobodyToTell):
            office.tell_sister(connection_id=ConnectionFactory(victim=office.victim, kind="ISVA").pk)

    def test_nobody_is_told_once_the_calls_have_ended(self, office, series) -> None:
        contact.end_series(series_id=series.pk, reason=SeriesEnd.NOT_SAFE, actor=office.actor, at=AT)

        with pytest.raises(contact.SeriesOver):
            office.tell_sister()

    def test_is_refused_to_who_may_not_ring_in_this_area(self, office, series) -> None:
        office.actor = stranger()

        with pytest.raises(NotPermitted):
            office.tell_sister()

    def test_leaves_a_trace_without_the_note(self, office, series) -> None:
        office.tell_sister(note="She lets her in.")

        event = AuditEvent.objects.get(subject_kind="communications.supportertelling")
        assert event.detail == {"outcome": "TOLD", "against": 0}


class TestAStepLeftOut:
    def test_the_letter_goes_without_waiting_and_the_calls_go_on(self, office, channel) -> None:
        office.wish(RING_FIRST)
        message = office.queued()
        series = CallSeries.objects.get()

        supporters.leave_out(
            series_id=series.pk, step=PlanStep.CALL, reason="She asked for it today.", actor=office.actor, at=AT
        )
        look_again(message, at=AT)

        assert len(channel.sent) == 1
        assert AuditEvent.objects.filter(verb="OVERRODE", subject_kind="communications.plandeviation").exists()

    def test_the_call_comes_without_the_supporter(self, office, series) -> None:
        first = supporters.leave_out(
            series_id=series.pk, step=PlanStep.SUPPORTER, reason=" She is with her. ", actor=office.actor, at=AT
        )
        again = supporters.leave_out(
            series_id=series.pk, step=PlanStep.SUPPORTER, reason="Twice", actor=office.actor, at=AT
        )

        assert (first, first.reason) == (again, "She is with her.")
        assert [item.kind for item in open_work(series)] == ["CALL_VICTIM"]

    @pytest.mark.parametrize(("step", "reason"), [(PlanStep.CALL, "  "), (PlanStep.WRITTEN, "It is owed.")])
    def test_needs_a_reason_and_is_never_the_letter(self, office, series, step, reason) -> None:
        with pytest.raises(supporters.NotLeftOut):
            supporters.leave_out(series_id=series.pk, step=step, reason=reason, actor=office.actor, at=AT)

    def test_is_refused_to_who_may_not_ring_in_this_area(self, office, series) -> None:
        with pytest.raises(NotPermitted):
            supporters.leave_out(series_id=series.pk, step=PlanStep.CALL, reason="Why not", actor=stranger(), at=AT)


class TestWhatTheyWant:
    def test_is_kept_with_its_history_and_the_newest_counts(self, office) -> None:
        office.wish(SISTER_FIRST)
        office.wish(None, at=AT + HOUR)

        assert ContactWish.objects.count() == 2
        assert not plan_steps.begin(communication=office.approved(), at=AT + HOUR)

    def test_counts_as_asked(self, office) -> None:
        office.wish(RING_FIRST)

        assert AgreedAnswer.objects.filter(victim=office.victim, point="PLAN").count() == 1

    def test_holds_for_one_kind_of_news_only(self, office) -> None:
        office.wish(RING_FIRST, sort=NewsSort.OTHER_DECISION)

        assert plan_steps.begin(communication=office.approved(), at=AT) is None

    def test_begins_the_calls_of_a_letter_that_is_approved_and_has_not_left(self, office, channel) -> None:
        message = office.queued()

        office.wish(SISTER_FIRST)
        look_again(message, at=AT)

        assert channel.sent == []
        assert [item.kind for item in open_work(CallSeries.objects.get())] == ["TELL_SUPPORTER"]

    def test_lets_a_letter_go_that_waited_for_calls_which_they_do_not_want_any_more(self, office, channel) -> None:
        office.wish(RING_FIRST)
        message = office.queued()

        office.wish(LETTER_FIRST, at=AT + HOUR)
        look_again(message, at=AT + HOUR)

        assert len(channel.sent) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"is_suspect_or_lives_with_suspect": True},
            {"is_suspect_or_lives_with_suspect": None},
            {"ended_at": AT - HOUR, "ended_by": "staff:x"},
            {"consent_ends_on": AT.date() - DAY},
        ],
    )
    def test_nobody_is_chosen_who_may_not_be_told(self, office, change) -> None:
        Connection.objects.filter(pk=office.sister.pk).update(**change)

        with pytest.raises(plan_wishes.NotToBeTold):
            office.wish(SISTER_FIRST)

        assert not ContactWish.objects.exists()

    def test_nobody_is_chosen_whose_number_a_suspect_uses_too(self, office) -> None:
        office.case.defendants.update(phone_keys=[office.sister_phone.key])

        with pytest.raises(plan_wishes.NotToBeTold):
            office.wish(SISTER_FIRST)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"wish": SISTER_FIRST, "supporter_id": None},
            {"wish": SISTER_FIRST, "sort": NewsSort.UPDATE},
            {"wish": RING_FIRST, "has_sister": True},
        ],
    )
    def test_what_does_not_fit_together_is_refused(self, office, wrong) -> None:
        wrong = dict(wrong)
        if wrong.pop("has_sister", False):
            wrong["supporter_id"] = office.sister.pk

        with pytest.raises(NotAPlan):
            office.wish(**wrong)

    def test_somebody_beside_another_victim_is_not_found(self, office) -> None:
        with pytest.raises(Connection.DoesNotExist):
            office.wish(SISTER_FIRST, supporter_id=ConnectionFactory().pk)

    def test_is_refused_to_who_may_not_change_contact_in_this_area(self, office) -> None:
        with pytest.raises(NotPermitted):
            office.wish(RING_FIRST, actor=stranger())
