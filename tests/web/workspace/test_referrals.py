"""Support services as staff see them: taken down on the telephone, passed on, followed; and who may not (S5)."""

import datetime as dt

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import WorkItem
from communications.models import Referral
from tests.factories.cases import CaseFactory, ContactPointFactory, SafeContactProfileFactory, VictimFactory
from tests.factories.communications import ReferralFactory, ReferralStepFactory

pytestmark = pytest.mark.django_db
ON = {"taken_on_day": "11", "taken_on_month": "3", "taken_on_year": "2026"}
AT = dt.datetime(2026, 3, 11, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _published(reference_data, clock) -> None:
    """Wednesday 11 March 2026, 10:00."""


@pytest.fixture
def point(victim):
    return ContactPointFactory(person=victim.person, mobile=True, value="+447700900321")


@pytest.fixture
def referral(victim, point) -> Referral:
    return asked(victim, point)


def asked(victim, point, **known) -> Referral:
    found = ReferralFactory(
        **{"victim": victim, "point": point, "consented_at": AT, "consent_until": dt.date(2026, 4, 8), **known}
    )
    ReferralStepFactory(referral=found, taken_on=AT.date(), recorded_at=AT)
    return found


def text(response) -> str:
    return response.content.decode()


def page_of(referral) -> str:
    return reverse("workspace:referral", args=[referral.pk])


def list_of(victim) -> str:
    return reverse("workspace:referrals", args=[victim.case_id, victim.pk])


def start_of(victim) -> str:
    return reverse("workspace:start-referral", args=[victim.case_id, victim.pk])


def answers(victim, point, **changes) -> dict[str, str]:
    return {
        "key": "one", "person": str(victim.person_id), "service": "VICTIM_SUPPORT", "way": str(point.pk),
        "message": "no", "somebody_else": "RING_OFF", "phrase": "", "kind": "", "agreed": "on", **changes,
    }  # fmt: skip


class TestTakenDown:
    def test_is_listed_with_the_way_it_was_asked(self, as_writer, victim, point):
        response = as_writer.post(start_of(victim), answers(victim, point), follow=True)

        assert "Recorded. Pass it on" in text(response)
        assert "Victim Support" in text(as_writer.get(list_of(victim)))
        assert "by telephone" in text(as_writer.get(list_of(victim)))

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"service": ""}, "Select the service"),
            ({"way": ""}, "Select how the service may get in touch"),
            ({"message": ""}, "Select whether it may leave a message"),
            ({"somebody_else": ""}, "Select what the service does"),
            ({"agreed": ""}, "Confirm that you read it to them and that they agree"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field(self, as_writer, victim, point, changes, error):
        response = as_writer.post(start_of(victim), answers(victim, point, **changes))

        assert error in text(response)
        assert not Referral.objects.exists()

    def test_without_a_safe_way_is_not_asked_at_all(self, as_writer, victim, point):
        point.is_safe = False
        point.save()
        SafeContactProfileFactory(person=victim.person, never_email=True)

        page = text(as_writer.get(start_of(victim)))

        assert "There is no safe way to pass on" in page
        assert "<form" not in page.split("<main")[1]

    def test_more_than_anybody_means_in_a_day_is_refused_in_words(self, as_writer, victim, point):
        for _ in range(10):
            asked(victim, point, state="WITHDRAWN")

        assert "Many were asked for today" in text(as_writer.post(start_of(victim), answers(victim, point)))


class TestOne:
    def test_shows_no_number_and_no_words_until_somebody_asks_and_then_says_so_in_the_trail(
        self, as_writer, victim, referral
    ):
        Referral.objects.update(code_phrase="green harbour", tells_needs=True, help_kind="STALKING")
        before = text(as_writer.get(page_of(referral)))
        assert "+447700900321" not in before
        assert "green harbour" not in before

        shown = text(as_writer.post(page_of(referral), {"act": "show"}))

        for words in ("+447700900321", "green harbour", "Language and needs", "Stalking", "Leaves none"):
            assert words in shown
        assert AuditEvent.objects.filter(verb="REVEALED", victim_id=victim.pk).count() == 1

    def test_never_shows_what_they_did_not_agree_to(self, as_writer, victim, referral):
        victim.person.access_needs = "Hard of hearing"
        victim.person.save()

        shown = text(as_writer.post(page_of(referral), {"act": "show"})).split('id="told"')[1].split("What happened")[0]

        assert "Hard of hearing" not in shown
        assert "Kind of help" not in shown

    def test_is_passed_on_and_followed_to_its_outcome(self, as_writer, referral):
        passed = as_writer.post(
            page_of(referral), {"seen": "ASKED", "step": "PASSED_ON", "passed_how": "PHONE", **ON}, follow=True
        )
        assert "By telephone" in text(passed)
        assert WorkItem.objects.get(state="OPEN").kind == "REFERRAL_OUTCOME"

        taken = as_writer.post(page_of(referral), {"seen": "PASSED_ON", "step": "TAKEN_UP", **ON}, follow=True)
        assert "They are getting help" in text(taken)
        assert "Record a step" not in text(taken)

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"step": ""}, "Select what happened"),
            ({"passed_how": ""}, "Select how it was passed on"),
            ({"step": "WITHDRAWN"}, "Select why it is taken back"),
            ({"taken_on_year": "2027"}, "The date must be today or in the past"),
            ({"taken_on_day": ""}, "The date must include a day"),
            ({"seen": "PASSED_ON"}, "Somebody else recorded a step meanwhile"),
        ],
    )
    def test_what_is_wrong_is_said_at_the_field(self, as_writer, referral, changes, error):
        response = as_writer.post(
            page_of(referral), {"seen": "ASKED", "step": "PASSED_ON", "passed_how": "PHONE", **ON, **changes}
        )

        assert error in text(response)
        assert Referral.objects.get().state == "ASKED"

    def test_that_the_service_cannot_take_needs_a_reason(self, as_writer, victim, point):
        referral = asked(victim, point, state="PASSED_ON")
        sent = {"seen": "PASSED_ON", "step": "DECLINED_BY_SERVICE", **ON}

        assert "Select why the service cannot take them" in text(as_writer.post(page_of(referral), sent))
        after = text(as_writer.post(page_of(referral), {**sent, "why_not": "NO_ROOM"}, follow=True))
        assert "It has no room" in after

    def test_is_taken_back_for_them(self, as_writer, referral):
        as_writer.post(page_of(referral), {"seen": "ASKED", "step": "WITHDRAWN", "why_ended": "PERSON_ASKED", **ON})

        assert Referral.objects.get().state == "WITHDRAWN"

    def test_says_why_it_must_not_be_passed_on(self, as_writer, victim, referral):
        SafeContactProfileFactory(person=victim.person, never_phone=True)

        page = text(as_writer.post(page_of(referral), {"act": "show"}))

        assert "Do not pass this on" in page
        assert "+447700900321" not in page
        refused = as_writer.post(page_of(referral), {"seen": "ASKED", "step": "PASSED_ON", "passed_how": "PHONE", **ON})
        assert "The person does not want to be reached in this way." in text(refused)

    def test_after_the_consent_says_that_they_are_asked_again(self, as_writer, victim, point):
        referral = asked(victim, point, consent_until=dt.date(2026, 3, 10))

        assert "Their agreement has ended" in text(as_writer.get(page_of(referral)))
        refused = as_writer.post(page_of(referral), {"seen": "ASKED", "step": "PASSED_ON", "passed_how": "PHONE", **ON})
        assert "Their agreement has ended. Ask them again before anything is passed on" in text(refused)

    def test_that_leaves_no_trace_says_so_first(self, as_writer, victim, point):
        referral = asked(victim, point, is_hidden=True)

        for address in (page_of(referral), list_of(victim)):
            assert "No trace online" in text(as_writer.get(address))
        assert "Name it in no letter" in text(as_writer.get(page_of(referral)))


