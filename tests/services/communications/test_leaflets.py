"""Leaflets with letters: by rule, by the writer's word, frozen at approval, and only where the words go (W4)."""

import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role, SystemProcess
from audit.models import AuditEvent
from cases.models import Charge
from cases.rules.vocabulary import Language
from communications.documents.leaflets import newest_version, title_of
from communications.models import Communication, LeafletChoice, OutboxMessage
from communications.rules import dated_tables
from communications.rules.leaflets import BEHIND, LeafletRow, pack_key
from communications.rules.vocabulary import Channel, ContentLevel, Leaflet, LetterType, PrintFormat
from communications.services import (
    approval,
    composing,
    copies,
    dated_rows,
    drafting,
    edit_locks,
    enclosed,
    leaflets,
    previews,
    workshop,
)
from tests.factories.accounts import AreaFactory, UnitFactory
from tests.factories.cases import CaseFactory, ConnectionFactory, ContactPointFactory, SafeContactProfileFactory
from tests.factories.communications import CommunicationFactory, EnclosureFactory
from tests.factories.reference import lay_reference_data, lay_templates
from tests.letters.pdfs import text_of
from tests.letters.samples import a_letter
from tests.services.communications.test_pairs import approved_pair
from tests.services.communications.writing import AT, Decided, decided, member

pytestmark = pytest.mark.django_db
WHY = "She has it from her adviser."


@pytest.fixture(autouse=True)
def _reference_data():
    lay_reference_data()
    lay_templates()


def goes(case: Decided) -> list[Leaflet]:
    today = workshop.letter_today(communication=fresh(case), at=AT)
    return [line.leaflet for line in today.pack if line.is_enclosed]


def fresh(case: Decided) -> Communication:
    return drafting.locked(communication_id=case.draft.pk)


def approve(case: Decided) -> Communication:
    approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
    return approval.approve(communication_id=case.draft.pk, actor=case.approver, at=AT)


def choose(case: Decided, leaflet=Leaflet.RIGHTS, *, is_enclosed=False, reason=WHY, actor=None):
    return leaflets.choose(
        communication_id=case.draft.pk,
        leaflet=leaflet,
        is_enclosed=is_enclosed,
        reason=reason,
        actor=actor or case.writer,
        at=AT,
    )


class TestByRule:
    """LEAF-1 to LEAF-3, from the record."""

    def test_a_stopped_case_brings_the_review_and_the_rights(self):
        assert goes(decided()) == [Leaflet.REVIEW, Leaflet.RIGHTS]

    def test_a_charge_of_domestic_abuse_brings_its_leaflet(self):
        case = decided()
        Charge.objects.update(is_domestic_abuse=True)

        assert goes(case) == [Leaflet.DOMESTIC_ABUSE, Leaflet.REVIEW, Leaflet.RIGHTS]

    def test_where_somebody_must_not_know_that_leaflet_waits_for_a_person(self):
        case = decided(profile={"must_not_know": "Her brother, who opens the post"})
        Charge.objects.update(is_domestic_abuse=True)

        assert goes(case) == [Leaflet.REVIEW, Leaflet.RIGHTS]

    def test_the_newest_profile_counts(self):
        case = decided(profile={"must_not_know": "Her brother"})
        Charge.objects.update(is_domestic_abuse=True)
        SafeContactProfileFactory(person=case.victim.person, preferred_method="EMAIL", must_not_know="", recorded_at=AT)

        assert Leaflet.DOMESTIC_ABUSE in goes(case)

    @pytest.mark.parametrize(
        ("state", "days", "comes"),
        [("SENT", 30, False), ("APPROVED", 30, False), ("FAILED", 30, True), ("SENT", 181, True)],
    )
    def test_what_the_reader_had_lately_does_not_come_again(self, state, days, comes):
        case = decided()
        earlier = CommunicationFactory(
            victim=case.victim, recipient=case.victim.person, approved=True, state=state, sent_at=AT
        )
        EnclosureFactory(communication=earlier, leaflet="RIGHTS", enclosed_at=AT - dt.timedelta(days=days))

        assert (Leaflet.RIGHTS in goes(case)) is comes

    def test_what_somebody_else_had_counts_for_nothing(self):
        case = decided()
        EnclosureFactory(communication=CommunicationFactory(sent=True), leaflet="RIGHTS", enclosed_at=AT)

        assert Leaflet.RIGHTS in goes(case)

    def test_a_published_row_counts_from_its_day(self):
        case = decided()
        row = LeafletRow(
            leaflet=Leaflet.RIGHTS, is_in_use=False, again_after_days=90, starts_on=AT.date(), source="Policy of March"
        )
        dated_rows.publish(table=dated_tables.LEAFLETS, row=row, actor=publisher(), at=AT)

        assert goes(case) == [Leaflet.REVIEW]

    def test_a_row_that_no_rule_could_follow_is_refused(self):
        row = LeafletRow(leaflet=Leaflet.RIGHTS, again_after_days=0, starts_on=AT.date(), source="x")

        with pytest.raises(dated_rows.UnableToPublishRow, match="again on the same day"):
            dated_rows.publish(table=dated_tables.LEAFLETS, row=row, actor=publisher(), at=AT)


