"""The demo caseload: in every Area, with work in every state, for people of every tier."""

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts import actors
from accounts.models import StaffUser
from accounts.roles import SystemProcess
from cases.models import (
    AgencyContact,
    Case,
    CaseEvent,
    CaseHistory,
    Connection,
    DecisionProposal,
    Hearing,
    Obligation,
    Person,
    ReviewRequest,
    Victim,
    WorkItem,
)
from cases.rules.police_areas import area_of_force
from cases.rules.vocabulary import ConnectionKind, JourneyStage, ServiceTier, WorkKind
from cases.rules.working_days import LONDON, london_date
from cases.selectors import records
from cases.services import reference
from communications.demo.caseload import KNOWN_AREA
from communications.demo.people import MEN
from communications.demo.places import COURT_TOWNS, court
from communications.demo.staff import PASSWORD, known_sign_ins
from communications.models import Communication, Enclosure, ReadingTime, SupporterConsent, WarningSign
from communications.rules.vocabulary import CommunicationState, LetterType
from tests.factories.reference import lay_reference_data, lay_templates

#: Enough for every kind of case and every Area.
CASES = 36


@pytest.fixture
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def lay(*, processes: int = 1, cases: int = CASES) -> None:
    call_command("seed_demo", cases=cases, processes=processes, verbosity=0)


