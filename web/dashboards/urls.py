"""Addresses of the managers' pages; queries hold months, codes and bands only."""

from django.urls import path

from web.dashboards import (
    complaints,
    corrections,
    feedback,
    identity,
    load,
    missing,
    notifications,
    referrals,
    sending,
    views,
)

app_name = "dashboards"

urlpatterns = [
    path("", views.timeliness, name="timeliness"),
    path("sending/", sending.sending, name="sending"),
    path("load/", load.load, name="load"),
    path("missing/", missing.missing, name="missing"),
    path("missing/letters/", missing.letters, name="missing-letters"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications.csv", notifications.export, name="notifications-export"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections.csv", corrections.export, name="corrections-export"),
    path("complaints/", complaints.complaints, name="complaints"),
    path("complaints.csv", complaints.export, name="complaints-export"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback.csv", feedback.export, name="feedback-export"),
    path("identity/", identity.identity, name="identity"),
    path("identity.csv", identity.export, name="identity-export"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals.csv", referrals.export, name="referrals-export"),
    path("letters/", views.letters, name="letters"),
    path("letters.csv", views.export, name="export"),
]
