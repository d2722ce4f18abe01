"""What browsers are given: pinned, self-hosted, and wearing the GOV.UK brand only where the domain allows it."""

import json
import os
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

VENDOR = settings.BASE_DIR / "static" / "vendor"


@pytest.fixture(scope="module")
def stylesheet():
    if not (VENDOR / "service" / "style.css").exists():
        reason = "the front end is not built: run `npm ci` and `npm run build`"
        if os.environ.get("VCS_BROWSER_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return lambda brand: (VENDOR / brand / "style.css").read_text(encoding="utf-8")


class TestLock:
    LOCK = json.loads((settings.BASE_DIR / "package-lock.json").read_text(encoding="utf-8"))

    def test_names_no_registry(self):
        assert not [name for name, entry in self.LOCK["packages"].items() if "resolved" in entry]

    def test_pins_every_package_by_its_hash(self):
        unpinned = [name for name, entry in self.LOCK["packages"].items() if name and "integrity" not in entry]

        assert unpinned == []

    def test_what_we_ask_for_is_one_exact_version(self):
        asked = json.loads((settings.BASE_DIR / "package.json").read_text(encoding="utf-8"))

        for version in (asked["dependencies"] | asked["devDependencies"]).values():
            assert re.fullmatch(r"\d+\.\d+\.\d+", version)


class TestStylesheets:
    @pytest.mark.parametrize("brand", ["service", "govuk"])
    def test_fetch_nothing_from_elsewhere_and_only_what_is_there(self, stylesheet, brand):
        references = re.findall(r"url\([\"']?([^\"')]+)", stylesheet(brand))

        assert references
        for reference in references:
            assert reference.startswith(("./", "data:"))
            assert reference.startswith("data:") or (VENDOR / brand / reference).exists()

    def test_the_free_brand_has_no_mark_of_gov_uk(self, stylesheet):
        css = stylesheet("service")

        assert "GDS Transport" not in css
        assert "crest" not in css
        assert "--govuk-brand-colour: #1d70b8" not in css
        assert "--govuk-brand-colour:#1d70b8" not in css

    def test_the_free_typeface_has_the_letters_of_welsh_and_its_licence(self, stylesheet):
        ranges = re.findall(r"unicode-range:([^;}]+)", stylesheet("service"))

        for letter in "ŵŷâêîôûïŴŶ":
            assert any(_covers(each, ord(letter)) for each in ranges), letter
        assert (VENDOR / "service" / "fonts" / "LICENSE").exists()


def _covers(ranges: str, point: int) -> bool:
    for each in ranges.split(","):
        first, _, last = each.strip().upper().removeprefix("U+").partition("-")
        if int(first, 16) <= point <= int(last or first, 16):
            return True
    return False


class TestBrand:
    @pytest.mark.parametrize(("is_govuk", "brand", "other"), [(False, "service", "govuk"), (True, "govuk", "service")])
    def test_follows_the_setting(self, settings, is_govuk, brand, other):
        settings.SERVICE_DOMAIN_IS_GOVUK = is_govuk

        html = render_to_string("errors/404.html")

        assert f"vendor/{brand}/style.css" in html
        assert f"vendor/{other}/" not in html


class TestErrorPages:
    @pytest.mark.parametrize("name", ["400", "403", "404", "500", "503", "csrf"])
    def test_render_without_a_request_and_say_what_to_do(self, name):
        html = render_to_string(f"errors/{name}.html")

        assert html.count("<h1") == 1
        assert '<main class="govuk-main-wrapper' in html
        assert not re.search(r"<script(?![^>]*\ssrc=)", html)
