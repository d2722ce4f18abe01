"""Complaints: those that wait, one with its stages and what may be done about it, and taking one down (V27, V33)."""

import uuid

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import Language, LimitKind, ReviewReceipt
from cases.rules.working_days import BeyondHorizon
from cases.selectors import records
from cases.services import reference
from cases.services.reference import NothingPublished
from communications.documents.rendering import RenderFailed
from communications.models import Complaint
from communications.rules.complaints import (
    ComplaintAbout,
    ComplaintOutcome,
    ComplaintStanding,
    ComplaintTold,
    Further,
    is_long_ago,
    standing_of,
)
from communications.rules.complaints import further as further_of
from communications.selectors import complaints as reading
from communications.selectors import letters, portal_readers
from communications.selectors.work_lines import Place
from communications.services import complaint_letters, complaint_stages, complaints
from communications.services.complaints import ComplaintEntry
from communications.services.correspondence import MayTellWhatHappened, TooManyMessages, UnableToTake
from web import formatting
from web.components import Row
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.workspace.forms import complaints as forms
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import complaints as presenter

#: In the address of a complaint that is taken down: the letter that caused it.
_LETTER = "letter"
_NO_DATES = (BeyondHorizon, NothingPublished, NoLimitInForce)


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List the complaints in which something is due, whoever has waited longest first."""
    found = reading.waiting(viewer=actor_of(request), after=Place.parse(request.GET.get("after", "")))
    context = {"shown": presenter.page_of(found), "at": timezone.now()}
    return page(request, "workspace/complaints.html", context, section="workspace:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def take(request: HttpRequest, case_id: uuid.UUID, victim_id: uuid.UUID) -> HttpResponse:
    """Take down a complaint that somebody made by telephone, by letter or in person (V33)."""
    actor, now = actor_of(request), timezone.now()
    record = records.case_record(viewer=actor, case_id=case_id).victim(victim_id)
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=record.victim.case)
    form = forms.TakeDownForm(
        posted(request),
        people=complaints.who_may_complain(victim=record.victim),
        today=formatting.london_date(at=now),
        initial={"key": f"form:{uuid.uuid4()}"},
    )
    looked_at(request, record.victim, case_id=case_id, victim_ids=[victim_id], at=now)
    letter_id = _letter_of(request)
    if request.method == "POST" and form.is_valid():
        taken = _taken(request, form, victim_id=victim_id, letter_id=letter_id)
        if taken is not None:
            said.success(request, "Taken down. Tell them that we have it, and by when they have an answer.")
            return redirect("workspace:complaint", complaint_id=taken.pk)
    rows = [Row(key="Victim", value=record.victim.person.full_name)]
    if letter_id is not None:
        letter = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
        on = formatting.date_words(formatting.london_date(at=letter.sent_at or letter.opened_at))
        rows.append(Row(key="What caused it", value=f"Our letter of {on}, {letter.reference}"))
    context = {
        "form": form,
        "title": "Take down a complaint",
        "rows": rows,
        "back": reverse("workspace:case-people", args=[case_id]),
        "button": "Record the complaint",
    }
    return page(request, "workspace/review_form.html", context, section="workspace:cases")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def complaint(request: HttpRequest, complaint_id: uuid.UUID) -> HttpResponse:
    """Show one complaint with every stage, and take what is decided about it."""
    actor, now = actor_of(request), timezone.now()
    found = reading.visible_complaint(viewer=actor, complaint_id=complaint_id)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    refused: list[str] = []
    bound = _forms(request, found, action)
    if action:
        done = _act(request, action, bound.get(action), found, refused)
        if done:
            said.success(request, done)
            return redirect("workspace:complaint", complaint_id=complaint_id)
        found = reading.visible_complaint(viewer=actor, complaint_id=complaint_id)
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)
    context = {
        "shown": presenter.complaint(
            found, names=names_of(presenter.labels_in(found)), is_long_ago=_is_long_ago(found)
        ),
        "forms": bound,
        "errors": [link for form in bound.values() if form.is_bound for link in form.error_links],
        "refused": refused,
        **_may(request, found),
        "at": now,
    }
    return page(request, "workspace/complaint.html", context, section="workspace:inbox")


@require_safe
@missing_is_404
def letter(request: HttpRequest, complaint_id: uuid.UUID, number: int) -> HttpResponse:
    """Give the letter with one answer, to print (V33). Taking it leaves a trace; before there is one it leads back."""
    actor = actor_of(request)
    found = reading.visible_complaint(viewer=actor, complaint_id=complaint_id)
    stage = next((each for each in reading.stages_of(found) if each.number == number), None)
    if stage is None:
        raise Http404
    try:
        made = complaint_letters.make(stage_id=stage.pk, actor=actor, at=timezone.now())
    except complaint_letters.NotAnswered:
        return redirect("workspace:complaint", complaint_id=complaint_id)
    except RenderFailed as failure:
        said.error(request, f"The letter cannot be printed: {failure.fault.label.lower()}. Change the words, or ring.")
        return redirect("workspace:complaint", complaint_id=complaint_id)
    response = HttpResponse(made.pdf, content_type="application/pdf")
    # The name says nothing about anybody.
    response["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response


def _may(request: HttpRequest, found: Complaint) -> dict[str, object]:
    """Say what the viewer may do now, and why they may not answer where that is so."""
    actor, newest = actor_of(request), reading.stages_of(found)[-1]
    facts = reading.facts_of(newest)
    standing = standing_of(stage=facts)
    is_open = standing in {ComplaintStanding.RECEIVED, ComplaintStanding.LOOKED_AT}
    held = {
        name: policies.can(actor=actor, permission=permission, case=found.case)
        for name, permission in (
            ("acknowledge", Permission.ANSWER_MESSAGE),
            ("answer", complaints.permission_for(number=newest.number)),
            ("log", Permission.LOG_CONTACT),
        )
    }
    why_not = (
        complaints.why_not_answer(complaint=found, stage=newest, who=actor.label)
        if is_open and held["answer"]
        else None
    )
    until = complaint_stages.further_until(stage=newest)
    standing_further = further_of(stage=facts, until=until, today=formatting.london_date(at=timezone.now()))
    return {
        "may_acknowledge": standing is ComplaintStanding.RECEIVED and held["acknowledge"],
        "may_answer": is_open and held["answer"] and why_not is None,
        "why_not": presenter.why_not_words(why_not) if why_not is not None else "",
        "may_tell": standing is ComplaintStanding.TO_BE_TOLD and held["log"],
        "may_go_further": standing_further in {Further.MAY, Further.LATE} and held["log"],
        "further_until": formatting.weekday_words(until) if until is not None else "",
        "may_withdraw": is_open and held["log"],
        "postal": presenter.postal_words(complaint_letters.postal(complaint=found, at=timezone.now()))
        if held["log"] and any(stage.outcome for stage in reading.stages_of(found))
        else None,
    }


def _forms(request: HttpRequest, found: Complaint, action: str) -> dict[str, GovukForm]:
    def data(mine: str) -> QueryDict | None:
        return request.POST if action == mine else None

    reads_online = portal_readers.reads_online(victim_id=found.victim_id, person_id=found.person_id, at=timezone.now())
    return {
        "answer": forms.AnswerForm(
            data("answer"), reads_online=reads_online, reads_welsh=found.person.language == Language.CY
        ),
        "told": forms.ToldForm(data("told")),
        "further": forms.FurtherForm(data("further")),
        "withdraw": forms.WithdrawForm(data("withdraw")),
    }


def _act(request: HttpRequest, action: str, form: GovukForm | None, found: Complaint, refused: list[str]) -> str:
    """Make the one call; return what to say, or nothing where the form or the service refused."""
    if action != "acknowledge" and (form is None or not form.is_valid()):
        return ""
    actor, now, stage = actor_of(request), timezone.now(), reading.stages_of(found)[-1]
    given = form.cleaned_data if form is not None else {}
    try:
        match action:
            case "acknowledge":
                complaints.acknowledge(stage_id=stage.pk, actor=actor, at=now)
                return "Recorded: they know that we have it."
            case "answer":
                is_online = given["way"] == forms.ONLINE
                complaints.answer(
                    stage_id=stage.pk, outcome=ComplaintOutcome(given["outcome"]), text=given["text"],
                    what_we_do=given["what_we_do"], text_cy=given.get("text_cy", ""),
                    what_we_do_cy=given.get("what_we_do_cy", ""), is_online=is_online, actor=actor, at=now,
                )  # fmt: skip
                return "Answered. They can read it." if is_online else "Answered. Now somebody tells them."
            case "told":
                complaints.record_telling(
                    stage_id=stage.pk, told_on=given["told_on"], how=ComplaintTold(given["how"]), note=given["note"],
                    actor=actor, at=now,
                )  # fmt: skip
                return "Recorded: they have the answer."
            case "further":
                complaints.go_further(
                    complaint_id=found.pk, said=given["said"], late_reason=given["late_reason"], actor=actor, at=now
                )
                return "Recorded. Somebody more senior answers."
            case _:
                complaints.withdraw(complaint_id=found.pk, actor=actor, at=now)
                return "Recorded: they took it back."
    except complaints.NotFresh as why:
        refused.append(presenter.why_not_words(why.why))
    except complaints.NotNow as why:
        refused.append(_NOT_NOW[why.why])
    except tuple(_REFUSED) as why:
        refused.append(next(words for refusal, words in _REFUSED.items() if isinstance(why, refusal)))
    return ""


#: What the viewer reads where the service refuses.
_REFUSED: dict[type[Exception], str] = {
    complaints.DoneMeanwhile: "Somebody else did this meanwhile. Nothing was changed.",
    complaints.OutOfOrder: "They are told between the day of the answer and today.",
    complaints.NotInWelsh: "They read Welsh. Write everything in both languages.",
    UnableToTake: "Write the answer, and what we do about it.",
    **dict.fromkeys(_NO_DATES, "The dates cannot be worked out. Ask an administrator to publish the time limits."),
}
_NOT_NOW = {
    Further.NOT_YET: "They do not have the first answer yet.",
    Further.LATE: "The last day has passed. Write why it is taken all the same.",
    Further.OVER: "A second answer was asked for already, or the complaint was taken back.",
}


def _taken(
    request: HttpRequest, form: forms.TakeDownForm, *, victim_id: uuid.UUID, letter_id: uuid.UUID | None
) -> Complaint | None:
    given = form.cleaned_data
    entry = ComplaintEntry(
        key=given["key"],
        about=ComplaintAbout(given["about"]),
        text=given["text"],
        tells_what_happened=given["tells_what_happened"],
        received_on=given["received_on"],
        receipt=ReviewReceipt(given["receipt"]),
    )
    try:
        return complaints.take_down(
            victim_id=victim_id, person_id=uuid.UUID(given["person"]), letter_id=letter_id, entry=entry,
            actor=actor_of(request), at=timezone.now(),
        )  # fmt: skip
    except complaints.NoSuchCause:
        form.add_error(None, "That letter did not go to this person. Take the complaint down without it")
    except (complaints.UnknownComplainant, complaints.OutOfOrder):
        form.add_error(None, "What is on record has changed meanwhile. Check who complains, and when")
    except (UnableToTake, MayTellWhatHappened):
        form.add_error("text", "Write what they said")
    except TooManyMessages:
        form.add_error(None, "Several complaints of theirs were recorded today. Add this to one of them by a call")
    except _NO_DATES:
        form.add_error(None, "The dates cannot be worked out. Ask an administrator to publish the time limits")
    return None


def _letter_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get(_LETTER, ""))
    except ValueError:
        return None


def _is_long_ago(found: Complaint) -> bool:
    on = presenter.happened_on(found)
    if on is None:
        return False
    try:
        limits = reference.load_rules(on=found.received_on).limits
        limit = limits.in_force(kind=LimitKind.COMPLAINT_MAKE, on=found.received_on)
        return is_long_ago(
            happened_on=on, received_on=found.received_on, limit=limit, calendar=reference.load_calendar()
        )
    except _NO_DATES:
        return False
