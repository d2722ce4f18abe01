"""P1 and P2: making letters through the service against bare WeasyPrint on the same pages, and memory as they add up."""

import functools
import gc
import uuid
from pathlib import Path
from unittest import mock

import weasyprint
from django.utils import timezone
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bench import database, harness
from cases.models import Case, ContactPoint, Victim
from cases.rules.vocabulary import Language
from communications.documents import rendering
from communications.documents.assets import assets
from communications.documents.letter_sheets import sheets_of
from communications.models import Communication, OutboxMessage
from communications.rules.references import new_reference
from communications.rules.vocabulary import Channel, CommunicationState, ContentLevel, LetterType, Purpose
from communications.services import claims, letters, templates
from cps_victims.garbage import leave_what_is_loaded
from tests.letters.samples import a_letter

#: Six templates, of which each worker makes some every day.
_TYPES = (
    LetterType.DISCONTINUE_ALL,
    LetterType.NFA_EVIDENTIAL,
    LetterType.ALTER_DOWN,
    LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL,
    LetterType.NO_CHANGE_UPDATE,
    LetterType.CHARGING_DECISION,
)
#: Welsh and Czech letters, and one name as long as names get.
_NAMES = (
    ("Ms Rhian Hughes", "Ms Hughes"),
    ("Mr Gŵyn ap Siôn", "Mr ap Siôn"),
    ("Mrs Wilhelmina Featherstonehaugh-Cholmondeley Llewelyn-Bowen", "Mrs Llewelyn-Bowen"),
    ("Dr Tomáš Novák", "Dr Novák"),
)
#: Most letters claimed at once and timed together: one of each template.
_BATCH = len(_TYPES)


def lines(size: harness.Size) -> list[harness.Line]:
    """Measure one batch against the other, the first letter of the process, and memory."""
    database.places()
    database.cases(count=1)
    _address()
    # As a worker is started (cps_victims.celery): before its first letter.
    leave_what_is_loaded()
    _queue(1)
    first = harness.seconds(lambda: _make(1))
    batch = min(_BATCH, size.letters)
    with mock.patch.object(rendering, "pdf_from_html", wraps=rendering.pdf_from_html) as spy:
        _queue(batch)
        _make(batch)
    pages = [(call.kwargs["html"], call.kwargs["frame_version"]) for call in spy.call_args_list]
    bare = _Bare()
    ratio = harness.interleaved(
        product=lambda: _make(batch),
        yardstick=lambda: [bare.write(*page) for page in pages],
        blocks=max(size.blocks, size.letters // _BATCH),
        before_each=lambda: _queue_cleanly(batch),
        # A letter nobody makes in the yardstick's turn must not be waiting in the product's.
        after_each=_clear,
    )
    return [
        harness.Line(
            goal="P1 HarfBuzz subset library",
            bar="present",
            measured="present" if rendering.is_font_library_complete() else "absent",
            is_met=rendering.is_font_library_complete(),
            note="without it fonts are cut by fontTools; ours were cut beforehand, so that costs little",
        ),
        harness.at_most(
            goal="P1 letter, claim to stored / bare WeasyPrint",
            bar=1.15,
            ratio=ratio,
            note=f"blocks of {batch}, as many templates; the first letter of a process took {first * 1000:.0f} ms",
        ),
        _memory(size, batch=batch),
    ]


def _memory(size: harness.Size, *, batch: int) -> harness.Line:
    """Measure how much the process grows; a small run makes fewer letters and must stay under the same bar."""
    _queue(batch)
    _make(batch)
    gc.collect()
    before = _resident_megabytes()
    made = 0
    while made < size.memory_letters:
        _queue(batch)
        _make(batch)
        made += batch
    gc.collect()
    return harness.megabytes(
        goal=f"P2 memory over {made:,} letters", bar=25, grown=_resident_megabytes() - before, note="after a warm-up"
    )


def _resident_megabytes() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def _make(count: int) -> None:
    """Do what `communications.outbox.relay.render` does with one batch."""
    claimed = claims.claim_to_render(limit=count, worker="bench")
    made = [letters.make(claim=claim, clock=timezone.now) for claim in claimed]
    if made != [True] * count:
        raise RuntimeError("a letter of the bench was held")


def _address() -> None:
    ContactPoint.objects.create(
        person=Victim.objects.get().person,
        kind="POST",
        value="14 Heol y Gŵr\nTreganna\nCaerdydd\nCF99 1ZZ",
        key="bench",
        is_safe=True,
        source="BENCH",
        verified_at=timezone.now(),
        verified_by="system:bench",
        recorded_at=timezone.now(),
        recorded_by="system:bench",
    )


def _queue(count: int) -> None:
    """Put approved letters into the outbox, each with a reference of its own."""
    at, case, victim = timezone.now(), Case.objects.get(), Victim.objects.get()
    point = ContactPoint.objects.get()
    for number in range(count):
        name, salutation = _NAMES[number % len(_NAMES)]
        letter_type = _TYPES[number % len(_TYPES)]
        reference = new_reference()
        words, context = a_letter(letter_type, recipient_name=name, salutation_name=salutation, our_reference=reference)
        communication = Communication.objects.create(
            dedupe_key=f"bench:{uuid.uuid4()}",
            reference=reference,
            purpose=Purpose.VCL_LETTER,
            letter_type=letter_type,
            case=case,
            victim=victim,
            recipient=victim.person,
            template=templates.in_force(letter_type=letter_type, language=Language.EN, at=at),
            words=words.as_json(),
            context=context.as_json(),
            state=CommunicationState.APPROVED,
            channel=Channel.POST,
            opened_at=at,
            opened_by="system:bench",
            approved_at=at,
            approved_by="system:bench",
        )
        OutboxMessage.objects.create(
            communication=communication,
            purpose=communication.purpose,
            channel=Channel.POST,
            contact_point=point,
            content_level=ContentLevel.FULL,
            dedupe_key=communication.dedupe_key,
            deadline=at,
            not_before=at,
            queued_at=at,
            queued_by="system:bench",
            state_changed_at=at,
        )


def _queue_cleanly(count: int) -> None:
    """Put letters into the queue and leave no garbage lying: nobody's turn pays for what the other's has left behind."""
    _queue(count)
    gc.collect()


def _clear() -> None:
    """Take letters that nobody made out of the queue."""
    database.fill("DELETE FROM communications_outboxmessage WHERE state = 'QUEUED'")


class _Bare:
    """WeasyPrint as its documentation shows it: style sheets and fonts shared, everything else left out."""

    def __init__(self) -> None:
        self._fonts = FontConfiguration()
        self._fetcher = _Fetcher()

    @functools.cache  # noqa: B019  # there is one of these in a run, and it lives to the end
    def _styles(self, frame_version: str) -> list[weasyprint.CSS]:
        """Parse the sheets that the product uses for such a page: other rules would be other work."""
        return [
            weasyprint.CSS(string=sheet.read_text("utf-8"), url_fetcher=self._fetcher, font_config=self._fonts)
            for sheet in sheets_of(frame_version=frame_version)
        ]

    def write(self, page: str, frame_version: str) -> bytes:
        """Turn a page into a PDF."""
        source = weasyprint.HTML(string=page, url_fetcher=self._fetcher)
        pdf: bytes = source.write_pdf(
            stylesheets=self._styles(frame_version), font_config=self._fonts, pdf_variant="pdf/ua-1"
        )
        return pdf


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        asset = assets()[url]
        return URLFetcherResponse(url, body=asset.body, headers={"Content-Type": asset.media_type})
