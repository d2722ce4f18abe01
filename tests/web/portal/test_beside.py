"""People beside somebody: who sees what and until when, chosen and ended by the person alone (S1, SHOW-1 to SHOW-3)."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actors
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import WorkItem
from cases.rules.vocabulary import ConnectionKind, SupporterKind, WorkKind
from communications.models import SupporterConsent
from communications.rules.portal_proof import Need
from communications.rules.vocabulary import DeviceKind
from communications.services import portal_sessions
from tests.factories.cases import ConnectionFactory, VictimFactory
from tests.factories.communications import (
    PortalAccountFactory,
    RegisteredSupporterFactory,
    SupporterConsentFactory,
)
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, sign_in
from tests.web.portal.test_choices import address, seen
from web.portal import views_beside

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
CHOSEN = {"parts": ["DATES"], "months": "3"}


@pytest.fixture(autouse=True)
def _reference_data(db: None) -> None:
    lay_reference_data()


def registered(victim, *, name: str = "Sian Placeholder", is_near: bool | None = False, **supporter):
    """Somebody whom staff put on the register and beside the victim; nothing is agreed to yet."""
    row = RegisteredSupporterFactory(person__full_name=name, person__organisation="Lantern Support", **supporter)
    return ConnectionFactory(
        victim=victim,
        person=row.person,
        kind=ConnectionKind.ISVA,
        is_primary=False,
        is_suspect_or_lives_with_suspect=is_near,
    )


def choose_address(connection) -> str:
    kwargs = {"victim_id": connection.victim_id, "connection_id": connection.pk}
    return reverse("portal:beside_choose", kwargs=kwargs)


def chosen(signed_in: SignedIn, connection, **said):
    return signed_in.browser.post(choose_address(connection), {**CHOSEN, **said}, follow=True)


class TestThePage:
    def test_s1_nobody_has_a_way_in_but_the_person(self, signed_in: SignedIn) -> None:
        page = seen(signed_in.browser.get(address(signed_in, "beside")))

        assert "Nobody has a way in here but you." in page
        assert "Ask us to ring you about somebody" in page

    def test_s1_says_what_each_sees_and_until_when(self, signed_in: SignedIn) -> None:
        connection = registered(signed_in.victim)
        SupporterConsentFactory(
            victim=signed_in.victim,
            supporter=connection.person.registered_supporter,
            connection=connection,
            parts=["CONTACT", "DATES"],
            ends_on=dt.date(2026, 9, 11),
        )

        page = seen(signed_in.browser.get(address(signed_in, "beside")))

        assert "Sian Placeholder" in page
        assert "Dates to come to, and meetings with us" in page
        assert "Letters to you" not in page
        assert "Until the end of 11 September 2026." in page
        assert "That is soon" not in page

    def test_s1_does_not_say_what_somebody_is_on_a_phone_that_others_see(self, signed_in: SignedIn) -> None:
        registered(signed_in.victim)

        page = seen(signed_in.browser.get(address(signed_in, "beside"))).lower()

        for word in ("isva", "advis", "lantern", "sexual", "violence"):
            assert word not in page

    @pytest.mark.parametrize(("days", "soon"), [(7, True), (8, False)])
    def test_show_3_a_week_before_the_end_it_is_said_on_both_pages_in_neutral_words(
        self, signed_in: SignedIn, days, soon
    ) -> None:
        connection = registered(signed_in.victim)
        SupporterConsentFactory(
            victim=signed_in.victim,
            supporter=connection.person.registered_supporter,
            connection=connection,
            ends_on=TODAY + dt.timedelta(days=days),
        )

        assert ("That is soon" in seen(signed_in.browser.get(address(signed_in, "beside")))) is soon
        first = seen(signed_in.browser.get(address(signed_in, "home")))
        assert ("Something that you chose under “How we keep in touch” ends on" in first) is soon
        assert "Sian" not in first

    def test_s1_whoever_reads_in_her_place_is_not_told_who_stands_beside_her(self, signed_in: SignedIn) -> None:
        """A parent or relative with a way into this record sees nothing of it, and changes nothing."""
        victim = signed_in.victim
        connection = registered(victim)
        mother = ConnectionFactory(victim=victim)
        for point in victim.person.contact_points.all():
            point.pk, point.person, point.value = None, mother.person, f"other-{point.value}"
            point.save(force_insert=True)
        browser = sign_in(victim, Client(), person=mother.person)

        for page in (address(signed_in, "beside"), address(signed_in, "beside_saved"), choose_address(connection)):
            assert browser.get(page).status_code == 404
        assert browser.post(choose_address(connection), CHOSEN).status_code == 404
        assert "Who sees something here" not in seen(browser.get(address(signed_in, "choices")))
        assert "Who sees something here" in seen(signed_in.browser.get(address(signed_in, "choices")))

    def test_s1_in_welsh(self, signed_in: SignedIn) -> None:
        registered(signed_in.victim)
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = seen(signed_in.browser.get(address(signed_in, "beside")))

        assert "Pobl wrth eich ochr" in page
        assert "People beside you" not in page


class TestChoosing:
    def test_s1_parts_and_a_span_hold_from_now_on(self, signed_in: SignedIn) -> None:
        connection = registered(signed_in.victim)

        page = seen(chosen(signed_in, connection))

        assert "We have saved what they see" in page
        consent = SupporterConsent.objects.get()
        assert (consent.parts, consent.ends_on, consent.agreed_how) == (
            ["CONTACT", "DATES"],
            dt.date(2026, 6, 11),
            "ONLINE",
        )
        item = WorkItem.objects.get(kind=WorkKind.PERSON_BESIDE_THEM)
        assert "Sian" not in item.summary

    def test_s1_no_part_at_all_is_an_answer_and_shows_the_least(self, signed_in: SignedIn) -> None:
        chosen(signed_in, registered(signed_in.victim), parts=[])

        assert SupporterConsent.objects.get().parts == ["CONTACT"]

    @pytest.mark.parametrize("said", [{"months": ""}, {"months": "24"}, {"parts": ["ADDRESS"]}])
    def test_s1_what_cannot_be_is_said_at_the_question_and_nothing_is_saved(self, signed_in: SignedIn, said) -> None:
        page = chosen(signed_in, registered(signed_in.victim), **said)

        assert "There is a problem" in seen(page)
        assert not SupporterConsent.objects.exists()

    def test_show_1_somebody_who_is_not_checked_yet_sees_nothing_and_the_page_says_so(
        self, signed_in: SignedIn
    ) -> None:
        connection = registered(signed_in.victim, checked_at=None, checked_by="", kind=SupporterKind.FAMILY_OR_FRIEND)

        chosen(signed_in, connection)

        assert "They see nothing until we have." in seen(signed_in.browser.get(address(signed_in, "beside")))

    def test_show_3_a_partner_with_the_phone_finds_no_box_for_a_name_and_no_way_to_himself(
        self, signed_in: SignedIn
    ) -> None:
        """What he could type, the address of somebody else's supporter, a relative, a suspect: none is let in."""
        page = signed_in.browser.get(address(signed_in, "beside")).content.decode()
        assert 'type="text"' not in page
        himself = ConnectionFactory(victim=signed_in.victim, kind=ConnectionKind.CLOSE_RELATIVE)
        near = registered(signed_in.victim, name="Robin", is_near=True)
        elsewhere = registered(VictimFactory(), name="Nia")

        for connection in (himself, near, elsewhere):
            kwargs = {"victim_id": signed_in.victim.pk, "connection_id": connection.pk}
            answer = signed_in.browser.post(reverse("portal:beside_choose", kwargs=kwargs), CHOSEN)
            assert answer.status_code == 404
        assert not SupporterConsent.objects.exists()

        signed_in.browser.post(address(signed_in, "beside"), {"act": "ask", "name": "Himself"})
        (item,) = WorkItem.objects.filter(kind=WorkKind.PERSON_BESIDE_THEM)
        assert "Himself" not in item.summary
        assert "You asked us to ring you" in seen(signed_in.browser.get(address(signed_in, "beside")))


