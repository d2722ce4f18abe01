"""Support services that a person wants their name passed on to: the list, one taken down on the telephone, each step.

What a service is told is shown on request alone, and that it was shown is in the trail. Nothing is sent from here.
"""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.selectors import names_of
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.selectors import records
from communications.models import Referral
from communications.rules.referrals import ReferralState
from communications.selectors import referrals as selector
from communications.services import referrals as service
from communications.services.referral_ways import ways_of
from web import formatting
from web.middleware import actor_of
from web.workspace.forms.referrals import StartForm, StepForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import referrals as presenter

#: What the button sends that shows what the service is told.
_SHOW = "show"
_NO_TRACE = ("Name it in no letter, no message and no voicemail. Speak of it only when you know that they are alone.",)


@require_safe
@missing_is_404
def referrals(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """List what a person asked for, newest first."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    found = selector.referrals_of(viewer=actor, victim=known.victim)
    may_record = policies.can(actor=actor, permission=Permission.LOG_CONTACT, case=record.case)
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "back_href": reverse("workspace:case-people", args=[case_id]),
        "cards": presenter.cards(found, today=formatting.london_date(at=now)),
        "start_href": reverse("workspace:start-referral", args=[case_id, victim_id]) if may_record else "",
    }
    return page(request, "workspace/referrals.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def start(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Take down what a person agreed to on the telephone."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=record.case)
    people = service.people_of(victim=known.victim)
    ways = {person: ways_of(victim=known.victim, person=person, at=now) for person in people}
    usable = [(person, way) for person in people for way in ways[person].usable]
    first = people[0] if people else known.victim.person
    facts = service.facts_of(victim=known.victim, person=first, on=formatting.london_date(at=now))
    form = StartForm(
        posted(request),
        people=[(str(person.pk), person.full_name) for person in people],
        services=presenter.service_choices(facts),
        ways=[
            (str(way.point.pk), f"{presenter.masked(way.point)}{f', {person.full_name}' if len(people) > 1 else ''}")
            for person, way in usable
        ],
        initial={"key": uuid.uuid4().hex},
    )
    if request.method == "POST" and form.is_valid():
        asked = _asked(form, victim_id, actor, now)
        if asked is not None:
            messages.success(request, "Recorded. Pass it on by the way of the service, then record that you did.")
            return redirect("workspace:referral", referral_id=asked.pk)
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "back_href": reverse("workspace:referrals", args=[case_id, victim_id]),
        "form": form if usable else None,
        "bars": list(dict.fromkeys(refusal.words for each in ways.values() for refusal in each.why_none)),
    }
    return page(request, "workspace/start_referral.html", context, section="workspace:cases")


def _asked(form: StartForm, victim_id: uuid.UUID, actor: Actor, now: dt.datetime) -> Referral | None:
    """Make the one call; what is against it is said on the form."""
    try:
        return service.ask(
            victim_id=victim_id,
            person_id=form.person_id,
            consent=form.consent,
            key=form.cleaned_data["key"],
            actor=actor,
            at=now,
        )
    except service.NoSuchService:
        form.add_error("service", "This service is not for this person, or takes no names")
    except service.NoSafeWay as refused:
        form.add_error("way", " ".join(refusal.words for refusal in refused.refusals))
    except service.TooManyAsked:
        form.add_error(None, "Many were asked for today. Look at the list first")
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def referral(request: HttpRequest, referral_id: uuid.UUID) -> HttpResponse:
    """Show one referral, on request what the service is told, and record a step."""
    actor, now = actor_of(request), timezone.now()
    found = selector.referral(viewer=actor, referral_id=referral_id)
    victim, state = found.victim, ReferralState(found.state)
    may_record = policies.can(actor=actor, permission=Permission.LOG_CONTACT, case=victim.case)
    ways = ways_of(victim=victim, person=found.person, at=now)
    names = names_of([step.recorded_by for step in found.steps.all()])
    shown = presenter.page(found, ways=ways, names=names, today=formatting.london_date(at=now))
    is_showing = request.method == "POST" and request.POST.get("act") == _SHOW
    form = StepForm(None if is_showing else posted(request), state=state, initial={"seen": state.value})
    if is_showing:
        policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=victim.case)
    elif request.method == "POST" and form.is_valid() and _is_taken(form, found, actor, now):
        messages.success(request, "Recorded. What comes next is shown below.")
        return redirect("workspace:referral", referral_id=referral_id)
    is_told = is_showing and shown.may_pass_on
    looked_at(request, found, case_id=victim.case_id, victim_ids=[victim.pk], at=now)
    if is_told:
        audit.record(
            actor=actor,
            verb=Verb.REVEALED,
            subject=found.person,
            at=now,
            case_id=victim.case_id,
            victim_id=victim.pk,
        )
    context = {
        "identity": case_presenter.identity(victim.case),
        "back_href": reverse("workspace:referrals", args=[victim.case_id, victim.pk]),
        "referral": shown,
        "hidden_lines": _NO_TRACE if found.is_hidden else (),
        "told": presenter.told(found, ways=ways) if is_told else (),
        "may_show": may_record and shown.may_pass_on and not is_told,
        "form": form if may_record and shown.is_open else None,
    }
    return page(request, "workspace/referral.html", context, section="workspace:cases")


def _is_taken(form: StepForm, found: Referral, actor: Actor, now: dt.datetime) -> bool:
    """Make the one call that belongs to the step; what is against it is said on the form."""
    answers, seen = form.cleaned_data, ReferralState(form.cleaned_data["seen"])
    try:
        if form.taken is ReferralState.PASSED_ON:
            service.pass_on(
                referral_id=found.pk,
                passed_how=form.passed_on_how,
                taken_on=answers["taken_on"],
                seen=seen,
                actor=actor,
                at=now,
            )
        elif form.reason is not None and form.taken is ReferralState.WITHDRAWN:
            service.withdraw(referral_id=found.pk, reason=form.reason, seen=seen, actor=actor, at=now)
        else:
            service.record_outcome(
                referral_id=found.pk,
                outcome=form.taken,
                reason=form.reason,
                taken_on=answers["taken_on"],
                seen=seen,
                actor=actor,
                at=now,
            )
    except service.ChangedMeanwhile:
        form.add_error("step", "Somebody else recorded a step meanwhile. Look at what happened first")
    except service.WrongDate:
        form.add_error("taken_on", "The date must be today or in the past, and not before the step before it")
    except service.ConsentEnded:
        form.add_error("step", "Their agreement has ended. Ask them again before anything is passed on")
    except service.NoSafeWay as refused:
        form.add_error("step", " ".join(refusal.words for refusal in refused.refusals))
    else:
        return True
    return False
