"""Meeting offers, right to review, review pilot: MO-1, MO-2, RR-1, RR-3, RR-4, PS-1, PS-2, PS-5 (domain.md 2.6, 3)."""

import datetime as dt

import pytest

from cases.rules.meeting_offer import MeetingNeed, MeetingOverride, assess_meeting_offer
from cases.rules.offence_rules import OffenceRule, OffenceRuleTable
from cases.rules.provisional_stop import assess_provisional_gate, is_rasso, provisional_clock
from cases.rules.review_eligibility import (
    assess_review_eligibility,
    communicated_on,
    request_standing,
    review_windows,
)
from cases.rules.vocabulary import (
    DecisionCode,
    HateStrand,
    OffenceCategory,
    OffenceFlag,
    RequestStanding,
    ReviewText,
    VictimKind,
)
from cases.rules.working_days import NaiveInstant
from tests.rules.cases.builders import a_charge, a_decision, a_victim, london

RAPE = OffenceCategory.RAPE_RASSO
PILOT_AREA = "WEST_MIDLANDS"


class TestAssessMeetingOffer:
    @pytest.mark.parametrize("category", list(OffenceCategory))
    def test_mo_1_turns_on_the_list_of_offences(self, rules, category):
        charge = a_charge(category=category, strands=frozenset())

        offer = assess_meeting_offer(decision=a_decision(), victim=a_victim(), charges=[charge], rules=rules)

        listed = {"HOMICIDE", "FATAL_DRIVING", "RAPE_RASSO", "SEXUAL_OTHER", "CHILD_ABUSE", "HATE_CRIME"}
        assert (offer.need is MeetingNeed.REQUIRED) is (category.value in listed)

    @pytest.mark.parametrize("strand", list(HateStrand))
    def test_mo_1_each_hate_strand_is_on_the_list(self, rules, strand):
        charge = a_charge(category=OffenceCategory.PUBLIC_ORDER, strands=frozenset({strand}))

        offer = assess_meeting_offer(decision=a_decision(), victim=a_victim(), charges=[charge], rules=rules)

        assert offer.need is MeetingNeed.REQUIRED
        assert offer.reasons == (f"The meeting list names: Hate crime ({strand.label.lower()}).",)
        assert (offer.rule_id, offer.rule_version) == ("MO-1", rules.version)

    def test_mo_1_a_hate_crime_without_a_recorded_strand_keeps_the_offer_and_asks_a_person(self, rules):
        charge = a_charge(category=OffenceCategory.HATE_CRIME)

        offer = assess_meeting_offer(decision=a_decision(), victim=a_victim(), charges=[charge], rules=rules)

        assert (offer.need, offer.needs_person) == (MeetingNeed.REQUIRED, True)

    def test_mo_1_no_longer_once_a_strand_has_left_the_list(self, rules):
        race_only = OffenceRuleTable(
            rows=(
                OffenceRule(
                    flag=OffenceFlag.MEETING,
                    strand=HateStrand.RACE,
                    starts_on=dt.date(2021, 4, 1),
                    source="a test",
                ),
            )
        )
        changed = type(rules)(
            version="t", limits=rules.limits, offences=race_only, pilots=rules.pilots, routes=rules.routes
        )
        charge = a_charge(category=OffenceCategory.HATE_CRIME)

        offer = assess_meeting_offer(decision=a_decision(), victim=a_victim(), charges=[charge], rules=changed)

        assert offer.need is MeetingNeed.NOT_NEEDED

    def test_mo_1_counts_an_allegation_since_replaced(self, rules):
        charges = [a_charge("first", category=OffenceCategory.SEXUAL_OTHER), a_charge("now")]

        offer = assess_meeting_offer(
            decision=a_decision(DecisionCode.ALTER_DOWN), victim=a_victim(), charges=charges, rules=rules
        )

        assert offer.need is MeetingNeed.REQUIRED

    def test_mo_1_a_charge_about_another_victim_brings_no_offer(self, rules):
        charges = [a_charge(), a_charge("charge-2", category=RAPE, victims=frozenset({"victim-2"}))]

        offer = assess_meeting_offer(decision=a_decision(), victim=a_victim(), charges=charges, rules=rules)

        assert offer.need is MeetingNeed.NOT_NEEDED

    @pytest.mark.parametrize("code", [DecisionCode.COURT_ENDED, DecisionCode.DECISION_TO_CHARGE, DecisionCode.ALTER_UP])
    @pytest.mark.parametrize(
        ("is_deceased", "expected"), [(True, MeetingNeed.REQUIRED), (False, MeetingNeed.NOT_NEEDED)]
    )
    def test_mo_1_offers_bereaved_families_a_meeting_after_more_decisions(self, rules, code, is_deceased, expected):
        offer = assess_meeting_offer(
            decision=a_decision(code),
            victim=a_victim(is_deceased=is_deceased),
            charges=[a_charge(category=OffenceCategory.HOMICIDE)],
            rules=rules,
        )

        assert offer.need is expected

    def test_mo_1_offers_no_meeting_to_a_business(self, rules):
        offer = assess_meeting_offer(
            decision=a_decision(),
            victim=a_victim(kind=VictimKind.BUSINESS),
            charges=[a_charge(strands=frozenset({HateStrand.RELIGION}))],
            rules=rules,
        )

        assert offer.need is MeetingNeed.NOT_NEEDED

    def test_mo_2_the_prosecutor_may_hold_a_meeting_not_appropriate_with_a_reason(self, rules):
        offer = assess_meeting_offer(
            decision=a_decision(),
            victim=a_victim(),
            charges=[a_charge(category=RAPE)],
            rules=rules,
            override=MeetingOverride(is_offered=False, reason=" A related trial is about to begin. "),
        )

        assert (offer.need, offer.rule_id) == (MeetingNeed.NOT_APPROPRIATE, "MO-2")
        assert offer.reasons[-1] == "Decided otherwise: A related trial is about to begin."

    def test_mo_2_a_manager_may_add_an_offer_that_the_list_does_not_ask_for(self, rules):
        offer = assess_meeting_offer(
            decision=a_decision(),
            victim=a_victim(),
            charges=[a_charge(category=OffenceCategory.DOMESTIC_ABUSE)],
            rules=rules,
            override=MeetingOverride(is_offered=True, reason="The victim asked to meet us."),
        )

        assert offer.need is MeetingNeed.REQUIRED

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_mo_2_refuses_to_decide_otherwise_without_a_reason(self, reason):
        with pytest.raises(ValueError, match="needs a reason"):
            MeetingOverride(is_offered=False, reason=reason)

    def test_mo_2_never_offers_anything_to_a_victim_who_asked_not_to_be_contacted(self, rules):
        offer = assess_meeting_offer(
            decision=a_decision(),
            victim=a_victim(has_opted_out=True),
            charges=[a_charge(category=RAPE)],
            rules=rules,
            override=MeetingOverride(is_offered=True, reason="A manager thought so."),
        )

        assert (offer.need, offer.rule_id) == (MeetingNeed.NOT_NEEDED, "MO-1")


