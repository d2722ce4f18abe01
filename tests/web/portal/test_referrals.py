"""Asking to be put in touch with a service, following it, stopping it; and leaving no trace (S5; issue 4, point 10)."""

import datetime as dt
import io
import re
import zipfile

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import AuditEvent
from cases.models import ContactPoint, Person
from communications.models import OutboxMessage, Referral, ReferralStep
from communications.rules.neutral_words import revealing_words
from communications.rules.referrals import PassedBy, ReferralReason, ReferralState
from communications.services import referrals
from tests.factories.cases import ConnectionFactory, ContactPointFactory, SafeContactProfileFactory
from tests.factories.communications import ReferralFactory, ReferralStepFactory
from tests.factories.reference import lay_reference_data
from tests.services.communications.writing import member
from tests.web.portal.conftest import NOW, make_victim, sign_in

pytestmark = pytest.mark.django_db
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _published(db) -> None:
    lay_reference_data()


def address(name: str, victim, **more: object) -> str:
    return reverse(f"portal:{name}", kwargs={"victim_id": victim.pk, **more})


def text_of(answer) -> str:
    main = answer.content.decode().split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def mobile_of(victim) -> ContactPoint:
    return ContactPoint.objects.get(person=victim.person, kind="MOBILE")


def answers(victim, **changes: str) -> dict[str, str]:
    return {
        "key": "one", "service": "VICTIM_SUPPORT", "way": str(mobile_of(victim).pk), "somebody_else": "RING_OFF",
        "phrase": "green harbour", "kind": "", "agreed": "on", "step": "send", **changes,
    }  # fmt: skip


def asked(victim, *, person: Person | None = None, **known) -> Referral:
    found = ReferralFactory(
        **{
            "victim": victim, "person": person or victim.person, "point": mobile_of(victim), "consented_at": NOW,
            "consent_until": NOW.date() + 28 * DAY, "due_on": NOW.date() + 2 * DAY, **known,
        }
    )  # fmt: skip
    ReferralStepFactory(referral=found, taken_on=NOW.date(), recorded_at=NOW)
    return found


def stepped(referral, step: str, **known) -> None:
    ReferralStepFactory(referral=referral, step=step, taken_on=NOW.date(), recorded_at=NOW, **known)
    Referral.objects.filter(pk=referral.pk).update(state=step, due_on=known.pop("due_on", None))


