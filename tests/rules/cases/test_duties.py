"""Duties and addressees: DU-1 to DU-6, RR-2 (domain.md 2.2, 2.3, 2.8 to 2.10, pitfalls 1, 3, 8, 10)."""

import dataclasses
import datetime as dt

import pytest

from cases.rules.addressees import assess_addressee
from cases.rules.case_rules import PilotArea
from cases.rules.duties import assess_duty
from cases.rules.scope import anything_continues_for, propose_code
from cases.rules.vocabulary import (
    Addressee,
    ChargeState,
    ChargingRoute,
    ConnectionKind,
    ContactMethod,
    DecisionCode,
    DecisionMaker,
    ExemptionReason,
    LetterFamily,
    LimitKind,
    OffenceCategory,
    PilotScheme,
    Teller,
    TestFailed,
    VictimKind,
)
from cases.rules.working_days import NaiveInstant
from tests.rules.cases.builders import a_charge, a_connection, a_decision, a_victim, london

ON = dt.date(2026, 3, 26)
CHILD_BORN_ON = dt.date(2012, 6, 1)


class TestAssessDuty:
    def test_du_1_owes_a_letter_for_a_stop_and_names_rule_and_version(self, rules):
        duty = assess_duty(decision=a_decision(), victim=a_victim(), charges=[a_charge()], rules=rules)

        assert (duty.letter_owed, duty.family, duty.teller) == (True, LetterFamily.STOPPED, Teller.CPS)
        assert (duty.rule_id, duty.rule_version) == ("DU-1", rules.version)
        assert duty.reasons == ("The CPS decided: All charges discontinued.", "Limit: VCL letter, standard.")
        assert duty.needs_person is False

    def test_du_2_gives_two_victims_of_one_decision_their_own_limits(self, rules):
        charge = a_charge(victims=frozenset({"victim-1", "victim-2"}))
        decision = a_decision()

        adult = assess_duty(decision=decision, victim=a_victim("victim-1"), charges=[charge], rules=rules)
        child = assess_duty(
            decision=decision, victim=a_victim("victim-2", date_of_birth=CHILD_BORN_ON), charges=[charge], rules=rules
        )

        assert (adult.limit_kind, child.limit_kind) == (LimitKind.VCL_STANDARD, LimitKind.VCL_ENHANCED)

    def test_du_1_owes_nothing_to_a_victim_of_another_charge(self, rules):
        charges = [a_charge(), a_charge("charge-2", victims=frozenset({"victim-2"}))]

        duty = assess_duty(decision=a_decision(), victim=a_victim("victim-2"), charges=charges, rules=rules)

        assert duty.letter_owed is False
        assert duty.exemption is ExemptionReason.NOT_A_VICTIM_OF_THIS_CHARGE
        assert (duty.family, duty.limit_kind, duty.teller) == (LetterFamily.NONE, None, Teller.NOBODY)

    def test_owes_a_letter_while_nobody_has_linked_the_charge_and_asks_a_person(self, rules):
        duty = assess_duty(
            decision=a_decision(), victim=a_victim(), charges=[a_charge(victims=frozenset())], rules=rules
        )

        assert (duty.letter_owed, duty.needs_person) == (True, True)
        assert "No charge has been linked to this victim yet." in duty.reasons

    def test_owes_a_letter_when_the_charges_decided_on_are_not_known(self, rules):
        duty = assess_duty(decision=a_decision(), victim=a_victim(), charges=[], rules=rules)

        assert (duty.letter_owed, duty.needs_person) == (True, True)

    def test_a_decision_that_names_no_charge_is_about_all_of_its_case_only(self, rules):
        other_case = a_charge("charge-9", case_urn="45AA1234526/1", victims=frozenset({"victim-2"}))
        decision = a_decision(charges=frozenset())

        here = assess_duty(decision=decision, victim=a_victim(), charges=[a_charge(), other_case], rules=rules)
        elsewhere = assess_duty(
            decision=decision, victim=a_victim("victim-2"), charges=[a_charge(), other_case], rules=rules
        )

        assert (here.letter_owed, elsewhere.letter_owed) == (True, False)

    def test_du_1_an_alteration_owes_a_letter_until_the_prosecutor_has_said_whether_it_is_substantial(self, rules):
        duty = assess_duty(
            decision=a_decision(DecisionCode.ALTER_DOWN), victim=a_victim(), charges=[a_charge()], rules=rules
        )

        assert (duty.letter_owed, duty.needs_person, duty.family) == (True, True, LetterFamily.ALTERED)

    def test_du_5_a_decision_out_of_hours_is_an_exemption_to_approve_not_a_silence(self, rules):
        decision = a_decision(DecisionCode.NFA_EVIDENTIAL, route=ChargingRoute.CPS_DIRECT)

        duty = assess_duty(decision=decision, victim=a_victim(), charges=[a_charge()], rules=rules)

        assert (duty.letter_owed, duty.exemption) == (True, ExemptionReason.POLICE_COMMUNICATES)
        assert (duty.teller, duty.needs_person, duty.rule_id) == (Teller.POLICE, True, "DU-4")

    def test_du_5_the_charging_route_changes_nothing_after_charge(self, rules):
        decision = a_decision(DecisionCode.DISCONTINUE_ALL, route=ChargingRoute.CPS_DIRECT)

        duty = assess_duty(decision=decision, victim=a_victim(), charges=[a_charge()], rules=rules)

        assert (duty.exemption, duty.teller) == (None, Teller.CPS)

    def test_pi_1_the_cps_tells_a_decision_to_charge_where_the_universal_pilot_runs(self, rules):
        pilot = PilotArea(
            scheme=PilotScheme.UNIVERSAL_CHARGING_NEWS,
            area="EAST_MIDLANDS",
            starts_on=ON,
            source="a test",
        )
        with_pilot = dataclasses.replace(rules, pilots=(pilot,))
        decision = a_decision(DecisionCode.DECISION_TO_CHARGE)

        standard = assess_duty(decision=decision, victim=a_victim(), charges=[a_charge()], rules=with_pilot)
        enhanced = assess_duty(
            decision=decision, victim=a_victim(is_vulnerable=True), charges=[a_charge()], rules=with_pilot
        )
        day_before = assess_duty(
            decision=a_decision(DecisionCode.DECISION_TO_CHARGE, decided_at=london(2026, 3, 25)),
            victim=a_victim(),
            charges=[a_charge()],
            rules=with_pilot,
        )

        assert (standard.family, standard.limit_kind) == (
            LetterFamily.CHARGING_DECISION,
            LimitKind.CHARGING_NEWS_STANDARD,
        )
        assert enhanced.limit_kind is LimitKind.CHARGING_NEWS_ENHANCED
        assert (day_before.letter_owed, day_before.teller) == (False, Teller.POLICE)

    def test_du_6_a_stop_of_everything_that_leaves_a_co_defendant_is_proposed_as_a_partial_stop(self, rules):
        charges = [a_charge(), a_charge("charge-2", defendant="defendant-2")]

        duty = assess_duty(decision=a_decision(), victim=a_victim(), charges=charges, rules=rules)

        assert (duty.proposed_code, duty.needs_person) == (DecisionCode.STOP_SOME, True)
        assert "Something goes on for this victim, so not everything has ended." in duty.reasons

    def test_refuses_a_decision_without_a_time_zone(self, rules):
        naive = a_decision(decided_at=dt.datetime(2026, 3, 26, 12, 0))  # noqa: DTZ001  (naive on purpose)

        with pytest.raises(NaiveInstant):
            assess_duty(decision=naive, victim=a_victim(), charges=[a_charge()], rules=rules)


