"""The first page: what can be done apart from what is to know, the steps, in both languages (V2 to V6, S4)."""

import datetime as dt
import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cases.models import ReviewRequest, ReviewTelling
from cases.rules.vocabulary import JourneyStage, ToldBy
from communications.rules.vocabulary import Channel
from tests.factories.cases import (
    ChargeFactory,
    ConnectionFactory,
    ContactPointFactory,
    DecisionFactory,
    DefendantFactory,
    HandoverFactory,
    HearingFactory,
    ObligationFactory,
    ReviewAnswerFactory,
    ReviewRequestFactory,
    ReviewStageFactory,
    SafeContactProfileFactory,
)
from tests.factories.communications import MeetingFactory, PromiseFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, make_victim, sign_in
from tests.web.portal.test_reading import DAY, home_of, letter_to, seen

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def part(response, heading: str) -> str:
    """What stands beneath one heading of the page, as a reader sees it."""
    main = response.content.decode().split("<main")[1].split("</main>")[0]
    for section in re.split(r"<h2", main)[1:]:
        words = " ".join(re.sub(r"<[^>]+>", " ", section.split(">", 1)[1]).split())
        if words.startswith(heading):
            return words.removeprefix(heading).strip()
    return ""


def told_decision(signed_in, **letter):
    """A decision whose letter the person may read and that may be looked at again."""
    lay_reference_data()
    victim = signed_in.victim
    decision = DecisionFactory(case=victim.case, decided_at=NOW - 6 * DAY, recorded_at=NOW - 6 * DAY)
    obligation = ObligationFactory(
        victim=victim, decision=decision, due_at=NOW - DAY, state="MET", met_at=NOW - 5 * DAY, review_text="STANDARD"
    )
    letter_to(victim, obligation=obligation, sent_at=NOW - 5 * DAY, channel=Channel.EMAIL, is_hard_news=True, **letter)
    return decision


def owed_lately(signed_in, **owed):
    """A decision of some days ago whose letter is still to be sent."""
    decision = DecisionFactory(case=signed_in.victim.case, decided_at=NOW - 9 * DAY, recorded_at=NOW - 9 * DAY)
    return ObligationFactory(victim=signed_in.victim, decision=decision, **owed)


