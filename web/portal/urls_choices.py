"""Addresses of the pages on which a person chooses how we keep in touch; none says anything about a case (T2)."""

from django.urls import path

from web.portal import views_choices, views_safe

CHOICES = [
    path("updates/<uuid:victim_id>/choices/", views_choices.choices, name="choices"),
    path("updates/<uuid:victim_id>/choices/often/", views_choices.often, name="often"),
    path("updates/<uuid:victim_id>/choices/often/saved/", views_choices.often_saved, name="often_saved"),
    path("updates/<uuid:victim_id>/choices/break/", views_choices.pause, name="pause"),
    path("updates/<uuid:victim_id>/choices/times/", views_safe.safe, name="safe"),
    path("updates/<uuid:victim_id>/choices/times/saved/", views_safe.safe_saved, name="safe_saved"),
    path("updates/<uuid:victim_id>/choices/ways/", views_choices.ways, name="ways"),
    path("updates/<uuid:victim_id>/choices/ways/saved/", views_choices.ways_saved, name="ways_saved"),
]
