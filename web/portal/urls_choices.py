"""Addresses of the pages on which a person chooses how we keep in touch; none says anything about a case (T2)."""

from django.urls import path

from web.portal import views_beside, views_choices, views_needs, views_safe, views_stopping

CHOICES = [
    path("updates/<uuid:victim_id>/choices/", views_choices.choices, name="choices"),
    path("updates/<uuid:victim_id>/choices/often/", views_choices.often, name="often"),
    path("updates/<uuid:victim_id>/choices/often/saved/", views_choices.often_saved, name="often_saved"),
    path("updates/<uuid:victim_id>/choices/break/", views_choices.pause, name="pause"),
    path("updates/<uuid:victim_id>/choices/times/", views_safe.safe, name="safe"),
    path("updates/<uuid:victim_id>/choices/times/saved/", views_safe.safe_saved, name="safe_saved"),
    path("updates/<uuid:victim_id>/choices/ways/", views_choices.ways, name="ways"),
    path("updates/<uuid:victim_id>/choices/ways/saved/", views_choices.ways_saved, name="ways_saved"),
    path("updates/<uuid:victim_id>/choices/needs/", views_needs.needs, name="needs"),
    path("updates/<uuid:victim_id>/choices/needs/saved/", views_needs.needs_saved, name="needs_saved"),
    path("updates/<uuid:victim_id>/choices/contact/", views_stopping.stop, name="stop"),
    path("updates/<uuid:victim_id>/choices/contact/again/", views_stopping.start_again, name="start_again"),
    path("updates/<uuid:victim_id>/choices/going-on/", views_stopping.doubt, name="doubt"),
    path("updates/<uuid:victim_id>/choices/going-on/said/", views_stopping.doubt_said, name="doubt_said"),
    path("updates/<uuid:victim_id>/choices/places/", views_stopping.places, name="places"),
    path("updates/<uuid:victim_id>/choices/places/said/", views_stopping.places_said, name="places_said"),
    path("updates/<uuid:victim_id>/choices/people/", views_beside.beside, name="beside"),
    path("updates/<uuid:victim_id>/choices/people/saved/", views_beside.beside_saved, name="beside_saved"),
    path(
        "updates/<uuid:victim_id>/choices/people/<uuid:connection_id>/",
        views_beside.beside_choose,
        name="beside_choose",
    ),
]
