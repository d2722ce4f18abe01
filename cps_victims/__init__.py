"""Composition root: settings, URLs, Celery and the local runtime. No app imports it."""

from cps_victims.celery import app as celery_app

__all__ = ["celery_app"]