class TestProvisionalGate:
    def test_ps_1_blocks_the_ordinary_letter_in_a_pilot_area(self, rules):
        decision = a_decision(DecisionCode.PROVISIONAL_STOP, area=PILOT_AREA)

        gate = assess_provisional_gate(
            decision=decision, victim=a_victim(), charges=[a_charge(category=RAPE)], rules=rules
        )

        assert (gate.is_pilot_case, gate.blocks_ordinary_letter, gate.needs_person) == (True, True, False)
        assert (gate.rule_id, gate.rule_version) == ("PS-1", rules.version)

    @pytest.mark.parametrize(
        ("decided_at", "is_pilot"),
        [
            (dt.datetime(2026, 1, 26, 23, 59, tzinfo=dt.UTC), False),
            (dt.datetime(2026, 1, 27, 0, 0, tzinfo=dt.UTC), True),
        ],
    )
    def test_ps_1_tests_the_pilot_with_the_london_date_of_the_decision(self, rules, decided_at, is_pilot):
        decision = a_decision(DecisionCode.PROVISIONAL_STOP, area="NORTH_WEST", decided_at=decided_at)

        gate = assess_provisional_gate(
            decision=decision, victim=a_victim(), charges=[a_charge(category=RAPE)], rules=rules
        )

        assert gate.is_pilot_case is is_pilot

    @pytest.mark.parametrize(("area", "category"), [("SOUTH_EAST", RAPE), (PILOT_AREA, OffenceCategory.ROBBERY)])
    def test_ps_1_puts_a_provisional_stop_outside_the_pilot_before_a_person(self, rules, area, category):
        decision = a_decision(DecisionCode.PROVISIONAL_STOP, area=area)

        gate = assess_provisional_gate(
            decision=decision, victim=a_victim(), charges=[a_charge(category=category)], rules=rules
        )

        assert (gate.is_pilot_case, gate.blocks_ordinary_letter, gate.needs_person) == (False, True, True)

    def test_ps_1_leaves_a_final_decision_alone(self, rules):
        decision = a_decision(DecisionCode.NO_EVIDENCE_ALL, area=PILOT_AREA)

        gate = assess_provisional_gate(
            decision=decision, victim=a_victim(), charges=[a_charge(category=RAPE)], rules=rules
        )

        assert (gate.is_pilot_case, gate.blocks_ordinary_letter, gate.needs_person) == (True, False, False)

    def test_of_1_takes_the_flag_of_police_or_cps_whatever_the_offence_group(self, rules):
        on = dt.date(2026, 3, 26)

        flagged = [a_charge(category=OffenceCategory.SEXUAL_OTHER, is_rasso=True)]

        assert is_rasso(victim=a_victim(), charges=flagged, on=on, rules=rules) is True
        assert is_rasso(victim=a_victim("victim-2"), charges=flagged, on=on, rules=rules) is False


