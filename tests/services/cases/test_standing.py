"""The standing of a victim is true whoever changes what it rests on: the database keeps it so (L2)."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from cases.models import Case, Victim, VictimStanding
from communications.models import IdentityCheck
from tests.factories.accounts import StaffUserFactory, UnitFactory
from tests.factories.cases import CaseFactory, PersonFactory, VictimFactory
from tests.factories.communications import (
    OPENED_AT,
    CallSeriesFactory,
    CommunicationFactory,
    ContactAttemptFactory,
    MeetingFactory,
    MessageAnswerFactory,
    PromiseFactory,
)

pytestmark = pytest.mark.django_db

SENT_AT = OPENED_AT + dt.timedelta(hours=2)


def standing_of(victim):
    return VictimStanding.objects.get(pk=victim.pk)


class TestWhoseTheyAre:
    def test_a_new_victim_has_one(self):
        officer = StaffUserFactory()
        victim = VictimFactory(officer=officer, service_tier="ENHANCED", in_contact_since=dt.date(2026, 7, 2))

        standing = standing_of(victim)

        assert (standing.area_code, standing.unit_id) == (victim.case.area_id, victim.case.unit_id)
        assert (standing.officer_id, standing.service_tier, standing.is_live) == (officer.pk, "ENHANCED", True)
        # Midnight in London, in summer.
        assert standing.began_at == dt.datetime(2026, 7, 1, 23, 0, tzinfo=dt.UTC)

    def test_before_contact_began_waiting_counts_from_the_opening_of_the_case(self):
        victim = VictimFactory(case=CaseFactory(opened_on=dt.date(2026, 1, 5)))

        assert standing_of(victim).waiting_since == dt.datetime(2026, 1, 5, tzinfo=dt.UTC)

    def test_many_at_once_have_one_each(self):
        case = CaseFactory()
        people = PersonFactory.create_batch(3)

        Victim.objects.bulk_create(Victim(case=case, person=person) for person in people)

        assert VictimStanding.objects.filter(case=case).count() == 3

    def test_another_officer_or_service_is_followed(self):
        victim, officer = VictimFactory(), StaffUserFactory()

        Victim.objects.filter(pk=victim.pk).update(officer=officer, service_tier="RASSO")

        assert (standing_of(victim).officer_id, standing_of(victim).service_tier) == (officer.pk, "RASSO")

    @pytest.mark.parametrize(
        "change", [{"contact_ended_on": dt.date(2026, 2, 1)}, {"has_declined_contact": True}], ids=str
    )
    def test_whoever_is_not_kept_in_touch_with_any_more_is_not_live(self, change):
        victim = VictimFactory()

        Victim.objects.filter(pk=victim.pk).update(**change)

        assert not standing_of(victim).is_live

    @pytest.mark.parametrize("change", [{"closed_on": dt.date(2026, 2, 1)}, {"stage": "CLOSED"}], ids=str)
    def test_the_end_of_the_case_is_followed(self, change):
        victim = VictimFactory()

        Case.objects.filter(pk=victim.case_id).update(**change)

        assert not standing_of(victim).is_live

    def test_the_case_moved_to_another_unit_is_followed(self):
        victim, elsewhere = VictimFactory(), UnitFactory(name="Another unit")

        Case.objects.filter(pk=victim.case_id).update(unit=elsewhere, area=elsewhere.area)

        assert standing_of(victim).unit_id == elsewhere.pk

    @pytest.mark.parametrize("mark", ["is_rasso", "is_restricted"])
    def test_a_case_that_becomes_restricted_takes_its_victims_along(self, mark):
        victim = VictimFactory()

        Case.objects.filter(pk=victim.case_id).update(**{mark: True})

        assert getattr(standing_of(victim), mark)

    def test_nobody_can_write_that_a_restricted_case_is_not(self):
        victim = VictimFactory(case=CaseFactory(is_rasso=True))

        with pytest.raises(IntegrityError, match="cases_victimstanding_restricted_as_its_case"), transaction.atomic():
            VictimStanding.objects.filter(pk=victim.pk).update(is_rasso=False)


class TestWhenTheyHeard:
    def test_what_left_last_counts(self):
        victim = VictimFactory()
        CommunicationFactory(victim=victim, sent=True)
        CommunicationFactory(victim=victim, approved=True, state="SENT", sent_at=SENT_AT - dt.timedelta(days=9))

        standing = standing_of(victim)

        assert (standing.last_contact_at, standing.waiting_since) == (SENT_AT, SENT_AT)

    def test_a_draft_is_no_contact(self):
        victim = VictimFactory()
        CommunicationFactory(victim=victim)

        assert standing_of(victim).last_contact_at is None

    def test_what_did_not_arrive_after_all_does_not_count(self):
        victim = VictimFactory()
        letter = CommunicationFactory(victim=victim, sent=True)

        type(letter).objects.filter(pk=letter.pk).update(state="APPROVED", sent_at=None)

        assert standing_of(victim).last_contact_at is None

    def test_our_answer_to_a_message_counts(self):
        answer = MessageAnswerFactory()

        assert standing_of(answer.message.victim).last_contact_at == answer.written_at

    def test_a_call_that_nobody_took_is_no_contact(self):
        attempt = ContactAttemptFactory()

        assert standing_of(attempt.series.victim).last_contact_at is None

    def test_a_call_in_which_they_were_told_counts(self):
        series = CallSeriesFactory()
        identity = IdentityCheck.objects.create(
            series=series, kind="RANG_BACK", checked_at=OPENED_AT, checked_by="staff:officer"
        )

        attempt = ContactAttemptFactory(
            series=series, outcome="INFORMED", who_answered="PERSON", identity=identity, told="The next hearing."
        )

        assert standing_of(series.victim).last_contact_at == attempt.called_at

    def test_a_meeting_counts_once_it_took_place(self):
        meeting = MeetingFactory(arranged=True)
        before = standing_of(meeting.victim).last_contact_at

        type(meeting).objects.filter(pk=meeting.pk).update(
            state="HELD",
            duration_minutes=30,
            did_counsel_attend=False,
            is_eligible_for_expenses=False,
            research_consent="NO",
        )

        assert before is None
        assert standing_of(meeting.victim).last_contact_at == meeting.starts_at


class TestWhatWasPromised:
    def test_the_nearest_open_promise_counts(self):
        victim = VictimFactory()
        PromiseFactory(victim=victim, due_on=dt.date(2026, 5, 8))
        PromiseFactory(victim=victim, person=PersonFactory(), due_on=dt.date(2026, 5, 4))

        assert standing_of(victim).next_promise_on == dt.date(2026, 5, 4)

    def test_a_promise_that_was_settled_does_not(self):
        promise = PromiseFactory(due_on=dt.date(2026, 5, 8))

        type(promise).objects.filter(pk=promise.pk).update(state="KEPT", settled_at=OPENED_AT)

        standing = standing_of(promise.victim)
        assert standing.next_promise_on is None
        # Whoever was promised nothing comes first in the order of promises.
        assert standing.promise_place < dt.date(2000, 1, 1)
