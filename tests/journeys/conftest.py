"""A browser on a running server: what journeys need, and the accessibility check that each of them adds to its steps.

Chromium from PATH is driven by Playwright's Python interface. The browser lives for the session, a page for one test.
"""

import datetime as dt
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import Settings

from accounts.models import StaffUser
from communications.rules.typesetting import NO_BREAK
from tests.web.portal.conftest import let_in, newest_one_time_code

#: What Playwright leaves out of Chromium for every test: said again, as the browser keeps only the last of such lists.
LEFT_OUT_BY_PLAYWRIGHT = [
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch",
]  # fmt: skip
#: What is no part of any page and costs more than most pages do: two documents for the list under the address bar and
#: a process in reserve, for each window that a test opens.
LEFT_OUT_HERE = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-dev-shm-usage",
    f"--disable-features={','.join([*LEFT_OUT_BY_PLAYWRIGHT, *LEFT_OUT_HERE])}",
]  # fmt: skip
#: How long words may take to appear after a key was pressed.
SEEN_WITHIN_SECONDS = 15.0
#: WCAG 2.2 AA: every rule that axe has for it.
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: Checks the page with axe, which comes from the server like a script of the page's own: the browser keeps it from page
#: to page, where half a million characters handed over each time cost half of what the check itself does. Style
#: sheets are not read beforehand: the one rule that asks for them is experimental, which axe leaves out.
CHECK = """async ([address, tags]) => {
  if (!window.axe) await new Promise((added, refused) => {
    const script = document.createElement('script')
    script.src = address
    script.onload = () => { script.remove(); added() }
    script.onerror = () => refused(new Error(`${address} could not be loaded`))
    document.head.append(script)
  })
  const options = { runOnly: tags, resultTypes: ['violations'], preload: { assets: ['media'] } }
  return (await axe.run(document, options)).violations
}"""
#: Asks the browser how far what was drawn has moved since, without anybody having touched it.
MOVED = """() => new Promise((found) => {
  let sum = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sum += entry.hadRecentInput ? 0 : entry.value
  }).observe({ type: 'layout-shift', buffered: true })
  setTimeout(() => found(sum), 300)
})"""
#: Asks the browser what has the focus, by its place in the page, and whether any part of it can be seen.
FOCUS = """() => {
  const focused = document.activeElement
  const place = [...document.querySelectorAll('*')].indexOf(focused)
  const name = `${place} ${focused.tagName} ${focused.textContent.trim().slice(0, 40)}`
  if (focused === document.body) return [name, true]
  const parts = [0.1, 0.5, 0.9].flatMap((across) => [0.1, 0.5, 0.9].map((down) => [across, down]))
  const seen = [...focused.getClientRects()].some((box) => parts.some(([across, down]) => {
    const found = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down)
    return found && (focused.contains(found) || found.contains(focused) || found.closest('label')?.control === focused)
  }))
  return [name, seen]
}"""
#: Of the height of the screen; what people no longer notice (web.dev, "good" below 0.1).
HARDLY_MOVED = 0.02
AXE = Path(django_settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
STYLESHEET = Path(django_settings.BASE_DIR) / "static" / "vendor" / "service" / "style.css"


@pytest.fixture(scope="session")
def browser(browser_program: Path) -> Iterator[Browser]:
    """Start the browser once. Says what is missing when the front end was not built."""
    missing = [path for path in (AXE, STYLESHEET) if not path.exists()]
    if missing:
        reason = f"run `npm ci` and `npm run build` first: {', '.join(path.name for path in missing)} is not there"
        if os.environ.get("VCS_BROWSER_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    # Playwright's interface runs an event loop; Django would then refuse the database in the same thread.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=str(browser_program), args=FLAGS)
        yield program
        program.close()


class Visitor:
    """Somebody at a browser, with the steps that journeys are told in."""

    def __init__(self, page: Page, address: str, *, runs_scripts: bool = True) -> None:
        self.page = page
        self.address = address
        self.runs_scripts = runs_scripts
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self.problems.append(message.text) if message.type == "error" else None)

    def goes_to(self, path: str) -> None:
        """Open a page of the service."""
        self.page.goto(f"{self.address}{path}")

    def comes_to_the_door(self, code: str) -> None:
        """Come into the portal with the code of an invitation and six digits, as far as the page on leaving quickly."""
        self.goes_to(reverse("portal:come_in"))
        self.fills(code=code)
        self.presses("Continue")
        self.fills(code=newest_one_time_code())
        self.presses("Continue")

    def comes_in(self, code: str) -> None:
        """Come into the portal with the code of an invitation and six digits, on a device that is new."""
        self.comes_to_the_door(code)
        self.presses("I have read this, go on")

    def is_let_in(self, code: str) -> None:
        """Have come into the portal with a code already, as `comes_in` does by its pages: most journeys begin there."""
        entry = let_in(code)
        cookies = {
            django_settings.PORTAL_COOKIE_NAME: entry.token,
            django_settings.LANGUAGE_COOKIE_NAME: entry.language.value.lower(),
        }
        self._keeps(cookies)

    def signs_in_as(self, user: StaffUser) -> None:
        """Begin a session as a member of staff, as the sign-in page would."""
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        self._keeps({django_settings.SESSION_COOKIE_NAME: session.session_key or ""})

    def _keeps(self, cookies: dict[str, str]) -> None:
        self.page.context.add_cookies(
            [{"name": name, "value": value, "url": self.address} for name, value in cookies.items()]
        )

    def sees(self, words: str) -> None:
        """Find words on the page."""
        # A key pressed may have led to another page, which is still on its way.
        deadline = time.monotonic() + SEEN_WITHIN_SECONDS
        seen = self._reads()
        while words not in seen and time.monotonic() < deadline:
            self.page.wait_for_timeout(100)
            seen = self._reads()
        assert words in seen, f"{words!r} is not on the page: {self.page.title()}"

    def does_not_see(self, words: str) -> None:
        """Find that words are not on the page."""
        assert words not in self._reads()

    def _reads(self) -> str:
        """Read the page as eyes do: a space at which no line may end looks like any other (TYPE-1)."""
        return self.page.inner_text("body").replace(NO_BREAK, " ")

    def fills(self, **values: str) -> None:
        """Type into boxes, found by name."""
        for name, value in values.items():
            self.page.fill(f'[name="{name.replace("__", "-")}"]', value)

    def picks(self, name: str, value: str) -> None:
        """Choose a radio or tick a box."""
        self.page.check(f'[name="{name}"][value="{value}"]')

    def presses(self, words: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=words).first.click()
        self.page.wait_for_load_state()

    def follows(self, words: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()

    def finds_the_page_accessible(self, *, headings: int = 1) -> None:
        """Check the page as it stands against every rule of axe for WCAG 2.2 AA, and against our own few.

        axe is a script and never answers where none runs: there, only our own rules are checked.
        """
        if self.runs_scripts:
            assert self._violations() == []
        found: dict[str, Any] = self.page.evaluate(
            "({ headings: document.querySelectorAll('h1').length, lang: document.documentElement.lang })"
        )
        assert found["headings"] == headings
        assert found["lang"] in {"en", "cy"}
        assert self.problems == []

    def _violations(self) -> list[str]:
        if not self.page.url.startswith(self.address):
            # A file that was taken away is opened without any server.
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(CHECK, [static(AXE.name), AXE_TAGS])
        return [
            f"{one['id']}: {one['help']} at {node['target']}"
            for one in found
            for node in one["nodes"]
            if not _is_known(one["id"], node["html"])
        ]

    def finds_that_nothing_moved(self) -> None:
        """Check that nothing has moved away from under eyes or a finger since the page was first drawn."""
        assert self.page.evaluate(MOVED) <= HARDLY_MOVED

    def goes_through_it_by_keyboard(self) -> None:
        """Move the focus over everything on the page and back again, and see it wherever it is (WCAG 2.4.11)."""
        for key in ("Tab", "Shift+Tab"):
            reached = set()
            while True:
                self.page.keyboard.press(key)
                where, is_seen = self.page.evaluate(FOCUS)
                if where in reached:
                    break
                assert is_seen, f"{where} has the focus and is hidden behind something that stays in place"
                reached.add(where)
            assert reached

    def finds_no_sideways_scrolling(self) -> None:
        """Check that the page fits its width (WCAG 1.4.10)."""
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width


def _is_known(rule: str, html: str) -> bool:
    """Leave out one finding: govuk-frontend says on a radio whether its question is open (docs/adr/0007)."""
    return rule == "aria-allowed-attr" and 'type="radio"' in html and "aria-expanded" in html


@pytest.fixture
def visitor(
    browser: Browser, live_server: Any, settings: Settings, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """Somebody at a desk: 1280 pixels wide, scripts on. Parametrize it indirectly for other screens."""
    # Nothing outside is reached from a test: the exit leads to a page of ours that says nothing.
    settings.PORTAL_EXIT_URL = f"{live_server.url}/ping"
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, AXE.parent]
    options: dict[str, Any] = {"width": 1280, "height": 900, "scripts": True, **getattr(request, "param", {})}
    context = browser.new_context(
        viewport={"width": options["width"], "height": options["height"]},
        java_script_enabled=options["scripts"],
        locale="en-GB",
        timezone_id="Europe/London",
    )
    context.set_default_timeout(20_000)
    page = context.new_page()
    yield Visitor(page, live_server.url, runs_scripts=options["scripts"])
    context.close()


@pytest.fixture
def page(visitor: Visitor) -> Page:
    """The bare page of Playwright, for steps that have no words of their own."""
    return visitor.page


@pytest.fixture
def today() -> dt.date:
    """The day on which the journey is made. Servers run in threads of their own, so the clock is the real one."""
    return timezone.localdate()
