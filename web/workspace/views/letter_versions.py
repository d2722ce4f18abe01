"""The versions of one letter: what was kept when and by whom, and what changed from one to the next."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from communications.selectors import drafts, letters
from communications.services import draft_versions
from web import formatting
from web.components import Cell, Column
from web.middleware import actor_of
from web.numbers import whole_number
from web.workspace import words
from web.workspace.guards import looked_at, missing_is_404
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import changes, desk
from web.workspace.presenters.letter import BLOCKS
from web.workspace.views.letter_desk import WRITING

_COLUMNS = [Column(text="Version"), Column(text="When"), Column(text="By")]


@require_safe
@missing_is_404
def versions(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """List every version of a letter, newest first."""
    actor, now = actor_of(request), timezone.now()
    found = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    kept = drafts.versions_of(viewer=actor, letter=found)
    names = names_of(each.made_by for each in kept)
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)
    context = {
        "letter": found,
        "identity": case_presenter.identity(found.case),
        "columns": _COLUMNS,
        "rows": [
            [
                Cell(
                    text=desk.version_title(each),
                    href=reverse("workspace:letter-version", args=[found.pk, each.number]),
                ),
                formatting.date_time_words(each.made_at),
                words.who(each.made_by, names),
            ]
            for each in kept
        ],
    }
    return page(request, "workspace/letter_versions.html", context, section="workspace:cases")


@require_safe
@missing_is_404
def one_version(request: HttpRequest, letter_id: uuid.UUID, version: int) -> HttpResponse:
    """Show one version and what changed in it, against the one before or another that was chosen."""
    actor, now = actor_of(request), timezone.now()
    found = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    kept = drafts.version_numbered(viewer=actor, letter=found, number=version)
    chosen = whole_number(request.GET.get("against", ""))
    other = (
        drafts.version_numbered(viewer=actor, letter=found, number=chosen)
        if chosen is not None
        else drafts.version_before(viewer=actor, version=kept)
    )
    own = draft_versions.words_of(communication=found, version=kept)
    before = draft_versions.words_of(communication=found, version=other) if other is not None else own
    name = words.who(kept.made_by, names_of([kept.made_by]))
    looked_at(request, found, case_id=found.case_id, victim_ids=[found.victim_id], at=now)
    context = {
        "letter": found,
        "identity": case_presenter.identity(found.case),
        "title": desk.version_title(kept),
        "number": kept.number,
        "made": f"{name[:1].upper()}{name[1:]}, {formatting.date_time_words(kept.made_at)}.",
        "compared": f"What changed since version {other.number}" if other is not None else "The first version",
        "changed": changes.changed_parts(before=before.blocks, after=own.blocks),
        "against": str(other.number) if other is not None else "",
        "others": [
            (str(each.number), desk.version_title(each))
            for each in drafts.versions_of(viewer=actor, letter=found)
            if each.number != kept.number
        ],
        "may_restore": found.state in WRITING
        and policies.can(actor=actor, permission=Permission.WRITE_LETTER, case=found.case),
        "parts": [
            {"key": block.key.value, "heading": BLOCKS[block.key], "text": block.text, "is_locked": block.is_locked}
            for block in own.blocks
            if block.text
        ],
    }
    return page(request, "workspace/letter_version.html", context, section="workspace:cases")
