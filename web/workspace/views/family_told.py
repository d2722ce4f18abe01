"""Who of a bereaved family has been told what a letter says, and recording it for several of them at once (B.10)."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from communications.selectors import letters
from communications.selectors import relative_tellings as selectors
from communications.services import relative_steps, relative_tellings, tellings
from web import formatting
from web.middleware import actor_of
from web.workspace.forms.family import FamilyToldForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import family_told as presenter
from web.workspace.presenters import said


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def family_told(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Show who of the family has been told, and take the answer of whoever told them for several at once."""
    actor, now = actor_of(request), timezone.now()
    letter = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    told = selectors.told_about(letter=letter)
    if not told.others and letter.victim.person.died_on is None:
        return redirect("workspace:letter", letter_id=letter_id)
    may_work = policies.can(actor=actor, permission=Permission.DO_WORK, case=letter.case)
    if request.method == "POST":
        policies.require(actor=actor, permission=Permission.DO_WORK, case=letter.case)
    choices = presenter.choices(told)
    form = FamilyToldForm(posted(request), who=choices)
    if request.method == "POST" and form.is_valid() and _recorded(request, form, letter_id):
        messages.success(request, "Recorded who has been told.")
        return redirect("workspace:family-told", letter_id=letter_id)
    looked_at(request, letter, case_id=letter.case_id, victim_ids=[letter.victim_id], at=now)
    names = names_of(presenter.labels([told]))
    due_at = min((row.due_at for row in told.others if row.settled_at is None), default=None)
    context = {
        "letter_id": letter_id,
        "identity": case_presenter.identity(letter.case),
        "name": letter.victim.person.full_name,
        "title": said.title(letter),
        "main": presenter.main_rows(told, names=names),
        "others": presenter.others(
            told,
            case_id=letter.case_id,
            names=names,
            may_write=policies.can(actor=actor, permission=Permission.WRITE_LETTER, case=letter.case),
        ),
        "waits": presenter.waits(told, is_first_told=relative_steps.is_first_told(first=letter, due_at=due_at, at=now)),
        "form": form if choices and may_work else None,
    }
    return page(request, "workspace/family_told.html", context, section="workspace:work")


def _recorded(request: HttpRequest, form: FamilyToldForm, letter_id: uuid.UUID) -> bool:
    """Make the one call; put what the service refuses beside the field it is about."""
    actor, now = actor_of(request), timezone.now()
    answers = form.cleaned_data
    chosen = [each for each in answers["who"] if each != presenter.MAIN_CONTACT]
    try:
        relative_tellings.confirm(
            letter_id=letter_id,
            telling_ids=[uuid.UUID(each) for each in chosen],
            with_main_contact=len(chosen) != len(answers["who"]),
            told_on=answers["told_on"],
            note=answers["note"],
            actor=actor,
            at=now,
        )
    except tellings.WrongDay:
        form.add_error(
            "told_on",
            f"The date must be between the day the letter left and today, "
            f"{formatting.date_words(formatting.london_date(at=now))}",
        )
    except relative_steps.MainContactFirst:
        form.add_error("who", "The main contact has not been told yet. Select them too, or ask about them first")
    except (relative_tellings.NotByWord, tellings.NotHandedOver):
        form.add_error("who", "Somebody else has just changed how they are told. Look again")
    else:
        return True
    return False


@require_POST
@missing_is_404
def start_relatives_letter(request: HttpRequest, letter_id: uuid.UUID, telling_id: uuid.UUID) -> HttpResponse:
    """Begin the letter of a relative's own, and open it."""
    actor, now = actor_of(request), timezone.now()
    letter = letters.visible_letter(viewer=actor, letter_id=letter_id).letter
    telling = selectors.telling_about(letter=letter, telling_id=telling_id)
    try:
        copy = relative_tellings.start_letter(telling_id=telling.pk, actor=actor, at=now)
    except relative_tellings.NoOwnLetter:
        messages.error(request, "They do not get a letter of their own about this any more.")
        return redirect("workspace:family-told", letter_id=letter_id)
    messages.success(request, "Their letter is begun. Read every word as they will, before you submit it.")
    return redirect("workspace:letter", letter_id=copy.pk)
