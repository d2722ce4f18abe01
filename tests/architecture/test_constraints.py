"""Every constraint is real: for each one a test tries to break it in the database and is refused by name.

Pairs of ``_at`` and ``_by``, known values and uniqueness are tried from their own definitions. Every other check needs
a line in ``BREAKS``; ``test_each_has_an_attempt_to_break_it`` lists those without.
"""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from accounts.copies import SameAs
from accounts.models import StaffUser
from cases.models import Connection, Obligation
from cases.rules.vocabulary import (
    ObligationState,
    ProposalState,
    ReviewBody,
    ReviewOutcome,
    ReviewState,
    WorkState,
)
from communications import models as communications
from communications.rules.meeting_words import MeetingPurpose, MeetingState
from communications.rules.vocabulary import CommunicationState, MessageState, PromiseState
from tests.architecture.model_rows import AT, build, our_models
from tests.factories.cases import (
    ConnectionFactory,
    DecisionFactory,
    ObligationFactory,
    ReviewRequestFactory,
    ReviewStageFactory,
    WorkItemFactory,
)

CONSTRAINTS = [(model, constraint) for model in our_models() for constraint in model._meta.constraints]
PAIRED = [(model, c) for model, c in CONSTRAINTS if c.name.endswith("_at_and_by_together")]
KNOWN = [(model, c) for model, c in CONSTRAINTS if c.name.endswith("_known")]
COPIES = [(model, c) for model, c in CONSTRAINTS if isinstance(c, SameAs)]
UNIQUE = [(model, c) for model, c in CONSTRAINTS if isinstance(c, models.UniqueConstraint)]

EARLIER = AT - dt.timedelta(days=400)


#: Of a stage of a complaint: settled, and answered.
SETTLED: dict[str, object] = {"settled_at": AT, "settled_by": "staff:1"}
ANSWERED: dict[str, object] = {**SETTLED, "outcome": "NOT_UPHELD", "answer": "We looked into it."}


def two_causes() -> dict[str, object]:
    """A complaint about a letter and a meeting at once."""
    return {"letter": build(communications.Communication), "meeting": build(communications.Meeting)}


def code_for_both() -> dict[str, object]:
    """A one-time code for somebody who comes back and, at once, for somebody who comes first."""
    return {
        "account": build(communications.PortalAccount),
        "invitation": build(communications.PortalInvitation),
    }


def same_officer_twice() -> dict[str, object]:
    """Somebody who hands over to themselves."""
    officer = build(StaffUser)
    return {"from_officer": officer, "to_officer": officer}


def officer_as_own_cover() -> dict[str, object]:
    """Somebody who stands in for themselves."""
    officer = build(StaffUser)
    return {"officer": officer, "cover": officer}


def same_relative_twice() -> dict[str, object]:
    """Somebody who takes the place of themselves."""
    relative = build(Connection, kind="CLOSE_RELATIVE")
    return {"before": relative, "after": relative}


def letter_that_corrects_itself() -> dict[str, object]:
    """A letter that corrects itself."""
    letter = build(communications.Communication)
    return {"wrong": letter, "letter": letter}


def copy_that_meets() -> dict[str, object]:
    """A relative's own letter that would meet what is owed a second time."""
    return {"copy_of": build(communications.Communication), "obligation": build(Obligation)}


def informed() -> dict[str, object]:
    """A call in which somebody was told something."""
    check = build(communications.IdentityCheck)
    return {
        "series": check.series, "identity": check, "outcome": "INFORMED", "who_answered": "PERSON",
        "told": "The case goes on.",
    }  # fmt: skip


