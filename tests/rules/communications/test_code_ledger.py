"""The ledger of the Victims' Code: CODE-1, CODE-2, CODE-3 (domain.md 4.1 to 4.5; V24)."""

import dataclasses
import datetime as dt
import uuid

import pytest

from cases.rules.vocabulary import JourneyStage, Language, VpsStatus
from communications.rules.code_ledger import (
    Answering,
    CodeRight,
    DecisionKept,
    Entry,
    Item,
    LedgerFacts,
    MeetingKept,
    Standing,
    ledger,
    standing_of_right,
)
from communications.rules.code_words import item_words, right_words

TODAY = dt.date(2026, 4, 9)
DAY = dt.timedelta(days=1)
LETTER = uuid.UUID(int=1)
FACTS = LedgerFacts(
    today=TODAY,
    stage=JourneyStage.TRIAL_PREP,
    needs_asked_on=None,
    has_needs=False,
    support_letter=None,
    decisions=(),
    reviews=(),
    messages=(),
    meetings=(),
    promised_on=None,
    missed_on=None,
    vps=VpsStatus.NOT_RECEIVED,
    hearing_news_days=1,
    outcome_news_days=1,
)


def lines(right: CodeRight | None = None, **changes) -> list[Entry]:
    entries = ledger(facts=dataclasses.replace(FACTS, **changes))
    return [each for each in entries if right is None or each.right is right]


def items(right: CodeRight, **changes) -> list[Item]:
    return [each.item for each in lines(right, **changes)]


def decision(**changes) -> DecisionKept:
    values = {
        "letter_id": LETTER, "due_on": TODAY, "told_on": TODAY, "limit_working_days": 1, "review_until": None, **changes
    }  # fmt: skip
    return DecisionKept(**values)


class TestEveryRight:
    @pytest.mark.parametrize("stage", [None, *JourneyStage])
    def test_code_1_each_of_the_12_has_at_least_one_line_at_every_stage_in_order(self, stage):
        rights = [each.right for each in lines(stage=stage)]

        assert list(dict.fromkeys(rights)) == list(CodeRight)
        assert rights == sorted(rights)

    @pytest.mark.parametrize("item", Item)
    def test_code_2_every_item_has_a_standing(self, item):
        assert Entry(right=CodeRight.PROGRESS, item=item).standing in Standing


class TestComplaints:
    @pytest.mark.parametrize(
        ("due_on", "answered_on", "item"),
        [
            (TODAY, TODAY, Item.COMPLAINT_ANSWERED),
            (TODAY - DAY, TODAY, Item.COMPLAINT_ANSWERED_LATE),
            (TODAY, None, Item.COMPLAINT_WAITING),
            (TODAY - DAY, None, Item.COMPLAINT_OVERDUE),
        ],
    )
    def test_code_1_stand_beneath_their_own_right_before_how_to_complain(self, due_on, answered_on, item):
        asked = Answering(asked_on=TODAY - 20 * DAY, due_on=due_on, answered_on=answered_on)

        assert items(CodeRight.COMPLAINT, complaints=(asked,)) == [item, Item.COMPLAINT_POSSIBLE]


class TestDecisions:
    def test_code_2_on_the_last_day_is_on_time_and_the_day_after_is_late(self):
        on_time, late = decision(), decision(due_on=TODAY - DAY)

        assert Item.DECISION_TOLD in items(CodeRight.PROGRESS, decisions=(on_time,))
        assert Item.DECISION_TOLD_LATE in items(CodeRight.PROGRESS, decisions=(late,))

    def test_code_1_the_letter_is_the_evidence(self):
        entry = lines(CodeRight.PROGRESS, decisions=(decision(),))[0]

        assert (entry.letter_id, entry.done_on, entry.due_on, entry.working_days) == (LETTER, TODAY, TODAY, 1)

    def test_code_1_a_review_is_open_until_its_last_day(self):
        assert Item.REVIEW_OPEN in items(CodeRight.PROGRESS, decisions=(decision(review_until=TODAY),))
        assert Item.REVIEW_OPEN not in items(CodeRight.PROGRESS, decisions=(decision(review_until=TODAY - DAY),))


class TestWhatWasAsked:
    @pytest.mark.parametrize(
        ("due_on", "answered_on", "standing"),
        [
            (TODAY, TODAY, Standing.DONE),
            (TODAY - DAY, TODAY, Standing.LATE),
            (TODAY, None, Standing.WAITING),
            (TODAY - DAY, None, Standing.OVERDUE),
        ],
    )
    @pytest.mark.parametrize("what", ["reviews", "messages"])
    def test_code_2_done_late_waiting_and_overdue_by_its_day(self, what, due_on, answered_on, standing):
        asked = Answering(asked_on=TODAY - 9 * DAY, due_on=due_on, answered_on=answered_on)

        assert lines(CodeRight.PROGRESS, **{what: (asked,)})[0].standing is standing

    def test_code_1_a_missed_promise_stands_beside_the_new_one(self):
        found = items(CodeRight.PROGRESS, missed_on=TODAY - DAY, promised_on=TODAY + DAY)

        assert found[:2] == [Item.UPDATE_MISSED, Item.UPDATE_PROMISED]


