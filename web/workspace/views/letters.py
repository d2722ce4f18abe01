"""One letter: write, submit, approve, send back; see it as its reader would."""

import dataclasses
import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from accounts.selectors import names_of
from audit import services as audit
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import Language
from cases.selectors import reasons, records
from communications.documents.rendering import RenderFailed
from communications.models import Communication
from communications.rules.letter_words import BlockIsLocked, BlockKey
from communications.rules.vocabulary import CommunicationState
from communications.selectors import letters
from communications.selectors.letters import LetterRecord
from communications.services import another_way, approval, drafting, overrides, workshop
from communications.services.workshop import LetterToday
from web import formatting
from web.components import ErrorLink
from web.middleware import actor_of
from web.workspace.forms.answers import SendBackForm
from web.workspace.forms.letters import LetterForm, ReasonsForm
from web.workspace.guards import looked_at, missing_is_404
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import letter as presenter
from web.workspace.presenters import people, said
from web.workspace.presenters import reasons as reasons_presenter
from web.workspace.presenters import welsh as welsh_presenter

_LANGUAGE_NAMES = {Language.EN: "In English", Language.CY: "In Welsh"}
_WRITING = frozenset({CommunicationState.DRAFT, CommunicationState.AMENDMENTS})


@dataclasses.dataclass(slots=True)
class _Page:
    """What one answer to the letter page is built from."""

    request: HttpRequest
    record: LetterRecord
    at: dt.datetime
    form: LetterForm | None
    #: Where whoever approves says why words stay; whoever writes says it in `form`.
    reasons: ReasonsForm | None
    send_back: SendBackForm | None
    today: LetterToday
    #: What the service refused, for the summary at the top.
    refused: list[ErrorLink]
    #: The words were stored, although the letter could not go on.
    is_saved: bool = False

    @property
    def letter(self) -> Communication:
        """The letter itself."""
        return self.record.letter


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def letter(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show a letter with what stands against it beside the words, and do what the person's role allows."""
    actor, now = actor_of(request), timezone.now()
    record = letters.visible_letter(viewer=actor, letter_id=letter_id)
    found = record.letter
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    today = workshop.letter_today(communication=found, at=now)
    shown = _Page(
        request=request,
        record=record,
        at=now,
        form=_write_form(request, found, today, answer),
        reasons=_reasons_form(request, found, today, answer),
        send_back=_send_back_form(request, found, answer),
        today=today,
        refused=[],
    )
    said_words = _act(shown, answer) if answer else ""
    if said_words:
        messages.success(request, said_words)
        return redirect("workspace:letter", letter_id=letter_id)
    if shown.refused:
        # Something may have been saved or changed by somebody else: show the letter as it is now.
        shown.record = letters.visible_letter(viewer=actor, letter_id=letter_id)
        shown.today = workshop.letter_today(communication=shown.letter, at=now)
        if shown.is_saved:
            # What was found in the saved words is answered in boxes of its own, and from what stands now.
            shown.form = _write_form(request, shown.letter, shown.today, "")
        if shown.reasons is not None and shown.reasons.is_valid():
            shown.reasons = _reasons_form(request, shown.letter, shown.today, "")
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)
    return _render(shown)


def _write_form(request: HttpRequest, found: Communication, today: LetterToday, answer: str) -> LetterForm | None:
    if found.state not in _WRITING or not _may(request, Permission.WRITE_LETTER, found):
        return None
    data = request.POST if answer in {"save", "submit"} else None
    warnings = today.findings.warnings
    return LetterForm(data, blocks=today.words.blocks, written_at=found.written_at, warnings=warnings)


def _reasons_form(request: HttpRequest, found: Communication, today: LetterToday, answer: str) -> ReasonsForm | None:
    if found.state != CommunicationState.UNDER_REVIEW or not _may(request, Permission.APPROVE_LETTER, found):
        return None
    data = request.POST if answer == "approve" else None
    return ReasonsForm(data, warnings=today.findings.warnings, of="approve-letter")


def _send_back_form(request: HttpRequest, found: Communication, answer: str) -> SendBackForm | None:
    if found.state != CommunicationState.UNDER_REVIEW or not _may(request, Permission.APPROVE_LETTER, found):
        return None
    return SendBackForm(request.POST if answer == "back" else None)


