"""A letter that left and was wrong is corrected by another, with an apology and a trace (W14, F14, CORR-1 to 6)."""

import datetime as dt

import pytest
from django.db import IntegrityError, InternalError, transaction

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ContactPoint, Obligation, WorkItem
from cases.rules.vocabulary import DecisionCode, Language, ObligationState, TestFailed, WorkKind, WorkState
from cases.services import review_rights, work
from cases.services.decisions import DecisionEntry
from communications.documents.words import newest_template
from communications.models import Communication, LetterCorrection, OutboxMessage
from communications.rules.letter_corrections import CorrectionFault, CorrectionReason, CorrectionStanding, CorrectionWay
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import CommunicationState, LetterType, MessageState, Purpose
from communications.selectors import corrections as selector
from communications.services import another_way, approval, drafting, duties, letter_corrections, second_readings
from communications.services.letter_corrections import CorrectionEntry
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.communications import LetterCorrectionFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.correcting import FOUND_AT, approved, goes, sent
from tests.services.communications.writing import AT, DECIDED_AT, REASONS, decided, member

pytestmark = pytest.mark.django_db
A_DATE = CorrectionEntry(reasons=[CorrectionReason.DATE], said_rightly="the decision was made on 26 March 2026.")
THE_RIGHT = CorrectionEntry(reasons=[CorrectionReason.REVIEW_RIGHT])
WHOLE = CorrectionEntry(reasons=[CorrectionReason.REASON], way=CorrectionWay.REPLACEMENT)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def correct(case, entry=A_DATE, *, letter=None, actor=None, at=FOUND_AT) -> Communication:
    return letter_corrections.open_letter(
        wrong_id=(letter or case.draft).pk, entry=entry, actor=actor or case.writer, at=at
    )


def text(letter, key) -> str:
    block = next((block for block in letter.words if block["key"] == key.value), None)
    return block["text"] if block is not None else ""


def open_work(*kinds) -> list[str]:
    return list(WorkItem.objects.filter(kind__in=kinds, state=WorkState.OPEN).values_list("kind", flat=True))


def let_leave(case, letter, *, at) -> Communication:
    approved(case, letter, at=at)
    goes(letter, MessageState.ACCEPTED, at=at + MINUTE)
    letter.refresh_from_db()
    return letter


def the_decision_is_corrected(case) -> None:
    entry = DecisionEntry(
        key="the-true-one",
        code=DecisionCode.DISCONTINUE_ALL,
        decided_at=DECIDED_AT,
        corrects=case.obligation.decision_id,
        reasons="Other reasons.",
        test_failed=TestFailed.EVIDENTIAL,
    )
    prosecutor = member(case.case, Role.PROSECUTOR)
    duties.record_decision(case_id=case.case.pk, entry=entry, actor=prosecutor, at=FOUND_AT)


