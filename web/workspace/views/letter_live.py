"""What the letter page asks for while somebody writes: their words saved, and what the gate finds in them now.

The answer is a fragment for the script of the page (static/js/letter.js). Without the script nothing asks for it.
"""

from django.http import HttpResponse
from django.shortcuts import render

from web import formatting
from web.workspace.presenters import letter as presenter
from web.workspace.views import letter_desk
from web.workspace.views.letter_desk import Desk

#: The answer in the form of the letter by which the script marks its own saves.
ANSWER = "autosave"


def answer(laid: Desk, *, is_saved: bool) -> HttpResponse:
    """Say whether the words were saved, and show the findings of the words as they stand now.

    A look at one's own words while writing them leaves no trace of its own: the page that is being written on did.
    """
    if laid.not_saved is not None:
        context: dict[str, object] = {"problem": _KEPT.format(laid.not_saved.version.number)}
        return render(laid.request, "workspace/_letter_live.html", context, status=409)
    if not is_saved:
        wrong = laid.refused[0].text if laid.refused else "Something stands against it"
        return render(laid.request, "workspace/_letter_live.html", {"problem": f"Not saved. {wrong}"}, status=422)
    laid.is_saved = True
    letter_desk.lay_again(laid)
    today = laid.today
    context = {
        "saved": f"Saved at {formatting.time_words(laid.at)}.",
        "seen": laid.letter.written_at.isoformat() if laid.letter.written_at else "",
        "count": presenter.summary(today),
        "findings_summary": presenter.summary(today),
        "links": presenter.finding_links(today),
        "blocks": presenter.blocks(today, is_writing=True, asks=laid.form),
        "loose_findings": presenter.loose_findings(today, asks=laid.form),
    }
    return render(laid.request, "workspace/_letter_live.html", context)


_KEPT = (
    "Not saved into the letter: somebody else has it, or changed it. Your words are kept beside it as version {}. "
    "Press Save to see both."
)
