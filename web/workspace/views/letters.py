"""One letter: write, submit, approve, send back; see it as its reader would."""

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import Language
from communications.documents.rendering import RenderFailed
from communications.rules.letter_words import LetterWords
from communications.selectors import letters
from communications.services import previews, workshop
from web import formatting
from web.kept_words import keeps_words
from web.middleware import actor_of
from web.workspace.guards import looked_at, missing_is_404
from web.workspace.pages import page
from web.workspace.presenters import letter_print
from web.workspace.presenters import phone as phone_presenter
from web.workspace.views import letter_acts, letter_desk, letter_live, letter_pages

_LANGUAGE_NAMES = {Language.EN: "In English", Language.CY: "In Welsh"}


def _sides(sides: Iterable[LetterWords]) -> list[dict[str, str]]:
    """Lay out a letter in each of its languages."""
    return [
        {
            "html": workshop.as_page(words=words),
            "lang": words.language.value.lower(),
            "name": _LANGUAGE_NAMES[words.language],
        }
        for words in sides
    ]


@keeps_words
@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def letter(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show a letter with what stands against it beside the words, and do what the person's role allows."""
    actor, now = actor_of(request), timezone.now()
    record = letters.visible_letter(viewer=actor, letter_id=letter_id)
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    laid = letter_desk.lay(request, record, answer=answer, at=now)
    done = letter_acts.act(laid, answer) if answer else ""
    if answer == letter_live.ANSWER:
        return letter_live.answer(laid, is_saved=bool(done))
    if done:
        messages.success(request, done)
        return redirect("workspace:letter", letter_id=letter_id)
    if answer:
        letter_desk.lay_again(laid)
    looked_at(request, laid.letter, case_id=laid.letter.case_id, victim_ids=[laid.letter.victim_id], at=now)
    if laid.not_saved is not None:
        return letter_pages.conflict(laid, laid.not_saved)
    return letter_pages.shown(laid)


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
        "sides": _sides(words for words in (today.welsh, today.words) if words is not None),
        "is_frozen": found.approved_at is not None,
        "print_lines": letter_print.preview_lines(found),
        "on": formatting.date_words(formatting.london_date(at=now)),
    }
    return page(request, "workspace/letter_preview.html", context, section="workspace:cases")


@require_safe
@missing_is_404
def phone(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show what of a letter will appear on its reader's phone; of an approved one the messages themselves are shown."""
    actor, now = actor_of(request), timezone.now()
    found = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    if found.approved_at is not None:
        return redirect("workspace:letter", letter_id=letter_id)
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)
    seen = previews.on_the_phone(communication=found, at=now)
    context = {
        "letter_id": letter_id,
        "lines": phone_presenter.lines(seen),
        "screens": phone_presenter.screens(seen),
        "sides": _sides(seen.sides) if seen.is_in_the_portal else [],
        "is_asked_first": seen.is_asked_first,
    }
    return page(request, "workspace/letter_phone.html", context, section="workspace:cases")


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
