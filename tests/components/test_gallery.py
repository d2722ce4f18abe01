"""Every component is in the gallery, and the gallery is sound as a page."""

import re

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from web.templatetags.govuk import COMPONENTS
from web.workspace.gallery import examples


@pytest.fixture(scope="module")
def gallery():
    return render_to_string("workspace/gallery.html", {"navigation": [], **examples()})


def test_shows_exactly_the_components_there_are(gallery):
    shown = re.findall(r'<section id="component-([a-z_]+)">', gallery)

    assert sorted(shown) == sorted(COMPONENTS)


def test_has_a_template_for_each_component_and_no_other(settings):
    folder = settings.BASE_DIR / "templates" / "components"
    names = {path.stem for path in folder.glob("*.html") if not path.stem.startswith("_")}

    assert names == set(COMPONENTS)


def test_uses_each_id_once(gallery):
    ids = re.findall(r'\sid="([^"]*)"', gallery)

    # Page furniture shown as an example repeats the page's own: nothing else may.
    repeated = {identifier for identifier in ids if ids.count(identifier) > 1}
    assert repeated <= {"navigation", "notification-banner-title"}


def test_every_label_and_description_points_at_something(gallery):
    ids = set(re.findall(r'\sid="([^"]*)"', gallery))
    pointers = set(re.findall(r'\sfor="([^"]*)"', gallery))
    for described in re.findall(r'aria-describedby="([^"]*)"', gallery):
        pointers |= set(described.split())

    assert pointers <= ids


def test_has_no_inline_script_style_or_handler(gallery):
    assert not re.search(r"<script(?![^>]*\ssrc=)", gallery)
    assert not re.search(r"<style", gallery)
    assert not re.search(r"<[^>]+\sstyle=", gallery)
    assert not re.search(r"<[^>]+\son[a-z]+=", gallery)


@pytest.mark.parametrize("call", ['{% tag "positional" %}', '{% tag words="x" %}', "{% tag %}"])
def test_refuses_a_wrong_argument_at_once(call):
    with pytest.raises(Exception, match="tag"):
        engines["django"].from_string("{% load govuk %}" + call).render({})


def test_escapes_what_it_is_given():
    html = engines["django"].from_string("{% load govuk %}{% tag text=words %}").render({"words": "<b>&"})

    assert "&lt;b&gt;&amp;" in html
    assert strip_tags(html).strip() == "&lt;b&gt;&amp;"
