"""Who has looked at my record (V31), and what a person can do here for their safety: whole pages, in both languages."""

import datetime as dt
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import actors
from accounts.roles import Role, SystemProcess
from audit import services as audit
from audit.models import AuditEvent
from audit.vocabulary import Verb
from cases.rules.vocabulary import ConnectionKind
from communications.demo.looks import let_some_have_looked
from communications.models import PortalSession
from communications.rules.vocabulary import Channel
from communications.services import portal_looks
from tests.factories.accounts import staff_with
from tests.factories.cases import ConnectionFactory, ContactPointFactory, DecisionFactory, VictimFactory
from tests.factories.communications import CallSeriesFactory
from tests.web.portal.conftest import NOW, make_victim, newest_one_time_code, sign_in
from tests.web.portal.test_reading import letter_to, seen

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def looks_page(browser: Client, victim, **query: str):
    return browser.get(reverse("portal:looks", args=[victim.pk]), query)


def read(browser: Client, victim) -> str:
    return seen(looks_page(browser, victim))


def look(victim, *, by, subject=None, verb=Verb.VIEWED, at=NOW - HOUR, reason="") -> None:
    audit.record(
        actor=by,
        verb=verb,
        subject=subject or victim,
        at=at,
        case_id=victim.case_id,
        victim_id=victim.pk,
        reason=reason,
    )


def member(victim, role: Role, **user: object):
    return actors.staff(user=staff_with(role, victim.case.unit, **user), at=NOW)


class TestStaff:
    @pytest.mark.parametrize(
        ("role", "words"),
        [
            (Role.VLU_OFFICER, "A liaison officer"),
            (Role.VLO_RASSO, "A liaison officer"),
            (Role.VLU_MANAGER, "A manager of the people who look after you"),
            (Role.PROSECUTOR, "A lawyer of ours"),
            (Role.INSPECTOR, "Somebody who checks how well we work"),
        ],
    )
    def test_are_named_by_role_and_reason_and_never_by_name(self, signed_in, role, words):
        look(signed_in.victim, by=member(signed_in.victim, role, full_name="Canary Surname"))

        page = read(signed_in.browser, signed_in.victim)

        assert f"{words} , to " in page
        assert "Canary" not in page
        assert "RASSO" not in page

    def test_who_is_the_contact_is_named_with_what_they_did(self, signed_in):
        victim = signed_in.victim
        victim.officer = staff_with(Role.VLU_OFFICER, victim.case.unit, full_name="Dana Okafor")
        victim.save()
        look(victim, by=actors.staff(user=victim.officer, at=NOW), subject=CallSeriesFactory(victim=victim))

        page = read(signed_in.browser, victim)

        assert "Dana Okafor, your contact here , to prepare a call with you, or to note how it went 9am" in page

    def test_reasons_that_staff_wrote_are_never_shown(self, signed_in):
        look(signed_in.victim, by=member(signed_in.victim, Role.VLU_OFFICER), reason="Canary: her sister rang")

        assert "Canary" not in read(signed_in.browser, signed_in.victim)

    def test_news_is_not_told_by_who_looked_at_what(self, signed_in):
        """PORT-2: a decision and a letter on its way look like any other work, until the letter may be read."""
        victim = signed_in.victim
        prosecutor, officer = member(victim, Role.PROSECUTOR), member(victim, Role.VLU_OFFICER)
        on_its_way = letter_to(victim, sent_at=NOW - DAY, channel=Channel.POST, is_hard_news=True)
        look(victim, by=prosecutor, subject=DecisionFactory(case=victim.case))
        look(victim, by=officer, subject=on_its_way)

        before = read(signed_in.browser, victim)
        on_its_way.sent_at = NOW - 9 * DAY
        on_its_way.save()
        after = read(signed_in.browser, victim)

        assert "A lawyer of ours , to work on your case" in before
        assert "A liaison officer , to work on your case" in before
        assert "letter that you have had" not in before
        assert "A liaison officer , to see a letter that you have had" in after

    def test_what_staff_wrote_or_decided_and_what_ran_by_itself_is_no_look(self, signed_in):
        victim = signed_in.victim
        look(victim, by=member(victim, Role.PROSECUTOR), verb=Verb.DECIDED)
        look(victim, by=member(victim, Role.VLU_OFFICER), verb=Verb.WROTE)
        look(victim, by=actors.system(SystemProcess.DELIVERY), verb=Verb.VIEWED)

        page = read(signed_in.browser, victim)

        assert "lawyer" not in page
        assert "officer" not in page

    def test_looks_one_after_the_other_are_one_line_with_both_times(self, signed_in):
        officer = member(signed_in.victim, Role.VLU_OFFICER)
        for minutes in (90, 75, 60):
            look(signed_in.victim, by=officer, at=NOW - dt.timedelta(minutes=minutes))

        page = read(signed_in.browser, signed_in.victim)

        assert page.count("A liaison officer") == 1
        assert "8:30am to 9am" in page


