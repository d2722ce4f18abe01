"""The right to review on the staff pages: the card, a request checked before it is logged, stages, outcome (W7)."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ReviewAnswer, ReviewRequest
from cases.rules.vocabulary import ConnectionKind, DecisionCode, ReviewState, ReviewText
from tests.factories.accounts import staff_with
from tests.factories.cases import (
    ConnectionFactory,
    DecisionFactory,
    ObligationFactory,
    PersonFactory,
    ReviewRequestFactory,
    ReviewStageFactory,
)
from tests.web.workspace.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]

DECIDED_AT = dt.datetime(2026, 2, 26, 11, 0, tzinfo=dt.UTC)
SENT_AT = dt.datetime(2026, 2, 27, 11, 0, tzinfo=dt.UTC)


def told(victim, **changes):
    """A decision whose letter left on Friday 27 February 2026."""
    decision = DecisionFactory(
        case=victim.case,
        decided_at=DECIDED_AT,
        recorded_at=DECIDED_AT,
        code=changes.pop("code", DecisionCode.DISCONTINUE_ALL),
    )
    values = {
        "state": "MET",
        "met_at": SENT_AT,
        "due_on": dt.date(2026, 3, 5),
        "due_at": dt.datetime(2026, 3, 5, 23, 59, 59, tzinfo=dt.UTC),
        "review_reasons": ["The CPS discontinued everything for this victim."],
    }
    return ObligationFactory(victim=victim, decision=decision, **{**values, **changes})


@pytest.fixture
def owed(victim):
    return told(victim)


def request_form(**changes):
    return {
        "key": "form:1",
        "received_on_day": "10",
        "received_on_month": "3",
        "received_on_year": "2026",
        "receipt": "EMAIL",
        "asker": "VICTIM",
        "said": "Nobody spoke to my neighbour.",
        **changes,
    }


def log(client, owed, **changes):
    return client.post(
        reverse("workspace:log-review", args=[owed.pk]), request_form(step="record", **changes), follow=True
    )


def text_of(response):
    return " ".join(response.content.decode().split())


class TestCard:
    def test_says_who_until_when_and_why(self, as_writer, owed):
        page = text_of(as_writer.get(reverse("workspace:case-decisions", args=[owed.case_id])))

        for words in (
            "Friday 13 March 2026",
            "Wednesday 27 May 2026",
            "10 working days after Friday 27 February 2026",
            "The CPS discontinued everything for this victim.",
            "Anybody with the victim’s written authority.",
            "Rule RR-7",
            reverse("workspace:log-review", args=[owed.pk]),
        ):
            assert words in page

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (ReviewText.NO_RESTART, "The case cannot start again"),
            (ReviewText.NONE, "May they ask us?"),
            (ReviewText.POLICE_SCHEME, "the police have their own scheme"),
            (ReviewText.EXPEDITED_PILOT, "The case can go on: the decision is not final"),
            (ReviewText.ALREADY_OFFERED, "It was offered before the decision was final"),
        ],
    )
    def test_says_what_a_review_can_do(self, as_writer, victim, text, words):
        owed = told(victim, review_text=text)

        assert words in text_of(as_writer.get(reverse("workspace:case-decisions", args=[owed.case_id])))

    def test_says_that_the_letter_has_not_left(self, as_writer, victim):
        owed = told(victim, state="OPEN", met_at=None)

        page = text_of(as_writer.get(reverse("workspace:case-decisions", args=[owed.case_id])))

        assert "The letter has not left yet" in page

    def test_leads_to_the_request_there_is_and_offers_no_second(self, as_writer, owed):
        review = ReviewRequestFactory(victim=owed.victim, decision=owed.decision)

        page = text_of(as_writer.get(reverse("workspace:case-decisions", args=[owed.case_id])))

        assert reverse("workspace:review", args=[review.pk]) in page
        assert reverse("workspace:log-review", args=[owed.pk]) not in page

    def test_costs_the_same_for_one_and_for_fifty(self, as_writer, victim):
        def queries():
            with CaptureQueriesContext(connection) as found:
                assert as_writer.get(reverse("workspace:case-decisions", args=[victim.case_id])).status_code == 200
            # Each look at a victim is a row of the trail of its own.
            return len(found)

        owed = told(victim)
        ReviewStageFactory(request=ReviewRequestFactory(victim=victim, decision=owed.decision))
        as_writer.get(reverse("workspace:case-decisions", args=[victim.case_id]))
        one = queries()
        for _ in range(49):
            more = told(victim)
            ReviewStageFactory(request=ReviewRequestFactory(victim=victim, decision=more.decision))

        assert queries() == one


class TestLogging:
    def test_shows_the_rules_answer_before_anything_is_logged(self, as_writer, owed):
        checked = as_writer.post(reverse("workspace:log-review", args=[owed.pk]), request_form())

        page = text_of(checked)
        assert "Check the request" in page
        assert "This is within the ordinary time for asking." in page
        assert "Nobody spoke to my neighbour." in page
        assert not ReviewRequest.objects.exists()

    def test_takes_the_answers_back_to_be_changed_with_nothing_lost(self, as_writer, owed):
        changed = as_writer.post(reverse("workspace:log-review", args=[owed.pk]), request_form(step="change"))

        assert "Nobody spoke to my neighbour." in text_of(changed)
        assert not ReviewRequest.objects.exists()

    def test_logs_it_and_says_by_when_the_answer_is_due(self, as_writer, owed):
        page = text_of(log(as_writer, owed))

        assert "Request logged. The answer is due by Tuesday 24 March 2026." in page
        assert "Local resolution" in page
        assert "Nobody yet" in page

    def test_logs_it_once_however_often_it_is_sent(self, as_writer, owed):
        log(as_writer, owed)

        assert "Nothing was logged twice" in text_of(log(as_writer, owed))
        assert ReviewRequest.objects.count() == 1

    def test_says_so_when_there_is_one_already(self, as_writer, owed):
        log(as_writer, owed)

        assert "already asked for" in text_of(log(as_writer, owed, key="form:2"))

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"received_on_day": ""}, "must include a day"),
            ({"received_on_day": "12"}, "must be today or in the past"),
            ({"received_on_day": "25", "received_on_month": "2"}, "on or after the day of the decision"),
            ({"receipt": ""}, "Select how it reached us"),
            ({"asker": ""}, "Select who asks"),
            ({"asker": "REPRESENTATIVE"}, "Select which person asks, or somebody else"),
            ({"asker": "REPRESENTATIVE", "person": "else"}, "Enter the name of the person who asks"),
            ({"asker": "REPRESENTATIVE", "person": "else"}, "Select whether they are, or live with, a suspect"),
            ({"authority": "A letter"}, "Enter the date on which you saw the authority"),
            (
                {
                    "authority": "A letter",
                    "authority_seen_on_day": "1",
                    "authority_seen_on_month": "4",
                    "authority_seen_on_year": "2026",
                },
                "you saw the authority must be today or in the past",
            ),
        ],
    )
    def test_says_at_the_field_what_is_missing(self, as_writer, owed, changes, words):
        page = text_of(as_writer.post(reverse("workspace:log-review", args=[owed.pk]), request_form(**changes)))

        assert page.count(words) == 2
        assert "Nobody spoke to my neighbour." in page
        assert not ReviewRequest.objects.exists()

    def test_takes_down_a_representative_and_puts_the_doubt_before_a_manager(self, as_writer, as_manager, owed):
        page = text_of(
            log(
                as_writer,
                owed,
                asker="REPRESENTATIVE",
                person="else",
                person_name="Kim Example",
                lives_with_suspect="no",
            )
        )

        assert "Somebody who arranges reviews must say whether it is taken." in page
        review = ReviewRequest.objects.get()
        assert "Say whether it can be taken" not in page
        assert "Say whether it can be taken" in text_of(as_manager.get(reverse("workspace:review", args=[review.pk])))

    def test_takes_down_somebody_who_is_connected_with_the_victim(self, as_writer, owed):
        mother = ConnectionFactory(
            victim=owed.victim,
            kind=ConnectionKind.PARENT_GUARDIAN,
            person=PersonFactory(full_name="Mair Hughes"),
            relationship="mother",
            is_suspect_or_lives_with_suspect=False,
        )

        page = text_of(log(as_writer, owed, asker="PARENT_GUARDIAN", person=str(mother.person_id)))

        assert "Mair Hughes: a parent or guardian of a victim under 18" in page

    def test_names_people_by_what_they_are(self, as_writer, owed):
        ConnectionFactory(
            victim=owed.victim, kind=ConnectionKind.OIC, person=PersonFactory(full_name="Ann Rees"), relationship=""
        )

        page = text_of(as_writer.get(reverse("workspace:log-review", args=[owed.pk])))

        assert "Ann Rees: officer in the case (OIC)" in page

    def test_leaves_a_trace_of_the_look(self, as_writer, writer, owed):
        as_writer.get(reverse("workspace:log-review", args=[owed.pk]))

        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=owed.victim_id, actor=f"staff:{writer.pk}").exists()


@pytest.fixture
def begun(as_writer, owed):
    log(as_writer, owed)
    return ReviewRequest.objects.get()


@pytest.fixture
def reviewer(unit):
    return staff_with(Role.PROSECUTOR, unit, full_name="Fran Fresh")


def give(client, review, somebody, **changes):
    answers = {"reviewer": str(somebody.pk), "had_no_part": "on", **changes}
    return client.post(reverse("workspace:review-reviewer", args=[review.pk]), answers, follow=True)


def record(client, review, **changes):
    answers = {"outcome": "UPHELD", "reasons": "The camera did not work.", "step": "record", **changes}
    return client.post(reverse("workspace:review-outcome", args=[review.pk]), answers, follow=True)


class TestStages:
    def test_are_given_to_a_reviewer_who_had_no_part(self, as_manager, begun, reviewer):
        page = text_of(give(as_manager, begun, reviewer))

        assert "Given to a reviewer." in page
        assert "Fran Fresh" in page

    def test_offer_nobody_who_recorded_the_decision_and_say_why(
        self, as_manager, victim, prosecutor, reviewer, as_writer
    ):
        decision = DecisionFactory(
            case=victim.case, decided_at=DECIDED_AT, recorded_at=DECIDED_AT, recorded_by=f"staff:{prosecutor.pk}"
        )
        owed = ObligationFactory(victim=victim, decision=decision, state="MET", met_at=SENT_AT)
        log(as_writer, owed)
        review = ReviewRequest.objects.get(decision=decision)

        page = text_of(as_manager.get(reverse("workspace:review-reviewer", args=[review.pk])))
        refused = give(as_manager, review, prosecutor)

        assert "Pat Prosecutor: made or recorded the decision" in page
        assert f'value="{prosecutor.pk}"' not in page
        assert f'value="{reviewer.pk}"' in page
        assert "There is a problem" in text_of(refused)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"reviewer": ""}, "Select which prosecutor looks at it"),
            ({"had_no_part": ""}, "confirm that they had no part in the decision"),
        ],
    )
    def test_say_what_is_missing(self, as_manager, begun, reviewer, changes, words):
        assert text_of(give(as_manager, begun, reviewer, **changes)).count(words) >= 2

    def test_end_with_an_outcome_that_is_checked_and_then_stays(self, as_manager, begun, reviewer):
        give(as_manager, begun, reviewer)
        as_reviewer = signed_in(reviewer)

        checked = text_of(record(as_reviewer, begun, step=""))
        assert "Once recorded, it cannot be changed" in checked
        assert not ReviewAnswer.objects.exists()
        page = text_of(record(as_reviewer, begun))

        assert "Outcome recorded, and its letter opened. It stays on the list of work" in page
        assert "The decision was right" in page
        assert "They ask for an independent review" in page
        assert ReviewRequest.objects.get().state == ReviewState.LOCAL_ANSWERED

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"outcome": ""}, "Select what the review found"),
            ({"reasons": ""}, "Enter the reasons"),
            ({"outcome": "OVERTURNED"}, "Enter what happens next, or why it cannot be put right"),
        ],
    )
    def test_say_what_an_outcome_misses(self, as_manager, begun, reviewer, changes, words):
        give(as_manager, begun, reviewer)

        assert text_of(record(signed_in(reviewer), begun, **changes)).count(words) == 2

    def test_refuse_the_outcome_of_somebody_else(self, as_manager, begun, reviewer, as_prosecutor):
        give(as_manager, begun, reviewer)

        assert "Only the person to whom the review was given" in text_of(record(as_prosecutor, begun))

    def test_offer_no_restart_where_no_evidence_was_offered(self, as_writer, as_manager, victim, reviewer):
        owed = told(victim, code=DecisionCode.NO_EVIDENCE_ALL, review_text=ReviewText.NO_RESTART)
        log(as_writer, owed)
        review = ReviewRequest.objects.get()
        give(as_manager, review, reviewer)

        page = text_of(signed_in(reviewer).get(reverse("workspace:review-outcome", args=[review.pk])))

        assert 'value="OVERTURNED"' not in page
        assert 'value="WRONG_BUT_NO_REMEDY"' in page

    def test_go_on_to_an_independent_review_in_another_office(self, as_writer, as_manager, begun, reviewer):
        give(as_manager, begun, reviewer)
        record(signed_in(reviewer), begun)

        page = text_of(
            as_writer.post(
                reverse("workspace:review-further", args=[begun.pk]),
                {"asked_on_day": "11", "asked_on_month": "3", "asked_on_year": "2026", "said": "It is no answer."},
                follow=True,
            )
        )
        assert "An independent review has begun. Its answer is due by Friday 24 April 2026." in page
        missing = as_manager.post(
            reverse("workspace:review-reviewer", args=[begun.pk]),
            {"body": "APPEALS_AND_REVIEW_UNIT", "had_no_part": "on"},
        )
        assert "Enter the name of the reviewer" in text_of(missing)
        given = give(
            as_manager, begun, reviewer, reviewer="", body="APPEALS_AND_REVIEW_UNIT", outside_name="Kim Example"
        )
        assert "Kim Example" in text_of(given)
        assert "Outcome recorded" in text_of(record(as_manager, begun))

    def test_can_be_taken_back_by_the_person(self, as_writer, begun):
        empty = as_writer.post(reverse("workspace:review-withdraw", args=[begun.pk]), {"reason": ""})
        assert text_of(empty).count("Enter what they told us") == 2

        page = as_writer.post(
            reverse("workspace:review-withdraw", args=[begun.pk]), {"reason": "She rang to say so"}, follow=True
        )

        assert "Taken back by the person" in text_of(page)


class TestTelling:
    def test_is_recorded_with_what_was_said_and_ends_the_work(self, as_writer, as_manager, begun, reviewer):
        give(as_manager, begun, reviewer)
        record(signed_in(reviewer), begun)
        address = reverse("workspace:review-tell", args=[begun.pk])
        said = {
            "told_on_day": "11", "told_on_month": "3", "told_on_year": "2026", "how": "PHONE", "note": "I rang her.",
            "letter": "follows",
        }  # fmt: skip
        assert "Select whether the letter is still to be sent" in text_of(
            as_writer.post(address, {**said, "letter": ""})
        )
        assert "The person has not been told" in text_of(as_writer.get(reverse("workspace:review", args=[begun.pk])))
        assert text_of(as_writer.post(address, {**said, "note": ""})).count("Enter what they were told") == 2
        assert "between the answer and today" in text_of(as_writer.post(address, {**said, "told_on_day": "12"}))

        page = text_of(as_writer.post(address, said, follow=True))

        assert "Recorded that they were told." in page
        assert "I rang her." in page
        assert not begun.case.work_items.filter(kind="REVIEW_ANSWER", state="OPEN").exists()
        assert "Nothing waits to be told" in text_of(as_writer.post(address, said))

    def test_takes_the_letter_out_of_use_where_they_have_it_in_writing(self, as_writer, as_manager, begun, reviewer):
        give(as_manager, begun, reviewer)
        record(signed_in(reviewer), begun)

        as_writer.post(
            reverse("workspace:review-tell", args=[begun.pk]),
            {
                "told_on_day": "11", "told_on_month": "3", "told_on_year": "2026", "how": "LETTER",
                "note": "She has the letter that the unit posted.", "letter": "none",
            },
        )  # fmt: skip

        assert begun.communications.get(letter_type="REVIEW_UPHELD").state == "NOT_REQUIRED"


class TestLetters:
    def test_stand_on_the_page_of_the_request_with_whom_they_go_to(self, as_writer, as_manager, begun, reviewer):
        give(as_manager, begun, reviewer)
        record(signed_in(reviewer), begun)

        page = text_of(as_writer.get(reverse("workspace:review", args=[begun.pk])))

        assert "Letters about this request" in page
        for letter in begun.communications.all():
            assert reverse("workspace:letter", args=[letter.pk]) in page
            assert f"To {letter.recipient.full_name}" in page
        assert "Review: we have the request" in page
        assert "Review: the decision stands" in page
        assert "record how whoever asked was told" not in page

    def test_say_when_the_answer_left_so_that_nobody_records_it_by_hand(self, as_writer, as_manager, begun, reviewer):
        give(as_manager, begun, reviewer)
        record(signed_in(reviewer), begun)
        address = reverse("workspace:review", args=[begun.pk])
        assert "Record that they were told in another way" in text_of(as_writer.get(address))
        letter = begun.communications.get(letter_type="REVIEW_UPHELD")

        begun.communications.filter(pk=letter.pk).update(sent_at=dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC))

        page = text_of(as_writer.get(address))
        assert f"By letter {letter.reference}, which left on Wednesday 11 March 2026" in page
        assert "Record that they were told in another way" not in page
        assert "The person has not been told" not in page

    def test_an_answer_that_is_late_says_so_until_they_were_told_and_after(
        self, as_manager, begun, reviewer, writer, clock
    ):
        give(as_manager, begun, reviewer)
        record(signed_in(reviewer), begun)
        address = reverse("workspace:review", args=[begun.pk])
        letters = begun.communications.filter(letter_type="REVIEW_UPHELD")
        in_time = text_of(signed_in(writer).get(address))

        clock.move_to(dt.datetime(2026, 4, 20, 10, 0, tzinfo=dt.UTC))
        overdue = text_of(signed_in(writer).get(address))
        letters.update(sent_at=dt.datetime(2026, 4, 20, 9, 0, tzinfo=dt.UTC))
        late = text_of(signed_in(writer).get(address))

        assert "Overdue" not in in_time
        # At the head of the page, beside the clock of the stage, and beside the letter that would tell them.
        assert len(re.findall(r"Overdue by \d+ days", overdue)) >= 3
        assert "Told late" in late
        assert "Told late" not in overdue

    def test_say_that_somebody_else_asked(self, as_writer, as_manager, begun, reviewer):
        give(as_manager, begun, reviewer)
        record(signed_in(reviewer), begun)
        ReviewRequest.objects.filter(pk=begun.pk).update(asker_person=None, asker_name="Kim Example")
        begun.communications.filter(letter_type="REVIEW_UPHELD").update(
            sent_at=dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)
        )

        page = text_of(as_writer.get(reverse("workspace:review", args=[begun.pk])))

        assert "who did not ask: record how whoever asked was told" in page
        assert "Record that they were told in another way" in page

    def test_open_on_the_desk_with_the_answer_in_them(self, as_writer, as_manager, begun, reviewer):
        give(as_manager, begun, reviewer)
        record(signed_in(reviewer), begun)
        letter = begun.communications.get(letter_type="REVIEW_UPHELD")

        page = text_of(as_writer.get(reverse("workspace:letter", args=[letter.pk])))

        assert "Answer to a request for a review" in page


class TestDoubtful:
    @pytest.mark.parametrize(
        ("answer", "words"),
        [("take", "Taken. The answer is due by"), ("OUT_OF_TIME", "Not taken. The letter that tells the person why")],
    )
    def test_is_taken_or_not_with_a_reason(self, as_writer, as_manager, victim, answer, words):
        log(as_writer, told(victim, review_text=ReviewText.NONE))
        review = ReviewRequest.objects.get()
        address = reverse("workspace:review-check", args=[review.pk])
        assert text_of(as_manager.post(address, {"answer": answer, "reason": ""})).count("Enter why") == 2

        page = text_of(as_manager.post(address, {"answer": answer, "reason": "They were in hospital"}, follow=True))

        assert words in page
        assert "They were in hospital" in page
        again = as_manager.post(address, {"answer": answer, "reason": "They were in hospital"})
        assert "Somebody else answered this request first" in text_of(again)


class TestWhoMay:
    @pytest.mark.parametrize(
        "route", ["review", "review-check", "review-reviewer", "review-outcome", "review-further", "review-withdraw"]
    )
    def test_nobody_of_another_area_learns_that_there_is_a_review(self, as_stranger, begun, route):
        assert as_stranger.get(reverse(f"workspace:{route}", args=[begun.pk])).status_code == 404

    @pytest.mark.parametrize("route", ["review-check", "review-reviewer"])
    def test_a_writer_does_not_arrange_reviews(self, as_writer, begun, route):
        assert as_writer.get(reverse(f"workspace:{route}", args=[begun.pk])).status_code == 404

    def test_a_writer_does_not_record_outcomes(self, as_writer, begun):
        assert as_writer.get(reverse("workspace:review-outcome", args=[begun.pk])).status_code == 404

    def test_nobody_acts_on_a_stage_that_has_not_begun(self, as_writer, as_manager, victim):
        log(as_writer, told(victim, review_text=ReviewText.NONE))
        review = ReviewRequest.objects.get()

        assert as_manager.get(reverse("workspace:review-reviewer", args=[review.pk])).status_code == 404


def test_the_work_leads_to_the_review_and_is_not_finished_by_hand(as_writer, begun):
    item = begun.case.work_items.get(kind="REVIEW_ANSWER")

    page = text_of(as_writer.get(reverse("workspace:work-item", args=[item.pk])))

    assert reverse("workspace:review", args=[begun.pk]) in page
    assert "What was done?" not in page
