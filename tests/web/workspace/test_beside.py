"""Staff put somebody beside a victim on the register, check them, record what was agreed, invite and end (S1, S3)."""

import importlib
import pkgutil

import pytest
from django.forms import ChoiceField
from django.urls import reverse

from cases.models import Connection, WorkItem
from cases.rules.vocabulary import WorkKind
from communications.models import PortalInvitation, RegisteredSupporter, SupporterConsent
from tests.factories.cases import ConnectionFactory, VictimFactory
from tests.web.workspace.test_agreed import text
from web.forms.base import GovukForm
from web.workspace import forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]
SIAN = {
    "kind": "ISVA",
    "full_name": "Sian Placeholder",
    "organisation": "Lantern Support",
    "email": "sian@example.org",
    "mobile": "07700 900123",
    "may_be_told": "EVERYTHING",
    "is_near_suspect": "unknown",
}
AGREED = {"answer": "agree", "parts": ["DATES"], "months": "6", "how": "BY_TELEPHONE"}
CHECKED = {"answer": "check", "is_near_suspect": "no", "has_rung": "on"}


def page_of(victim) -> str:
    return reverse("workspace:beside", args=[victim.case_id, victim.pk])


def one_of(connection) -> str:
    return reverse("workspace:beside-one", args=[connection.victim.case_id, connection.victim_id, connection.pk])


@pytest.fixture
def beside(as_writer, victim) -> Connection:
    as_writer.post(page_of(victim), SIAN)
    return Connection.objects.get(person__full_name="Sian Placeholder")


def test_s1_from_the_register_to_the_invitation(as_writer, victim) -> None:
    shown = text(as_writer.post(page_of(victim), SIAN, follow=True))
    assert "They see nothing until they are checked" in shown
    connection = Connection.objects.get(person__full_name="Sian Placeholder")
    assert WorkItem.objects.filter(kind=WorkKind.PERSON_BESIDE_THEM, state="OPEN").exists()

    as_writer.post(one_of(connection), CHECKED)
    as_writer.post(one_of(connection), AGREED)
    shown = text(as_writer.post(one_of(connection), {"answer": "invite"}, follow=True))

    assert "They are invited." in shown
    assert "What was agreed" in shown
    assert SupporterConsent.objects.get().parts == ["CONTACT", "DATES"]
    assert PortalInvitation.objects.get().supporter == RegisteredSupporter.objects.get()
    assert not WorkItem.objects.filter(kind=WorkKind.PERSON_BESIDE_THEM, state="OPEN").exists()


def test_s1_the_work_leads_to_the_page(as_writer, victim, beside) -> None:
    item = WorkItem.objects.get(kind=WorkKind.PERSON_BESIDE_THEM)

    shown = as_writer.get(reverse("workspace:work-item", args=[item.pk])).content.decode()

    assert page_of(victim) in shown


def test_s1_it_ends_for_safety_and_for_good(as_writer, beside) -> None:
    as_writer.post(one_of(beside), CHECKED)
    as_writer.post(one_of(beside), AGREED)

    as_writer.post(one_of(beside), {"answer": "end", "reason": "NOT_SAFE"})
    assert SupporterConsent.objects.get().end_reason == "NOT_SAFE"

    shown = text(as_writer.post(one_of(beside), {"answer": "left"}, follow=True))
    assert "They can sign in no more." in shown
    assert RegisteredSupporter.objects.get().ended_at is not None


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"answer": "check", "is_near_suspect": "no"}, "Confirm that you made sure who they are"),
        ({"answer": "check", "has_rung": "on"}, "Select whether they are a suspect or live with one"),
        ({**AGREED, "how": "ONLINE"}, "Select how they said so"),
        ({**AGREED, "months": ""}, "Select for how long"),
        ({"answer": "end"}, "They see nothing"),
    ],
)
def test_s1_what_is_missing_is_asked_for_and_nothing_is_recorded(as_writer, beside, sent, words) -> None:
    if sent["answer"] == "end":
        as_writer.post(one_of(beside), AGREED)
        words = "Select why it ends"

    response = as_writer.post(one_of(beside), sent)

    assert "There is a problem" in text(response)
    assert words in text(response)
    assert RegisteredSupporter.objects.get().checked_at is None
    assert not SupporterConsent.objects.filter(ended_at__isnull=False).exists()