class TestOwnVisits:
    def test_say_with_what_one_came_in(self, clock):
        victim = make_victim()
        browser = sign_in(victim, Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1)"}))

        assert "You came in with an iPhone 10am" in read(browser, victim)

    def test_say_what_one_read_and_took(self, signed_in):
        signed_in.browser.get(reverse("portal:home", args=[signed_in.victim.pk]))
        look(signed_in.victim, by=actors.victim(victim_id=signed_in.victim.pk, person_id=signed_in.victim.person_id),
             verb=Verb.EXPORTED)  # fmt: skip

        page = read(signed_in.browser, signed_in.victim)

        assert "You read your pages" in page
        assert "You took a copy of a letter" in page

    def test_leave_a_trace_when_this_page_is_read(self, signed_in):
        read(signed_in.browser, signed_in.victim)

        event = AuditEvent.objects.filter(subject_kind="looks").get()
        assert (event.actor, event.victim_id) == (f"victim:{signed_in.victim.person_id}", signed_in.victim.pk)


class TestOthersVisits:
    """What one person may not learn from this page of another."""

    def relative(self, victim, **changes: object):
        values = {
            "kind": ConnectionKind.PARENT_GUARDIAN,
            "has_consent": True,
            "may_be_told": "EVERYTHING",
            "is_suspect_or_lives_with_suspect": False,
            **changes,
        }
        made = ConnectionFactory(victim=victim, **values)
        ContactPointFactory(person=made.person)
        ContactPointFactory(person=made.person, mobile=True)
        return made.person

    def visit(self, victim, person) -> None:
        look(victim, by=actors.victim(victim_id=victim.pk, person_id=person.pk))

    def test_the_victim_reads_that_somebody_they_agreed_to_came_in_and_not_who(self, signed_in):
        person = self.relative(signed_in.victim)
        self.visit(signed_in.victim, person)

        page = read(signed_in.browser, signed_in.victim)

        assert "Somebody you agreed may read here , read here" in page
        assert person.full_name not in page

    def test_the_victim_does_not_read_of_anybody_else(self, signed_in):
        self.visit(signed_in.victim, self.relative(signed_in.victim, has_consent=False, may_be_told="NOT_ASKED"))

        assert "Somebody you agreed" not in read(signed_in.browser, signed_in.victim)

    def test_a_parent_does_not_learn_when_the_child_came_in_or_with_what(self, clock):
        """T10: whoever speaks for a child reads of staff and of themselves, and of nobody else in the house."""
        victim = make_victim()
        sign_in(victim, Client(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1)"}))
        sister = self.relative(victim, kind=ConnectionKind.CLOSE_RELATIVE)
        self.visit(victim, sister)
        look(victim, by=member(victim, Role.VLU_OFFICER))
        parent = sign_in(victim, Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0)"}),
                         person=self.relative(victim))  # fmt: skip

        page = read(parent, victim)

        assert page.count("You came in") == page.count("You came in with a Windows computer") == 1
        assert "iPhone" not in page
        assert "Somebody you agreed" not in page
        assert "A liaison officer" in page

    def test_records_of_others_stay_theirs(self, signed_in):
        assert looks_page(signed_in.browser, VictimFactory()).status_code == 404


