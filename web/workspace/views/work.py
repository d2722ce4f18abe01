"""The work list, and finishing an item of work."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.policies import has_permission
from cases import policies
from cases.models import WorkItem
from cases.policies import is_restricted
from cases.rules.vocabulary import WorkKind
from cases.selectors import news, records
from cases.services import work as work_service
from communications.rules.vocabulary import ListName
from communications.selectors import reading_times, saved_views, work_list
from communications.selectors.work_lines import Place
from communications.services import contact, news_plans
from web.middleware import actor_of
from web.workspace import saving, words
from web.workspace.forms.answers import FinishWorkForm
from web.workspace.guards import looked_at, missing_is_404, posted
from web.workspace.pages import page
from web.workspace.presenters import contact_plan
from web.workspace.presenters import news as news_presenter
from web.workspace.presenters import work as presenter
from web.workspace.presenters import work_item as item_presenter


@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest) -> HttpResponse:
    """Show what is overdue, due today and after that, each line with its next step; keep filters as a view."""
    now = timezone.now()
    actor = actor_of(request)
    chosen = presenter.read_filter(request.GET)
    pairs = presenter.pairs_of(chosen)
    form = saving.view_form(request, pairs)
    done = saving.answered(request, form, list_name=ListName.WORK, pairs=pairs, base=reverse("workspace:work"), at=now)
    if done is not None:
        return done
    found = work_list.work_for(
        viewer=actor,
        at=now,
        chosen=chosen,
        after=Place.parse(request.GET.get("after", "")),
        before=Place.parse(request.GET.get("before", "")),
    )
    saved = saved_views.views_of(viewer=actor, list_name=ListName.WORK)
    context = {
        "work": presenter.present(page=found, chosen=chosen, saved=saved, at=now),
        "view_form": form,
        "errors": form.error_links if form is not None else [],
        "at": now,
    }
    return page(request, "workspace/work.html", context, section="workspace:work")


@require_http_methods(["GET", "HEAD", "POST"])
@missing_is_404
def work_item(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Show one item of work with what it is about, and let a person say that it is done."""
    now = timezone.now()
    actor = actor_of(request)
    item = records.visible_work_item(viewer=actor, item_id=item_id)
    form = FinishWorkForm(posted(request))
    shown = item_presenter.present(item, chosen=reading_times.behind(item=item))
    if request.method == "POST" and request.POST.get("answer") == "ring":
        try:
            series = contact.ring_about_news(item_id=item_id, actor=actor, at=now)
        except (contact.NothingOwed, contact.NobodyToRing) as refused:
            messages.warning(request, f"{refused}.")
            return redirect("workspace:work-item", item_id=item_id)
        return redirect("workspace:call", series_id=series.pk)
    if request.method == "POST" and shown.is_finished_by_hand and form.is_valid():
        try:
            work_service.finish(item_id=item_id, outcome=form.cleaned_data["outcome"], actor=actor, at=now)
        except work_service.AlreadyDone:
            form.add_error(None, "Somebody else finished this work first")
        else:
            messages.success(request, f"Work finished: {words.NEXT_STEPS[WorkKind(item.kind)].lower()}.")
            return redirect("workspace:work")
    if item.case_id is not None:
        looked_at(request, item, case_id=item.case_id, victim_ids=[item.victim_id] if item.victim_id else [], at=now)
    context = {
        "item": shown,
        "news": news_presenter.present(item, events=news.events_behind(item=item)),
        "plan": contact_plan.news_plan(news_plans.plan_of_work(item=item, at=now)),
        "may_ring": item.case is not None
        and item.state == "OPEN"
        and policies.can(actor=actor, permission=Permission.LOG_CONTACT, case=item.case),
        "form": form if _may_finish(request, item) else None,
        "at": now,
    }
    return page(request, "workspace/work_item.html", context, section="workspace:work")


def _may_finish(request: HttpRequest, item: WorkItem) -> bool:
    """Whether to show the form; the service asks the same question again."""
    return item.state == "OPEN" and has_permission(
        actor=actor_of(request),
        permission=Permission.DO_WORK,
        area=item.unit.area_id,
        unit=item.unit_id,
        restricted=item.case is not None and is_restricted(case=item.case),
    )
