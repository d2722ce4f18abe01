"""Somebody who should not be here tries to come in, through the pages, with what they might really hold (T1-T3, T10).

Each case says what the other person has. What a person can lose at worst is written down too: whoever holds an unlocked
telephone on which she is signed in this minute sees what she sees, and is stopped at the next pause.
"""

import datetime as dt
import re
import statistics
import time
import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import Actor, ActorKind, Grant
from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import Victim
from cases.rules.vocabulary import ConnectionKind
from communications.models import OutboxMessage, PortalAccount, PortalInvitation, PortalSession, VictimMessage
from communications.rules import portal_codes
from communications.rules.portal_ways import Pair
from communications.rules.vocabulary import Channel, Purpose
from communications.services import portal_invitations, portal_limits, portal_secrets
from tests.architecture.routes import printable, routes
from tests.factories.cases import ConnectionFactory, ContactPointFactory, DefendantFactory, VictimFactory
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, SignedIn, invitation_code, make_victim, newest_one_time_code, sign_in
from tests.web.portal.test_reading import address_of, letter_to

pytestmark = pytest.mark.django_db
COME_IN, CODE, ONCE_MORE = (reverse(f"portal:{name}") for name in ("come_in", "code", "once_more"))
MINUTE = dt.timedelta(minutes=1)
PORTAL_PAGES = [route for route in routes() if route.needs_portal_session]
GIVEAWAYS = re.compile(
    r"\b(victim|crime|criminal|court|police|prosecut\w*|cps|trial|offence|charge[ds]?|witness|suspect|defendant|abuse|"
    r"rape|sexual|assault|dioddefw\w*|trosedd\w*|llys|heddlu|erlyn\w*|treial|tyst\w*|diffyn\w*)\b",
    re.IGNORECASE,
)


def text_of(response) -> str:
    return response.content.decode()


def number_of(signed_in: SignedIn) -> str:
    page = text_of(signed_in.browser.get(reverse("portal:your_number")))
    return re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page).group()


def tries(browser: Client, *, first: str, digits: str) -> str:
    """Where somebody stands after typing a first code and six digits."""
    browser.post(COME_IN, {"code": first})
    answer = browser.post(CODE, {"code": digits})
    return answer.get("Location", "still at the door")


def texts() -> int:
    return OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).count()


class TestWithThePhone:
    """He holds her telephone: it gets the six digits, and perhaps she has just laid it down."""

    def test_without_her_number_nothing_is_sent_to_it_and_nothing_opens(self, signed_in):
        his, before = Client(), texts()

        for guess in ("07700 900123", "HELLO", "0000-0000-0000"):
            assert tries(his, first=guess, digits="000000") == "still at the door"

        assert texts() == before

    def test_after_ten_minutes_her_letters_ask_again_and_what_he_does_meanwhile_wakes_nothing(self, signed_in, clock):
        letter = letter_to(signed_in.victim, **printable())
        phone = signed_in.browser
        clock.shift(11 * MINUTE)
        phone.get(reverse("portal:rights", args=[signed_in.victim.pk]))
        clock.shift(MINUTE)

        for address in (address_of(letter), address_of(letter, "download"), address_of(letter, "large_print"),
                        reverse("portal:letters", args=[signed_in.victim.pk]),
                        reverse("portal:looks", args=[signed_in.victim.pk])):  # fmt: skip
            assert phone.get(address)["Location"].startswith(ONCE_MORE), address

    def test_after_fifteen_minutes_nothing_is_open_whatever_he_kept_of_it(self, signed_in, clock):
        home = reverse("portal:home", args=[signed_in.victim.pk])
        page = signed_in.browser.get(home)
        clock.shift(15 * MINUTE)

        assert page["Cache-Control"] == "no-store, private"
        assert signed_in.browser.get(home)["Location"] == reverse("portal:signed_out")

    def test_the_digits_for_reading_are_no_way_in_on_a_device_of_his(self, signed_in, clock):
        """He starts a sign-in with her number on his own device and reads the digits that she asked for on hers."""
        number, his = number_of(signed_in), Client()
        his.post(COME_IN, {"code": number})
        signed_in.browser.post(ONCE_MORE, {"once-more-step": "send"})

        assert his.post(CODE, {"code": newest_one_time_code()}).status_code == 200
        assert PortalSession.objects.count() == 1

    def test_he_cannot_make_it_buzz_without_end(self, signed_in):
        number, before = number_of(signed_in), texts()
        for _ in range(15):
            Client().post(COME_IN, {"code": number})

        assert texts() - before <= portal_limits.PER_OWN_NETWORK.most