#: Constraint -> what is set on an otherwise valid row to break it; several attempts where it guarantees several things.
BREAKS: dict[str, list[dict[str, object] | Callable[[], dict[str, object]]]] = {
    "cases_exposurespell_ends_after_it_began": [{"ended_on": EARLIER.date()}],
    "cases_agreedanswer_only_a_paper_is_given": [{"point": "TIMES", "how": "READ_OUT"}],
    "accounts_unit_tells_no_offence": [
        {"public_name": ""},
        {"public_name": "Wessex RASSO unit"},
        {"public_name": "Uned Troseddau Rhywiol"},
        {"email": "rasso.wessex@example.org"},
        {"return_address": "Domestic Abuse Team\nPO Box 1"},
    ],
    "accounts_staffuser_email_lower_case": [{"email": "Officer@example.org"}],
    "communications_referral_ended_is_due_nothing": [{"state": "TAKEN_UP", "due_on": AT.date()}],
    "communications_referralstep_passed_on_says_how": [
        {"step": "PASSED_ON"},
        {"step": "PASSED_ON", "passed_how": "PIGEON"},
        {"step": "ASKED", "passed_how": "PHONE"},
    ],
    "communications_referralstep_ended_says_why": [
        {"step": "WITHDRAWN"},
        {"step": "DECLINED_BY_SERVICE", "reason": "BECAUSE"},
        {"step": "TAKEN_UP", "reason": "NO_ROOM"},
    ],
    "communications_leafletchoice_has_reason": [{"reason": ""}, {"reason": " \n "}],
    "communications_leafletchoice_never_of_easy_read": [{"leaflet": "EASY_READ"}],
    "communications_enclosure_easy_read_stands_first": [{"leaflet": "EASY_READ"}, {"position": 0}],
    "communications_warningoverride_has_reason": [{"reason": ""}, {"reason": " \n "}],
    "communications_meeting_other_purpose_is_named": [{"purpose": MeetingPurpose.OTHER}],
    "communications_meeting_offered_has_way_and_date": [
        {"state": MeetingState.OFFERED},
        {"state": MeetingState.ACCEPTED, "offered_on": AT.date()},
        {"state": MeetingState.DECLINED, "offered_way": "EMAIL"},
    ],
    "communications_meeting_answered_not_before_offered": [
        {"offered_on": AT.date(), "responded_on": EARLIER.date()},
    ],
    "communications_meeting_arranged_has_time": [
        {"state": MeetingState.ARRANGED},
        {"state": MeetingState.NOT_HELD, "starts_at": AT},
        {"state": MeetingState.ARRANGED, "format": "VIRTUAL"},
    ],
    "communications_meeting_held_has_outcome": [
        {"state": MeetingState.HELD, "starts_at": AT, "format": "VIRTUAL"},
        {"state": MeetingState.HELD, "starts_at": AT, "format": "VIRTUAL", "duration_minutes": 60},
    ],
    "communications_meeting_notes_sent_has_date": [
        {"notes_to_victim_on": AT.date()},
        {
            "state": MeetingState.NOTES_SENT,
            "starts_at": AT,
            "format": "VIRTUAL",
            "duration_minutes": 60,
            "did_counsel_attend": False,
            "is_eligible_for_expenses": False,
            "research_consent": "NO",
        },
    ],
    "communications_meetingchange_has_reason": [{"step": "CANCEL"}, {"step": "RESCHEDULE", "reason": " "}],
    "communications_meetingslot_has_place": [{"place": ""}, {"format": "HYBRID", "place": ""}],
    "communications_meetingquestion_has_words": [{"text": ""}, {"text": " \n "}],
    "communications_meetingnotes_has_words": [{"text": ""}, {"text": " \n "}],
    "communications_meetingaction_done_has_outcome": [
        {"done_at": AT, "done_by": "staff:1"},
        {"outcome": "Done"},
    ],
    "audit_auditevent_never_nameless": [{"actor": ""}],
    "cases_agencycontact_told_outcome_is_one": [{"told_outcome": "PERHAPS"}],
    "cases_case_closed_after_opened": [{"opened_on": AT.date(), "closed_on": EARLIER.date()}],
    "cases_inboundfile_totals_add_up": [{"rows_read": 1}, {"rows_applied": 1}],
    "cases_decision_made_before_recorded": [{"decided_at": AT, "recorded_at": EARLIER}],
    "cases_decisionproposal_confirmed_has_decision": [
        {"state": ProposalState.CONFIRMED, "answered_at": AT, "answered_by": "staff:1"}
    ],
    "cases_decisionproposal_rejected_has_reason": [
        {"state": ProposalState.REJECTED, "answered_at": AT, "answered_by": "staff:1"}
    ],
    "cases_hearing_date_in_one_form": [
        {"starts_at": AT, "is_to_be_fixed": True},
        {"starts_at": None},
        {"starts_at": AT, "week_commencing": AT.date()},
    ],
    "cases_contactpoint_safe_means_verified": [{"is_safe": True, "verified_at": None, "verified_by": ""}],
    "cases_safecontactprofile_rhythm_weekly_to_two_monthly": [{"rhythm_days": 6}, {"rhythm_days": 63}],
    "cases_obligation_met_has_dispatch": [{"state": ObligationState.MET}, {"met_at": AT}],
    "cases_obligation_exempt_has_reason_and_approver": [
        {"state": ObligationState.EXEMPT},
        {"state": ObligationState.EXEMPT, "exemption_reason": "UNSAFE"},
        {"state": ObligationState.EXEMPT, "exemption_reason": "BECAUSE", "exempted_at": AT, "exempted_by": "staff:1"},
        {"exemption_reason": "UNSAFE"},
    ],
    "cases_obligation_due_after_decision": [{"decided_at": AT, "due_at": AT}],
    "cases_calendarversion_range_in_order": [{"known_to": EARLIER.date()}],
    "cases_transitionrequest_extension_has_later_target": [
        {"kind": "EXTEND"},
        {"kind": "EXTEND", "from_at": AT, "to_at": AT},
        {"kind": "STOP", "from_at": EARLIER, "to_at": AT},
    ],
    "cases_obligationtransition_second_person": [{"answered_by": "staff:writer"}],
    "cases_reasonsreturn_says_what_is_missing": [{"missing": []}, {"words": ""}],
    "cases_reasonssupplement_says_something": [{"reasons": ""}],
    "cases_officerleave_covered_by_another": [officer_as_own_cover],
    "cases_officerleave_ends_after_it_began": [{"ends_on": EARLIER.date()}],
    "cases_handover_between_two": [same_officer_twice],
    "cases_handover_answered_has_time": [{"state": "ACCEPTED"}, {"answered_at": AT, "answered_by": "staff:1"}],
    "cases_handover_declined_has_reason": [
        {"state": "DECLINED", "answered_at": AT, "answered_by": "staff:1"},
        {"state": "DECLINED", "answered_at": AT, "answered_by": "staff:1", "answer": " \n"},
    ],
    "cases_dutycheck_due_only_if_owed": [{"is_owed": False, "due_at": AT}],
    "cases_workitem_done_has_time": [
        {"state": WorkState.DONE},
        {"done_at": AT, "done_by": "staff:1"},
    ],
    "cases_reviewrequest_asker_is_named": [{"asker_person": None}, {"asker_name": "Sam Example"}],
    "cases_reviewrequest_authority_was_seen": [{"authority": "A letter"}, {"authority_seen_on": AT.date()}],
    "cases_reviewrequest_doubt_needs_a_reason": [
        {"is_plain": False},
        {"is_taken": None},
        {"is_taken": False},
        {"state": ReviewState.REQUESTED, "is_taken": None},
    ],
    "cases_reviewrequest_taken_before_a_stage": [
        {"state": ReviewState.REQUESTED},
        {"state": ReviewState.OUT_OF_TIME},
        {"is_taken": False, "taken_reason": "Out of time"},
    ],
    "cases_reviewrequest_withdrawn_has_reason": [{"state": ReviewState.WITHDRAWN}],
    "cases_reviewstage_due_after_start": [{"started_on": AT.date(), "due_on": AT.date()}],
    "cases_reviewassignment_one_reviewer": [
        {"reviewer": None},
        {"outside_name": "Kim Example"},
        {"body": ReviewBody.APPEALS_AND_REVIEW_UNIT},
        {"body": ReviewBody.APPEALS_AND_REVIEW_UNIT, "reviewer": None},
    ],
    "cases_reviewassignment_had_no_part": [{"had_no_part": False}],
    "cases_reviewtelling_has_note": [{"note": ""}],
    "cases_reviewanswer_has_reasons": [{"reasons": ""}],
    "cases_reviewanswer_says_what_follows": [{"outcome": ReviewOutcome.OVERTURNED}],
    "triage_tieroverride_has_reason": [{"reason": ""}],
    "communications_lettercorrection_of_another_letter": [letter_that_corrects_itself],
    "communications_lettercorrection_says_what_was_wrong": [{"reasons": []}],
    "communications_lettercorrection_reasons_from_the_list": [{"reasons": ["GUESS"]}],
    "communications_lettercorrection_ended_with_an_outcome": [{"outcome": "SENT"}],
    "communications_addendum_leaves_late": [{"leaves_at": AT}, {"leaves_at": EARLIER}],
    "communications_communication_nobody_approves_own": [
        {"approved_at": AT, "approved_by": "staff:1", "submitted_at": AT, "submitted_by": "staff:1"},
        {"approved_at": AT, "approved_by": "staff:1", "written_at": AT, "written_by": "staff:1"},
    ],
    "communications_communication_approved_is_complete": [
        {"state": CommunicationState.APPROVED},
        {"state": CommunicationState.APPROVED, "approved_at": AT, "approved_by": "staff:1", "recipient": None},
    ],
    "communications_communication_welsh_is_whole": [
        {"words_cy": [{"key": "opening"}]},
        {"context_cy": {"office": "Swyddfa"}},
        {"words_cy": [{"key": "opening"}], "context_cy": {"office": "Swyddfa"}},
    ],
    "communications_communication_stage_of_its_review": [lambda: {"review_stage": ReviewStageFactory()}],
    "communications_communication_answers_one_thing": [
        lambda: {"review": ReviewRequestFactory(), "obligation": ObligationFactory()}
    ],
    "communications_translation_says_something": [{"english": ""}, {"welsh": ""}],
    "communications_translation_unit_is_named": [{"source": "TRANSLATION_UNIT", "translator": ""}],
    "communications_communication_sent_has_time": [
        {"state": CommunicationState.SENT, "approved_at": AT, "approved_by": "staff:1"}
    ],
    "communications_warningsign_ends_after_it_began": [{"ended_at": EARLIER}],
    "communications_usualwait_marks_in_order": [
        {"quarter_days": -1},
        {"quarter_days": 61},
        {"half_days": 76},
        {"long_days": 74},
    ],
    "communications_callseries_decision_has_obligation": [{"purpose": "TELL_DECISION"}],
    "communications_callseries_news_has_work": [{"purpose": "COURT_NEWS"}, lambda: {"news": WorkItemFactory()}],
    "communications_templateversion_of_one_thing": [{"leaflet": "COURT"}, {"letter_type": ""}],
    "communications_callseries_ended_has_time": [{"state": "TOLD"}, {"ended_at": AT, "ended_by": "staff:1"}],
    "communications_callseries_ended_by_hand_has_reason": [
        {"state": "ENDED", "ended_at": AT, "ended_by": "staff:1"},
        {"end_reason": "NOT_SAFE"},
    ],
    "communications_contactwish_supporter_has_hour": [
        {"lead_minutes": 60},
        lambda: {"supporter": ConnectionFactory()},
        lambda: {"supporter": ConnectionFactory(), "lead_minutes": 10},
        lambda: {"supporter": ConnectionFactory(), "lead_minutes": 60, "rings_first": False},
        lambda: {"supporter": ConnectionFactory(), "lead_minutes": 60, "is_usual": True},
    ],
    "communications_supportertelling_only_told_is_there": [{"there_from": AT}],
    "communications_plandeviation_has_reason": [{"reason": ""}],
    "communications_contactattempt_informed_was_identified": [
        {"outcome": "INFORMED", "who_answered": "PERSON", "told": "The case goes on."},
        lambda: {**informed(), "who_answered": "SOMEBODY_ELSE"},
        lambda: {**informed(), "told": ""},
    ],
    "communications_contactattempt_unchecked_says_what": [
        {"outcome": "TOLD_UNCHECKED", "who_answered": "PERSON"},
        {"outcome": "TOLD_UNCHECKED", "who_answered": "NOBODY", "told": "The case goes on."},
        lambda: {**informed(), "outcome": "TOLD_UNCHECKED"},
    ],
    "communications_contactattempt_late_check_of_a_telling": [{"is_check_late": True}],
    "communications_contactattempt_told_only_when_informed": [{"told": "The case goes on."}],
    "communications_calltext_sent_or_reason": [
        {"left_out_because": ""},
        lambda: {"message": build(communications.OutboxMessage), "left_out_because": "both"},
    ],
    "communications_outboxmessage_lease_has_owner": [{"lease_until": AT}, {"lease_owner": "worker-1"}],
    "communications_outboxmessage_post_has_address": [{"contact_point": None}],
    "communications_outboxmessage_undecided_never_queued": [{"undecided_since": AT}],
    "communications_outboxmessage_rendered_has_document": [{"state": MessageState.RENDERED}],
    "communications_pacingbucket_not_negative": [{"tokens": -0.1}],
    "communications_readingtime_has_time": [
        {"day": None},
        {"part": ""},
        {"help": "NOTHING", "caller": "", "beside": ""},
    ],
    "communications_readingtime_call_has_people": [{"caller": ""}, {"beside": ""}],
    "communications_readingtime_people_for_a_call": [{"help": "REMINDER", "beside": ""}],
    "communications_readingtime_named_supporter": [{"beside": "SUPPORTER"}],
    "communications_portalcode_five_tries": [{"tries": 6}],
    "communications_portalcode_for_one_of_two": [code_for_both],
    "communications_portalpasskey_counts_from_nought": [{"sign_count": -1}],
    "communications_portalpasskey_shut_out_is_removed": [{"shut_out_at": AT}],
    "communications_portalinvitation_sent_or_read_out": [
        {"channel": ""},
        {"spoken_key": "k", "identity": "BIRTH_AND_ADDRESS"},
        {"spoken_key": "k", "rung_contact_point": None},
    ],
    "communications_portalinvitation_letter_has_reference": [{"reference": "VCS-2222-3333"}, {"channel": "POST"}],
    "cases_connection_nothing_told_without_consent": [
        {"has_consent": False, "may_be_told": "EVERYTHING"},
        {"has_consent": False, "may_be_told": "DATES_ONLY"},
        {"has_consent": False, "consent_ends_on": AT.date()},
    ],
    "cases_connection_no_suspect_speaks_for_the_family": [
        {"kind": "CLOSE_RELATIVE", "is_suspect_or_lives_with_suspect": True}
    ],
    "cases_connection_only_a_relative_wishes": [{"kind": "FLO", "wish": "BY_US"}],
    "cases_connection_end_reason_of_what_ended": [{"kind": "CLOSE_RELATIVE", "end_reason": "DIED"}],
    "cases_maincontactchange_is_a_change": [{"after": None}, same_relative_twice],
    "communications_relativetelling_settled_has_outcome": [
        {"outcome": "NOTHING"},
        {"settled_at": AT, "settled_by": "staff:1"},
    ],
    "communications_relativetelling_told_has_day": [
        {"told_on": AT.date()},
        {"outcome": "TOLD", "settled_at": AT, "settled_by": "staff:1"},
    ],
    "communications_relativetelling_never_told_of_a_suspect": [
        {"way": "NEVER", "outcome": "TOLD", "told_on": AT.date(), "settled_at": AT, "settled_by": "staff:1"}
    ],
    "communications_communication_copy_meets_nothing": [copy_that_meets],
    "communications_savedview_has_name": [{"name": ""}],
    "communications_messageanswer_has_words": [{"text": ""}, {"text": " \n"}],
    "communications_complaint_has_words": [{"text": ""}, {"text": " \n"}],
    "communications_complaint_one_cause": [two_causes],
    "communications_complaintstage_first_or_second": [{"number": 0}, {"number": 3}],
    "communications_complaintstage_due_after_asked": [
        {"acknowledge_due_on": dt.date(2026, 3, 26)},
        {"answer_due_on": dt.date(2026, 3, 30)},
    ],
    "communications_complaintstage_answer_has_words": [
        {"answer": "You are right."},
        {**SETTLED, "outcome": "NOT_UPHELD", "answer": " \n"},
        {**SETTLED, "outcome": "WITHDRAWN", "answer": "You are right."},
        {"outcome": "WITHDRAWN"},
    ],
    "communications_complaintstage_welsh_beside_english": [
        {"answer_cy": "Rydych yn iawn."},
        {"outcome": "NOT_UPHELD", "settled_at": AT, "settled_by": "staff:1", "answer": "No.", "what_we_do_cy": "Dim."},
    ],
    "communications_complaintstage_right_means_we_do": [
        {**SETTLED, "outcome": "UPHELD", "answer": "You are right."},
        {**SETTLED, "outcome": "PARTLY", "answer": "You are partly right.", "what_we_do": " "},
    ],
    "communications_complaintstage_told_an_answer": [
        {"told_on": AT.date(), "told_how": "PHONE", "told_at": AT, "told_by": "staff:1"},
        {**ANSWERED, "told_on": AT.date(), "told_how": "", "told_at": AT, "told_by": "staff:1"},
        {**ANSWERED, "told_note": "Rang."},
    ],
    "communications_victimmessage_has_words": [{"text": ""}, {"text": " \n"}],
    "communications_victimmessage_part_of_a_letter": [{"unclear_part": "opening"}],
    "communications_victimmessage_settled_has_time": [
        {"standing": "ANSWERED"},
        {"settled_at": AT, "settled_by": "staff:1"},
    ],
    "communications_victimmessage_closed_has_reason": [
        {"standing": "CLOSED", "settled_at": AT, "settled_by": "staff:1"},
        {"ended_as": "WILL_CALL"},
    ],
    "communications_draftversion_number_counts_from_one": [{"number": 0}],
    "communications_editlock_ends_after_it_began": [{"until": EARLIER}],
    "communications_lettercomment_answered_says_how": [
        {"answered_at": AT, "answered_by": "staff:1"},
        {"answer": "SETTLED"},
        {"answered_at": AT, "answered_by": "staff:1", "answer": "SOMEHOW"},
    ],
    "communications_lettercomment_says_something": [{"text": ""}, {"text": " \n "}],
    "communications_secondreading_due_after_asked": [{"due_at": EARLIER}],
    "communications_secondreading_settled_has_outcome": [
        {"settled_at": AT, "settled_by": "staff:1"},
        {"outcome": "APPROVED"},
        {"settled_at": AT, "settled_by": "staff:1", "outcome": "SOMEHOW"},
    ],
    "communications_supporterconsent_parts_hold_the_least": [
        {"parts": ["DATES"]},
        {"parts": []},
        {"parts": ["CONTACT", "ALL"]},
    ],
    "communications_supporterconsent_end_has_reason": [
        {"ended_at": AT, "ended_by": "staff:1"},
        {"end_reason": "NOT_SAFE"},
        {"ended_at": AT, "ended_by": "staff:1", "end_reason": "SAID"},
    ],
    "communications_promise_settled_has_time": [{"state": PromiseState.KEPT}, {"settled_at": AT}],
}