class TestProvisionalClock:
    def test_ps_2_gives_the_days_for_the_answer_and_for_the_review(self, rules, calendar):
        clock = provisional_clock(
            decision=a_decision(DecisionCode.PROVISIONAL_STOP, area=PILOT_AREA, decided_at=london(2026, 5, 1)),
            communicated_on=dt.date(2026, 5, 5),
            requested_on=dt.date(2026, 5, 12),
            rules=rules,
            calendar=calendar,
        )

        assert clock.response_due_on == dt.date(2026, 5, 19)
        assert clock.review_due_on == dt.date(2026, 6, 10)
        assert len(clock.reasons) > 2
        assert (clock.rule_id, clock.rule_version) == ("PS-2", rules.version)

    def test_ps_2_has_no_review_date_while_nobody_has_asked(self, rules, calendar):
        clock = provisional_clock(
            decision=a_decision(DecisionCode.PROVISIONAL_STOP, area=PILOT_AREA),
            communicated_on=dt.date(2026, 3, 27),
            requested_on=None,
            rules=rules,
            calendar=calendar,
        )

        assert clock.review_due_on is None


class TestAssessReviewEligibility:
    def test_rr_1_names_rule_version_and_reasons(self, rules):
        answer = assess_review_eligibility(decision=a_decision(), victim=a_victim(), charges=[a_charge()], rules=rules)

        assert (answer.text, answer.qualifies, answer.needs_person) == (ReviewText.STANDARD, True, False)
        assert answer.reasons == (
            "Nothing goes on for this victim.",
            "The CPS discontinued everything for this victim.",
        )
        assert (answer.rule_id, answer.rule_version) == ("RR-1", rules.version)

    def test_rr_1_gives_two_victims_of_one_decision_different_answers(self, rules):
        charges = [
            a_charge(victims=frozenset({"victim-1", "victim-2"})),
            a_charge("charge-2", victims=frozenset({"victim-2"})),
        ]

        first = assess_review_eligibility(
            decision=a_decision(), victim=a_victim("victim-1"), charges=charges, rules=rules
        )
        second = assess_review_eligibility(
            decision=a_decision(), victim=a_victim("victim-2"), charges=charges, rules=rules
        )

        assert (first.text, second.text) == (ReviewText.STANDARD, ReviewText.NONE)
        assert second.qualifies is False

    @pytest.mark.parametrize(
        ("decided_at", "text"),
        [(london(2013, 6, 4), ReviewText.NONE), (london(2013, 6, 5), ReviewText.STANDARD)],
    )
    def test_rr_1_begins_with_the_scheme_on_5_june_2013(self, rules, decided_at, text):
        answer = assess_review_eligibility(
            decision=a_decision(decided_at=decided_at), victim=a_victim(), charges=[a_charge()], rules=rules
        )

        assert answer.text is text

    def test_rr_1_offers_nothing_and_asks_a_person_while_it_is_unclear_what_goes_on(self, rules):
        charges = [a_charge(), a_charge("charge-2", victims=frozenset())]

        answer = assess_review_eligibility(decision=a_decision(), victim=a_victim(), charges=charges, rules=rules)

        assert (answer.text, answer.needs_person) == (ReviewText.NONE, True)

    def test_rr_1_asks_a_person_when_a_partial_stop_ended_everything_for_this_victim(self, rules):
        answer = assess_review_eligibility(
            decision=a_decision(DecisionCode.STOP_SOME), victim=a_victim(), charges=[a_charge()], rules=rules
        )

        assert (answer.text, answer.needs_person) == (ReviewText.NONE, True)
        assert answer.reasons[-1] == (
            "Nothing goes on for this victim, so everything has ended. "
            "The code All charges discontinued may fit better."
        )


