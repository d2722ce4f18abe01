"""Submitting, sending back, approving: two people, nothing missing, and frozen from then on (W8, F21)."""

import datetime as dt

import pytest
from django.db import InternalError, transaction

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import ContactPoint, Decision, Obligation, SafeContactProfile, WorkItem
from cases.rules.vocabulary import ObligationState, ReviewText, WorkKind, WorkState
from communications.documents.rendering import render_pdf
from communications.models import Communication, OutboxMessage, StatusChange
from communications.outbox import relay
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import Channel, CommunicationState, ContentLevel, LetterType, Purpose
from communications.services import approval, composing, dispatch, drafting, opening, safe_contact
from communications.services.letter_facts import Given
from tests.factories.cases import ContactPointFactory
from tests.factories.communications import OutboxMessageFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.letters.pdfs import text_of
from tests.services.communications.writing import AT, LONDON, Decided, decided, member

pytestmark = pytest.mark.django_db
PROMISES = actors.system(SystemProcess.PROMISES)
LATER = AT + dt.timedelta(minutes=10)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def submitted(**settings: object) -> Decided:
    case = decided(**settings)
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
    return case


def approved(**settings: object) -> tuple[Decided, Communication]:
    case = submitted(**settings)
    return case, approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)


class TestSubmit:
    def test_hands_the_letter_to_its_reviewer_with_a_trace(self):
        case = submitted()
        letter = Communication.objects.get()

        assert letter.state == CommunicationState.UNDER_REVIEW
        assert (letter.submitted_at, letter.submitted_by) == (AT, case.writer.label)
        assert StatusChange.objects.get(communication=letter).after == CommunicationState.UNDER_REVIEW
        assert AuditEvent.objects.filter(verb="SUBMITTED", actor=case.writer.label).count() == 1

    def test_refuses_a_letter_that_lacks_a_part_and_says_which(self):
        case = decided(entry={"reasons": "No."})

        with pytest.raises(approval.NotComplete) as refused:
            approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        assert [stop.block for stop in refused.value.findings.stops] == [BlockKey.REASON_SPECIFIC]
        assert Communication.objects.get().state == CommunicationState.DRAFT

    def test_names_the_writer_where_no_officer_is_assigned(self):
        submitted(with_officer=False)
        letter = Communication.objects.get()

        contact = composing.letter_words(communication=letter).block(BlockKey.SIGN_OFF).text
        assert contact.startswith("Yours sincerely\n\nOfficer Number")

    def test_refuses_whoever_may_not_write(self):
        case = decided()

        with pytest.raises(NotPermitted):
            approval.submit(communication_id=case.draft.pk, actor=member(case.case, Role.INSPECTOR), at=AT)


class TestSendBack:
    def test_returns_the_letter_to_its_writer_with_a_comment(self):
        case = submitted()

        approval.send_back(communication_id=case.draft.pk, comment="Name the ring.", actor=case.approver, at=LATER)

        letter = Communication.objects.get()
        assert letter.state == CommunicationState.AMENDMENTS
        assert StatusChange.objects.order_by("-id").first().comment == "Name the ring."

    def test_lets_the_writer_change_and_submit_it_again(self):
        case = submitted()
        approval.send_back(communication_id=case.draft.pk, comment="Name the ring.", actor=case.approver, at=LATER)

        drafting.rewrite(
            communication_id=case.draft.pk,
            texts={
                BlockKey.ACKNOWLEDGE_FEELINGS: "Your mother's ring cannot be replaced, and I am sorry that it is gone."
            },
            seen_written_at=None,
            actor=case.writer,
            at=LATER,
        )
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=LATER)

        assert Communication.objects.get().state == CommunicationState.UNDER_REVIEW

    def test_needs_a_comment(self):
        case = submitted()

        with pytest.raises(approval.NeedsComment):
            approval.send_back(communication_id=case.draft.pk, comment=" ", actor=case.approver, at=LATER)


