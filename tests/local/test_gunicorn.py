"""How gunicorn is set up: what it loads once is not searched for garbage again (P9, V2)."""

import gc

import pytest
from django.urls import get_resolver

from cps_victims import gunicorn


@pytest.fixture
def _unfrozen():
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("_unfrozen")
def test_what_was_loaded_before_the_processes_began_is_left_alone():
    before = gc.get_freeze_count()

    gunicorn.when_ready(object())

    assert gunicorn.preload_app
    assert gc.get_freeze_count() > before


@pytest.mark.usefixtures("_unfrozen")
def test_pages_are_loaded_before_the_processes_begin():
    loaded = vars(get_resolver())
    loaded.pop("url_patterns", None)

    gunicorn.when_ready(object())

    assert "url_patterns" in loaded
