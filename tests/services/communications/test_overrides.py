"""Words that stay although the gate warned of them: only with a reason, and never past a stop (GATE-24, W6)."""

import datetime as dt

import pytest

from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from communications.models import Communication, WarningOverride
from communications.rules.letter_words import BlockKey
from communications.rules.vocabulary import CommunicationState
from communications.services import approval, drafting, overrides, workshop
from tests.factories.reference import lay_reference_data, lay_templates
from tests.services.communications.writing import AT, Decided, decided, member

pytestmark = pytest.mark.django_db
LATER = AT + dt.timedelta(minutes=10)
REASON = "She asked us to use this word."
WARNED = "Unfortunately, your mother’s ring cannot be replaced, and I am sorry that it is gone for good."


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def warned() -> tuple[Decided, str]:
    """A draft with one word that the gate warns of, and the key of what it found."""
    case = decided()
    drafting.rewrite(
        communication_id=case.draft.pk,
        texts={BlockKey.ACKNOWLEDGE_FEELINGS: WARNED},
        seen_written_at=None,
        actor=case.writer,
        at=AT,
    )
    (found,) = drafting.findings(communication=Communication.objects.get(), at=AT).warnings
    return case, found.key


class TestKeep:
    def test_lets_the_letter_go_on_with_a_trace_of_who_and_why(self):
        case, key = warned()

        (kept,) = overrides.keep(communication_id=case.draft.pk, reasons={key: f" {REASON} "}, actor=case.writer, at=AT)

        assert (kept.rule, kept.block, kept.words) == ("GATE-21", "acknowledge_feelings", "Unfortunately")
        assert (kept.reason, kept.made_by, kept.made_at) == (REASON, case.writer.label, AT)
        assert AuditEvent.objects.filter(verb="OVERRODE", actor=case.writer.label).count() == 1
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
        assert Communication.objects.get().state == CommunicationState.UNDER_REVIEW

    def test_holds_only_while_the_words_stay(self):
        case, key = warned()
        overrides.keep(communication_id=case.draft.pk, reasons={key: REASON}, actor=case.writer, at=AT)

        drafting.rewrite(
            communication_id=case.draft.pk,
            texts={BlockKey.ACKNOWLEDGE_FEELINGS: WARNED.replace("Unfortunately", "Regrettably")},
            seen_written_at=AT,
            actor=case.writer,
            at=LATER,
        )

        with pytest.raises(approval.NotComplete):
            approval.submit(communication_id=case.draft.pk, actor=case.writer, at=LATER)

    def test_stores_nothing_for_what_is_not_warned_of_or_already_answered(self):
        case, key = warned()
        reasons = {key: REASON, "0" * 16: REASON}
        overrides.keep(communication_id=case.draft.pk, reasons=reasons, actor=case.writer, at=AT)

        again = overrides.keep(communication_id=case.draft.pk, reasons=reasons, actor=case.writer, at=LATER)

        assert again == ()
        assert WarningOverride.objects.count() == 1

    def test_keeps_no_stop(self):
        case, _ = warned()
        drafting.rewrite(
            communication_id=case.draft.pk,
            texts={BlockKey.ACKNOWLEDGE_FEELINGS: "The case was dropped, and your mother’s ring is gone for good now."},
            seen_written_at=AT,
            actor=case.writer,
            at=LATER,
        )
        (stop,) = drafting.findings(communication=Communication.objects.get(), at=LATER).stops

        assert not overrides.keep(
            communication_id=case.draft.pk, reasons={stop.key: REASON}, actor=case.writer, at=LATER
        )

    def test_needs_a_reason_that_says_something(self):
        case, key = warned()

        with pytest.raises(overrides.NeedsReason):
            overrides.keep(communication_id=case.draft.pk, reasons={key: "ok"}, actor=case.writer, at=AT)

        assert not WarningOverride.objects.exists()

    def test_refuses_whoever_may_not_write(self):
        case, key = warned()

        with pytest.raises(NotPermitted):
            overrides.keep(
                communication_id=case.draft.pk, reasons={key: REASON}, actor=member(case.case, Role.INSPECTOR), at=AT
            )

    def test_of_a_letter_under_review_is_for_whoever_approves(self):
        case, key = warned()
        overrides.keep(communication_id=case.draft.pk, reasons={key: REASON}, actor=case.writer, at=AT)
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        with pytest.raises(NotPermitted):
            overrides.keep(communication_id=case.draft.pk, reasons={}, actor=case.writer, at=LATER)
        read = workshop.letter_today(communication=Communication.objects.get(), at=LATER)
        workshop.approve(
            communication_id=case.draft.pk,
            reasons={"0" * 16: REASON},
            seen_digest=read.digest,
            actor=case.approver,
            at=LATER,
        )

        letter = Communication.objects.get()
        assert letter.state == CommunicationState.APPROVED
        with pytest.raises(drafting.NotWritable):
            overrides.keep(communication_id=case.draft.pk, reasons={}, actor=case.writer, at=LATER)


class TestSubmit:
    def test_refuses_a_warning_that_nobody_answered(self):
        case, key = warned()

        with pytest.raises(approval.NotComplete) as refused:
            approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        assert [warning.key for warning in refused.value.findings.warnings] == [key]

    def test_takes_words_and_reasons_in_one_step(self):
        case, key = warned()

        workshop.save_and_submit(
            communication_id=case.draft.pk,
            texts={BlockKey.ACKNOWLEDGE_FEELINGS: WARNED},
            reasons={key: REASON},
            seen_written_at=AT,
            actor=case.writer,
            at=LATER,
        )

        letter = Communication.objects.get()
        assert letter.state == CommunicationState.UNDER_REVIEW
        today = workshop.letter_today(communication=letter, at=LATER)
        assert [kept.reason for kept in today.overrides] == [REASON]
        assert [finding.key for finding in today.findings.kept] == [key]