class TestApprove:
    def test_freezes_words_template_recipient_and_channel(self):
        case, letter = approved()

        assert letter.state == CommunicationState.APPROVED
        assert (letter.approved_by, letter.approved_at) == (case.approver.label, LATER)
        assert letter.channel == Channel.EMAIL
        for change in ({"words": []}, {"template": None}, {"recipient": None}, {"context": {}}):
            with pytest.raises(InternalError, match="frozen"), transaction.atomic():
                Communication.objects.filter(pk=letter.pk).update(**change)

    @pytest.mark.parametrize("role", ["written_by", "submitted_by"])
    def test_refuses_ones_own_letter(self, role):
        case = submitted()
        Communication.objects.filter(pk=case.draft.pk).update(
            **{role: case.approver.label, role.replace("_by", "_at"): AT}
        )

        with pytest.raises(approval.OwnLetter):
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert not OutboxMessage.objects.exists()

    def test_refuses_a_letter_nobody_submitted(self):
        case = decided()

        with pytest.raises(approval.NotUnderReview):
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

    def test_refuses_whoever_may_only_write(self):
        case = submitted()

        with pytest.raises(NotPermitted):
            approval.approve(communication_id=case.draft.pk, actor=member(case.case, Role.VLU_OFFICER), at=LATER)

    @pytest.mark.parametrize("state", [ObligationState.SUPERSEDED, ObligationState.EXEMPT])
    def test_refuses_what_is_no_longer_owed(self, state):
        case = submitted()
        ended = {"exemption_reason": "OPTED_OUT", "exempted_at": AT, "exempted_by": "staff:x"}
        Obligation.objects.filter(pk=case.obligation.pk).update(
            state=state, **(ended if state is ObligationState.EXEMPT else {})
        )

        with pytest.raises(approval.NothingOwed):
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

    def test_refuses_the_ordinary_letter_while_the_decision_is_provisional(self):
        case = submitted()
        Obligation.objects.filter(pk=case.obligation.pk).update(is_blocked=True)

        with pytest.raises(approval.BlockedByProvisionalStop):
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

    def test_refuses_a_letter_that_became_incomplete_after_it_was_submitted(self):
        case = submitted()
        case.victim.officer.is_active = False
        case.victim.officer.save()
        Communication.objects.filter(pk=case.draft.pk).update(submitted_by="system:x")

        with pytest.raises(approval.NotComplete):
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert Communication.objects.get().state == CommunicationState.UNDER_REVIEW

    def test_takes_the_right_to_review_as_it_is_on_that_day(self):
        case = submitted()
        Obligation.objects.filter(pk=case.obligation.pk).update(review_text=ReviewText.NONE)

        letter = approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert "review" not in composing.letter_words(communication=letter).as_text().lower()

    def test_apologises_first_where_the_letter_will_be_late(self):
        case = submitted()
        late = case.obligation.due_at + dt.timedelta(days=1)

        letter = approval.approve(communication_id=case.draft.pk, actor=case.approver, at=late)

        words = composing.letter_words(communication=letter)
        assert words.blocks[2].key is BlockKey.APOLOGY_LATE

    def test_makes_a_letter_that_can_be_printed(self):
        _, letter = approved(preferred="POST")
        context = drafting.LetterContext.from_json(letter.context)

        text = text_of(render_pdf(words=composing.letter_words(communication=letter), context=context).pdf)

        assert "14 Heol y Gŵr" in text
        assert letter.reference in text

    def test_prints_the_address_of_the_message_where_the_words_were_approved_for_email(self):
        """W11: an email that bounced goes on by post."""
        _, letter = approved(preferred="EMAIL")
        point = ContactPoint.objects.get(person=letter.recipient, kind="POST")
        message = OutboxMessageFactory(post=True, communication=letter, contact_point=point, not_before=LATER)

        relay.render(clock=lambda: LATER)

        message.refresh_from_db()
        assert "14 Heol y Gŵr" in text_of(bytes(message.document.content))

    def test_sends_the_words_that_were_approved_whatever_happens_to_the_files(self, settings, tmp_path):
        """F21."""
        _, letter = approved()
        before = composing.letter_words(communication=letter).as_text()
        settings.BASE_DIR = tmp_path  # the files are gone

        assert composing.letter_words(communication=Communication.objects.get(pk=letter.pk)).as_text() == before


