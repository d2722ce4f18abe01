"""What has happened so far: newest first under its months, and nothing that was not told (V2, PORT-2)."""

import re

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.rules.vocabulary import JourneyStage
from communications.rules.status_words import words_for
from communications.rules.vocabulary import Channel
from communications.selectors import portal_history
from tests.factories.cases import (
    ConnectionFactory,
    DecisionFactory,
    HandoverFactory,
    ObligationFactory,
    ReviewRequestFactory,
)
from tests.factories.communications import CallSeriesFactory, ContactAttemptFactory, MeetingFactory, PromiseFactory
from tests.web.portal.conftest import NOW, make_victim, told_in_call
from tests.web.portal.test_case import told_decision
from tests.web.portal.test_reading import DAY, letter_to, seen

pytestmark = pytest.mark.django_db


def address(signed_in) -> str:
    return reverse("portal:happened", kwargs={"victim_id": signed_in.victim.pk})


def happened(signed_in, **query):
    return signed_in.browser.get(address(signed_in), query)


def informed(signed_in, *, number=1, series=None, at=NOW - 2 * DAY):
    series = series or CallSeriesFactory(victim=signed_in.victim, person=signed_in.victim.person)
    return told_in_call(series, at=at, number=number)


class TestWhatHasHappened:
    def test_stands_newest_first_under_its_months(self, signed_in):
        told_decision(signed_in)
        informed(signed_in)
        MeetingFactory(victim=signed_in.victim, held=True, starts_at=NOW - 30 * DAY)

        page = seen(happened(signed_in))

        assert page.index("March 2026 9 March 2026 We told you by telephone") > 0
        assert page.index("We told you by telephone") < page.index("6 March 2026 We explained a decision to you")
        assert page.index("We explained a decision") < page.index("February 2026 9 February 2026 You met with us.")
        assert page.index("You met with us.") < page.index("January 2026 5 January 2026 Both sides began to prepare")

    def test_leads_to_the_letter_that_explains(self, signed_in):
        told_decision(signed_in)

        page = happened(signed_in).content.decode()

        assert re.search(
            r'href="[^"]*/letters/[^"]+">Read the letter<span class="govuk-visually-hidden"> of 6 March', page
        )

    def test_says_what_we_did_not_keep_and_who_took_over(self, signed_in):
        PromiseFactory(
            victim=signed_in.victim, due_on=NOW.date() - 3 * DAY, state="MISSED", settled_at=NOW, made_at=NOW - 30 * DAY
        )
        HandoverFactory(victim=signed_in.victim, answered=True, answered_at=NOW - DAY)

        page = seen(happened(signed_in))

        assert "10 March 2026 Your contact changed." in page
        assert "8 March 2026 You should have heard from us by this day, and did not. We are sorry." in page

    def test_says_that_a_review_was_asked_for(self, signed_in):
        decision = told_decision(signed_in)
        ReviewRequestFactory(victim=signed_in.victim, decision=decision, received_on=NOW.date() - DAY)

        assert "10 March 2026 You asked for a decision to be looked at again. Follow it" in seen(happened(signed_in))

    def test_repeats_nothing_that_anybody_noted(self, signed_in):
        informed(signed_in)

        assert "Canary" not in happened(signed_in).content.decode()


