"""The family pages: each relative as a person, who speaks for them, and the ways to reach each one (B.10)."""

import datetime as dt
import html
import re
import uuid

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from cases.models import Connection, ContactPoint, SafeContactProfile
from cases.rules.vocabulary import ConnectionKind, RelativeWish
from communications.models import PortalAccount
from tests.factories.cases import (
    ConnectionFactory,
    ContactPointFactory,
    PersonFactory,
    SafeContactProfileFactory,
    VictimFactory,
)
from tests.factories.communications import PortalAccountFactory
from tests.web.workspace.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "reference_data")]


def text(response):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


@pytest.fixture
def bereaved(victim):
    victim.person.died_on = dt.date(2026, 1, 2)
    victim.person.save()
    return victim


def relative(victim, name="Efua Mensah", **changes):
    known = {"kind": ConnectionKind.CLOSE_RELATIVE, "is_primary": False, "relationship": "sister", **changes}
    return ConnectionFactory(victim=victim, person=PersonFactory(full_name=name), **known)


def page(name, victim, *more):
    return reverse(f"workspace:{name}", args=[victim.case_id, victim.pk, *more])


def answers(**changes):
    return {
        "full_name": "Efua Mensah", "preferred_name": "Efua", "relationship": "sister", "is_near_suspect": "no",
        "has_consent": "yes", "wish": "BY_US", "language": "EN", "needs_interpreter": "no",
        "key": str(uuid.UUID(int=7)), **changes,
    }  # fmt: skip


class TestTheFamily:
    def test_shows_each_relative_with_their_own_wish_and_who_speaks_for_all(self, as_writer, bereaved):
        first = relative(bereaved, is_primary=True, wish=RelativeWish.BY_US)
        SafeContactProfileFactory(person=first.person, preferred_method="POST", never_email=True)
        ContactPointFactory(person=first.person, post=True)
        relative(bereaved, name="Kofi Mensah", wish=RelativeWish.NOT_AT_ALL, has_consent=False)
        relative(bereaved, name="Yaw Mensah", is_suspect_or_lives_with_suspect=True)

        shown = text(as_writer.get(page("family", bereaved)))

        assert "Main contact" in shown
        assert "From us, in a letter of their own" in shown
        assert "Never email." in shown
        assert shown.index("Before you reach Efua Mensah") < shown.index("From us, in a letter of their own")
        assert "1 of 1" in shown
        assert "Not at all" in shown
        assert "Nothing is ever sent or passed on to them." in shown
        assert "No Family Liaison Officer is recorded" in shown

    def test_shows_no_address_or_number(self, as_writer, bereaved):
        point = ContactPointFactory(person=relative(bereaved).person)

        assert point.value not in text(as_writer.get(page("family", bereaved)))

    def test_is_led_to_from_the_people_of_the_case_where_the_victim_died(self, as_writer, bereaved):
        other = VictimFactory(case=bereaved.case)

        shown = as_writer.get(reverse("workspace:case-people", args=[bereaved.case_id])).content.decode()

        assert page("family", bereaved) in shown
        assert page("family", other) not in shown

    def test_somebody_alive_has_no_such_page(self, as_writer, victim):
        assert as_writer.get(page("family", victim)).status_code == 404

    def test_does_not_exist_for_somebody_of_another_area(self, stranger, bereaved):
        theirs = relative(bereaved)
        visitor = signed_in(stranger)

        for name in ("family", "add-relative", "main-contact"):
            assert visitor.get(page(name, bereaved)).status_code == 404
        for name in ("relative", "end-relative", "relative-contact", "relative-invite"):
            assert visitor.get(page(name, bereaved, theirs.pk)).status_code == 404

    def test_whoever_only_reads_changes_nothing(self, as_prosecutor, bereaved):
        theirs = relative(bereaved)

        assert "Add a relative" not in text(as_prosecutor.get(page("family", bereaved)))
        for name, more in (("add-relative", ()), ("main-contact", ()), ("relative", (theirs.pk,))):
            assert as_prosecutor.post(page(name, bereaved, *more), answers()).status_code == 404
        assert not Connection.objects.exclude(pk=theirs.pk).exists()

    def test_looking_leaves_a_trace(self, as_writer, bereaved):
        as_writer.get(page("family", bereaved))

        assert AuditEvent.objects.filter(verb="VIEWED", victim_id=bereaved.pk).exists()

    def test_costs_the_same_with_one_relative_and_with_fifty(self, as_writer, bereaved, django_assert_max_num_queries):
        counts = []
        as_writer.get(page("family", bereaved))
        for more in (1, 49):
            for number in range(more):
                relative(bereaved, name=f"Relative {more} {number}")
            with django_assert_max_num_queries(40) as seen:
                as_writer.get(page("family", bereaved))
            counts.append(len(seen))

        assert counts[0] == counts[1]


