"""Messages and rows that could not be taken in: why, and what a person lets become of them. Never what they say."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.policies import holds_anywhere, require_anywhere
from cases.models import InboundMessage, WorkItem
from cases.rules.vocabulary import WorkKind
from cases.selectors import inbound, records
from cases.selectors.inbound import Batch
from cases.services.intake import quarantine
from cases.services.work import AlreadyDone
from communications.selectors import performance
from communications.services import intake
from web import formatting
from web.components import Row
from web.middleware import actor_of
from web.workspace.forms.not_taken_in import TAKE_IN, NotTakenInForm
from web.workspace.guards import missing_is_404, posted
from web.workspace.pages import page

#: Messages shown at once; the rest follows as these are settled.
SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def not_taken_in(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """List what could not be taken in and why; let whoever brings in cases try again or set it aside."""
    actor, now = actor_of(request), timezone.now()
    item = records.visible_work_item(viewer=actor, item_id=item_id)
    batch = Batch.parse(item.key)
    if item.kind != WorkKind.NOT_TAKEN_IN or batch is None:
        raise WorkItem.DoesNotExist("This work is about something else")
    may_settle = holds_anywhere(actor=actor, permission=Permission.IMPORT_CASES)
    if request.method == "POST":
        require_anywhere(actor=actor, permission=Permission.IMPORT_CASES)
    waiting = inbound.waiting_in(batch=batch)
    count, shown = waiting.count(), list(waiting[:SHOWN])
    form = _form(request, batch, shown) if may_settle and shown else None
    if request.method == "POST" and form is None:
        messages.success(request, "Somebody has settled this already. Nothing was changed.")
        return redirect("workspace:work")
    if request.method == "POST" and form is not None and form.is_valid():
        messages.success(request, _act(form, item_id, request))
        return redirect("workspace:work" if count == len(form.cleaned_data["chosen"]) else request.path)
    context = {
        "rows": [
            Row(key="From", value=batch.source.replace("_", " ").capitalize()),
            Row(key="Came in on", value=formatting.date_words(batch.received_on)),
            Row(key="Waiting", value=formatting.count_words(count, "message or row", "messages or rows")),
            Row(key="For", value=item.unit.name),
        ],
        "shown": [(_title(message), _why(message)) for message in shown] if form is None else [],
        "more": count - len(shown),
        "form": form,
        "at": now,
    }
    return page(request, "workspace/not_taken_in.html", context, section="workspace:work")


def _form(request: HttpRequest, batch: Batch, shown: list[InboundMessage]) -> NotTakenInForm:
    return NotTakenInForm(
        posted(request),
        waiting=[(str(message.pk), _title(message), _why(message)) for message in shown],
        areas=[(area.code, area.name) for area in performance.areas_visible_to(viewer=actor_of(request))],
        may_try_again=batch.source == intake.COMMON_PLATFORM,
    )


def _act(form: NotTakenInForm, item_id: uuid.UUID, request: HttpRequest) -> str:
    """Make the one call; return what to say."""
    actor, now, answers = actor_of(request), timezone.now(), form.cleaned_data
    chosen = [int(key) for key in answers["chosen"]]
    if answers["answer"] == TAKE_IN:
        taken = intake.take_in_again(message_ids=chosen, fallback_area=answers["area"], actor=actor, at=now)
        stayed = len(chosen) - taken
        return f"{taken:,} taken in." + (f" {stayed:,} could not be, and still wait." if stayed else "")
    try:
        count = quarantine.set_aside(item_id=item_id, message_ids=chosen, reason=answers["reason"], actor=actor, at=now)
    except AlreadyDone:
        return "Somebody has settled this already. Nothing was changed."
    return f"{count:,} set aside. They are kept as they came."


def _title(message: InboundMessage) -> str:
    return f"Number {message.pk}, {formatting.time_words(message.received_at)}"


def _why(message: InboundMessage) -> str:
    return "; ".join(
        " ".join(
            part
            for part in (
                f"line {problem['line']}:" if problem.get("line") else "",
                f"{problem['field']}:" if problem.get("field") else "",
                str(problem.get("reason", "")),
            )
            if part
        )
        for problem in message.problems
    )
