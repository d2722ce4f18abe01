"""Who stands beside a victim with a sign-in of their own: the register, the check, what was agreed, the invitation."""

import uuid
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.actors import Actor
from accounts.permissions import Permission
from cases import policies
from cases.models import Connection
from cases.rules.vocabulary import ConsentEnd, ConsentWay, MayBeTold, SupporterKind
from cases.selectors import records
from cases.selectors.records import CaseRecord, VictimRecord
from communications.rules.supporter_access import last_day
from communications.selectors import supporters
from communications.selectors.supporters import Beside
from communications.services import supporter_consents, supporter_details, supporter_invitations, supporter_register
from communications.services.supporter_register import NotOnRegister, SupporterEntry, UnusableContactPoint
from web import formatting
from web.components import Link
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.workspace.forms import beside as forms
from web.workspace.guards import looked_at, missing_is_404
from web.workspace.pages import page
from web.workspace.presenters import beside as presenter
from web.workspace.presenters import case as case_presenter

_KNOWN = {"yes": True, "no": False, "unknown": None}


def _asked(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> tuple[Actor, CaseRecord, VictimRecord]:
    actor = actor_of(request)
    case = records.case_record(viewer=actor, case_id=case_id)
    known = case.victim(victim_id)
    policies.require(actor=actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=case.case)
    return actor, case, known


def _show(
    request: HttpRequest, template: str, case: CaseRecord, known: VictimRecord, context: dict[str, object]
) -> HttpResponse:
    case_id, victim = case.case.pk, known.victim
    looked_at(request, victim, case_id=case_id, victim_ids=[victim.pk], at=timezone.now())
    shared = {
        "identity": case_presenter.identity(case.case),
        "name": victim.person.preferred_name or victim.person.full_name,
    }
    return page(request, template, {**shared, **context}, section="workspace:victims")


def _entry(form: GovukForm, *, connection_id: uuid.UUID | None) -> SupporterEntry:
    answers = form.cleaned_data
    return SupporterEntry(
        kind=SupporterKind(answers["kind"]),
        full_name=answers["full_name"],
        organisation=answers["organisation"],
        relationship=answers["relationship"],
        email=answers["email"],
        mobile=answers["mobile"],
        may_be_told=MayBeTold(answers["may_be_told"]),
        is_suspect_or_lives_with_suspect=_KNOWN[answers["is_near_suspect"]],
        connection_id=connection_id,
    )


def _registered(
    form: GovukForm, *, victim_id: uuid.UUID, connection_id: uuid.UUID | None, actor: Actor
) -> Connection | None:
    """Make the one call; put what the service refuses beside its question."""
    try:
        entry = _entry(form, connection_id=connection_id)
        return supporter_register.put_beside(victim_id=victim_id, entry=entry, actor=actor, at=timezone.now())
    except NotOnRegister as refused:
        form.add_error(refused.part, str(refused))
    except UnusableContactPoint as refused:
        form.add_error("mobile" if "number" in str(refused) else "email", str(refused))
    return None


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def beside(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """List who stands beside a victim and what each of them sees; put somebody new on the register."""
    actor, case, known = _asked(request, case_id, victim_id)
    form = forms.RegisterForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = _registered(form, victim_id=victim_id, connection_id=None, actor=actor)
        if made is not None:
            messages.success(request, "Recorded. They see nothing until they are checked and the person has agreed.")
            return redirect("workspace:beside-one", case_id=case_id, victim_id=victim_id, connection_id=made.pk)
    found = supporters.beside(victim=known.victim, at=timezone.now())
    return _show(
        request,
        "workspace/beside.html",
        case,
        known,
        {
            "back": Link(
                text="Back to what we have agreed", href=reverse("workspace:agreed", args=[case_id, victim_id])
            ),
            "people": [presenter.shown(each, case_id=case_id, victim_id=victim_id) for each in found],
            "form": form,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def beside_one(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID
) -> HttpResponse:
    """Show how it stands with one of them, and do the next thing: register, check, agree, invite, end."""
    actor, case, known = _asked(request, case_id, victim_id)
    found = next(
        (
            each
            for each in supporters.beside(victim=known.victim, at=timezone.now())
            if each.connection.pk == connection_id
        ),
        None,
    )
    if found is None:
        raise Connection.DoesNotExist
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    sheets = _sheets(request, found, answer)
    form = sheets.get(answer)
    act = _ACTS.get(answer)
    if act is not None and (form is None or form.is_valid()) and act(request, actor, found, form):
        return redirect("workspace:beside-one", case_id=case_id, victim_id=victim_id, connection_id=connection_id)
    context: dict[str, object] = {
        "back": Link(
            text="Back to who stands beside them", href=reverse("workspace:beside", args=[case_id, victim_id])
        ),
        "person": presenter.shown(found, case_id=case_id, victim_id=victim_id),
        "form": form,
        "forms": sheets,
        "portal_address": f"{settings.PUBLIC_URL}{reverse('portal:start')}",
    }
    return _show(request, "workspace/beside_one.html", case, known, context)


def _sheets(request: HttpRequest, found: Beside, answer: str) -> dict[str, GovukForm]:
    """Make the forms of the page; the one that was sent holds what was sent."""

    def sent(name: str) -> object:
        return request.POST if answer == name else None

    person = found.connection.person
    known = forms.initial_of(name=person.full_name, organisation=person.organisation, kind=found.kind)
    agreed = {"parts": list(found.consent.parts)} if found.consent is not None else {}
    return {
        "register": forms.RegisterForm(sent("register"), initial=known),
        "details": forms.DetailsForm(sent("details")),
        "check": forms.CheckForm(sent("check")),
        "agree": forms.AgreeForm(sent("agree"), initial=agreed),
        "end": forms.EndForm(sent("end")),
    }


def _register(request: HttpRequest, actor: Actor, found: Beside, form: GovukForm | None) -> bool:
    connection = found.connection
    if form is None or not _registered(form, victim_id=connection.victim_id, connection_id=connection.pk, actor=actor):
        return False
    messages.success(request, "Recorded. They see nothing until they are checked and the person has agreed.")
    return True


def _details(request: HttpRequest, actor: Actor, found: Beside, form: GovukForm | None) -> bool:
    connection = found.connection
    if form is None:
        return False
    try:
        supporter_details.change(
            victim_id=connection.victim_id,
            connection_id=connection.pk,
            email=form.cleaned_data["email"],
            mobile=form.cleaned_data["mobile"],
            actor=actor,
            at=timezone.now(),
        )
    except NotOnRegister as refused:
        form.add_error(refused.part, str(refused))
        return False
    except UnusableContactPoint as refused:
        form.add_error("mobile" if "number" in str(refused) else "email", str(refused))
        return False
    messages.success(request, "Recorded. They see nothing until somebody has checked them again and invited them.")
    return True


def _check(request: HttpRequest, actor: Actor, found: Beside, form: GovukForm | None) -> bool:
    connection = found.connection
    is_near = form is not None and form.cleaned_data["is_near_suspect"] == "yes"
    supporter_register.check(
        victim_id=connection.victim_id,
        connection_id=connection.pk,
        is_near_suspect=is_near,
        actor=actor,
        at=timezone.now(),
    )
    messages.success(request, "Recorded. They are shown nothing of this person." if is_near else "Recorded as checked.")
    return True


def _agree(request: HttpRequest, actor: Actor, found: Beside, form: GovukForm | None) -> bool:
    connection, now = found.connection, timezone.now()
    if not isinstance(form, forms.AgreeForm):
        return False
    try:
        supporter_consents.agree(
            victim_id=connection.victim_id,
            connection_id=connection.pk,
            parts=form.chosen,
            ends_on=last_day(months=int(form.cleaned_data["months"]), on=formatting.london_date(at=now)),
            how=ConsentWay(form.cleaned_data["how"]),
            actor=actor,
            at=now,
        )
    except supporter_consents.NearSuspect as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "Recorded: what the person agreed to.")
    return True


def _end(request: HttpRequest, actor: Actor, found: Beside, form: GovukForm | None) -> bool:
    connection = found.connection
    supporter_consents.end(
        victim_id=connection.victim_id,
        connection_id=connection.pk,
        reason=ConsentEnd(form.cleaned_data["reason"]) if form is not None else ConsentEnd.VICTIM_SAID_SO,
        actor=actor,
        at=timezone.now(),
    )
    messages.success(request, "It has ended. They see nothing of this person from now on.")
    return True


def _invite(request: HttpRequest, actor: Actor, found: Beside, _form: GovukForm | None) -> bool:
    if found.supporter is None:
        return False
    try:
        invited = supporter_invitations.invite(
            actor=actor, victim=found.connection.victim, supporter=found.supporter, at=timezone.now()
        )
    except supporter_invitations.UnableToInvite as refused:
        messages.error(request, str(refused))
        return True
    words = "They have a sign-in already: this person is on their list." if invited is None else "They are invited."
    messages.success(request, words)
    return True


def _left(request: HttpRequest, actor: Actor, found: Beside, _form: GovukForm | None) -> bool:
    connection = found.connection
    ended = supporter_register.leave(
        victim_id=connection.victim_id, connection_id=connection.pk, actor=actor, at=timezone.now()
    )
    words = formatting.count_words(ended, "consent")
    messages.success(request, f"They can sign in no more. {words} ended with it.")
    return True


_ACTS: dict[str, Callable[[HttpRequest, Actor, Beside, GovukForm | None], bool]] = {
    "register": _register,
    "details": _details,
    "check": _check,
    "agree": _agree,
    "end": _end,
    "invite": _invite,
    "left": _left,
}
