"""What the pages of a meeting share: whose it is, how a form is shown, and how a refusal is said."""

import datetime as dt

from django.http import HttpRequest, HttpResponse

from communications.rules.meetings import StepNotPossible
from communications.selectors.meetings import MeetingRecord
from communications.services import meetings as service
from web.forms.base import GovukForm
from web.workspace.guards import looked_at
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import meetings as presenter

_TAKEN = "Somebody else has taken this meeting forward. Nothing was recorded; look at the meeting first"
_ACTIVE = "A meeting for this purpose is under way already. Take that one forward instead"


def step_page(
    request: HttpRequest,
    record: MeetingRecord,
    form: GovukForm,
    *,
    title: str,
    button: str,
    now: dt.datetime,
    intro: str = "",
    warning: str = "",
) -> HttpResponse:
    """Show a form about a meeting."""
    look(request, record, now)
    context = {
        **head(record),
        "title": title,
        "button": button,
        "form": form,
        "intro": intro,
        "warning": warning,
    }
    return page(request, "workspace/meeting_step.html", context, section="workspace:cases")


def head(record: MeetingRecord) -> dict[str, object]:
    """Say on every page of a meeting whose it is and what for."""
    found = record.meeting
    return {
        "identity": case_presenter.identity(found.case),
        "name": found.victim.person.full_name,
        "about": presenter.title(found),
        "list_href": presenter.meetings_href(found.case_id, found.victim_id),
        "back_href": None,
        "meeting_id": found.pk,
    }


def look(request: HttpRequest, record: MeetingRecord, now: dt.datetime) -> None:
    """Leave the trace of a look."""
    found = record.meeting
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)


def refuse(form: GovukForm, refused: Exception) -> None:
    """Say at the field why it was not recorded; what was typed stays."""
    if isinstance(refused, service.NotPossible):
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
    elif isinstance(refused, service.AlreadyActive):
        form.add_error(None, _ACTIVE)
    elif isinstance(refused, StepNotPossible):
        form.add_error(None, _TAKEN)
    else:
        form.add_error(None, "Somebody else has recorded this already")
