"""Letters and messages: one list of everything that was said (V19), and "I did not understand this" (V27)."""

import datetime as dt
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actors import Actor
from cases.rules.vocabulary import Language
from communications.rules.portal_proof import Need
from communications.selectors.contact_store import StorePlace
from communications.services import correspondence, portal_store
from communications.services import not_clear as not_clear_service
from communications.services.own_record import NotThere
from communications.services.portal_sessions import Visitor
from web.formatting import date_words, page_language
from web.portal import access, presenters_letters
from web.portal.forms_letters import NotClearForm


@require_safe
@access.for_visitors
@access.after_fresh_code(Need.READING)
def letters(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID) -> HttpResponse:
    """List everything that was said between the person and us, newest first; one sort of it where they ask for one."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    kind = presenters_letters.read_kind(request.GET)
    after = StorePlace.parse(request.GET.get("after", ""))
    try:
        opened = portal_store.open_store(
            viewer=viewer, kinds=() if kind is None else (kind,), after=after, at=timezone.now()
        )
    except NotThere as missing:
        raise Http404 from missing
    page = presenters_letters.store_view(opened, victim_id=victim_id, kind=kind, after=after)
    return render(request, "portal/letters.html", {"page": page, "victim_id": victim_id})


@require_http_methods(["GET", "HEAD", "POST"])
@access.for_visitors
@access.after_fresh_code(Need.READING)
def not_clear(request: HttpRequest, visitor: Visitor, victim_id: uuid.UUID, letter_id: uuid.UUID) -> HttpResponse:
    """Take in that a letter was not clear; the letter's page then says by when we explain it (V27)."""
    viewer = access.actor_for(request, visitor, victim_id=victim_id)
    at, language = timezone.now(), page_language()
    try:
        parts = not_clear_service.parts_of(viewer=viewer, letter_id=letter_id, language=language, at=at)
        form = NotClearForm(request.POST if request.method == "POST" else None, parts=parts.parts)
        if form.is_valid() and _says(form, viewer, letter_id=letter_id, language=language, at=at):
            return redirect("portal:letter", victim_id=victim_id, letter_id=letter_id)
    except correspondence.NoSuchLetter as missing:
        raise Http404 from missing
    context = {"form": form, "sent": date_words(parts.sent_on), "victim_id": victim_id, "letter_id": letter_id}
    return render(request, "portal/not_clear.html", context)


def _says(form: NotClearForm, viewer: Actor, *, letter_id: uuid.UUID, language: Language, at: dt.datetime) -> bool:
    """Make the one call; whether the letter's page has the answer. Nothing typed is lost where it has not."""
    answers = form.cleaned_data
    try:
        not_clear_service.say(
            actor=viewer,
            letter_id=letter_id,
            part=answers["part"],
            own_words=answers["own_words"],
            tells_what_happened=form.tells,
            language=language,
            at=at,
        )
    except correspondence.MayTellWhatHappened:
        form.ask_whether_it_tells_what_happened()
        return False
    except correspondence.UnableToTake:
        form.add_error("own_words", _("Shorten what you wrote"))
        return False
    except correspondence.TooManyMessages:
        form.add_error(
            "own_words", _("You have sent many messages today. Your words are still here: please telephone us")
        )
        return False
    except (not_clear_service.AskedAlready, not_clear_service.BetterToTalk):
        # The letter's page says by when we explain it, or whom to ring.
        return True
    return True