class TestOpening:
    def test_opens_a_letter_that_apologises_says_what_is_right_and_names_the_first(self):
        case = sent()

        letter = correct(case)

        assert (letter.letter_type, letter.purpose) == (LetterType.CORRECTION, Purpose.CORRECTION)
        assert letter.replaces == case.draft
        assert letter.obligation is None
        assert letter.template.name == newest_template(letter_type=LetterType.CORRECTION, language=Language.EN).name
        assert "our letter of 26 March 2026. I am sorry." in text(letter, BlockKey.APOLOGY_ERROR)
        assert "- A date in the letter was wrong." in text(letter, BlockKey.APOLOGY_ERROR)
        assert "What is right is this: the decision was made on 26 March 2026." in text(letter, BlockKey.DECISION_PLAIN)
        assert drafting.findings(communication=letter, at=FOUND_AT).stops == ()

    def test_it_is_work_until_it_has_left_and_nobody_finishes_it_by_saying_so(self):
        case = sent()
        letter = correct(case)

        item = WorkItem.objects.get(kind=WorkKind.CORRECTING_LETTER)

        assert (item.about, item.officer) == (f"communication:{letter.pk}", case.victim.officer)
        assert item.due_at == letter.due_at
        assert letter.due_at.date() == dt.date(2026, 3, 27)
        with pytest.raises(work.EndsByItself):
            work.finish(item_id=item.pk, outcome="Done", actor=case.writer, at=FOUND_AT)

    def test_leaves_a_trace_with_codes_and_without_words(self):
        case = sent()
        correct(case, CorrectionEntry(reasons=[CorrectionReason.DATE], said_rightly="CANARY", said_wrongly="CANARY"))

        entry = AuditEvent.objects.get(subject_kind="communications.lettercorrection", verb="CREATED")

        assert (entry.detail["way"], entry.detail["reason_1"]) == ("LETTER", "DATE")
        assert "CANARY" not in str(list(AuditEvent.objects.values_list("detail", "reason")))
        assert "CANARY" not in str(list(WorkItem.objects.values_list("summary", "outcome")))

    def test_the_first_letter_stays_as_it_was(self):
        case = sent()
        before = Communication.objects.filter(pk=case.draft.pk).values("words", "state", "sent_at", "context").get()

        let_leave(case, correct(case), at=FOUND_AT)

        assert (
            Communication.objects.filter(pk=case.draft.pk).values("words", "state", "sent_at", "context").get()
            == before
        )

    @pytest.mark.parametrize(
        ("entry", "fault"),
        [
            (CorrectionEntry(reasons=[]), CorrectionFault.NO_REASON),
            (CorrectionEntry(reasons=[CorrectionReason.HEARING]), CorrectionFault.NOTHING_RIGHT),
            (
                CorrectionEntry(reasons=[CorrectionReason.OTHERS_FACTS], said_wrongly="Her address"),
                CorrectionFault.REPEATS_OTHERS_FACTS,
            ),
        ],
    )
    def test_answers_that_make_no_sense_open_nothing(self, entry, fault):
        case = sent()

        with pytest.raises(letter_corrections.BadAnswers) as refused:
            correct(case, entry)

        assert refused.value.faults == (fault,)
        assert not LetterCorrection.objects.exists()

    def test_a_correction_is_not_itself_said_again_as_a_whole(self):
        case = sent()
        letter = let_leave(case, correct(case), at=FOUND_AT)

        assert letter_corrections.ways_for(letter=case.draft) == tuple(CorrectionWay)
        assert letter_corrections.ways_for(letter=letter) == (CorrectionWay.LETTER,)

    def test_is_for_those_who_may_write_in_this_case(self):
        case = sent()
        elsewhere = actors.staff(user=staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT)

        for actor in (member(case.case, Role.INSPECTOR), elsewhere):
            with pytest.raises(NotPermitted):
                correct(case, actor=actor)

    def test_a_letter_in_writing_or_under_way_is_not_corrected(self):
        case = decided()

        with pytest.raises(letter_corrections.CannotBeCorrected) as refused:
            correct(case)
        assert refused.value.standing is CorrectionStanding.WAS_NOT_SAID

        approved(case)
        with pytest.raises(letter_corrections.CannotBeCorrected) as refused:
            correct(case)
        assert refused.value.standing is CorrectionStanding.CAN_BE_TAKEN_BACK

    def test_what_the_print_room_has_is_corrected_and_its_right_counts_anew(self):
        case = decided(preferred="POST", points=("post",))
        approved(case)
        goes(case.draft, MessageState.ACCEPTED, at=AT)

        letter = correct(case)

        assert "our last letter" in text(letter, BlockKey.APOLOGY_ERROR)
        assert letter.correction.restarts_review

    def test_only_one_at_a_time_also_for_the_database(self):
        case = sent()
        letter = correct(case)

        with pytest.raises(letter_corrections.CannotBeCorrected) as refused:
            correct(case)
        assert refused.value.standing is CorrectionStanding.IS_BEING_CORRECTED
        with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
            LetterCorrectionFactory(wrong=case.draft)
        assert letter_corrections.in_hand(letter=case.draft).letter == letter

    def test_what_went_to_a_wrong_place_waits_until_that_place_is_not_safe(self):
        case = sent()
        entry = CorrectionEntry(reasons=[CorrectionReason.WRONG_PLACE])

        with pytest.raises(letter_corrections.PlaceStillSafe):
            correct(case, entry)

        ContactPoint.objects.filter(person=case.victim.person, kind="EMAIL").update(is_safe=False)
        letter = correct(case, entry)
        assert letter.channel != "EMAIL"
        assert "ring 999" in text(letter, BlockKey.DECISION_PLAIN)


