"""Addresses of a supporter's pages: they say nothing about anybody, and none is an address of a victim's own pages."""

from django.urls import path

from web.portal import views_looks, views_supported

SUPPORTING = [
    path("supporting/", views_supported.people, name="supporting"),
    path("supporting/safety/", views_looks.supporting_safety, name="supporting_safety"),
    path("supporting/<uuid:victim_id>/", views_supported.person, name="supported"),
    path("supporting/<uuid:victim_id>/dates/", views_supported.dates, name="supported_dates"),
    path(
        "supporting/<uuid:victim_id>/dates/<uuid:hearing_id>/calendar/",
        views_supported.hearing_calendar,
        name="supported_hearing_calendar",
    ),
    path(
        "supporting/<uuid:victim_id>/meetings/<uuid:meeting_id>/calendar/",
        views_supported.meeting_calendar,
        name="supported_meeting_calendar",
    ),
    path("supporting/<uuid:victim_id>/letters/", views_supported.letters, name="supported_letters"),
    path("supporting/<uuid:victim_id>/letters/<uuid:letter_id>/", views_supported.letter, name="supported_letter"),
    path("supporting/<uuid:victim_id>/letters/<uuid:letter_id>/copy/", views_supported.copy, name="supported_copy"),
]