class TestAnythingContinuesFor:
    @pytest.mark.parametrize("state", list(ChargeState))
    def test_rr_2_asks_the_state_of_each_other_charge(self, state):
        other = a_charge("charge-2", state=state)

        answer = anything_continues_for(victim=a_victim(), charges=[a_charge(), other], after=a_decision())

        going_on = {ChargeState.ALLEGED, ChargeState.CHARGED, ChargeState.UNDER_REVIEW, ChargeState.CONVICTED}
        assert answer.continues is (state in going_on)

    def test_rr_2_looks_across_defendants(self):
        other = a_charge("charge-2", defendant="defendant-2")

        answer = anything_continues_for(victim=a_victim(), charges=[a_charge(), other], after=a_decision())

        assert (answer.continues, answer.charges) == (True, ("charge-2",))
        assert answer.reasons == ("One charge goes on for this victim, against one person.",)
        assert answer.rule_id == "RR-2"

    def test_rr_2_looks_across_split_urns_and_the_victims_references_there(self):
        split = a_charge("charge-2", case_urn="45AA1234526/1", victims=frozenset({"victim-1-split"}))
        victim = a_victim(other_references=frozenset({"victim-1-split"}))

        answer = anything_continues_for(victim=victim, charges=[a_charge(), split], after=a_decision())

        assert answer.continues is True

    def test_rr_2_a_decision_about_the_whole_case_leaves_split_cases_going_on(self):
        split = a_charge("charge-2", case_urn="45AA1234526/1")
        whole_case = a_decision(charges=frozenset())

        answer = anything_continues_for(victim=a_victim(), charges=[a_charge(), split], after=whole_case)

        assert answer.charges == ("charge-2",)

    def test_rr_2_a_partial_stop_that_names_no_charge_is_not_taken_to_end_any(self):
        unnamed = a_decision(DecisionCode.STOP_SOME, charges=frozenset())

        answer = anything_continues_for(victim=a_victim(), charges=[a_charge()], after=unnamed)

        assert answer.continues is True

    def test_rr_2_counts_charges_and_people_without_naming_anybody(self):
        others = [a_charge("charge-2", defendant="defendant-2"), a_charge("charge-3", defendant="defendant-3")]

        answer = anything_continues_for(victim=a_victim(), charges=[a_charge(), *others], after=a_decision())

        assert answer.reasons == ("2 charges go on for this victim, against 2 people.",)

    @pytest.mark.parametrize("code", [DecisionCode.ALTER_DOWN, DecisionCode.SUBSTITUTE, DecisionCode.MINOR_AMENDMENT])
    def test_rr_2_an_altered_charge_still_goes_on(self, code):
        answer = anything_continues_for(victim=a_victim(), charges=[a_charge()], after=a_decision(code))

        assert answer.continues is True

    def test_rr_2_a_charge_about_another_victim_does_not_count(self):
        other = a_charge("charge-2", victims=frozenset({"victim-2"}))

        answer = anything_continues_for(victim=a_victim(), charges=[a_charge(), other], after=a_decision())

        assert answer.continues is False

    def test_rr_2_is_unknown_while_a_charge_that_goes_on_is_linked_to_nobody(self):
        unlinked = a_charge("charge-2", victims=frozenset())

        answer = anything_continues_for(victim=a_victim(), charges=[a_charge(), unlinked], after=a_decision())

        assert answer.continues is None

    def test_rr_2_an_unlinked_charge_that_has_ended_does_not_count(self):
        unlinked = a_charge("charge-2", victims=frozenset(), state=ChargeState.ACQUITTED)

        answer = anything_continues_for(victim=a_victim(), charges=[a_charge(), unlinked], after=a_decision())

        assert answer.continues is False


