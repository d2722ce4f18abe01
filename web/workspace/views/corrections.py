"""Correct a letter that has left; take one back that has not; give up a correction that is not needed (W14)."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from cases import policies
from communications.models import Communication
from communications.rules.letter_corrections import CorrectionStanding
from communications.selectors import letters
from communications.services import another_way, letter_corrections
from web.components import ErrorLink
from web.middleware import actor_of
from web.workspace.forms.corrections import CorrectForm, WhyForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import corrections as presenter
from web.workspace.presenters import said

_PLACE = "Record first that the place to which it was sent is not safe. Otherwise the correction goes there as well"
_NOT_TAKEN_BACK = "The letter cannot be taken back any more, so nothing was changed"
_GIVEN_UP = "The correcting letter has left, or somebody gave it up first, so nothing was changed"


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def correct(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Ask what was wrong with a letter and open the one that corrects it, as far as the letter allows."""
    actor, now = actor_of(request), timezone.now()
    record = letters.visible_letter(viewer=actor, letter_id=letter_id)
    letter = record.letter
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=letter.case)
    standing = letter_corrections.standing_of(letter=letter)
    form = _form(request, letter, standing)
    refused: list[ErrorLink] = []
    if request.method == "POST":
        if request.POST.get("asked") != standing.value or form is None:
            # The question was settled meanwhile, by the print room, a provider or somebody else.
            refused = [ErrorLink(text=presenter.REFUSED[standing])]
            form = _form(request, letter, standing, is_fresh=True)
        elif form.is_valid():
            done, refused = _answer(request, letter, form, standing, now)
            if done is not None:
                return done
    looked_at(request, letter, case_id=letter.case_id, victim_ids=[letter.victim_id], at=now)
    in_hand = letter_corrections.in_hand(letter=letter)
    context = {
        "identity": case_presenter.identity(letter.case),
        "letter_id": letter_id,
        "rows": presenter.letter_rows(letter, kind=said.title(letter)),
        "standing": standing.value,
        "why_not": "" if form is not None else presenter.REFUSED[standing],
        "in_hand_id": in_hand.letter_id if in_hand is not None else None,
        "contact_href": reverse("workspace:safe-contact", args=[letter.case_id, letter.victim_id]),
        "name": letter.victim.person.full_name,
        "reader": (letter.recipient or letter.victim.person).full_name,
        "form": form,
        "refused": refused or (form.error_links if form is not None else []),
        "has_errors": bool(refused),
    }
    return page(request, "workspace/correct_letter.html", context, section="workspace:cases")


def _form(
    request: HttpRequest, letter: Communication, standing: CorrectionStanding, *, is_fresh: bool = False
) -> CorrectForm | WhyForm | None:
    """Build the form of what can be done about the letter; None where nothing can."""
    data = None if is_fresh else posted(request)
    match standing:
        case CorrectionStanding.CAN_BE_CORRECTED:
            return CorrectForm(data, ways=letter_corrections.ways_for(letter=letter))
        case CorrectionStanding.CAN_BE_TAKEN_BACK if letter.obligation is not None:
            return WhyForm(data)
        case CorrectionStanding.IS_BEING_CORRECTED:
            return WhyForm(data)
    return None


def _answer(
    request: HttpRequest,
    letter: Communication,
    form: CorrectForm | WhyForm,
    standing: CorrectionStanding,
    at: dt.datetime,
) -> tuple[HttpResponse | None, list[ErrorLink]]:
    """Make the one call; return where to go, or what the service refused."""
    actor = actor_of(request)
    try:
        if isinstance(form, CorrectForm):
            opened = letter_corrections.open_letter(wrong_id=letter.pk, entry=form.entry, actor=actor, at=at)
            messages.success(request, "The letter that corrects it is open. Read it, change what is needed, submit it.")
            return redirect("workspace:letter", letter_id=opened.pk), []
        why = form.cleaned_data["why"]
        if standing is CorrectionStanding.CAN_BE_TAKEN_BACK:
            draft = another_way.take_back(communication_id=letter.pk, reason=why, actor=actor, at=at)
            messages.success(request, "The letter was taken back. Its words are in this draft.")
            return redirect("workspace:letter", letter_id=draft.pk), []
        in_hand = letter_corrections.in_hand(letter=letter)
        if in_hand is None:
            return None, [ErrorLink(text=_GIVEN_UP)]
        letter_corrections.give_up(correction_id=in_hand.pk, reason=why, actor=actor, at=at)
        messages.success(request, "The correction was given up. The first letter stands as it is.")
        return redirect("workspace:letter", letter_id=letter.pk), []
    except letter_corrections.BadAnswers as wrong:
        if isinstance(form, CorrectForm):
            form.say_faults(wrong.faults)
        return None, []
    except letter_corrections.PlaceStillSafe:
        return None, [
            ErrorLink(text=_PLACE, href=reverse("workspace:safe-contact", args=[letter.case_id, letter.victim_id]))
        ]
    except letter_corrections.CannotBeCorrected as late:
        return None, [ErrorLink(text=presenter.REFUSED[late.standing])]
    except letter_corrections.NotInHand:
        return None, [ErrorLink(text=_GIVEN_UP)]
    except (another_way.TooLate, another_way.NothingOwed):
        return None, [ErrorLink(text=_NOT_TAKEN_BACK)]
