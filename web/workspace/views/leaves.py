"""An officer's leave: what is recorded, a new one with the colleague who stands in, and calling it off (L8)."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import selectors as accounts
from accounts.models import StaffUser
from cases.models import OfficerLeave
from cases.rules.leave import LeaveDates, is_away
from cases.selectors import leaves as selector
from cases.services import leaves as service
from web import formatting
from web.components import Row, Tag
from web.middleware import actor_of
from web.workspace.forms.leaves import LeaveForm
from web.workspace.guards import missing_is_404
from web.workspace.pages import page
from web.workspace.presenters import victims


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def leave(request: HttpRequest, officer_id: uuid.UUID) -> HttpResponse:
    """Show the leaves of an officer that are not over; record another, or call one off."""
    actor, now = actor_of(request), timezone.now()
    officer = accounts.member_of_staff(user_id=officer_id)
    if not selector.may_record(actor=actor, officer=officer, at=now):
        raise ObjectDoesNotExist
    today = formatting.london_date(at=now)
    recorded = selector.leaves_of(officer=officer, on=today)
    what = request.POST.get("what", "") if request.method == "POST" else ""
    called_off = next((one for one in recorded if what == f"call-off:{one.pk}"), None)
    if called_off is not None:
        service.call_off(leave_id=called_off.pk, actor=actor, at=now)
        messages.success(request, "Called off. Nobody stands in any more.")
        return redirect("workspace:leave", officer_id=officer_id)
    covers = {str(one.pk): one for one in selector.covers_for(officer=officer, at=now)}
    form = LeaveForm(request.POST if what == "record" else None, covers=victims.named_choices(covers.values()))
    if form.is_valid() and _recorded(request, form, officer, covers, at=now):
        return redirect("workspace:leave", officer_id=officer_id)
    context = {
        "name": officer.full_name,
        "is_own": actor.identifier == str(officer.pk),
        "form": form,
        "leaves": [(f"call-off:{one.pk}", _days(one.starts_on, one.ends_on), one.cover.full_name) for one in recorded],
        "covered": [
            Row(
                key=one.officer.full_name,
                value=_days(one.starts_on, one.ends_on),
                tag=Tag(text="Now") if is_away(leave=_dates(one), on=today) else None,
            )
            for one in selector.covered_by(officer=officer, on=today)
        ],
    }
    return page(request, "workspace/leave.html", context, section="account")


def _recorded(
    request: HttpRequest, form: LeaveForm, officer: StaffUser, covers: dict[str, StaffUser], *, at: dt.datetime
) -> bool:
    """Make the one call; put what the service refuses beside the field it is about."""
    answers = form.cleaned_data
    cover = covers[answers["cover"]]
    try:
        leave = service.record(
            officer=officer,
            cover=cover,
            dates=LeaveDates(starts_on=answers["starts_on"], ends_on=answers["ends_on"]),
            actor=actor_of(request),
            at=at,
        )
    except service.UnableToRecord as refused:
        form.add_error("ends_on", str(refused))
        return False
    except service.UnableToCover as refused:
        form.add_error("cover", str(refused))
        return False
    messages.success(request, f"Recorded. {cover.full_name} stands in {_days(leave.starts_on, leave.ends_on)}.")
    return True


def _dates(leave: OfficerLeave) -> LeaveDates:
    return LeaveDates(starts_on=leave.starts_on, ends_on=leave.ends_on)


def _days(starts_on: dt.date, ends_on: dt.date) -> str:
    return f"from {formatting.date_words(starts_on)} to {formatting.date_words(ends_on)}"
