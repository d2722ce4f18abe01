"""The right to review from request to outcome: what is owed at each step, who may take it, and what is refused (W7)."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Unit
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Obligation, ReviewAnswer, ReviewAssignment, ReviewRequest, WorkItem
from cases.rules.vocabulary import (
    ConnectionKind,
    DecisionCode,
    RequestStanding,
    ReviewAsker,
    ReviewBody,
    ReviewOutcome,
    ReviewState,
    ReviewText,
    ToldBy,
    WorkKind,
)
from cases.services import review_answers, review_rights, work
from cases.services import reviews as requests
from communications.models import Promise
from communications.services import answer_warnings, approval, promises, reviews
from tests.factories.accounts import staff_with
from tests.factories.cases import ConnectionFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications import reviewing, writing
from tests.services.communications.reviewing import ASKED_ON, AT, begun, given, logged, told

pytestmark = pytest.mark.django_db

REASONS = "The first decision did not ask what your neighbour saw. That was wrong, and I am sorry."


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def open_work(kind: WorkKind) -> list[WorkItem]:
    return list(WorkItem.objects.filter(kind=kind, state="OPEN"))


def outcome(case, stage, found=ReviewOutcome.UPHELD, *, actor=None, reasons=REASONS, what_follows="", at=AT):
    return reviews.record_outcome(
        stage_id=stage.pk,
        outcome=found,
        reasons=reasons,
        what_follows=what_follows,
        actor=actor or case.reviewer,
        at=at + dt.timedelta(days=4),
    )


class TestLogRequest:
    def test_opens_local_resolution_with_its_clock_from_the_day_on_which_it_reached_us(self):
        case = told()

        stage = begun(case)

        # Good Friday 3 April and Easter Monday 6 April 2026 do not count.
        assert (stage.kind, stage.started_on, stage.due_on) == ("LOCAL_RESOLUTION", ASKED_ON, dt.date(2026, 4, 20))
        assert [day["number"] for day in stage.explanation if day["number"]] == list(range(1, 11))
        request = stage.request
        assert (request.state, request.standing) == (ReviewState.LOCAL_RESOLUTION, RequestStanding.IN_TIME)
        assert request.ordinary_window_ends_on == dt.date(2026, 4, 14)
        assert request.outer_window_ends_on == dt.date(2026, 6, 27)

    def test_puts_the_answer_on_the_list_of_the_unit_with_its_last_day(self):
        stage = begun(told())

        (item,) = open_work(WorkKind.REVIEW_ANSWER)
        assert (item.due_at, item.about) == (stage.due_at, f"review:{stage.request_id}")

    def test_keeps_a_next_update_promise_in_force_though_the_case_has_stopped(self):
        case = told()

        begun(case)

        (promise,) = Promise.objects.filter(victim=case.made.victim, state="OPEN")
        assert promise.person == case.made.victim.person

    def test_changes_nothing_when_the_same_form_is_sent_again(self):
        case = told()

        first, again = logged(case), logged(case)

        assert (again.is_new, again.request.pk, again.stage) == (False, first.request.pk, first.stage)
        assert ReviewRequest.objects.count() == 1

    def test_refuses_a_second_request_about_the_same_decision(self):
        case = told()
        logged(case)

        with pytest.raises(requests.AlreadyAsked):
            logged(case, key="form-2")

    def test_takes_another_after_one_that_nobody_looked_at(self):
        case = told()
        first = logged(case)
        reviews.withdraw(request_id=first.request.pk, reason="They rang to say so", actor=case.officer, at=AT)

        assert logged(case, key="form-2").is_new

    @pytest.mark.parametrize("received_on", [dt.date(2026, 3, 25), dt.date(2026, 4, 3)])
    def test_refuses_a_day_before_the_decision_or_in_the_future(self, received_on):
        with pytest.raises(requests.ReceivedOutOfOrder):
            logged(told(), received_on=received_on)

    def test_refuses_somebody_who_is_neither_known_nor_named(self):
        case = told()

        with pytest.raises(requests.UnknownAsker):
            logged(case, asker=ReviewAsker.REPRESENTATIVE, asker_name=" ")
        with pytest.raises(requests.UnknownAsker):
            logged(case, asker=ReviewAsker.PARENT_GUARDIAN, asker_person_id=uuid.uuid4())

    def test_takes_down_a_connected_person_and_a_representative_with_authority(self):
        case = told()
        sister = ConnectionFactory(
            victim=case.made.victim, kind=ConnectionKind.CLOSE_RELATIVE, is_suspect_or_lives_with_suspect=False
        )

        request = logged(
            case,
            asker=ReviewAsker.CLOSE_RELATIVE,
            asker_person_id=sister.person_id,
            authority="A letter that the victim signed",
            authority_seen_on=ASKED_ON,
        ).request

        assert (request.asker_person, request.state) == (sister.person, ReviewState.LOCAL_RESOLUTION)

    def test_puts_somebody_without_authority_before_whoever_arranges_reviews(self):
        case = told()

        request = logged(case, asker=ReviewAsker.REPRESENTATIVE, asker_name="Kim Example").request

        assert (request.state, request.is_plain) == (ReviewState.REQUESTED, False)
        (item,) = open_work(WorkKind.REVIEW_CHECK)
        assert item.about == f"review:{request.pk}"
        assert not open_work(WorkKind.REVIEW_ANSWER)

    def test_logs_even_what_cannot_be_reviewed(self):
        case = told(review_text=ReviewText.NONE)

        assert logged(case).request.state == ReviewState.REQUESTED

    @pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AREA_MANAGER])
    def test_refuses_those_who_only_look(self, role):
        case = told()
        looker = writing.member(case.made.case, role)

        with pytest.raises(NotPermitted):
            reviews.log_request(obligation_id=case.obligation.pk, entry=reviewing.entry(), actor=looker, at=AT)

    def test_leaves_a_trace(self):
        stage = begun(told())

        kinds = set(AuditEvent.objects.filter(verb__in=["CREATED", "OPENED"]).values_list("subject_kind", flat=True))
        assert {"cases.reviewrequest", "cases.reviewstage"} <= kinds
        assert "neighbour" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
        assert stage.request.logged_by.startswith("staff:")


class TestDoubtfulRequests:
    def test_are_taken_with_a_reason_and_counted_from_the_day_on_which_they_reached_us(self):
        case = told(met_at=reviewing.COMMUNICATED_AT - dt.timedelta(days=200))
        request = logged(case).request
        assert request.standing == RequestStanding.EXCEPTIONAL_ONLY

        stage = reviews.take(
            request_id=request.pk, reason="They were in hospital", actor=case.manager, at=AT + dt.timedelta(days=5)
        )

        assert (stage.started_on, stage.due_on) == (ASKED_ON, dt.date(2026, 4, 20))
        assert not open_work(WorkKind.REVIEW_CHECK)
        assert AuditEvent.objects.filter(verb="OVERRODE", subject_kind="cases.reviewrequest").exists()

    def test_are_refused_with_a_reason(self):
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request

        reviews.refuse(
            request_id=request.pk,
            because=ReviewState.NOT_QUALIFYING,
            reason="The other charge goes on",
            actor=case.manager,
            at=AT,
        )

        request.refresh_from_db()
        assert (request.state, request.is_taken) == (ReviewState.NOT_QUALIFYING, False)
        assert not open_work(WorkKind.REVIEW_CHECK)

    def test_need_a_reason_somebody_who_arranges_reviews_and_a_way_to_refuse(self):
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request

        with pytest.raises(requests.NeedsReason):
            reviews.take(request_id=request.pk, reason=" ", actor=case.manager, at=AT)
        with pytest.raises(NotPermitted):
            reviews.take(request_id=request.pk, reason="Why", actor=case.officer, at=AT)
        with pytest.raises(requests.UnknownStep):
            reviews.refuse(request_id=request.pk, because=ReviewState.UPHELD, reason="Why", actor=case.manager, at=AT)

    def test_are_answered_once(self):
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request
        reviews.take(request_id=request.pk, reason="Why", actor=case.manager, at=AT)

        with pytest.raises(requests.AlreadyChecked):
            reviews.take(request_id=request.pk, reason="Why", actor=case.manager, at=AT)


class TestAssign:
    def test_puts_the_answer_on_the_reviewers_list(self):
        case = told()
        stage = begun(case)

        given(case, stage)

        (item,) = open_work(WorkKind.REVIEW_ANSWER)
        assert str(item.officer_id) == case.reviewer.identifier

    def test_rr_9_refuses_whoever_made_wrote_or_approved_the_decision(self):
        case = told()
        stage = begun(case)
        decider = case.made.case.decisions.get().recorded_by.removeprefix("staff:")
        letter = case.made.draft
        type(letter).objects.filter(pk=letter.pk).update(written_by=case.other.label, written_at=AT)

        for identifier in (decider, case.other.identifier):
            with pytest.raises(review_answers.NotFresh):
                given(case, stage, reviewer_id=identifier)
        assert {bool(why) for _, why in reviews.possible_reviewers(stage_id=stage.pk, at=AT)} == {True, False}

    def test_rr_9_is_held_by_the_database_too(self):
        case = told()
        stage = begun(case)
        decider = case.made.case.decisions.get().recorded_by.removeprefix("staff:")

        with pytest.raises(DatabaseError, match="had no part"), transaction.atomic():
            ReviewAssignment.objects.create(
                stage=stage, body=ReviewBody.THIS_SERVICE, reviewer_id=decider, had_no_part=True,
                assigned_at=AT, assigned_by="staff:1",
            )  # fmt: skip

    def test_rr_9_refuses_the_first_reviewer_at_the_second_stage(self):
        case = told()
        stage = begun(case)
        given(case, stage)
        outcome(case, stage)
        second = further(case, stage)

        with pytest.raises(review_answers.NotFresh):
            given(case, second)
        with pytest.raises(DatabaseError, match="had no part"), transaction.atomic():
            ReviewAssignment.objects.create(
                stage=second, body=ReviewBody.THIS_SERVICE, reviewer_id=case.reviewer.identifier, had_no_part=True,
                assigned_at=AT, assigned_by="staff:1",
            )  # fmt: skip

    def test_refuses_somebody_who_was_not_asked_or_may_not_look(self):
        case = told()
        stage = begun(case)
        another_unit = Unit.objects.exclude(pk=case.made.case.unit_id).first()
        elsewhere = staff_with(Role.PROSECUTOR, another_unit)

        with pytest.raises(review_answers.NotFresh):
            given(case, stage, had_no_part=False)
        for reviewer_id in (elsewhere.pk, case.officer.identifier, None, uuid.uuid4()):
            with pytest.raises(review_answers.UnableToReview):
                given(case, stage, reviewer_id=reviewer_id)
        with pytest.raises(review_answers.UnableToReview):
            given(case, stage, body=ReviewBody.APPEALS_AND_REVIEW_UNIT, reviewer_id=None, outside_name="Kim Example")

    def test_is_for_those_who_arrange_reviews(self):
        case = told()
        stage = begun(case)

        with pytest.raises(NotPermitted):
            reviews.assign(
                stage_id=stage.pk, body=ReviewBody.THIS_SERVICE, reviewer_id=uuid.UUID(case.reviewer.identifier),
                outside_name="", had_no_part=True, actor=case.officer, at=AT,
            )  # fmt: skip


def further(case, stage):
    return reviews.go_further(
        request_id=stage.request_id,
        asked_on=dt.date(2026, 4, 8),
        said="This does not answer my question.",
        actor=case.officer,
        at=AT + dt.timedelta(days=7),
    )


class TestOutcome:
    def test_leaves_the_work_open_until_the_person_has_been_told(self):
        case = told()
        stage = begun(case)
        given(case, stage)

        outcome(case, stage)

        (item,) = open_work(WorkKind.REVIEW_ANSWER)
        assert item.officer_id == case.made.victim.officer_id
        with pytest.raises(work.EndsByItself):
            work.finish(item_id=item.pk, outcome="Done", actor=case.officer, at=AT)

    @pytest.mark.parametrize(
        ("found", "state"),
        [
            (ReviewOutcome.UPHELD, ReviewState.LOCAL_ANSWERED),
            (ReviewOutcome.OVERTURNED, ReviewState.OVERTURNED),
            (ReviewOutcome.WRONG_BUT_NO_REMEDY, ReviewState.WRONG_NO_REMEDY),
        ],
    )
    def test_moves_the_request(self, found, state):
        case = told()
        stage = begun(case)
        given(case, stage)

        outcome(case, stage, found, what_follows="A prosecutor will look at the charge again.")

        assert ReviewRequest.objects.get().state == state

    def test_rr_10_refuses_to_restart_what_cannot_be(self):
        case = told(DecisionCode.NO_EVIDENCE_ALL, review_text=ReviewText.NO_RESTART)
        stage = begun(case)
        given(case, stage)

        with pytest.raises(review_answers.ImpossibleOutcome):
            outcome(case, stage, ReviewOutcome.OVERTURNED, what_follows="It starts again")

    @pytest.mark.parametrize(
        ("found", "words"),
        [
            (ReviewOutcome.UPHELD, {"reasons": " "}),
            (ReviewOutcome.OVERTURNED, {"what_follows": " "}),
            (ReviewOutcome.WRONG_BUT_NO_REMEDY, {"what_follows": ""}),
        ],
    )
    def test_has_reasons_and_says_what_follows(self, found, words):
        case = told()
        stage = begun(case)
        given(case, stage)

        with pytest.raises(review_answers.NeedsWords):
            outcome(case, stage, found, **words)

    def test_is_recorded_by_the_reviewer_and_nobody_else(self):
        case = told()
        stage = begun(case)

        with pytest.raises(review_answers.NotTheReviewer):
            outcome(case, stage)
        given(case, stage)
        with pytest.raises(review_answers.NotTheReviewer):
            outcome(case, stage, actor=case.other)
        with pytest.raises(NotPermitted):
            outcome(case, stage, actor=case.manager)

    def test_is_recorded_once(self):
        case = told()
        stage = begun(case)
        given(case, stage)
        outcome(case, stage)

        with pytest.raises(review_answers.NotInReview):
            outcome(case, stage)
        with pytest.raises(review_answers.NotInReview):
            given(case, stage)
        assert ReviewAnswer.objects.count() == 1


def tell(case, stage_or_request, *, told_on=dt.date(2026, 4, 7), note="I rang her. She wants to think about it.", at=5):
    return reviews.record_telling(
        request_id=getattr(stage_or_request, "request_id", stage_or_request.pk),
        told_on=told_on,
        how=ToldBy.PHONE,
        note=note,
        actor=case.officer,
        at=AT + dt.timedelta(days=at),
    )


class TestTelling:
    def test_is_what_ends_the_work_of_an_answer(self):
        case = told()
        stage = begun(case)
        given(case, stage)
        answer_warnings.warn(at=stage.due_at - dt.timedelta(hours=1))
        outcome(case, stage)

        telling = tell(case, stage)

        assert telling.stage == stage
        assert not open_work(WorkKind.REVIEW_ANSWER)
        assert not open_work(WorkKind.REVIEW_NEAR)
        assert answer_warnings.warn(at=stage.due_at + dt.timedelta(days=1)) == 0

    def test_is_owed_for_a_request_that_is_not_taken(self):
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request
        reviews.refuse(
            request_id=request.pk, because=ReviewState.NOT_QUALIFYING, reason="Why", actor=case.manager, at=AT
        )
        (item,) = open_work(WorkKind.REVIEW_LETTER)
        with pytest.raises(work.EndsByItself):
            work.finish(item_id=item.pk, outcome="Done", actor=case.officer, at=AT)

        tell(case, request)

        assert not open_work(WorkKind.REVIEW_LETTER)
        with pytest.raises(review_answers.NothingToTell):
            tell(case, request)

    def test_waits_for_an_answer_and_says_when_and_what(self):
        case = told()
        stage = begun(case)
        given(case, stage)
        with pytest.raises(review_answers.NothingToTell):
            tell(case, stage)
        outcome(case, stage)

        with pytest.raises(review_answers.NeedsWords):
            tell(case, stage, note=" ")
        for told_on in (dt.date(2026, 4, 5), dt.date(2026, 4, 8)):
            with pytest.raises(review_answers.ToldOutOfOrder):
                tell(case, stage, told_on=told_on)
        with pytest.raises(NotPermitted):
            reviews.record_telling(
                request_id=stage.request_id, told_on=dt.date(2026, 4, 7), how=ToldBy.PHONE, note="I rang her.",
                actor=writing.member(case.made.case, Role.INSPECTOR), at=AT + dt.timedelta(days=5),
            )  # fmt: skip


class TestFollowUp:
    def test_of_an_overturned_decision_is_work_for_a_prosecutor(self):
        case = told()
        stage = begun(case)
        given(case, stage)

        outcome(case, stage, ReviewOutcome.OVERTURNED, what_follows="A prosecutor looks at the charge again.")

        (item,) = open_work(WorkKind.REVIEW_FOLLOW_UP)
        assert "can be started again" in item.summary

    def test_of_a_decision_that_stands_is_none(self):
        case = told()
        stage = begun(case)
        given(case, stage)

        outcome(case, stage)

        assert not open_work(WorkKind.REVIEW_FOLLOW_UP)


class TestPilot:
    """A provisional stop in a pilot Area: the review comes before the decision is final (domain.md 3.5)."""

    @pytest.fixture
    def case(self):
        return told(review_text=ReviewText.EXPEDITED_PILOT)

    def test_ps_3_keeps_back_the_letter_about_a_final_stop_until_nobody_may_ask(self, case):
        victim, last = case.made.victim, dt.date(2026, 4, 14)

        answers = [review_rights.is_still_provisional(victim=victim, on=last + dt.timedelta(days=n)) for n in (0, 1)]

        assert answers == [True, False]

    def test_ps_3_keeps_it_back_while_a_different_prosecutor_looks(self, case):
        victim, later = case.made.victim, dt.date(2026, 5, 1)
        stage = begun(case)
        given(case, stage)
        assert (stage.kind, stage.limit_working_days) == ("EXPEDITED_REVIEW", 20)
        assert review_rights.is_still_provisional(victim=victim, on=later)

        outcome(case, stage)

        assert not review_rights.is_still_provisional(victim=victim, on=later)
        (item,) = open_work(WorkKind.REVIEW_FOLLOW_UP)
        assert "records the final decision" in item.summary

    def test_ps_3_refuses_to_approve_a_letter_about_a_final_stop(self, case):
        letter = case.made.draft
        Obligation.objects.filter(pk=case.obligation.pk).update(state="OPEN", met_at=None)
        type(letter).objects.filter(pk=letter.pk).update(
            state="UNDER_REVIEW", submitted_at=AT, submitted_by=case.officer.label
        )

        with pytest.raises(approval.BlockedByProvisionalStop):
            approval.approve(communication_id=letter.pk, actor=case.manager, at=AT)

    def test_ps_3_says_nothing_where_there_is_no_provisional_stop(self):
        assert not review_rights.is_still_provisional(victim=told().made.victim, on=ASKED_ON)


class TestIndependentReview:
    def test_is_counted_from_the_day_on_which_they_asked_for_it(self):
        case = told()
        stage = begun(case)
        given(case, stage)
        outcome(case, stage)

        second = further(case, stage)

        assert (second.kind, second.due_on, second.limit_working_days) == (
            "INDEPENDENT_REVIEW", dt.date(2026, 5, 21), 30,
        )  # fmt: skip
        assert ReviewRequest.objects.get().state == ReviewState.INDEPENDENT_REVIEW

    def test_may_go_to_another_office_whose_outcome_whoever_arranges_reviews_records(self):
        case = told()
        stage = begun(case)
        given(case, stage)
        outcome(case, stage)
        second = further(case, stage)

        given(case, second, body=ReviewBody.APPEALS_AND_REVIEW_UNIT, reviewer_id=None, outside_name="Kim Example")
        answer = outcome(case, second, actor=case.manager)

        assert answer.assignment.outside_name == "Kim Example"
        assert ReviewRequest.objects.get().state == ReviewState.UPHELD

    def test_is_refused_before_the_first_answer_a_second_time_and_out_of_order(self):
        case = told()
        stage = begun(case)
        with pytest.raises(requests.UnknownStep):
            further(case, stage)
        given(case, stage)
        outcome(case, stage, ReviewOutcome.WRONG_BUT_NO_REMEDY, what_follows="Too much time has passed.")
        with pytest.raises(requests.ReceivedOutOfOrder):
            reviews.go_further(request_id=stage.request_id, asked_on=ASKED_ON, said="", actor=case.officer, at=AT)
        second = further(case, stage)
        given(case, second, case.other)
        outcome(
            case, second, ReviewOutcome.WRONG_BUT_NO_REMEDY, actor=case.other, what_follows="It is too late.",
            at=AT + dt.timedelta(days=9),
        )  # fmt: skip

        with pytest.raises(requests.UnknownStep):
            further(case, stage)


class TestWithdraw:
    def test_closes_the_request_and_its_work(self):
        case = told()
        stage = begun(case)

        reviews.withdraw(request_id=stage.request_id, reason="They rang to say so", actor=case.officer, at=AT)

        assert ReviewRequest.objects.get().state == ReviewState.WITHDRAWN
        assert not open_work(WorkKind.REVIEW_ANSWER)

    def test_needs_their_words_and_an_open_request(self):
        case = told()
        stage = begun(case)

        with pytest.raises(requests.NeedsReason):
            reviews.withdraw(request_id=stage.request_id, reason="", actor=case.officer, at=AT)
        given(case, stage)
        outcome(case, stage)
        with pytest.raises(requests.UnknownStep):
            reviews.withdraw(request_id=stage.request_id, reason="They rang", actor=case.officer, at=AT)


class TestWarnings:
    def test_are_raised_once_at_half_of_the_time_and_when_it_has_passed(self):
        stage = begun(told())
        half = stage.opened_at + (stage.due_at - stage.opened_at) / 2

        assert answer_warnings.warn(at=half - dt.timedelta(minutes=1)) == 0
        assert [answer_warnings.warn(at=half), answer_warnings.warn(at=half)] == [1, 0]
        assert [answer_warnings.warn(at=stage.due_at + dt.timedelta(seconds=1)) for _ in range(2)] == [1, 0]

        (near,) = open_work(WorkKind.REVIEW_NEAR)
        (late,) = open_work(WorkKind.REVIEW_OVERDUE)
        assert (near.is_for_manager, late.is_for_manager) == (False, True)
        assert AuditEvent.objects.filter(verb="MISSED", subject_id=str(stage.pk)).exists()

    def test_say_late_though_an_outcome_is_recorded_while_nobody_has_told_the_person(self):
        case = told()
        stage = begun(case)
        given(case, stage)
        outcome(case, stage)

        assert answer_warnings.warn(at=stage.due_at - dt.timedelta(hours=1)) == 0
        assert answer_warnings.warn(at=stage.due_at + dt.timedelta(hours=1)) == 1


class TestPromise:
    def test_of_somebody_who_waits_for_a_review_is_followed_by_another(self):
        case = told()
        begun(case)
        letter = case.made.draft
        later = AT + dt.timedelta(days=2)

        promises.keep(communication=letter, contact_at=later, actor=case.officer, at=later)

        states = sorted(Promise.objects.filter(victim=case.made.victim).values_list("state", flat=True))
        assert states == ["KEPT", "OPEN"]


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_one_request_is_logged_when_two_people_take_it_down_together(self):
        case = told()
        refused = []

        def log(key):
            try:
                logged(case, key=key)
            except requests.AlreadyAsked:
                refused.append(key)
            finally:
                connection.close()

        threads = [threading.Thread(target=log, args=(f"form-{number}",)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert ReviewRequest.objects.count() == 1
        assert len(refused) == 1