class TestToDo:
    """V4: what can be done stands apart from what is only to be known."""

    def test_says_so_where_there_is_nothing(self, signed_in):
        page = home_of(signed_in)

        assert part(page, "What you need to do") == "There is nothing that you need to do."
        assert part(page, "For your information") == ""

    def test_lists_each_letter_that_was_not_read(self, signed_in):
        ordinary = letter_to(signed_in.victim, sent_at=NOW - 10 * DAY)
        letter_to(signed_in.victim, sent_at=NOW - 9 * DAY, is_hard_news=True)

        page = home_of(signed_in)

        assert part(page, "What you need to do") == (
            "Choose when to read our letter of 2 March 2026 It may be hard to read. You can ask us to ring you first. "
            "Read our letter of 1 March 2026 A decision explained"
        )
        href = reverse("portal:letter", kwargs={"victim_id": signed_in.victim.pk, "letter_id": ordinary.pk})
        assert f'href="{href}" aria-describedby' in page.content.decode()

    def test_a_letter_on_its_way_by_post_is_no_line_of_it(self, signed_in):
        """PORT-2."""
        letter_to(signed_in.victim, sent_at=NOW - DAY)

        assert part(home_of(signed_in), "What you need to do") == "There is nothing that you need to do."

    def test_a_review_can_be_asked_for_and_its_last_day_is_the_one_banner(self, signed_in):
        told_decision(signed_in)
        told_decision(signed_in)

        page = home_of(signed_in)

        assert "Ask for a decision to be looked at again" in part(page, "What you need to do")
        assert "Until 20 March 2026" in part(page, "What you need to do")
        assert part(page, "Important").startswith(
            "You can ask for a decision to be looked at again until Friday 20 March 2026."
        )
        assert page.content.decode().count("govuk-notification-banner__title") == 1

    def test_once_asked_it_is_only_to_be_known(self, signed_in):
        decision = told_decision(signed_in)
        ReviewRequestFactory(victim=signed_in.victim, decision=decision, received_on=TODAY - DAY)

        page = home_of(signed_in)

        assert "looked at again" not in part(page, "What you need to do")
        assert part(page, "For your information").startswith(
            "You asked on 10 March 2026 for a decision to be looked at again."
        )
        assert "govuk-notification-banner" not in page.content.decode()

    def test_once_answered_it_is_neither(self, signed_in):
        decision = told_decision(signed_in)
        ReviewRequestFactory(victim=signed_in.victim, decision=decision, state="UPHELD")

        assert "looked at again" not in seen(home_of(signed_in)).split("The steps")[0]

    def test_v5_while_a_stop_is_looked_at_again_it_is_with_us_and_not_with_them(self, signed_in):
        """STAT-5: who asked for a review is not told that nothing happens unless they ask."""
        decision = told_decision(signed_in, first_read_at=NOW - DAY)
        case = signed_in.victim.case
        case.stage, case.stage_since = JourneyStage.STOPPED, TODAY - 6 * DAY
        case.save()
        waits = "We are waiting for nothing more in this case unless you ask"
        assert waits in seen(home_of(signed_in))
        request = ReviewRequestFactory(victim=signed_in.victim, decision=decision, received_on=TODAY - DAY)

        page = home_of(signed_in)

        assert waits not in seen(page)
        assert part(page, "Next").startswith("A prosecutor who had no part in the decision looks at everything again")
        assert "to look at it again. That has been so since 10 March 2026." in part(page, "Who has it now")

        stage = ReviewStageFactory(request=request)
        ReviewAnswerFactory(stage=stage)
        ReviewRequest.objects.filter(pk=request.pk).update(state="LOCAL_ANSWERED")
        assert waits not in seen(home_of(signed_in)), "Decided, and nobody has told them yet"

        letter = letter_to(
            signed_in.victim, letter_type="REVIEW_UPHELD", review=request, review_stage=stage, is_hard_news=True,
            channel=Channel.EMAIL, sent_at=NOW - DAY,
        )  # fmt: skip
        assert waits not in seen(home_of(signed_in)), "The letter with the answer waits until they want to read it"
        letter.first_read_at = NOW
        letter.save()
        assert waits in seen(home_of(signed_in))
        assert "looked at again" not in part(home_of(signed_in), "For your information")
        letter.first_read_at = None
        letter.save()

        told = {
            "told_on": TODAY,
            "how": ToldBy.PHONE,
            "note": "All of it.",
            "recorded_at": NOW,
            "recorded_by": "staff:test",
        }
        ReviewTelling.objects.create(request=request, stage=stage, **told)
        assert waits in seen(home_of(signed_in))

    def test_a_decision_still_on_its_way_brings_no_right_to_ask(self, signed_in):
        """PORT-2: a right to review would say that something was stopped."""
        lay_reference_data()
        victim = signed_in.victim
        decision = DecisionFactory(case=victim.case, decided_at=NOW - 2 * DAY, recorded_at=NOW - 2 * DAY)
        obligation = ObligationFactory(victim=victim, decision=decision, state="MET", met_at=NOW - DAY, due_at=NOW)
        letter_to(victim, obligation=obligation, sent_at=NOW - DAY)

        assert "looked at again" not in seen(home_of(signed_in))

    def test_an_offer_to_meet_waits_for_an_answer_and_is_then_known(self, signed_in):
        meeting = MeetingFactory(victim=signed_in.victim, offered=True, offered_on=TODAY - 3 * DAY)
        assert "We offered you a meeting on 8 March 2026." in part(home_of(signed_in), "What you need to do")

        meeting.state, meeting.responded_on, meeting.responded_way = "ACCEPTED", TODAY, "TELEPHONE"
        meeting.save()
        assert "You said that you want to meet us." in part(home_of(signed_in), "For your information")

        meeting.state, meeting.format, meeting.starts_at = "ARRANGED", "IN_PERSON", NOW + 7 * DAY
        meeting.save()
        page = home_of(signed_in)
        assert "You have a meeting with us on 18 March 2026." in part(page, "For your information")
        assert part(page, "What you need to do") == "There is nothing that you need to do."

    def test_an_offer_to_somebody_else_is_not_theirs(self, signed_in):
        relative = ConnectionFactory(victim=signed_in.victim)
        MeetingFactory(victim=signed_in.victim, person=relative.person, offered=True)

        assert "meeting" not in seen(home_of(signed_in))

    @pytest.mark.parametrize(("days_ago", "is_asked"), [(90, False), (91, True)])
    def test_safe_ways_are_asked_about_again(self, signed_in, days_ago, is_asked):
        SafeContactProfileFactory(person=signed_in.victim.person, confirmed_on=TODAY - days_ago * DAY)

        to_do = part(home_of(signed_in), "What you need to do")

        assert ("Tell us whether we still reach you safely" in to_do) is is_asked

    def test_says_nowhere_where_or_how_anybody_is_reached(self, signed_in):
        """T8: whoever holds the phone learns no address, no window and no code phrase from it."""
        SafeContactProfileFactory(
            person=signed_in.victim.person, code_phrase="blue kettle", must_not_know="canary brother"
        )

        page = home_of(signed_in).content.decode()

        assert "kettle" not in page
        assert "canary" not in page

    def test_v25_the_next_day_in_court_is_said_where_nothing_is_to_be_told_first(self, signed_in):
        case = signed_in.victim.case
        HearingFactory(case=case, kind="Trial", starts_at=NOW + 30 * DAY)
        HearingFactory(case=case, kind="Sentence", starts_at=NOW + 20 * DAY)
        for not_this in ({"is_vacated": True}, {"is_provisional": True}):
            HearingFactory(case=case, starts_at=NOW + 10 * DAY, **not_this)
        HearingFactory(case=case, starts_at=NOW - DAY)

        said = part(home_of(signed_in), "Next")
        assert said.endswith("The next day in court is Tuesday 31 March 2026. When and where, and whether to come")
        assert "sentence" not in said.lower()

        owed_lately(signed_in, due_at=NOW + DAY)

        assert "March" not in part(home_of(signed_in), "Next")

    @pytest.mark.parametrize(
        ("owed", "is_sorry"),
        [
            ({"due_at": NOW - 2 * DAY}, True),
            ({"due_at": NOW + dt.timedelta(minutes=1)}, False),
            ({"due_at": NOW - 2 * DAY, "is_blocked": True}, False),
            ({"due_at": NOW - 2 * DAY, "is_stopped": True}, False),
        ],
    )
    def test_a_letter_that_is_late_is_said_to_be_late_with_its_day_and_our_apology(self, signed_in, owed, is_sorry):
        owed_lately(signed_in, **owed)

        said = part(home_of(signed_in), "Who has it now")

        assert "We are waiting for our letter to you." in said
        assert ("We should have sent you this letter by 9 March 2026. We have not sent it yet, and we are sorry." in
                said) is is_sorry  # fmt: skip

    def test_costs_the_same_with_one_thing_to_do_and_with_many(self, signed_in, django_assert_max_num_queries):
        def cost() -> int:
            with django_assert_max_num_queries(30) as queries:
                home_of(signed_in)
            return len(queries)

        told_decision(signed_in)
        MeetingFactory(victim=signed_in.victim, offered=True)
        cost()  # the rules in force are read once a minute
        with_one = cost()
        for purpose in ("OTHER", "COMPLAINT", "RIGHT_TO_REVIEW", "CHARGING_DECISION"):
            told_decision(signed_in)
            MeetingFactory(victim=signed_in.victim, offered=True, purpose=purpose, purpose_note="Other")

        assert cost() <= with_one


