"""Questions that people ask, with answers from the record (CALL-9)."""

import dataclasses

import pytest

from cases.rules.vocabulary import ReviewText
from communications.rules.calls.questions import QuestionFacts, likely_questions
from communications.rules.calls.vocabulary import CallPurpose

FACTS = QuestionFacts(purpose=CallPurpose.TELL_DECISION, review=ReviewText.STANDARD, review_days=10)


def answer(part: str, **changes: object) -> str:
    found = likely_questions(facts=dataclasses.replace(FACTS, **changes))
    return next(one.answer for one in found if part in one.question)


class TestAnswers:
    @pytest.mark.parametrize(
        ("review", "begins"),
        [
            (ReviewText.STANDARD, "Yes. You have the right"),
            (ReviewText.NO_RESTART, "Yes, you can ask"),
            (ReviewText.EXPEDITED_PILOT, "Yes, and before"),
            (ReviewText.ALREADY_OFFERED, "You could ask for that before"),
            (ReviewText.POLICE_SCHEME, "Yes, but it was a decision of the police"),
            (ReviewText.NONE, "Not under the Victims’ Right to Review"),
        ],
    )
    def test_call_9_give_the_right_to_review_as_the_rule_says(self, review, begins) -> None:
        assert answer("looked at again", review=review).startswith(begins)

    def test_call_9_say_that_a_case_cannot_start_again_where_it_cannot(self) -> None:
        assert "cannot be started again" in answer("looked at again", review=ReviewText.NO_RESTART)

    def test_call_9_name_the_days_in_force_and_none_that_are_not_known(self) -> None:
        assert "within 10 working days" in answer("looked at again")
        assert "working days" not in answer("looked at again", review_days=None)

    def test_call_9_offer_a_meeting_only_where_the_rule_does(self) -> None:
        assert answer("speak to the person", is_meeting_offered=True).startswith("Yes.")
        assert "cannot promise" in answer("speak to the person")

    def test_call_9_name_the_promised_date_or_ask_to_agree_one(self) -> None:
        assert "By 8 April 2026" in answer("hear from you", next_update="8 April 2026")
        assert "Agree a date" in answer("hear from you")

    def test_call_9_of_an_update_are_about_the_next_date(self) -> None:
        update = QuestionFacts(purpose=CallPurpose.UPDATE)

        assert likely_questions(facts=update)[0].question == "When is it in court next?"
        assert "No date is fixed" in likely_questions(facts=update)[0].answer
        dated = dataclasses.replace(update, next_hearing="On Monday 20 April 2026, at Exampletown")
        assert "20 April" in likely_questions(facts=dated)[0].answer

    def test_call_9_say_nothing_of_a_review_that_was_not_settled(self) -> None:
        found = [one.question for one in likely_questions(facts=dataclasses.replace(FACTS, review=None))]

        assert not [question for question in found if "looked at again" in question]
