"""A code for the online page that is read out on the telephone, to somebody whom the unit has rung (V33)."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from audit import services as audit
from audit.vocabulary import Verb
from cases.selectors import records
from communications.rules.calls.vocabulary import IdentityKind
from communications.services import portal_spoken
from communications.services.portal_invitations import UnableToInvite
from communications.services.portal_spoken import Outlook, SpokenCode
from web.components import Link
from web.middleware import actor_of
from web.workspace.forms.spoken_codes import SpokenCodeForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import people
from web.workspace.presenters import spoken_codes as presenter
from web.workspace.reached import Reached, whom

_SHOWN_BEFORE = "That code was shown once and is not shown again. If they did not write it down, give them another."


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
@sensitive_variables("code")
def code_by_telephone(
    request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID, connection_id: uuid.UUID | None = None
) -> HttpResponse:
    """Say whom to ring and what to ask; then show the code, in the answer to the form and nowhere else."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id)
    reached = whom(case=record.case, known=record.victim(victim_id), connection_id=connection_id)
    victim, person = reached.known.victim, reached.person
    outlook = portal_spoken.outlook(actor=actor, victim=victim, person=person, at=now)
    form = SpokenCodeForm(
        posted(request),
        ways=presenter.ways(outlook),
        checks=outlook.checks,
        initial={"key": uuid.uuid4()},
    )
    if request.method == "POST" and form.is_valid():
        number_id, codes = presenter.way_of(form.cleaned_data["way"])
        try:
            code = portal_spoken.read_out(
                actor=actor,
                victim=victim,
                person=person,
                number_id=number_id,
                codes=codes,
                check=IdentityKind(form.cleaned_data["check"]),
                key=form.cleaned_data["key"],
                at=now,
            )
        except UnableToInvite as refused:
            form.add_error(None, str(refused))
        except portal_spoken.AlreadyShown:
            form = SpokenCodeForm(ways=presenter.ways(outlook), checks=outlook.checks, initial={"key": uuid.uuid4()})
            return _asked(request, reached, outlook, form, already=_SHOWN_BEFORE)
        else:
            return _shown(request, reached, code)
    looked_at(request, reached.connection or victim, case_id=case_id, victim_ids=[victim_id], at=now)
    if outlook.choices:
        audit.record(actor=actor, verb=Verb.REVEALED, subject=person, at=now, case_id=case_id, victim_id=victim_id)
    return _asked(request, reached, outlook, form)


def _asked(
    request: HttpRequest, reached: Reached, outlook: Outlook, form: SpokenCodeForm, *, already: str = ""
) -> HttpResponse:
    context = {
        **_beside(reached),
        "form": form,
        "already": already,
        "why_none": outlook.why_none,
        "warnings": people.warnings_of(reached.profile),
        "numbers": presenter.numbers(outlook),
    }
    return page(request, "workspace/code_by_telephone.html", context, section="workspace:cases")


@sensitive_variables("code", "context")
def _shown(request: HttpRequest, reached: Reached, code: SpokenCode) -> HttpResponse:
    context = {
        **_beside(reached),
        "rows": presenter.table(code),
        "until": presenter.until_words(code),
        "codes": presenter.codes_words(code),
        "portal_address": f"{settings.PUBLIC_URL}{reverse('portal:start')}",
    }
    return page(request, "workspace/code_read_out.html", context, section="workspace:cases")


def _beside(reached: Reached) -> dict[str, object]:
    return {
        "identity": case_presenter.identity(reached.case),
        "name": reached.person.full_name,
        "back": Link(text="Back to safe contact", href=reached.href("safe-contact")),
    }
