"""One victim: how to reach them safely, and the triage card."""

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
from cases.models import SafeContactProfile
from cases.selectors import records
from cases.selectors.records import VictimRecord
from cases.services import people as people_service
from cases.services.people import ProfileChange, Seen
from communications.selectors import portal_invitations
from triage import selectors as triage
from triage import services as triage_service
from triage.rules.facts import TierKey
from triage.rules.tiers import UnableToOverrideError
from web import formatting
from web.middleware import actor_of
from web.workspace.forms.answers import OverrideForm, SafeContactForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import invitations, people, tiers
from web.workspace.reached import whom

_NEVER = ("never_post", "never_email", "never_text", "never_phone")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def safe_contact(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID | None = None
) -> HttpResponse:
    """Show how to reach a victim, or a relative of one. Addresses are revealed on request, which leaves a trace."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    reached = whom(case=record.case, known=known, connection_id=connection_id)
    may_change = policies.can(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=record.case)
    is_revealed = request.method == "POST" and request.POST.get("answer") == "reveal"
    is_change = request.method == "POST" and request.POST.get("answer") == "change"
    form = SafeContactForm(request.POST if is_change else None, initial=_now_recorded(reached.profile))
    if is_change and form.is_valid():
        answers = form.cleaned_data
        change = ProfileChange(
            preferred_method=answers["preferred_method"],
            must_not_know=answers["must_not_know"],
            rhythm_days=answers["rhythm_days"],
            confirmed_on=formatting.london_date(at=now),
            never_post="never_post" in answers["never"],
            never_email="never_email" in answers["never"],
            never_text="never_text" in answers["never"],
            never_phone="never_phone" in answers["never"],
        )
        try:
            people_service.change_profile(
                case_id=case_id,
                person_id=reached.person.pk,
                change=change,
                seen=Seen(answers["seen"]),
                actor=actor,
                at=now,
            )
        except people_service.ChangedMeanwhile:
            form.show_as_changed(now_in_force=reached.profile.pk if reached.profile is not None else None)
        else:
            messages.success(request, "Safe contact recorded. Letters not sent yet follow it from now on.")
            return reached.to_contact()
    if is_revealed:
        audit.record(
            actor=actor,
            verb=Verb.REVEALED,
            subject=reached.person,
            at=now,
            case_id=case_id,
            victim_id=victim_id,
        )
    else:
        looked_at(request, reached.connection or known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": reached.person.full_name,
        "back": reached.back,
        "warnings": people.warnings(known) if reached.connection is None else people.warnings_of(reached.profile),
        "profile": people.profile_rows(reached.profile, is_revealed=is_revealed),
        "points": people.point_rows(reached.points, is_revealed=is_revealed),
        "is_revealed": is_revealed,
        "can_reveal": bool(reached.points) or (reached.profile is not None and bool(reached.profile.code_phrase)),
        "form": form if may_change else None,
        "add_href": reached.href("add-contact-point"),
        "online": invitations.online_page(
            portal_invitations.newest(viewer=actor, victim=known.victim, person=reached.person, at=now),
            href=reached.href,
        ),
        "ending": people.ending_links(reached.points, href=reached.href) if is_revealed else [],
    }
    return page(request, "workspace/safe_contact.html", context, section="workspace:cases")


def _now_recorded(profile: SafeContactProfile | None) -> dict[str, object]:
    if profile is None:
        return {}
    return {
        "seen": profile.pk,
        "preferred_method": profile.preferred_method,
        "never": [name for name in _NEVER if getattr(profile, name)],
        "must_not_know": profile.must_not_know,
        "rhythm_days": profile.rhythm_days or "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def triage_card(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Show every rule that fired and what would change the tier; let a person set another, with a reason."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    known = record.victim(victim_id)
    card = triage.card(viewer=actor, victim_id=victim_id)
    form = OverrideForm(posted(request), tiers=tiers.choices(card))
    if request.method == "POST" and form.is_valid() and _set_tier(request, form, known):
        messages.success(request, "Triage tier recorded, with your reason.")
        return redirect("workspace:triage", case_id=case_id, victim_id=victim_id)
    looked_at(request, known.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": known.victim.person.full_name,
        "back": people.back_to(case_id),
        "rows": tiers.card_rows(card, names_of([card.override.overridden_by] if card.override else [])),
        "columns": tiers.FIRED_COLUMNS,
        "fired": tiers.fired_rows(card),
        "would_change": tiers.would_change(card),
        "form": form if card.can_override and card.choices else None,
    }
    return page(request, "workspace/triage.html", context, section="workspace:cases")


def _set_tier(request: HttpRequest, form: OverrideForm, known: VictimRecord) -> bool:
    """Make the one call; put what the service refuses beside the field it is about."""
    actor, now = actor_of(request), timezone.now()
    tier, reason = form.cleaned_data["tier"], form.cleaned_data["reason"]
    try:
        if tier == tiers.RULES_STAND:
            triage_service.withdraw_override(victim=known.victim, reason=reason, actor=actor, at=now)
        else:
            triage_service.override(victim=known.victim, tier=TierKey(tier), reason=reason, actor=actor, at=now)
    except UnableToOverrideError as refused:
        form.add_error("reason", str(refused))
        return False
    except triage_service.NothingToWithdraw:
        form.add_error("tier", "No other tier is set any more")
        return False
    return True
