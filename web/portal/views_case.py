"""My case: the first page, the words used on it, and which record it is about. One call each, looks in the trail."""

import datetime as dt
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from communications.rules.case_history import HistoryPlace
from communications.rules.portal_proof import Need
from communications.rules.reader_words import AccusedWords, OwnWord
from communications.services import portal_charges, portal_history, portal_reading, reader_words
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from communications.services.reader_words import NotAName, OwnWords
from web.formatting import page_language
from web.portal import access, presenters_case, presenters_charges, presenters_history
from web.portal.forms_words import WordsForm

#: In the address once what was chosen has been taken down.
SAVED = "saved"


@require_safe
@access.for_visitors
def choose(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Go to the one record a person has, or let them choose among several; a supporter goes to their list.

    Whoever is both chooses: what is theirs and what is somebody else's never stand on one page.
    """
    if not visitor.victim_ids:
        return redirect("portal:supporting")
    if len(visitor.victim_ids) == 1 and not visitor.is_supporter:
        return redirect("portal:home", victim_id=visitor.victim_ids[0])
    records = portal_reading.open_records(visitor=visitor, at=timezone.now())
    context = {"links": presenters_case.record_links(records), "is_supporter": visitor.is_supporter}
    return render(request, "portal/choose.html", context)


@require_safe
@access.for_visitors
def home(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Say what has happened, what is next, who has it, when the person hears from us and what they can do."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        opened = portal_reading.open_case(viewer=viewer, language=page_language(), at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    return render(request, "portal/home.html", {"page": presenters_case.home_page(opened), "victim_id": victim_id})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def happened(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show what has happened so far, newest first, as far as the reader was told (V2)."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    after = HistoryPlace.parse(request.GET.get(presenters_history.AFTER, ""))
    try:
        opened = portal_history.open_history(viewer=viewer, at=timezone.now(), language=page_language(), after=after)
    except NotThere as missing:
        raise Http404 from missing
    page = presenters_history.history_page(opened, victim_id=victim_id, is_first=after is None)
    return render(request, "portal/happened.html", {"page": page, "victim_id": victim_id})


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def charges(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Show each person accused and each charge with its own state, as far as the reader was told (V34)."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    try:
        opened = portal_charges.open_charges(viewer=viewer, at=timezone.now())
    except NotThere as missing:
        raise Http404 from missing
    page = presenters_charges.charges_page(opened)
    return render(request, "portal/charges.html", {"page": page, "victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.CHANGING)
def words(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """Ask which words the person wants for the person accused and for themselves, and take the answer down (V32)."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    at = timezone.now()
    if request.method == "POST":
        form = WordsForm(request.POST)
        if form.is_valid() and _words_chosen(form, viewer, at=at):
            return redirect(f"{reverse('portal:words', kwargs={'victim_id': victim_id})}?{SAVED}=1")
    else:
        opened = reader_words.open_words(viewer=viewer, at=at)
        form = WordsForm(
            initial={
                "accused": opened.accused.value,
                "own_word": opened.own_word.value,
                "addressed_as": opened.addressed_as,
            }
        )
    context = {"form": form, "victim_id": victim_id, "is_saved": SAVED in request.GET}
    return render(request, "portal/words.html", context)


def _words_chosen(form: WordsForm, viewer: Actor, *, at: dt.datetime) -> bool:
    answers = form.cleaned_data
    try:
        reader_words.choose_words(
            words=OwnWords(
                accused=AccusedWords(answers["accused"]),
                own_word=OwnWord(answers["own_word"]),
                addressed_as=answers["addressed_as"],
            ),
            actor=viewer,
            at=at,
        )
    except NotAName:
        form.add_error("addressed_as", _("Enter a name: letters, spaces, full stops, hyphens and apostrophes"))
        return False
    return True
