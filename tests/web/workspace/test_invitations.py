"""Inviting somebody to their online page (V1, V33): the choice of ways, how it stands, and what ends it."""

import pytest
from django.urls import reverse

from cases.models import ContactPoint, Victim
from communications.models import OutboxMessage, PortalInvitation
from communications.rules.vocabulary import Channel, MessageState
from tests.factories.cases import ContactPointFactory, SafeContactProfileFactory
from tests.web.workspace.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _published(reference_data, clock) -> None:
    """Everything that a page of this case needs."""


def address(name: str, victim: Victim) -> str:
    return reverse(f"workspace:{name}", args=[victim.case_id, victim.pk])


@pytest.fixture
def by_post_and_phone(victim):
    """The same victim, who may be written to and has a mobile, and no email."""
    SafeContactProfileFactory(person=victim.person, never_post=False, recorded_at=NOW)
    ContactPoint.objects.filter(person=victim.person).update(superseded_at=NOW, superseded_by="staff:1")
    ContactPointFactory(person=victim.person, post=True)
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


class TestChoice:
    def test_offers_a_letter_with_codes_by_text_and_says_what_to_know(self, as_writer, by_post_and_phone) -> None:
        page = text_of(as_writer.get(address("invite", by_post_and_phone)))

        assert "Invitation by letter, codes by text" in page
        assert "Takes about a week" in page
        assert "Not by email" in page

    def test_asks_for_a_choice(self, as_writer, by_post_and_phone) -> None:
        page = text_of(as_writer.post(address("invite", by_post_and_phone), {}))

        assert "Select how the invitation and the codes go" in page
        assert "<title>Error:" in page
        assert not PortalInvitation.objects.exists()

    @pytest.mark.parametrize("value", ["POST+POST", "EMAIL+TEXT", "POST+EMAIL", "", "POST", "<b>"])
    def test_takes_nothing_that_was_not_offered(self, as_writer, by_post_and_phone, value) -> None:
        as_writer.post(address("invite", by_post_and_phone), {"ways": value})

        assert not PortalInvitation.objects.exists()

    def test_invites_by_letter_and_says_until_when(self, as_writer, by_post_and_phone) -> None:
        response = as_writer.post(address("invite", by_post_and_phone), {"ways": "POST+TEXT"}, follow=True)

        invitation = PortalInvitation.objects.get()
        assert (invitation.channel, invitation.person) == (Channel.POST, by_post_and_phone.person)
        assert "until the end of Tuesday 31 March 2026" in text_of(response)
        assert "Being made ready" in text_of(response)
        assert invitation.reference in text_of(response)

    def test_invites_by_email_with_codes_by_text(self, as_writer, victim) -> None:
        ContactPointFactory(person=victim.person, mobile=True)

        as_writer.post(address("invite", victim), {"ways": "EMAIL+TEXT"})

        assert PortalInvitation.objects.get().channel == Channel.EMAIL

    def test_tells_the_officer_the_address_that_an_email_does_not_hold(self, as_writer, victim) -> None:
        ContactPointFactory(person=victim.person, mobile=True)

        assert "/portal/" in text_of(as_writer.get(address("invite", victim)))

    def test_says_why_somebody_with_post_only_cannot_be_invited_and_what_remains(
        self, as_writer, by_post_and_phone
    ) -> None:
        ContactPoint.objects.filter(person=by_post_and_phone.person, kind="MOBILE").update(is_safe=False)

        page = text_of(as_writer.get(address("invite", by_post_and_phone)))

        assert "Only post is safe for this person" in page
        assert "the same facts, the same promises, on the same dates" in page
        assert "Send the invitation" not in page

    def test_says_that_the_person_never_wants_post(self, as_writer, victim) -> None:
        ContactPointFactory(person=victim.person, post=True)

        page = text_of(as_writer.get(address("invite", victim)))

        assert "Not by letter" in page
        assert "does not want to be reached in this way" in page

    def test_does_not_exist_for_staff_of_another_area(self, as_stranger, by_post_and_phone) -> None:
        assert as_stranger.get(address("invite", by_post_and_phone)).status_code == 404
        assert as_stranger.post(address("invite", by_post_and_phone), {"ways": "POST+TEXT"}).status_code == 404


class TestState:
    @pytest.fixture
    def invited(self, as_writer, by_post_and_phone):
        as_writer.post(address("invite", by_post_and_phone), {"ways": "POST+TEXT"})
        return by_post_and_phone

    def shown(self, as_writer, victim) -> str:
        return text_of(as_writer.get(address("safe-contact", victim)))

    def test_begins_with_nobody_invited(self, as_writer, victim) -> None:
        assert "They have not been invited" in self.shown(as_writer, victim)

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (MessageState.ACCEPTED, "With the print room"),
            (MessageState.DISPATCHED, "On its way"),
            (MessageState.HELD, "Not delivered"),
        ],
    )
    def test_follows_the_letter(self, as_writer, invited, state, words) -> None:
        OutboxMessage.objects.update(state=state)

        assert words in self.shown(as_writer, invited)

    def test_shows_that_it_was_used(self, as_writer, invited) -> None:
        PortalInvitation.objects.update(redeemed_at=NOW)

        page = self.shown(as_writer, invited)

        assert ">Used<" in page.replace(" ", "")
        assert "Cancel the invitation" not in page

    def test_shows_that_it_expired_and_offers_another(self, as_writer, invited) -> None:
        PortalInvitation.objects.update(expires_at=NOW)

        page = self.shown(as_writer, invited)

        assert "Expired" in page
        assert "Invite them again" in page

    def test_is_cancelled_by_a_button(self, as_writer, invited) -> None:
        response = as_writer.post(address("cancel-invitation", invited), follow=True)

        assert "Its code opens nothing any more" in text_of(response)
        assert "Ended" in text_of(response)
        assert PortalInvitation.objects.get().revoked_at == NOW

    def test_says_when_there_was_nothing_to_cancel(self, as_writer, victim) -> None:
        response = as_writer.post(address("cancel-invitation", victim), follow=True)

        assert "no open invitation" in text_of(response)

    def test_is_ended_by_a_letter_that_came_back(self, as_writer, invited) -> None:
        OutboxMessage.objects.update(state=MessageState.DISPATCHED, accepted_at=NOW, dispatched_at=NOW)
        assert "The letter came back" in self.shown(as_writer, invited)

        response = as_writer.post(address("invitation-came-back", invited), follow=True)

        assert "Came back" in text_of(response)
        assert PortalInvitation.objects.get().revoked_at == NOW
        assert "A letter to this address came back" in text_of(as_writer.get(address("invite", invited)))

    def test_says_when_no_letter_is_out_that_could_have_come_back(self, as_writer, invited) -> None:
        response = as_writer.post(address("invitation-came-back", invited), follow=True)

        assert "No letter with an invitation is out" in text_of(response)
        assert PortalInvitation.objects.get().revoked_at is None


class TestEndingOnlineAccess:
    def test_ends_the_invitation_at_once(self, as_writer, by_post_and_phone) -> None:
        as_writer.post(address("invite", by_post_and_phone), {"ways": "POST+TEXT"})

        response = as_writer.post(address("end-online-access", by_post_and_phone), follow=True)

        assert PortalInvitation.objects.get().revoked_at is not None
        assert "Nobody can open their online page any more" in text_of(response)

    @pytest.mark.parametrize("name", ["end-online-access", "cancel-invitation", "invitation-came-back"])
    def test_is_no_link_that_a_browser_could_follow_by_itself(self, as_writer, victim, name) -> None:
        assert as_writer.get(address(name, victim)).status_code == 405