class TestBreach:
    """CORR-5."""

    @pytest.mark.parametrize("reason", [CorrectionReason.OTHERS_FACTS, CorrectionReason.WRONG_PLACE])
    def test_a_manager_decides_within_seventy_two_hours_and_no_facts_are_written_down(self, reason):
        case = sent()
        ContactPoint.objects.filter(person=case.victim.person, kind="EMAIL").update(is_safe=False)

        correct(case, CorrectionEntry(reasons=[reason], said_rightly="CANARY"))

        item = WorkItem.objects.get(kind=WorkKind.DATA_BREACH)
        assert item.is_for_manager
        assert item.due_at == FOUND_AT + dt.timedelta(hours=72)
        assert "CANARY" not in item.summary
        work.finish(item_id=item.pk, outcome="Not reported: nobody opened it", actor=case.approver, at=FOUND_AT)

    def test_any_other_mistake_is_no_breach(self):
        correct(sent())

        assert open_work(WorkKind.DATA_BREACH) == []


class TestReview:
    """CORR-3, RR-3."""

    def test_a_wrong_right_is_counted_from_the_letter_that_corrects_it_and_a_bounce_takes_that_back(self):
        case = sent()
        week_later = FOUND_AT + dt.timedelta(days=7)
        letter = correct(case, THE_RIGHT, at=week_later)
        assert "Your time to ask starts again with this letter." in text(letter, BlockKey.VRR)
        assert "Monday 20 April 2026" in text(letter, BlockKey.VRR)

        approver = member(case.case, Role.VLU_MANAGER)
        approval.submit(communication_id=letter.pk, actor=case.writer, at=week_later)
        approval.approve(communication_id=letter.pk, actor=approver, at=week_later)
        goes(letter, MessageState.ACCEPTED, at=week_later)
        owed = Obligation.objects.get(pk=case.obligation.pk)
        right = review_rights.rights_of_case(case=case.case, obligations=[owed], on=week_later.date())[owed.pk]
        assert right.communicated_on == dt.date(2026, 4, 2)
        assert right.ordinary_window_ends_on == dt.date(2026, 4, 20)
        assert owed.met_at == case.draft.sent_at

        goes(letter, MessageState.FAILED_PERM, at=week_later + MINUTE)
        owed.refresh_from_db()
        assert owed.review_counts_from_at is None
        assert owed.state == ObligationState.MET

    def test_a_wrong_date_leaves_the_days_that_the_person_knows(self):
        case = sent()
        first = text(case.draft, BlockKey.VRR)

        letter = correct(case, at=FOUND_AT + dt.timedelta(days=4))

        said = text(letter, BlockKey.VRR)
        assert "has not changed" in said
        assert "Monday 13 April 2026" in said
        assert "Monday 13 April 2026" in first
        let_leave(case, letter, at=FOUND_AT + dt.timedelta(days=4))
        assert Obligation.objects.get(pk=case.obligation.pk).review_counts_from_at is None

    def test_a_day_that_has_passed_is_not_named_and_a_right_that_has_ended_not_spoken_of(self):
        case = sent()
        may = correct(case, at=dt.datetime(2026, 5, 6, 10, tzinfo=dt.UTC))
        assert "You can still ask until 26 June 2026." in text(may, BlockKey.VRR)
        assert "Please ask by" not in text(may, BlockKey.VRR)
        letter_corrections.give_up(correction_id=may.correction.pk, reason="Later", actor=case.writer, at=FOUND_AT)

        july = correct(case, at=dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC))

        assert text(july, BlockKey.VRR) == ""
        assert drafting.findings(communication=july, at=dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC)).stops == ()