class TestTheOtherRights:
    def test_code_1_needs_are_known_where_somebody_asked_or_they_are_recorded(self):
        assert items(CodeRight.UNDERSTAND) == [Item.NEEDS_NOT_ASKED]
        assert items(CodeRight.UNDERSTAND, needs_asked_on=TODAY) == [Item.NEEDS_KNOWN]
        assert items(CodeRight.UNDERSTAND, has_needs=True) == [Item.NEEDS_KNOWN]

    def test_code_1_support_that_a_letter_named_stands_before_what_the_police_owe(self):
        assert items(CodeRight.SUPPORT, support_letter=(LETTER, TODAY)) == [Item.SUPPORT_NAMED, Item.SUPPORT_REFERRED]
        assert items(CodeRight.SUPPORT) == [Item.SUPPORT_REFERRED]

    @pytest.mark.parametrize(
        ("vps", "item"),
        [
            (VpsStatus.RECEIVED, Item.STATEMENT_MADE),
            (VpsStatus.DECLINED, Item.STATEMENT_DECLINED),
            (VpsStatus.OFFERING_SUPPORT, Item.STATEMENT_IN_HAND),
            (VpsStatus.NEEDS_UPDATE, Item.STATEMENT_IN_HAND),
            (VpsStatus.NOT_RECEIVED, Item.STATEMENT_OFFERED_BY_POLICE),
        ],
    )
    def test_code_1_the_statement_stands_as_it_is_recorded(self, vps, item):
        assert items(CodeRight.STATEMENT, vps=vps) == [item]

    @pytest.mark.parametrize(
        ("stage", "trial", "outcome", "offender"),
        [
            (None, Item.TRIAL_NOT_YET, Item.OUTCOME_NOT_YET, Item.OFFENDER_NOT_YET),
            (JourneyStage.CPS_REVIEW, Item.TRIAL_NOT_YET, Item.OUTCOME_NOT_YET, Item.OFFENDER_NOT_YET),
            (JourneyStage.TRIAL_PREP, Item.HEARINGS_TOLD, Item.OUTCOME_NOT_YET, Item.OFFENDER_NOT_YET),
            (JourneyStage.PROVISIONAL_STOP, Item.HEARINGS_TOLD, Item.OUTCOME_NOT_YET, Item.OFFENDER_NOT_YET),
            (JourneyStage.VERDICT, Item.TRIAL_OVER, Item.OUTCOME_TOLD, Item.OFFENDER_TOLD),
            (JourneyStage.STOPPED, Item.TRIAL_NONE, Item.OUTCOME_NONE, Item.OFFENDER_NONE),
        ],
    )
    def test_code_1_what_does_not_apply_follows_from_the_stage_that_was_told(self, stage, trial, outcome, offender):
        assert items(CodeRight.TRIAL, stage=stage) == [trial]
        assert items(CodeRight.OUTCOME, stage=stage) == [outcome]
        assert items(CodeRight.OFFENDER, stage=stage) == [offender]

    @pytest.mark.parametrize(
        ("starts_on", "is_held", "item"),
        [
            (None, False, Item.MEETING_OFFERED),
            (TODAY + DAY, False, Item.MEETING_ARRANGED),
            (TODAY, False, Item.MEETING_ARRANGED),
            (TODAY - DAY, False, Item.MEETING_UNRECORDED),
            (TODAY, True, Item.MEETING_HELD),
        ],
    )
    def test_code_1_a_meeting_stands_as_offered_arranged_passed_or_held(self, starts_on, is_held, item):
        meeting = MeetingKept(offered_on=TODAY - DAY, starts_on=starts_on, is_held=is_held)

        assert items(CodeRight.TRIAL, meetings=(meeting,))[0] is item


class TestStandingOfARight:
    def test_code_2_is_the_worst_of_its_lines(self):
        mixed = tuple(Entry(right=CodeRight.PROGRESS, item=each) for each in (Item.DECISION_TOLD, Item.MESSAGE_OVERDUE))
        others = (Entry(right=CodeRight.RECORDED, item=Item.CRIME_RECORDED),)

        assert standing_of_right(entries=mixed) is Standing.OVERDUE
        assert standing_of_right(entries=others) is Standing.OTHERS


class TestWords:
    @pytest.mark.parametrize("right", CodeRight)
    def test_code_3_every_right_has_a_name_in_both_languages(self, right):
        assert right_words(right=right, language=Language.EN) != right_words(right=right, language=Language.CY)

    @pytest.mark.parametrize("item", Item)
    def test_code_3_every_line_has_words_with_the_same_facts_in_both_languages(self, item):
        english, welsh = (
            item_words(item=item, language=each, due="[due]", done="[done]", days="[days]")
            for each in (Language.EN, Language.CY)
        )

        assert english != welsh
        for fact in ("[due]", "[done]", "[days]"):
            assert (fact in english) == (fact in welsh)

    @pytest.mark.parametrize("item", Item)
    def test_code_3_what_is_late_begins_with_an_apology(self, item):
        if Entry(right=CodeRight.PROGRESS, item=item).standing in {Standing.LATE, Standing.OVERDUE}:
            for language, sorry in ((Language.EN, "We are sorry."), (Language.CY, "Mae’n ddrwg gennym.")):
                assert item_words(item=item, language=language, due="", done="", days="").startswith(sorry)

    @pytest.mark.parametrize("language", [Language.EN, Language.CY])
    @pytest.mark.parametrize("item", [Item.HEARINGS_TOLD, Item.OUTCOME_TOLD, Item.OUTCOME_NOT_YET])
    def test_where_no_row_says_a_number_none_is_said(self, item, language):
        words = item_words(item=item, language=language, due="", done="", days="")

        assert "within" not in words
        assert "o fewn" not in words

    def test_one_working_day_is_one_day(self):
        words = item_words(item=Item.OUTCOME_TOLD, language=Language.EN, due="", done="", days="1")

        assert "within 1 working day of" in words