class TestApproveUnattended:
    GIVEN = Given(next_update_on=dt.date(2026, 4, 24), missed_on=dt.date(2026, 3, 20))

    def open(self, case: Decided, letter_type: LetterType = LetterType.APOLOGY_MISSED_PROMISE) -> Communication:
        return opening.open_update(
            victim_id=case.victim.pk, letter_type=letter_type, given=self.GIVEN, key="promise:1", actor=PROMISES, at=AT
        )

    def test_lets_an_apology_go_by_itself(self):
        draft = self.open(decided())

        letter = approval.approve_unattended(communication_id=draft.pk, actor=PROMISES, at=AT)

        assert letter.state == CommunicationState.APPROVED
        assert letter.messages.get().channel == Channel.EMAIL

    def test_refuses_words_that_staff_have_touched(self):
        case = decided()
        draft = self.open(case)
        drafting.rewrite(communication_id=draft.pk, texts={}, seen_written_at=None, actor=case.writer, at=AT)

        with pytest.raises(approval.NeedsAPerson):
            approval.approve_unattended(communication_id=draft.pk, actor=PROMISES, at=AT)

    def test_refuses_a_decision_letter(self):
        with pytest.raises(approval.NeedsAPerson):
            approval.approve_unattended(communication_id=decided().draft.pk, actor=PROMISES, at=AT)

    def test_refuses_a_member_of_staff(self):
        case = decided()

        with pytest.raises(approval.NeedsAPerson):
            approval.approve_unattended(communication_id=self.open(case).pk, actor=case.approver, at=AT)

    def test_leaves_to_a_person_what_names_nobody_to_turn_to(self):
        draft = self.open(decided(with_officer=False))

        with pytest.raises(approval.NotComplete):
            approval.approve_unattended(communication_id=draft.pk, actor=PROMISES, at=AT)

        assert Communication.objects.get(pk=draft.pk).state == CommunicationState.DRAFT


class TestQueue:
    def test_writes_the_outbox_row_in_the_transaction_of_the_approval(self):
        case, letter = approved()
        message = letter.messages.get()

        assert (message.channel, message.content_level, message.state) == (Channel.EMAIL, ContentLevel.FULL, "QUEUED")
        assert message.contact_point.value == "rhian@example.org"
        assert message.deadline == case.obligation.due_at
        assert (message.queued_by, message.queued_at) == (case.approver.label, LATER)
        assert AuditEvent.objects.filter(verb="QUEUED", subject_id=str(message.pk)).count() == 1

    def test_adds_nothing_when_asked_again(self):
        case, letter = approved()

        again = dispatch.queue(communication_id=letter.pk, actor=case.approver, at=LATER)

        assert [message.pk for message in again] == [letter.messages.get().pk]

    def test_puts_a_copy_in_the_portal_of_whoever_uses_it(self):
        _, letter = approved(profile={"uses_portal": True})

        assert set(letter.messages.values_list("channel", "content_level", "purpose")) == {
            (Channel.EMAIL, ContentLevel.FULL, Purpose.VCL_LETTER),
            (Channel.PORTAL, ContentLevel.FULL, Purpose.VCL_LETTER),
        }

    def test_tells_of_words_that_only_stand_in_the_portal_by_a_bare_notice(self):
        _, letter = approved(profile={"uses_portal": True, "never_post": True, "content_levels": {"EMAIL": "NEUTRAL"}})

        assert set(letter.messages.values_list("channel", "purpose")) == {
            (Channel.PORTAL, Purpose.VCL_LETTER),
            (Channel.EMAIL, Purpose.NEWS_NOTICE),
        }
        assert letter.messages.get(channel=Channel.EMAIL).content_level != ContentLevel.FULL

    def test_asks_a_manager_for_a_way_where_none_is_safe_and_sends_nothing(self):
        case, letter = approved(points=())

        assert letter.state == CommunicationState.APPROVED
        assert not letter.messages.exists()
        item = WorkItem.objects.get(kind=WorkKind.NO_SAFE_CHANNEL, state=WorkState.OPEN)
        assert item.is_for_manager
        assert item.due_at == case.obligation.due_at

    def test_goes_once_a_safe_way_is_recorded(self):
        case, letter = approved(points=())
        ContactPointFactory(person=case.victim.person, value="rhian@example.org")

        (message,) = dispatch.queue(communication_id=letter.pk, actor=case.approver, at=LATER)

        assert message.channel == Channel.EMAIL
        assert not WorkItem.objects.filter(kind=WorkKind.NO_SAFE_CHANNEL, state=WorkState.OPEN).exists()

    def test_never_uses_an_address_that_is_not_known_to_be_safe(self):
        case = submitted()
        ContactPoint.objects.filter(person=case.victim.person).update(is_safe=False)

        letter = approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert not letter.messages.exists()

    def test_refuses_what_is_not_approved(self):
        case = decided()

        with pytest.raises(dispatch.NotApproved):
            dispatch.queue(communication_id=case.draft.pk, actor=case.approver, at=AT)

    @pytest.mark.parametrize(
        ("preferred", "task"), [("EMAIL", dispatch.SENDING_TASK), ("POST", dispatch.RENDERING_TASK)]
    )
    def test_wakes_the_right_worker_after_commit(
        self, preferred, task, monkeypatch, django_capture_on_commit_callbacks
    ):
        case = submitted(preferred=preferred)
        woken = []
        monkeypatch.setattr(dispatch.current_app, "send_task", lambda name, **_: woken.append(name))

        with django_capture_on_commit_callbacks(execute=True):
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert woken == [task]

    def test_loses_nothing_when_the_broker_is_away(self, monkeypatch, django_capture_on_commit_callbacks, caplog):
        """F11."""
        case = submitted()

        def away(*_args: object, **_options: object) -> None:
            raise dispatch.OperationalError

        monkeypatch.setattr(dispatch.current_app, "send_task", away)

        with django_capture_on_commit_callbacks(execute=True):
            approval.approve(communication_id=case.draft.pk, actor=case.approver, at=LATER)

        assert OutboxMessage.objects.count() == 1
        assert "dispatch.nudge_failed" in caplog.text


