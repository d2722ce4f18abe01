"""Ringing a person: the series of a victim, and the one page with everything a caller needs."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.selectors import names_of
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from communications.models import CallSeries
from communications.rules.calls.vocabulary import CallStep, IdentityKind, SeriesEnd
from communications.selectors import calls as selectors
from communications.services import call_screen, call_texts, contact
from communications.services import collisions as collision_service
from communications.services.call_screen import CallScreen
from web.components import Event
from web.middleware import actor_of
from web.workspace.forms.calls import FAULT_FIELDS, BeginCallsForm, CallLogForm, CallTextForm, EndCallsForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import calls as presenter
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import collisions, contact_plan, people, signs
from web.workspace.reached import safety_in

_OVER = "These calls have ended meanwhile. What you recorded before is kept."


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def calls(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Show the series of one victim, and begin another."""
    actor, now = actor_of(request), timezone.now()
    found = selectors.calls_of_victim(viewer=actor, case_id=case_id, victim_id=victim_id)
    if request.method == "POST":
        policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=found.case)
    form = BeginCallsForm(posted(request), owed=presenter.owed(found.owed))
    if request.method == "POST" and form.is_valid():
        try:
            series = contact.open_series(victim_id=victim_id, obligation_id=form.obligation_id(), actor=actor, at=now)
        except (contact.NobodyToRing, contact.NothingOwed) as refused:
            form.add_error("about", str(refused))
        else:
            return redirect("workspace:call", series_id=series.pk)
    looked_at(request, found.victim.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(found.case),
        "back": people.back_to(case_id),
        "name": found.victim.victim.person.full_name,
        "warnings": people.warnings(found.victim),
        "collision": collisions.note(collision_service.of_day(victim=found.victim.victim, at=now))
        if found.can_log
        else None,
        "columns": presenter.COLUMNS,
        "rows": presenter.series_rows(found),
        "form": form if found.can_log else None,
    }
    return page(request, "workspace/calls.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def call(request: HttpRequest, series_id: uuid.UUID) -> HttpResponse:
    """Show everything that a caller needs, and record the call: one page, one form, one call of the service."""
    actor, now = actor_of(request), timezone.now()
    series = selectors.visible_series(viewer=actor, series_id=series_id)
    if request.method == "POST":
        policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=series.case)
    screen = call_screen.read(viewer=actor, series=series, at=now)
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    log = _log_form(request, screen, answer, at=now)
    text = CallTextForm(request.POST if answer == "text" else None)
    ending = EndCallsForm(request.POST if answer == "end" else None, prefix="end")
    try:
        done = _act(request, series, answer, log=log, text=text, ending=ending, at=now)
    except contact.SeriesOver:
        messages.success(request, _OVER)
        return redirect("workspace:call", series_id=series_id)
    if done:
        messages.success(request, done)
        return redirect("workspace:call", series_id=series_id)
    if answer == "identity" and "identity" not in log.errors:
        screen = call_screen.read(viewer=actor, series=series, at=now)
        log = _log_form(request, screen, answer, at=now).as_typed()
    _leave_trace(request, screen, at=now)
    return _shown(request, screen, log=log, text=text, ending=ending, at=now)


def _log_form(request: HttpRequest, screen: CallScreen, answer: str, *, at: dt.datetime) -> CallLogForm:
    numbers = presenter.numbers(screen)
    data = request.POST if answer in {"log", "identity"} else None
    form = CallLogForm(
        data,
        numbers=numbers,
        is_identified=screen.identity is not None,
        initial=CallLogForm.beginning(now=at, numbers=numbers),
    )
    if answer == "identity":
        form.as_typed()
    return form


