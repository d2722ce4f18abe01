"""The Welsh of one letter: its parts beside their English, who put them into Welsh, and what to do without time."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from communications.models import Communication
from communications.rules.vocabulary import TranslationSource
from communications.selectors import letters
from communications.services import translating, workshop
from web import formatting
from web.components import ErrorLink
from web.middleware import actor_of
from web.workspace.forms.welsh import EnglishAloneForm, TranslationForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import welsh as presenter

_REFUSALS: dict[type[Exception], str] = {
    translating.NotTranslatable: "The letter is no longer being written, so nothing was saved",
    translating.NoSuchSlot: "The letter has no such part any more, so nothing was saved",
    translating.EnglishChanged: "The English changed while you were translating. Your words are below, not saved",
    translating.SaysNothing: "Fill every gap before you save",
    translating.NobodyNamed: "Enter the name and reference of the translation unit",
}
_ENGLISH_ALONE = "english-alone"


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def letter_welsh(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show each part that needs Welsh beside its English, and keep what is entered."""
    actor, now = actor_of(request), timezone.now()
    found = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    today = workshop.letter_today(communication=found, at=now)
    may_write = policies.can(actor=actor, permission=Permission.WRITE_LETTER, case=found.case)
    may_write = may_write and found.state in translating.TRANSLATABLE
    refused: list[ErrorLink] = []
    answered = request.POST.get("answer", "")
    made = _made(found)
    parts = presenter.slots(today, made)
    forms = [
        TranslationForm(
            posted(request) if answered == part.slot.name else None,
            of=part.slot,
            heading=part.heading,
            prefix=f"part{number}",
        )
        for number, part in enumerate(parts, start=1)
    ]
    alone = EnglishAloneForm(posted(request) if answered == _ENGLISH_ALONE else None)
    if answered and may_write:
        done = _save(request, found, forms, alone, refused)
        if done:
            messages.success(request, done)
            return redirect("workspace:letter-welsh", letter_id=letter_id)
    elif answered:
        refused.append(ErrorLink(text=_REFUSALS[translating.NotTranslatable]))
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)
    context = {
        "letter": found,
        "identity": case_presenter.identity(found.case),
        "note": presenter.note(found, today),
        "parts": [{"part": part, "form": form} for part, form in zip(parts, forms, strict=True)],
        "waiting": presenter.waiting_first(parts),
        "check": presenter.check_line(letters.translation_check(letter=found), found.template.version)
        if found.template is not None
        else "",
        "alone": alone if may_write and today.welsh is not None else None,
        "may_write": may_write,
        "refused": refused,
        "has_errors": bool(refused),
    }
    return page(request, "workspace/letter_welsh.html", context, section="workspace:cases")


def _save(
    request: HttpRequest,
    found: Communication,
    forms: list[TranslationForm],
    alone: EnglishAloneForm,
    refused: list[ErrorLink],
) -> str:
    """Make the one call that was asked for; return what to say, or nothing when it was refused."""
    actor, now = actor_of(request), timezone.now()
    form = next((form for form in forms if form.is_bound), None)
    try:
        if alone.is_bound and alone.is_valid():
            said = alone.cleaned_data["said"]
            translating.english_will_do(communication_id=found.pk, said=said, actor=actor, at=now)
            return "Recorded. This letter goes in English alone."
        if form is not None and form.is_valid():
            translating.translate(
                communication_id=found.pk,
                slot=form.cleaned_data["slot"],
                seen_digest=form.cleaned_data["seen"],
                welsh=form.cleaned_data["welsh"],
                source=TranslationSource(form.cleaned_data["source"]),
                translator=form.cleaned_data["translator"],
                actor=actor,
                at=now,
            )
            return "The Welsh is saved."
    except tuple(_REFUSALS) as problem:
        refused.append(ErrorLink(text=_REFUSALS[type(problem)]))
        return ""
    bound = alone if alone.is_bound else form
    refused.extend(bound.error_links if bound is not None else [ErrorLink(text=_REFUSALS[translating.NoSuchSlot])])
    return ""


def _made(found: Communication) -> dict[str, tuple[str, str, str]]:
    """Say who entered what and when, by the digest of its English."""
    rows = translating.made(communication=found)
    names = names_of([row.translated_by for row in rows.values()])
    return {
        digest: (
            names.get(row.translated_by, row.translated_by),
            formatting.date_time_words(row.translated_at),
            presenter.source_words(row.source, row.translator),
        )
        for digest, row in rows.items()
    }
