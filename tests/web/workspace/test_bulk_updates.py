"""Routine updates to several people: choose, check the answers, send; nothing twice, nobody unsafe (L13)."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import Case
from cases.rules.vocabulary import JourneyStage
from communications.models import Communication
from tests.factories.cases import (
    CaseFactory,
    ChargeFactory,
    ContactPointFactory,
    DefendantFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import PromiseFactory
from tests.factories.reference import lay_templates
from tests.web.workspace.conftest import NOW, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "published")]


@pytest.fixture
def published(reference_data):
    lay_templates()


@pytest.fixture
def url():
    return reverse("workspace:bulk-updates")


def text(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def somebody(unit, officer, name, **profile):
    case = CaseFactory(unit=unit, stage=JourneyStage.TRIAL_PREP, stage_since=dt.date(2026, 1, 10))
    victim = VictimFactory(
        case=case, person=PersonFactory(full_name=name), officer=officer, in_contact_since=dt.date(2026, 1, 10)
    )
    ChargeFactory(defendant=DefendantFactory(case=case), concerning=[victim])
    ContactPointFactory(person=victim.person)
    SafeContactProfileFactory(person=victim.person, **profile)
    PromiseFactory(victim=victim, due_on=NOW.date() + dt.timedelta(days=1), made_at=NOW - dt.timedelta(days=21))
    return victim


@pytest.fixture
def ready(unit, writer):
    return somebody(unit, writer, "Rhian Hughes")


@pytest.fixture
def unsafe(unit, writer):
    victim = somebody(unit, writer, "Grace Eze")
    victim.person.contact_points.update(is_safe=False)
    return victim


def choose(client, url, *victims):
    return client.post(url, {"answer": "check", "people": [str(one.pk) for one in victims]})


def send(client, url, *victims):
    return client.post(url, {"answer": "send", "people": [str(one.pk) for one in victims]})


class TestChoosing:
    @pytest.mark.parametrize("stage", [JourneyStage.STOPPED, JourneyStage.PROVISIONAL_STOP])
    def test_nobody_is_offered_whose_case_was_stopped_or_may_be(self, as_writer, url, ready, unsafe, stage):
        Case.objects.filter(pk=ready.case_id).update(stage=stage)

        shown = text(as_writer.get(url))

        assert "Grace Eze" in shown
        assert "Rhian Hughes" not in shown
        assert "Rhian Hughes" not in text(choose(as_writer, url, ready))

    def test_the_list_of_victims_leads_here_with_those_whose_promise_is_due(self, as_writer, url, ready):
        shown = html.unescape(as_writer.get(reverse("workspace:victims"), {"whose": "MINE"}).content.decode())

        assert f"{url}?whose=MINE&promised=PASSED&promised=WEEK" in shown

    def test_offers_each_with_what_was_promised(self, as_writer, url, ready):
        shown = text(as_writer.get(url))

        assert "Rhian Hughes" in shown
        assert "promised by Thursday 12 March 2026" in shown

    def test_asks_for_at_least_one(self, as_writer, url, ready):
        assert "Select at least one person" in text(choose(as_writer, url))

    def test_nobody_due_is_said(self, as_writer, url):
        assert "Nobody is due a routine update now." in text(as_writer.get(url))

    def test_nobody_is_offered_to_whom_no_update_is_promised(self, as_writer, url, ready):
        VictimFactory(case=ready.case, person__full_name="Grace Eze", in_contact_since=dt.date(2026, 1, 10))

        shown = text(as_writer.get(url))

        assert "Rhian Hughes" in shown
        assert "Grace Eze" not in shown

    def test_choosing_again_keeps_who_was_chosen(self, as_writer, url, unit, writer, ready, unsafe):
        third = somebody(unit, writer, "Sean Whitlock")

        response = as_writer.post(url, {"answer": "again", "people": [str(ready.pk)], "others": [str(unsafe.pk)]})

        boxes = re.findall(r"<input[^>]*name=\"people\"[^>]*>", response.content.decode())
        ticked = {re.search(r'value="([^"]*)"', box)[1] for box in boxes if "checked" in box}
        assert ticked == {str(ready.pk), str(unsafe.pk)}
        assert any(str(third.pk) in box for box in boxes)

    def test_is_no_page_for_those_who_write_no_letters(self, url, unit, rasso_officer, ready):
        assert signed_in(rasso_officer).get(url).status_code == 200
        assert "Rhian Hughes" not in text(signed_in(rasso_officer).get(url))


class TestCheckingTheAnswers:
    def test_lists_who_gets_it_by_which_way_and_who_does_not_and_why(self, as_writer, url, ready, unsafe):
        shown = text(choose(as_writer, url, ready, unsafe))

        assert "They get it" in shown
        assert re.search(r"Rhian Hughes .*Email .*Thursday 12 March 2026", shown)
        assert "They do not, and why" in shown
        assert "No way to write to them is safe now." in shown
        assert not Communication.objects.exists()

    def test_sends_on_only_who_may_have_it(self, as_writer, url, ready, unsafe):
        page = choose(as_writer, url, ready, unsafe).content.decode()

        assert f'name="people" value="{ready.pk}"' in page
        assert f'name="people" value="{unsafe.pk}"' not in page

    def test_says_when_nobody_can_have_it(self, as_writer, url, unsafe):
        shown = text(choose(as_writer, url, unsafe))

        assert "None of those you chose can get it now." in shown
        assert "Send the updates" not in shown

    def test_looking_leaves_a_trace(self, as_writer, url, ready):
        choose(as_writer, url, ready)

        assert AuditEvent.objects.filter(verb="VIEWED", subject_id="bulk-updates", victim_id=ready.pk).exists()

    def test_names_nobody_in_the_address(self, as_writer, url, ready):
        response = choose(as_writer, url, ready)

        assert response.status_code == 200
        assert response.request["QUERY_STRING"] == ""


class TestSending:
    def test_says_what_is_on_the_way(self, as_writer, url, ready):
        shown = text(send(as_writer, url, ready))

        assert "1 update is on the way." in shown
        assert Communication.objects.get().victim == ready

    def test_pressed_twice_says_so_and_sends_nothing_twice(self, as_writer, url, ready):
        send(as_writer, url, ready)

        shown = text(send(as_writer, url, ready))

        assert "No update was sent." in shown
        assert "An update that keeps this promise is written already." in shown
        assert Communication.objects.count() == 1

    def test_who_became_unsafe_meanwhile_is_left_out_with_the_reason(self, as_writer, url, ready, unsafe):
        shown = text(send(as_writer, url, ready, unsafe))

        assert "1 update is on the way." in shown
        assert "No way to write to them is safe now." in shown
        assert Communication.objects.get().victim == ready

    def test_made_up_ids_and_people_of_others_are_left_out_without_a_word(self, as_stranger, url, ready):
        response = as_stranger.post(url, {"answer": "send", "people": [str(ready.pk), "nobody", ""]})

        assert "No update was sent." in text(response)
        assert "Rhian Hughes" not in text(response)
        assert not Communication.objects.exists()