class TestWithTheMailbox:
    """He reads her mailbox: the invitation lies in it, and every notice."""

    def test_the_invitation_leads_to_digits_that_are_on_her_telephone(self, clock):
        code, his = invitation_code(make_victim()), Client()

        assert tries(his, first=code, digits="123456") == "still at the door"
        assert OutboxMessage.objects.get(purpose=Purpose.PORTAL_CODE).channel == Channel.TEXT
        assert not PortalAccount.objects.exists()

    def test_trying_it_does_not_take_it_from_her(self, clock):
        victim = make_victim()
        code, his, hers = invitation_code(victim), Client(), Client()
        for guess in range(portal_limits.PER_OTHER_NETWORK.most - 1):
            tries(his, first=code, digits=f"{guess:06d}")

        hers.post(COME_IN, {"code": code})
        assert hers.post(CODE, {"code": newest_one_time_code()})["Location"] == reverse("portal:your_number")

    def test_a_code_she_has_used_is_worth_nothing(self, clock):
        victim = make_victim()
        code = invitation_code(victim)
        hers, his, before = Client(), Client(), 1
        hers.post(COME_IN, {"code": code})
        hers.post(CODE, {"code": newest_one_time_code()})

        assert tries(his, first=code, digits="000000") == "still at the door"
        assert texts() == before


class TestWithTheInvitationLetter:
    """He opens the letter with the code before she does."""

    def posted(self, victim: Victim) -> PortalInvitation:
        lay_reference_data()
        ContactPointFactory(person=victim.person, post=True)
        return portal_invitations.invite(
            actor=officer_of(victim),
            victim=victim,
            person=victim.person,
            wanted=Pair(invitation=Channel.POST, codes=Channel.TEXT),
            at=NOW,
        )

    def test_it_gives_him_a_code_and_no_digits(self, clock):
        victim = make_victim()
        invitation = self.posted(victim)
        code = code_of(invitation)

        assert tries(Client(), first=code, digits="000000") == "still at the door"
        assert texts() == 1, "one text, to her telephone: it warns her"
        assert tries(Client(), first=invitation.reference, digits="000000") == "still at the door"
        assert texts() == 1, "the reference that a finder may quote opens nothing"

    def test_staff_end_it_at_once_when_she_says_so(self, clock):
        victim = make_victim()
        invitation = self.posted(victim)
        portal_invitations.revoke(actor=officer_of(victim), victim=victim, person=victim.person, at=NOW)

        tries(Client(), first=code_of(invitation), digits="000000")

        assert texts() == 0


class TestWithAllThatCanBeKnown:
    """He knows her name, the URN, her birth date, her address and numbers; he may have been in the room."""

    def test_none_of_it_opens_anything_or_is_even_asked_for(self, signed_in):
        victim, before = signed_in.victim, texts()
        person = victim.person
        points = person.contact_points.values_list("value", flat=True)
        known = (person.full_name, person.preferred_name, str(person.born_on), victim.case.urn, victim.case.urn_key,
                 victim.reference, str(victim.pk), str(person.pk), *points)  # fmt: skip

        for each in filter(None, known):
            assert tries(Client(), first=each, digits="000000") == "still at the door"

        assert texts() == before
        assert PortalSession.objects.count() == 1

    def test_her_addresses_are_worth_nothing_without_her_sign_in(self, signed_in):
        letter = letter_to(signed_in.victim)
        values = {"victim_id": signed_in.victim.pk, "letter_id": letter.pk, "number": 1}

        for route in PORTAL_PAGES:
            if route.placeholders <= values.keys():
                address = reverse(route.name, kwargs={name: values[name] for name in route.placeholders})
                assert Client().get(address)["Location"] == reverse("portal:start"), route.name


