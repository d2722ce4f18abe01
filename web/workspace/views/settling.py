"""Settle a message that the service may not decide, and find another way for a letter that nothing carries."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.selectors import names_of
from cases import policies
from cases.services import work as work_service
from communications.models import Communication
from communications.rules.vocabulary import MessageState
from communications.selectors import deliveries, letters
from communications.selectors.deliveries import DeliveryRecord
from communications.services import another_way, safe_contact, settling
from communications.services.settling import Answer
from web.components import ErrorLink
from web.forms.base import GovukForm
from web.middleware import actor_of
from web.workspace.forms.answers import FinishWorkForm
from web.workspace.forms.settling import SettleForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import case as case_presenter
from web.workspace.presenters import letter as letter_presenter
from web.workspace.presenters import said
from web.workspace.presenters import settling as presenter
from web.workspace.presenters.settling import Next
from web.workspace.reached import contact_href, safety_of

_SETTLED_ALREADY = "This was settled before you answered, so nothing was changed. What became of it is below"
_NO_WAY = (
    "No way to this person is known to be safe now, so nothing was changed. "
    "Look at how to reach them, or choose something else"
)
_ANSWERS = {Next.WAS_SENT: Answer.WAS_SENT, Next.SEND_AGAIN: Answer.SEND_AGAIN, Next.DO_NOT_SEND: Answer.DO_NOT_SEND}


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def delivery(request: HttpRequest, message_id: int) -> HttpResponse:
    """Show one message and what happened to it; let a person settle what the service may not decide."""
    actor, now = actor_of(request), timezone.now()
    record = deliveries.visible_delivery(viewer=actor, message_id=message_id)
    form = _delivery_form(request, record, now)
    refused = ""
    if request.method == "POST" and form is None:
        # The answer belongs to a question that has been settled meanwhile, by a receipt or by somebody else.
        policies.require(actor=actor, permission=Permission.SETTLE_DELIVERY, case=record.case)
        refused = _SETTLED_ALREADY
    elif request.method == "POST" and form is not None and form.is_valid():
        done, refused = _settle(request, record, form, now)
        if done is not None:
            return done
    if refused:
        record = deliveries.visible_delivery(viewer=actor, message_id=message_id)
        form = form if form is not None and refused == _NO_WAY else _delivery_form(request, record, now, is_fresh=True)
    looked_at(request, record.message, case_id=record.case.pk, victim_ids=[record.victim.pk], at=now)
    return _delivery_page(request, record, form, refused, now)


def _delivery_form(
    request: HttpRequest, record: DeliveryRecord, at: dt.datetime, *, is_fresh: bool = False
) -> GovukForm | None:
    """Build the form of the question that is open, for whoever may answer it."""
    actor, message = actor_of(request), record.message
    data = None if is_fresh else posted(request)
    if message.state != MessageState.HELD:
        may_finish = policies.can(actor=actor, permission=Permission.DO_WORK, case=record.case)
        return FinishWorkForm(data) if may_finish and record.open_work and not _is_stuck(record) else None
    if not policies.can(actor=actor, permission=Permission.SETTLE_DELIVERY, case=record.case):
        return None
    if message.undecided_since is not None:
        return SettleForm(data, question="How do you settle it?", choices=presenter.undecided_choices(record))
    may_write = policies.can(actor=actor, permission=Permission.WRITE_LETTER, case=record.case)
    choices = presenter.held_choices(record, settling.prospects(message=message, at=at), may_write=may_write)
    return SettleForm(data, question="What should happen to it?", choices=choices)


def _settle(
    request: HttpRequest, record: DeliveryRecord, form: GovukForm, at: dt.datetime
) -> tuple[HttpResponse | None, str]:
    """Make the one call; return where to go, or what the service refused."""
    actor, key = actor_of(request), record.message.pk
    try:
        if isinstance(form, FinishWorkForm):
            item = record.open_work[0]
            work_service.finish(item_id=item.pk, outcome=form.cleaned_data["outcome"], actor=actor, at=at)
            messages.success(request, "Work finished.")
            return redirect("workspace:work"), ""
        answer, reason = Next(form.cleaned_data["answer"]), form.cleaned_data["reason"]
        if answer in _ANSWERS:
            settling.answer_undecided(message_id=key, answer=_ANSWERS[answer], reason=reason, actor=actor, at=at)
        elif answer is Next.WRITE_AGAIN and record.letter is not None:
            return _write_again(request, record.letter, reason, at), ""
        else:
            acts = {Next.RELEASE: settling.release, Next.SEND_ANEW: settling.send_anew, Next.CANCEL: settling.cancel}
            acts[answer](message_id=key, reason=reason, actor=actor, at=at)
    except settling.NoSafeWay:
        return None, _NO_WAY
    except (settling.NotHeld, work_service.AlreadyDone, another_way.NotStuck, another_way.NothingOwed):
        return None, _SETTLED_ALREADY
    messages.success(request, presenter.DONE[answer])
    return redirect(presenter.next_page(answer, record)), ""


def _delivery_page(
    request: HttpRequest, record: DeliveryRecord, form: GovukForm | None, refused: str, at: dt.datetime
) -> HttpResponse:
    message = record.message
    is_held = message.state == MessageState.HELD
    is_certain = is_held and message.undecided_since is None
    names = names_of([record.settled.done_by] if record.settled else [])
    follower = record.follower
    context = {
        "title": presenter.title(record),
        "identity": case_presenter.identity(record.case),
        "facts": presenter.facts(record),
        "why": presenter.why(record) if is_held or record.open_work else (),
        "against": presenter.against(settling.prospects(message=message, at=at)) if is_certain else "",
        "is_held": is_held,
        "is_finish": isinstance(form, FinishWorkForm),
        "settled": "" if is_held else presenter.settled(record, names),
        "follower": said.message_words(follower) if follower is not None else "",
        "follower_id": follower.pk if follower is not None else None,
        "stuck_id": record.letter.pk if record.letter is not None and _is_stuck(record) else None,
        "happened": presenter.happened(record),
        "contact_href": contact_href(record.letter)
        if record.letter is not None
        else reverse("workspace:safe-contact", args=[record.case.pk, record.victim.pk]),
        "name": ((record.letter.recipient if record.letter is not None else None) or record.victim.person).full_name,
        "form": form,
        "refused": refused,
        "refused_links": [ErrorLink(text=refused)],
        "has_errors": bool(refused),
        "deadline_at": message.deadline if is_held else None,
        "at": at,
    }
    return page(request, "workspace/delivery.html", context, section="workspace:work")


def _is_stuck(record: DeliveryRecord) -> bool:
    return record.letter is not None and another_way.is_stuck(communication=record.letter)


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def other_way(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """Find another way for a letter that nothing carries: send it now, write it again, or say who told them."""
    actor, now = actor_of(request), timezone.now()
    record = letters.visible_letter(viewer=actor, letter_id=letter_id)
    letter = record.letter
    work = deliveries.open_work_about(viewer=actor, letter=letter)
    is_stuck = another_way.is_stuck(communication=letter)
    way = safe_contact.choose(communication=letter, at=now).channel if is_stuck else None
    choices = presenter.letter_choices(
        letter,
        way=way,
        may_write=policies.can(actor=actor, permission=Permission.WRITE_LETTER, case=letter.case),
        may_settle=policies.can(actor=actor, permission=Permission.SETTLE_DELIVERY, case=letter.case),
        work=work,
    )
    form = (
        SettleForm(posted(request), question="What should happen?", choices=choices) if is_stuck and choices else None
    )
    refused = ""
    if request.method == "POST" and form is None:
        policies.require(actor=actor, permission=Permission.SETTLE_DELIVERY, case=letter.case)
        refused = _SETTLED_ALREADY
    elif request.method == "POST" and form is not None and form.is_valid():
        done, refused = _find_a_way(request, letter, form, now)
        if done is not None:
            return done
    looked_at(request, letter, case_id=letter.case_id, victim_ids=[letter.victim_id], at=now)
    context = {
        "identity": case_presenter.identity(letter.case),
        "letter": letter,
        "rows": presenter.letter_rows(letter),
        "is_stuck": is_stuck,
        "way": way,
        "channels": letter_presenter.channel_rows(safe_contact.outlook(communication=letter, at=now))
        if is_stuck
        else [],
        "message_columns": said.MESSAGE_COLUMNS,
        "message_rows": said.message_rows(record),
        "safety": safety_of(victim=letter.victim, person=letter.recipient),
        "exemption_href": presenter.exemption_href(letter),
        "name": (letter.recipient or letter.victim.person).full_name,
        "form": form,
        "refused": refused,
        "refused_links": [ErrorLink(text=refused)],
        "has_errors": bool(refused),
        "contact_href": contact_href(letter),
        "at": now,
    }
    return page(request, "workspace/other_way.html", context, section="workspace:work")


def _find_a_way(
    request: HttpRequest, letter: Communication, form: SettleForm, at: dt.datetime
) -> tuple[HttpResponse | None, str]:
    """Make the one call; return where to go, or what the service refused."""
    actor = actor_of(request)
    answer, reason = Next(form.cleaned_data["answer"]), form.cleaned_data["reason"]
    try:
        if answer is Next.WRITE_AGAIN:
            return _write_again(request, letter, reason, at), ""
        if answer is Next.SEND_NOW:
            another_way.send_now(communication_id=letter.pk, reason=reason, actor=actor, at=at)
        else:
            another_way.close(communication_id=letter.pk, outcome=reason, actor=actor, at=at)
    except settling.NoSafeWay:
        return None, _NO_WAY
    except (another_way.NotStuck, another_way.NothingOwed):
        return None, _SETTLED_ALREADY
    messages.success(request, presenter.DONE[answer])
    return redirect("workspace:letter", letter_id=letter.pk) if answer is Next.SEND_NOW else redirect(
        "workspace:work"
    ), ""


def _write_again(request: HttpRequest, letter: Communication, reason: str, at: dt.datetime) -> HttpResponse:
    draft = another_way.write_again(communication_id=letter.pk, reason=reason, actor=actor_of(request), at=at)
    messages.success(request, presenter.DONE[Next.WRITE_AGAIN])
    return redirect("workspace:letter", letter_id=draft.pk)
