"""What was agreed goes to the person as a letter: by their safe way, saying nothing that harms (L7, AGR-1, AGR-2)."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts import actors
from accounts.models import Unit
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import AgreedAnswer, Connection, Victim, VictimStanding, WorkItem
from cases.rules.vocabulary import AgreedPoint, Language, RiskLevel, SummaryGiven, VpsStatus, WorkKind
from cases.selectors import agreed
from cases.services import agreeing, people
from communications.models import Communication, OutboxMessage
from communications.rules.agreed_words import KeptOut
from communications.rules.vocabulary import Channel, CommunicationState, ContentLevel, LetterType, MessageState
from communications.rules.welsh.translations import has_mark
from communications.services import agreed_letters, composing, consequences, promises, templates
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ConnectionFactory,
    ContactPointFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data
from tests.services.communications.ledger import AT, REFERENCE, promise_due

pytestmark = pytest.mark.django_db

LATER = AT + dt.timedelta(hours=2)
PROMISED = dt.date(2026, 3, 25)
#: Marks that must never be found in any letter.
SECRETS = {
    "must_not_know": "Terrence Mustnot",
    "code_phrase": "bluebell teapot",
    "safe_windows": [{"days": [2], "from": "13:17", "to": "14:19"}],
    "times_to_avoid": [{"days": [5], "from": "06:11", "to": "07:13"}, {"on": "2026-12-24"}],
}
TELLTALE = ("Terrence", "bluebell", "13", "1:17pm", "6:11am", "24 December", "Anni Advocate", "Wednesdays", "Saturdays")


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    templates.publish(actor=REFERENCE, at=AT - dt.timedelta(days=60))


class Office:
    """An officer, and a victim in contact who was promised an update."""

    def __init__(
        self,
        *,
        language: str = "EN",
        promised: dt.date | None = PROMISED,
        profile: dict[str, Any] | None = None,
        unit: Unit | None = None,
    ) -> None:
        self.unit = unit or UnitFactory()
        self.officer = staff_with(Role.VLU_OFFICER, self.unit, full_name="Owen Price")
        self.actor = actors.staff(user=self.officer, at=AT)
        self.victim = VictimFactory(
            case=CaseFactory(unit=self.unit),
            person=PersonFactory(language=language, full_name="Rhian Hughes", preferred_name="Ms Hughes"),
            officer=self.officer,
            in_contact_since=dt.date(2026, 1, 10),
        )
        self.charge = ChargeFactory(defendant=DefendantFactory(case=self.victim.case), concerning=[self.victim])
        ContactPointFactory(person=self.victim.person)
        recorded = AT - dt.timedelta(days=3)
        SafeContactProfileFactory(person=self.victim.person, recorded_at=recorded, **(profile or {}))
        if promised is not None:
            promise_due(promised, victim=self.victim, person=self.victim.person, rhythm_days=14)

    def send(self, *, in_full: bool = False, at: dt.datetime = AT) -> agreed_letters.Sent:
        return agreed_letters.send(victim_id=self.victim.pk, in_full=in_full, actor=self.actor, at=at)

    def has_left(self, letter: Communication, *, at: dt.datetime = LATER) -> None:
        OutboxMessage.objects.filter(communication=letter).update(
            state=MessageState.ACCEPTED, accepted_at=at, state_changed_at=at
        )
        consequences.meet(communication_id=letter.pk, at=at)

    def missing(self) -> set[AgreedPoint]:
        return {each.point for each in agreed.gaps_of([self.victim])[self.victim.pk]}


def words_of(letter: Communication) -> str:
    return "\n".join(side.as_text() for side in composing.letter_sides(communication=letter))


class TestTheLetter:
    def test_goes_by_the_safe_way_without_anybody_reading_it_first(self):
        office = Office()

        sent = office.send()

        message = OutboxMessage.objects.get()
        assert (sent.is_on_its_way, sent.letter.state) == (True, CommunicationState.APPROVED)
        assert (sent.letter.opened_by, sent.letter.approved_by) == (office.actor.label, "system:promises")
        assert (message.channel, message.content_level) == (Channel.EMAIL, ContentLevel.FULL)
        assert AuditEvent.objects.filter(verb="OPENED", subject_id=str(sent.letter.pk)).exists()

    def test_says_who_how_often_when_next_and_what_to_do(self):
        said = words_of(Office().send().letter)

        assert "My name is Owen Price, and I am your contact here." in said
        assert "You hear from me at least every 14 days" in said
        assert "Wednesday 25 March 2026" in said
        assert "Please tell me when your address, your number or your email changes." in said

    def test_writes_ways_times_and_names_out_for_whoever_wants_that(self):
        office = Office(
            profile={
                "safe_windows": [{"days": [0, 4], "from": "09:00", "to": "12:00"}],
                "times_to_avoid": [{"days": [6], "from": "08:00", "to": "20:00"}],
            }
        )
        told = ConnectionFactory(victim=office.victim, kind="ISVA", person=PersonFactory(full_name="Jo Adviser"))
        Connection.objects.filter(pk=told.pk).update(has_consent=True, may_be_told="DATES_ONLY")

        said = words_of(office.send(in_full=True).letter)

        assert "You asked me to email you. I use the address that you gave me." in said
        assert "- Mondays and Fridays, 9am to midday" in said
        assert "- Sundays, 8am to 8pm" in said
        assert "- Jo Adviser, your independent sexual violence adviser: dates and places only" in said
        assert "@" not in said.replace(office.officer.email, "").replace(office.unit.email, "")

    @pytest.mark.parametrize("end", ["consent_ends_on", "ended_at", "has_consent", "is_suspect_or_lives_with_suspect"])
    def test_names_nobody_without_consent_in_force(self, end):
        office = Office()
        told = ConnectionFactory(victim=office.victim, kind="IDVA", person=PersonFactory(full_name="Anni Advocate"))
        ended: dict[str, Any] = {
            "consent_ends_on": {"consent_ends_on": AT.date() - dt.timedelta(days=1)},
            "ended_at": {"ended_at": AT, "ended_by": "staff:1"},
            "has_consent": {"has_consent": False, "may_be_told": "NOT_ASKED"},
            "is_suspect_or_lives_with_suspect": {"is_suspect_or_lives_with_suspect": True, "is_primary": False},
        }[end]
        Connection.objects.filter(pk=told.pk).update(**{"has_consent": True, "may_be_told": "EVERYTHING", **ended})

        assert "Anni Advocate" not in words_of(office.send(in_full=True).letter)

    def test_is_in_welsh_and_english_for_a_reader_of_welsh(self):
        office = Office(
            language=Language.CY, profile={"safe_windows": [{"days": [0, 4], "from": "09:00", "to": "12:00"}]}
        )

        sent = office.send(in_full=True)

        welsh, english = composing.letter_sides(communication=sent.letter)
        assert sent.is_on_its_way
        assert "- dydd Llun a dydd Gwener, 9am i hanner dydd" in welsh.as_text()
        assert "o leiaf bob 14 diwrnod" in welsh.as_text()
        assert "- Mondays and Fridays, 9am to midday" in english.as_text()
        assert not has_mark(text=welsh.as_text())

    def test_is_finished_by_a_person_where_it_cannot_go_by_itself(self):
        office = Office(language=Language.OTHER)

        sent = office.send()

        assert (sent.is_on_its_way, sent.letter.state) == (False, CommunicationState.DRAFT)
        assert WorkItem.objects.get(kind=WorkKind.DRAFT_LETTER).about == f"communication:{sent.letter.pk}"
        assert office.send().letter == sent.letter

    def test_waits_for_the_officer_where_an_update_is_due_now(self):
        sent = Office(promised=AT.date()).send()

        assert not sent.is_on_its_way
        assert "tell them both together" in WorkItem.objects.get(kind=WorkKind.DRAFT_LETTER).summary

    def test_has_no_part_that_staff_can_write_in(self):
        letter = Office().send().letter

        assert all(block["locked"] for block in letter.words if block["text"])


class TestSafety:
    """AGR-1, T1: whoever else reads it learns nothing that can be used against them."""

    @pytest.mark.parametrize("in_full", [True, False])
    def test_nothing_that_is_secret_ever_stands_in_it(self, in_full):
        office = Office(profile=SECRETS)
        told = ConnectionFactory(victim=office.victim, kind="IDVA", person=PersonFactory(full_name="Anni Advocate"))
        Connection.objects.filter(pk=told.pk).update(has_consent=True, may_be_told="EVERYTHING")

        letter = office.send(in_full=in_full).letter

        stored = f"{letter.words} {letter.context}"
        assert [mark for mark in TELLTALE[:2] + TELLTALE[3:] if mark in words_of(letter) or mark in stored] == []
        assert letter.context["agreed_in_full"] is False

    def test_the_short_letter_is_the_same_whatever_was_agreed(self):
        plain, rich = Office(), Office(profile={**SECRETS, "never_text": True, "preferred_method": "MOBILE"})
        rich.victim.person.needs_interpreter = True
        rich.victim.person.save()
        told = ConnectionFactory(victim=rich.victim, kind="IDVA")
        Connection.objects.filter(pk=told.pk).update(has_consent=True, may_be_told="EVERYTHING")

        said = [
            words_of(office.send().letter)
            .replace(Communication.objects.get(victim=office.victim).reference, "REF")
            .replace(office.officer.email, "EMAIL")
            .replace(office.unit.email, "UNIT")
            for office in (plain, rich)
        ]

        first, second = (text[: text.index("Support for you")] for text in said)
        assert first == second

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (
                lambda o: SafeContactProfileFactory(person=o.victim.person, must_not_know="Him", recorded_at=AT),
                "SOMEBODY_MUST_NOT_KNOW",
            ),
            (lambda o: type(o.victim).objects.filter(pk=o.victim.pk).update(risk_level=RiskLevel.HIGH), "AT_RISK"),
            (lambda o: type(o.charge).objects.filter(pk=o.charge.pk).update(is_domestic_abuse=True), "DOMESTIC_ABUSE"),
            (
                lambda o: ConnectionFactory(
                    victim=o.victim, kind="CLOSE_RELATIVE", is_primary=False, is_suspect_or_lives_with_suspect=True
                ),
                "CLOSE_TO_SUSPECT",
            ),
        ],
    )
    def test_their_own_wish_does_not_put_in_what_could_harm_them(self, change, reason):
        office = Office(profile={"safe_windows": [{"days": [0], "from": "09:00", "to": "12:00"}]})
        change(office)

        shown = agreed_letters.paper(victim_id=office.victim.pk, in_full=True, actor=office.actor, at=AT)
        letter = office.send(in_full=True).letter

        assert KeptOut(reason) in shown.kept_out
        assert "Mondays" not in words_of(letter)
        assert "Mondays" not in "".join(side.as_text() for side in shown.sides)

    def test_what_becomes_unsafe_before_it_leaves_takes_the_times_out(self):
        office = Office(profile={"safe_windows": [{"days": [0], "from": "09:00", "to": "12:00"}]})
        first = office.send(in_full=True).letter
        people.change_profile(
            case_id=office.victim.case_id,
            person_id=office.victim.person_id,
            change=people.ProfileChange(must_not_know="Him"),
            actor=office.actor,
            at=LATER,
        )

        second = office.send(in_full=True, at=LATER).letter

        first.refresh_from_db()
        assert "Mondays" in words_of(first)
        assert first.state == CommunicationState.NOT_REQUIRED
        assert first.messages.get(channel=Channel.EMAIL).state == MessageState.CANCELLED
        assert "Mondays" not in words_of(second)

    def test_an_email_address_that_may_reveal_nothing_carries_none_of_it(self):
        office = Office(profile={"content_levels": {"EMAIL": "NEUTRAL"}, "uses_portal": True})

        letter = office.send(in_full=True).letter

        by_email = OutboxMessage.objects.filter(communication=letter, channel=Channel.EMAIL)
        assert not by_email.filter(content_level=ContentLevel.FULL).exists()
        assert {message.purpose for message in by_email} <= {"NEWS_NOTICE"}

    @pytest.mark.parametrize("preferred", ["EMAIL", "POST"])
    def test_never_goes_by_post_to_whoever_must_never_get_post(self, preferred):
        office = Office(profile={"never_post": True, "preferred_method": preferred})
        ContactPointFactory(person=office.victim.person, kind="POST", value="1 Example Street\nCardiff\nCF99 1ZZ")

        said = words_of(office.send(in_full=True).letter)

        assert not OutboxMessage.objects.filter(channel=Channel.POST).exists()
        assert "by post" not in said

    def test_nobody_who_asked_not_to_be_written_to_is(self):
        office = Office(profile={"opted_out_at": AT})

        with pytest.raises(promises.NotInContact):
            office.send()
        assert not Communication.objects.exists()


class TestWhoMay:
    def test_nobody_of_another_area_and_no_inspector(self):
        office = Office()
        stranger = staff_with(Role.VLU_OFFICER, UnitFactory(area=AreaFactory(code="WESSEX")))

        for user in (stranger, staff_with(Role.INSPECTOR, office.unit)):
            office.actor = actors.staff(user=user, at=AT)
            with pytest.raises(NotPermitted):
                office.send()
            with pytest.raises(NotPermitted):
                agreed_letters.paper(victim_id=office.victim.pk, in_full=False, actor=office.actor, at=AT)
        assert not Communication.objects.exists()


class TestOnce:
    def test_pressing_twice_sends_one(self):
        office = Office()

        assert office.send().letter == office.send(at=LATER).letter
        assert OutboxMessage.objects.count() == 1

    def test_another_choice_takes_the_first_back(self):
        office = Office()
        first = office.send().letter

        second = office.send(in_full=True, at=LATER).letter

        first.refresh_from_db()
        assert (first.state, second.state) == (CommunicationState.NOT_REQUIRED, CommunicationState.APPROVED)

    def test_the_database_keeps_a_second_one_from_being_written_beside_it(self):
        office = Office(language=Language.OTHER)
        letter = office.send().letter

        with pytest.raises(IntegrityError, match="one_agreement_in_writing"), transaction.atomic():
            Communication.objects.create(
                victim=office.victim,
                case=office.victim.case,
                purpose="WHAT_WE_AGREED",
                letter_type=LetterType.WHAT_WE_AGREED,
                reference="VCS-2222-2222",
                dedupe_key="another",
                opened_at=AT,
                opened_by=letter.opened_by,
            )


class TestWhetherTheyHaveIt:
    """ONB-3: it counts when it has left, as of its words, and no longer when it came back."""

    def test_not_before_it_has_left(self):
        office = Office()

        letter = office.send().letter
        assert AgreedPoint.SUMMARY in office.missing()
        office.has_left(letter)

        answer = AgreedAnswer.objects.get(victim=office.victim, point=AgreedPoint.SUMMARY)
        assert AgreedPoint.SUMMARY not in office.missing()
        assert (answer.how, answer.answered_at) == (SummaryGiven.BY_LETTER, letter.approved_at)
        assert VictimStanding.objects.get(pk=office.victim.pk).missing_count == len(office.missing())

    def test_being_told_twice_that_it_has_left_adds_nothing(self):
        office = Office()
        letter = office.send().letter

        office.has_left(letter)
        office.has_left(letter, at=LATER + dt.timedelta(hours=1))

        assert AgreedAnswer.objects.filter(point=AgreedPoint.SUMMARY).count() == 1

    @pytest.mark.parametrize("state", [MessageState.RETURNED, MessageState.FAILED_PERM])
    def test_no_longer_when_it_came_back(self, state):
        office = Office()
        letter = office.send().letter
        office.has_left(letter)
        message = OutboxMessage.objects.select_related("communication__victim__case").get()
        message.state = state
        message.save()

        consequences.follow(message=message, at=LATER + dt.timedelta(days=1))

        newest = AgreedAnswer.objects.filter(point=AgreedPoint.SUMMARY).order_by("-id")[0]
        assert newest.how == SummaryGiven.CAME_BACK
        assert AgreedPoint.SUMMARY in office.missing()

    def test_a_paper_given_by_hand_since_still_counts_when_the_letter_comes_back(self):
        office = Office()
        letter = office.send().letter
        office.has_left(letter)
        agreeing.record_summary(
            victim_id=office.victim.pk, how=SummaryGiven.IN_PERSON, actor=office.actor, at=LATER + dt.timedelta(hours=1)
        )

        agreeing.letter_came_back(
            victim=office.victim, as_of=letter.approved_at, actor=office.actor, at=LATER + dt.timedelta(days=1)
        )

        assert AgreedPoint.SUMMARY not in office.missing()

    def test_what_is_agreed_between_approval_and_leaving_makes_it_out_of_date_at_once(self):
        office = Office()
        letter = office.send().letter
        agreeing.settle(
            victim_id=office.victim.pk,
            point=AgreedPoint.SUPPORTERS,
            actor=office.actor,
            at=AT + dt.timedelta(minutes=10),
        )

        office.has_left(letter)

        standing = agreed.paper_of(office.victim)
        assert (standing.given_at, standing.changed) == (letter.approved_at, (AgreedPoint.SUPPORTERS,))
        assert AgreedPoint.SUMMARY in office.missing()

    def test_what_does_not_stand_on_it_changes_nothing(self):
        office = Office()
        office.has_left(office.send().letter)

        agreeing.agree_statement(
            victim_id=office.victim.pk, status=VpsStatus.RECEIVED, actor=office.actor, at=LATER + dt.timedelta(hours=1)
        )

        assert AgreedPoint.SUMMARY not in office.missing()

    def test_how_is_said_of_a_paper_alone(self):
        office = Office()

        with pytest.raises(IntegrityError, match="only_a_paper_is_given"), transaction.atomic():
            AgreedAnswer.objects.create(
                victim=office.victim, point=AgreedPoint.TIMES, how="BY_LETTER", answered_at=AT, answered_by="staff:1"
            )


class TestOnPaper:
    def test_says_the_words_of_the_letter_and_never_the_reference_of_the_case(self):
        office = Office(language=Language.CY)

        shown = agreed_letters.paper(victim_id=office.victim.pk, in_full=False, actor=office.actor, at=AT)

        said = "".join(side.as_text() for side in shown.sides)
        assert "My name is Owen Price" in said
        assert office.victim.case.urn not in said
        assert not re.search(r"reference|cyfeirnod", said)
        assert not Communication.objects.exists()

    def test_gives_the_reference_of_the_last_letter_that_reached_them(self):
        office = Office()
        letter = office.send().letter
        before = agreed_letters.paper(victim_id=office.victim.pk, in_full=False, actor=office.actor, at=LATER)
        office.has_left(letter)

        shown = agreed_letters.paper(victim_id=office.victim.pk, in_full=False, actor=office.actor, at=LATER)

        assert letter.reference not in before.sides[0].as_text()
        assert f"if you give our reference, {letter.reference}" in shown.sides[0].as_text()

    def test_is_in_welsh_first_for_a_reader_of_welsh(self):
        office = Office(language=Language.CY)

        shown = agreed_letters.paper(victim_id=office.victim.pk, in_full=False, actor=office.actor, at=AT)

        assert [side.language for side in shown.sides] == [Language.CY, Language.EN]
        assert not shown.is_welsh_missing

    def test_calls_our_offices_in_welsh_by_their_welsh_names(self):
        seeded = Unit.objects.get(area="CYMRU_WALES", kind="VLU")
        Unit.objects.filter(pk=seeded.pk).update(return_address="PO Box 12\nCardiff\nCF99 1ZZ")
        office = Office(language=Language.CY, unit=seeded)
        Victim.objects.filter(pk=office.victim.pk).update(officer=None)

        shown = agreed_letters.paper(victim_id=office.victim.pk, in_full=False, actor=office.actor, at=AT)

        welsh, english = (side.as_text() for side in shown.sides)
        assert "Yn gywir\n\nUned Cyswllt Dioddefwyr Cymru" in welsh
        assert "Blwch Post 12, Caerdydd, CF99 1ZZ" in welsh
        assert not re.search(r"Cymru-Wales|Victim|Cardiff|PO Box", welsh)
        assert "PO Box 12, Cardiff, CF99 1ZZ" in english

    def test_promises_no_date_that_has_passed(self):
        office = Office(promised=AT.date() - dt.timedelta(days=2))

        shown = agreed_letters.paper(victim_id=office.victim.pk, in_full=False, actor=office.actor, at=AT)

        assert "I will be in touch again by" not in shown.sides[0].as_text()