def _act(
    request: HttpRequest,
    series: CallSeries,
    answer: str,
    *,
    log: CallLogForm,
    text: CallTextForm,
    ending: EndCallsForm,
    at: dt.datetime,
) -> str:
    """Make the one call that was asked for; return what was done, empty where the page is shown again."""
    actor = actor_of(request)
    if answer == "identity":
        kind = request.POST.get("identity", "")
        if kind in set(IdentityKind):
            contact.record_identity(series_id=series.pk, kind=IdentityKind(kind), actor=actor, at=at)
        elif "identity" in log.fields:
            log.add_error("identity", "Select how you made sure who they are")
        return ""
    if answer == "log" and log.is_valid():
        try:
            logged = contact.log_attempt(series_id=series.pk, entry=log.entry(), actor=actor, at=at)
        except contact.UnusableAttempt as refused:
            for fault in refused.faults:
                name = FAULT_FIELDS[fault.part]
                log.add_error(name if name in log.fields else None, fault.words)
            return ""
        return presenter.logged_words(logged.step.kind if logged.step is not None else None)
    if answer == "text" and text.is_valid():
        try:
            sent = call_texts.announce(series_id=series.pk, call_at=text.call_at(), actor=actor, at=at)
        except call_texts.UnusableTime as refused:
            text.add_error("announce_time", str(refused))
            return ""
        return "The text is on its way." if sent.message is not None else "No text is sent; the reason is recorded."
    if answer == "end" and ending.is_valid():
        contact.end_series(series_id=series.pk, reason=SeriesEnd(ending.cleaned_data["reason"]), actor=actor, at=at)
        return "The calls have ended."
    return ""


def _leave_trace(request: HttpRequest, screen: CallScreen, *, at: dt.datetime) -> None:
    series = screen.series
    looked_at(request, series, case_id=series.case_id, victim_ids=[series.victim_id], at=at)
    if screen.can_log and any(phone.decision.is_allowed for phone in screen.phones.all):
        audit.record(
            actor=actor_of(request),
            verb=Verb.REVEALED,
            subject=series.person,
            at=at,
            case_id=series.case_id,
            victim_id=series.victim_id,
        )


def _history(screen: CallScreen) -> list[Event]:
    names = names_of([*presenter.labels(screen), *(one.recorded_by for one in screen.tellings)])
    told = [contact_plan.telling_event(one, names=names) for one in screen.tellings]
    return sorted(
        [*presenter.history(screen.attempts, screen.texts, names=names), *told],
        key=lambda event: event.timestamp,
        reverse=True,
    )


def _shown(
    request: HttpRequest,
    screen: CallScreen,
    *,
    log: CallLogForm,
    text: CallTextForm,
    ending: EndCallsForm,
    at: dt.datetime,
) -> HttpResponse:
    series = screen.series
    bad = next((form for form in (log, text, ending) if form.is_bound and form.errors), log)
    context = {
        "identity": case_presenter.identity(series.case),
        "series": series,
        "title": presenter.title(series),
        "about": presenter.about(series),
        "warnings": presenter.warnings(screen),
        "safety": safety_in(record=screen.victim, person=series.person),
        "collision": collisions.note(screen.collision) if screen.can_log else None,
        "step": presenter.next_step(screen, at=at),
        "plan": contact_plan.plan(screen.plan) or contact_plan.news_plan(screen.news_plan),
        "may_leave_out": screen.can_log and bool(contact_plan.steps_to_leave_out(screen.plan or screen.news_plan)),
        "is_supporter_next": screen.can_log and screen.step is not None and screen.step.kind is CallStep.SUPPORTER,
        "ended": presenter.ended_words(series),
        "numbers": presenter.number_rows(screen) if screen.can_log else [],
        "is_identified": screen.identity is not None,
        "may_tell": screen.may_tell,
        "identity_words": presenter.identity_words(screen),
        "scripts": screen.scripts,
        "questions": screen.questions,
        "needs": presenter.need_rows(screen),
        "signs": signs.each(screen.signs),
        "letter": presenter.letter(screen),
        "support": presenter.support_rows(screen),
        "history": _history(screen),
        "form": bad,
        "log": log if screen.can_log else None,
        "text_form": text,
        "is_text_next": text.is_bound or (screen.step is not None and screen.step.kind is CallStep.TEXT),
        "end_form": ending,
    }
    return page(request, "workspace/call.html", context, section="workspace:cases")