#: Fields that a valid row leaves empty and that a uniqueness only concerns when they are set.
SET_FOR_UNIQUENESS: dict[str, dict[str, object]] = {
    "communications_communication_one_agreement_in_writing": {"letter_type": "WHAT_WE_AGREED"},
    "cases_hearing_one_per_external_id": {"external_id": uuid.UUID(int=7)},
    "cases_connection_one_primary_per_kind": {"is_primary": True},
    "communications_portalinvitation_one_per_reference": {"reference": "VCS-2222-3333", "channel": "POST"},
    "communications_portalinvitation_shown_once": {"spoken_key": "drawn-with-the-form"},
    "communications_meetingslot_one_taken": {"taken_at": AT, "taken_by": "staff:1"},
    "communications_meetingslot_host_in_one_place": {"taken_at": AT, "taken_by": "staff:1"},
}
#: Fields outside the uniqueness that the second row must have, because another constraint would refuse it first.
DIFFER_OTHERWISE: dict[str, dict[str, object]] = {
    "communications_portalinvitation_one_per_reference": {"channel": "POST"},
    "cases_inboundmessage_one_accepted_per_key": {"digest": "f" * 64},
    "communications_meetingslot_one_taken": {"taken_by": "staff:1", "starts_at": AT},
    "communications_meetingslot_host_in_one_place": {"taken_by": "staff:1"},
}