def _may(request: HttpRequest, permission: Permission, found: Communication) -> bool:
    return policies.can(actor=actor_of(request), permission=permission, case=found.case)


#: What a refusal of a service means to the person who asked.
_REFUSALS: dict[type[Exception], ErrorLink] = {
    drafting.NotWritable: ErrorLink(text="The letter is no longer in writing, so nothing was saved"),
    drafting.ChangedMeanwhile: ErrorLink(
        text="Somebody else changed this letter while you were writing. Your words are below, not saved"
    ),
    BlockIsLocked: ErrorLink(text="The parts of this letter changed. Open it again before you write"),
    # What is missing stands beside the words: it is computed afresh for the page.
    approval.NotComplete: ErrorLink(text="The letter is not complete yet, so it cannot go on", href="#findings"),
    overrides.NeedsReason: ErrorLink(text="Say why the words stay that were warned of", href="#findings"),
    approval.NotUnderReview: ErrorLink(text="Somebody else decided about this letter first"),
    approval.OwnLetter: ErrorLink(text="Somebody other than its writer must approve this letter"),
    approval.NothingOwed: ErrorLink(text="Nothing is owed here any more, so nothing may be sent"),
    approval.BlockedByProvisionalStop: ErrorLink(
        text="The decision is provisional. The letter waits for the final one"
    ),
}


def _act(shown: _Page, answer: str) -> str:
    """Make the one call that was asked for; return what to say, or nothing when the form or the service refused."""
    try:
        if answer == "approve":
            return _approve(shown)
        form: SendBackForm | LetterForm | None = shown.send_back if answer == "back" else shown.form
        if form is not None and form.is_valid():
            return _back(shown, form) if isinstance(form, SendBackForm) else _write(shown, form, answer)
        shown.refused += form.error_links if form is not None else [_REFUSALS[drafting.NotWritable]]
    except tuple(_REFUSALS) as refused:
        shown.is_saved = isinstance(refused, approval.NotComplete) and answer == "submit"
        shown.refused.append(_REFUSALS[type(refused)])
    return ""


def _write(shown: _Page, form: LetterForm, answer: str) -> str:
    is_submit = answer == "submit"
    save = workshop.save_and_submit if is_submit else workshop.save
    save(
        communication_id=shown.letter.pk,
        texts=form.texts,
        reasons=form.reasons,
        seen_written_at=form.seen,
        actor=actor_of(shown.request),
        at=shown.at,
    )
    return "Letter submitted for approval." if is_submit else "Letter saved."


def _approve(shown: _Page) -> str:
    reasons = shown.reasons
    if reasons is not None and not reasons.is_valid():
        shown.refused += reasons.error_links
        return ""
    approved = workshop.approve(
        communication_id=shown.letter.pk,
        reasons=reasons.reasons if reasons is not None else {},
        actor=actor_of(shown.request),
        at=shown.at,
    )
    if not approved.channel:
        return "Letter approved. No safe way is known yet: a manager has been asked to find one."
    return "Letter approved. It goes out by itself; this page says when it has left."


def _back(shown: _Page, form: SendBackForm) -> str:
    approval.send_back(
        communication_id=shown.letter.pk,
        comment=form.cleaned_data["comment"],
        actor=actor_of(shown.request),
        at=shown.at,
    )
    return "Letter sent back to its writer."