class TestOutlook:
    def test_warns_that_post_would_be_late_and_names_the_channel_that_is_not(self):
        """W2: a one-day letter approved for post in the evening is late before it is approved."""
        case = decided(preferred="POST")
        evening = case.obligation.due_at - dt.timedelta(hours=6)

        found = dispatch.outlook(communication=case.draft, at=evening)

        assert found.is_late
        assert found.channels_in_time == ()  # letters by email need the person's agreement
        SafeContactProfile.objects.create(
            person=case.victim.person,
            preferred_method="POST",
            content_levels={"EMAIL": "FULL"},
            recorded_at=AT,
            recorded_by="staff:test",
        )
        assert dispatch.outlook(communication=case.draft, at=evening).channels_in_time == (Channel.EMAIL,)

    def test_says_only_moments_that_are_safe_for_the_person_as_the_send_check_does(self):
        """SAFE-5: the due day is 2 April; Tuesdays from 6 to 8 in the evening, so it leaves on 31 March."""
        evening = [{"days": [1], "from": "18:00", "to": "20:00"}]
        case = decided(profile={"safe_windows": evening, "content_levels": {"EMAIL": "FULL"}})
        choice = safe_contact.choose(communication=case.draft, at=AT)

        found = dispatch.outlook(communication=case.draft, at=AT)

        assert choice.not_before == dt.datetime(2026, 3, 31, 18, 0, tzinfo=LONDON)
        assert (found.channel, found.is_late) == (Channel.EMAIL, False)
        assert found.dispatched_at == choice.not_before + dt.timedelta(minutes=15)
        assert found.latest_safe_approval == dt.datetime(2026, 3, 31, 19, 45, tzinfo=LONDON)
        assert case.draft.latest_safe_approval_at == found.latest_safe_approval

    def test_says_nothing_of_what_has_no_deadline(self):
        case = decided()
        draft = opening.open_update(
            victim_id=case.victim.pk,
            letter_type=LetterType.NO_CHANGE_UPDATE,
            given=Given(next_update_on=dt.date(2026, 4, 24)),
            key="x",
            actor=PROMISES,
            at=AT,
        )

        assert dispatch.outlook(communication=draft, at=AT) is None


def test_a_decision_is_never_changed_by_writing_about_it():
    case, _ = approved()

    assert Decision.objects.get(pk=case.obligation.decision_id).reasons.startswith("You told the police")
