"""Composition root: settings, URLs and Celery. Nothing here is imported by the apps."""
