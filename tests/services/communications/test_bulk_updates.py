"""Routine updates to many: each person checked alone, twice, sent through the same pipeline, once (L13)."""

import datetime as dt
import uuid

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from cases.models import Case, Victim
from cases.rules.vocabulary import ConnectionKind, JourneyStage
from communications.models import Communication, OutboxMessage
from communications.rules.bulk_updates import MOST_AT_ONCE, Skip
from communications.rules.vocabulary import Channel, CommunicationState
from communications.services import bulk_updates, promise_sweeps, safe_contact, templates
from communications.services.safe_contact_many import known_about_many
from tests.factories.accounts import AreaFactory, StaffUserFactory, UnitFactory, staff_with
from tests.factories.cases import (
    AgencyContactFactory,
    CaseEventFactory,
    CaseFactory,
    ChargeFactory,
    ConnectionFactory,
    ContactPointFactory,
    DecisionFactory,
    DecisionProposalFactory,
    DefendantFactory,
    HearingFactory,
    ObligationFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.reference import lay_reference_data
from tests.services.communications.ledger import AT, REFERENCE, promise_due

pytestmark = pytest.mark.django_db

TOMORROW = dt.date(2026, 3, 12)


@pytest.fixture(autouse=True)
def reference_data():
    lay_reference_data()
    templates.publish(actor=REFERENCE, at=AT - dt.timedelta(days=60))


@pytest.fixture
def unit(db):
    return UnitFactory()


@pytest.fixture
def officer(unit):
    return actors.staff(user=staff_with(Role.VLU_OFFICER, unit), at=AT)


def somebody(unit, *, due_on=TOMORROW, language="EN", profile=None, has_address=True, **victim):
    """Somebody in contact with an officer, a charge, a safe email address and an update promised."""
    case = victim.pop("case", None) or CaseFactory(
        unit=unit, stage=JourneyStage.TRIAL_PREP, stage_since=dt.date(2026, 1, 10)
    )
    row = VictimFactory(
        case=case,
        person=PersonFactory(language=language),
        **{"officer": StaffUserFactory(), "in_contact_since": dt.date(2026, 1, 10), **victim},
    )
    ChargeFactory(defendant=DefendantFactory(case=case), concerning=[row])
    if has_address:
        ContactPointFactory(person=row.person)
    SafeContactProfileFactory(person=row.person, **(profile or {}))
    if due_on is not None:
        promise_due(due_on, victim=row)
    return row


def check_one(victim, officer):
    [checked] = bulk_updates.check(victim_ids=[victim.pk], actor=officer, at=AT)
    return checked


class TestChecking:
    def test_who_gets_it_and_by_which_way(self, unit, officer):
        checked = check_one(somebody(unit), officer)

        assert checked.skips == ()
        assert (checked.channel, checked.promised_on) == (Channel.EMAIL, TOMORROW)

    def test_nothing_is_written_by_looking(self, unit, officer):
        check_one(somebody(unit), officer)

        assert not Communication.objects.exists()

    @pytest.mark.parametrize(
        ("change", "skip"),
        [
            ({"due_on": None}, Skip.NOTHING_PROMISED),
            ({"due_on": dt.date(2026, 4, 20)}, Skip.NOT_DUE),
            ({"language": "OTHER"}, Skip.OTHER_LANGUAGE),
            ({"has_address": False}, Skip.UNSAFE),
            ({"profile": {"opted_out_at": AT}}, Skip.OPTED_OUT),
            ({"has_declined_contact": True}, Skip.OPTED_OUT),
            ({"contact_ended_on": dt.date(2026, 3, 1)}, Skip.NOT_IN_CONTACT),
        ],
        ids=lambda value: value.value if isinstance(value, Skip) else "",
    )
    def test_who_they_are_and_what_they_said_counts(self, unit, officer, change, skip):
        assert skip in check_one(somebody(unit, **change), officer).skips

    @pytest.mark.parametrize("stage", [JourneyStage.STOPPED, JourneyStage.PROVISIONAL_STOP])
    def test_nobody_is_told_that_nothing_has_changed_in_a_case_that_was_stopped(self, unit, officer, stage):
        victim = somebody(unit)
        Case.objects.filter(pk=victim.case_id).update(stage=stage)

        assert check_one(victim, officer).skips == (Skip.STOPPED,)
        assert bulk_updates.send(victim_ids=[victim.pk], actor=officer, at=AT).sent == ()
        assert not Communication.objects.exists()

    def test_bad_news_that_waits_counts(self, unit, officer):
        victim = somebody(unit)
        ObligationFactory(victim=victim, decision=DecisionFactory(case=victim.case))

        assert check_one(victim, officer).skips == (Skip.BAD_NEWS,)

    def test_a_decision_that_waits_for_an_answer_counts(self, unit, officer):
        victim = somebody(unit)
        DecisionProposalFactory(case=victim.case)

        assert check_one(victim, officer).skips == (Skip.BAD_NEWS,)

    def test_whatever_has_happened_since_counts(self, unit, officer):
        victim = somebody(unit)
        CaseEventFactory(case=victim.case, recorded_at=AT)

        assert check_one(victim, officer).skips == (Skip.SOMETHING_HAPPENED,)

    def test_another_agencys_contact_counts(self, unit, officer):
        victim = somebody(unit)
        contact = AgencyContactFactory(victim=victim, contact_on=AT.date())
        assert check_one(victim, officer).skips == (Skip.COLLISION,)

        contact.told_hearing_on = AT.date() + dt.timedelta(days=9)
        contact.save()
        assert check_one(victim, officer).skips == (Skip.FACTS_DIFFER,)

    def test_an_update_that_the_ledger_has_opened_counts(self, unit, officer):
        victim = somebody(unit)
        promise_sweeps.send_due_updates(at=AT)

        assert check_one(victim, officer).skips == (Skip.UNDER_WAY,)

    def test_whom_one_may_not_see_is_left_out_without_a_word(self, officer):
        strangers = somebody(UnitFactory(area=AreaFactory(code="WESSEX")))
        restricted = somebody(UnitFactory(), case=CaseFactory(is_rasso=True))

        ids = [strangers.pk, restricted.pk, uuid.uuid4()]
        assert bulk_updates.check(victim_ids=ids, actor=officer, at=AT) == ()

    def test_whoever_writes_no_letters_is_refused(self, unit):
        victim = somebody(unit)
        inspector = actors.staff(user=staff_with(Role.INSPECTOR, unit), at=AT)

        with pytest.raises(NotPermitted):
            bulk_updates.check(victim_ids=[victim.pk], actor=inspector, at=AT)

    def test_more_than_a_page_is_refused(self, officer):
        with pytest.raises(bulk_updates.TooMany):
            bulk_updates.check(victim_ids=[uuid.uuid4() for _ in range(MOST_AT_ONCE + 1)], actor=officer, at=AT)

    @pytest.mark.parametrize("count", [1, MOST_AT_ONCE])
    def test_costs_the_same_queries_for_one_person_and_for_a_page(
        self, unit, officer, count, django_assert_num_queries
    ):
        people = [somebody(unit) for _ in range(count)]

        with django_assert_num_queries(26):
            checked = bulk_updates.check(victim_ids=[one.pk for one in people], actor=officer, at=AT)

        assert not any(one.skips for one in checked)


class TestSending:
    def send(self, officer, *victims):
        return bulk_updates.send(victim_ids=[one.pk for one in victims], actor=officer, at=AT)

    def test_each_gets_a_letter_of_their_own_through_the_pipeline(self, unit, officer):
        first, second = somebody(unit), somebody(unit)

        done = self.send(officer, first, second)

        assert {one.victim.pk for one in done.sent} == {first.pk, second.pk}
        letters = Communication.objects.all()
        assert {letter.victim_id for letter in letters} == {first.pk, second.pk}
        assert all(letter.state == CommunicationState.APPROVED for letter in letters)
        assert all("no change" in " ".join(block["text"] for block in letter.words) for letter in letters)
        assert {message.contact_point.person_id for message in OutboxMessage.objects.all()} == {
            first.person_id,
            second.person_id,
        }

    def test_who_opened_it_and_that_the_service_approved_it_is_on_record(self, unit, officer):
        self.send(officer, somebody(unit))

        letter = Communication.objects.get()
        assert (letter.opened_by, letter.approved_by) == (officer.label, "system:promises")

    def test_pressed_twice_nothing_is_sent_twice(self, unit, officer):
        victim = somebody(unit)
        self.send(officer, victim)

        again = self.send(officer, victim)

        assert [one.skips for one in again.left_out] == [(Skip.UNDER_WAY,)]
        assert Communication.objects.count() == OutboxMessage.objects.count() == 1

    def test_the_ledger_does_not_send_it_once_more(self, unit, officer):
        self.send(officer, somebody(unit))

        promise_sweeps.send_due_updates(at=AT)

        assert Communication.objects.count() == 1

    def test_one_who_became_unsafe_meanwhile_is_left_out_and_the_others_get_theirs(self, unit, officer):
        safe, unsafe = somebody(unit), somebody(unit)
        assert not check_one(unsafe, officer).skips
        unsafe.person.contact_points.update(is_safe=False)

        done = self.send(officer, safe, unsafe)

        assert [one.victim for one in done.sent] == [safe]
        assert [(one.victim, one.skips) for one in done.left_out] == [(unsafe, (Skip.UNSAFE,))]
        assert Communication.objects.get().victim == safe

    def test_what_happens_between_the_first_and_the_second_look_is_seen(self, unit, officer, monkeypatch):
        victim = somebody(unit)
        look = bulk_updates.check

        def then_something_happens(**arguments):
            found = look(**arguments)
            AgencyContactFactory(victim=victim, contact_on=AT.date())
            return found

        monkeypatch.setattr(bulk_updates, "check", then_something_happens)

        done = self.send(officer, victim)

        assert [one.skips for one in done.left_out] == [(Skip.COLLISION,)]
        assert not Communication.objects.exists()

    def test_where_a_part_is_missing_nothing_is_left_behind(self, unit, officer):
        victim = somebody(unit, officer=None)
        case = victim.case
        case.unit.phone = ""
        case.unit.email = ""
        case.unit.save()

        done = self.send(officer, victim)

        assert [one.skips for one in done.left_out] == [(Skip.INCOMPLETE,)]
        assert not Communication.objects.exists()


class TestReadingManyAtOnce:
    """The answers for many are those for each: no safety is lost by asking quickly."""

    def test_the_same_is_known_as_when_asked_one_by_one(self, unit):
        plain = somebody(unit)
        through = somebody(unit, profile={"preferred_method": "VIA_ISVA"})
        adviser = ConnectionFactory(victim=through, kind=ConnectionKind.ISVA)
        ContactPointFactory(person=adviser.person, value="adviser@example.org")
        near = somebody(unit)
        suspect = ConnectionFactory(victim=near, is_suspect_or_lives_with_suspect=True)
        ContactPointFactory(person=suspect.person, value="near@example.org", key="near@example.org")
        defendant = near.case.defendants.get()
        defendant.email_keys = ["them@example.org"]
        defendant.save()
        in_court = somebody(unit)
        HearingFactory(case=in_court.case, starts_at=AT + dt.timedelta(hours=3))
        nobody_asked = VictimFactory(case=plain.case)
        rows = Victim.objects.select_related("case", "person").filter(
            pk__in=[one.pk for one in (plain, through, near, in_court, nobody_asked)]
        )

        many = known_about_many(people=[(row, row.person) for row in rows], at=AT)

        for row in rows:
            assert many[row.pk, row.person_id] == safe_contact.known_about(victim=row, person=row.person, at=AT)
