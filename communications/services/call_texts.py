"""The text before a call: queued like every message, where a text is safe; else left out, with the reason (V15)."""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.models import StaffUser
from accounts.permissions import Permission
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import Language
from communications.documents.messages import TextName
from communications.models import CallSeries, CallText, OutboxMessage
from communications.rules import safe_hours
from communications.rules.calls.texts import first_name, when_in_words
from communications.rules.calls.vocabulary import SeriesState
from communications.rules.vocabulary import Channel, ContentLevel, MessageState, Purpose
from communications.services import call_steps, portal_messages, safe_contact
from communications.services.contact import SeriesOver
from communications.services.safe_contact import Choice

#: A text needs a little time to arrive and to be read.
SHORTEST_NOTICE = dt.timedelta(minutes=10)
LONGEST_NOTICE = dt.timedelta(days=7)


class UnusableTime(ValueError):
    """The call cannot be announced for this time; the message says why."""


@transaction.atomic
def announce(*, series_id: uuid.UUID, call_at: dt.datetime, actor: Actor, at: dt.datetime) -> CallText:
    """Tell the person by text that they will be rung at about ``call_at`` (aware), and by whom.

    The caller's first name and the unit's number stand in it only where the person's texts may say that much; else it
    says no more than that there will be a call. Where no text is safe, that and why is recorded, and nothing leaves.

    Raises:
        NotPermitted: the actor may not ring people of this case.
        SeriesOver: the series has ended.
        UnusableTime: too soon, too far away, outside the safe times, or a call is announced already.
    """
    series = call_steps.locked(series_id=series_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=series.case)
    if series.state != SeriesState.OPEN:
        raise SeriesOver("These calls have ended")
    _require_usable(series, call_at, at=at)
    choice = safe_contact.notice(victim=series.victim, person=series.person, at=at, channels=(Channel.TEXT,))
    reason = _why_not(choice, call_at=call_at)
    message = None if reason else _queue(series, choice, call_at=call_at, actor=actor, at=at)
    text = CallText.objects.create(
        series=series,
        message=message,
        announces_at=call_at if message is not None else None,
        left_out_because=reason[:300],
        recorded_at=at,
        recorded_by=actor.label,
    )
    if message is not None:
        portal_messages.wake_sender()
    audit.record(
        actor=actor,
        verb=Verb.QUEUED if message is not None else Verb.HELD,
        subject=text,
        at=at,
        case_id=series.case_id,
        victim_id=series.victim_id,
    )
    call_steps.show(
        series=series, actor=actor, at=at, outcome="Text on its way" if message is not None else "Text left out"
    )
    return text


def is_over(*, message: OutboxMessage, at: dt.datetime) -> bool:
    """Say whether a text before a call has been overtaken: the time has come, or the call was made or given up."""
    if message.purpose != Purpose.CALL_NOTICE:
        return False
    series = CallSeries.objects.filter(texts__message=message).first()
    return (
        message.deadline <= at
        or series is None
        or series.state != SeriesState.OPEN
        or series.attempts.filter(logged_at__gt=message.queued_at).exists()
    )


def _require_usable(series: CallSeries, call_at: dt.datetime, *, at: dt.datetime) -> None:
    if not at + SHORTEST_NOTICE <= call_at <= at + LONGEST_NOTICE:
        raise UnusableTime("Enter a time at least 10 minutes from now, and within a week")
    profile = call_steps.phones_of(series=series, at=at).profile
    if safe_hours.next_safe_time(profile=profile, since=call_at) != call_at:
        raise UnusableTime("That is outside the times recorded as safe for them")
    if series.texts.filter(announces_at__gt=at).exists():
        raise UnusableTime("A call is announced already. Make it, or wait until then")


def _why_not(choice: Choice, *, call_at: dt.datetime) -> str:
    if choice.channel is None:
        return " ".join(reason for _, decision in choice.passed_over for reason in decision.reasons)
    if choice.not_before >= call_at:
        return "There is no safe time for a text before the call."
    return ""


def _queue(series: CallSeries, choice: Choice, *, call_at: dt.datetime, actor: Actor, at: dt.datetime) -> OutboxMessage:
    language = Language.CY if series.person.language == Language.CY else Language.EN
    when = when_in_words(at=call_at, language=language)
    caller = StaffUser.objects.filter(pk=actor.identifier).first() if actor.label.startswith("staff:") else None
    names_us = choice.content_level != ContentLevel.NOTHING and caller is not None
    values = {"when": when}
    if names_us and caller is not None:
        values |= {"caller": first_name(full_name=caller.full_name), "number": series.case.unit.phone}
    return OutboxMessage.objects.create(
        purpose=Purpose.CALL_NOTICE,
        channel=Channel.TEXT,
        contact_point=choice.contact_point,
        content_level=ContentLevel.NEUTRAL if names_us else ContentLevel.NOTHING,
        template_name=(TextName.CALL_AHEAD if names_us else TextName.CALL_AHEAD_BARE).value,
        template_values={"victim_id": str(series.victim_id), "series_id": str(series.pk), **values},
        dedupe_key=f"call-text:{series.pk}:{series.texts.count() + 1}",
        state=MessageState.QUEUED,
        deadline=call_at,
        not_before=choice.not_before,
        queued_at=at,
        queued_by=actor.label,
        state_changed_at=at,
    )