class TestAfterAProvisionalStop:
    """The review came before the decision was final: its letter does not offer it anew (PS-5; domain.md 3.5)."""

    DECIDED_AT = london(2026, 3, 26)
    PROVISIONAL_AT = london(2026, 2, 20)

    def answer(self, rules, code=DecisionCode.NO_EVIDENCE_ALL, *, provisional_at=PROVISIONAL_AT):
        return assess_review_eligibility(
            decision=a_decision(code, area=PILOT_AREA, decided_at=self.DECIDED_AT),
            victim=a_victim(provisional_stop_at=provisional_at),
            charges=[a_charge(category=RAPE)],
            rules=rules,
        )

    def test_ps_5_says_that_it_was_offered_and_is_no_right_that_they_can_use_now(self, rules):
        answer = self.answer(rules)

        assert (answer.text, answer.qualifies, answer.needs_person) == (ReviewText.ALREADY_OFFERED, False, False)
        assert answer.reasons[-1].startswith("The review was offered with the provisional decision")

    @pytest.mark.parametrize(
        ("provisional_at", "text"),
        [
            (None, ReviewText.NO_RESTART),
            (DECIDED_AT, ReviewText.ALREADY_OFFERED),
            (DECIDED_AT + dt.timedelta(seconds=1), ReviewText.NO_RESTART),
        ],
    )
    def test_ps_5_counts_only_a_provisional_stop_before_the_decision(self, rules, provisional_at, text):
        assert self.answer(rules, provisional_at=provisional_at).text is text

    @pytest.mark.parametrize("code", [DecisionCode.DISCONTINUE_ALL, DecisionCode.WITHDRAW_ALL])
    def test_ps_5_leaves_a_decision_of_another_kind_its_own_right_and_asks_a_person(self, rules, code):
        answer = self.answer(rules, code)

        assert (answer.text, answer.needs_person) == (ReviewText.STANDARD, True)
        assert "about a provisional decision to offer no evidence" in answer.reasons[-1]

    def test_ps_5_speaks_of_no_review_where_something_goes_on(self, rules):
        answer = assess_review_eligibility(
            decision=a_decision(DecisionCode.NO_EVIDENCE_ALL, area=PILOT_AREA, charges=frozenset({"charge-1"})),
            victim=a_victim(provisional_stop_at=london(2026, 2, 20)),
            charges=[a_charge(category=RAPE), a_charge("charge-2", category=RAPE)],
            rules=rules,
        )

        assert answer.text is ReviewText.NONE

    def test_ps_5_leaves_another_provisional_stop_its_review(self, rules):
        assert self.answer(rules, DecisionCode.PROVISIONAL_STOP).text is ReviewText.EXPEDITED_PILOT


class TestReviewWindows:
    def test_rr_3_counts_ten_working_days_and_three_months_from_the_communication(self, rules, calendar):
        windows = review_windows(
            communicated_on=dt.date(2026, 3, 26), decided_at=london(2026, 3, 25), rules=rules, calendar=calendar
        )

        assert (windows.ask_by, windows.accepted_until) == (dt.date(2026, 4, 13), dt.date(2026, 6, 26))
        assert (windows.rule_id, windows.rule_version) == ("RR-3", rules.version)

    def test_rr_3_ends_three_months_after_30_november_on_the_last_of_february(self, rules, calendar):
        windows = review_windows(
            communicated_on=dt.date(2026, 11, 30), decided_at=london(2026, 11, 27), rules=rules, calendar=calendar
        )

        assert windows.accepted_until == dt.date(2027, 2, 28)

    @pytest.mark.parametrize(
        ("told_orally_on", "expected"),
        [
            (None, dt.date(2026, 7, 6)),
            (dt.date(2026, 7, 3), dt.date(2026, 7, 3)),
            (dt.date(2026, 7, 8), dt.date(2026, 7, 6)),
        ],
    )
    def test_rr_3_starts_at_dispatch_unless_told_orally_earlier(self, told_orally_on, expected):
        dispatched_at = dt.datetime(2026, 7, 5, 23, 30, tzinfo=dt.UTC)

        assert communicated_on(dispatched_at=dispatched_at, told_orally_on=told_orally_on) == expected

    def test_refuses_a_dispatch_without_a_time_zone(self):
        with pytest.raises(NaiveInstant):
            communicated_on(
                dispatched_at=dt.datetime(2026, 7, 5, 23, 30),  # noqa: DTZ001  (naive on purpose)
                told_orally_on=None,
            )

    @pytest.mark.parametrize(
        ("requested_on", "standing"),
        [
            (dt.date(2026, 3, 26), RequestStanding.IN_TIME),
            (dt.date(2026, 4, 13), RequestStanding.IN_TIME),
            (dt.date(2026, 4, 14), RequestStanding.LATE_BUT_ACCEPTED),
            (dt.date(2026, 6, 26), RequestStanding.LATE_BUT_ACCEPTED),
            (dt.date(2026, 6, 27), RequestStanding.EXCEPTIONAL_ONLY),
        ],
    )
    def test_rr_4_the_last_day_of_each_window_counts(self, rules, calendar, requested_on, standing):
        windows = review_windows(
            communicated_on=dt.date(2026, 3, 26), decided_at=london(2026, 3, 25), rules=rules, calendar=calendar
        )

        assert request_standing(windows=windows, requested_on=requested_on) is standing