class TestPages:
    def fill(self, victim, count: int) -> None:
        """Looks that say different things by turns, the newest at a letter: none is put together with the next."""
        officer = member(victim, Role.VLU_OFFICER)
        for number in range(count):
            subject = letter_to(victim) if number == 0 else (("page", "victims"), victim)[number % 2]
            look(victim, by=officer, subject=subject, at=NOW - (number + 1) * HOUR)

    def test_go_on_where_the_last_one_ended_and_lose_nothing(self, signed_in, monkeypatch):
        monkeypatch.setattr(portal_looks, "PAGE", 5)
        self.fill(signed_in.victim, 12)
        address, lines = reverse("portal:looks", args=[signed_in.victim.pk]), 0
        for _ in range(5):
            page = signed_in.browser.get(address)
            lines += page.content.decode().count("A liaison officer")
            found = re.search(r'href="([^"]*after=[^"]*)"', page.content.decode())
            if found is None:
                break
            address = found.group(1).replace("&amp;", "&")

        assert lines == 12

    @pytest.mark.parametrize("after", ["x", "2026-03-11~1", "2026-03-11T10:00:00+00:00~-1", "~", "9" * 400])
    def test_begin_at_the_newest_where_the_address_says_nothing(self, signed_in, after):
        assert looks_page(signed_in.browser, signed_in.victim, after=after).status_code == 200

    def test_are_grouped_by_day_newest_first(self, signed_in):
        for days in (0, 1, 8):
            look(signed_in.victim, by=member(signed_in.victim, Role.VLU_OFFICER), at=NOW - HOUR - days * DAY)

        page = read(signed_in.browser, signed_in.victim)

        days = ["Wednesday 11 March 2026", "Tuesday 10 March 2026", "Tuesday 3 March 2026"]
        assert sorted(days, key=page.index) == days

    @pytest.mark.parametrize("many", [1, 50])
    def test_cost_the_same_with_one_look_and_with_fifty(self, signed_in, many, django_assert_num_queries):
        self.fill(signed_in.victim, many)

        # Session with its records, its mark, the record, people agreed to, looks, letters among them, trail: seven, and
        # the begin and end of the transaction.
        with django_assert_num_queries(10):
            looks_page(signed_in.browser, signed_in.victim)

    def test_ask_for_six_digits_once_more_after_a_pause(self, signed_in, clock):
        clock.shift(dt.timedelta(minutes=11))

        assert looks_page(signed_in.browser, signed_in.victim)["Location"].startswith(reverse("portal:once_more"))

    def test_are_in_welsh_for_who_reads_welsh(self, signed_in):
        look(signed_in.victim, by=member(signed_in.victim, Role.VLU_OFFICER))
        signed_in.browser.get(reverse("portal:in_welsh"))

        page = read(signed_in.browser, signed_in.victim)

        assert "Pwy sydd wedi edrych ar eich cofnod" in page
        assert "Swyddog cyswllt , i weithio ar eich achos 9am" in page
        assert "Dydd Mercher 11 Mawrth 2026" in page


class TestYourSafety:
    def address(self, signed_in) -> str:
        return reverse("portal:your_safety", args=[signed_in.victim.pk])

    def second_device(self, signed_in) -> Client:
        page = signed_in.browser.get(reverse("portal:your_number")).content.decode()
        number = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page).group()
        other = Client()
        other.post(reverse("portal:come_in"), {"code": number})
        other.post(reverse("portal:code"), {"code": newest_one_time_code()})
        other.post(reverse("portal:how_to_leave"))
        return other

    def test_signs_other_devices_out_and_this_one_not(self, signed_in):
        other = self.second_device(signed_in)
        before = seen(signed_in.browser.get(self.address(signed_in)))

        signed_in.browser.post(self.address(signed_in), {"do": "leave-elsewhere"})

        assert "You are signed in somewhere else too." in before
        assert "You are signed in on this device only." in seen(signed_in.browser.get(self.address(signed_in)))
        assert other.get(reverse("portal:choose"))["Location"] == reverse("portal:signed_out")
        assert PortalSession.objects.filter(ended_at=None).count() == 1

    def test_leaves_the_name_out_of_title_and_header_on_every_device_until_told_otherwise(self, signed_in):
        other = self.second_device(signed_in)
        signed_in.browser.post(self.address(signed_in), {"do": "plainer"})

        for browser in (signed_in.browser, other):
            page = browser.get(reverse("portal:rights", args=[signed_in.victim.pk])).content.decode()
            assert "<title>" in page
            assert "Your updates" not in page

        signed_in.browser.post(self.address(signed_in), {"do": "named"})
        assert "Your updates</title>" in signed_in.browser.get(self.address(signed_in)).content.decode()

    def test_does_nothing_that_it_was_not_asked_for(self, signed_in):
        assert signed_in.browser.post(self.address(signed_in), {"do": "anything"}).status_code == 200

    def test_reads_nothing_of_the_case(self, signed_in, django_assert_num_queries):
        # Session with its records, its mark, other devices.
        with django_assert_num_queries(3):
            signed_in.browser.get(self.address(signed_in))

    def test_offers_a_way_without_these_pages(self, signed_in):
        """V33: who would rather not use them loses nothing."""
        page = seen(signed_in.browser.get(self.address(signed_in)))

        assert "the same facts and the same promises on the same dates" in page


class TestDemo:
    def test_has_looks_to_show_by_staff_of_the_unit(self, signed_in):
        letter_to(signed_in.victim)
        staff_with(Role.VLU_OFFICER, signed_in.victim.case.unit)

        laid = let_some_have_looked(seed=7, now=NOW)

        assert laid > 0
        assert "A liaison officer" in read(signed_in.browser, signed_in.victim)

    def test_has_none_where_nobody_works_or_nothing_was_sent(self, signed_in):
        assert let_some_have_looked(seed=7, now=NOW) == 0


def test_the_name_of_the_cookie_is_no_word_of_ours():
    assert not re.search(r"victim|crime|cps|case|court", settings.PORTAL_COOKIE_NAME, re.IGNORECASE)