@pytest.mark.django_db
@pytest.mark.usefixtures("_reference_data")
class TestOneProcess:
    def test_lays_work_in_every_state_for_people_of_every_tier_in_all_14_areas(self) -> None:
        lay()

        assert Case.objects.values("area").distinct().count() == 14
        states = set(Communication.objects.values_list("state", flat=True))
        assert {CommunicationState.DRAFT, CommunicationState.APPROVED, CommunicationState.SENT} <= states
        assert Case.objects.count() == CASES
        assert set(Obligation.objects.values_list("state", flat=True)) >= {"OPEN", "MET"}
        assert set(Case.objects.values_list("victims__service_tier", flat=True)) >= {
            ServiceTier.RASSO,
            ServiceTier.ENHANCED,
            ServiceTier.BEREAVED_FAMILY,
        }
        found = set(WorkItem.objects.filter(state="OPEN").values_list("kind", flat=True))
        assert {WorkKind.MEETING_ANSWER, WorkKind.MEETING_OUTCOME} & found, "some meetings are under way"
        assert {WorkKind.OWED_NOT_OPENED, WorkKind.DRAFT_UNATTENDED} <= found, "the page of missing letters shows some"
        assert {WorkKind.REASONS_WANTED, WorkKind.REASONS_GIVEN} <= found, "so does that of notifications"
        assert WorkKind.SUPPORT_IN_DOUBT in found, "somebody is not sure about going on"
        assert {WorkKind.COMPLAINT_ACKNOWLEDGE, WorkKind.COMPLAINT_ANSWER} <= found, "some have complained"
        assert ReadingTime.objects.filter(help="CALL").exists(), "somebody wants to be rung before a letter is read"
        assert WarningSign.objects.exists(), "somebody may be losing touch"
        requests = ReviewRequest.objects.exclude(communications=None)
        assert requests.filter(stages__answer__isnull=False).exists(), (
            "reviews were asked for, acknowledged and answered"
        )
        assert DecisionProposal.objects.filter(state="OPEN").exists(), "a decision was reported and waits for a person"
        assert AgencyContact.objects.exists(), "police and witness care are in touch with some"
        shown = Person.objects.filter(victim_roles__case__area=KNOWN_AREA)
        for need in ("EASY_READ", "LARGE_PRINT"):
            assert shown.filter(formats=[need]).exists(), f"somebody in the Area that is shown needs {need}"
        assert Enclosure.objects.filter(leaflet="EASY_READ").exists(), "and an easy-read page went with a letter"
        consents = SupporterConsent.objects.select_related("victim__case")
        assert len({consent.supporter_id for consent in consents}) == 1, "one adviser stands beside several people"
        assert len({consent.victim.case.area_id for consent in consents}) == 2, "in two Areas"
        assert [len(consent.parts) for consent in consents.order_by("victim__case__urn")].count(2) == 1, "one: dates"
        assert consents.filter(ended_at__isnull=False).count() == 1, "one has ended it"
        relatives = Connection.objects.filter(kind=ConnectionKind.CLOSE_RELATIVE, is_primary=False)
        assert relatives.filter(victim__person__died_on__isnull=False).exists(), "families have more than one relative"
        a_case = Case.objects.order_by("urn")[0]
        viewer = actors.system(SystemProcess.DEMO_CASELOAD)
        assert a_case in records.search_cases(viewer=viewer, words=a_case.urn).cases, "a case is found by its reference"
        self.fits_together()
        # One hash serves all whose password is printed; nobody else has one.
        for sign_in in known_sign_ins():
            assert check_password(PASSWORD, StaffUser.objects.get(email=sign_in.email).password)
        assert not StaffUser.objects.get(email="officer1.wessex@example.org").has_usable_password()

    def fits_together(self) -> None:
        """See that no page of the demo contradicts itself: places, names, days in court, and what follows the end."""
        calendar = reference.load_calendar()
        hearings = list(Hearing.objects.select_related("case__area"))
        assert hearings
        for hearing in hearings:
            starts_at = hearing.starts_at.astimezone(LONDON)
            assert calendar.is_working_day(day=starts_at.date()), "a court sits on working days"
            assert starts_at.hour == 10
            is_crown = "Crown" in hearing.court_name
            assert (hearing.court_name, hearing.court_name_welsh) == court(area=hearing.case.area_id, is_crown=is_crown)
        assert len(set(COURT_TOWNS.values())) == 14, "each Area has courts of its own"
        for case in Case.objects.all():
            force = case.urn[:2]
            assert area_of_force(force=force) == case.area_id or (force == "01" and case.area_id.startswith("LONDON"))
        for person in Person.objects.filter(preferred_name__regex="^(Mr|Ms) "):
            assert (person.full_name.split()[0] in MEN) is person.preferred_name.startswith("Mr "), (
                "a title fits a name"
            )
        women_only = Victim.objects.filter(charges__title__contains="of a woman")
        assert not any(victim.person.full_name.split()[0] in MEN for victim in women_only.select_related("person"))
        parents = Connection.objects.filter(kind=ConnectionKind.PARENT_GUARDIAN).select_related("person")
        assert all((one.relationship == "father") is (one.person.full_name.split()[0] in MEN) for one in parents)
        related = Connection.objects.filter(relationship__in=["sister", "aunt", "father", "brother"])
        for one in related.select_related("person"):
            is_man = one.person.full_name.split()[0] in MEN
            assert (one.relationship in {"father", "brother"}) is is_man, "so does what they are to somebody"
        ended = Case.objects.filter(stage=JourneyStage.STOPPED)
        assert ended, "some cases were stopped"
        assert not Hearing.objects.filter(case__in=ended, is_vacated=False, starts_at__gt=timezone.now()).exists()
        for case in ended:
            assert not CaseHistory.objects.filter(pgh_obj=case, stage_since__gt=case.stage_since).exists()
            events = CaseEvent.objects.filter(case=case)
            assert all(london_date(at=event.occurred_at) <= case.stage_since for event in events), "nothing follows"
            updates = case.communications.filter(letter_type=LetterType.NO_CHANGE_UPDATE)
            assert all(london_date(at=letter.opened_at) <= case.stage_since for letter in updates), (
                "nobody is told that nothing has changed in a case that was stopped"
            )

    def test_is_laid_into_an_empty_service_only(self) -> None:
        lay(cases=1)

        with pytest.raises(CommandError, match="There are cases already"):
            lay(cases=1)