class TestSuspectWhoIsTheFather:
    """T10: a parent speaks for a child, unless they are a suspect or live with one, or nobody has looked."""

    @pytest.fixture
    def child(self, clock) -> Victim:
        return make_victim()

    def father(self, child: Victim, **changes: object):
        values = {
            "has_consent": True,
            "may_be_told": "EVERYTHING",
            "is_suspect_or_lives_with_suspect": False,
            **changes,
        }
        made = ConnectionFactory(victim=child, kind=ConnectionKind.PARENT_GUARDIAN, **values)
        ContactPointFactory(person=made.person)
        ContactPointFactory(person=made.person, mobile=True)
        return made

    @pytest.mark.parametrize("known", [True, None])
    def test_is_not_invited_while_he_is_one_or_nobody_knows(self, child, known):
        father = self.father(child, is_suspect_or_lives_with_suspect=known)

        with pytest.raises(portal_invitations.UnableToInvite):
            invitation_code(child, person=father.person)

    def test_loses_what_he_had_the_moment_it_is_known(self, child):
        father = self.father(child)
        his = sign_in(child, person=father.person)
        home = reverse("portal:home", args=[child.pk])
        before = his.get(home).status_code

        portal_invitations.revoke(actor=officer_of(child), victim=child, person=father.person, at=NOW)

        assert before == 200
        assert his.get(home)["Location"] == reverse("portal:signed_out")

    def test_an_invitation_on_its_way_to_him_is_worth_nothing_then(self, child):
        father = self.father(child)
        code = invitation_code(child, person=father.person)
        father.is_suspect_or_lives_with_suspect = True
        father.save()

        his = Client()
        his.post(COME_IN, {"code": code})

        assert texts() == 0
        assert his.post(CODE, {"code": "000000"}).status_code == 200

    def test_whoever_has_come_in_is_out_once_the_record_says_it(self, child):
        """Even where nobody remembered to end his access."""
        father = self.father(child)
        his = sign_in(child, person=father.person)
        father.is_suspect_or_lives_with_suspect = True
        father.save()

        assert his.get(reverse("portal:home", args=[child.pk])).status_code in {302, 404}
        assert not his.get(reverse("portal:home", args=[child.pk])).content

    def test_and_so_is_whoever_the_victim_no_longer_agrees_to(self, child):
        father = self.father(child)
        his = sign_in(child, person=father.person)
        father.ended_at, father.ended_by = NOW, "staff:1"
        father.save()

        assert his.get(reverse("portal:home", args=[child.pk])).status_code in {302, 404}

    def test_and_whoever_was_agreed_to_for_a_time_that_has_passed(self, child, clock):
        father = self.father(child, consent_ends_on=NOW.date())
        his = sign_in(child, person=father.person)
        before = his.get(reverse("portal:home", args=[child.pk])).status_code
        clock.shift(dt.timedelta(days=1))
        number = PortalAccount.objects.get(person=father.person)

        assert before == 200
        assert number.closed_at is None
        again = sign_in_again(number)
        assert again.get(reverse("portal:home", args=[child.pk])).status_code in {302, 404}

    def test_the_child_still_comes_in(self, child):
        self.father(child, is_suspect_or_lives_with_suspect=True)

        assert sign_in(child).get(reverse("portal:home", args=[child.pk])).status_code == 200


class TestGuessing:
    def test_of_six_digits_ends_after_five_and_the_next_ones_are_others(self, clock):
        victim = make_victim()
        his, code = Client(), invitation_code(victim)
        his.post(COME_IN, {"code": code})
        right = newest_one_time_code()
        for guess in (number for number in range(6) if f"{number:06d}" != right):
            his.post(CODE, {"code": f"{guess:06d}"})

        assert his.post(CODE, {"code": right}).status_code == 200
        assert not PortalSession.objects.exists()

    def test_of_first_codes_ends_after_twenty_from_one_browser_and_sixty_from_one_address(self, clock):
        his = Client()
        answers = [his.post(COME_IN, {"code": uuid.uuid4().hex[:16]}).status_code for _ in range(25)]
        others = [Client().post(COME_IN, {"code": uuid.uuid4().hex[:16]}).status_code for _ in range(50)]

        assert answers == [302] * portal_limits.PER_BROWSER.most + [429] * 5
        assert others.count(302) == portal_limits.PER_ADDRESS.most - len(answers)

    def test_of_the_second_digits_in_a_session_ends_after_five_too(self, signed_in, clock):
        clock.shift(11 * MINUTE)
        browser = signed_in.browser
        browser.get(reverse("portal:rights", args=[signed_in.victim.pk]))
        browser.post(ONCE_MORE, {"once-more-step": "send"})
        right = newest_one_time_code()
        for guess in (number for number in range(6) if f"{number:06d}" != right):
            browser.post(ONCE_MORE, {"once-more-step": "confirm", "once-more-code": f"{guess:06d}"})

        answer = browser.post(ONCE_MORE, {"once-more-step": "confirm", "once-more-code": right})

        assert answer.status_code == 200
        assert PortalSession.objects.get().proved_at is None