class TestSteps:
    """V3: the steps of this case, each completed one with its own day or none."""

    def walk(self, victim, *stages):
        for number, stage in enumerate(stages):
            victim.case.stage, victim.case.stage_since = stage, dt.date(2026, 1, 5) + number * 7 * DAY
            victim.case.save()

    def test_carry_the_day_on_which_each_began(self, clock):
        victim = make_victim(stage=JourneyStage.CPS_REVIEW, stage_since=dt.date(2025, 12, 1))
        self.walk(victim, JourneyStage.CHARGED, JourneyStage.FIRST_HEARING, JourneyStage.SENT_TO_CROWN)

        steps = part(home_of(SignedIn(victim=victim, browser=sign_in(victim))), "The steps of the case")

        assert steps.startswith(
            "The report to the police Done The police investigation Done "
            "A prosecutor decides whether to charge Done 1 December 2025 The charge Done 5 January 2026 "
            "The first hearing, at a magistrates&#x27; court Done 12 January 2026 "
            "The move to the Crown Court Now 19 January 2026 The hearing that plans what follows To come "
        )

    @pytest.mark.parametrize(
        ("stage", "since"),
        [(JourneyStage.TRIAL_PREP, "5 January 2026"), (JourneyStage.STOPPED, "9 March 2026")],
        ids=["goes on", "has ended"],
    )
    def test_and_the_words_above_them_give_one_day_while_our_letter_is_still_owed(self, signed_in, stage, since):
        """A decision after which the case goes on does not move the day on which its stage began."""
        victim = signed_in.victim
        victim.case.stage, victim.case.stage_since = stage, dt.date(2026, 1, 5)
        victim.case.save()
        decided_at = NOW - 2 * DAY
        decision = DecisionFactory(case=victim.case, decided_at=decided_at, recorded_at=decided_at)
        ObligationFactory(victim=victim, decision=decision)

        page = home_of(signed_in)

        assert part(page, "Now").startswith(since)
        assert f"Now {since}" in part(page, "The steps of the case")
        assert "our letter to you. That has been so since 9 March 2026." in part(page, "Who has it now")

    def test_mark_where_the_case_stands_for_a_screen_reader(self, signed_in):
        assert home_of(signed_in).content.decode().count('aria-current="step"') == 1

    def test_of_another_court_are_not_there(self, signed_in):
        assert "magistrates&#x27; court" in part(home_of(signed_in), "The steps of the case")
        assert "The trial, at the magistrates" not in part(home_of(signed_in), "The steps of the case")

    def test_the_charge_has_the_day_of_the_charge_about_this_victim(self, signed_in):
        defendant = DefendantFactory(case=signed_in.victim.case)
        ChargeFactory(defendant=defendant, charged_on=dt.date(2025, 11, 3))
        ChargeFactory(defendant=defendant, charged_on=dt.date(2025, 12, 9), concerning=[signed_in.victim])

        assert "The charge Done 9 December 2025" in part(home_of(signed_in), "The steps of the case")

    @pytest.mark.parametrize("stage", [JourneyStage.STOPPED, JourneyStage.CLOSED])
    def test_do_not_name_a_stop_before_the_letter_has_told_it(self, clock, stage):
        """PORT-2, STAT-2: also where the case was closed behind it at once."""
        victim = make_victim(stage=JourneyStage.TRIAL_PREP)
        self.walk(victim, JourneyStage.STOPPED, stage)
        decision = DecisionFactory(case=victim.case, decided_at=NOW - 3 * DAY, recorded_at=NOW - 3 * DAY)
        ObligationFactory(victim=victim, decision=decision, due_at=NOW + DAY)

        page = seen(home_of(SignedIn(victim=victim, browser=sign_in(victim))))

        assert "A decision, which we explain to you Now 8 March 2026" in page
        assert not re.search(r"stop|not go on|finished|end of the case", page, re.IGNORECASE)