class TestReplacement:
    """CORR-2."""

    def test_the_whole_letter_is_said_again_with_an_apology_and_new_days(self):
        case = sent()

        letter = correct(case, WHOLE, at=FOUND_AT + dt.timedelta(days=7))

        assert letter.letter_type == LetterType.DISCONTINUE_ALL
        assert letter.obligation is None
        said = text(letter, BlockKey.APOLOGY_ERROR)
        assert "takes the place of my letter of 26 March 2026. It gave you a wrong reason" in said
        assert text(letter, BlockKey.APOLOGY_LATE) == ""
        assert "Monday 20 April 2026" in text(letter, BlockKey.VRR)
        assert "laptop" in text(letter, BlockKey.REASON_SPECIFIC)

    def test_it_leaves_and_neither_meets_nor_supersedes_anything_a_second_time(self):
        case = sent()
        met_at = Obligation.objects.get(pk=case.obligation.pk).met_at
        letter = correct(case, WHOLE)

        approver = member(case.case, Role.VLU_MANAGER)
        approval.submit(communication_id=letter.pk, actor=case.writer, at=FOUND_AT)
        approval.approve(communication_id=letter.pk, actor=approver, at=FOUND_AT)
        goes(letter, MessageState.ACCEPTED, at=FOUND_AT + MINUTE)

        letter.refresh_from_db()
        owed = Obligation.objects.get(pk=case.obligation.pk)
        assert letter.state == CommunicationState.SENT
        assert (owed.met_at, owed.review_counts_from_at) == (met_at, FOUND_AT + MINUTE)


class TestFreshReader:
    """CORR-4."""

    def setup_letter(self, entry=A_DATE):
        """One manager wrote the first letter and another approved it; an officer who did neither corrects it."""
        case = decided()
        wrote, approved_it = case.approver, member(case.case, Role.VLU_MANAGER)
        approval.submit(communication_id=case.draft.pk, actor=wrote, at=AT)
        approval.approve(communication_id=case.draft.pk, actor=approved_it, at=AT)
        goes(case.draft, MessageState.ACCEPTED, at=AT)
        return case, wrote, approved_it, correct(case, entry)

    @pytest.mark.parametrize("entry", [A_DATE, THE_RIGHT], ids=["a slip", "the right to review"])
    @pytest.mark.parametrize("who", [0, 1], ids=["wrote it", "approved it"])
    def test_w14_whoever_had_a_hand_in_the_wrong_letter_does_not_approve_its_correction(self, entry, who):
        case, *hands, letter = self.setup_letter(entry)
        tired = hands[who]

        with pytest.raises(second_readings.CannotRead):
            approval.submit(
                communication_id=letter.pk,
                ask=second_readings.Ask(reader_id=tired.identifier),
                actor=case.writer,
                at=FOUND_AT,
            )
        approval.submit(communication_id=letter.pk, actor=case.writer, at=FOUND_AT)
        with pytest.raises(approval.NotAFreshReader):
            approval.approve(communication_id=letter.pk, actor=tired, at=FOUND_AT)
        approval.approve(communication_id=letter.pk, actor=member(case.case, Role.VLU_MANAGER), at=FOUND_AT)
        assert Communication.objects.get(pk=letter.pk).state == CommunicationState.APPROVED

    def test_w14_nor_does_whoever_wrote_the_correction(self):
        case, *_, letter = self.setup_letter()
        writer = member(case.case, Role.VLU_MANAGER)
        approval.submit(communication_id=letter.pk, actor=writer, at=FOUND_AT)

        with pytest.raises(approval.OwnLetter):
            approval.approve(communication_id=letter.pk, actor=writer, at=FOUND_AT)

    def test_w14_the_database_refuses_it_as_well(self):
        case, _, approved_it, letter = self.setup_letter()
        approval.submit(communication_id=letter.pk, actor=case.writer, at=FOUND_AT)

        with pytest.raises(InternalError, match="had no hand in what was wrong"), transaction.atomic():
            Communication.objects.filter(pk=letter.pk).update(
                approved_at=FOUND_AT, approved_by=approved_it.label, state=CommunicationState.APPROVED
            )

    def test_w14_a_correction_of_a_correction_needs_eyes_that_are_fresh_to_that(self):
        case, _, approved_it, first = self.setup_letter()
        corrector = member(case.case, Role.VLU_MANAGER)
        approval.submit(communication_id=first.pk, actor=case.writer, at=FOUND_AT)
        approval.approve(communication_id=first.pk, actor=corrector, at=FOUND_AT)
        goes(first, MessageState.ACCEPTED, at=FOUND_AT + MINUTE)
        second = correct(case, letter=first, at=FOUND_AT + 5 * MINUTE)
        approval.submit(communication_id=second.pk, actor=case.writer, at=FOUND_AT + 5 * MINUTE)

        with pytest.raises(approval.NotAFreshReader):
            approval.approve(communication_id=second.pk, actor=corrector, at=FOUND_AT + 6 * MINUTE)
        # Whoever let the very first one pass never saw the correction that went wrong.
        approval.approve(communication_id=second.pk, actor=approved_it, at=FOUND_AT + 6 * MINUTE)


