"""Versions, the second reader and comments: nobody approves words they did not read (W8)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from accounts import actors
from accounts.grades import Grade
from accounts.models import StaffUser
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.services.people import RightsChange
from communications.models import Communication, DraftVersion, LetterComment, SecondReading
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import CommunicationState
from communications.services import approval, comments, draft_versions, drafting, duties, second_readings, workshop
from communications.services.second_readings import Ask
from tests.factories.accounts import AreaFactory, UnitFactory, UnitMembershipFactory, staff_with
from tests.factories.cases import SafeContactProfileFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.writing import AT, Decided, decided, member

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(minutes=10)
FEELINGS = "I am sorry for how hard it may be to read this letter, and that the ring did not come back to you."


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def submitted(ask: Ask = second_readings.ANYONE) -> Decided:
    case = decided()
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT, ask=ask)
    return case


def read(case: Decided) -> str:
    return workshop.letter_today(communication=letter(case), at=LATER).digest


def letter(case: Decided) -> Communication:
    return Communication.objects.get(pk=case.draft.pk)


def approve(case: Decided, seen: str, actor: actors.Actor | None = None) -> Communication:
    return workshop.approve(
        communication_id=case.draft.pk, reasons={}, seen_digest=seen, actor=actor or case.approver, at=LATER
    )


def reader(case: Decided, grade: Grade | None, role: Role = Role.VLU_MANAGER) -> StaffUser:
    user = UnitMembershipFactory(unit=case.case.unit, role=role.value).user
    user.grade = grade.value if grade else ""
    user.save()
    return user


class TestVersions:
    def test_keep_the_opening_every_change_and_the_submission(self):
        case = decided()
        for text in (FEELINGS, FEELINGS, f"{FEELINGS} Truly."):
            drafting.rewrite(
                communication_id=case.draft.pk,
                texts={BlockKey.ACKNOWLEDGE_FEELINGS: text},
                seen_written_at=letter(case).written_at,
                actor=case.writer,
                at=AT,
            )
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=LATER)

        kept = list(DraftVersion.objects.order_by("number").values_list("number", "kind", "made_by"))
        assert kept == [
            (1, "OPENED", case.draft.opened_by),
            (2, "SAVED", case.writer.label),
            (3, "SAVED", case.writer.label),
            (4, "SUBMITTED", case.writer.label),
        ]

    def test_are_never_rewritten(self):
        submitted()

        with pytest.raises(DatabaseError), transaction.atomic():
            DraftVersion.objects.update(words=[])
        with pytest.raises(DatabaseError), transaction.atomic():
            DraftVersion.objects.all().delete()

    def test_an_earlier_one_can_be_put_back_and_what_it_replaces_is_kept(self):
        case = decided()
        for text in ("The first words for her.", FEELINGS):
            drafting.rewrite(
                communication_id=case.draft.pk,
                texts={BlockKey.ACKNOWLEDGE_FEELINGS: text},
                seen_written_at=letter(case).written_at,
                actor=case.writer,
                at=AT,
            )

        workshop.restore(communication_id=case.draft.pk, version_number=2, actor=case.writer, at=LATER)

        texts = [
            draft_versions.words_of(communication=letter(case), version=each).block(BlockKey.ACKNOWLEDGE_FEELINGS).text
            for each in DraftVersion.objects.order_by("number")
        ]
        assert texts[1:] == ["The first words for her.", FEELINGS, "The first words for her."]


class TestApprovingWhatWasRead:
    def test_goes_through_for_the_words_that_were_read(self):
        case = submitted()

        assert approve(case, read(case)).state == CommunicationState.APPROVED

    def test_is_refused_once_a_fact_changed_and_nothing_is_approved(self):
        case = submitted()
        seen = read(case)
        person = case.victim.person
        person.preferred_name = "Dr Hughes"
        person.save()

        with pytest.raises(approval.WordsChanged):
            approve(case, seen)

        assert letter(case).state == CommunicationState.UNDER_REVIEW
        # Read again, the same person may approve it.
        assert approve(case, read(case)).state == CommunicationState.APPROVED

    def test_is_not_refused_because_the_way_it_goes_changed_before_it_was_read(self):
        case = submitted()
        SafeContactProfileFactory(person=case.victim.person, preferred_method="POST", recorded_at=AT)

        assert approve(case, read(case)).channel == "POST"

    def test_is_refused_without_any_words(self):
        case = submitted()

        with pytest.raises(approval.WordsChanged):
            approve(case, "")


class TestAsking:
    def test_a_grade_gets_a_deadline_that_leaves_time_to_amend(self):
        case = submitted(Ask(grade=Grade.SENIOR_MANAGER, note=" About the ring. "))

        request = SecondReading.objects.get()
        assert (request.grade, request.note, request.settled_at) == ("B3", "About the ring.", None)
        assert AT < request.due_at < letter(case).latest_safe_approval_at
        assert request.due_reasons

    @pytest.mark.parametrize(
        ("grade", "may"),
        [(Grade.HEAD, True), (Grade.SENIOR_MANAGER, True), (Grade.MANAGER, False), (None, False)],
    )
    def test_anybody_of_the_grade_or_a_higher_one_may_decide(self, grade, may):
        case = submitted(Ask(grade=Grade.SENIOR_MANAGER))
        actor = actors.staff(user=reader(case, grade), at=AT)

        if may:
            assert approve(case, read(case), actor).state == CommunicationState.APPROVED
            assert SecondReading.objects.get().outcome == "APPROVED"
            return
        with pytest.raises(second_readings.AskedOfAnother):
            approve(case, read(case), actor)
        with pytest.raises(second_readings.AskedOfAnother):
            approval.send_back(communication_id=case.draft.pk, comment="No.", actor=actor, at=LATER)

    def test_a_person_is_asked_and_their_grade_covers_for_them(self):
        case = decided()
        asked = reader(case, Grade.MANAGER)
        cover = reader(case, Grade.MANAGER)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT, ask=Ask(reader_id=asked.pk))

        with pytest.raises(second_readings.AskedOfAnother):
            approve(case, read(case))
        assert approve(case, read(case), actors.staff(user=cover, at=AT)).state == CommunicationState.APPROVED

    def test_nobody_is_asked_who_could_not_approve_it(self):
        case = decided()
        elsewhere = staff_with(Role.VLU_MANAGER, UnitFactory(area=AreaFactory(code="WESSEX")))
        colleague = reader(case, Grade.MANAGER, Role.VLU_OFFICER)
        own = reader(case, Grade.HEAD)
        left = reader(case, Grade.HEAD)
        StaffUser.objects.filter(pk=left.pk).update(is_active=False)
        author = actors.staff(user=own, at=AT)

        for person in (elsewhere, colleague, own, left):
            with pytest.raises(second_readings.CannotRead):
                approval.submit(communication_id=case.draft.pk, actor=author, at=AT, ask=Ask(reader_id=person.pk))
        assert letter(case).state == CommunicationState.DRAFT
        assert not SecondReading.objects.exists()

    def test_is_asked_once_more_after_it_was_sent_back(self):
        case = submitted()
        approval.send_back(communication_id=case.draft.pk, comment="Shorter.", actor=case.approver, at=LATER)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=LATER)

        assert list(SecondReading.objects.order_by("id").values_list("outcome", flat=True)) == ["SENT_BACK", ""]

    def test_ends_with_a_letter_that_is_not_needed_any_more(self):
        case = submitted()
        communication = drafting.locked(communication_id=case.draft.pk)
        drafting.move(
            communication=communication,
            state=CommunicationState.NOT_REQUIRED,
            comment="",
            actor=case.approver,
            at=LATER,
        )

        assert SecondReading.objects.get().outcome == "CLOSED"


class TestTakingBack:
    def test_lets_the_writer_change_what_nobody_has_decided(self):
        case = submitted()

        approval.take_back(communication_id=case.draft.pk, actor=case.writer, at=LATER)

        assert letter(case).state == CommunicationState.AMENDMENTS
        assert SecondReading.objects.get().outcome == "TAKEN_BACK"
        assert AuditEvent.objects.filter(verb="TAKEN_BACK", actor=case.writer.label).count() == 1

    def test_is_too_late_once_it_was_decided(self):
        case = submitted()
        approve(case, read(case))

        with pytest.raises(approval.NotUnderReview):
            approval.take_back(communication_id=case.draft.pk, actor=case.writer, at=LATER)

    def test_is_for_writers_of_the_case(self):
        case = submitted()

        with pytest.raises(NotPermitted):
            approval.take_back(communication_id=case.draft.pk, actor=member(case.case, Role.INSPECTOR), at=LATER)


class TestComments:
    PLACE = (BlockKey.REASON_SPECIFIC, 0)

    def comment(self, case: Decided, text: str = "Name the ring.", place=PLACE) -> LetterComment:
        (made,) = comments.add(communication_id=case.draft.pk, said={place: text}, actor=case.approver, at=LATER)
        return made

    def test_keep_the_words_they_are_about(self):
        made = self.comment(submitted())

        assert made.quote.startswith("You told the police that somebody broke the lock")
        assert (made.block, made.text, made.answer) == ("reason_specific", "Name the ring.", "")

    def test_what_was_said_is_never_rewritten(self):
        self.comment(submitted())

        with pytest.raises(DatabaseError), transaction.atomic():
            LetterComment.objects.update(text="Something kinder")
        with pytest.raises(DatabaseError), transaction.atomic():
            LetterComment.objects.all().delete()

    def test_are_answered_by_amending_their_words_and_only_those(self):
        case = submitted()
        about_the_ring = self.comment(case)
        about_the_rest = self.comment(case, "And this?", (BlockKey.REASON_SPECIFIC, 1))
        about_all = self.comment(case, "A little long.", (BlockKey.REASON_SPECIFIC, None))
        approval.send_back(communication_id=case.draft.pk, comment="See beside.", actor=case.approver, at=LATER)
        block = workshop.letter_today(communication=letter(case), at=LATER).words.block(BlockKey.REASON_SPECIFIC)

        workshop.save_and_submit(
            communication_id=case.draft.pk,
            texts={BlockKey.REASON_SPECIFIC: block.text.replace("ring were gone", "gold ring were gone")},
            reasons={},
            seen_written_at=None,
            settled=[about_all.pk],
            actor=case.writer,
            at=LATER,
        )

        for made, answer in ((about_the_ring, "AMENDED"), (about_the_rest, ""), (about_all, "SETTLED")):
            made.refresh_from_db()
            assert made.answer == answer
            assert bool(made.answered_by) == bool(answer)

    def test_go_with_the_letter_that_is_sent_back_or_not_at_all(self):
        case = submitted()
        asked = {
            "communication_id": case.draft.pk, "said": {self.PLACE: "Name the ring."}, "settled": (), "at": LATER,
        }  # fmt: skip

        with pytest.raises(approval.NeedsComment):
            workshop.send_back(**asked, comment=" ", actor=case.approver)
        assert not LetterComment.objects.exists()
        workshop.send_back(**asked, comment="See beside.", actor=case.approver)
        assert LetterComment.objects.count() == 1

    def test_blank_ones_and_places_that_are_not_there_are_none(self):
        case = submitted()

        assert comments.add(communication_id=case.draft.pk, said={self.PLACE: " "}, actor=case.writer, at=LATER) == ()
        for place in ((BlockKey.REASON_SPECIFIC, 99), (BlockKey.CONTACT_NAMED, -1), (BlockKey.APOLOGY_LATE, None)):
            with pytest.raises(comments.NoSuchPlace):
                self.comment(case, place=place)

    def test_are_for_those_who_write_or_approve_while_the_words_are_open(self):
        case = submitted()
        inspector = member(case.case, Role.INSPECTOR)

        with pytest.raises(NotPermitted):
            comments.add(communication_id=case.draft.pk, said={self.PLACE: "Hm."}, actor=inspector, at=LATER)
        approve(case, read(case))
        with pytest.raises(comments.NotOpen):
            self.comment(case)


def test_a_clock_that_becomes_shorter_leaves_nobody_a_time_for_reading_after_the_last_moment_for_approving():
    case = decided(preferred="POST", is_vulnerable=False)
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
    before = SecondReading.objects.get()

    duties.change_rights(victim_id=case.victim.pk, change=RightsChange(is_vulnerable=True), actor=case.writer, at=LATER)

    request = SecondReading.objects.get()
    latest = letter(case).latest_safe_approval_at
    assert before.due_at > request.due_at
    assert LATER <= request.due_at < latest
    assert request.due_reasons != before.due_reasons