class TestNothingUntold:
    @pytest.mark.parametrize("stage", [JourneyStage.STOPPED, JourneyStage.CLOSED])
    def test_a_stop_is_not_named_before_its_letter(self, clock, signed_in, stage):
        case = signed_in.victim.case
        for number, each in enumerate((JourneyStage.STOPPED, stage)):
            case.stage, case.stage_since = each, (NOW - (3 - number) * DAY).date()
            case.save()
        decision = DecisionFactory(case=case, decided_at=NOW - 3 * DAY, recorded_at=NOW - 3 * DAY)
        ObligationFactory(victim=signed_in.victim, decision=decision, due_at=NOW + DAY)

        page = seen(happened(signed_in))

        assert words_for(stage=stage, is_letter_owed=True).began in page
        assert not re.search(r"not go on|finished|stop", page, re.IGNORECASE)

    def test_a_letter_in_the_post_is_not_there(self, signed_in):
        decision = DecisionFactory(case=signed_in.victim.case, decided_at=NOW - 3 * DAY, recorded_at=NOW - 3 * DAY)
        duty = ObligationFactory(
            victim=signed_in.victim, decision=decision, state="MET", met_at=NOW - DAY, due_at=NOW + DAY
        )
        letter_to(signed_in.victim, obligation=duty, sent_at=NOW - DAY)

        assert "We explained" not in seen(happened(signed_in))

    def test_a_call_that_reached_nobody_is_no_news(self, signed_in):
        ContactAttemptFactory(series=CallSeriesFactory(victim=signed_in.victim, person=signed_in.victim.person))

        assert "telephone" not in seen(happened(signed_in))

    def test_what_was_told_to_a_relative_is_theirs(self, signed_in):
        relative = ConnectionFactory(victim=signed_in.victim).person
        MeetingFactory(victim=signed_in.victim, person=relative, held=True, starts_at=NOW - DAY)
        letter_to(signed_in.victim, recipient=relative, channel=Channel.EMAIL)
        PromiseFactory(
            victim=signed_in.victim, person=relative, due_on=NOW.date() - DAY, state="MISSED", settled_at=NOW
        )

        page = seen(happened(signed_in))

        assert "You met" not in page
        assert "sorry" not in page

    def test_what_lies_ahead_is_not_there(self, signed_in):
        MeetingFactory(victim=signed_in.victim, held=True, starts_at=NOW + DAY)

        assert "You met" not in seen(happened(signed_in))


class TestPages:
    def test_lead_on_and_back_and_leave_nothing_out(self, signed_in, monkeypatch):
        monkeypatch.setattr(portal_history.own_history, "__kwdefaults__", {"after": None, "size": 4})
        series = CallSeriesFactory(victim=signed_in.victim, person=signed_in.victim.person)
        for number in range(1, 11):
            informed(signed_in, number=number, series=series, at=NOW - number * DAY)
        days, href = [], address(signed_in)
        while href:
            page = signed_in.browser.get(href).content.decode()
            days += re.findall(r'<time class="govuk-hint" datetime="([\d-]+)">', page)
            following = re.search(r'href="([^"]+)" rel="next"', page)
            href = following.group(1).replace("&amp;", "&") if following else ""

        assert days == sorted(days, reverse=True)
        assert len(days) == 11  # ten calls and the stage
        assert "Back to the newest" in page

    @pytest.mark.parametrize("after", ["nonsense", "2026-03-11~99~x", "2026-03-11"])
    def test_an_address_that_was_changed_shows_the_newest(self, signed_in, after):
        assert happened(signed_in, after=after).status_code == 200

    def test_cost_the_same_with_one_thing_and_with_fifty(self, signed_in, django_assert_max_num_queries):
        def cost() -> int:
            with django_assert_max_num_queries(20) as queries:
                happened(signed_in)
            return len(queries)

        series = CallSeriesFactory(victim=signed_in.victim, person=signed_in.victim.person)
        informed(signed_in, series=series)
        with_one = cost()
        for number in range(2, 51):
            informed(signed_in, number=number, series=series, at=NOW - number * DAY)

        assert cost() == with_one


class TestThePage:
    def test_is_in_welsh_for_who_chose_it(self, signed_in):
        told_decision(signed_in)
        informed(signed_in)
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = seen(happened(signed_in))

        assert "Mawrth 2026 9 Mawrth 2026 Dywedasom wrthych dros y ffôn sut mae pethau’n sefyll." in page
        assert "Dechreuodd y ddwy ochr baratoi ar gyfer y treial." in page
        assert not re.search(r"\b(the|letter|you|we|court)\b", page, re.IGNORECASE)

    def test_says_nothing_in_its_title(self, signed_in):
        assert "<title>Updates \u2013 Your updates</title>" in happened(signed_in).content.decode()

    def test_the_look_stands_in_the_trail(self, signed_in):
        happened(signed_in)

        assert AuditEvent.objects.filter(victim_id=signed_in.victim.pk, subject_kind="history").exists()

    def test_of_another_is_not_there(self, signed_in):
        other = reverse("portal:happened", kwargs={"victim_id": make_victim().pk})

        assert signed_in.browser.get(other).status_code == 404
