"""Two people and one letter: nobody writes over anybody, and no word is lost (W13)."""

import datetime as dt

import pytest

from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from communications.models import Communication, DraftVersion, EditLock
from communications.rules.edit_lock import HOLDS_FOR
from communications.rules.letter_words import BlockKey
from communications.rules.typed_words import FaultKind
from communications.services import approval, draft_versions, drafting, edit_locks, workshop
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.writing import AT, decided, member

pytestmark = pytest.mark.django_db
KEY = BlockKey.ACKNOWLEDGE_FEELINGS
MINE = "I know that this is not what you hoped for, and I am sorry for how hard it may be to read this letter."
THEIRS = "I am sorry that this letter brings news that you did not hope for, and I know that it may be hard."
SOON = AT + dt.timedelta(minutes=2)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


@pytest.fixture
def case():
    return decided()


@pytest.fixture
def other(case):
    return member(case.case, Role.VLU_OFFICER)


def save(case, actor, text, *, at=AT, seen=None, **settings):
    return workshop.save_words(
        communication_id=case.draft.pk,
        texts={KEY: text},
        reasons={},
        seen_written_at=seen,
        actor=actor,
        at=at,
        **settings,
    )


def text_of(words_row):
    return next(block["text"] for block in words_row.words if block["key"] == KEY.value)


class TestHolding:
    def test_a_save_takes_the_lock_and_a_submission_ends_it(self, case):
        save(case, case.writer, MINE)
        lock = EditLock.objects.get()
        assert (lock.held_by, lock.until) == (case.writer.label, AT + HOLDS_FOR)

        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=SOON)

        assert EditLock.objects.get().until == SOON

    def test_the_page_s_own_saves_renew_it_and_keep_versions_of_their_kind(self, case):
        save(case, case.writer, MINE)
        save(case, case.writer, f"{MINE} More.", at=SOON, seen=AT, is_automatic=True)

        assert EditLock.objects.get().until == SOON + HOLDS_FOR
        assert EditLock.objects.get().held_at == AT
        assert list(DraftVersion.objects.order_by("number").values_list("kind", flat=True)) == [
            "OPENED", "SAVED", "AUTOSAVED",
        ]  # fmt: skip

    def test_saving_the_same_words_by_itself_leaves_no_trace(self, case):
        save(case, case.writer, MINE)
        before = AuditEvent.objects.count()

        save(case, case.writer, MINE, at=SOON, seen=AT, is_automatic=True)

        assert AuditEvent.objects.count() == before
        assert DraftVersion.objects.count() == 2


class TestSomebodyElse:
    def test_cannot_save_meanwhile_and_their_words_are_kept_beside_it(self, case, other):
        save(case, case.writer, MINE)

        with pytest.raises(workshop.NotSaved) as refused:
            save(case, other, THEIRS, at=SOON, seen=AT)

        assert isinstance(refused.value.cause, edit_locks.HeldByAnother)
        assert (refused.value.version.kind, refused.value.version.made_by) == ("SET_ASIDE", other.label)
        assert text_of(refused.value.version) == THEIRS
        assert text_of(Communication.objects.get()) == MINE

    def test_the_same_words_are_set_aside_once(self, case, other):
        save(case, case.writer, MINE)
        for _ in range(3):
            with pytest.raises(workshop.NotSaved):
                save(case, other, THEIRS, at=SOON, seen=AT)

        assert DraftVersion.objects.filter(kind="SET_ASIDE").count() == 1

    def test_can_save_once_the_lock_has_ended(self, case, other):
        save(case, case.writer, MINE)

        save(case, other, THEIRS, at=AT + HOLDS_FOR, seen=AT)

        assert text_of(Communication.objects.get()) == THEIRS
        assert EditLock.objects.get().held_by == other.label

    def test_whose_page_is_older_than_the_words_does_not_write_over_them(self, case, other):
        save(case, case.writer, MINE)

        with pytest.raises(workshop.NotSaved) as refused:
            save(case, other, THEIRS, at=AT + HOLDS_FOR, seen=None)

        assert isinstance(refused.value.cause, drafting.ChangedMeanwhile)
        assert text_of(Communication.objects.get()) == MINE
        assert text_of(refused.value.version) == THEIRS

    def test_who_writes_after_the_submission_loses_nothing(self, case, other):
        save(case, case.writer, MINE)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=SOON)

        with pytest.raises(workshop.NotSaved) as refused:
            save(case, other, THEIRS, at=SOON, seen=AT)

        assert isinstance(refused.value.cause, drafting.NotWritable)
        assert text_of(refused.value.version) == THEIRS

    def test_cannot_submit_what_another_is_writing(self, case, other):
        save(case, case.writer, MINE)

        with pytest.raises(edit_locks.HeldByAnother):
            approval.submit(communication_id=case.draft.pk, actor=other, at=SOON)