class TestEnding:
    def test_s1_it_ends_at_once_and_an_open_page_of_the_supporter_shows_nothing_next(self, signed_in: SignedIn) -> None:
        connection = registered(signed_in.victim)
        chosen(signed_in, connection)
        account = PortalAccountFactory(person=connection.person)
        token = portal_sessions.open_session(account=account, device=DeviceKind.WINDOWS, at=NOW)
        assert portal_sessions.visitor(token=token, at=NOW).supported_ids == (signed_in.victim.pk,)

        page = signed_in.browser.post(
            address(signed_in, "beside"), {"act": "end", "who": str(connection.pk)}, follow=True
        )

        assert "They see nothing any more, from this moment." in seen(page)
        assert portal_sessions.visitor(token=token, at=NOW).supported_ids == ()

    @pytest.mark.parametrize("who", ["", "nobody", str(uuid.UUID(int=7))])
    def test_s1_nobody_ends_what_is_not_theirs(self, signed_in: SignedIn, who) -> None:
        answer = signed_in.browser.post(address(signed_in, "beside"), {"act": "end", "who": who})

        assert answer.status_code == 404

    def test_s1_a_second_press_is_no_error(self, signed_in: SignedIn) -> None:
        connection = registered(signed_in.victim)
        chosen(signed_in, connection)

        for _ in range(2):
            answer = signed_in.browser.post(address(signed_in, "beside"), {"act": "end", "who": str(connection.pk)})
            assert answer.status_code == 302


@pytest.mark.parametrize("name", ["beside", "beside_choose", "beside_saved"])
def test_s1_six_digits_once_more_come_before_these_pages(name) -> None:
    assert getattr(views_beside, name).__wrapped__.needs_fresh_code is Need.CHANGING


@pytest.mark.parametrize("people", [1, 20])
def test_s1_the_page_asks_as_often_for_twenty_as_for_one(
    signed_in: SignedIn, people, django_assert_max_num_queries
) -> None:
    for number in range(people):
        connection = registered(signed_in.victim, name=f"Helper {number}")
        SupporterConsentFactory(
            victim=signed_in.victim, supporter=connection.person.registered_supporter, connection=connection
        )

    with django_assert_max_num_queries(14):
        signed_in.browser.get(address(signed_in, "beside"))


def test_v31_a_supporter_stands_among_those_who_have_looked_by_what_they_are(signed_in: SignedIn) -> None:
    connection = registered(signed_in.victim)
    chosen(signed_in, connection)
    viewer = actors.supporter(victim_id=signed_in.victim.pk, person_id=connection.person_id)
    audit.record(
        actor=viewer,
        verb=Verb.VIEWED,
        subject=("supported", str(signed_in.victim.pk)),
        case_id=signed_in.victim.case_id,
        victim_id=signed_in.victim.pk,
        at=NOW,
    )

    page = seen(signed_in.browser.get(address(signed_in, "looks")))

    assert "Somebody from a service, whom you agreed to" in page
    assert "Sian" not in page
