"""What comes next in a series of calls, and the one item of work by which it is never lost (L4).

Counted anew whenever something is recorded, and by a sweep: because a deadline comes nearer, a letter leaves, or
somebody finished the item by hand although the series was not over.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts import actors
from accounts.actors import Actor
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import WorkItem
from cases.rules.vocabulary import ObligationState, WorkKind, WorkState
from cases.rules.working_days import LONDON, end_of_day, london_date
from cases.services import work
from communications.models import CallSeries, CallText, Communication, ContactAttempt, Promise
from communications.rules import dated_tables
from communications.rules.calls import ladder as rules
from communications.rules.calls.ladder import NextStep, SeriesFacts, Taken
from communications.rules.calls.outcomes import MEANINGS
from communications.rules.calls.vocabulary import (
    CallDirection,
    CallOutcome,
    CallPurpose,
    CallStep,
    SeriesEnd,
    SeriesState,
)
from communications.rules.promises import SUBSTANTIVE_PURPOSES
from communications.rules.vocabulary import CommunicationState, PromiseState
from communications.services import contact_plans, dated_rows, safe_calls
from communications.services.safe_calls import Phones

_ACTOR = actors.system(SystemProcess.DEADLINES)
#: Series looked at in one sweep.
BATCH = 500
#: London time of day of a promised date from which an update is written rather than tried again by phone.
WRITE_UPDATE_FROM = dt.time(14, 0)
_KINDS: dict[CallStep, WorkKind] = {
    CallStep.SUPPORTER: WorkKind.TELL_SUPPORTER,
    CallStep.TEXT: WorkKind.CALL_VICTIM,
    CallStep.CALL: WorkKind.CALL_VICTIM,
    CallStep.WRITE: WorkKind.WRITE_AFTER_CALLS,
}
_ENDED_LETTERS = frozenset({CommunicationState.SUPERSEDED, CommunicationState.NOT_REQUIRED})

_SUMMARY: dict[CallStep, str] = {
    CallStep.SUPPORTER: "Tell the person beside them first that we will ring, and agree when they can be there. {why}",
    CallStep.TEXT: "Send the text before the call, then ring. {why}",
    CallStep.CALL: "Ring them. {why}",
    CallStep.WRITE: "Write to them. {why}",
}


#: News about their safety: whether the calls are over.
_SAFETY_SUMMARY: dict[bool, str] = {
    False: "Ring them now about their safety, on each safe number. {why}",
    True: "Ask the officer in the case to tell them in person now: it is about their safety. {why}",
}


def current_letter(*, series: CallSeries) -> Communication | None:
    """Return the letter in which what the series is about is told in writing; None while there is none."""
    if series.obligation_id is None:
        return None
    letters = Communication.objects.filter(obligation_id=series.obligation_id).exclude(state__in=_ENDED_LETTERS)
    return letters.select_related("template", "recipient").order_by("-opened_at", "-id").first()


def phones_of(*, series: CallSeries, at: dt.datetime) -> Phones:
    """Ask which numbers of the person may be rung at an aware instant about this series."""
    obligation = series.obligation
    return safe_calls.phones(
        victim=series.victim,
        person=series.person,
        at=at,
        addressee=obligation.addressee if obligation is not None else "",
        deadline=obligation.due_at if obligation is not None else None,
    )


def count(*, series: CallSeries, phones: Phones, at: dt.datetime) -> NextStep:
    """Say what comes next in a series at an aware instant (CALL-1 to CALL-4). Writes nothing."""
    ladder = rules.ladder_for(
        purpose=CallPurpose(series.purpose),
        on=london_date(at=series.opened_at),
        ladders=dated_rows.rows(of=dated_tables.CALL_LADDERS),
    )
    deadline = _deadline(series, at=at)
    return rules.next_step(series=_facts(series, phones, at=at), ladder=ladder, now=at, deadline=deadline)


def show(*, series: CallSeries, actor: Actor, at: dt.datetime, outcome: str) -> NextStep:
    """Settle what a locked series asks for now: ended, or exactly one open item of work. Caller's transaction.

    ``outcome`` says, without personal data, what finished the item before.
    """
    step = count(series=series, phones=phones_of(series=series, at=at), at=at)
    state = _state(series, step)
    series.next_step, series.next_from, series.next_until = step.kind, step.not_before, step.by
    if state is not SeriesState.OPEN:
        reason = SeriesEnd.TOLD_OTHERWISE.value if state is SeriesState.ENDED else ""
        end(series=series, state=state, actor=actor, at=at, reason=reason)
        if state is SeriesState.TOLD and series.news is not None:
            work.settle(key=series.news.key, outcome="They were told on the phone", actor=actor, at=at)
        return step
    series.save(update_fields=["next_step", "next_from", "next_until"])
    work.settle(key=work_key(series=series), outcome=outcome, actor=actor, at=at)
    work.raise_item(
        kind=_KINDS[step.kind],
        key=work_key(series=series),
        summary=_summary(series, step)[:300],
        actor=actor,
        at=at,
        case=series.case,
        victim=series.victim,
        about=f"calls:{series.pk}",
        due_at=_due_at(step, at=at),
    )
    return step


def end(*, series: CallSeries, state: SeriesState, actor: Actor, at: dt.datetime, reason: str = "") -> None:
    """End a locked series, and the item of work with it. Caller's transaction.

    The work of news stays open unless they were told it by a call: somebody still has to tell them.
    """
    series.state = state
    series.end_reason = reason
    series.next_step = CallStep.NOTHING
    series.ended_at = at
    series.ended_by = actor.label
    series.save(update_fields=["state", "end_reason", "next_step", "next_from", "next_until", "ended_at", "ended_by"])
    work.settle(key=work_key(series=series), outcome=state.label, actor=actor, at=at)
    audit.record(
        actor=actor,
        verb=Verb.CLOSED,
        subject=series,
        at=at,
        case_id=series.case_id,
        victim_id=series.victim_id,
        detail={"state": state.value, "reason": reason},
    )


def keep_watch(*, at: dt.datetime) -> int:
    """Look at every open series to which something happened by itself; return how many were (L4).

    A letter left, an obligation ended, the clock overtook the calls, or the item of work is gone. Safe to run twice, at
    once, late or killed.
    """
    return sum(_look_again(key, at=at) for key in _stirred(at=at))


def work_key(*, series: CallSeries) -> str:
    """Name the one item of work of a series."""
    return f"calls:{series.pk}"


def locked(*, series_id: uuid.UUID) -> CallSeries:
    """Lock a series for the rest of the transaction, with what is read beside it.

    Raises:
        CallSeries.DoesNotExist: there is none.
    """
    return (
        CallSeries.objects.select_for_update(of=("self",))
        .select_related("victim__case__unit", "victim__officer", "person", "case__unit", "obligation", "news")
        .get(pk=series_id)
    )


def _facts(series: CallSeries, phones: Phones, *, at: dt.datetime) -> SeriesFacts:
    attempts = list(series.attempts.order_by("number"))
    supporter = contact_plans.supporter_now(series=series, letter=current_letter(series=series), at=at)
    return SeriesFacts(
        taken=_taken(series, attempts),
        is_told=any(MEANINGS[CallOutcome(attempt.outcome)].is_told for attempt in attempts),
        is_writing_owed=series.obligation is not None and series.obligation.state == ObligationState.OPEN,
        has_number=bool(phones.usable),
        why_no_number=phones.why_none,
        agreed_at=attempts[-1].next_contact_at if attempts else None,
        announced_at=_announced_at(series, attempts),
        profile=phones.profile,
        supporter=supporter.first if supporter is not None else None,
    )


def _announced_at(series: CallSeries, attempts: list[ContactAttempt]) -> dt.datetime | None:
    """Return when a text said that the next call comes, unless a call was made since."""
    texts = CallText.objects.filter(series=series, announces_at__isnull=False)
    if attempts:
        texts = texts.filter(recorded_at__gt=attempts[-1].logged_at)
    return texts.order_by("-recorded_at", "-id").values_list("announces_at", flat=True).first()


def _taken(series: CallSeries, attempts: list[ContactAttempt]) -> tuple[Taken, ...]:
    """List the steps in the order in which they were recorded."""
    texts = CallText.objects.filter(series=series).select_related("message")
    steps: list[tuple[dt.datetime, Taken]] = [
        (text.recorded_at, Taken(step=CallStep.TEXT, at=text.message.not_before if text.message else None))
        for text in texts
    ]
    steps += [
        (
            attempt.logged_at,
            Taken(
                step=CallStep.CALL,
                at=attempt.called_at or attempt.logged_at,
                outcome=CallOutcome(attempt.outcome),
            ),
        )
        for attempt in attempts
        if attempt.direction == CallDirection.OUTBOUND or attempt.outcome == CallOutcome.ASKED_FOR_LETTER
    ]
    return tuple(step for _, step in sorted(steps, key=lambda each: each[0]))


def _deadline(series: CallSeries, *, at: dt.datetime) -> dt.datetime | None:
    """Return the last moment at which writing still does: of the letter by law, or on the day of the promise.

    An approved letter that waits for the calls has one of its own: the moment at which it is let go (PLAN-5). One that
    waits for nothing has none.
    """
    if series.news is not None:
        # What is about safety, or late already, has no moment at which writing would still do: they are rung now.
        due_at = series.news.due_at if series.purpose == CallPurpose.COURT_NEWS else None
        return due_at if due_at is not None and at < due_at else None
    if series.obligation is None:
        promise = Promise.objects.filter(victim=series.victim, person=series.person, state=PromiseState.OPEN).first()
        return dt.datetime.combine(promise.due_on, WRITE_UPDATE_FROM, tzinfo=LONDON) if promise is not None else None
    letter = current_letter(series=series)
    if letter is not None and letter.state == CommunicationState.SENT:
        return None
    if letter is not None and letter.state == CommunicationState.APPROVED:
        sort = contact_plans.sort_of_series(series=series, letter=letter)
        plan = contact_plans.plan_of(victim=series.victim, sort=sort, at=at).plan
        return contact_plans.let_go_at(communication=letter, plan=plan) if plan.rings_first else None
    return (letter.latest_safe_approval_at if letter is not None else None) or series.obligation.due_at


def _state(series: CallSeries, step: NextStep) -> SeriesState:
    if series.obligation is not None and series.obligation.state != ObligationState.OPEN:
        return SeriesState.WRITTEN
    if step.kind is CallStep.NOTHING:
        return SeriesState.TOLD
    if series.news is not None:
        return SeriesState.OPEN if series.news.state == WorkState.OPEN else SeriesState.ENDED
    if series.obligation is None and _letters_since(series).exists():
        return SeriesState.WRITTEN
    return SeriesState.OPEN


def _letters_since(series: CallSeries) -> "QuerySet[Communication]":
    return Communication.objects.filter(
        victim=series.victim,
        recipient=series.person,
        purpose__in=[purpose.value for purpose in SUBSTANTIVE_PURPOSES],
        sent_at__gte=series.opened_at,
    )


def _summary(series: CallSeries, step: NextStep) -> str:
    why = step.reasons[0]
    if series.purpose == CallPurpose.SAFETY_NEWS:
        return _SAFETY_SUMMARY[step.kind is CallStep.WRITE].format(why=why)
    return _SUMMARY[step.kind].format(why=why)


def _due_at(step: NextStep, *, at: dt.datetime) -> dt.datetime:
    """Return when the step should be done: today, or on the day from which it may be; never after the deadline."""
    day_ends = end_of_day(due_on=london_date(at=max(step.not_before, at)))
    return day_ends if step.by is None else min(step.by, day_ends)


def _stirred(*, at: dt.datetime) -> list[uuid.UUID]:
    """Find the open series whose stored step can no longer be right. One query."""
    has_item = WorkItem.objects.filter(
        key=Concat(Value("calls:"), Cast(OuterRef("pk"), CharField())), state=WorkState.OPEN
    )
    letters = Communication.objects.filter(
        victim=OuterRef("victim"),
        recipient=OuterRef("person"),
        purpose__in=[purpose.value for purpose in SUBSTANTIVE_PURPOSES],
        sent_at__gte=OuterRef("opened_at"),
    )
    overtaken = Q(next_until__isnull=False) & (Q(next_until__lte=at) | Q(next_until__lte=F("next_from")))
    return list(
        CallSeries.objects.filter(state=SeriesState.OPEN)
        .filter(
            ~Exists(has_item)
            | (Q(obligation__isnull=False) & ~Q(obligation__state=ObligationState.OPEN))
            | (Q(obligation__isnull=True, news__isnull=True) & Exists(letters))
            | (Q(news__isnull=False) & ~Q(news__state=WorkState.OPEN))
            | (overtaken & ~Q(next_step=CallStep.WRITE))
            | Q(next_step=CallStep.SUPPORTER)
        )
        .order_by("id")
        .values_list("pk", flat=True)[:BATCH]
    )


@transaction.atomic
def _look_again(series_id: uuid.UUID, *, at: dt.datetime) -> bool:
    series = (
        CallSeries.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("victim__case__unit", "victim__officer", "person", "case__unit", "obligation", "news")
        .filter(pk=series_id, state=SeriesState.OPEN)
        .first()
    )
    if series is None or _still_waits_for_supporter(series, at=at):
        return False
    show(series=series, actor=_ACTOR, at=at, outcome="The next step has changed")
    return True


def _still_waits_for_supporter(series: CallSeries, *, at: dt.datetime) -> bool:
    """Say whether the supporter still comes next, as it stands on the list: their consent may have ended meanwhile."""
    if series.next_step != CallStep.SUPPORTER:
        return False
    if not WorkItem.objects.filter(key=work_key(series=series), state=WorkState.OPEN).exists():
        return False
    step = count(series=series, phones=phones_of(series=series, at=at), at=at)
    return step.kind is CallStep.SUPPORTER and _state(series, step) is SeriesState.OPEN
