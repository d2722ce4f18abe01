"""A review whose letter is owed and in nobody's hands: found the same day, started once, gone when cured (MISS-4)."""

import datetime as dt

import pytest

from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ReviewStage, WorkItem
from cases.rules.vocabulary import ReviewOutcome, ReviewState, ReviewText, ToldBy, WorkKind
from communications.models import Communication
from communications.rules.vocabulary import CommunicationState, LetterType
from communications.services import missing_letters, review_letters, review_missing, reviews
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import CaseFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.reviewing import AT, begun, logged, told
from tests.services.communications.test_review_letters import answered
from tests.services.communications.writing import Decided, member

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(days=5, hours=-4)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def lose(letter_type: LetterType) -> None:
    """Take letters out of use without anything that takes their place."""
    Communication.objects.filter(letter_type=letter_type).update(state=CommunicationState.NOT_REQUIRED)


def found(*, at: dt.datetime = LATER) -> list[WorkItem]:
    missing_letters.look(at=at)
    return list(WorkItem.objects.filter(kind=WorkKind.REVIEW_NOT_WRITTEN, state="OPEN"))


def a_stage() -> tuple[Decided, ReviewStage]:
    case = told()
    return case, begun(case)


class TestTheDetector:
    def test_w12_finds_nothing_where_each_step_has_its_letter(self) -> None:
        case, stage = a_stage()
        assert found() == []

        answered(case, stage)

        assert found() == []

    def test_w12_finds_a_request_without_its_receipt_once_and_on_the_same_day(self) -> None:
        _case, stage = a_stage()
        lose(LetterType.REVIEW_ACKNOWLEDGEMENT)

        first, again = found(), found()

        assert first == again
        assert (first[0].about, first[0].due_at is not None) == (f"review:{stage.request_id}", True)
        assert AuditEvent.objects.filter(verb="WARNED", subject_kind="cases.reviewrequest").count() == 1

    def test_w12_finds_an_answer_that_is_in_no_letter(self) -> None:
        case, stage = a_stage()
        letter = answered(case, stage, ReviewOutcome.OVERTURNED)
        lose(LetterType(letter.letter_type))

        assert [item.about for item in found()] == [f"review:{stage.request_id}"]

    def test_w12_finds_a_refusal_that_nobody_was_told(self) -> None:
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request
        reviews.refuse(
            request_id=request.pk, because=ReviewState.NOT_QUALIFYING, reason="It goes on", actor=case.manager, at=AT
        )
        assert found() == []
        lose(LetterType.REVIEW_NOT_TAKEN)

        assert [item.about for item in found()] == [f"review:{request.pk}"]

    def test_w12_asks_for_nothing_where_they_were_told_in_another_way_or_took_it_back(self) -> None:
        case, stage = a_stage()
        answered(case, stage)
        reviews.record_telling(
            request_id=stage.request_id,
            told_on=LATER.date(),
            how=ToldBy.PHONE,
            note="Rang her",
            actor=case.officer,
            at=LATER,
            letter_follows=False,
        )
        assert found() == []

        case, stage = a_stage()
        reviews.withdraw(request_id=stage.request_id, reason="They rang to say so", actor=case.officer, at=AT)
        assert found() == []

    def test_w12_leaves_the_list_by_itself_when_it_is_cured(self) -> None:
        case, stage = a_stage()
        lose(LetterType.REVIEW_ACKNOWLEDGEMENT)
        assert len(found()) == 1
        review_letters.acknowledge(request=stage.request, stage=stage, promise=None, actor=case.officer, at=LATER)

        assert found() == []


class TestStarting:
    @pytest.mark.parametrize("is_answered", [False, True])
    def test_w12_opens_what_is_owed_now_and_ends_the_work(self, is_answered: bool) -> None:
        case, stage = a_stage()
        if is_answered:
            answered(case, stage)
        lost = LetterType.REVIEW_UPHELD if is_answered else LetterType.REVIEW_ACKNOWLEDGEMENT
        lose(lost)
        assert len(found()) == 1

        letter = review_missing.start(request_id=stage.request_id, actor=case.officer, at=LATER)

        assert (letter.letter_type, letter.review_stage) == (lost, stage)
        assert letter.state != CommunicationState.NOT_REQUIRED
        assert found() == []
        with pytest.raises(review_missing.NotMissing):
            review_missing.start(request_id=stage.request_id, actor=case.officer, at=LATER)

    def test_w12_opens_the_refusal(self) -> None:
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request
        reviews.refuse(
            request_id=request.pk, because=ReviewState.NOT_QUALIFYING, reason="It goes on", actor=case.manager, at=AT
        )
        lose(LetterType.REVIEW_NOT_TAKEN)

        letter = review_missing.start(request_id=request.pk, actor=case.officer, at=LATER)

        assert (letter.letter_type, letter.state) == (LetterType.REVIEW_NOT_TAKEN, CommunicationState.DRAFT)

    def test_w12_opens_the_receipt_of_a_request_that_nobody_has_checked(self) -> None:
        case = told(review_text=ReviewText.NONE)
        request = logged(case).request
        lose(LetterType.REVIEW_ACKNOWLEDGEMENT)

        letter = review_missing.start(request_id=request.pk, actor=case.officer, at=LATER)

        assert (letter.letter_type, letter.state) == (LetterType.REVIEW_ACKNOWLEDGEMENT, CommunicationState.DRAFT)

    def test_w12_opens_nothing_for_a_request_that_was_taken_back(self) -> None:
        case, stage = a_stage()
        reviews.withdraw(request_id=stage.request_id, reason="They rang to say so", actor=case.officer, at=AT)

        with pytest.raises(review_missing.NotMissing):
            review_missing.start(request_id=stage.request_id, actor=case.officer, at=LATER)

    def test_w12_is_for_those_who_may_write_in_this_case(self) -> None:
        _case, stage = a_stage()
        lose(LetterType.REVIEW_ACKNOWLEDGEMENT)
        stranger = member(CaseFactory(unit=UnitFactory(area=AreaFactory(code="WESSEX"))), Role.VLU_OFFICER)

        with pytest.raises(NotPermitted):
            review_missing.start(request_id=stage.request_id, actor=stranger, at=LATER)