class TestReplaying:
    def test_her_forms_and_addresses_from_another_browser_does_nothing(self, signed_in):
        letter = letter_to(signed_in.victim, is_hard_news=True)
        his = Client()

        for address in (address_of(letter), reverse("portal:messages", args=[signed_in.victim.pk]), ONCE_MORE):
            assert his.post(address, {"text": "x", "key": "k"})["Location"] == reverse("portal:start")
        assert not VictimMessage.objects.exists()

    def test_her_cookie_after_she_left_is_worth_nothing(self, signed_in):
        his = Client()
        his.cookies[settings.PORTAL_COOKIE_NAME] = signed_in.browser.cookies[settings.PORTAL_COOKIE_NAME].value
        signed_in.browser.get(reverse("portal:exit"))

        assert his.get(reverse("portal:choose"))["Location"] == reverse("portal:signed_out")

    def test_no_message_of_ours_holds_a_link_to_replay(self, clock):
        victim = make_victim()
        Client().post(COME_IN, {"code": invitation_code(victim)})

        for message in OutboxMessage.objects.all():
            assert "http" not in str(message.template_values)

    def test_a_link_of_somebody_elses_makes_nothing_happen(self, signed_in):
        """No address changes anything by being opened, but the one that signs out."""
        lay_reference_data()
        before = texts(), VictimMessage.objects.count(), PortalSession.objects.filter(ended_at=None).count()
        values = {"victim_id": signed_in.victim.pk}
        for route in PORTAL_PAGES:
            if route.placeholders <= values.keys():
                signed_in.browser.get(reverse(route.name, kwargs={name: values[name] for name in route.placeholders}))

        assert (texts(), VictimMessage.objects.count(), PortalSession.objects.filter(ended_at=None).count()) == before


class TestTwoDevices:
    def test_each_has_its_own_proof(self, signed_in, clock):
        """That she typed digits on one device opens nothing on another."""
        letter = letter_to(signed_in.victim)
        number, other = number_of(signed_in), Client()
        clock.shift(11 * MINUTE)
        other.post(COME_IN, {"code": number})
        other.post(CODE, {"code": newest_one_time_code()})
        other.post(reverse("portal:how_to_leave"))

        assert other.get(address_of(letter)).status_code == 200
        assert signed_in.browser.get(address_of(letter))["Location"].startswith(ONCE_MORE)

    def test_leaving_one_leaves_the_other_and_she_can_end_it_from_there(self, signed_in):
        number, other = number_of(signed_in), Client()
        other.post(COME_IN, {"code": number})
        other.post(CODE, {"code": newest_one_time_code()})
        other.post(reverse("portal:how_to_leave"))
        signed_in.browser.post(reverse("portal:your_safety", args=[signed_in.victim.pk]), {"do": "leave-elsewhere"})

        assert other.get(reverse("portal:choose"))["Location"] == reverse("portal:signed_out")

    def test_what_he_came_in_with_stands_in_her_list(self, signed_in):
        number = number_of(signed_in)
        his = Client(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 14; SM-A155F)"})
        his.post(COME_IN, {"code": number})
        his.post(CODE, {"code": newest_one_time_code()})

        page = text_of(signed_in.browser.get(reverse("portal:looks", args=[signed_in.victim.pk])))

        assert "You came in with an Android phone or tablet" in page


class TestSameAnswer:
    """Nobody learns from the door whether a person exists: not from what it says, nor from what it does."""

    def asks(self, code: str) -> tuple[int, list[str]]:
        with CaptureQueriesContext(connection) as queries:
            answer = Client().post(COME_IN, {"code": code})
        return answer.status_code, [query["sql"].split(" ")[0].replace("ROLLBACK", "RELEASE") for query in queries]

    def test_the_door_does_the_same_for_an_invitation_a_number_and_a_stranger(self, signed_in):
        number, invited = number_of(signed_in), invitation_code(make_victim())

        stranger = self.asks("BCDF-GHJK-MNPQ-RTVW")

        assert self.asks(invited) == stranger
        assert self.asks(number) == stranger
        assert self.asks(signed_in.victim.case.urn) == stranger

    def test_the_second_step_says_the_same_to_both(self, clock):
        known, stranger = Client(), Client()
        known.post(COME_IN, {"code": invitation_code(make_victim())})
        stranger.post(COME_IN, {"code": "BCDF-GHJK-MNPQ-RTVW"})

        pages = [
            re.sub(r'value="[^"]*"', "", text_of(each.post(CODE, {"code": "000000"}))) for each in (known, stranger)
        ]

        assert pages[0] == pages[1]

    def test_takes_about_the_same_time(self, clock):
        """The statements above are the proof; this finds gross work outside them, on a machine that has others."""
        code = invitation_code(make_victim())

        def seconds(typed: str) -> float:
            began = time.perf_counter()
            Client().post(COME_IN, {"code": typed})
            return time.perf_counter() - began

        seconds(code), seconds("BCDF")
        pairs = [(seconds(code), seconds("BCDF-GHJK-MNPQ-RTVW")) for _ in range(4)]
        known, unknown = (statistics.median(each) for each in zip(*pairs, strict=True))

        assert known < 4 * unknown
        assert unknown < 4 * known


