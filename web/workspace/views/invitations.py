"""The online page of one person: inviting them by two safe ways, and ending an invitation or all their access."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from cases import policies
from cases.selectors import records
from communications.services import portal_invitations, portal_ways
from web.components import Link
from web.middleware import actor_of
from web.workspace.forms.contact import InviteForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import invitations
from web.workspace.reached import whom


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def invite(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID | None = None
) -> HttpResponse:
    """Choose by which two ways to invite a victim, or read why they cannot be and what remains."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    reached = whom(case=record.case, known=record.victim(victim_id), connection_id=connection_id)
    victim, person = reached.known.victim, reached.person
    policies.require(actor=actor, permission=Permission.INVITE_TO_PORTAL, case=record.case)
    outlook = portal_ways.outlook(person=person, victim=victim, at=now)
    form = InviteForm(posted(request), choices=invitations.choices(outlook))
    if request.method == "POST" and form.is_valid():
        pair = invitations.pair_of(form.cleaned_data["ways"])
        try:
            invited = portal_invitations.invite(actor=actor, victim=victim, person=person, wanted=pair, at=now)
        except portal_invitations.UnableToInvite as refused:
            form.add_error("ways", str(refused))
        else:
            messages.success(request, invitations.invited_words(pair, until=invited.expires_at))
            return reached.to_contact()
    looked_at(request, victim, case_id=case_id, victim_ids=[victim_id], at=now)
    context = {
        "identity": case_presenter.identity(record.case),
        "name": person.full_name,
        "back": Link(text="Back to safe contact", href=reached.href("safe-contact")),
        "form": form,
        "why_none": outlook.why_none,
        "closed": invitations.closed_rows(outlook),
        "portal_address": f"{settings.PUBLIC_URL}{reverse('portal:start')}",
    }
    return page(request, "workspace/invite.html", context, section="workspace:cases")


@require_POST
@missing_is_404
def cancel(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID | None = None
) -> HttpResponse:
    """End an invitation that was not used. Access that the person has already stays."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    reached = whom(case=record.case, known=record.victim(victim_id), connection_id=connection_id)
    victim, person = reached.known.victim, reached.person
    if portal_invitations.cancel(actor=actor, victim=victim, person=person, at=now):
        messages.success(request, "The invitation is cancelled. Its code opens nothing any more.")
    else:
        messages.info(request, "There was no open invitation to cancel.")
    return reached.to_contact()


@require_POST
@missing_is_404
def came_back(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID | None = None
) -> HttpResponse:
    """Record that the letter with the invitation came back: somebody else may have held it."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    reached = whom(case=record.case, known=record.victim(victim_id), connection_id=connection_id)
    victim, person = reached.known.victim, reached.person
    try:
        portal_invitations.came_back(actor=actor, victim=victim, person=person, at=now)
    except portal_invitations.NotPosted as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Recorded. What is to be done now is on the work list.")
    return reached.to_contact()


@require_POST
@missing_is_404
def end_online_access(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID | None = None
) -> HttpResponse:
    """End the victim's access to their online page at once, in every browser: somebody else may be using it."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    reached = whom(case=record.case, known=record.victim(victim_id), connection_id=connection_id)
    victim, person = reached.known.victim, reached.person
    portal_invitations.revoke(actor=actor, victim=victim, person=person, at=now)
    messages.success(request, "Nobody can open their online page any more. You can invite them again when it is safe.")
    return reached.to_contact()
