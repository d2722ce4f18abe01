"""What we have agreed with a victim: a list of things to ask, a short form for each, and the paper for them (L7)."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from cases.models import AgreedAnswer, Connection, SafeContactProfile
from communications.models import Communication
from tests.factories.cases import ConnectionFactory, PersonFactory, SafeContactProfileFactory
from tests.factories.communications import PromiseFactory
from tests.web.workspace.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]

FORMS = ("agree-needs", "agree-risk", "agree-statement", "agree-rhythm")


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def url(victim, name="agreed"):
    return reverse(f"workspace:{name}", args=[victim.case_id, victim.pk])


class TestTheList:
    def test_says_what_is_done_what_is_missing_and_why_it_matters(self, as_writer, victim):
        shown = text(as_writer.get(url(victim)))

        assert "What we have agreed with Ms Hughes" in shown
        assert "9 things are missing." in shown
        assert "A call at the wrong time can be heard by the person they are afraid of." in shown
        assert shown.count("Missing") == 9
        assert shown.count("Done") == 2

    def test_leads_to_a_form_for_each(self, as_writer, victim):
        html = as_writer.get(url(victim)).content.decode()

        links = re.findall(r'govuk-task-list__link" href="([^"]+)"', html)
        assert len(links) == 11
        assert {as_writer.get(link).status_code for link in links} == {200}

    def test_is_read_by_whoever_may_read_the_case_and_by_nobody_else(self, as_prosecutor, as_stranger, victim):
        assert as_prosecutor.get(url(victim)).status_code == 200
        assert as_stranger.get(url(victim)).status_code == 404

    @pytest.mark.parametrize(
        "name", [*FORMS, "agree-times", "agree-supporters", "agree-plan", "agree-plan-news", "agreed-summary"]
    )
    def test_nobody_else_opens_a_form(self, as_stranger, victim, name):
        assert as_stranger.get(url(victim, name)).status_code == 404
        assert as_stranger.post(url(victim, name), {"answer": "done"}).status_code == 404

    def test_the_list_of_victims_shows_with_whom_something_is_missing(self, as_writer, victim):
        victim.in_contact_since = NOW.date()
        victim.save()

        shown = text(as_writer.get("/staff/victims/", {"settled": "MISSING"}))

        assert "Victims (1)" in shown
        assert "9 things missing. Nobody is named as their contact" in shown
        assert "Victims (0)" in text(as_writer.get("/staff/victims/", {"settled": "WHOLE"}))


class TestShortForms:
    def test_needs(self, as_writer, victim):
        response = as_writer.post(
            url(victim, "agree-needs"),
            {"preferred_name": "Rhian", "language": "CY", "needs_interpreter": "no", "formats": ["BSL"]},
            follow=True,
        )

        victim.person.refresh_from_db()
        assert "Recorded: language and needs." in text(response)
        assert (victim.person.language, victim.person.formats) == ("CY", ["BSL"])

    def test_another_language_is_asked_for_and_nothing_is_lost(self, as_writer, victim):
        response = as_writer.post(
            url(victim, "agree-needs"),
            {"language": "OTHER", "needs_interpreter": "yes", "access_needs": "Step-free room"},
        )

        assert text(response).count("Enter which language") == 2
        assert "Step-free room" in text(response)

    @pytest.mark.parametrize(
        ("name", "answer"), [("agree-risk", {"level": "HIGH"}), ("agree-statement", {"status": "DECLINED"})]
    )
    def test_risk_and_statement(self, as_writer, victim, name, answer):
        response = as_writer.post(url(victim, name), answer, follow=True)

        victim.refresh_from_db()
        assert "8 things are missing." in text(response)
        assert set(answer.values()) & {victim.risk_level, victim.vps_status}

    @pytest.mark.parametrize("name", FORMS[:3])
    def test_nothing_said_is_asked_for_again(self, as_writer, victim, name):
        response = as_writer.post(url(victim, name), {})

        assert "There is a problem" in text(response)
        assert "<title>Error:" in re.sub(r">\s+", ">", response.content.decode())

    def test_rhythm(self, as_writer, victim):
        victim.in_contact_since = NOW.date()
        victim.save()

        response = as_writer.post(url(victim, "agree-rhythm"), {"rhythm_days": "14"}, follow=True)

        assert "Recorded: how often they hear from us." in text(response)
        assert SafeContactProfile.objects.latest("recorded_at").rhythm_days == 14

    @pytest.mark.parametrize("days", ["3", "57", "ab", "\N{SUPERSCRIPT TWO}"])
    def test_a_rhythm_that_cannot_be_is_refused_and_kept_in_the_form(self, as_writer, victim, days):
        response = as_writer.post(url(victim, "agree-rhythm"), {"rhythm_days": days})

        assert "Enter a number of days from 7 to 56" in text(response)
        assert f'value="{days}"' in response.content.decode()


class TestTimes:
    def add(self, client, victim, **answers):
        seen = SafeContactProfile.objects.filter(person=victim.person).latest("recorded_at", "id").pk
        return client.post(url(victim, "agree-times"), {"answer": "add", "seen": seen, **answers}, follow=True)

    def test_one_window_after_another_until_that_is_everything(self, as_writer, victim):
        self.add(as_writer, victim, sort="safe", days=["0", "1"], since="9am", until="5:30pm")
        self.add(as_writer, victim, sort="avoid", days=["4"], since="3pm", until="midnight")
        shown = self.add(as_writer, victim, sort="avoid_day", on_day="24", on_month="12", on_year="2026")
        done = as_writer.post(url(victim, "agree-times"), {"answer": "done"}, follow=True)

        profile = SafeContactProfile.objects.latest("recorded_at", "id")
        assert profile.safe_windows == [{"days": [0, 1], "from": "09:00", "to": "17:30"}]
        assert profile.times_to_avoid == [{"days": [4], "from": "15:00", "to": "24:00"}, {"on": "2026-12-24"}]
        assert profile.must_not_know == "Her former partner"
        assert "Mondays and Tuesdays, 9am to 5:30pm" in text(shown)
        assert "Recorded: these are the times." in text(done)

    @pytest.mark.parametrize(
        ("answers", "words"),
        [
            ({}, "Select what they want to add"),
            ({"sort": "safe", "since": "9am", "until": "10am"}, "Select at least one day"),
            ({"sort": "avoid", "days": ["0"], "until": "10am"}, "Enter from when"),
            ({"sort": "avoid", "days": ["0"], "since": "10am", "until": "9am"}, "The end must be later"),
            ({"sort": "avoid_day"}, "Enter the day to avoid"),
        ],
        ids=str,
    )
    def test_what_cannot_be_is_refused_with_words(self, as_writer, victim, answers, words):
        response = self.add(as_writer, victim, **answers)

        assert text(response).count(words) == 2
        assert SafeContactProfile.objects.count() == 1

    def test_a_window_is_taken_away(self, as_writer, victim):
        self.add(as_writer, victim, sort="safe", days=["0"], since="9am", until="5pm")
        seen = SafeContactProfile.objects.latest("recorded_at", "id").pk

        as_writer.post(url(victim, "agree-times"), {"answer": "remove", "window": "safe-0", "seen": seen})

        assert SafeContactProfile.objects.latest("recorded_at", "id").safe_windows == []

    @pytest.mark.parametrize("window", ["", "safe-0", "safe-x", "never-0"])
    def test_a_window_that_is_not_there_is_left(self, as_writer, victim, window):
        response = as_writer.post(url(victim, "agree-times"), {"answer": "remove", "window": window, "seen": "1"})

        assert response.status_code == 200
        assert SafeContactProfile.objects.count() == 1

    def test_an_older_page_changes_nothing(self, as_writer, victim):
        response = as_writer.post(
            url(victim, "agree-times"),
            {"answer": "add", "seen": "1", "sort": "safe", "days": ["0"], "since": "9am", "until": "5pm"},
        )

        assert "Somebody else has just changed how to reach this person" in text(response)
        assert SafeContactProfile.objects.count() == 1


class TestOthers:
    ISVA = {
        "answer": "add",
        "kind": "ISVA",
        "full_name": "Jo Adviser",
        "organisation": "Example Centre",
        "email": "jo@example.org",
        "may_be_told": "EVERYTHING",
        "is_near_suspect": "no",
    }

    def test_somebody_is_added_and_ended(self, as_writer, victim):
        shown = as_writer.post(url(victim, "agree-supporters"), self.ISVA, follow=True)
        connection = Connection.objects.get(victim=victim)
        ended = as_writer.post(
            url(victim, "agree-supporters"), {"answer": "end", "connection": str(connection.pk)}, follow=True
        )

        assert "Jo Adviser" in text(shown)
        assert "Everything we tell the victim" in text(shown)
        assert "They are told nothing more." in text(ended)
        assert "Jo Adviser" not in text(ended)

    def test_nobody_is_an_answer(self, as_writer, victim):
        response = as_writer.post(url(victim, "agree-supporters"), {"answer": "done"}, follow=True)

        assert "8 things are missing." in text(response)

    def test_a_number_that_is_none_loses_nothing(self, as_writer, victim):
        response = as_writer.post(url(victim, "agree-supporters"), {**self.ISVA, "phone": "soon"})

        assert "Enter a phone number" in text(response)
        assert 'value="Jo Adviser"' in response.content.decode()
        assert not Connection.objects.exists()

    def test_somebody_of_another_victim_is_not_found(self, as_writer, victim):
        for key in (str(ConnectionFactory().pk), "nobody"):
            response = as_writer.post(url(victim, "agree-supporters"), {"answer": "end", "connection": key})

            assert response.status_code == 404


class TestThePaper:
    @pytest.fixture(autouse=True)
    def _in_contact(self, victim, writer):
        victim.officer, victim.in_contact_since = writer, NOW.date()
        victim.save()
        self.promise = PromiseFactory(
            victim=victim, person=victim.person, due_on=NOW.date().replace(day=25), rhythm_days=14
        )
        SafeContactProfileFactory(
            person=victim.person,
            never_post=True,
            safe_windows=[{"days": [0, 4], "from": "09:00", "to": "24:00"}],
            times_to_avoid=[{"on": "2026-12-24"}],
            recorded_at=NOW - dt.timedelta(days=1),
        )

    def test_says_who_and_how_often_and_leaves_out_what_others_could_read(self, as_writer, victim):
        shown = text(as_writer.get(url(victim, "agreed-summary")))

        assert "My name is Robin Writer, and I am your contact here." in shown
        assert "You hear from me at least every 14 days, also when nothing has changed." in shown
        assert "I will be in touch again by Wednesday 25 March 2026" in shown
        assert "Mondays" not in shown
        assert "Ways, times and names are left out, because somebody else may find the paper." in shown

    def test_writes_everything_out_for_whoever_wants_that(self, as_writer, victim):
        told = ConnectionFactory(victim=victim, kind="ISVA", person=PersonFactory(full_name="Jo Adviser"))
        Connection.objects.filter(pk=told.pk).update(has_consent=True, may_be_told="DATES_ONLY")

        shown = text(as_writer.get(url(victim, "agreed-summary"), {"detail": "full"}))

        assert "Mondays and Fridays, 9am to midnight" in shown
        assert "You asked us never to use: post" in shown
        assert "Jo Adviser, your independent sexual violence adviser: dates and places only" in shown
        assert "24 December" not in shown

    def test_says_why_it_does_not_where_that_could_harm(self, as_writer, victim):
        SafeContactProfileFactory(
            person=victim.person, must_not_know="Her former partner", recorded_at=NOW, code_phrase="teapot"
        )

        shown = text(as_writer.get(url(victim, "agreed-summary"), {"detail": "full"}))
        paper = shown[shown.index("Dear ") : shown.index("When they have it")]

        assert "Ways, times and names stay out of it" in shown
        assert "Somebody must not know of the contact, or a code phrase was agreed." in shown
        assert "former partner" not in paper
        assert "teapot" not in paper
        assert "rhian@example.org" not in paper

    def test_is_welsh_first_for_a_reader_of_welsh(self, as_writer, victim):
        victim.person.language = "CY"
        victim.person.save()

        html = as_writer.get(url(victim, "agreed-summary")).content.decode()

        assert html.index('<article lang="cy"') < html.index('<article lang="en"')

    def test_that_they_have_it_is_recorded_and_how(self, as_writer, victim):
        refused = as_writer.post(url(victim, "agreed-summary"), {"answer": "given"})
        response = as_writer.post(url(victim, "agreed-summary"), {"answer": "given", "how": "IN_PERSON"}, follow=True)

        assert text(refused).count("Select how they got it") == 2
        assert "We sent it to them" not in text(refused)
        assert "Recorded: they have what was agreed." in text(response)

    def test_is_sent_as_a_letter_and_the_page_says_how_it_stands(self, as_writer, victim):
        refused = as_writer.post(url(victim, "agreed-summary"), {"answer": "send"})
        response = as_writer.post(url(victim, "agreed-summary"), {"answer": "send", "detail": "full"}, follow=True)
        shown = text(as_writer.get(url(victim, "agreed-summary")))

        letter = Communication.objects.get()
        assert text(refused).count("Select whether the ways, times and names may stand in it") == 2
        assert "It is on its way by their safe way. It counts as given when it has left." in text(response)
        assert (letter.state, letter.context["agreed_in_full"]) == ("APPROVED", True)
        assert "The letter is on its way and has not left yet." in shown

    def test_that_cannot_go_by_itself_leads_to_the_letter(self, as_writer, victim):
        victim.person.language = "OTHER"
        victim.person.save()

        response = as_writer.post(url(victim, "agreed-summary"), {"answer": "send", "detail": "short"})

        assert response.url == reverse("workspace:letter", args=[Communication.objects.get().pk])

    def test_without_a_safe_way_is_said_to_wait_for_one(self, as_writer, victim):
        victim.person.contact_points.update(superseded_at=NOW, superseded_by="staff:1")

        response = as_writer.post(url(victim, "agreed-summary"), {"answer": "send", "detail": "short"}, follow=True)

        assert "No way to them is known to be safe: a manager is asked to find one." in text(response)

    def test_is_not_sent_to_whoever_asked_us_not_to_write(self, as_writer, victim):
        SafeContactProfileFactory(person=victim.person, opted_out_at=NOW, recorded_at=NOW)

        response = as_writer.post(url(victim, "agreed-summary"), {"answer": "send", "detail": "short"})

        assert "Nobody is recorded to whom we may write about this" in text(response)
        assert not Communication.objects.exists()

    def test_offers_to_send_it_again_when_something_on_it_changes(self, as_writer, victim):
        as_writer.post(url(victim, "agreed-summary"), {"answer": "given", "how": "IN_PERSON"})
        before = text(as_writer.get(url(victim)))
        AgreedAnswer.objects.create(
            victim=victim, point="TIMES", answered_at=NOW + dt.timedelta(minutes=5), answered_by="staff:1"
        )

        after = text(as_writer.get(url(victim)))

        assert "What they have is out of date" not in before
        assert "What they have is out of date" in after
        assert "They have what was agreed on 11 March 2026. Changed since: Times that suit and times to avoid" in after
        assert "Send it again, or give it to them when you meet" in after
