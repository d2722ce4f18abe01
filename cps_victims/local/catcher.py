"""Catches what the service sends on a developer's machine, and shows it as its recipient would see it.

An SMTP server lays every email into ``email/``; the service itself lays texts into ``text/`` and letters into
``print/letters/``. A small web server shows all three. Nothing ever goes further than this folder.
"""

import argparse
import html
import json
import os
import signal
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_LONDON = ZoneInfo("Europe/London")
_LISTED = 200
_STYLE = """
body { font: 18px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #0b0c0c }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .4rem .8rem .4rem 0;
border-bottom: 1px solid #b1b4b6; vertical-align: top; overflow-wrap: anywhere } nav a { margin-right: 1.5rem }
.when { white-space: nowrap } pre, .phone { overflow-wrap: anywhere }
iframe, embed { width: 100%; height: 75vh; border: 1px solid #b1b4b6 }
pre { white-space: pre-wrap; font: inherit } .phone { max-width: 22rem; padding: 1rem; border-radius: 1rem;
background: #f3f2f1; margin: 0 } a { color: #1d70b8 }
@media (max-width: 40rem) { body { margin: 1rem auto } th[scope="col"] { display: none }
tr { display: block; padding: .6rem 0; border-bottom: 1px solid #b1b4b6 }
th, td { display: block; border: 0; padding: 0 } }
"""


@dataclass(frozen=True)
class Caught:
    """One thing that left: where it lies and what its recipient sees first."""

    path: Path
    at: datetime
    recipient: str
    title: str


class Outbox:
    """The folder that holds everything that left."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in ("email", "text", "print"):
            (folder / name).mkdir(parents=True, exist_ok=True)

    def keep_email(self, content: bytes, *, recipients: list[str]) -> None:
        """Lay down one email, wholly or not at all."""
        name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}"
        writing = self._folder / "email" / f".{name}"
        header = f"X-Envelope-To: {', '.join(recipients)}\r\n".encode()
        writing.write_bytes(header + content)
        writing.rename(self._folder / "email" / f"{name}.eml")

    def emails(self) -> list[Caught]:
        """Return the newest emails first."""
        caught = []
        for path in self._newest(self._folder / "email", "*.eml"):
            message = self.email(path.name)
            if message is not None:
                recipient = str(message["X-Envelope-To"] or message["To"])
                caught.append(Caught(path, _when(path), recipient, str(message["Subject"])))
        return caught

    def texts(self) -> list[Caught]:
        """Return the newest texts first."""
        caught = []
        for path in self._newest(self._folder / "text", "*.json"):
            record = json.loads(path.read_text(encoding="utf-8"))
            caught.append(Caught(path, _when(path), record["to"], record["text"]))
        return caught

    def letters(self) -> list[Caught]:
        """Return the newest letters first. Their recipient stands in the window of the envelope, not here."""
        paths = self._newest(self._folder / "print" / "letters", "*/*.pdf")
        return [Caught(path, _when(path), "", path.stem) for path in paths]

    def email(self, name: str) -> EmailMessage | None:
        """Return one email, or None."""
        path = self._folder / "email" / name
        if path.suffix != ".eml" or not path.is_file():
            return None
        return BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())

    def letter(self, name: str) -> bytes | None:
        """Return one PDF, or None."""
        path = self._folder / "print" / "letters" / name[:2] / name
        return path.read_bytes() if path.suffix == ".pdf" and path.is_file() else None

    @staticmethod
    def _newest(folder: Path, pattern: str) -> Iterator[Path]:
        found = sorted(folder.glob(pattern), key=lambda path: path.stat().st_mtime, reverse=True)
        yield from (path for path in found[:_LISTED] if not path.name.startswith("."))


class KeepEverything:
    """SMTP handler: takes every email for anybody."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep the email; only then say that it was taken."""
        content = envelope.original_content or b""
        self._outbox.keep_email(content, recipients=list(envelope.rcpt_tos))
        return "250 Kept"