def publisher():
    return actors.system(SystemProcess.REFERENCE_DATA)


class TestChoose:
    """LEAF-5."""

    def test_leaves_one_out_with_a_reason_and_a_trace(self):
        case = decided()

        choose(case)

        assert goes(case) == [Leaflet.REVIEW]
        row = LeafletChoice.objects.get()
        assert (row.leaflet, row.is_enclosed, row.reason, row.chosen_by) == ("RIGHTS", False, WHY, case.writer.label)
        event = AuditEvent.objects.filter(verb="WROTE").latest("id")
        assert event.detail["leaflet"] == "RIGHTS"
        assert WHY not in str(event.detail)

    def test_adds_one_and_takes_it_out_again(self):
        case = decided()

        choose(case, Leaflet.COURT, is_enclosed=True)
        assert goes(case) == [Leaflet.REVIEW, Leaflet.COURT, Leaflet.RIGHTS]

        choose(case, Leaflet.COURT)
        assert goes(case) == [Leaflet.REVIEW, Leaflet.RIGHTS]

    @pytest.mark.parametrize("reason", ["", "   ", "because"])
    def test_needs_a_reason_that_says_something(self, reason):
        case = decided()

        with pytest.raises(leaflets.NeedsReason):
            choose(case, reason=reason)

        assert not LeafletChoice.objects.exists()

    def test_of_two_who_say_the_same_the_second_is_told_so(self):
        case = decided()
        choose(case)

        with pytest.raises(leaflets.NothingToChange):
            choose(case)

        assert LeafletChoice.objects.count() == 1

    def test_waits_for_whoever_is_writing(self):
        case = decided()
        choose(case)

        with pytest.raises(edit_locks.HeldByAnother):
            choose(case, Leaflet.COURT, is_enclosed=True, actor=member(case.case, Role.VLU_OFFICER))

    def test_is_over_once_the_letter_is_with_its_reader(self):
        case = decided()
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        with pytest.raises(drafting.NotWritable):
            choose(case)

    @pytest.mark.parametrize(("role", "is_elsewhere"), [(Role.VLU_OFFICER, True), (Role.INSPECTOR, False)])
    def test_is_refused_to_another_area_and_to_who_may_not_write(self, role, is_elsewhere):
        case = decided()
        elsewhere = CaseFactory(unit=UnitFactory(area=AreaFactory(code="ELSEWHERE")))
        stranger = member(elsewhere if is_elsewhere else case.case, role)

        with pytest.raises(NotPermitted):
            choose(case, actor=stranger)


class TestApproval:
    def test_freezes_what_goes_with_the_letter_and_why(self):
        case = decided()
        choose(case, Leaflet.COURT, is_enclosed=True, reason="She asked about the courtroom.")

        letter = approve(case)

        rows = list(letter.enclosures.order_by("position"))
        assert [(row.leaflet, row.position, row.version) for row in rows] == [
            (leaflet.value, position, newest_version(leaflet=leaflet))
            for position, leaflet in enumerate((Leaflet.REVIEW, Leaflet.COURT, Leaflet.RIGHTS), start=1)
        ]
        assert rows[1].reason == "She asked about the courtroom."
        assert rows[0].words["title"] == "Asking us to look at our decision again"
        assert letter.reference in str(rows[0].words)
        assert all(row.words_cy == {} and row.enclosed_by == case.approver.label for row in rows)

    def test_what_is_frozen_stays_whatever_the_record_says_later(self):
        case = decided()
        letter = approve(case)
        Charge.objects.update(is_domestic_abuse=True)

        today = workshop.letter_today(communication=fresh(case), at=AT)

        assert [line.leaflet for line in today.pack] == [Leaflet.REVIEW, Leaflet.RIGHTS]
        shown = workshop.leaflets_of(communication=letter, today=today)
        assert [each.title for each in shown] == [title_of(leaflet=Leaflet.REVIEW), title_of(leaflet=Leaflet.RIGHTS)]

    def test_of_letters_of_fixed_words_brings_none(self):
        update = CommunicationFactory(letter_type="NO_CHANGE_UPDATE", purpose="NO_CHANGE_UPDATE")
        _, context = a_letter(LetterType.NO_CHANGE_UPDATE)

        assert leaflets.pack(communication=update, context=context, at=AT) == ()

    def test_of_a_pair_freezes_both_languages(self):
        _, letter = approved_pair()

        behind = enclosed.with_letter(communication=letter, languages=(Language.CY, Language.EN), addendum=None)
        assert [each.language for each in behind] == [Language.CY, Language.CY, Language.EN, Language.EN]
        assert behind[0].title == "Gofyn i ni edrych ar ein penderfyniad eto"
        assert letter.reference in behind[0].as_text()


