"""The family of a victim who died: its page, each relative as a person, who speaks for it, and an end (B.10)."""

import dataclasses
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
from cases import policies
from cases.models import Victim
from cases.rules.vocabulary import RelativeEnd
from cases.selectors import families as selectors
from cases.selectors import records
from cases.selectors.records import CaseRecord, VictimRecord
from cases.services import family as service
from communications.selectors.relative_tellings import told_in_family
from communications.services import families
from web import formatting
from web.components import Link
from web.middleware import actor_of
from web.workspace.forms.family import EndRelativeForm, MainContactForm, RelativeForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import family as presenter
from web.workspace.presenters import family_told, people


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One page about one family, asked for by somebody who may do what it is for."""

    request: HttpRequest
    actor: Actor
    now: dt.datetime
    case: CaseRecord
    known: VictimRecord

    @property
    def victim(self) -> Victim:
        return self.known.victim

    @property
    def is_sent(self) -> bool:
        return self.request.method == "POST"

    def show(self, template: str, context: dict[str, object]) -> HttpResponse:
        """Show the page, and record that somebody looked."""
        case_id, victim_id = self.case.case.pk, self.victim.pk
        looked_at(self.request, self.victim, case_id=case_id, victim_ids=[victim_id], at=self.now)
        shared = {
            "identity": case_presenter.identity(self.case.case),
            "name": self.victim.person.full_name,
            "back": self.back,
        }
        return page(self.request, template, {**shared, **context}, section="workspace:cases")

    @property
    def back(self) -> Link:
        """Lead back to the family."""
        return Link(
            text="Back to the family", href=reverse("workspace:family", args=[self.case.case.pk, self.victim.pk])
        )

    def done(self, words: str) -> HttpResponse:
        """Go back to the family and say what was done."""
        messages.success(self.request, words)
        return redirect("workspace:family", case_id=self.case.case.pk, victim_id=self.victim.pk)


def _asked(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, permission: Permission = Permission.VIEW_CASE
) -> _Asked:
    """Read the case for the viewer; a victim who has not died has no such page.

    Raises:
        Victim.DoesNotExist: there is none for this viewer, or they have not died.
    """
    actor = actor_of(request)
    case = records.case_record(viewer=actor, case_id=case_id)
    known = case.victim(victim_id)
    if known.victim.person.died_on is None:
        raise Victim.DoesNotExist
    policies.require(actor=actor, permission=permission, case=case.case)
    return _Asked(request=request, actor=actor, now=timezone.now(), case=case, known=known)


@require_safe
@missing_is_404
def family(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Show everybody of the family, who speaks for it, and what is missing for each to be told safely."""
    asked = _asked(request, case_id, victim_id)
    found = selectors.family_of(victim=asked.victim)
    told = told_in_family(victim=asked.victim)
    names = names_of(presenter.labels(found))
    may_change = policies.can(actor=asked.actor, permission=Permission.CHANGE_CONTACT_DETAILS, case=asked.case.case)
    context = {
        "back": people.back_to(case_id),
        "alerts": presenter.alerts(found),
        "relatives": presenter.relatives(found, case_id=case_id, victim_id=victim_id, may_change=may_change),
        "officers": [officer.person.full_name for officer in found.officers],
        "told": family_told.summaries(told),
        "changes": presenter.changes(found, names=names),
        "former": presenter.former(found, names=names),
        "may_change": may_change,
        "case_id": case_id,
        "victim_id": victim_id,
    }
    return asked.show("workspace/family.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def add_relative(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Record a relative as a person of their own."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    form = RelativeForm(posted(request), initial={"key": uuid.uuid4()})
    if asked.is_sent and form.is_valid():
        service.add_relative(
            victim_id=victim_id,
            key=form.cleaned_data["key"] or uuid.uuid4(),
            entry=form.entry(),
            actor=asked.actor,
            at=asked.now,
        )
        return asked.done("Recorded. Ask them now which address or number is safe, and add it.")
    return asked.show("workspace/relative.html", {"form": form, "title": "Add a relative"})


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def relative(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID) -> HttpResponse:
    """Change what is recorded about a relative: who they are, what they need, and how they want to be told."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    record = selectors.relative_of(victim=asked.victim, connection_id=connection_id)
    form = RelativeForm(posted(request), initial=presenter.answers(record))
    if asked.is_sent and form.is_valid():
        changed = families.change_relative(
            connection_id=connection_id, entry=form.entry(), actor=asked.actor, at=asked.now
        )
        if record.connection.is_primary and not changed.is_primary:
            return asked.done("Recorded. They no longer speak for the family: choose the main contact.")
        return asked.done("Recorded. Whatever has not been sent yet is checked against it.")
    return asked.show("workspace/relative.html", {"form": form, "title": record.connection.person.full_name})


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def main_contact(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Choose who speaks for the family, and say why that changes."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    found = selectors.family_of(victim=asked.victim)
    now_it_is = found.main_contact
    today = formatting.london_date(at=asked.now)
    candidates = presenter.candidates(found, on=today)
    form = MainContactForm(
        posted(request),
        relatives=candidates,
        has_main_contact=now_it_is is not None,
        initial={"seen": now_it_is.pk if now_it_is is not None else None},
    )
    if asked.is_sent and form.is_valid():
        try:
            service.choose_main_contact(
                connection_id=uuid.UUID(form.cleaned_data["relative"]),
                seen_id=form.cleaned_data["seen"],
                reason=form.why,
                note=form.cleaned_data["note"],
                actor=asked.actor,
                at=asked.now,
            )
        except (service.ChangedMeanwhile, service.UnfitAsMainContact, service.NotInFamily) as refused:
            form.add_error("relative", str(refused))
        else:
            return asked.done("Recorded. Letters about decisions that are not approved yet greet them from now on.")
    context = {
        "form": form,
        "now_it_is": now_it_is.person.full_name if now_it_is is not None else "",
        "has_candidates": bool(candidates),
        "others": presenter.not_candidates(found, on=today),
    }
    return asked.show("workspace/main_contact.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def end_relative(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID
) -> HttpResponse:
    """Record that a relative is told nothing more, and why."""
    asked = _asked(request, case_id, victim_id, Permission.CHANGE_CONTACT_DETAILS)
    record = selectors.relative_of(victim=asked.victim, connection_id=connection_id)
    form = EndRelativeForm(posted(request))
    if asked.is_sent and form.is_valid():
        try:
            families.end_relative(
                connection_id=connection_id,
                reason=RelativeEnd(form.cleaned_data["reason"]),
                actor=asked.actor,
                at=asked.now,
            )
        except service.NeedsAnother as refused:
            form.add_error(None, str(refused))
        else:
            return asked.done("Recorded. They are told nothing more, and their online page is closed.")
    context = {"form": form, "relative": record.connection.person.full_name}
    return asked.show("workspace/end_relative.html", context)