#: What else must be set so that no other constraint answers first: with the instant alone, and with the actor alone.
OTHERWISE_VALID: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "communications_supporterconsent_ended_at_and_by_together": ({"end_reason": "NOT_SAFE"}, {}),
    "cases_obligation_exempted_at_and_by_together": (
        {"state": ObligationState.EXEMPT, "exemption_reason": "UNSAFE"},
        {},
    ),
    "cases_connection_wish_known": ({"kind": "CLOSE_RELATIVE"}, {}),
    "cases_contactpoint_verified_at_and_by_together": ({}, {"is_safe": False}),
    "cases_handover_answered_at_and_by_together": ({}, {"state": "ACCEPTED"}),
    "cases_handover_state_known": ({"answered_at": AT, "answered_by": "staff:1"}, {}),
    "communications_lettercomment_answered_at_and_by_together": ({"answer": "SETTLED"}, {}),
    "communications_secondreading_settled_at_and_by_together": ({"outcome": "APPROVED"}, {}),
    "communications_relativetelling_settled_at_and_by_together": ({"outcome": "NOTHING"}, {}),
    "communications_promise_state_known": ({"settled_at": AT}, {}),
    "communications_victimmessage_standing_known": ({"settled_at": AT, "settled_by": "staff:1"}, {}),
    "communications_victimmessage_settled_at_and_by_together": ({"standing": "ANSWERED"}, {}),
    "communications_lettercorrection_ended_at_and_by_together": ({"outcome": "SENT"}, {}),
    "communications_complaintstage_settled_at_and_by_together": ({"outcome": "WITHDRAWN"}, {}),
    "communications_complaintstage_told_at_and_by_together": (
        {**ANSWERED, "told_on": AT.date(), "told_how": "PHONE"},
        {},
    ),
    "communications_callseries_state_known": ({"ended_at": AT, "ended_by": "staff:1"}, {}),
    "communications_callseries_ended_at_and_by_together": ({"state": "TOLD"}, {}),
}
#: Another constraint forbids the same and more, and PostgreSQL names the first in alphabetical order.
ALSO_FORBIDDEN_BY = {
    "communications_complaintstage_outcome_known": "communications_complaintstage_answer_has_words",
    "cases_workitem_state_known": "cases_workitem_done_has_time",
    "communications_callseries_purpose_known": "communications_callseries_decision_has_obligation",
    # A key and a fact beside it are unique because the key is; a copy refers to both (accounts.copies).
    "cases_case_restriction_can_be_copied": "cases_case_pkey",
    "accounts_unit_area_can_be_copied": "accounts_unit_pkey",
}