class TestWhatFollows:
    def test_when_it_has_left_the_work_ends_and_both_letters_name_each_other(self):
        case = sent()
        work.raise_item(
            kind=WorkKind.CORRECTION, key="correction:x", summary="Compare", actor=case.writer, at=AT, case=case.case,
            victim=case.victim, about=f"communication:{case.draft.pk}",
        )  # fmt: skip

        letter = let_leave(case, correct(case), at=FOUND_AT)

        correction = LetterCorrection.objects.get()
        assert (correction.outcome, correction.ended_by) == ("SENT", "system:delivery")
        assert open_work(WorkKind.CORRECTING_LETTER, WorkKind.CORRECTION) == []
        assert selector.trail_of(letter=case.draft).corrected == (correction,)
        assert selector.trail_of(letter=Communication.objects.get(pk=letter.pk)).corrects == correction

    def test_a_bounce_goes_on_by_the_next_way_and_is_work_again_until_that_has_left(self):
        case = sent()
        letter = let_leave(case, correct(case), at=FOUND_AT)

        goes(letter, MessageState.FAILED_PERM, at=FOUND_AT + 2 * MINUTE)

        letter.refresh_from_db()
        assert letter.state == CommunicationState.APPROVED
        assert LetterCorrection.objects.get().ended_at is None
        assert open_work(WorkKind.CORRECTING_LETTER) == [WorkKind.CORRECTING_LETTER]
        follower = OutboxMessage.objects.get(follows__communication=letter)
        assert follower.channel == "POST"

        goes(letter, MessageState.DISPATCHED, at=FOUND_AT + 5 * MINUTE, channel="POST")
        assert LetterCorrection.objects.get().outcome == "SENT"
        assert open_work(WorkKind.CORRECTING_LETTER) == []

    def test_a_bounce_leaves_alone_a_correction_that_was_begun_meanwhile(self):
        case = sent()
        letter = let_leave(case, correct(case), at=FOUND_AT)
        again = correct(case, THE_RIGHT, at=FOUND_AT + MINUTE)

        goes(letter, MessageState.FAILED_PERM, at=FOUND_AT + 2 * MINUTE)

        assert letter_corrections.in_hand(letter=case.draft).letter == again

    def test_w14_corrections_follow_one_another_and_a_correction_is_corrected(self):
        case = sent()
        first = let_leave(case, correct(case), at=FOUND_AT)
        second = let_leave(case, correct(case, at=FOUND_AT + 5 * MINUTE), at=FOUND_AT + 5 * MINUTE)

        third = correct(case, letter=first, at=FOUND_AT + 10 * MINUTE)
        fourth = let_leave(case, third, at=FOUND_AT + 10 * MINUTE)

        trail = selector.trail_of(letter=case.draft)
        assert [each.letter for each in trail.corrected] == [second, first]
        assert third.correction.obligation == case.obligation
        assert "has not changed" in text(third, BlockKey.VRR)
        assert trail.holds == fourth
        assert [each.letter for each in trail.chain] == [fourth, second, first, case.draft]
        assert [each.corrected_at is None for each in trail.chain] == [True, True, False, False]

    def test_w14_the_chain_is_the_same_from_each_of_its_letters_for_one_query(self, django_assert_num_queries):
        case = sent()
        first = let_leave(case, correct(case), at=FOUND_AT)
        second = let_leave(case, correct(case, letter=first, at=FOUND_AT + MINUTE), at=FOUND_AT + MINUTE)
        every = [second, first, case.draft]

        for letter in [Communication.objects.select_related("correction__wrong").get(pk=each.pk) for each in every]:
            with django_assert_num_queries(1):
                trail = selector.trail_of(letter=letter)
            assert [each.letter for each in trail.chain] == every
        assert selector.trail_of(letter=case.draft).holds == second

    def test_a_wrong_letter_that_did_not_arrive_is_not_sent_on_but_written_again(self):
        case = sent()
        letter = correct(case)

        goes(case.draft, MessageState.FAILED_PERM, at=FOUND_AT)

        first = Communication.objects.get(pk=case.draft.pk)
        assert first.state == CommunicationState.FAILED
        assert not OutboxMessage.objects.filter(follows__communication=first).exists()
        assert Communication.objects.get(pk=letter.pk).state == CommunicationState.NOT_REQUIRED
        assert LetterCorrection.objects.get().outcome == "GIVEN_UP"
        assert open_work(WorkKind.CORRECTING_LETTER) == []
        assert open_work(WorkKind.DELIVERY_FAILED) == [WorkKind.DELIVERY_FAILED]
        again = another_way.write_again(communication_id=first.pk, reason="Right now", actor=case.writer, at=FOUND_AT)
        assert again.obligation == case.obligation

    def test_a_letter_about_a_corrected_decision_that_bounces_leaves_no_correction_to_do(self):
        """The court's or a prosecutor's correction superseded what it explained; nobody read it (F14)."""
        case = sent()
        the_decision_is_corrected(case)
        assert open_work(WorkKind.CORRECTION) == [WorkKind.CORRECTION]

        goes(case.draft, MessageState.FAILED_PERM, at=FOUND_AT + MINUTE)

        assert open_work(WorkKind.CORRECTION) == []
        assert Communication.objects.get(pk=case.draft.pk).state == CommunicationState.SUPERSEDED
        assert not OutboxMessage.objects.filter(follows__communication=case.draft).exists()

    def test_a_correcting_decision_takes_the_unsent_correction_back(self):
        case = sent()
        letter = correct(case)

        the_decision_is_corrected(case)

        assert Communication.objects.get(pk=letter.pk).state == CommunicationState.SUPERSEDED
        assert LetterCorrection.objects.get().outcome == "GIVEN_UP"


