"""Addresses of the API, version 1."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from web.api import problems, views

app_name = "api"
urlpatterns = [
    # Marked here and not on the views: as a decorator of their methods the mark would cost something with each call.
    path("events", login_not_required(views.EventsView.as_view()), name="events"),
    path(
        "events/not-taken-in",
        login_not_required(views.EventsNotTakenInView.as_view()),
        name="events-not-taken-in",
    ),
    path("receipts", login_not_required(views.ReceiptsView.as_view()), name="receipts"),
    # What is none of these is answered as a problem, whatever the method; nobody's session is looked at.
    re_path(r"^.*$", csrf_exempt(login_not_required(problems.no_such_resource)), name="nothing-here"),
]
