"""The pages of contact plans: what a person wants, what happens next and why, who is told first (V12, S2)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts import actors
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from cases.models import AgreedAnswer, Connection, WorkItem
from cases.rules.vocabulary import MayBeTold
from communications.models import CallSeries, ContactWish, PlanDeviation, SupporterTelling
from communications.services import dispatch
from tests.factories.cases import ConnectionFactory, ContactPointFactory, PersonFactory, WorkItemFactory
from tests.factories.communications import CommunicationFactory, ContactWishFactory
from tests.web.workspace.conftest import NOW, owed_to

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
WORDS = [{"key": "opening", "heading": "", "text": "Dear Ms Hughes\n\nI am writing to tell you.", "locked": False}]


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(victim, name, sort=""):
    address = reverse(f"workspace:{name}", args=[victim.case_id, victim.pk])
    return f"{address}?news={sort}" if sort else address


@pytest.fixture
def sister(victim):
    person = PersonFactory(full_name="Megan Hughes")
    ContactPointFactory(person=person, mobile=True, value="+447700900111", key="+447700900111")
    return ConnectionFactory(
        victim=victim,
        person=person,
        kind="CLOSE_RELATIVE",
        relationship="sister",
        may_be_told=MayBeTold.DATES_ONLY,
        is_primary=False,
    )


@pytest.fixture
def letter(victim, charge, sister):
    """An approved letter with hard news, about which the sister is told before anybody rings."""
    ContactPointFactory(person=victim.person, mobile=True, value="+447700900456", key="+447700900456")
    ContactWishFactory(victim=victim, supporter=sister, lead_minutes=60)
    owed = owed_to(victim, due_at=NOW + dt.timedelta(days=2), state="SUPERSEDED")
    approved = CommunicationFactory(
        victim=victim,
        obligation=owed,
        approved=True,
        approved_at=NOW,
        opened_at=NOW - HOUR,
        due_at=owed.due_at,
        is_hard_news=True,
        words=WORDS,
    )
    dispatch.queue(communication_id=approved.pk, actor=actors.system(SystemProcess.DELIVERY), at=NOW)
    return approved


@pytest.fixture
def series(letter):
    return CallSeries.objects.get()


class TestWhatTheyWant:
    def test_shows_what_is_usual_for_each_kind_of_news(self, as_writer, victim):
        shown = text(as_writer.get(url(victim, "agree-plan")))

        for words in (
            "A decision that hurts",
            "Another decision",
            "The answer to their request for a review",
            "An update on where the case stands",
            "News about safety",
            "A copy online, once they have been told.",
        ):
            assert words in shown
        assert "Their own wish" not in shown

    def test_records_that_somebody_is_told_an_hour_before_the_call(self, as_writer, victim, sister):
        page = url(victim, "agree-plan-news", "HARD_DECISION")
        assert "Megan Hughes (sister)" in text(as_writer.get(page))

        response = as_writer.post(
            page, {"order": "call", "supporter": str(sister.pk), "lead": "60", "copy": "yes"}, follow=True
        )

        shown = text(response)
        assert "Recorded: a decision that hurts." in shown
        assert "Megan Hughes is told an hour before." in shown
        assert "A person rings." in shown
        assert "Their own wish" in shown
        wish = ContactWish.objects.get()
        assert (wish.sort, wish.supporter, wish.lead_minutes) == ("HARD_DECISION", sister, 60)

    def test_opens_with_what_is_agreed(self, as_writer, victim, sister):
        ContactWishFactory(victim=victim, supporter=sister, lead_minutes=120, copies_to_portal=False)

        html = as_writer.get(url(victim, "agree-plan-news", "HARD_DECISION")).content.decode()

        for field, value in (("order", "call"), ("supporter", sister.pk), ("lead", "120"), ("copy", "no")):
            assert re.search(rf'name="{field}"[^>]*value="{value}"[^>]* checked', html), field

    def test_goes_back_to_what_is_usual(self, as_writer, victim, sister):
        ContactWishFactory(victim=victim, supporter=sister, lead_minutes=120)

        response = as_writer.post(
            url(victim, "agree-plan-news", "HARD_DECISION"), {"order": "usual", "copy": "yes"}, follow=True
        )

        assert "Their own wish" not in text(response)
        assert ContactWish.objects.latest("pk").is_usual

    def test_as_usual_but_without_a_copy_is_a_wish_of_their_own(self, as_writer, victim):
        as_writer.post(url(victim, "agree-plan-news", "UPDATE"), {"order": "usual", "copy": "no"})

        wish = ContactWish.objects.get()
        assert (wish.is_usual, wish.rings_first, wish.copies_to_portal) == (False, False, False)

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({}, "Select how they want to be told"),
            ({"order": "letter"}, "Select whether a copy may stand on their online page"),
            ({"order": "call", "copy": "yes"}, "Select who is told first, or nobody"),
        ],
    )
    def test_says_what_is_missing_and_keeps_the_rest(self, as_writer, victim, sister, sent, words):
        response = as_writer.post(url(victim, "agree-plan-news", "HARD_DECISION"), sent)

        assert text(response).count(words) == 2
        assert not ContactWish.objects.exists()

    def test_asks_how_long_before(self, as_writer, victim, sister):
        sent = {"order": "call", "supporter": str(sister.pk), "copy": "yes"}

        response = as_writer.post(url(victim, "agree-plan-news", "OTHER_DECISION"), sent)

        assert "Select how long before the call they are told" in text(response)

    def test_says_why_somebody_may_not_be_told(self, as_writer, victim, sister):
        Connection.objects.filter(pk=sister.pk).update(consent_ends_on=NOW.date() - dt.timedelta(days=1))
        sent = {"order": "call", "supporter": str(sister.pk), "lead": "60", "copy": "yes"}

        response = as_writer.post(url(victim, "agree-plan-news", "HARD_DECISION"), sent)

        assert "The time for which the person agreed is over." in text(response)
        assert not ContactWish.objects.exists()

    def test_offers_nobody_who_is_near_a_suspect(self, as_writer, victim, sister):
        Connection.objects.filter(pk=sister.pk).update(is_suspect_or_lives_with_suspect=True)

        shown = text(as_writer.get(url(victim, "agree-plan-news", "HARD_DECISION")))

        assert "Megan Hughes" not in shown
        assert "record them under “Who else we may speak to”" in shown

    def test_asks_of_an_update_only_for_the_order(self, as_writer, victim, sister):
        page = url(victim, "agree-plan-news", "UPDATE")
        assert "Megan Hughes" not in text(as_writer.get(page))

        as_writer.post(page, {"order": "call", "copy": "yes"})

        assert ContactWish.objects.get().sort == "UPDATE"

    def test_that_they_were_asked_is_recorded(self, as_writer, victim):
        response = as_writer.post(url(victim, "agree-plan"), {"answer": "done"}, follow=True)

        assert "Recorded: this is the order in which they are told." in text(response)
        assert AgreedAnswer.objects.get().point == "PLAN"


class TestWhatHappensNext:
    def test_the_letter_shows_each_step_and_why(self, as_writer, letter, series):
        shown = text(as_writer.get(reverse("workspace:letter", args=[letter.pk])))

        assert "What happens next, and why" in shown
        assert "As they asked for this kind of news." in shown
        assert "They asked that somebody is there when we ring." in shown
        assert "It waits no longer than until then: the law’s clock wins." in shown
        assert "Until 12 March 2026" in shown
        assert (
            reverse("workspace:call", args=[series.pk])
            in as_writer.get(reverse("workspace:letter", args=[letter.pk])).content.decode()
        )

    def test_the_work_list_names_the_step(self, as_writer, series):
        shown = text(as_writer.get(reverse("workspace:work")))

        assert "Tell a supporter before the call" in shown

    def test_the_call_leads_to_whom_to_tell_first(self, as_writer, series):
        html = as_writer.get(reverse("workspace:call", args=[series.pk])).content.decode()

        assert "Tell somebody beside them first" in html
        assert reverse("workspace:call-supporter", args=[series.pk]) in html
        assert reverse("workspace:call-leave-out", args=[series.pk]) in html


class TestTellingThem:
    def test_says_whom_on_which_number_and_nothing_of_what_it_is_about(self, as_writer, series):
        shown = text(as_writer.get(reverse("workspace:call-supporter", args=[series.pk])))

        for words in ("Megan Hughes", "sister", "+447700900111", "Say nothing of what it is about"):
            assert words in shown
        assert AuditEvent.objects.filter(verb="REVEALED", subject_kind="cases.person").exists()

    def test_what_came_of_it_is_recorded_and_the_call_waits_an_hour(self, as_writer, series):
        page = reverse("workspace:call-supporter", args=[series.pk])

        response = as_writer.post(page, {"key": "form-1", "outcome": "TOLD", "told_time": "9:50am"}, follow=True)

        shown = text(response)
        assert "Supporter: told" in shown
        assert "They know that we will ring." in shown
        assert SupporterTelling.objects.get().told_at == NOW - dt.timedelta(minutes=10)
        series.refresh_from_db()
        assert series.next_from >= NOW

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"told_time": "9:50am"}, "Select what came of it"),
            ({"outcome": "TOLD", "told_time": "11am"}, "must be in the past"),
            ({"outcome": "TOLD", "told_time": "9:50am", "there_time": "9am"}, "only after you told them"),
        ],
    )
    def test_says_what_cannot_be_and_keeps_the_note(self, as_writer, series, sent, words):
        page = reverse("workspace:call-supporter", args=[series.pk])

        response = as_writer.post(page, {"key": "form-1", "note": "She brings tea.", **sent})

        assert words in text(response)
        assert "She brings tea." in response.content.decode()
        assert not SupporterTelling.objects.exists()

    def test_shows_no_number_of_somebody_who_may_not_be_told(self, as_writer, series, sister):
        Connection.objects.filter(pk=sister.pk).update(has_consent=False, may_be_told=MayBeTold.NOTHING)

        shown = text(as_writer.get(reverse("workspace:call-supporter", args=[series.pk])))

        assert "The person has not agreed that they may be told anything." in shown
        assert "+447700900111" not in shown

    def test_leads_back_where_nobody_is_to_be_told(self, as_writer, series, sister):
        ContactWishFactory(victim=series.victim, recorded_at=NOW)

        response = as_writer.get(reverse("workspace:call-supporter", args=[series.pk]))

        assert response["Location"] == reverse("workspace:call", args=[series.pk])

    @pytest.mark.parametrize("name", ["call-supporter", "call-leave-out"])
    def test_is_for_those_who_ring(self, as_prosecutor, as_stranger, series, name):
        for client in (as_prosecutor, as_stranger):
            assert client.get(reverse(f"workspace:{name}", args=[series.pk])).status_code == 404


class TestLeavingAStepOut:
    def test_needs_a_step_and_a_reason(self, as_writer, series):
        page = reverse("workspace:call-leave-out", args=[series.pk])

        assert "Enter why this step is left out" in text(as_writer.post(page, {"step": "SUPPORTER"}))
        assert "Select what is left out" in text(as_writer.post(page, {"reason": "She is with her."}))
        assert not PlanDeviation.objects.exists()

    def test_is_kept_with_its_reason_and_shown_as_left_out(self, as_writer, series):
        page = reverse("workspace:call-leave-out", args=[series.pk])

        response = as_writer.post(page, {"step": "SUPPORTER", "reason": "She is with her."}, follow=True)

        assert "Staff left this step out, with a reason." in text(response)
        assert PlanDeviation.objects.get().reason == "She is with her."

    def test_offers_nothing_once_nothing_is_left(self, as_writer, series):
        page = reverse("workspace:call-leave-out", args=[series.pk])
        for step in ("SUPPORTER", "CALL"):
            PlanDeviation.objects.create(series=series, step=step, reason="x", made_at=NOW, made_by="staff:x")
        ContactWishFactory(victim=series.victim, is_usual=True, rings_first=False, recorded_at=NOW)

        assert "There is no step that could be left out now." in text(as_writer.get(page))


class TestNewsOfAnEvent:
    """V12, L11: the work that an event raised shows its steps in order, and which is next."""

    @pytest.fixture
    def safety(self, victim):
        ContactPointFactory(person=victim.person, mobile=True, value="+447700900456", key="+447700900456")
        return WorkItemFactory(
            victim=victim, case=victim.case, unit=victim.case.unit, kind="SAFETY_MESSAGE", due_at=NOW + HOUR
        )

    @pytest.fixture
    def hearing(self, victim):
        return WorkItemFactory(
            victim=victim, case=victim.case, unit=victim.case.unit, kind="HEARING_NEWS", due_at=NOW + 2 * DAY
        )

    def page(self, item):
        return reverse("workspace:work-item", args=[item.pk])

    def test_shows_the_steps_and_rings_about_it_in_one_press(self, as_writer, safety):
        shown = text(as_writer.get(self.page(safety)))
        assert "Ring each safe number now: no text before it, and no wait between the calls." in shown
        assert "At once, if the first call does not reach them." in shown

        call = as_writer.post(self.page(safety), {"answer": "ring"}, follow=True)

        assert CallSeries.objects.get().news_id == safety.pk
        assert "News: their safety: bail, an order, a release or an escape" in text(call)
        assert "The officer in the case tells them" in text(call)
        again = text(as_writer.get(self.page(safety)))
        assert "Go to the calls" in again
        assert "Ring them about this" not in again

    def test_leads_to_where_a_contact_by_hand_is_recorded(self, as_writer, hearing, victim):
        shown = as_writer.get(self.page(hearing))

        assert reverse("workspace:agency-contacts", args=[victim.case_id, victim.pk]) in shown.content.decode()
        assert "Ask them whether they have, and record it." in text(shown)

    def test_says_so_where_somebody_finished_it_meanwhile(self, as_writer, hearing):
        WorkItem.objects.filter(pk=hearing.pk).update(state="DONE", done_at=NOW, done_by="staff:1")

        refused = as_writer.post(self.page(hearing), {"answer": "ring"}, follow=True)

        assert "Somebody has finished this work already." in text(refused)
        assert not CallSeries.objects.exists()

    def test_is_shown_and_not_rung_about_by_whoever_only_reads(self, as_prosecutor, hearing):
        shown = text(as_prosecutor.get(self.page(hearing)))

        assert "Ring them about this" not in shown
        assert as_prosecutor.post(self.page(hearing), {"answer": "ring"}).status_code == 404

    def test_asks_how_court_news_is_told_without_a_copy_of_a_letter(self, as_writer, victim, sister):
        page = url(victim, "agree-plan-news", "OUTCOME")
        assert "May a copy stand on their online page?" not in text(as_writer.get(page))

        as_writer.post(page, {"order": "call", "supporter": str(sister.pk), "lead": "60"})

        wish = ContactWish.objects.get()
        assert (wish.sort, wish.rings_first, wish.supporter_id, wish.lead_minutes) == ("OUTCOME", True, sister.pk, 60)
        assert "Megan Hughes is told an hour before." in text(as_writer.get(url(victim, "agree-plan")))

    def test_asks_of_safety_only_whether_an_email_comes_with_the_call(self, as_writer, victim, sister):
        page = url(victim, "agree-plan-news", "SAFETY")
        asked = text(as_writer.get(page))
        assert "Is somebody told before we ring" not in asked
        assert "An email at once, and a call" in asked

        as_writer.post(page, {"order": "letter"})

        assert "An email at once, and at the same time:" in text(as_writer.get(url(victim, "agree-plan")))

    def test_can_leave_their_supporter_out_and_nothing_else(self, as_writer, hearing, victim, sister):
        ContactPointFactory(person=victim.person, mobile=True, value="+447700900456", key="+447700900456")
        ContactWishFactory(victim=victim, sort="HEARING", supporter=sister, lead_minutes=60)
        as_writer.post(self.page(hearing), {"answer": "ring"})
        series = CallSeries.objects.get()
        leave_out = reverse("workspace:call-leave-out", args=[series.pk])
        assert "The letter does not wait" not in text(as_writer.get(leave_out))

        as_writer.post(leave_out, {"step": "SUPPORTER", "reason": "She asked me to go on without her."})

        assert PlanDeviation.objects.get().step == "SUPPORTER"
        series.refresh_from_db()
        assert series.next_step != "SUPPORTER"