class TestGivingUp:
    def test_ends_the_draft_and_its_work_and_another_may_begin(self):
        case = sent()
        letter = correct(case)

        letter_corrections.give_up(
            correction_id=letter.correction.pk, reason="The date was right", actor=case.writer, at=FOUND_AT
        )

        assert Communication.objects.get(pk=letter.pk).state == CommunicationState.NOT_REQUIRED
        assert open_work(WorkKind.CORRECTING_LETTER) == []
        assert selector.trail_of(letter=case.draft).corrected == ()
        assert correct(case).pk != letter.pk

    def test_what_has_left_is_not_given_up(self):
        case = sent()
        letter = let_leave(case, correct(case), at=FOUND_AT)

        with pytest.raises(letter_corrections.NotInHand):
            letter_corrections.give_up(
                correction_id=letter.correction.pk, reason="?", actor=case.writer, at=FOUND_AT + MINUTE
            )

    def test_is_for_those_who_may_write(self):
        case = sent()
        letter = correct(case)

        with pytest.raises(NotPermitted):
            letter_corrections.give_up(
                correction_id=letter.correction.pk, reason="?", actor=member(case.case, Role.INSPECTOR), at=FOUND_AT
            )


class TestTakingBack:
    """CORR-1: what is still here is taken back."""

    def test_an_approved_letter_in_the_queue_becomes_a_draft_with_its_words(self):
        case = decided()
        drafting.rewrite(
            communication_id=case.draft.pk, texts={BlockKey.REASON_SPECIFIC: f"{REASONS}\n\nNobody else saw it."},
            seen_written_at=None, actor=case.writer, at=AT,
        )  # fmt: skip
        approved(case)

        draft = another_way.take_back(communication_id=case.draft.pk, reason="A date", actor=case.writer, at=AT)

        assert text(draft, BlockKey.REASON_SPECIFIC).endswith("Nobody else saw it.")
        assert Communication.objects.get(pk=case.draft.pk).state == CommunicationState.SUPERSEDED
        states = set(OutboxMessage.objects.filter(communication=case.draft).values_list("state", flat=True))
        assert states == {MessageState.SUPERSEDED}
        assert case.obligation == draft.obligation

    @pytest.mark.parametrize("state", [MessageState.SENDING, MessageState.ACCEPTED])
    def test_what_is_leaving_or_has_left_is_not(self, state):
        case = decided(preferred="POST", points=("post",))
        approved(case)
        OutboxMessage.objects.filter(communication=case.draft, channel="POST").update(state=state)

        with pytest.raises(another_way.TooLate):
            another_way.take_back(communication_id=case.draft.pk, reason="A date", actor=case.writer, at=AT)

    def test_is_for_those_who_may_write(self):
        case = decided()
        approved(case)

        with pytest.raises(NotPermitted):
            another_way.take_back(
                communication_id=case.draft.pk, reason="?", actor=member(case.case, Role.INSPECTOR), at=AT
            )