class TestARelative:
    def test_is_recorded_and_speaks_for_the_family_as_the_first(self, as_writer, bereaved):
        response = as_writer.post(page("add-relative", bereaved), answers(), follow=True)

        assert "Recorded. Ask them now which address or number is safe" in text(response)
        theirs = Connection.objects.get(victim=bereaved, kind=ConnectionKind.CLOSE_RELATIVE)
        assert (theirs.person.full_name, theirs.wish, theirs.is_primary) == ("Efua Mensah", RelativeWish.BY_US, True)

    def test_pressing_twice_records_one(self, as_writer, bereaved):
        for _ in range(2):
            as_writer.post(page("add-relative", bereaved), answers())

        assert Connection.objects.filter(victim=bereaved, kind=ConnectionKind.CLOSE_RELATIVE).count() == 1

    def test_what_is_left_out_is_asked_for_and_nothing_typed_is_lost(self, as_writer, bereaved):
        response = as_writer.post(
            page("add-relative", bereaved), answers(wish="", language="OTHER", access_needs="Ring twice")
        )

        shown = text(response)
        assert "Select how they want to learn what is decided" in shown
        assert "Enter which language" in shown
        assert "Ring twice" in shown
        assert not Connection.objects.filter(kind=ConnectionKind.CLOSE_RELATIVE).exists()

    def test_is_changed_from_what_is_recorded(self, as_writer, bereaved):
        theirs = relative(bereaved, wish=RelativeWish.THROUGH_FLO)
        opened = as_writer.get(page("relative", bereaved, theirs.pk)).content.decode()
        assert re.search(r'value="THROUGH_FLO"[^>]*checked', opened)

        as_writer.post(page("relative", bereaved, theirs.pk), answers(wish="THROUGH_MAIN_CONTACT", formats=["BRAILLE"]))

        theirs.refresh_from_db()
        assert (theirs.wish, theirs.person.formats) == (RelativeWish.THROUGH_MAIN_CONTACT, ["BRAILLE"])

    def test_a_main_contact_who_lives_with_a_suspect_stops_speaking_for_the_family(self, as_writer, bereaved):
        theirs = relative(bereaved, is_primary=True)

        response = as_writer.post(page("relative", bereaved, theirs.pk), answers(is_near_suspect="yes"), follow=True)

        assert "They no longer speak for the family" in text(response)
        assert "Nobody speaks for the family." in text(response)

    def test_of_another_family_does_not_exist_here(self, as_writer, bereaved):
        theirs = relative(VictimFactory(case=bereaved.case, person__died_on=dt.date(2026, 1, 2)))

        for name in ("relative", "end-relative", "relative-contact", "relative-add-contact-point", "relative-invite"):
            assert as_writer.get(page(name, bereaved, theirs.pk)).status_code == 404

    def test_is_told_nothing_more_with_a_reason(self, as_writer, bereaved):
        theirs = relative(bereaved)
        account = PortalAccountFactory(person=theirs.person)
        assert "Select why they are told nothing more" in text(
            as_writer.post(page("end-relative", bereaved, theirs.pk))
        )

        response = as_writer.post(page("end-relative", bereaved, theirs.pk), {"reason": "ASKED_TO_LEAVE"}, follow=True)

        assert "They asked not to be in touch with us any more" in text(response)
        assert PortalAccount.objects.get(pk=account.pk).closed_at is not None

    def test_who_speaks_for_the_family_is_ended_only_after_another_was_chosen(self, as_writer, bereaved):
        first = relative(bereaved, is_primary=True)
        relative(bereaved, name="Kofi Mensah")

        response = as_writer.post(page("end-relative", bereaved, first.pk), {"reason": "DIED"})

        assert "Say first who speaks for the family from now on" in text(response)


