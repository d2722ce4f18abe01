"""The letters of a review: opened with the request and with the answer, and their leaving ends the work (W7)."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from cases.models import Person, ReviewRequest, WorkItem
from cases.rules.vocabulary import (
    DecisionCode,
    ReviewAsker,
    ReviewOutcome,
    ReviewState,
    ReviewText,
    ToldBy,
    WorkKind,
)
from communications.channels.recording import RecordingChannel
from communications.models import Communication, OutboxMessage, Promise
from communications.outbox import relay
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import CommunicationState, LetterType, Purpose
from communications.services import answer_warnings, approval, composing, drafting, receipts, reviews
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications import reviewing
from tests.services.communications.reviewing import AT, begun, given, logged, told

pytestmark = pytest.mark.django_db

REASONS = (
    "You asked why nobody spoke to your neighbour. She has been asked now. She was at work that day and saw nothing, "
    "and the fingerprints on the door still lead to no one person."
)
FOLLOWS = "A prosecutor puts the case before the court again in the next two weeks, and I will ring you."
#: After the outcome of `answered`: Tuesday 7 April 2026, a safe hour.
LATER = AT + dt.timedelta(days=5, hours=-4)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def letter_of(letter_type: LetterType, **about: object) -> Communication:
    return Communication.objects.get(letter_type=letter_type, **about)


def text(letter: Communication, key: BlockKey) -> str:
    block = composing.letter_words(communication=letter).block(key)
    return block.text if block is not None else ""


def open_work(kind: WorkKind) -> list[WorkItem]:
    return list(WorkItem.objects.filter(kind=kind, state="OPEN"))


def answered(case, stage, found=ReviewOutcome.UPHELD, *, reviewer=None, at=AT):
    """Give a stage to a reviewer and record what they found, four days later."""
    given(case, stage, reviewer)
    reviews.record_outcome(
        stage_id=stage.pk,
        outcome=found,
        reasons=REASONS,
        what_follows="" if found is ReviewOutcome.UPHELD else FOLLOWS,
        actor=reviewer or case.reviewer,
        at=at + dt.timedelta(days=4),
    )
    return Communication.objects.get(dedupe_key=f"review-answered:{stage.pk}")


def approved(case, letter, *, at=LATER):
    approval.submit(communication_id=letter.pk, actor=case.officer, at=at)
    approval.approve(communication_id=letter.pk, actor=case.manager, at=at)


class TestAcknowledgement:
    def test_is_opened_with_the_request_and_goes_by_itself_to_whoever_asked(self):
        stage = begun(told())

        letter = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT)

        assert (letter.review, letter.review_stage, letter.obligation) == (stage.request, stage, None)
        assert (letter.purpose, letter.state) == (Purpose.ACKNOWLEDGEMENT, CommunicationState.APPROVED)
        assert letter.approved_by == "system:promises"
        assert OutboxMessage.objects.filter(communication=letter).exists()
        assert "by Monday 20 April 2026. That is 10 working days" in text(letter, BlockKey.VRR)
        assert "Your request reached us on Thursday 2 April 2026." in text(letter, BlockKey.DECISION_PLAIN)
        assert "the decision to stop the case about the burglary" in text(letter, BlockKey.DECISION_PLAIN)
        assert not open_work(WorkKind.DRAFT_LETTER)

    def test_w12_has_a_clock_of_its_own_from_the_day_on_which_they_asked(self):
        """RR-14: three working days after Thursday 2 April 2026, over Easter."""
        begun(told())

        assert letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT).due_at.date() == dt.date(2026, 4, 9)

    def test_w12_left_to_a_person_is_work_by_that_day_and_so_is_the_check_itself(self):
        case = told(met_at=reviewing.COMMUNICATED_AT - dt.timedelta(days=200))
        logged(case)

        letter = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT)
        (draft,), (check,) = open_work(WorkKind.DRAFT_LETTER), open_work(WorkKind.REVIEW_CHECK)
        assert letter.due_at.date() == dt.date(2026, 4, 9)
        assert (draft.due_at, check.due_at) == (letter.due_at, letter.due_at)

    def test_w12_that_leaves_late_says_sorry(self):
        case = told(met_at=reviewing.COMMUNICATED_AT - dt.timedelta(days=200))
        logged(case)
        letter = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT)

        words, _ = drafting.refreshed(communication=letter, at=letter.due_at + dt.timedelta(days=4))

        block = words.block(BlockKey.APOLOGY_LATE)
        assert block is not None
        assert "sorry that this letter is late" in block.text

    def test_is_one_though_the_form_is_sent_twice(self):
        case = told()
        logged(case)
        logged(case)

        assert Communication.objects.filter(letter_type=LetterType.REVIEW_ACKNOWLEDGEMENT).count() == 1

    def test_is_read_by_a_person_before_it_tells_somebody_who_did_not_ask(self):
        case = told()

        logged(
            case,
            asker=ReviewAsker.REPRESENTATIVE,
            asker_name="Kim Example",
            authority="A letter that the victim signed",
            authority_seen_on=reviewing.ASKED_ON,
            is_suspect_or_lives_with_suspect=False,
        )

        letter = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT)
        assert letter.state == CommunicationState.DRAFT
        assert text(letter, BlockKey.OPENING).startswith("We have been asked to look again")
        (item,) = open_work(WorkKind.DRAFT_LETTER)
        assert item.about == f"communication:{letter.pk}"

    def test_promises_no_day_while_a_person_checks_the_request_and_is_replaced_once_it_is_taken(self):
        case = told(met_at=reviewing.COMMUNICATED_AT - dt.timedelta(days=200))
        request = logged(case).request
        first = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT)
        assert "working days" not in text(first, BlockKey.VRR)

        stage = reviews.take(request_id=request.pk, reason="They were in hospital", actor=case.manager, at=AT)

        first.refresh_from_db()
        assert first.state == CommunicationState.NOT_REQUIRED
        second = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT, review_stage=stage)
        assert "Monday 20 April 2026" in text(second, BlockKey.VRR)
        assert second.state == CommunicationState.APPROVED
        assert not open_work(WorkKind.DRAFT_LETTER)

    def test_of_a_provisional_stop_says_that_nothing_is_final(self):
        begun(told(review_text=ReviewText.EXPEDITED_PILOT))

        letter = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT)

        assert "nothing is made final" in text(letter, BlockKey.VRR)
        assert "20 working days" in text(letter, BlockKey.VRR)

    def test_is_taken_out_of_use_when_they_take_the_request_back(self):
        case = told()
        stage = begun(case)

        reviews.withdraw(request_id=stage.request_id, reason="They rang to say so", actor=case.officer, at=AT)

        assert letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT).state == CommunicationState.NOT_REQUIRED
        assert set(
            OutboxMessage.objects.filter(communication__review=stage.request).values_list("state", flat=True)
        ) == {"CANCELLED"}

    def test_comes_again_for_the_independent_review(self):
        case = told()
        stage = begun(case)
        answered(case, stage)

        second = reviews.go_further(
            request_id=stage.request_id, asked_on=dt.date(2026, 4, 8), said="", actor=case.officer,
            at=AT + dt.timedelta(days=7),
        )  # fmt: skip

        letter = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT, review_stage=second)
        assert "This is the second step" in text(letter, BlockKey.DECISION_PLAIN)
        assert "30 working days" in text(letter, BlockKey.VRR)


class TestAnswer:
    @pytest.mark.parametrize(
        ("found", "letter_type", "is_hard"),
        [
            (ReviewOutcome.UPHELD, LetterType.REVIEW_UPHELD, True),
            (ReviewOutcome.OVERTURNED, LetterType.REVIEW_OVERTURNED, False),
            (ReviewOutcome.WRONG_BUT_NO_REMEDY, LetterType.REVIEW_NO_REMEDY, True),
        ],
    )
    def test_is_opened_with_the_outcome_under_its_clock_and_with_the_reviewers_words(self, found, letter_type, is_hard):
        case = told()
        stage = begun(case)

        letter = answered(case, stage, found)

        assert (letter.letter_type, letter.purpose) == (letter_type, Purpose.REVIEW_ANSWER)
        assert (letter.review_stage, letter.due_at, letter.is_hard_news) == (stage, stage.due_at, is_hard)
        assert text(letter, BlockKey.REASON_SPECIFIC) == REASONS
        if found is not ReviewOutcome.UPHELD:
            assert text(letter, BlockKey.WHAT_CONTINUES).startswith(FOLLOWS)
        assert not drafting.findings(communication=letter, at=LATER).stops

    def test_offers_the_independent_review_after_the_first_answer_and_not_after_the_last(self):
        case = told()
        stage = begun(case)
        first = answered(case, stage)
        second_stage = reviews.go_further(
            request_id=stage.request_id, asked_on=dt.date(2026, 4, 8), said="", actor=case.officer,
            at=AT + dt.timedelta(days=7),
        )  # fmt: skip
        second = answered(case, second_stage, reviewer=case.other, at=AT + dt.timedelta(days=8))

        assert "We answer within 30 working days" in text(first, BlockKey.VRR)
        assert "This was its last step." in text(second, BlockKey.VRR)
        assert not drafting.findings(communication=second, at=AT + dt.timedelta(days=12)).stops

    def test_of_a_case_with_a_verdict_says_that_it_cannot_restart(self):
        case = told(DecisionCode.NO_EVIDENCE_ALL, review_text=ReviewText.NO_RESTART)
        stage = begun(case)

        letter = answered(case, stage, ReviewOutcome.WRONG_BUT_NO_REMEDY)

        assert "I am sorry." in text(letter, BlockKey.DECISION_PLAIN)
        assert "This case cannot restart." in text(letter, BlockKey.DECISION_PLAIN)
        assert not drafting.findings(communication=letter, at=LATER).stops

    def test_apologises_when_it_is_late(self):
        case = told()
        stage = begun(case)
        letter = answered(case, stage)
        late = stage.due_at + dt.timedelta(days=1)

        words, context = drafting.refreshed(communication=letter, at=late)

        assert context.is_late
        assert "sorry that this letter is late" in words.block(BlockKey.APOLOGY_LATE).text

    def test_is_not_approved_by_whoever_wrote_it(self):
        case = told()
        letter = answered(case, begun(case))
        approval.submit(communication_id=letter.pk, actor=case.manager, at=LATER)

        with pytest.raises(approval.OwnLetter):
            approval.approve(communication_id=letter.pk, actor=case.manager, at=LATER)

    def test_keeps_its_writers_out_of_the_next_stage(self):
        case = told()
        stage = begun(case)
        letter = answered(case, stage)
        Communication.objects.filter(pk=letter.pk).update(written_by=case.other.label, written_at=LATER)

        parts = reviews.letter_parts(request=stage.request)

        assert case.other.label in {part.who for part in parts}

    def test_is_opened_with_the_outcome_or_neither_is(self, monkeypatch):
        case = told()
        stage = begun(case)
        given(case, stage)

        def broken(**_):
            raise RuntimeError("The machine stopped")

        monkeypatch.setattr("communications.services.review_letters.open_answer", broken)
        with pytest.raises(RuntimeError), transaction.atomic():
            reviews.record_outcome(
                stage_id=stage.pk, outcome=ReviewOutcome.UPHELD, reasons=REASONS, what_follows="",
                actor=case.reviewer, at=LATER,
            )  # fmt: skip

        stage.request.refresh_from_db()
        assert stage.request.state == ReviewState.LOCAL_RESOLUTION

    @pytest.mark.parametrize(
        ("found", "said"),
        [
            (ReviewOutcome.UPHELD, "A prosecutor will now make the decision final"),
            (ReviewOutcome.OVERTURNED, "We will not stop the case: it goes on."),
        ],
    )
    def test_before_a_stop_is_final_says_what_becomes_of_the_case(self, found, said):
        case = told(DecisionCode.NO_EVIDENCE_ALL, review_text=ReviewText.EXPEDITED_PILOT)
        stage = begun(case)

        letter = answered(case, stage, found)

        assert said in text(letter, BlockKey.DECISION_PLAIN)
        assert "To ask," not in text(letter, BlockKey.VRR)
        assert not drafting.findings(communication=letter, at=LATER).stops

    def test_to_a_reader_of_welsh_has_its_welsh_side_and_waits_for_that_of_the_reasons(self):
        case = told()
        Person.objects.filter(pk=case.made.victim.person_id).update(language="CY")
        stage = begun(case)
        letter = answered(case, stage)

        standing = drafting.reviewed(communication=drafting.locked(communication_id=letter.pk), at=LATER)

        assert standing.welsh is not None
        welsh = standing.welsh.words.block(BlockKey.DECISION_PLAIN)
        assert welsh is not None
        assert "Mae erlynydd na fu’n rhan o’r penderfyniad wedi edrych" in welsh.text
        assert BlockKey.REASON_SPECIFIC in {slot.block for slot in standing.welsh.side.waiting}
        assert not standing.findings.is_approvable


class TestNotTaken:
    def test_tells_why_in_the_words_of_whoever_looked_at_it(self):
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request
        why = (
            "The man who broke your door will be in court for another burglary in your street, and the scheme is for "
            "cases in which nothing goes on for the person who was hurt."
        )

        reviews.refuse(request_id=request.pk, because=ReviewState.NOT_QUALIFYING, reason=why, actor=case.manager, at=AT)

        letter = letter_of(LetterType.REVIEW_NOT_TAKEN)
        (work_of_it,) = open_work(WorkKind.REVIEW_LETTER)
        assert letter.due_at.date() == dt.date(2026, 4, 20)
        assert work_of_it.due_at == letter.due_at
        assert text(letter, BlockKey.REASON_SPECIFIC) == why
        assert letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT).state == CommunicationState.NOT_REQUIRED
        assert not drafting.findings(communication=letter, at=AT).stops

    def test_waits_for_more_words_where_the_reason_is_short(self):
        case = told(review_text=ReviewText.POLICE_SCHEME)
        request = logged(case).request
        reviews.refuse(
            request_id=request.pk, because=ReviewState.NOT_QUALIFYING, reason="The police", actor=case.manager, at=AT
        )

        letter = letter_of(LetterType.REVIEW_NOT_TAKEN)

        assert "The police made that decision" in text(letter, BlockKey.DECISION_PLAIN)
        with pytest.raises(approval.NotComplete):
            approval.submit(communication_id=letter.pk, actor=case.officer, at=AT)


class TestToldInAnotherWay:
    def tell(self, case, stage, how, **more):
        return reviews.record_telling(
            request_id=stage.request_id, told_on=dt.date(2026, 4, 7), how=how, note="They wanted to think about it.",
            actor=case.officer, at=AT + dt.timedelta(days=5), **more,
        )  # fmt: skip

    def test_ends_the_answers_work_and_leaves_the_letter_that_confirms_it_to_be_done(self):
        case = told()
        stage = begun(case)
        letter = answered(case, stage)

        self.tell(case, stage, ToldBy.PHONE)

        assert not open_work(WorkKind.REVIEW_ANSWER)
        (item,) = open_work(WorkKind.DRAFT_LETTER)
        assert (item.about, item.due_at) == (f"communication:{letter.pk}", stage.due_at)

    def test_takes_the_letter_out_of_use_where_nothing_is_to_follow(self):
        case = told()
        stage = begun(case)
        letter = answered(case, stage)

        self.tell(case, stage, ToldBy.LETTER, letter_follows=False)

        letter.refresh_from_db()
        assert letter.state == CommunicationState.NOT_REQUIRED
        assert not open_work(WorkKind.DRAFT_LETTER)


class TestTheDatabase:
    def test_refuses_a_stage_without_its_request_and_a_letter_that_answers_two_things(self):
        case = told()
        stage = begun(case)
        letter = answered(case, stage)

        for changes in ({"review": None}, {"obligation": case.obligation}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Communication.objects.filter(pk=letter.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
class TestLeaving:
    @pytest.fixture(autouse=True)
    def _channels(self, settings, tmp_path: Path) -> Iterator[None]:
        settings.SENDER_EMAIL = "communications.channels.recording.RecordingChannel"
        settings.SENDER_LETTER = "communications.channels.recording.RecordingChannel"
        settings.PRINT_FOLDER = str(tmp_path)
        RecordingChannel.forget()
        yield
        RecordingChannel.forget()

    def run(self, at):
        for _ in range(2):
            with connection.cursor() as cursor:
                cursor.execute("update communications_outboxmessage set not_before = now() - interval '1 minute'")
            relay.render(clock=lambda: at)
            relay.drain(clock=lambda: at)

    def bounce(self, letter, at):
        message = OutboxMessage.objects.get(communication=letter, channel="EMAIL")
        receipts.store(
            provider="recording", provider_id=message.provider_id, send_ref=message.send_ref,
            status="permanent-failure", provider_at=at, body={}, at=at,
        )  # fmt: skip
        receipts.apply_waiting(at=at)

    def test_ends_the_work_of_the_answer_and_its_warnings(self):
        case = told()
        stage = begun(case)
        answer_warnings.warn(at=stage.due_at - dt.timedelta(hours=1))
        letter = answered(case, stage)
        assert open_work(WorkKind.REVIEW_ANSWER)
        approved(case, letter)
        assert open_work(WorkKind.REVIEW_ANSWER), "what is approved has not left"

        self.run(LATER)

        letter.refresh_from_db()
        assert letter.state == CommunicationState.SENT
        assert not open_work(WorkKind.REVIEW_ANSWER)
        assert not open_work(WorkKind.REVIEW_NEAR)
        assert answer_warnings.warn(at=stage.due_at + dt.timedelta(days=1)) == 0

    def test_that_bounced_puts_the_answer_on_the_list_again_until_the_next_way_has_it(self):
        case = told()
        stage = begun(case)
        letter = answered(case, stage)
        approved(case, letter)
        self.run(LATER)

        self.bounce(letter, LATER + dt.timedelta(hours=2))

        (item,) = open_work(WorkKind.REVIEW_ANSWER)
        assert (item.due_at, item.about) == (stage.due_at, f"review:{stage.request_id}")
        self.run(LATER + dt.timedelta(hours=3))
        posted = OutboxMessage.objects.get(communication=letter, channel="POST")
        receipts.store(
            provider="recording", provider_id=posted.provider_id, send_ref=posted.send_ref, status="dispatched",
            provider_at=LATER + dt.timedelta(days=1), body={}, at=LATER + dt.timedelta(days=1),
        )  # fmt: skip
        receipts.apply_waiting(at=LATER + dt.timedelta(days=1))
        assert not open_work(WorkKind.REVIEW_ANSWER)

    def test_that_bounced_asks_for_nothing_where_they_were_told_by_phone(self):
        case = told()
        stage = begun(case)
        letter = answered(case, stage)
        approved(case, letter)
        self.run(LATER)
        reviews.record_telling(
            request_id=stage.request_id, told_on=dt.date(2026, 4, 7), how=ToldBy.PHONE, note="I rang her as well.",
            actor=case.officer, at=LATER,
        )  # fmt: skip

        self.bounce(letter, LATER + dt.timedelta(hours=2))

        assert not open_work(WorkKind.REVIEW_ANSWER)

    def test_leaves_the_work_of_a_refusal_open_where_somebody_else_asked(self):
        case = told(review_text=ReviewText.NONE)
        request = logged(case, asker=ReviewAsker.REPRESENTATIVE, asker_name="Kim Example").request
        reviews.refuse(
            request_id=request.pk, because=ReviewState.NOT_QUALIFYING, reason=REASONS, actor=case.manager, at=AT
        )
        letter = letter_of(LetterType.REVIEW_NOT_TAKEN)
        approved(case, letter)

        self.run(LATER)

        assert open_work(WorkKind.REVIEW_LETTER), "the letter told the victim, and not the person who asked"

    def test_ends_the_work_of_a_refusal_that_told_whoever_asked(self):
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request
        reviews.refuse(
            request_id=request.pk, because=ReviewState.NOT_QUALIFYING, reason=REASONS, actor=case.manager, at=AT
        )
        approved(case, letter_of(LetterType.REVIEW_NOT_TAKEN))

        self.run(LATER)

        assert not open_work(WorkKind.REVIEW_LETTER)

    def test_of_the_answer_of_a_taken_back_request_is_refused(self):
        case = told(met_at=reviewing.COMMUNICATED_AT - dt.timedelta(days=200))
        request = logged(case).request
        letter = letter_of(LetterType.REVIEW_ACKNOWLEDGEMENT)
        approval.submit(communication_id=letter.pk, actor=case.officer, at=AT)
        ReviewRequest.objects.filter(pk=request.pk).update(state="WITHDRAWN", closing_reason="They rang")

        with pytest.raises(approval.NothingOwed):
            approval.approve(communication_id=letter.pk, actor=case.manager, at=AT)

    def test_of_an_answer_keeps_the_promise_of_news(self):
        case = told()
        stage = begun(case)
        letter = answered(case, stage)
        approved(case, letter)

        self.run(LATER)

        assert Promise.objects.filter(kept_by=letter).exists()
