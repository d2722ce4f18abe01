"""The page that shows what left: never anything that is not in its folder, never as live markup."""

import datetime as dt
import hashlib
import json
import threading
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from communications.channels.base import OutgoingMessage
from communications.channels.letter import PrintFolderChannel
from communications.channels.text import RecordedTextChannel
from communications.rules.vocabulary import Channel
from cps_victims.local.catcher import Outbox, Pages

COMPOSED_AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


@pytest.fixture
def address(outbox: Path) -> Iterator[str]:
    handler = type("OutboxPages", (Pages,), {"outbox": Outbox(outbox)})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read()


class TestPages:
    def test_list_a_text_that_the_channel_recorded(self, address: str, outbox: Path) -> None:
        RecordedTextChannel(folder=outbox / "text").send(
            message=OutgoingMessage(
                send_ref=uuid.uuid4(),
                channel=Channel.TEXT,
                composed_at=COMPOSED_AT,
                recipient="+447700900123",
                text="You have a new message <from us>",
            )
        )

        page = read(address).decode()

        assert "+447700900123" in page
        assert "You have a new message &lt;from us&gt;" in page

    def test_show_a_letter_that_the_channel_handed_to_print(self, address: str, outbox: Path) -> None:
        document = b"%PDF-1.7 of a letter"
        reference = uuid.uuid4()
        PrintFolderChannel(folder=outbox / "print").send(
            message=OutgoingMessage(
                send_ref=reference,
                channel=Channel.POST,
                composed_at=COMPOSED_AT,
                document=document,
                document_digest=hashlib.sha256(document).hexdigest(),
                page_count=1,
                print_run_on=dt.date(2026, 3, 11),
            )
        )

        page = read(address).decode()
        assert str(reference) in page
        assert '<th scope="col">To</th>' not in page
        assert read(f"{address}/letter/{reference}.pdf") == document

    def test_say_that_nothing_has_left_yet(self, address: str) -> None:
        assert read(address).decode().count("None yet") == 3

    @pytest.mark.parametrize(
        "path",
        [
            "/email/..%2f..%2fsecret.eml",
            "/email/.hidden.eml",
            "/letter/..%2f..%2fsecret.pdf",
            "/letter/none.pdf",
            "/email/none.eml",
            "/secret.eml",
        ],
    )
    def test_lead_nowhere_outside_of_the_folder(self, address: str, outbox: Path, path: str) -> None:
        (outbox.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
        (outbox / "email" / ".hidden.eml").write_text("Subject: half written\n\nhalf")

        with pytest.raises(urllib.error.HTTPError) as refusal:
            read(f"{address}{path}")

        assert refusal.value.code == 404
        assert '<a href="/">See what has</a>' in refusal.value.read().decode()
        refusal.value.close()

    def test_show_html_of_an_email_only_inside_a_closed_frame(self, address: str, outbox: Path) -> None:
        Outbox(outbox).keep_email(
            b"Subject: News\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><p>Hello</p>",
            recipients=["someone@example.com"],
        )
        [kept] = (outbox / "email").glob("*.eml")

        page = read(f"{address}/email/{kept.name}").decode()

        assert "<script>" not in page
        assert f'<iframe sandbox src="/email-html/{kept.name}">' in page
        assert b"<p>Hello</p>" in read(f"{address}/email-html/{kept.name}")


def test_recorded_texts_have_the_fields_that_the_page_reads(outbox: Path) -> None:
    RecordedTextChannel(folder=outbox).send(
        message=OutgoingMessage(
            send_ref=uuid.uuid4(),
            channel=Channel.TEXT,
            composed_at=COMPOSED_AT,
            recipient="+447700900123",
            text="Hello",
        )
    )

    [path] = outbox.glob("*.json")
    assert {"to", "text"} <= set(json.loads(path.read_text()))