class TestInWelsh:
    def test_a_reader_of_welsh_gets_the_correction_as_a_pair(self):
        case = sent()
        case.victim.person.language = Language.CY
        case.victim.person.save()

        letter = correct(case, THE_RIGHT)

        standing = drafting.reviewed(communication=Communication.objects.get(pk=letter.pk), at=FOUND_AT)
        said = standing.welsh.words.block(BlockKey.APOLOGY_ERROR).text
        assert "Mae’n ddrwg gennyf" in said
        assert "hawl i ofyn am adolygiad" in said


class TestFigures:
    def test_count_letters_and_what_was_wrong_by_unit_and_month_in_two_queries(self, django_assert_num_queries):
        case = sent()
        let_leave(case, correct(case), at=FOUND_AT)
        both = CorrectionEntry(reasons=[CorrectionReason.DATE, CorrectionReason.REVIEW_RIGHT], said_rightly="It is so.")
        correct(case, both, at=FOUND_AT + MINUTE)
        elsewhere = actors.staff(user=staff_with(Role.VLU_MANAGER, UnitFactory(area=AreaFactory(code="WESSEX"))), at=AT)
        viewer = member(case.case, Role.VLU_MANAGER)

        with django_assert_num_queries(2):
            (row,) = selector.by_unit_and_month(
                viewer=viewer, first_month=dt.date(2026, 3, 1), last_month=dt.date(2026, 3, 1)
            )

        assert (row.unit, row.letters, row.month) == (case.case.unit.name, 1, dt.date(2026, 3, 1))
        assert row.reasons == {CorrectionReason.DATE: 2, CorrectionReason.REVIEW_RIGHT: 1}
        months = {"first_month": dt.date(2026, 1, 1), "last_month": dt.date(2026, 12, 1)}
        assert selector.by_unit_and_month(viewer=elsewhere, **months) == []


class TestRows:
    @pytest.mark.parametrize(
        ("changes", "constraint"),
        [
            ({"reasons": []}, "says_what_was_wrong"),
            ({"reasons": ["GUESS"]}, "reasons_from_the_list"),
            ({"way": "EMAIL"}, "way_known"),
            ({"outcome": "SENT"}, "ended_with_an_outcome"),
            ({"ended_at": AT, "ended_by": "staff:x"}, "ended_with_an_outcome"),
            ({"opened_by": ""}, "opened_at_and_by_together"),
            ({"ended_at": AT, "outcome": "SENT"}, "ended_at_and_by_together"),
        ],
    )
    def test_a_correction_says_what_was_wrong_and_how_it_ended(self, changes, constraint):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            LetterCorrectionFactory(**changes)

    def test_a_letter_does_not_correct_itself(self):
        correction = LetterCorrectionFactory()

        with pytest.raises(IntegrityError, match="of_another_letter"), transaction.atomic():
            LetterCorrection.objects.filter(pk=correction.pk).update(wrong=correction.letter)

    def test_is_never_deleted(self):
        correction = LetterCorrectionFactory()

        with pytest.raises(InternalError), transaction.atomic():
            LetterCorrection.objects.filter(pk=correction.pk).delete()