class TestTheMainContact:
    def test_is_chosen_with_a_reason_and_the_change_stays_readable(self, as_writer, bereaved):
        first = relative(bereaved, is_primary=True)
        second = relative(bereaved, name="Kofi Mensah")
        relative(bereaved, name="Yaw Mensah", is_suspect_or_lives_with_suspect=None)
        shown = text(as_writer.get(page("main-contact", bereaved)))
        assert "Now it is Efua Mensah." in shown
        assert "Nobody has checked whether they are a suspect or live with one" in shown

        response = as_writer.post(
            page("main-contact", bereaved),
            {"relative": str(second.pk), "reason": "FAMILY_ASKED", "seen": str(first.pk), "note": "After the funeral"},
            follow=True,
        )

        said = text(response)
        assert "Kofi Mensah instead of Efua Mensah" in said
        assert "The family asked for it. By Robin Writer" in said
        assert "After the funeral" in said

    def test_a_choice_on_an_old_page_is_refused(self, as_writer, bereaved):
        first = relative(bereaved, is_primary=True)
        second = relative(bereaved, name="Kofi Mensah")

        response = as_writer.post(
            page("main-contact", bereaved),
            {"relative": str(second.pk), "reason": "ILL", "seen": str(uuid.uuid4())},
        )

        assert "Somebody else has just changed who speaks for the family" in text(response)
        first.refresh_from_db()
        assert first.is_primary

    def test_of_a_family_without_one_needs_no_reason(self, as_writer, bereaved):
        only = relative(bereaved)

        as_writer.post(page("main-contact", bereaved), {"relative": str(only.pk), "seen": ""})

        only.refresh_from_db()
        assert only.is_primary


class TestReachingARelative:
    def test_their_own_way_is_recorded_for_them_alone(self, as_writer, bereaved):
        theirs = relative(bereaved)
        before = SafeContactProfile.objects.filter(person=bereaved.person).count()

        response = as_writer.post(
            page("relative-contact", bereaved, theirs.pk),
            {"answer": "change", "preferred_method": "EMAIL", "never": ["never_post"]},
        )

        assert response.headers["Location"] == page("relative-contact", bereaved, theirs.pk)
        profile = SafeContactProfile.objects.get(person=theirs.person)
        assert (profile.preferred_method, profile.never_post) == ("EMAIL", True)
        assert SafeContactProfile.objects.filter(person=bereaved.person).count() == before

    def test_an_address_is_added_shown_on_request_and_ended(self, as_writer, bereaved):
        theirs = relative(bereaved)
        as_writer.post(
            page("relative-add-contact-point", bereaved, theirs.pk),
            {"kind": "EMAIL", "value": "efua@example.com", "is_safe": "yes", "may_leave_voicemail": "no"},
        )
        point = ContactPoint.objects.get(person=theirs.person)
        assert point.source == "RELATIVE"

        address = page("relative-contact", bereaved, theirs.pk)
        assert "efua@example.com" not in text(as_writer.get(address))
        assert "efua@example.com" in text(as_writer.post(address, {"answer": "reveal"}))
        assert AuditEvent.objects.filter(verb="REVEALED", subject_id=str(theirs.person_id)).exists()

        as_writer.post(page("relative-end-contact-point", bereaved, theirs.pk, point.pk))
        point.refresh_from_db()
        assert point.superseded_at is not None

    def test_they_are_invited_to_a_page_of_their_own(self, as_writer, bereaved):
        theirs = relative(bereaved, wish=RelativeWish.BY_US, may_be_told="EVERYTHING")
        SafeContactProfileFactory(person=theirs.person, uses_portal=True)
        ContactPointFactory(person=theirs.person)
        ContactPointFactory(person=theirs.person, mobile=True)

        response = as_writer.post(page("relative-invite", bereaved, theirs.pk), {"ways": "EMAIL+TEXT"}, follow=True)

        assert "The invitation is on its way" in text(response)
        invitation = theirs.person.portal_invitations.get()
        assert invitation.victim_id == bereaved.pk
        as_writer.post(page("relative-cancel-invitation", bereaved, theirs.pk))
        invitation.refresh_from_db()
        assert invitation.revoked_at is not None

    def test_who_wants_to_hear_nothing_is_not_invited(self, as_writer, bereaved):
        theirs = relative(bereaved, wish=RelativeWish.NOT_AT_ALL)
        SafeContactProfileFactory(person=theirs.person, uses_portal=True)
        ContactPointFactory(person=theirs.person)
        ContactPointFactory(person=theirs.person, mobile=True)

        response = as_writer.post(page("relative-invite", bereaved, theirs.pk), {"ways": "EMAIL+TEXT"})

        assert "The person asked to be told nothing." in text(response)

    def test_their_access_is_ended_for_them_alone(self, as_writer, bereaved):
        theirs, other = relative(bereaved), relative(bereaved, name="Kofi Mensah")
        accounts = [PortalAccountFactory(person=each.person) for each in (theirs, other)]

        as_writer.post(page("relative-end-online-access", bereaved, theirs.pk))

        closed = [PortalAccount.objects.get(pk=account.pk).closed_at is not None for account in accounts]
        assert closed == [True, False]