class TestHardNewsIsNotToldByThisPage:
    """V29: behind the choice of when to read, the first page does not say what the letter says."""

    def test_until_the_letter_is_opened_only_that_there_is_a_decision(self, clock):
        victim = make_victim(stage=JourneyStage.STOPPED)
        signed_in = SignedIn(victim=victim, browser=sign_in(victim))
        told_decision(signed_in)

        page = seen(home_of(signed_in))
        assert "There is a decision in your case." in page
        assert "not go on" not in page

        victim.communications.update(first_read_at=NOW)

        assert "A prosecutor decided that the case should not go on" in seen(home_of(signed_in))


class TestWhoReads:
    """S4: words that fit a relative, and a parent."""

    def reader(self, victim, **connection):
        made = ConnectionFactory(victim=victim, may_be_told="EVERYTHING", **connection)
        ContactPointFactory(person=made.person)
        ContactPointFactory(person=made.person, mobile=True)
        victim.person = made.person  # who is invited
        browser = sign_in(victim)
        victim.refresh_from_db()
        return SignedIn(victim=victim, browser=browser)

    def test_a_relative_reads_of_the_case_and_who_else_helps_the_family(self, clock):
        victim = make_victim(stage=JourneyStage.REPORTED, stage_since=dt.date(2026, 1, 5))
        victim.person.died_on = dt.date(2026, 1, 2)
        victim.person.save()

        page = seen(home_of(self.reader(victim, kind="CLOSE_RELATIVE", wish="BY_US")))

        assert "The police have the case now." in page
        assert "The police were told what happened" in page
        assert "The police officer who supports your family can answer questions as well." in page
        assert "Your case" not in page
        assert "your case" not in page

    def test_a_parent_reads_of_the_case_and_of_no_bereavement(self, clock):
        victim = make_victim(stage=JourneyStage.S28)

        reader = self.reader(victim, kind="PARENT_GUARDIAN")
        page = seen(home_of(reader))

        assert "The case is with the court now." in page
        assert "questions to a witness can be recorded" in page
        assert "supports your family" not in page

        # Nor that it happened to them.
        made = {"defendant": DefendantFactory(case=victim.case), "state": "CHARGED", "offence_on": dt.date(2026, 1, 3)}
        ChargeFactory(plain_description="the way you were treated", concerning=[victim], **made)
        page = seen(reader.browser.get(reverse("portal:charges", kwargs={"victim_id": victim.pk})))
        assert "What happened on 3 January 2026" in page
        assert "you were treated" not in page

    def test_the_victim_reads_of_their_case(self, signed_in):
        assert "Your case is with the court now." in seen(home_of(signed_in))