class Pages(BaseHTTPRequestHandler):
    """The pages that show what left."""

    outbox: Outbox

    def do_GET(self) -> None:
        """Answer one request."""
        kind, _, name = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path).strip("/").partition("/")
        if "/" in name or name.startswith("."):
            self._not_found()
        elif kind == "" and not name:
            self._page("What has left", self._overview())
        elif kind == "email":
            self._email(name)
        elif kind == "email-html":
            self._email_html(name)
        elif kind == "letter":
            self._letter(name)
        elif kind == "letter-page":
            source = urllib.parse.quote(name)
            self._page("Letter", f'<p><a href="/">All</a></p><embed src="/letter/{source}" type="application/pdf">')
        else:
            self._not_found()

    def _overview(self) -> str:
        parts = ['<nav><a href="#emails">Emails</a><a href="#texts">Texts</a><a href="#letters">Letters</a></nav>']
        parts += ['<h2 id="emails">Emails</h2>', _table(self.outbox.emails(), link="/email/")]
        parts += ['<h2 id="texts">Texts</h2>', _table(self.outbox.texts(), link="")]
        parts += ['<h2 id="letters">Letters handed to print</h2>', _table(self.outbox.letters(), link="/letter-page/")]
        return "".join(parts)

    def _email(self, name: str) -> None:
        message = self.outbox.email(name)
        if message is None:
            self._not_found()
            return
        rows = "".join(
            f'<tr><th scope="row">{title}</th><td>{html.escape(str(message[header] or ""))}</td></tr>'
            for title, header in (("From", "From"), ("To", "To"), ("Sent", "Date"), ("Subject", "Subject"))
        )
        body = [f'<p><a href="/">All</a></p><table>{rows}</table>']
        if message.get_body(("html",)) is not None:
            body.append(f'<h2>As HTML</h2><iframe sandbox src="/email-html/{urllib.parse.quote(name)}"></iframe>')
        plain = message.get_body(("plain",))
        if plain is not None:
            body.append(f"<h2>As text</h2><pre>{html.escape(plain.get_content())}</pre>")
        body += [f"<p>Attachment: {html.escape(str(part.get_filename()))}</p>" for part in message.iter_attachments()]
        self._page("Email", "".join(body))

    def _email_html(self, name: str) -> None:
        message = self.outbox.email(name)
        part = message.get_body(("html",)) if message is not None else None
        if part is None:
            self._not_found()
        else:
            self._answer(200, "text/html; charset=utf-8", part.get_content().encode(), sandboxed=True)

    def _letter(self, name: str) -> None:
        content = self.outbox.letter(name)
        if content is None:
            self._not_found()
        else:
            self._answer(200, "application/pdf", content)

    def _page(self, title: str, body: str, *, status: int = 200) -> None:
        page = (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
            f"<body><h1>{title}</h1>{body}</body></html>"
        )
        self._answer(status, "text/html; charset=utf-8", page.encode())

    def _not_found(self) -> None:
        self._page("Nothing of that name has left", '<p><a href="/">See what has</a></p>', status=404)

    def _answer(self, status: int, content_type: str, content: bytes, *, sandboxed: bool = False) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        if sandboxed:
            self.send_header("Content-Security-Policy", "sandbox; script-src 'none'")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, _format: str, *_arguments: object) -> None:
        """Write no access log: addresses of pages name letters."""


def _table(caught: list[Caught], *, link: str) -> str:
    if not caught:
        return "<p>None yet.</p>"
    rows = []
    for item in caught:
        title = html.escape(item.title)
        seen = f'<a href="{link}{urllib.parse.quote(item.path.name)}">{title}</a>' if link else _bubble(title)
        recipient = f"<td>{html.escape(item.recipient)}</td>" if item.recipient else ""
        rows.append(f'<tr><td class="when">{item.at:%d %b %H:%M:%S}</td>{recipient}<td>{seen}</td></tr>')
    # A letter's recipient stands in the window of its envelope: where nobody is named there is no column for it.
    names = ("When", "To", "What") if caught[0].recipient else ("When", "What")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f"<table><tr>{head}</tr>{''.join(rows)}</table>"


def _bubble(text: str) -> str:
    return f'<pre class="phone">{text}</pre>'


def _when(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=_LONDON)


def main() -> None:
    """Serve SMTP and the pages until asked to end."""
    parser = argparse.ArgumentParser(prog="python -m cps_victims.local.catcher")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()

    outbox = Outbox(arguments.folder)
    smtp = Controller(KeepEverything(outbox), hostname=arguments.host, port=arguments.smtp_port, ident="catcher")
    handler = type("OutboxPages", (Pages,), {"outbox": outbox})
    pages = ThreadingHTTPServer((arguments.host, arguments.port), handler)

    def end(_signal_number: int, _frame: FrameType | None) -> None:
        # The server waits for its loop to end, and this handler runs inside that loop's thread.
        threading.Thread(target=pages.shutdown).start()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    os.umask(0o077)
    smtp.start()
    try:
        pages.serve_forever()
    finally:
        pages.server_close()
        smtp.stop()


if __name__ == "__main__":
    main()