def test_s1_an_invitation_before_the_check_says_why_not(as_writer, beside) -> None:
    shown = text(as_writer.post(one_of(beside), {"answer": "invite"}, follow=True))

    assert "Nobody has checked that they are who they say" in shown
    assert not PortalInvitation.objects.exists()


def test_s1_a_suspect_is_shown_nothing_whoever_agrees(as_writer, beside) -> None:
    as_writer.post(one_of(beside), {**CHECKED, "is_near_suspect": "yes"})

    shown = text(as_writer.post(one_of(beside), AGREED))

    assert "they are shown nothing, ever" in shown
    assert not SupporterConsent.objects.exists()


def test_s3_a_wrong_number_loses_nothing_that_was_typed(as_writer, victim) -> None:
    shown = as_writer.post(page_of(victim), {**SIAN, "mobile": "soon"}).content.decode()

    assert "There is a problem" in shown
    assert 'value="Sian Placeholder"' in shown
    assert not RegisteredSupporter.objects.exists()


def test_s3_whom_the_case_knows_already_is_put_on_the_register(as_writer, victim) -> None:
    known = ConnectionFactory(victim=victim, kind="ISVA", person__full_name="Sian P")

    as_writer.post(one_of(known), {**SIAN, "answer": "register"})

    assert RegisteredSupporter.objects.get().person_id == known.person_id


def test_s1_nobody_else_opens_it(as_stranger, as_prosecutor, victim, as_writer) -> None:
    as_writer.post(page_of(victim), SIAN)
    beside = Connection.objects.get(person__full_name="Sian Placeholder")
    for client in (as_stranger, as_prosecutor):
        for address in (page_of(victim), one_of(beside)):
            assert client.get(address).status_code == 404
            assert client.post(address, {**SIAN, "answer": "left"}).status_code == 404


def test_s1_somebody_of_another_victim_is_not_found(as_writer, victim) -> None:
    other = ConnectionFactory(victim=VictimFactory(case=victim.case), kind="ISVA")
    address = reverse("workspace:beside-one", args=[victim.case_id, victim.pk, other.pk])

    assert as_writer.get(address).status_code == 404
    assert as_writer.post(address, {"answer": "invite"}).status_code == 404


@pytest.mark.parametrize("people", [1, 20])
def test_s1_the_page_asks_as_often_for_twenty_as_for_one(
    as_writer, victim, people, django_assert_max_num_queries
) -> None:
    for number in range(people):
        ConnectionFactory(victim=victim, kind="SUPPORTER", is_primary=False, person__full_name=f"Helper {number}")

    with django_assert_max_num_queries(30):
        as_writer.get(page_of(victim))


def test_every_question_of_staff_offers_yes_before_no():
    """Who answers the same question on another page must not choose the other answer out of habit."""
    for module in pkgutil.iter_modules(forms.__path__, prefix=f"{forms.__name__}."):
        importlib.import_module(module.name)
    asked = [
        (form.__name__, name, [value for value, _ in field.choices])
        for form in every_form(GovukForm)
        if form.__module__.startswith(forms.__name__)
        for name, field in form.base_fields.items()
        if isinstance(field, ChoiceField) and not callable(field.choices)
    ]
    questions = [(form, name, values) for form, name, values in asked if {"yes", "no"} <= set(values)]

    assert len(questions) > 10
    assert [each for each in questions if each[2].index("yes") > each[2].index("no")] == []


def every_form(form):
    return [form, *(found for each in form.__subclasses__() for found in every_form(each))]
