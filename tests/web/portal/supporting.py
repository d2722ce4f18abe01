"""Somebody who stands beside victims, signed in to the portal: what the tests of their pages share."""

import datetime as dt

from django.conf import settings
from django.test import Client

from communications.models import PortalAccount, PortalSession, RegisteredSupporter
from communications.services import portal_secrets
from tests.factories.communications import PortalAccountFactory
from tests.web.portal.conftest import NOW


def browser_of(supporter: RegisteredSupporter, *, at: dt.datetime = NOW) -> Client:
    """A browser in which a supporter has just typed their six digits and read how to leave."""
    token = portal_secrets.new_token()
    account = PortalAccount.objects.filter(person=supporter.person).first() or PortalAccountFactory(
        person=supporter.person, opened_at=at
    )
    PortalSession.objects.create(
        account=account,
        token_digest=portal_secrets.digest(purpose="session", secret=token),
        started_at=at,
        last_seen_at=at,
        expires_at=at + dt.timedelta(hours=2),
        proved_at=at,
        warned_at=at,
    )
    browser = Client()
    browser.cookies[settings.PORTAL_COOKIE_NAME] = token
    return browser