class TestNothingGivenAway:
    """T8: nothing about what happened stands where somebody passing by, or a list of pages visited, would show it."""

    @pytest.mark.parametrize("language", ["in_english", "in_welsh"])
    def test_by_a_title_or_an_address_of_any_page(self, signed_in, language):
        lay_reference_data()
        victim = signed_in.victim
        letter = letter_to(victim, **printable())
        DefendantFactory(case=victim.case, name="Canary Defendant")
        signed_in.browser.get(reverse(f"portal:{language}"))
        values = {"victim_id": victim.pk, "letter_id": letter.pk, "number": 1}

        for route in PORTAL_PAGES:
            if not route.placeholders <= values.keys():
                continue
            address = reverse(route.name, kwargs={name: values[name] for name in route.placeholders})
            answer = signed_in.browser.get(address, follow=True)
            assert not GIVEAWAYS.search(address), address
            if answer["Content-Type"].startswith("text/html"):
                found = re.search(r"<title>(.*?)</title>", text_of(answer), re.DOTALL)
                assert found is not None, route.name
                assert not GIVEAWAYS.search(found.group(1)), found.group(1)
                for own in (victim.person.full_name, victim.case.urn, "Canary"):
                    assert own not in found.group(1)

    def test_by_the_icon_or_the_name_of_a_file(self, signed_in):
        letter = letter_to(signed_in.victim, **printable())
        page = text_of(signed_in.browser.get(reverse("portal:home", args=[signed_in.victim.pk])))
        copy = signed_in.browser.get(address_of(letter, "large_print"))

        assert re.findall(r'<link rel="icon" href="([^"]*)"', page)[0].rsplit("/", 1)[1].startswith("neutral")
        assert copy["Content-Disposition"] == 'attachment; filename="copy.pdf"'

    def test_by_a_refusal(self, signed_in):
        """What is not theirs, is not there yet and never was answer alike."""
        his, letter = signed_in.browser, letter_to(signed_in.victim, sent_at=NOW)
        others, nowhere = VictimFactory(), uuid.uuid4()

        pages = {
            text_of(his.get(address)).replace(str(signed_in.victim.pk), "").replace(str(nowhere), "")
            for address in (
                reverse("portal:home", args=[nowhere]),
                reverse("portal:home", args=[others.pk]),
            )
        }

        assert len({re.sub(r"back=[^\"]*", "", page) for page in pages}) == 1
        assert his.get(address_of(letter)).status_code == his.get(reverse("portal:home", args=[nowhere])).status_code

    def test_by_the_trail_of_a_try(self, clock):
        """What somebody typed at the door is written nowhere."""
        Client().post(COME_IN, {"code": "Canary 1985-06-01"})

        assert "anary" not in str(list(AuditEvent.objects.values()))


def officer_of(victim: Victim) -> Actor:
    grant = Grant(
        role=Role.VLU_OFFICER, area_code=victim.case.area_id, unit_id=victim.case.unit_id, works_on_restricted=True
    )
    return Actor(kind=ActorKind.STAFF, identifier="1", grants=frozenset({grant}))


def code_of(invitation: PortalInvitation) -> str:
    return portal_codes.in_groups(code=portal_secrets.invitation_code(invitation_id=invitation.pk))


def sign_in_again(account: PortalAccount) -> Client:
    """Come back with the sign-in number of an account."""
    browser = Client()
    number = portal_secrets.sign_in_number(account_id=account.pk, since=account.number_since)
    browser.post(COME_IN, {"code": number})
    browser.post(CODE, {"code": newest_one_time_code()})
    browser.post(reverse("portal:how_to_leave"))
    return browser
