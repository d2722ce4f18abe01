"""Routine updates to several people: choose them, check who gets one and who does not and why, send."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.policies import require_anywhere
from audit import services as audit
from communications.selectors import victim_list
from communications.selectors.victim_lines import VictimOrder, VictimPage
from communications.selectors.work_lines import Place
from communications.services import bulk_updates as service
from communications.services.bulk_updates import Checked
from web.middleware import actor_of
from web.workspace.forms.bulk_updates import ChoosePeopleForm, ids_of
from web.workspace.pages import page
from web.workspace.presenters import bulk_updates as presenter
from web.workspace.presenters import filters
from web.workspace.presenters import victims as victims_presenter

_PAGE = ("page", "bulk-updates")


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_updates(request: HttpRequest) -> HttpResponse:
    """Choose people of the list, check the answers, and send. Who was chosen travels in the body, never in an address.

    Sending again sends nothing twice: the answer says of each that it is on its way already.
    """
    actor, now = actor_of(request), timezone.now()
    require_anywhere(actor=actor, permission=Permission.WRITE_LETTER)
    answer = request.POST.get("answer", "") if request.method == "POST" else ""
    if answer == "send":
        done = service.send(victim_ids=ids_of(request.POST.getlist("people")), actor=actor, at=now)
        return _sent(request, done, at=now)
    listed = victim_list.victims_for(
        viewer=actor,
        at=now,
        chosen=dataclasses.replace(victims_presenter.read_filter(request.GET), may_be_unchanged=True),
        order=VictimOrder.PROMISE,
        after=Place.parse(request.GET.get("after", "")),
        before=Place.parse(request.GET.get("before", "")),
    )
    form = ChoosePeopleForm(
        request.POST if answer == "check" else None,
        choices=presenter.choices(listed.lines),
        initial={"people": _chosen_before(request) if answer == "again" else []},
    )
    if answer == "check" and form.is_valid():
        chosen = service.check(victim_ids=ids_of(form.cleaned_data["people"]), actor=actor, at=now)
        return _check_answers(request, chosen, at=now)
    return _choose(request, listed, form, at=now)


def _chosen_before(request: HttpRequest) -> list[str]:
    return [*request.POST.getlist("people"), *request.POST.getlist("others")]


def _choose(request: HttpRequest, listed: VictimPage, form: ChoosePeopleForm, *, at: dt.datetime) -> HttpResponse:
    _looked(request, ((line.victim.case_id, line.victim.pk) for line in listed.lines), at=at)
    base = reverse("workspace:bulk-updates")
    pairs = victims_presenter.pairs_of(victims_presenter.read_filter(request.GET))
    context = {
        "back_href": filters.href(reverse("workspace:victims"), pairs),
        "form": form,
        "has_people": bool(listed.lines),
        "previous_href": filters.page_href(base, pairs, "before", listed.previous),
        "next_href": filters.page_href(base, pairs, "after", listed.next),
    }
    return page(request, "workspace/bulk_updates.html", context, section="workspace:victims")


def _check_answers(request: HttpRequest, chosen: tuple[Checked, ...], *, at: dt.datetime) -> HttpResponse:
    _looked(request, ((one.victim.case_id, one.victim.pk) for one in chosen), at=at)
    getting = [one for one in chosen if not one.skips]
    context = {
        "getting": presenter.getting_rows(getting),
        "getting_columns": presenter.GETTING_COLUMNS,
        "left_out": presenter.left_out_rows(one for one in chosen if one.skips),
        "left_out_columns": presenter.LEFT_OUT_COLUMNS,
        "people": [str(one.victim.pk) for one in getting],
        "others": [str(one.victim.pk) for one in chosen if one.skips],
    }
    return page(request, "workspace/bulk_updates_check.html", context, section="workspace:victims")


def _sent(request: HttpRequest, done: service.Done, *, at: dt.datetime) -> HttpResponse:
    _looked(request, ((one.victim.case_id, one.victim.pk) for one in (*done.sent, *done.left_out)), at=at)
    context = {
        "back_href": request.get_full_path(),
        "words": presenter.sent_words(len(done.sent)),
        "getting": presenter.getting_rows(done.sent),
        "getting_columns": presenter.GETTING_COLUMNS,
        "left_out": presenter.left_out_rows(done.left_out),
        "left_out_columns": presenter.LEFT_OUT_COLUMNS,
    }
    return page(request, "workspace/bulk_updates_sent.html", context, section="workspace:victims")


def _looked(request: HttpRequest, shown: Iterable[tuple[uuid.UUID, uuid.UUID]], *, at: dt.datetime) -> None:
    audit.record_list(actor=actor_of(request), subject=_PAGE, at=at, shown=list(shown))
