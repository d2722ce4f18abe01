"""A supporter signed in to the portal (S1, S3): which records they are shown a part of, asked with every page."""

import datetime as dt

import pytest

from accounts import actors, policies
from accounts.permissions import Permission
from audit.models import AuditEvent
from cases.rules.vocabulary import ShownPart
from communications.rules.vocabulary import DeviceKind
from communications.services import portal_sessions, supported_record
from tests.factories.cases import VictimFactory
from tests.factories.communications import (
    OPENED_AT,
    PortalAccountFactory,
    RegisteredSupporterFactory,
    SupporterConsentFactory,
)

pytestmark = pytest.mark.django_db
AT = OPENED_AT + dt.timedelta(days=1)


@pytest.fixture
def supporter():
    return RegisteredSupporterFactory()


def visitor_of(supporter):
    account = PortalAccountFactory(person=supporter.person)
    token = portal_sessions.open_session(account=account, device=DeviceKind.WINDOWS, at=AT)
    return portal_sessions.visitor(token=token, at=AT)


def test_s3_one_sign_in_reaches_everybody_who_agreed_and_nobody_else(supporter) -> None:
    agreed = {SupporterConsentFactory(supporter=supporter).victim_id for _ in range(2)}
    SupporterConsentFactory()

    visitor = visitor_of(supporter)

    assert (set(visitor.supported_ids), visitor.victim_ids, visitor.is_supporter) == (agreed, (), True)


def test_s1_a_supporter_is_never_taken_for_the_victim(supporter) -> None:
    victim = SupporterConsentFactory(supporter=supporter).victim

    visitor = visitor_of(supporter)
    actor = visitor.supporter_for(victim_id=victim.pk)

    assert visitor.actor_for(victim_id=victim.pk) is None
    assert visitor.supporter_for(victim_id=VictimFactory().pk) is None
    held = {each for each in Permission if policies.has_permission(actor=actor, permission=each, victim_id=victim.pk)}
    assert held == {Permission.VIEW_SUPPORTED_RECORD}
    other = VictimFactory().pk
    assert not policies.has_permission(actor=actor, permission=Permission.VIEW_SUPPORTED_RECORD, victim_id=other)
    assert policies.scope_of(actor=actor, permission=Permission.VIEW_SUPPORTED_RECORD).is_empty


def test_s1_signing_in_stands_in_the_trail_of_everybody_who_agreed(supporter) -> None:
    victim = SupporterConsentFactory(supporter=supporter).victim

    visitor_of(supporter)

    event = AuditEvent.objects.get(verb="SIGNED_IN", victim_id=victim.pk)
    assert (event.actor, event.acted_as) == (f"supporter:{supporter.person_id}", "SUPPORTER")


@pytest.mark.parametrize(
    ("of", "change"),
    [
        ("consent", {"ends_on": AT.date() - dt.timedelta(days=1)}),
        ("consent", {"ended_at": AT, "ended_by": "staff:test", "end_reason": "VICTIM_SAID_SO"}),
        ("connection", {"ended_at": AT, "ended_by": "staff:test"}),
        ("connection", {"is_suspect_or_lives_with_suspect": True}),
        ("connection", {"is_suspect_or_lives_with_suspect": None}),
        ("victim's person", {"died_on": AT.date()}),
    ],
)
def test_s1_whatever_ends_it_ends_it_with_the_next_page(supporter, of, change) -> None:
    consent = SupporterConsentFactory(supporter=supporter)
    row = {"consent": consent, "connection": consent.connection, "victim's person": consent.victim.person}[of]
    type(row).objects.filter(pk=row.pk).update(**change)

    visitor = visitor_of(supporter)

    assert (visitor.supported_ids, visitor.is_supporter) == ((), True)


@pytest.mark.parametrize("change", [{"ended_at": AT, "ended_by": "staff:test"}, {"checked_at": None, "checked_by": ""}])
def test_s1_who_has_left_the_register_is_not_signed_in_at_all(supporter, change) -> None:
    SupporterConsentFactory(supporter=supporter)
    type(supporter).objects.filter(pk=supporter.pk).update(**change)

    assert visitor_of(supporter) is None


class TestOpened:
    def test_s1_a_part_that_was_agreed_to_opens(self, supporter) -> None:
        consent = SupporterConsentFactory(supporter=supporter, parts=["CONTACT", "DATES"])
        viewer = actors.supporter(victim_id=consent.victim_id, person_id=supporter.person_id)

        record = supported_record.opened(viewer=viewer, part=ShownPart.DATES, at=AT)

        assert (record.victim, record.ends_on) == (consent.victim, consent.ends_on)
        assert record.parts == {ShownPart.CONTACT, ShownPart.DATES}

    def test_s1_another_part_does_not_and_neither_does_another_person(self, supporter) -> None:
        consent = SupporterConsentFactory(supporter=supporter, parts=["CONTACT"])
        other = SupporterConsentFactory()

        for victim_id, part in ((consent.victim_id, ShownPart.LETTERS), (other.victim_id, ShownPart.CONTACT)):
            viewer = actors.supporter(victim_id=victim_id, person_id=supporter.person_id)
            with pytest.raises(supported_record.NotShown):
                supported_record.opened(viewer=viewer, part=part, at=AT)

    def test_s1_the_victim_is_not_a_supporter(self, supporter) -> None:
        victim = SupporterConsentFactory(supporter=supporter).victim
        viewer = actors.victim(victim_id=victim.pk, person_id=victim.person_id)

        with pytest.raises(policies.NotPermitted):
            supported_record.opened(viewer=viewer, part=ShownPart.CONTACT, at=AT)
