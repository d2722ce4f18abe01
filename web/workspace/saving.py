"""Saving and removing views of a list: the same two answers on every page that lists."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.permissions import Permission
from accounts.policies import holds_anywhere
from communications.rules.vocabulary import ListName
from communications.services import saved_views
from web.middleware import actor_of
from web.workspace.forms.answers import SaveViewForm
from web.workspace.presenters import filters


def view_form(request: HttpRequest, pairs: filters.Pairs) -> SaveViewForm | None:
    """Return the form that keeps the filters in force; None where there is nothing to keep or nobody to keep it."""
    if not pairs or not holds_anywhere(actor=actor_of(request), permission=Permission.VIEW_WORK):
        return None
    return SaveViewForm(request.POST if request.POST.get("answer") == "save-view" else None)


def answered(
    request: HttpRequest,
    form: SaveViewForm | None,
    *,
    list_name: ListName,
    pairs: filters.Pairs,
    base: str,
    at: dt.datetime,
) -> HttpResponse | None:
    """Save or remove a view if that is what was asked, and go back to the list; None where the page is to be shown."""
    if request.method != "POST":
        return None
    if request.POST.get("answer") == "remove-view":
        saved_views.remove(view_id=_key(request.POST.get("view", "")), actor=actor_of(request))
        messages.success(request, "The saved view is gone.")
        return redirect(filters.href(base, pairs))
    if request.POST.get("answer") == "save-view" and form is not None and form.is_valid():
        try:
            saved_views.keep(
                list_name=list_name, name=form.cleaned_data["name"], filters=pairs, actor=actor_of(request), at=at
            )
        except saved_views.TooManyViews as refused:
            form.add_error("name", str(refused))
            return None
        messages.success(request, "Saved. You find this view above the filters.")
        return redirect(filters.href(base, pairs))
    return None


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)
