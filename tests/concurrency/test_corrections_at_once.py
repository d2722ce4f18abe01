"""Several people who find the same mistake at one moment: one correcting letter, one item of work (W14, CORR-1)."""

import pytest

from cases.models import WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import Communication, LetterCorrection
from communications.rules.letter_corrections import CorrectionReason, CorrectionStanding
from communications.services import another_way, letter_corrections
from communications.services.letter_corrections import CorrectionEntry
from tests.concurrency.test_calls_at_once import PEOPLE, at_once
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.correcting import FOUND_AT, approved, sent
from tests.services.communications.writing import AT, decided

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


class TestAtOnce:
    def test_one_of_them_corrects_the_letter_and_the_others_learn_of_it(self) -> None:
        case = sent()
        entry = CorrectionEntry(reasons=[CorrectionReason.HURTFUL_WORDS])
        refused: list[CorrectionStanding] = []

        def correct(_: int) -> None:
            try:
                letter_corrections.open_letter(wrong_id=case.draft.pk, entry=entry, actor=case.writer, at=FOUND_AT)
            except letter_corrections.CannotBeCorrected as late:
                refused.append(late.standing)

        at_once(correct)

        assert refused == [CorrectionStanding.IS_BEING_CORRECTED] * (PEOPLE - 1)
        assert LetterCorrection.objects.count() == 1
        assert Communication.objects.filter(replaces=case.draft).count() == 1
        assert WorkItem.objects.filter(kind=WorkKind.CORRECTING_LETTER).count() == 1

    def test_one_of_them_takes_the_letter_back(self) -> None:
        case = decided()
        approved(case)
        refused: list[int] = []

        def take_back(number: int) -> None:
            try:
                another_way.take_back(communication_id=case.draft.pk, reason="A date", actor=case.writer, at=AT)
            except another_way.TooLate:
                refused.append(number)

        at_once(take_back)

        assert len(refused) == PEOPLE - 1
        assert Communication.objects.filter(replaces=case.draft).count() == 1
