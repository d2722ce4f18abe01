"""Contacts of other agencies are recorded once, traced, refused to whoever may not, and called off once (L15)."""

import dataclasses
import datetime as dt

import pytest

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import AgencyContact
from cases.rules.vocabulary import Agency, AgencyContactStage, AgencyContactWay, ToldOutcome
from cases.services import agency_contacts
from cases.services.agency_contacts import AgencyContactEntry
from tests.factories.accounts import AreaFactory, UnitFactory, staff_with
from tests.factories.cases import AgencyContactFactory, CaseFactory, VictimFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
ENTRY = AgencyContactEntry(
    key="form-1",
    agency=Agency.POLICE,
    stage=AgencyContactStage.MADE,
    way=AgencyContactWay.PHONE,
    contact_on=AT.date(),
    contact_time=dt.time(9, 30),
    told_hearing_on=dt.date(2026, 4, 9),
    told_outcome=ToldOutcome.GOES_ON,
    told=" That the hearing has moved. ",
)


@pytest.fixture
def victim():
    return VictimFactory()


def officer(unit, role=Role.VLU_OFFICER):
    return actors.staff(user=staff_with(role, unit), at=AT)


class TestRecording:
    def test_keeps_who_when_how_and_what_was_told_with_a_trace(self, victim):
        contact = agency_contacts.record(victim_id=victim.pk, entry=ENTRY, actor=officer(victim.case.unit), at=AT)

        contact.refresh_from_db()
        assert (contact.agency, contact.contact_on, contact.contact_time) == ("POLICE", AT.date(), dt.time(9, 30))
        assert (contact.told_hearing_on, contact.told_outcome) == (dt.date(2026, 4, 9), "GOES_ON")
        assert contact.told == "That the hearing has moved."
        trace = AuditEvent.objects.get(verb="CREATED", subject_id=str(contact.pk))
        assert (trace.victim_id, trace.case_id) == (victim.pk, victim.case_id)
        assert "moved" not in str(trace.detail)

    def test_the_same_form_twice_is_one_contact(self, victim):
        actor = officer(victim.case.unit)
        first = agency_contacts.record(victim_id=victim.pk, entry=ENTRY, actor=actor, at=AT)

        assert agency_contacts.record(victim_id=victim.pk, entry=ENTRY, actor=actor, at=AT) == first
        assert AgencyContact.objects.count() == 1

    def test_the_key_of_a_form_says_nothing_about_another_person(self, victim):
        other = VictimFactory(case=victim.case)
        actor = officer(victim.case.unit)
        for each in (victim, other):
            agency_contacts.record(victim_id=each.pk, entry=ENTRY, actor=actor, at=AT)

        assert AgencyContact.objects.count() == 2

    @pytest.mark.parametrize(
        "change",
        [
            {"contact_time": dt.time(18, 0)},
            {"contact_on": AT.date() + dt.timedelta(days=1), "contact_time": None},
            {"stage": AgencyContactStage.PLANNED, "contact_on": AT.date() - dt.timedelta(days=1)},
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_kept(self, victim, change):
        with pytest.raises(agency_contacts.UnusableContact) as refused:
            agency_contacts.record(
                victim_id=victim.pk,
                entry=dataclasses.replace(ENTRY, **change),
                actor=officer(victim.case.unit),
                at=AT,
            )

        assert [fault.part for fault in refused.value.faults] == ["contact_on"]
        assert not AgencyContact.objects.exists()

    def test_what_was_told_stands_in_no_representation(self):
        assert "moved" not in repr(ENTRY)

    def test_is_refused_to_those_who_do_not_speak_with_people(self, victim):
        with pytest.raises(NotPermitted):
            agency_contacts.record(
                victim_id=victim.pk, entry=ENTRY, actor=officer(victim.case.unit, Role.PROSECUTOR), at=AT
            )

    def test_is_refused_in_another_area(self, victim):
        stranger = officer(UnitFactory(area=AreaFactory(code="WESSEX")))

        with pytest.raises(NotPermitted):
            agency_contacts.record(victim_id=victim.pk, entry=ENTRY, actor=stranger, at=AT)

    def test_is_refused_in_a_rasso_case_to_those_who_do_not_work_on_them(self):
        victim = VictimFactory(case=CaseFactory(is_rasso=True))

        with pytest.raises(NotPermitted):
            agency_contacts.record(victim_id=victim.pk, entry=ENTRY, actor=officer(victim.case.unit), at=AT)


class TestCallingOff:
    def test_stays_in_the_record_with_who_and_when(self, victim):
        contact = AgencyContactFactory(victim=victim)
        actor = officer(victim.case.unit)

        agency_contacts.call_off(victim_id=victim.pk, contact_id=contact.pk, actor=actor, at=AT)

        contact.refresh_from_db()
        assert (contact.called_off_at, contact.called_off_by) == (AT, actor.label)
        assert AuditEvent.objects.filter(verb="CANCELLED", subject_id=str(contact.pk)).exists()

    def test_the_second_person_learns_that_it_was_called_off(self, victim):
        contact = AgencyContactFactory(victim=victim)
        actor = officer(victim.case.unit)
        agency_contacts.call_off(victim_id=victim.pk, contact_id=contact.pk, actor=actor, at=AT)

        with pytest.raises(agency_contacts.AlreadyCalledOff):
            agency_contacts.call_off(victim_id=victim.pk, contact_id=contact.pk, actor=actor, at=AT)

    def test_is_refused_in_another_area(self, victim):
        contact = AgencyContactFactory(victim=victim)
        stranger = officer(UnitFactory(area=AreaFactory(code="WESSEX")))

        with pytest.raises(NotPermitted):
            agency_contacts.call_off(victim_id=victim.pk, contact_id=contact.pk, actor=stranger, at=AT)

        contact.refresh_from_db()
        assert contact.called_off_at is None