class TestOnTheWay:
    def message(self, letter, **changes) -> OutboxMessage:
        message = OutboxMessage.objects.filter(communication=letter).exclude(channel=Channel.PORTAL).get()
        for name, value in changes.items():
            setattr(message, name, value)
        return message

    def test_an_email_with_the_words_of_the_letter_holds_them_below(self):
        case = decided(profile={"content_levels": {"EMAIL": "FULL"}})
        text = composing.compose(message=self.message(approve(case)), at=AT).text

        assert text.index("Dear Ms Hughes") < text.index("Asking us to look at our decision again")
        assert "Your rights under the Victims’ Code" in text

    def test_what_is_only_a_notice_holds_nothing_of_them(self):
        """Leaflets keep to the content level of the channel."""
        case = decided()
        message = self.message(approve(case), channel=Channel.EMAIL, content_level=ContentLevel.NEUTRAL)

        text = composing.compose(message=message, at=AT).text

        assert not any(title_of(leaflet=leaflet) in text for leaflet in BEHIND)

    def test_the_phone_shows_beforehand_what_the_email_will_hold(self):
        """W9."""
        case = decided(profile={"content_levels": {"EMAIL": "FULL"}})

        [screen] = previews.on_the_phone(communication=fresh(case), at=AT).screens

        letter = approve(case)
        assert screen.text == composing.compose(message=self.message(letter), at=AT).text

    def test_whoever_hands_a_letter_over_gets_them_with_it(self):
        case = decided(preferred="VIA_ISVA")
        adviser = ConnectionFactory(victim=case.victim, kind="ISVA")
        ContactPointFactory(person=adviser.person, value="adviser@example.net")

        message = self.message(approve(case))

        assert message.channel == Channel.INTERMEDIARY_EMAIL
        assert "Your rights under the Victims’ Code" in composing.compose(message=message, at=AT).text

    def test_the_pdf_is_the_same_before_and_after_approval_and_in_a_copy(self):
        case = decided(preferred="POST")
        before = text_of(workshop.as_pdf(communication=fresh(case), at=AT))

        letter = approve(case)
        after = text_of(workshop.as_pdf(communication=fresh(case), at=AT))
        copy = text_of(copies.make(communication=fresh(case), print_format=PrintFormat.STANDARD).pdf)

        assert "Asking us to look at our decision again" in before
        assert before == after == copy
        assert composing.input_digest(communication=letter) != composing.input_digest(communication=without(letter))


def without(letter: Communication) -> Communication:
    """The same words with nothing behind them."""
    return CommunicationFactory(words=letter.words, context=letter.context)


class TestApprovalOfThePackThatWasRead:
    """LEAF-6, W4: whoever approves names the leaflets that they read."""

    def read(self, case: Decided) -> str:
        return pack_key(lines=workshop.letter_today(communication=fresh(case), at=AT).pack)

    def approve(self, case: Decided, seen: str) -> Communication:
        today = workshop.letter_today(communication=fresh(case), at=AT)
        return workshop.approve(
            communication_id=case.draft.pk,
            reasons={},
            seen_digest=today.digest,
            seen_pack=seen,
            actor=case.approver,
            at=AT,
        )

    def test_is_refused_once_another_pack_would_go(self):
        case = decided()
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
        seen = self.read(case)
        case.draft.recipient.formats = ["EASY_READ"]
        case.draft.recipient.save()

        with pytest.raises(approval.PackChanged):
            self.approve(case, seen)

        assert fresh(case).state == "UNDER_REVIEW"
        assert not case.draft.enclosures.exists()
        assert self.approve(case, self.read(case)).state == "APPROVED"
        assert case.draft.enclosures.order_by("position").first().leaflet == Leaflet.EASY_READ

    def test_of_no_pack_at_all_is_refused_where_one_goes(self):
        case = decided()
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)

        with pytest.raises(approval.PackChanged):
            self.approve(case, "")

    def test_of_the_pack_that_was_read_freezes_that_pack(self):
        case = decided()
        approval.submit(communication_id=case.draft.pk, actor=case.writer, at=AT)
        seen = self.read(case)

        self.approve(case, seen)

        assert "+".join(case.draft.enclosures.order_by("position").values_list("leaflet", flat=True)) == seen
