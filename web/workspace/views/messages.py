"""The inbox, and one message: read, answer, hand on, say what it is, or end it otherwise."""

import uuid

from django.contrib import messages as said
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.selectors import names_of
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.selectors import records
from cases.services import reference
from communications.rules import answers
from communications.rules.vocabulary import MessageEnd, MessageMark
from communications.selectors import correspondence as reading
from communications.selectors.work_lines import Place
from communications.services import collisions as collision_service
from communications.services import correspondence
from web import exports, formatting
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.workspace.forms.messages import AnswerForm, EndForm, HandOnForm, MarkForm
from web.workspace.guards import looked_at, missing_is_404
from web.workspace.pages import page
from web.workspace.presenters import collisions
from web.workspace.presenters import messages as presenter

#: Which form a button sends, by the button's value.
_ACTIONS = ("answer", "insert", "hand-on", "mark", "end")


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """List what people have written, those that wait longest first."""
    folder = presenter.read_folder(request.GET)
    after = Place.parse(request.GET.get("after", ""))
    found = reading.inbox(
        viewer=actor_of(request), folder=folder, on=formatting.london_date(at=timezone.now()), after=after
    )
    context = {
        "inbox": presenter.inbox(found, folder=folder, at=timezone.now(), calendar=reference.load_calendar()),
        "at": timezone.now(),
    }
    return page(request, "workspace/inbox.html", context, section="workspace:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def message(request: HttpRequest, written_id: uuid.UUID) -> HttpResponse:
    """Show one message with everything written before, and take what is decided about it."""
    actor, now = actor_of(request), timezone.now()
    written = reading.visible_message(viewer=actor, message_id=written_id)
    may_answer = policies.can(actor=actor, permission=Permission.ANSWER_MESSAGE, case=written.case)
    officers = correspondence.officers_for(message=written, at=now) if may_answer else []
    action = request.POST.get("action", "") if request.method == "POST" else ""
    forms: dict[str, GovukForm] = {
        "answer": AnswerForm(
            _data(request, action, "answer", "insert"), initial={"answers_seen": len(written.answers.all())}
        ),
        "hand_on": HandOnForm(_data(request, action, "hand-on"), officers=officers),
        "mark": MarkForm(_data(request, action, "mark"), initial={"mark": written.mark}),
        "end": EndForm(_data(request, action, "end")),
    }
    if action == "insert":
        forms["answer"] = _with_paragraph(request.POST)
    elif action in _ACTIONS:
        done = _act(action, forms[action.replace("-", "_")], message_id=written_id, request=request)
        if done:
            said.success(request, done)
            return redirect("workspace:message", written_id=written_id)
        written = reading.visible_message(viewer=actor, message_id=written_id)
    looked_at(request, written, case_id=written.case_id, victim_ids=[written.victim_id], at=now)
    earlier = reading.earlier_messages(message=written)
    names = names_of(presenter.labels_in([written, *earlier]))
    errors = [link for form in forms.values() if form.is_bound for link in form.error_links]
    context = {
        "shown": presenter.message(written, names=names, at=now, calendar=reference.load_calendar()),
        "earlier": [presenter.thread_entry(each, names=names) for each in earlier],
        "collision": collisions.note(collision_service.before_answering(victim=written.victim, at=now))
        if may_answer
        else None,
        "forms": forms,
        "errors": errors,
        "may_answer": may_answer,
        "at": now,
    }
    return page(request, "workspace/message.html", context, section="workspace:inbox")


@require_safe
@missing_is_404
def material(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """Send the messages of a case that may have to be disclosed as CSV; every download leaves a trace (L14)."""
    actor, now = actor_of(request), timezone.now()
    case = records.visible_case(viewer=actor, case_id=case_id)
    found = reading.possible_material(viewer=actor, case_id=case.pk)
    names = names_of(each.message.marked_by for each in found)
    audit.record(
        actor=actor,
        verb=Verb.EXPORTED,
        subject=("messages", str(case.pk)),
        at=now,
        case_id=case.pk,
        detail={"count": len(found)},
    )
    rows = [presenter.material_line(each, names=names) for each in found]
    return HttpResponse(
        "".join(exports.csv_lines(header=presenter.MATERIAL_HEADER, rows=rows)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="messages.csv"', "Cache-Control": "no-store"},
    )


def _data(request: HttpRequest, action: str, *mine: str) -> QueryDict | None:
    """Return what was posted to the form that was sent, and nothing to the others."""
    return request.POST if action in mine else None


def _with_paragraph(posted: QueryDict) -> GovukForm:
    """Put the chosen paragraph behind what was written; the page comes back with both, nothing is sent."""
    text, key = posted.get("text", ""), posted.get("paragraph", "")
    chosen = next((each.text for each in answers.PARAGRAPHS if each.key == key), "")
    initial = {
        "text": "\n\n".join(part for part in (text.rstrip(), chosen) if part),
        "answers_seen": posted.get("answers_seen", "0"),
    }
    return AnswerForm(initial=initial)


def _act(action: str, form: GovukForm, *, message_id: uuid.UUID, request: HttpRequest) -> str:
    """Make the one call; return what to say, or nothing when the form or the service refused."""
    if not form.is_valid():
        return ""
    actor, now, given = actor_of(request), timezone.now(), form.cleaned_data
    try:
        match action:
            case "answer":
                correspondence.answer(
                    message_id=message_id,
                    text=given["text"],
                    answers_seen=given["answers_seen"],
                    actor=actor,
                    at=now,
                )
                return "Answered. They are told, without content, that there is something to read."
            case "hand-on":
                correspondence.hand_on(
                    message_id=message_id,
                    officer_id=uuid.UUID(given["officer"]),
                    note=given["hand_on_note"],
                    actor=actor,
                    at=now,
                )
                return "Handed on. The date by which we answer stays the same."
            case "mark":
                correspondence.mark(message_id=message_id, as_what=MessageMark(given["mark"]), actor=actor, at=now)
                return "Recorded."
            case _:
                correspondence.close(
                    message_id=message_id, how=MessageEnd(given["how"]), note=given["end_note"], actor=actor, at=now
                )
                return "Ended, and the person reads how."
    except correspondence.AnsweredMeanwhile:
        form.add_error(
            "text", "Somebody else has answered since you opened this. Read their answer below before you send yours"
        )
    except correspondence.AlreadySettled:
        form.add_error(None, "This was answered or ended meanwhile. Nothing was changed")
    except correspondence.UnableToHandOn:
        form.add_error("officer", "Select an officer who may answer in this case")
    except correspondence.UnableToTake:
        form.add_error(None, "Write some words first")
    return ""
