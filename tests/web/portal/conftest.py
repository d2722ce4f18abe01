"""A victim with a sent letter and a promise, and a browser in which they are signed in."""

import dataclasses
import datetime as dt
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actors import Actor, ActorKind, Grant
from accounts.roles import Role
from cases.models import Person, Victim
from cases.rules.vocabulary import JourneyStage
from communications.models import CallSeries, ContactAttempt, OutboxMessage, PortalSession
from communications.rules import portal_codes
from communications.rules.calls.vocabulary import CallAnswer, CallOutcome
from communications.rules.vocabulary import Purpose
from communications.services import portal_invitations, portal_secrets, portal_sign_in
from tests.factories.cases import CaseFactory, ContactPointFactory, VictimFactory
from tests.factories.communications import ContactAttemptFactory

NOW = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


def make_victim(**case: object) -> Victim:
    """A victim who can be reached safely in two ways."""
    victim = VictimFactory(case=CaseFactory(**{"stage": JourneyStage.TRIAL_PREP, **case}))
    ContactPointFactory(person=victim.person)
    ContactPointFactory(person=victim.person, mobile=True)
    return victim


def invitation_code(victim: Victim, *, person: Person | None = None, at: dt.datetime = NOW) -> str:
    """Invite the victim, or another person to their record, and return the code that person reads in their mailbox."""
    grant = Grant(
        role=Role.VLU_OFFICER, area_code=victim.case.area_id, unit_id=victim.case.unit_id, works_on_restricted=True
    )
    officer = Actor(kind=ActorKind.STAFF, identifier="1", grants=frozenset({grant}))
    invitation = portal_invitations.invite(actor=officer, victim=victim, person=person or victim.person, at=at)
    return portal_codes.in_groups(code=portal_secrets.invitation_code(invitation_id=invitation.pk))


def newest_one_time_code() -> str:
    """The six digits in the text that was sent last."""
    message = OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).latest("id")
    return portal_secrets.one_time_code(code_id=uuid.UUID(message.template_values["code_id"]))


@dataclasses.dataclass(frozen=True)
class SignedIn:
    """A victim and their browser."""

    victim: Victim
    browser: Client


def sign_in(victim: Victim, browser: Client | None = None, *, person: Person | None = None) -> Client:
    """Come in as a person does: code, six digits, and what is said about leaving before anything is shown."""
    browser = browser or Client()
    browser.post(reverse("portal:come_in"), {"code": invitation_code(victim, person=person)})
    browser.post(reverse("portal:code"), {"code": newest_one_time_code()})
    browser.post(reverse("portal:how_to_leave"))
    return browser


def let_in(code: str) -> portal_sign_in.SignedIn:
    """Come in just now, up to the first page behind the door: all that the pages of `sign_in` do, without the pages."""
    asked = {"browser": portal_secrets.new_token(), "address": "127.0.0.1", "at": timezone.now()}
    portal_sign_in.ask_for_code(typed=code, **asked)
    entry = portal_sign_in.confirm(typed=newest_one_time_code(), **asked)
    own = PortalSession.objects.filter(token_digest=portal_secrets.digest(purpose="session", secret=entry.token))
    own.update(warned_at=asked["at"])
    return entry


def come_in_already(victim: Victim) -> Client:
    """A browser in which a victim has come in just now."""
    entry = let_in(invitation_code(victim))
    browser = Client()
    browser.cookies[settings.PORTAL_COOKIE_NAME] = entry.token
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = entry.language.value.lower()
    return browser


def told_in_call(series: CallSeries, *, at: dt.datetime, number: int = 1) -> ContactAttempt:
    """A call in which somebody was told something."""
    check = series.identity_checks.create(kind="AGREED_WORDS", checked_at=at, checked_by="staff:1")
    return ContactAttemptFactory(
        series=series, number=number, outcome=CallOutcome.INFORMED, who_answered=CallAnswer.PERSON, identity=check,
        told="Canary told", notes="Canary note", called_on=at.date(), called_at=at,
    )  # fmt: skip


@pytest.fixture
def now(clock) -> dt.datetime:
    """The clock of `tests/conftest.py`, at 10:00 on 11 March 2026."""
    return NOW


@pytest.fixture
def signed_in(db, clock) -> SignedIn:
    """A victim who has just come in for the first time."""
    victim = make_victim()
    return SignedIn(victim=victim, browser=come_in_already(victim))