def _render(shown: _Page) -> HttpResponse:
    found, today = shown.letter, shown.today
    names = names_of([*said.labels(shown.record), *(kept.made_by for kept in today.overrides)])
    is_mine = actor_of(shown.request).label in {found.written_by, found.submitted_by}
    form = shown.form if found.state in _WRITING else None
    asks = form or (shown.reasons if found.state == CommunicationState.UNDER_REVIEW and not is_mine else None)
    known = records.victim_record(victim=found.victim)
    is_open = found.state in _WRITING or found.state == CommunicationState.UNDER_REVIEW
    context = {
        "letter": found,
        "identity": case_presenter.identity(found.case),
        "title": said.title(found),
        "facts": said.letter_facts(shown.record, names),
        "warnings": people.warnings(known),
        "blocks": [
            {
                "block": block,
                "field": form[block.key] if form is not None and block.key in form.fields else None,
                "beside": today.beside.get(BlockKey(block.key), ""),
            }
            for block in presenter.blocks(today, is_writing=form is not None, asks=asks)
        ],
        "loose_findings": presenter.loose_findings(today, asks=asks),
        "links": presenter.finding_links(today) if is_open else [],
        "findings_summary": presenter.summary(today) if is_open else "",
        "outlook": presenter.outlook(found, today.outlook, at=shown.at) if is_open else None,
        "channels": presenter.channel_rows(today.channels),
        **_welsh(found, today),
        **_reasons(found, is_writing=form is not None),
        "kept_rows": presenter.kept_rows(today, names),
        "form": form,
        "send_back": shown.send_back if found.state == CommunicationState.UNDER_REVIEW and not is_mine else None,
        "is_mine": is_mine and found.state == CommunicationState.UNDER_REVIEW,
        "refused": shown.refused,
        "message_columns": said.MESSAGE_COLUMNS,
        "message_rows": said.message_rows(shown.record),
        "steps": said.steps(shown.record, names),
        "stuck_lines": ["It is approved, and no message with its words is on its way."],
        "is_stuck": another_way.is_stuck(communication=found),
        "has_errors": bool(shown.refused),
        "at": shown.at,
    }
    return page(shown.request, "workspace/letter.html", context, section="workspace:cases")


def _reasons(found: Communication, *, is_writing: bool) -> dict[str, object]:
    """Show why the decision was made as it is known now, and whether the prosecutor is asked for more."""
    if found.obligation is None:
        return {}
    decision = found.obligation.decision
    trail = reasons.trails(decisions=[decision])[decision.pk]
    return {
        "decision_rows": [
            *reasons_presenter.given_rows(reasons.now_of(decision=decision, trail=trail)),
            *reasons_presenter.trail_rows(trail, names_of(reasons_presenter.labels(trail)) if trail.returns else {}),
            reasons_presenter.told_row(decision),
        ],
        "reasons_waiting": [reasons_presenter.waiting_words(trail)] if trail.waiting else [],
        "may_send_reasons_back": is_writing and trail.waiting is None,
    }


def _welsh(found: Communication, today: LetterToday) -> dict[str, object]:
    """Say how the Welsh of the letter stands, for a reader of Welsh."""
    note = welsh_presenter.note(found, today)
    if note is None or found.template is None:
        return {}
    check = welsh_presenter.check_line(letters.translation_check(letter=found), found.template.version)
    return {"welsh": note, "welsh_check": check if today.welsh is not None else ""}


@require_safe
@missing_is_404
def preview(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show a letter as its reader would see it online."""
    actor, now = actor_of(request), timezone.now()
    found = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    today = workshop.letter_today(communication=found, at=now)
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)
    context = {
        "letter_id": letter_id,
        "sides": [
            {
                "html": workshop.as_page(words=words),
                "lang": words.language.value.lower(),
                "name": _LANGUAGE_NAMES[words.language],
            }
            for words in (today.welsh, today.words)
            if words is not None
        ],
        "is_frozen": found.approved_at is not None,
        "on": formatting.date_words(formatting.london_date(at=now)),
    }
    return page(request, "workspace/letter_preview.html", context, section="workspace:cases")


@require_safe
@missing_is_404
def pdf(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Give the PDF: the one that left or will leave, else the letter as it stands today. Downloading leaves a trace."""
    actor, now = actor_of(request), timezone.now()
    found = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    content = letters.frozen_pdf(viewer=actor, letter_id=letter_id)
    if content is None:
        try:
            content = workshop.as_pdf(communication=found, at=now)
        except RenderFailed as failure:
            context = {"letter_id": letter_id, "fault": failure.fault.label}
            return page(request, "workspace/letter_no_pdf.html", context, section="workspace:cases", status=422)
    audit.record(
        actor=actor, verb=Verb.EXPORTED, subject=found, at=now, case_id=found.case_id, victim_id=found.victim_id
    )
    response = HttpResponse(content, content_type="application/pdf")
    # The name says nothing about anybody.
    response["Content-Disposition"] = f'inline; filename="{found.reference}.pdf"'
    return response