class TestProposeCode:
    def test_du_6_all_charges_without_evidence_become_no_evidence_on_all(self):
        charges = [a_charge(state=ChargeState.NO_EVIDENCE)]

        code, why = propose_code(victim=a_victim(), decision=a_decision(DecisionCode.STOP_SOME), charges=charges)

        assert code is DecisionCode.NO_EVIDENCE_ALL
        assert why == "Nothing goes on for this victim, so everything has ended."

    def test_du_6_proposes_nothing_when_the_code_fits(self):
        assert propose_code(victim=a_victim(), decision=a_decision(), charges=[a_charge()]) == (None, "")

    def test_du_6_proposes_nothing_without_the_test_that_failed(self):
        decision = a_decision(DecisionCode.NFA_PARTIAL, test_failed=TestFailed.NONE)

        assert propose_code(victim=a_victim(), decision=decision, charges=[a_charge()]) == (None, "")


class TestAssessAddressee:
    @pytest.mark.parametrize(
        ("born_on", "expected"),
        [
            (dt.date(2008, 3, 26), Addressee.VICTIM),
            (dt.date(2008, 3, 27), Addressee.PARENT_GUARDIAN),
        ],
    )
    def test_du_3_turns_to_the_victim_on_the_18th_birthday(self, rules, born_on, expected):
        victim = a_victim(date_of_birth=born_on, connections=(a_connection(ConnectionKind.PARENT_GUARDIAN),))

        answer = assess_addressee(victim=victim, charges=[a_charge()], on=ON, rules=rules)

        assert answer.addressee is expected

    def test_du_3_takes_the_parent_who_is_safe_when_the_other_is_the_suspect(self, rules):
        victim = a_victim(
            date_of_birth=CHILD_BORN_ON,
            connections=(
                a_connection(ConnectionKind.PARENT_GUARDIAN, is_suspect=True, reference="suspect", is_primary=True),
                a_connection(ConnectionKind.PARENT_GUARDIAN, reference="other parent"),
            ),
        )

        answer = assess_addressee(victim=victim, charges=[a_charge()], on=ON, rules=rules)

        assert (answer.addressee, answer.connection) == (Addressee.PARENT_GUARDIAN, "other parent")

    def test_du_3_prefers_the_primary_of_two_safe_parents(self, rules):
        victim = a_victim(
            date_of_birth=CHILD_BORN_ON,
            connections=(
                a_connection(ConnectionKind.PARENT_GUARDIAN, reference="first"),
                a_connection(ConnectionKind.PARENT_GUARDIAN, reference="primary", is_primary=True),
            ),
        )

        answer = assess_addressee(victim=victim, charges=[a_charge()], on=ON, rules=rules)

        assert answer.connection == "primary"

    @pytest.mark.parametrize(
        ("is_suspect", "words"),
        [
            (True, "Every parent or guardian on record is a suspect or lives with one"),
            (None, "It has not been checked whether the parent or guardian is a suspect"),
        ],
    )
    def test_du_3_addresses_no_parent_who_is_or_may_be_a_suspect(self, rules, is_suspect, words):
        victim = a_victim(
            date_of_birth=CHILD_BORN_ON,
            connections=(a_connection(ConnectionKind.PARENT_GUARDIAN, is_suspect=is_suspect),),
        )

        answer = assess_addressee(victim=victim, charges=[a_charge()], on=ON, rules=rules)

        assert (answer.addressee, answer.connection, answer.needs_person) == (Addressee.NONE, None, True)
        assert words in answer.reasons[1]

    def test_du_3_never_addresses_a_person_who_has_died(self, rules):
        victim = a_victim(is_deceased=True, connections=(a_connection(ConnectionKind.CLOSE_RELATIVE),))

        answer = assess_addressee(victim=victim, charges=[a_charge()], on=ON, rules=rules)

        assert (answer.addressee, answer.needs_person) == (Addressee.NONE, True)

    def test_du_3_reaches_a_bereaved_family_through_the_flo(self, rules):
        victim = a_victim(is_deceased=True, connections=(a_connection(ConnectionKind.FLO, is_suspect=None),))
        charge = a_charge(category=OffenceCategory.HOMICIDE)

        answer = assess_addressee(victim=victim, charges=[charge], on=ON, rules=rules)

        assert (answer.addressee, answer.connection) == (Addressee.BEREAVED_FAMILY_VIA_FLO, "connected-flo")

    @pytest.mark.parametrize("kind", [ConnectionKind.SPOKESPERSON, ConnectionKind.POWER_OF_ATTORNEY])
    def test_du_3_turns_to_whoever_speaks_for_a_victim_who_lacks_capacity(self, rules, kind):
        victim = a_victim(lacks_capacity=True, connections=(a_connection(kind),))

        answer = assess_addressee(victim=victim, charges=[a_charge()], on=ON, rules=rules)

        assert (answer.addressee, answer.needs_person) == (Addressee.SPOKESPERSON, False)

    @pytest.mark.parametrize(
        ("method", "kind", "addressee"),
        [
            (ContactMethod.VIA_POLICE, ConnectionKind.OIC, Addressee.VIA_POLICE),
            (ContactMethod.VIA_FLO, ConnectionKind.FLO, Addressee.VIA_POLICE),
            (ContactMethod.VIA_ISVA, ConnectionKind.ISVA, Addressee.VIA_ISVA),
        ],
    )
    def test_du_3_goes_through_the_person_the_victim_chose_and_nobody_else(self, rules, method, kind, addressee):
        victim = a_victim(preferred_method=method, connections=(a_connection(kind, is_suspect=None),))

        answer = assess_addressee(victim=victim, charges=[a_charge()], on=ON, rules=rules)

        assert (answer.addressee, answer.connection) == (addressee, f"connected-{kind.value.lower()}")

    def test_du_3_addresses_no_business_contact_who_is_a_suspect(self, rules):
        victim = a_victim(
            kind=VictimKind.BUSINESS,
            connections=(a_connection(ConnectionKind.BUSINESS_CONTACT, is_suspect=True),),
        )

        duty = assess_duty(decision=a_decision(), victim=victim, charges=[a_charge()], rules=rules)

        assert (duty.addressee.addressee, duty.needs_person, duty.exemption) == (Addressee.NONE, True, None)

    def test_du_3_says_when_the_age_has_to_be_checked(self, rules):
        answer = assess_addressee(victim=a_victim(date_of_birth=None), charges=[a_charge()], on=ON, rules=rules)

        assert answer.addressee is Addressee.VICTIM
        assert "check the age before writing" in answer.reasons[0]

    def test_names_rule_and_version(self, rules):
        answer = assess_addressee(victim=a_victim(), charges=[a_charge()], on=ON, rules=rules)

        assert (answer.rule_id, answer.rule_version) == ("DU-3", rules.version)


class TestWhoDecided:
    @pytest.mark.parametrize("code", list(DecisionCode))
    @pytest.mark.parametrize("maker", [DecisionMaker.POLICE, DecisionMaker.COURT])
    def test_du_1_the_cps_never_owes_a_letter_for_what_others_decided(self, rules, code, maker):
        duty = assess_duty(decision=a_decision(code, maker=maker), victim=a_victim(), charges=[a_charge()], rules=rules)

        assert (duty.letter_owed, duty.exemption) == (False, None)
