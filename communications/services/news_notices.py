"""Tells a person, by a safe way and without content, that there is something new for them to read in the portal."""

import datetime as dt

from django.db import transaction

from accounts.actors import Actor
from accounts.models import StaffUser
from cases.models import Person, Victim
from cases.rules.vocabulary import WorkKind
from cases.services import work
from communications.models import OutboxMessage
from communications.rules.vocabulary import MessageState, Purpose
from communications.services import dispatch, safe_contact

_TEMPLATE = "news_notice"
#: A notice that could not leave for so long would only puzzle.
_LIFE = dt.timedelta(days=7)


def tell(
    *,
    victim: Victim,
    person: Person,
    key: str,
    fallback: str,
    fallback_key: str,
    about: str,
    due_at: dt.datetime | None,
    officer: StaffUser | None = None,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Write the bare notice that there is something new to read, or ask a person to tell them another way.

    ``key`` names what is new, so that it is told once. ``fallback`` is the summary of that work, which stands under
    ``fallback_key`` with ``due_at``; it names nobody. In the caller's transaction.
    """
    notice = safe_contact.notice(victim=victim, person=person, at=at, channels=dispatch.NOTICE_CHANNELS)
    if notice.channel is None:
        work.raise_item(
            kind=WorkKind.CALL_THE_PERSON,
            key=fallback_key,
            summary=fallback,
            actor=actor,
            at=at,
            case=victim.case,
            victim=victim,
            officer=officer,
            about=about,
            due_at=due_at,
        )
        return
    OutboxMessage.objects.create(
        purpose=Purpose.NEWS_NOTICE,
        channel=notice.channel,
        contact_point=notice.contact_point,
        content_level=notice.content_level,
        template_name=_TEMPLATE,
        template_values={"victim_id": str(victim.pk)},
        dedupe_key=key,
        state=MessageState.QUEUED,
        deadline=at + _LIFE,
        not_before=notice.not_before,
        queued_at=at,
        queued_by=actor.label,
        state_changed_at=at,
    )
    transaction.on_commit(dispatch.wake_workers)