class TestWho:
    def test_the_people_of_a_case_lead_there(self, as_writer, victim):
        page = text(as_writer.get(reverse("workspace:case-people", args=[victim.case_id])))

        assert list_of(victim) in page

    def test_the_work_leads_there(self, as_writer, victim, point):
        as_writer.post(start_of(victim), answers(victim, point))
        item = WorkItem.objects.get()

        page = text(as_writer.get(reverse("workspace:work-item", args=[item.pk])))

        assert page_of(Referral.objects.get()) in page
        assert "Victim Support" not in page

    def test_another_area_and_a_restricted_case_are_not_there(self, as_stranger, as_writer, victim, referral):
        for address in (page_of(referral), list_of(victim), start_of(victim)):
            assert as_stranger.get(address).status_code == 404
        rasso = VictimFactory(case=CaseFactory(is_rasso=True))
        hidden = asked(rasso, ContactPointFactory(person=rasso.person, mobile=True))
        for address in (page_of(hidden), list_of(rasso), start_of(rasso)):
            assert as_writer.get(address).status_code == 404

    def test_whoever_only_reads_records_nothing_and_sees_no_number(self, as_prosecutor, referral, victim):
        page = text(as_prosecutor.get(page_of(referral)))
        assert "Record a step" not in page
        assert "Show what to tell the service" not in page
        assert as_prosecutor.post(page_of(referral), {"act": "show"}).status_code == 404
        assert as_prosecutor.get(start_of(victim)).status_code == 404

    def test_the_list_costs_the_same_with_one_and_with_fifty(
        self, as_writer, victim, point, django_assert_max_num_queries
    ):
        asked(victim, point)

        def cost() -> int:
            with django_assert_max_num_queries(30) as queries:
                as_writer.get(list_of(victim))
            return len(queries)

        cost()
        with_one = cost()
        for _ in range(49):
            asked(victim, point, state="WITHDRAWN")

        assert cost() == with_one
