"""Take pictures of the pages: those of README, or all of them for somebody who wants to look (`make screenshots`)."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, sync_playwright

from cases.models import Case, Victim
from communications.demo import pictures

#: Pictures shown in README: (file, who looks, width, page).
README = (
    ("work", pictures.LETTER_WRITER, 1280, "work"),
    ("letter", pictures.LETTER_WRITER, 1280, "letter"),
    ("timeliness", pictures.MANAGER, 1280, "timeliness"),
    ("my-case", pictures.VICTIM, 375, "my-case"),
)
WIDTHS = (375, 1280)
PORT = 8991
_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--hide-scrollbars",
)  # fmt: skip


class Command(BaseCommand):
    """Lay a small demo caseload, start the web server beside it and photograph pages in headless Chromium."""

    help = "Take the pictures of README, or with --all every page at 375 and 1280 pixels."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which pictures."""
        parser.add_argument("--all", type=Path, help="take every page into this folder instead of README's pictures")
        parser.add_argument("--cases", type=int, default=60)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take them."""
        program = next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)
        if program is None:
            raise CommandError("Chromium is not on PATH: apt-get install chromium")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference_data", verbosity=0)
        call_command("load_templates", verbosity=0)
        if not Case.objects.exists():
            call_command("seed_demo", cases=options["cases"])
        victim = pictures.reachable_victim()
        pages = pictures.pages(victim=victim)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=list(_ARGUMENTS))
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread; nothing else does
            with _server() as base:
                if options["all"] is not None:
                    options["all"].mkdir(parents=True, exist_ok=True)
                    for who, named in pages.items():
                        for width in WIDTHS:
                            page = browser.new_page(viewport={"width": width, "height": 900})
                            _sign_in(page.context, who=who, victim=victim, base=base)
                            for name, path in named.items():
                                self._take(page, base + path, options["all"] / f"{name}-{width}.png", whole=True)
                else:
                    folder = settings.BASE_DIR / "docs" / "screenshots"
                    folder.mkdir(parents=True, exist_ok=True)
                    for file, who, width, name in README:
                        page = browser.new_page(viewport={"width": width, "height": 900 if width > 400 else 1100})
                        _sign_in(page.context, who=who, victim=victim, base=base)
                        self._take(page, base + pages[who][name], folder / f"{file}.png", whole=False)
            browser.close()

    def _take(self, page: Page, address: str, file: Path, *, whole: bool) -> None:
        answer = page.goto(address)
        page.screenshot(path=file, full_page=whole)
        self.stdout.write(f"{answer.status if answer else '?'} {file.name}")


def _sign_in(context: BrowserContext, *, who: str, victim: Victim, base: str) -> None:
    if who == "nobody":
        return
    cookies = {settings.SESSION_COOKIE_NAME: ""}
    if who == pictures.VICTIM:
        browser = uuid.uuid4().hex
        token = pictures.portal_token(victim=victim, browser=browser, at=timezone.now())
        cookies = {settings.PORTAL_COOKIE_NAME: token, f"{settings.PORTAL_COOKIE_NAME}_browser": browser}
    else:
        cookies[settings.SESSION_COOKIE_NAME] = pictures.staff_cookie(email=who)
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])


@contextmanager
def _server() -> Iterator[str]:
    """Run the web server beside this process, with the same settings, key and database."""
    base = f"http://127.0.0.1:{PORT}"
    process = subprocess.Popen(  # noqa: S603 (our own program, no outside input)
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{PORT}", "--log-level", "warning", "cps_victims.wsgi"],
        cwd=settings.BASE_DIR,
        env={**os.environ, "SECRET_KEY": settings.SECRET_KEY},
    )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{base}/ping", timeout=1).close()  # noqa: S310 (our own server)
                break
            except OSError:
                time.sleep(0.2)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=20)