class TestTakingOver:
    def test_keeps_the_words_of_the_first_and_a_trace(self, case, other):
        save(case, case.writer, MINE)

        workshop.take_over(communication_id=case.draft.pk, actor=other, at=SOON)
        save(case, other, THEIRS, at=SOON, seen=AT)

        kept = DraftVersion.objects.get(kind="TAKEN_OVER")
        assert (text_of(kept), kept.made_by) == (MINE, case.writer.label)
        assert AuditEvent.objects.get(verb="TAKEN_OVER").detail["from"] == case.writer.label
        # What the first typed since their last save is set aside when their page saves it.
        with pytest.raises(workshop.NotSaved) as refused:
            save(case, case.writer, f"{MINE} And a last thought.", at=SOON, seen=AT, is_automatic=True)
        assert text_of(refused.value.version).endswith("And a last thought.")
        assert text_of(Communication.objects.get()) == THEIRS

    def test_what_was_set_aside_can_be_put_into_the_letter(self, case, other):
        save(case, case.writer, MINE)
        with pytest.raises(workshop.NotSaved) as refused:
            save(case, other, THEIRS, at=SOON, seen=AT)

        workshop.take_over(communication_id=case.draft.pk, actor=other, at=SOON)
        workshop.restore(
            communication_id=case.draft.pk, version_number=refused.value.version.number, actor=other, at=SOON
        )

        assert text_of(Communication.objects.get()) == THEIRS

    def test_of_a_letter_that_nobody_holds_is_no_event(self, case, other):
        workshop.take_over(communication_id=case.draft.pk, actor=other, at=AT)

        assert EditLock.objects.get().held_by == other.label
        assert not AuditEvent.objects.filter(verb="TAKEN_OVER").exists()

    def test_is_for_writers_while_it_is_in_writing(self, case, other):
        with pytest.raises(NotPermitted):
            workshop.take_over(communication_id=case.draft.pk, actor=member(case.case, Role.INSPECTOR), at=AT)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
        with pytest.raises(drafting.NotWritable):
            workshop.take_over(communication_id=case.draft.pk, actor=other, at=SOON)


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("<p class=MsoNormal>Words</p>", FaultKind.MARK_UP),
            ("Take care \U0001f600", FaultKind.NOT_IN_TYPEFACE),
            ("\u05e9\u05dc\u05d5\u05dd", FaultKind.RIGHT_TO_LEFT),
            ("a" * 50_000, FaultKind.TOO_LONG),
        ],
    )
    def test_is_refused_with_its_part_and_changes_nothing(self, case, text, kind):
        with pytest.raises(drafting.NotPlainText) as refused:
            save(case, case.writer, text)

        assert [fault.kind for fault in refused.value.faults[KEY]] == [kind]
        assert not DraftVersion.objects.exists()
        assert not EditLock.objects.exists()

    def test_of_the_record_is_not_the_writer_s_fault(self, case):
        letter = Communication.objects.get()
        words = [{**each, "text": "\u6f22"} if each["key"] == KEY.value else each for each in letter.words]
        Communication.objects.update(words=words)

        save(case, case.writer, "\u6f22")

        assert text_of(Communication.objects.get()) == "\u6f22"

    def test_parts_of_the_record_are_never_set_aside(self, case, other):
        save(case, case.writer, MINE)

        kept = draft_versions.set_aside(
            communication_id=case.draft.pk, texts={BlockKey.VRR: "No rights.", KEY: THEIRS}, actor=other, at=SOON
        )

        assert "No rights." not in str(kept.words)
        assert text_of(kept) == THEIRS