def ids(pairs):
    return [constraint.name for _, constraint in pairs]


def constraint_broken_by(model, **changes) -> str:
    """The name of the constraint (or the kind of refusal) with which the database answers."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        build(model, **changes)
    diagnosis = refused.value.__cause__.diag
    return diagnosis.constraint_name or f"{diagnosis.column_name} must not be null"


class TestConstraints:
    def test_each_has_an_attempt_to_break_it(self):
        tried = {constraint.name for _, constraint in [*PAIRED, *KNOWN, *UNIQUE, *COPIES]} | set(BREAKS)

        assert {constraint.name for _, constraint in CONSTRAINTS} == tried

    @pytest.mark.parametrize(("model", "constraint"), PAIRED, ids=ids(PAIRED))
    @pytest.mark.django_db
    def test_refuse_an_act_without_an_actor_and_an_actor_without_an_act(self, model, constraint):
        stem = constraint.name.removeprefix(f"{model._meta.db_table}_").removesuffix("_at_and_by_together")
        at, by = f"{stem}_at", f"{stem}_by"
        with_instant, with_actor = OTHERWISE_VALID.get(constraint.name, ({}, {}))

        without_actor = constraint_broken_by(model, **{at: AT, by: "", **with_instant})
        without_act = constraint_broken_by(model, **{at: None, by: "staff:1", **with_actor})

        assert without_actor == constraint.name
        assert without_act in {constraint.name, f"{at} must not be null"}

    @pytest.mark.parametrize(("model", "constraint"), KNOWN, ids=ids(KNOWN))
    @pytest.mark.django_db
    def test_refuse_a_value_outside_the_vocabulary(self, model, constraint):
        field = constraint.name.removeprefix(f"{model._meta.db_table}_").removesuffix("_known")

        changes, _ = OTHERWISE_VALID.get(constraint.name, ({}, {}))

        broken = constraint_broken_by(model, **{field: "NO_SUCH", **changes})

        assert broken in {constraint.name, ALSO_FORBIDDEN_BY.get(constraint.name)}

    @pytest.mark.parametrize(("model", "constraint"), UNIQUE, ids=ids(UNIQUE))
    @pytest.mark.django_db
    def test_refuse_a_second_row_of_what_is_unique(self, model, constraint):
        first = build(model, **SET_FOR_UNIQUENESS.get(constraint.name, {}))
        same = {name: getattr(first, name) for name in [*constraint.fields, *fields_in(constraint.condition)]}
        assert None not in {same[name] for name in constraint.fields}, "a null would be no repetition"

        broken = constraint_broken_by(model, **{**same, **DIFFER_OTHERWISE.get(constraint.name, {})})

        assert broken == ALSO_FORBIDDEN_BY.get(constraint.name, constraint.name)

    @pytest.mark.parametrize(("model", "constraint"), COPIES, ids=ids(COPIES))
    @pytest.mark.django_db
    def test_refuse_a_copy_that_is_not_its_owners(self, model, constraint):
        row = build(model)
        copies = [column for column in constraint.columns if not column.endswith("_id")]
        untrue = {name: not value if isinstance(value := getattr(row, name), bool) else "ELSEWHERE" for name in copies}

        for name, value in untrue.items():
            with pytest.raises(IntegrityError) as refused, transaction.atomic():
                model.objects.filter(pk=row.pk).update(**{name: value})

            assert refused.value.__cause__.diag.constraint_name == constraint.name

        assert copies

    @pytest.mark.parametrize("name", BREAKS)
    @pytest.mark.django_db
    def test_refuse_what_they_forbid(self, name):
        model = next(model for model, constraint in CONSTRAINTS if constraint.name == name)

        attempts = [changes() if callable(changes) else changes for changes in BREAKS[name]]

        assert [constraint_broken_by(model, **changes) for changes in attempts] == [name] * len(attempts)


def fields_in(condition: Q | None) -> set[str]:
    """The fields that the condition of a partial uniqueness looks at."""
    if condition is None:
        return set()
    names: set[str] = set()
    for child in condition.children:
        names |= fields_in(child) if isinstance(child, Q) else {child[0].split("__")[0]}
    return names


@pytest.mark.django_db
class TestUniqueness:
    """What a unique column guarantees where no named constraint says it."""

    @pytest.mark.parametrize(
        ("model", "field"),
        [
            (model, field)
            for model in our_models()
            for field in model._meta.fields
            if field.unique and not field.primary_key and not field.null
        ],
        ids=lambda value: getattr(value, "name", getattr(value, "__name__", "")),
    )
    def test_of_a_column_holds(self, model, field):
        first = build(model)

        assert field.column in constraint_broken_by(model, **{field.name: getattr(first, field.name)})

    def test_of_a_decision_behind_a_proposal_holds(self):
        model = next(model for model in our_models() if model.__name__ == "DecisionProposal")
        first = build(
            model, state=ProposalState.CONFIRMED, answered_at=AT, answered_by="staff:1", decision=DecisionFactory()
        )

        assert "decision_id" in constraint_broken_by(model, decision=first.decision)