class TestInWelsh:
    """V22: nothing on the page is English for somebody who chose Welsh."""

    def test_the_whole_page_is_in_welsh(self, signed_in):
        told_decision(signed_in)
        MeetingFactory(victim=signed_in.victim, offered=True)
        SafeContactProfileFactory(person=signed_in.victim.person)
        HandoverFactory(
            victim=signed_in.victim, to_officer=signed_in.victim.officer, answered=True, answered_at=NOW - DAY
        ) if signed_in.victim.officer else None
        missed = PromiseFactory(
            victim=signed_in.victim, due_on=TODAY - DAY, state="MISSED", settled_at=NOW, made_at=NOW - 28 * DAY
        )
        PromiseFactory(victim=signed_in.victim, due_on=TODAY + 7 * DAY, made_at=NOW, follows=missed)
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = seen(home_of(signed_in))

        assert "Ble mae pethau nawr" in page
        assert "Mae’r ddwy ochr yn paratoi ar gyfer y treial." in page
        assert "Rydym yn aros am y treial yn Llys y Goron. Mae hynny wedi bod felly ers 5 Ionawr 2026." in page
        assert "Dywedasom y byddech yn clywed gennym erbyn 10 Mawrth 2026." in page
        assert "Tan 20 Mawrth 2026" in page
        assert "Y gwrandawiad cyntaf, mewn llys ynadon Wedi’i wneud" in page
        left = re.findall(
            r"\b(?:the|your|you|we|our|letter|are|have|with|and|not|what|who|is|now|done|until|case)\b",
            page.split("Rhywun i siarad")[0].replace(signed_in.victim.case.unit.name, ""),
            re.IGNORECASE,
        )
        assert left == []


class TestWeight:
    """Issue 4: the first page and all that it needs are under 100 kB on the way to a cheap phone."""

    LIMIT = 100_000

    @pytest.mark.parametrize("language", ["in_english", "in_welsh"])
    def test_the_first_page_with_everything_it_asks_for_is_under_100_kb(self, signed_in, language):
        told_decision(signed_in)
        for days in range(1, 20):
            letter_to(signed_in.victim, sent_at=NOW - (5 + days) * DAY)
        signed_in.browser.get(reverse(f"portal:{language}"))
        page = home_of(signed_in).content.decode()

        # The page itself travels as it is; files are stored packed (WhiteNoise).
        weight = len(page.encode())
        for path in {*re.findall(r'(?:src|href)="/static/([^"]+)"', page), "vendor/govuk-frontend.min.js"}:
            weight += len(gzip.compress(self.file(path).read_bytes()))
        for name in self.fonts(page):
            weight += self.file(f"vendor/service/fonts/{name}").stat().st_size

        assert weight < self.LIMIT, weight

    def file(self, path: str) -> Path:
        plain = re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path)
        return Path(settings.BASE_DIR) / "static" / plain

    def fonts(self, page: str) -> list[str]:
        """Name the fonts that a browser asks for: those of letters outside Latin-1 only where such letters stand."""
        subsets = ["latin"]
        if re.search("[\u0100-\u024f]", re.sub(r"<[^>]+>", " ", page)):
            subsets.append("latin-ext")
        return [f"source-sans-3-{subset}-{weight}-normal.woff2" for subset in subsets for weight in (400, 700)]


class TestNobodyElse:
    def test_reaches_the_page_of_another(self, signed_in):
        other = make_victim()

        assert signed_in.browser.get(reverse("portal:home", kwargs={"victim_id": other.pk})).status_code == 404
        assert Client().get(reverse("portal:home", kwargs={"victim_id": other.pk})).status_code == 302
