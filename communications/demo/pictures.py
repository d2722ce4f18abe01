"""Which pages are worth a picture, for whom, and how a browser comes to be signed in as them. Demo data only."""

import datetime as dt
import uuid

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts import actors
from accounts.models import StaffUser
from accounts.roles import SystemProcess
from cases.models import Case, Victim
from cases.rules.vocabulary import ContactPointKind
from communications.models import Communication, OutboxMessage
from communications.rules import portal_codes
from communications.rules.vocabulary import Channel, CommunicationState, MessageState, Purpose
from communications.services import portal_invitations, portal_secrets, portal_sessions, portal_sign_in

LETTER_WRITER = "letters@example.org"
MANAGER = "manager@example.org"
ADMINISTRATOR = "admin@example.org"
VICTIM = "victim"


def staff_cookie(*, email: str) -> str:
    """Sign a member of staff of the demo in and return the session cookie's value."""
    user = StaffUser.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def invitation_code(*, victim: Victim, at: dt.datetime) -> str:
    """Invite a victim of the demo and return the code of the invitation, as it would be typed."""
    actor = actors.system(SystemProcess.DEMO_CASELOAD)
    invitation = portal_invitations.invite(actor=actor, victim=victim, person=victim.person, at=at)
    return portal_codes.in_groups(code=portal_secrets.invitation_code(invitation_id=invitation.pk))


def portal_token(*, victim: Victim, browser: str, at: dt.datetime) -> str:
    """Let a victim of the demo come in as a person does, by invitation and one-time code; return their token."""
    typed = invitation_code(victim=victim, at=at)
    portal_sign_in.ask_for_code(typed=typed, browser=browser, address="127.0.0.1", at=at)
    message = OutboxMessage.objects.filter(purpose=Purpose.PORTAL_CODE).latest("id")
    code = portal_secrets.one_time_code(code_id=uuid.UUID(message.template_values["code_id"]))
    token = portal_sign_in.confirm(typed=code, browser=browser, at=at).token
    visitor = portal_sessions.visitor(token=token, at=at)
    if visitor is not None:
        portal_sessions.note_warned(visitor=visitor, at=at)
    return token


def reachable_victim() -> Victim:
    """Find a victim of the demo who has a sent letter and two safe ways to be reached."""
    return (
        Victim.objects.filter(
            communications__state=CommunicationState.SENT,
            communications__obligation__isnull=False,
            communications__published_at__isnull=False,
            person__contact_points__kind=ContactPointKind.MOBILE,
            person__contact_points__is_safe=True,
            person__died_on__isnull=True,
        )
        .filter(person__contact_points__kind=ContactPointKind.EMAIL, person__contact_points__is_safe=True)
        .select_related("person", "case__area")
        .order_by("id")
        .distinct()[0]
    )


def pages(*, victim: Victim) -> dict[str, dict[str, str]]:
    """List the pages by who looks at them: name of the picture and address."""
    letter = (
        Communication.objects.filter(
            case__unit__area__code="CYMRU_WALES",
            state=CommunicationState.DRAFT,
            obligation__isnull=False,
            case__is_rasso=False,
        )
        .order_by("due_at")
        .first()
    ) or Communication.objects.filter(obligation__isnull=False).latest("opened_at")
    case: Case = letter.case
    person = letter.victim_id
    one = f"/staff/cases/{case.pk}/"
    messages = OutboxMessage.objects.filter(communication__case__unit=case.unit_id, communication__case__is_rasso=False)
    message = messages.filter(state=MessageState.HELD).order_by("id").first() or messages.latest("id")
    # Hard news before anything else: its page is the one to look at closely.
    sent = victim.communications.filter(published_at__isnull=False).latest("is_hard_news", "published_at")
    by_email = (
        Communication.objects.filter(
            state=CommunicationState.DRAFT, channel=Channel.EMAIL, case__unit=case.unit_id, case__is_rasso=False
        )
        .order_by("due_at")
        .first()
    ) or letter
    return {
        LETTER_WRITER: {
            "work": "/staff/",
            "cases": "/staff/cases/",
            "case": one,
            "case-people": f"{one}people/",
            "case-decisions": f"{one}decisions/",
            "case-said": f"{one}said/",
            "safe-contact": f"{one}people/{person}/contact/",
            "contact-point": f"{one}people/{person}/contact/add/",
            "begin-contact": f"{one}people/{person}/begin/",
            "invite": f"{one}people/{person}/invite/",
            "rights-of-victim": f"{one}people/{person}/rights/",
            "triage": f"{one}people/{person}/triage/",
            "calls": f"{one}people/{person}/calls/",
            "agreed": f"{one}people/{person}/agreed/",
            "agree-times": f"{one}people/{person}/agreed/times/",
            "meetings": f"{one}people/{person}/meetings/",
            "allocate": f"{one}people/{person}/officer/",
            "victims": "/staff/victims/",
            "inbox": "/staff/messages/",
            "letter": f"/staff/letters/{letter.pk}/",
            "letter-preview": f"/staff/letters/{letter.pk}/preview/",
            "letter-phone": f"/staff/letters/{by_email.pk}/phone/",
            "letter-versions": f"/staff/letters/{letter.pk}/versions/",
            "owed-changes": f"/staff/owed/{letter.obligation_id}/changes/",
            "exemption": f"/staff/owed/{letter.obligation_id}/exemption/",
            "delivery": f"/staff/deliveries/{message.pk}/",
            "gallery": "/staff/components/",
            "staff-accessibility": "/staff/accessibility/",
        },
        MANAGER: {
            "record-decision": f"{one}decisions/record/",
            "readings": "/staff/readings/",
            "timeliness": "/staff/performance/",
            "missing": "/staff/performance/missing/",
            "missing-letters": "/staff/performance/missing/letters/",
            "notifications": "/staff/performance/notifications/",
            "letters-behind": "/staff/performance/letters/?band=NOT_SENT_OVERDUE",
        },
        ADMINISTRATOR: {"sending": "/staff/performance/sending/", "admin": "/staff/admin/"},
        "nobody": {
            "sign-in": "/staff/account/login/",
            "portal-start": "/portal/",
            "portal-come-in": "/portal/come-in/",
        },
        VICTIM: {
            "my-case": f"/portal/updates/{victim.pk}/",
            "my-case-so-far": f"/portal/updates/{victim.pk}/so-far/",
            "my-charges": f"/portal/updates/{victim.pk}/each/",
            "my-words": f"/portal/updates/{victim.pk}/words/",
            "my-rights": f"/portal/updates/{victim.pk}/rights/",
            "my-reviews": f"/portal/updates/{victim.pk}/rights/again/",
            "my-safety": f"/portal/updates/{victim.pk}/safety/",
            "who-has-looked": f"/portal/updates/{victim.pk}/safety/looks/",
            "my-letter-unopened": f"/portal/updates/{victim.pk}/letters/{sent.pk}/",
            "my-letter": f"/portal/updates/{victim.pk}/letters/{sent.pk}/?now=1",
            "my-messages": f"/portal/updates/{victim.pk}/messages/",
            "my-choices": f"/portal/updates/{victim.pk}/choices/",
        },
    }
