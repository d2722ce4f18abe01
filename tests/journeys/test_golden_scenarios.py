"""The 18 golden scenarios of domain.md 14b, each through the whole stack: a decision recorded, and what it owes.

All dates in 2026. Names of the scenarios follow the table's rows.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from accounts import actors
from accounts.models import Area, Unit
from accounts.roles import Role
from cases.models import Case, Charge, Decision, Obligation, Victim, WorkItem
from cases.rules.vocabulary import (
    Addressee,
    ChargeState,
    ChargingRoute,
    ConnectionKind,
    DecisionCode,
    DecisionMaker,
    ExemptionReason,
    HateStrand,
    OffenceCategory,
    ReviewText,
    TestFailed,
    VictimKind,
    WorkKind,
)
from cases.services.decisions import DecisionEntry, RecordedDecision
from communications.models import Communication
from communications.services import duties, exemptions
from tests.factories.accounts import UnitMembershipFactory
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
from tests.factories.reference import lay_reference_data, lay_templates
from triage.models import TriageAssessment

LONDON = ZoneInfo("Europe/London")
REASONS = "The camera did not record that evening, and nobody else saw what happened at the house."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()
    lay_templates()


def at(month: int, day: int, hour: int = 11) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, 0, tzinfo=LONDON)


def a_case(*, area: str = "NORTH_EAST", **fields: object) -> Case:
    kind = "RASSO" if fields.get("is_rasso") else "CROWN_COURT"
    unit = Unit.objects.get(area=Area.objects.get(code=area), kind=kind)
    return CaseFactory(unit=unit, area=unit.area, **fields)


def a_victim(case: Case, *, born_on: dt.date | None = dt.date(1985, 6, 1), **fields: object) -> Victim:
    victim = VictimFactory(case=case, person=PersonFactory(born_on=born_on), **fields)
    ContactPointFactory(person=victim.person)
    SafeContactProfileFactory(person=victim.person, preferred_method="EMAIL")
    return victim


def a_charge(case: Case, *victims: Victim, category: OffenceCategory, **fields: object) -> Charge:
    defendant = fields.pop("defendant", None) or DefendantFactory(case=case)
    return ChargeFactory(case=case, defendant=defendant, category=category, concerning=list(victims), **fields)


def decide(case: Case, code: DecisionCode, when: dt.datetime, *charges: Charge, **fields: object) -> RecordedDecision:
    prosecutor = actors.staff(
        user=UnitMembershipFactory(unit=case.unit, role=Role.PROSECUTOR).user, at=when + dt.timedelta(minutes=5)
    )
    entry = DecisionEntry(
        key=f"golden:{code}",
        code=code,
        decided_at=when,
        charge_ids=frozenset(charge.pk for charge in charges),
        reasons=REASONS,
        test_failed=fields.pop("test_failed", TestFailed.EVIDENTIAL),
        **fields,
    )
    return duties.record_decision(case_id=case.pk, entry=entry, actor=prosecutor, at=when + dt.timedelta(minutes=5))


def the_obligation(victim: Victim) -> Obligation:
    """The one obligation for this victim, with everything that must stand beside it."""
    obligation = Obligation.objects.get(victim=victim)
    assert obligation.deadlines.count() == 1
    assert TriageAssessment.objects.filter(victim=victim).count() == 1
    assert Communication.objects.filter(obligation=obligation, state="DRAFT").count() == 1
    return obligation


class TestGoldenScenarios:
    def test_1_adult_burglary_discontinued(self) -> None:
        case = a_case()
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.BURGLARY)

        decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.due_on) == (5, dt.date(2026, 4, 2))
        assert owed.review_text == ReviewText.STANDARD
        assert owed.meeting_offer is False
        assert owed.addressee == Addressee.VICTIM

    def test_2_same_burglary_second_victim_aged_15(self) -> None:
        case = a_case()
        adult = a_victim(case)
        child = a_victim(case, born_on=dt.date(2010, 9, 1))
        ConnectionFactory(victim=child, kind=ConnectionKind.PARENT_GUARDIAN)
        charge = a_charge(case, adult, child, category=OffenceCategory.BURGLARY)

        decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)

        assert the_obligation(adult).due_on == dt.date(2026, 4, 2)
        owed = the_obligation(child)
        assert (owed.limit_working_days, owed.due_on) == (1, dt.date(2026, 3, 27))
        assert owed.review_text == ReviewText.STANDARD
        assert owed.meeting_offer is False
        assert owed.addressee == Addressee.PARENT_GUARDIAN

    def test_3_domestic_common_assault_no_evidence_offered_before_good_friday(self) -> None:
        case = a_case()
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.ASSAULT_OTHER, is_domestic_abuse=True)

        decide(case, DecisionCode.NO_EVIDENCE_ALL, at(4, 2), charge)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.due_on) == (1, dt.date(2026, 4, 7))
        assert owed.review_text == ReviewText.NO_RESTART
        assert owed.meeting_offer is False

    def test_4_adult_rape_not_charged(self) -> None:
        case = a_case(is_rasso=True, stage="CPS_REVIEW")
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.RAPE_RASSO, state=ChargeState.ALLEGED)

        decide(case, DecisionCode.NFA_EVIDENTIAL, at(5, 1), charge)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.due_on) == (1, dt.date(2026, 5, 5))
        assert owed.review_text == ReviewText.STANDARD
        assert owed.meeting_offer is True

    def test_5_adult_rape_west_midlands_provisional_stop_blocks_the_ordinary_letter(self) -> None:
        case = a_case(area="WEST_MIDLANDS", is_rasso=True)
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.RAPE_RASSO)

        decide(case, DecisionCode.PROVISIONAL_STOP, at(5, 1), charge)

        owed = the_obligation(victim)
        assert owed.is_blocked is True
        assert owed.letter_type == "PROVISIONAL_STOP"
        assert owed.review_text == ReviewText.EXPEDITED_PILOT
        assert owed.meeting_offer is True
        charge.refresh_from_db()
        assert charge.state == ChargeState.CHARGED

    def test_6_same_outside_the_pilot(self) -> None:
        case = a_case(area="SOUTH_WEST", is_rasso=True)
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.RAPE_RASSO)

        decide(case, DecisionCode.NO_EVIDENCE_ALL, at(5, 1), charge)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.review_text, owed.meeting_offer) == (1, ReviewText.NO_RESTART, True)

    def test_7_one_of_two_defendants_discontinued(self) -> None:
        case = a_case()
        victim = a_victim(case)
        stopped = a_charge(case, victim, category=OffenceCategory.ROBBERY)
        a_charge(case, victim, category=OffenceCategory.ROBBERY)

        decide(case, DecisionCode.STOP_SOME, at(3, 26), stopped)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.review_text, owed.meeting_offer) == (5, ReviewText.NONE, False)

    def test_8_wounding_with_intent_altered_to_wounding_keeps_the_short_limit(self) -> None:
        case = a_case()
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.GBH_WITH_INTENT)

        decide(case, DecisionCode.ALTER_DOWN, at(3, 26), charge, is_substantial=True, substantial_reason="Less serious")

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.review_text, owed.meeting_offer) == (1, ReviewText.NONE, False)

    def test_9_homophobic_public_order_offence_discontinued(self) -> None:
        case = a_case()
        victim = a_victim(case)
        charge = a_charge(
            case, victim, category=OffenceCategory.HATE_CRIME, hate_strands=[HateStrand.SEXUAL_ORIENTATION]
        )

        decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.review_text, owed.meeting_offer) == (1, ReviewText.STANDARD, True)

    def test_10_fatal_collision_not_charged_goes_to_the_family_through_the_flo(self) -> None:
        case = a_case(stage="CPS_REVIEW", is_bereaved_family_case=True)
        victim = a_victim(case)
        victim.person.died_on = dt.date(2026, 3, 1)
        victim.person.save(update_fields=["died_on"])
        ConnectionFactory(victim=victim, kind=ConnectionKind.CLOSE_RELATIVE)
        ConnectionFactory(victim=victim, kind=ConnectionKind.FLO)
        charge = a_charge(case, victim, category=OffenceCategory.FATAL_DRIVING, state=ChargeState.ALLEGED)

        decide(case, DecisionCode.NFA_EVIDENTIAL, at(8, 28), charge)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.due_on) == (1, dt.date(2026, 9, 1))
        assert owed.review_text == ReviewText.STANDARD
        assert owed.meeting_offer is True
        assert owed.addressee == Addressee.BEREAVED_FAMILY_VIA_FLO

    def test_11_victim_withdrew_and_wants_contact(self) -> None:
        case = a_case()
        victim = a_victim(case, has_withdrawn_support=True)
        charge = a_charge(case, victim, category=OffenceCategory.ASSAULT_OTHER)

        decide(case, DecisionCode.STOPPED_AFTER_VICTIM_WITHDRAWAL, at(3, 26), charge, because_victim_withdrew=True)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.review_text) == (5, ReviewText.NONE)
        assert owed.letter_type == "STOPPED_AFTER_VICTIM_WITHDRAWAL"

    def test_12_victim_opted_out_is_exempt_only_once_somebody_approves(self) -> None:
        case = a_case()
        victim = a_victim(case)
        SafeContactProfileFactory(person=victim.person, opted_out_at=at(2, 1), recorded_at=at(2, 1))
        charge = a_charge(case, victim, category=OffenceCategory.BURGLARY)
        decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)
        owed = the_obligation(victim)
        assert owed.state == "OPEN"
        manager = actors.staff(user=UnitMembershipFactory(unit=case.unit, role=Role.VLU_MANAGER).user, at=at(3, 27))

        exemptions.approve(
            obligation_id=owed.pk,
            reason=ExemptionReason.OPTED_OUT,
            note="Asked in February",
            actor=manager,
            at=at(3, 27),
        )

        owed.refresh_from_db()
        assert (owed.state, owed.exemption_reason) == ("EXEMPT", ExemptionReason.OPTED_OUT)
        assert Communication.objects.get(obligation=owed).state == "NOT_REQUIRED"
        assert not WorkItem.objects.filter(kind=WorkKind.EXEMPTION_APPROVAL, state="OPEN").exists()

    def test_13_police_decide_and_do_not_refer(self) -> None:
        case = a_case(stage="INVESTIGATION", charging_route=ChargingRoute.POLICE)
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.BURGLARY, state=ChargeState.ALLEGED)

        recorded = decide(case, DecisionCode.POLICE_DECISION, at(3, 26), charge, made_by=DecisionMaker.POLICE)

        assert not Obligation.objects.filter(victim=victim).exists()
        assert recorded.duties[0].review.text is ReviewText.POLICE_SCHEME

    def test_14_jury_acquits(self) -> None:
        case = a_case(stage="TRIAL")
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.ROBBERY)

        decide(
            case, DecisionCode.COURT_ENDED, at(3, 26), charge, made_by=DecisionMaker.COURT, test_failed=TestFailed.NONE
        )

        assert not Obligation.objects.filter(victim=victim).exists()

    def test_15_date_on_the_charge_corrected(self) -> None:
        case = a_case()
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.ROBBERY)

        decide(case, DecisionCode.MINOR_AMENDMENT, at(3, 26), charge, test_failed=TestFailed.NONE)

        assert not Obligation.objects.filter(victim=victim).exists()
        assert Decision.objects.get(case=case).code == DecisionCode.MINOR_AMENDMENT

    def test_16_enhanced_status_unknown_decided_on_a_saturday(self) -> None:
        case = a_case()
        victim = a_victim(case, is_vulnerable=None, is_intimidated=None, is_persistently_targeted=None)
        charge = a_charge(case, victim, category=OffenceCategory.BURGLARY)

        decide(case, DecisionCode.DISCONTINUE_ALL, at(8, 29), charge)

        owed = the_obligation(victim)
        assert (owed.limit_working_days, owed.due_on) == (1, dt.date(2026, 9, 1))
        assert owed.is_enhanced is None

    def test_18_shop_theft_from_a_company_without_a_named_contact(self) -> None:
        case = a_case()
        company = a_victim(case, kind=VictimKind.BUSINESS, born_on=None)
        charge = a_charge(case, company, category=OffenceCategory.THEFT_FRAUD)

        recorded = decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)

        assert recorded.duties[0].duty.exemption is ExemptionReason.CORPORATE_NO_NAMED_CONTACT
        assert WorkItem.objects.filter(kind=WorkKind.EXEMPTION_APPROVAL, state="OPEN").count() == 1
        assert recorded.duties[0].meeting.need.value == "NOT_NEEDED"


class TestRecordingADecision:
    def test_the_same_entry_again_opens_nothing_new(self) -> None:
        case = a_case()
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.BURGLARY)

        first = decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)
        again = decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)

        assert (first.is_new, again.is_new) == (True, False)
        assert first.decision.pk == again.decision.pk
        the_obligation(victim)

    def test_one_decision_gives_two_victims_two_limits(self) -> None:
        """Pitfall 1: one deadline per case."""
        case = a_case()
        adult, child = a_victim(case), a_victim(case, born_on=dt.date(2012, 1, 1))
        ConnectionFactory(victim=child, kind=ConnectionKind.PARENT_GUARDIAN)
        charge = a_charge(case, adult, child, category=OffenceCategory.BURGLARY)

        decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)

        assert [the_obligation(victim).limit_working_days for victim in (adult, child)] == [5, 1]

    def test_a_victim_of_other_charges_is_owed_nothing(self) -> None:
        case = a_case()
        concerned, other = a_victim(case), a_victim(case)
        charge = a_charge(case, concerned, category=OffenceCategory.BURGLARY)
        a_charge(case, other, category=OffenceCategory.BURGLARY)

        decide(case, DecisionCode.STOP_SOME, at(3, 26), charge)

        the_obligation(concerned)
        assert not Obligation.objects.filter(victim=other).exists()

    def test_a_charge_under_a_split_urn_keeps_the_right_to_review_away(self) -> None:
        """3.1a: whether anything continues is asked across split URNs."""
        case = a_case(urn="10AA1234526", urn_key="10AA1234526")
        victim = a_victim(case)
        charge = a_charge(case, victim, category=OffenceCategory.ROBBERY)
        split = a_case(urn="10AA1234526/1", urn_key="10AA1234526", urn_split="1")
        again = VictimFactory(case=split, person=victim.person)
        a_charge(split, again, category=OffenceCategory.ROBBERY)

        decide(case, DecisionCode.DISCONTINUE_ALL, at(3, 26), charge)

        assert the_obligation(victim).review_text == ReviewText.NONE