class TestAsking:
    def test_begins_in_the_directory_with_the_service_in_no_address(self, signed_in) -> None:
        page = signed_in.browser.get(reverse("portal:help_near")).content.decode()
        ask = address("referral_ask", signed_in.victim)

        assert f'action="{ask}"' in page
        assert 'value="VICTIM_SUPPORT"' in page
        assert "SAMARITANS" not in page
        begun = signed_in.browser.post(ask, {"service": "VICTIM_SUPPORT", "step": "begin"}).content.decode()
        assert re.search(r'value="VICTIM_SUPPORT"[^>]*checked', begun)
        assert "There is a problem" not in begun

    def test_is_offered_where_somebody_reads_what_they_can_expect_and_says_what_they_need(self, signed_in) -> None:
        for name in ("rights", "needs_saved"):
            page = signed_in.browser.get(address(name, signed_in.victim)).content.decode()
            assert address("referral_ask", signed_in.victim) in page

    def test_shows_no_number_and_none_but_ones_own(self, signed_in) -> None:
        page = signed_in.browser.get(address("referral_ask", signed_in.victim)).content.decode()

        number = mobile_of(signed_in.victim).value
        assert number not in page
        assert f"ends in {number[-3:]}" in page

    def test_is_read_once_more_then_sent_and_followed(self, signed_in) -> None:
        browser, victim = signed_in.browser, signed_in.victim
        ask = address("referral_ask", victim)

        check = text_of(browser.post(ask, answers(victim, step="", needs="on", kind="STALKING")))
        for words in ("Check, then send", "Victim Support", "“green harbour”", "Somebody who follows or bothers me",
                      "What happened, your address, and anything about your case", "8 April 2026"):  # fmt: skip
            assert words in check
        assert not Referral.objects.exists()

        sent = browser.post(ask, answers(victim, needs="on", kind="STALKING"))
        assert sent.url == address("referral_sent", victim)
        assert "by 13 March 2026" in text_of(browser.get(sent.url))
        shown = text_of(browser.get(address("referrals", victim)))
        assert "Victim Support" in shown
        assert "We pass your name on by 13 March 2026." in shown
        referral = Referral.objects.get()
        assert (referral.tells_needs, referral.help_kind, referral.is_hidden) == (True, "STALKING", False)

    def test_can_be_changed_from_the_page_on_which_it_is_checked(self, signed_in) -> None:
        ask = address("referral_ask", signed_in.victim)
        page = signed_in.browser.post(ask, answers(signed_in.victim, step="change")).content.decode()

        assert 'value="green harbour"' in page
        assert not Referral.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"service": ""}, "Choose a service"),
            ({"service": "SAMARITANS"}, "Choose a service"),
            ({"way": ""}, "Choose how they may get in touch"),
            ({"somebody_else": ""}, "Choose what they should do"),
            ({"agreed": ""}, "Say that you agree, or go back"),
            ({"phrase": "x" * 61}, "60 characters or fewer"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field_and_nothing_is_lost(self, signed_in, changes, error) -> None:
        ask = address("referral_ask", signed_in.victim)
        page = signed_in.browser.post(ask, answers(signed_in.victim, **changes)).content.decode()

        assert error in page
        assert "green harbour" in page or "phrase" in changes
        assert not Referral.objects.exists()

    def test_asks_about_messages_only_where_we_may_leave_one(self, clock) -> None:
        victim = make_victim()
        browser = sign_in(victim)
        ask = address("referral_ask", victim)
        assert "They leave no message, as you agreed with us." in text_of(browser.get(ask))

        SafeContactProfileFactory(person=victim.person, voicemail=True, recorded_at=NOW)
        assert "may they leave a message?" in text_of(browser.get(ask))
        assert "Say whether they may leave a message" in text_of(browser.post(ask, answers(victim)))
        browser.post(ask, answers(victim, message="yes"))
        assert Referral.objects.get().may_leave_message

    def test_shows_the_times_that_are_safe_and_those_that_are_not(self, signed_in) -> None:
        SafeContactProfileFactory(
            person=signed_in.victim.person, recorded_at=NOW,
            safe_windows=[{"days": [0], "from": "10:00", "to": "11:00"}], times_to_avoid=[{"on": "2026-03-20"}],
        )  # fmt: skip
        page = text_of(signed_in.browser.get(address("referral_ask", signed_in.victim)))

        assert "10" in page.split("safe:")[1]
        assert "Never: 20 March 2026" in page
        check = text_of(
            signed_in.browser.post(address("referral_ask", signed_in.victim), answers(signed_in.victim, step=""))
        )
        assert "Never then 20 March 2026" in check

    def test_after_many_in_a_day_leads_to_the_telephone(self, signed_in) -> None:
        for _ in range(10):
            asked(signed_in.victim, state="WITHDRAWN", due_on=None)
        page = text_of(signed_in.browser.post(address("referral_ask", signed_in.victim), answers(signed_in.victim)))

        assert "You have asked for many services today." in page

    def test_below_sixteen_leads_to_a_person_first(self, clock) -> None:
        victim = make_victim()
        victim.person.born_on = dt.date(2011, 1, 1)
        victim.person.save()
        browser = sign_in(victim)

        assert "Talk with us first" in text_of(browser.get(address("referral_ask", victim)))
        page = browser.post(address("referral_ask", victim), answers(victim))
        assert "Talk with us first" in text_of(page)
        assert not Referral.objects.exists()

    def test_without_a_safe_way_says_so_and_leads_back_to_the_list(self, signed_in) -> None:
        SafeContactProfileFactory(person=signed_in.victim.person, never_phone=True, never_email=True, recorded_at=NOW)
        page = signed_in.browser.get(address("referral_ask", signed_in.victim))

        assert "We need a safe way first" in text_of(page)
        assert reverse("portal:help_near") in page.content.decode()

    def test_with_a_way_that_became_unsafe_in_between_says_so(self, monkeypatch, signed_in) -> None:
        def refuse(**_: object) -> None:
            raise referrals.NoSafeWay(())

        monkeypatch.setattr(referrals, "ask", refuse)
        page = text_of(signed_in.browser.post(address("referral_ask", signed_in.victim), answers(signed_in.victim)))

        assert "This is not a safe way any more." in page

    def test_sends_nothing_and_says_nothing_in_titles(self, signed_in) -> None:
        browser, victim = signed_in.browser, signed_in.victim
        before = OutboxMessage.objects.count()
        browser.post(address("referral_ask", victim), answers(victim))
        referral = Referral.objects.get()

        assert OutboxMessage.objects.count() == before
        pages = [address(name, victim) for name in ("referral_ask", "referral_sent", "referrals")]
        pages += [address(name, victim, referral_id=referral.pk) for name in ("referral_stop", "referral_hide")]
        for page in pages:
            answer = browser.get(page)
            assert answer.status_code == 200, page
            assert not revealing_words(text=TITLE.search(answer.content.decode()).group(1))
            assert "victim" not in page.replace(str(victim.pk), "")


class TestFollowing:
    @pytest.mark.parametrize(
        ("step", "known", "due_on", "words"),
        [
            ("PASSED_ON", {"passed_how": "PHONE"}, dt.date(2026, 3, 25), "We ask them by 25 March 2026 what"),
            ("PASSED_ON", {"passed_how": "PHONE"}, dt.date(2026, 3, 10), "We should have asked them by now."),
            ("PASSED_ON", {"passed_how": "PHONE"}, None, "On 11 March 2026 we passed your name on."),
            ("WAITING_LIST", {}, dt.date(2026, 3, 25), "We ask them again by 25 March 2026."),
            ("TAKEN_UP", {}, None, "you and they are in touch"),
            ("DECLINED_BY_SERVICE", {"reason": "NO_ROOM"}, None, "That is not because of you."),
            ("NOT_REACHED", {}, None, "they could not reach you"),
            ("DECLINED_BY_PERSON", {}, None, "that you do not want this now"),
            ("WITHDRAWN", {"reason": "PERSON_ASKED"}, None, "We stopped this on 11 March 2026."),
            ("WITHDRAWN", {"reason": "NO_SAFE_WAY"}, None, "We found no safe way"),
        ],
    )  # fmt: skip
    def test_says_what_was_done_and_what_happens_next(self, signed_in, step, known, due_on, words) -> None:
        referral = asked(signed_in.victim)
        stepped(referral, step, **known)
        Referral.objects.update(due_on=due_on)

        assert words in text_of(signed_in.browser.get(address("referrals", signed_in.victim)))

    @pytest.mark.parametrize(
        ("known", "words"),
        [
            ({"due_on": dt.date(2026, 3, 10)}, "We should have passed your name on by 10 March 2026. We are sorry"),
            ({"due_on": None}, "We pass your name on as soon as we can."),
            ({"consent_until": dt.date(2026, 3, 10)}, "You agreed until 10 March 2026."),
        ],
    )
    def test_says_where_we_are_late_and_where_their_word_has_run_out(self, signed_in, known, words) -> None:
        asked(signed_in.victim, **known)

        assert words in text_of(signed_in.browser.get(address("referrals", signed_in.victim)))

    def test_shows_what_was_asked_for_twice_once_and_nothing_where_nothing_is(self, signed_in) -> None:
        page = address("referrals", signed_in.victim)
        assert "Nothing stands here." in text_of(signed_in.browser.get(page))

        referral = asked(signed_in.victim)
        stepped(referral, "WITHDRAWN", reason="ASKED_AGAIN")
        assert "Nothing stands here." in text_of(signed_in.browser.get(page))

    def test_of_a_service_that_is_no_longer_listed_still_stands(self, signed_in) -> None:
        asked(signed_in.victim, service="GONE")

        assert "A support service" in text_of(signed_in.browser.get(address("referrals", signed_in.victim)))

    def test_stops_at_once(self, signed_in) -> None:
        referral = asked(signed_in.victim)
        stop = address("referral_stop", signed_in.victim, referral_id=referral.pk)
        assert "It stops at once." in text_of(signed_in.browser.get(stop))
        for asks in (stop, address("referral_hide", signed_in.victim, referral_id=referral.pk)):
            page = signed_in.browser.get(asks).content.decode()
            assert f'href="{address("referrals", signed_in.victim)}">Leave it as it is</a>' in page

        answer = signed_in.browser.post(stop)

        assert answer.url == address("referrals", signed_in.victim)
        assert Referral.objects.get().state == ReferralState.WITHDRAWN
        assert ReferralStep.objects.latest("id").reason == ReferralReason.PERSON_ASKED

    def test_costs_the_same_with_one_and_with_fifty(self, signed_in, django_assert_max_num_queries) -> None:
        asked(signed_in.victim)

        def cost() -> int:
            with django_assert_max_num_queries(30) as queries:
                signed_in.browser.get(address("referrals", signed_in.victim))
            return len(queries)

        cost()
        with_one = cost()
        for _ in range(49):
            asked(signed_in.victim, state="WITHDRAWN", due_on=None)

        assert cost() == with_one


class TestNoTrace:
    """Somebody looks over the shoulder, or holds the phone: REF-5."""

    def test_looking_at_the_directory_leaves_nothing(self, signed_in) -> None:
        before = AuditEvent.objects.count()
        signed_in.browser.get(reverse("portal:help_near"))
        signed_in.browser.post(reverse("portal:help_near"), {"kind": "SEXUAL", "place": "62"})

        assert AuditEvent.objects.count() == before
        assert not Referral.objects.exists()

    def test_what_is_hidden_stands_on_no_page_and_in_no_copy(self, signed_in) -> None:
        browser, victim = signed_in.browser, signed_in.victim
        browser.post(address("referral_ask", victim), answers(victim, is_hidden="on", service="LIGHTHOUSE"))
        assert Referral.objects.get().is_hidden

        names = ("home", "referrals", "letters", "happened", "messages", "looks", "choices", "referral_sent", "dates")
        for name in names:
            page = browser.get(address(name, victim)).content.decode()
            assert "Lighthouse" not in page, name
            assert "green harbour" not in page
        taken = browser.post(address("take", victim))
        with zipfile.ZipFile(io.BytesIO(b"".join(taken.streaming_content))) as copy:
            for name in copy.namelist():
                words = copy.read(name)
                assert b"green harbour" not in words, name
                assert b"lighthouse" not in words.lower(), name

    def test_staff_who_pass_it_on_leave_no_trace_of_it_either(self, signed_in) -> None:
        browser, victim = signed_in.browser, signed_in.victim
        browser.post(address("referral_ask", victim), answers(victim, is_hidden="on"))
        before = {name: text_of(browser.get(address(name, victim))) for name in ("home", "happened", "letters")}
        referrals.pass_on(
            referral_id=Referral.objects.get().pk, passed_how=PassedBy.PHONE, taken_on=NOW.date(),
            seen=ReferralState.ASKED, actor=member(victim.case, Role.VLU_OFFICER), at=NOW,
        )  # fmt: skip

        assert before == {name: text_of(browser.get(address(name, victim))) for name in before}

    def test_the_page_after_asking_is_the_same_for_whoever_opens_it(self, signed_in) -> None:
        sent = address("referral_sent", signed_in.victim)
        before = text_of(signed_in.browser.get(sent))
        signed_in.browser.post(address("referral_ask", signed_in.victim), answers(signed_in.victim, is_hidden="on"))

        assert text_of(signed_in.browser.get(sent)) == before

    def test_asking_for_the_same_service_does_not_find_it_out(self, signed_in) -> None:
        browser, victim = signed_in.browser, signed_in.victim
        ask = address("referral_ask", victim)
        page = text_of(browser.get(ask))
        browser.post(ask, answers(victim, is_hidden="on"))

        assert text_of(browser.get(ask)) == page
        again = browser.post(ask, answers(victim, key="two"))
        assert again.url == address("referral_sent", victim)
        assert Referral.objects.filter(state="ASKED").count() == 2

    def test_its_address_reads_like_one_that_does_not_exist(self, signed_in) -> None:
        hidden = asked(signed_in.victim, is_hidden=True)

        for name in ("referral_stop", "referral_hide"):
            page = address(name, signed_in.victim, referral_id=hidden.pk)
            assert signed_in.browser.get(page).status_code == 404
            assert signed_in.browser.post(page).status_code == 404
        assert Referral.objects.get().state == ReferralState.ASKED

    def test_what_showed_can_be_taken_off_the_pages(self, signed_in) -> None:
        referral = asked(signed_in.victim)
        hide = address("referral_hide", signed_in.victim, referral_id=referral.pk)
        assert "It goes on as before" in text_of(signed_in.browser.get(hide))
        signed_in.browser.post(hide)

        assert "Victim Support" not in text_of(signed_in.browser.get(address("referrals", signed_in.victim)))
        assert Referral.objects.get().state == ReferralState.ASKED


class TestOthers:
    """A parent, a relative, a partner with another record: nobody reads or changes what is not theirs."""

    def test_a_relative_sees_only_their_own_and_asks_for_nobody_else(self, clock) -> None:
        victim = make_victim()
        theirs = asked(victim)
        relative = ConnectionFactory(
            victim=victim, kind="CLOSE_RELATIVE", is_primary=False, is_suspect_or_lives_with_suspect=False
        ).person
        ContactPointFactory(person=relative)
        own = ContactPointFactory(person=relative, mobile=True)
        browser = sign_in(victim, person=relative)

        assert "Victim Support" not in text_of(browser.get(address("referrals", victim)))
        stop = address("referral_stop", victim, referral_id=theirs.pk)
        assert browser.get(stop).status_code == browser.post(stop).status_code == 404
        browser.post(address("referral_ask", victim), answers(victim, way=str(own.pk)))
        assert set(Referral.objects.values_list("person_id", flat=True)) == {victim.person_id, relative.pk}

    def test_another_record_is_not_there(self, signed_in) -> None:
        other = make_victim()
        theirs = asked(other)

        for name in ("referral_ask", "referral_sent", "referrals"):
            assert signed_in.browser.get(address(name, other)).status_code == 404
        for victim in (other, signed_in.victim):
            stop = address("referral_stop", victim, referral_id=theirs.pk)
            assert signed_in.browser.post(stop).status_code == 404
        assert Referral.objects.get().state == ReferralState.ASKED

    def test_a_number_of_somebody_else_is_no_choice(self, signed_in) -> None:
        stranger = mobile_of(make_victim())
        page = signed_in.browser.post(
            address("referral_ask", signed_in.victim), answers(signed_in.victim, way=str(stranger.pk))
        )

        assert "Choose how they may get in touch" in text_of(page)
        assert not Referral.objects.exists()

    def test_whoever_found_the_page_open_is_asked_for_six_digits(self, signed_in, clock) -> None:
        """V1: to change, ten minutes after the last ones; what was picked comes along."""
        clock.shift(dt.timedelta(minutes=11))
        ask = address("referral_ask", signed_in.victim)

        assert reverse("portal:once_more") in signed_in.browser.get(ask).url
        held = signed_in.browser.post(ask, answers(signed_in.victim)).content.decode()
        assert "green harbour" in held
        assert not Referral.objects.exists()
