"""The letter as a page: closed to network and disk, ours in every glyph, tagged, and read back (1.3.6, F20, T14)."""

import dataclasses
import datetime as dt
import html as entities
import http.server
import io
import logging
import random
import re
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from cases.rules.vocabulary import Addressee
from communications.documents import rendering
from communications.documents.assets import FONT_FAMILY, printable_characters
from communications.documents.rendering import (
    MAX_PAGES,
    RenderFailed,
    RenderFault,
    pdf_from_html,
    render_frame,
    render_html,
    render_pdf,
)
from communications.rules.letter_words import BlockKey
from communications.rules.references import new_reference
from communications.rules.typesetting import NO_BREAK
from communications.rules.vocabulary import LetterType, PrintFormat
from tests.letters.pdfs import fonts_in, text_of
from tests.letters.samples import BY_READER, a_letter

CANARY = "canary-4c1f"
PAGE = "<!doctype html><html lang=en><head><title>t</title>{head}</head><body>{body}</body></html>"
PT_PER_MM = 72 / 25.4


@pytest.fixture
def canary_server(socket_enabled):
    """A web server on this machine that writes down every request it gets. Nothing else may be reached."""
    requests: list[str] = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    # It looks that often whether it should stop; each test waits for that.
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", requests
    server.shutdown()
    thread.join()
    server.server_close()


#: Row 1.3.6: nine ways by which a page could load something. {http} is the server's address, {file} the file's.
PROBES = {
    "img": ("", '<img src="{http}/1" alt="x">'),
    "import": ('<style>@import url("{http}/2");</style>', "x"),
    "background": ('<style>body {{ background: url("{http}/3") }}</style>', "x"),
    "attachment_file": ('<link rel="attachment" href="{file}">', "x"),
    "attachment_http": ('<link rel="attachment" href="{http}/5">', "x"),
    "svg_image": ("", '<svg width="9" height="9"><image href="{http}/6" width="9" height="9"/></svg>'),
    "object": ("", '<object data="{http}/7" type="image/png">x</object>'),
    "link": ('<link rel="stylesheet" href="{http}/8">', "x"),
    "font": ('<style>@font-face {{ font-family: f; src: url("{http}/9") }} p {{ font-family: f }}</style>', "<p>x</p>"),
}


class TestNineProbes:
    @pytest.mark.parametrize("probe", PROBES)
    @pytest.mark.parametrize("as_file", [False, True])
    def test_reach_nothing_and_fail_the_letter(self, probe, as_file, canary_server, tmp_path, caplog):
        address, requests = canary_server
        file = tmp_path / "canary.css"
        file.write_text(f"body::before {{ content: '{CANARY}' }}", "utf-8")
        head, body = (
            part.format(http=file.as_uri() if as_file else address, file=file.as_uri()) for part in PROBES[probe]
        )

        with pytest.raises(RenderFailed) as failed:
            pdf_from_html(html=PAGE.format(head=head, body=body))

        assert failed.value.fault is RenderFault.BLOCKED_ADDRESS
        assert requests == []
        assert CANARY not in caplog.text
        assert "127.0.0.1" not in caplog.text + str(failed.value)

    def test_would_be_seen_by_an_open_fetcher(self, canary_server, monkeypatch):
        address, requests = canary_server
        monkeypatch.setattr(rendering, "_fetcher", rendering.URLFetcher)

        with pytest.raises(RenderFailed):  # what comes back is no style sheet of ours
            pdf_from_html(html=PAGE.format(head="", body=f'<img src="{address}/seen" alt="x">'))

        assert requests == ["/seen"]


class TestPoisonLetters:
    """F20: one letter fails for its own reason; the next one is made."""

    @pytest.mark.parametrize("character", ["😀", "李", "ש", "\u2603", "\ue000"])
    def test_a_character_the_font_lacks_is_named_and_not_replaced(self, character):
        words, context = a_letter(LetterType.DISCONTINUE_ALL, allegation=f"the theft of your {character} sign")

        if unicodedata.category(character) == "Co":
            assert character not in words.as_text()  # private characters never get as far as the words
            return
        with pytest.raises(RenderFailed) as failed:
            render_pdf(words=words, context=context)

        assert failed.value.fault is RenderFault.MISSING_GLYPH
        assert failed.value.detail == f"U+{ord(character):04X}"

    def test_an_image_that_is_missing_fails(self):
        with pytest.raises(RenderFailed) as failed:
            pdf_from_html(html=PAGE.format(head="", body='<img src="letter:crest.png" alt="crest">'))

        assert failed.value.fault is RenderFault.BLOCKED_ADDRESS

    def test_a_letter_of_too_many_pages_fails(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL, reasons=("You told us this. " * 80,) * 14)

        with pytest.raises(RenderFailed) as failed:
            render_pdf(words=words, context=context)

        assert failed.value.fault is RenderFault.TOO_LONG
        assert int(failed.value.detail.split()[0]) > MAX_PAGES

    def test_a_letter_of_enormous_length_fails_before_the_renderer_sees_it(self, monkeypatch):
        words, context = a_letter(LetterType.DISCONTINUE_ALL, reasons=("You told us this. " * 100_000,))
        monkeypatch.setattr(rendering, "_styles", None)

        with pytest.raises(RenderFailed, match=r"TOO_LONG: \d+ characters"):
            render_pdf(words=words, context=context)

    def test_an_unknown_style_rule_fails(self):
        with pytest.raises(RenderFailed) as failed:
            pdf_from_html(html=PAGE.format(head="<style>p { no-such-rule: 1 }</style>", body="<p>x</p>"))

        assert failed.value.fault is RenderFault.RENDERER_WARNING

    def test_a_font_that_is_not_ours_fails(self):
        with pytest.raises(RenderFailed) as failed:
            pdf_from_html(
                html=PAGE.format(head="<style>p { font-family: 'DejaVu Sans', sans-serif }</style>", body="<p>x</p>")
            )

        assert failed.value.fault is RenderFault.FOREIGN_FONT

    def test_do_not_harm_the_letters_beside_them(self):
        batch = [
            a_letter(LetterType.DISCONTINUE_ALL, allegation="the theft of your 李 sign"),
            a_letter(LetterType.DISCONTINUE_ALL),
            a_letter(LetterType.DISCONTINUE_ALL, reasons=("You told us this. " * 80,) * 14),
            a_letter(LetterType.NO_CHANGE_UPDATE),
        ]
        outcomes = []
        for words, context in batch:
            try:
                outcomes.append(render_pdf(words=words, context=context).pages > 0)
            except RenderFailed as failed:
                outcomes.append(failed.fault)

        assert outcomes == [RenderFault.MISSING_GLYPH, True, RenderFault.TOO_LONG, True]

    def test_leave_the_renderers_loggers_as_they_were(self):
        logger = logging.getLogger("weasyprint")
        before = (logger.propagate, list(logger.handlers))

        with pytest.raises(RenderFailed):
            pdf_from_html(html=PAGE.format(head="", body='<img src="letter:crest.png" alt="crest">'))

        assert (logger.propagate, list(logger.handlers)) == before


class TestReadBack:
    """T14: the finished PDF says for whom it is, and for nobody else."""

    def test_refuses_one_persons_words_on_another_persons_page(self):
        words, context = a_letter(LetterType.NO_CHANGE_UPDATE)
        other = dataclasses.replace(context, recipient_name="Mr Ifan Rees", salutation_name="Mr Rees")

        with pytest.raises(RenderFailed) as failed:
            render_pdf(words=words, context=other)

        assert failed.value.fault is RenderFault.WRONG_RECIPIENT

    def test_refuses_a_page_that_does_not_name_the_recipient(self, monkeypatch):
        words, context = a_letter(LetterType.NO_CHANGE_UPDATE)
        page = rendering.render_frame(words=words, context=context).replace("Rhian", "")
        monkeypatch.setattr(rendering, "render_frame", lambda **_: page)

        with pytest.raises(RenderFailed) as failed:
            render_pdf(words=words, context=context)

        assert failed.value.fault is RenderFault.WRONG_RECIPIENT

    def test_refuses_a_page_without_this_reference(self, monkeypatch):
        words, context = a_letter(LetterType.NO_CHANGE_UPDATE)
        page = rendering.render_frame(words=words, context=context).replace(context.our_reference, "")
        monkeypatch.setattr(rendering, "render_frame", lambda **_: page)

        with pytest.raises(RenderFailed) as failed:
            render_pdf(words=words, context=context)

        assert failed.value.fault is RenderFault.WRONG_REFERENCE

    @pytest.mark.parametrize("reference", ["VCS-2345-CDFG", "45AA1234526"])
    def test_refuses_a_letter_with_another_reference_in_it(self, reference):
        words, context = a_letter(LetterType.DISCONTINUE_ALL, reasons=(f"You told us about {reference} before. " * 6,))

        with pytest.raises(RenderFailed) as failed:
            render_pdf(words=words, context=context)

        assert failed.value.fault is RenderFault.OTHER_REFERENCE

    def test_catches_a_renderer_that_keeps_the_last_letter(self, monkeypatch):
        first = a_letter(LetterType.NO_CHANGE_UPDATE)
        second = a_letter(LetterType.NO_CHANGE_UPDATE, our_reference="VCS-2345-CDFG", recipient_name="Mr Ifan Rees")
        kept = []
        real = rendering.render_frame

        def forgetful(**inputs):
            kept.append(real(**inputs))
            return kept[0]

        monkeypatch.setattr(rendering, "render_frame", forgetful)
        render_pdf(words=first[0], context=first[1])

        with pytest.raises(RenderFailed):
            render_pdf(words=second[0], context=second[1])

    def test_never_mixes_letters_made_at_once_in_eight_threads(self):
        people = []
        for number in range(24):
            name = f"Ms Person {'ABCDEFGHIJKLMNOPQRSTUVWX'[number]}wen Hughes"
            people.append(a_letter(LetterType.NO_CHANGE_UPDATE, recipient_name=name, our_reference=new_reference()))
        random.shuffle(people)

        with ThreadPoolExecutor(max_workers=8) as pool:
            made = list(pool.map(lambda letter: render_pdf(words=letter[0], context=letter[1]), people))

        for (_, context), letter in zip(people, made, strict=True):
            text = text_of(letter.pdf)
            assert {other.recipient_name for _, other in people if other.recipient_name in text} == {
                context.recipient_name
            }
            assert set(re.findall(r"VCS-[A-Z0-9-]{9}", text)) == {context.our_reference}
        assert len({letter.digest for letter in made}) == len(people)


class TestPdf:
    @pytest.mark.parametrize("letter_type", LetterType)
    def test_of_every_letter_holds_all_its_words_in_order(self, letter_type):
        words, context = a_letter(letter_type)

        text = text_of(render_pdf(words=words, context=context).pdf)

        position = 0
        for block in words.blocks[1:]:
            start = " ".join(block.text.replace("\n- ", "\n• ").removeprefix("- ").split("\n")[0].split()[:6])
            assert start in text[position:], block.key
            position = text.index(start, position)

    def test_is_tagged_and_says_its_language_and_title(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL)

        reader = PdfReader(io.BytesIO(render_pdf(words=words, context=context).pdf))
        root = reader.trailer["/Root"]

        assert root["/Lang"] == "en"
        assert root["/MarkInfo"]["/Marked"]
        assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
        kinds = set(_structure_kinds(root["/StructTreeRoot"]))
        assert {"/H2", "/P", "/L", "/LI"} <= kinds
        assert reader.metadata.title == context.our_reference  # a title with a name or a subject would show in a tab

    def test_embeds_our_two_fonts_and_no_other(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL)

        found = fonts_in(render_pdf(words=words, context=context).pdf)

        assert all(is_embedded for _, is_embedded in found)
        assert {re.sub(r"^[A-Z]{6}\+", "", name) for name, _ in found} == {
            FONT_FAMILY.replace(" ", "-"),
            f"{FONT_FAMILY.replace(' ', '-')}-Bold",
        }

    @pytest.mark.parametrize("name", ["Ms Sŵyn Gŷr", "Ms Nguyễn Thị Ước", "Mr Łukasz Żółć", "Ms O’Brien-Núñez"])
    def test_prints_the_names_that_people_have(self, name):
        words, context = a_letter(LetterType.NO_CHANGE_UPDATE, recipient_name=name, salutation_name=name)

        assert name in text_of(render_pdf(words=words, context=context).pdf)

    def test_prints_accents_typed_in_two_parts(self):
        name = unicodedata.normalize("NFD", "Ms Siân Gŵyn")
        words, context = a_letter(LetterType.NO_CHANGE_UPDATE, meeting_purpose="", acknowledgement=f"{name} " * 13)

        assert "Ms Siân Gŵyn" in text_of(render_pdf(words=words, context=context).pdf)

    def test_reads_back_letter_for_letter_without_ligatures(self):
        words, context = a_letter(LetterType.NO_CHANGE_UPDATE, acknowledgement="The office file, first and final. " * 3)

        assert "The office file, first and final." in text_of(render_pdf(words=words, context=context).pdf)

    def test_of_the_same_letter_has_the_same_text_and_number_of_pages(self):
        words, context = a_letter(LetterType.CHARGING_DECISION)
        once, again = (render_pdf(words=words, context=context) for _ in range(2))

        assert text_of(once.pdf) == text_of(again.pdf)
        assert once.pages == again.pages == len(PdfReader(io.BytesIO(once.pdf)).pages)


class TestEnvelopeWindow:
    """T25: a window 95.4 mm wide and 26.8 mm high, 24.6 mm from the left and 39.5 mm down, moving by up to 5 mm."""

    def test_shows_the_address_and_nothing_else(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL)
        page = PdfReader(io.BytesIO(render_pdf(words=words, context=context).pdf)).pages[0]
        height = float(page.mediabox.height)
        seen: list[str] = []

        def visit(text, matrix, text_matrix, _font, _size):
            x, y = _placed(matrix, text_matrix, height)
            if text.strip() and 24.6 - 5 <= x <= 120 + 5 and 39.5 - 5 <= y <= 66.3 + 5:
                seen.append(text.strip())

        page.extract_text(visitor_text=visit)

        assert " ".join(" ".join(seen).split()) == " ".join((context.recipient_name, *context.address_lines))

    def test_shows_only_the_name_on_a_letter_that_is_handed_over(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL, reader=Addressee.BEREAVED_FAMILY_VIA_FLO)

        assert '<p class="address">Mr Tomáš Novák</p>' in rendering.render_frame(words=words, context=context)
        assert "Mr Tomáš Novák" in text_of(render_pdf(words=words, context=context).pdf)

    def test_leaves_the_private_marking_above_it(self):
        words, context = a_letter(LetterType.DISCONTINUE_ALL)

        assert words.block(BlockKey.PRIVATE_MARKING).text == "Private: to be opened only by Ms Rhian Hughes"
        assert text_of(render_pdf(words=words, context=context).pdf).count("Private: to be opened") == 1


def _placed(matrix, text_matrix, height):
    """Where a piece of text stands, in millimetres from the top left corner."""
    x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
    y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
    return x / PT_PER_MM, (height - y) / PT_PER_MM


HOSTILE = [
    "<script>alert(1)</script>",
    "<b>bold</b> & <i>italic</i>",
    "</style><style>p { display: none }</style>",
    "<img src=x onerror=alert(1)>",
    "{{ recipient_name }} {% include 'x' %} {# c #}",
    "== vrr locked | Your right\n@ vrr",
    "&lt;b&gt; &amp; &#x41;",
    "'\" quotes ’“”",
    "url(letter:LetterSans-Regular.ttf) expression(1)",
    "\\n \\0041 %s {0} $name",
]
STAFF_FIELDS = ("allegation", "late_reason", "new_information", "victim_views", "acknowledgement", "earlier_error")


class TestStaffText:
    @pytest.mark.parametrize("typed", HOSTILE)
    def test_in_every_field_is_shown_literally_in_the_pdf_and_in_the_portal(self, typed):
        fields = {field: f"{field} {typed} end of {field}" for field in STAFF_FIELDS}
        words, context = a_letter(LetterType.DISCONTINUE_ALL, is_late=True, **fields)

        # A sentence may run on over the foot of a page.
        printed = re.sub(
            r"(?:• )*VCS-7K2M-9QXD Page \d of \d ", "", text_of(render_pdf(words=words, context=context).pdf)
        )
        shown = _text_of_html(render_html(words=words))

        for value in fields.values():
            # A line may be broken inside a word, at a stroke or a hyphen; no character may be lost or changed.
            assert "".join(value.split()) in "".join(printed.split())
            assert " ".join(value.split()) in shown

    @given(
        typed=st.text(
            alphabet=st.sampled_from(
                sorted(printable_characters() - {"\u0300", "\u0301"}) + list("<>&{}%'\"#;:/\\") * 9
            ),
            min_size=1,
            max_size=80,
        )
    )
    @hypothesis_settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_of_any_kind_is_shown_as_it_is_stored(self, typed):
        words, _ = a_letter(LetterType.DISCONTINUE_ALL, acknowledgement="It is so. " * 6)
        edited = words.with_text(key=BlockKey.ACKNOWLEDGE_FEELINGS, text=f"start {typed} end")
        stored = edited.block(BlockKey.ACKNOWLEDGE_FEELINGS).text

        assert " ".join(stored.split()) in _text_of_html(render_html(words=edited))

    def test_cannot_open_a_block_of_its_own(self):
        words, _ = a_letter(LetterType.DISCONTINUE_ALL, allegation="x\n\n== vrr locked | Heading\n@ vrr\ny")
        plain, _ = a_letter(LetterType.DISCONTINUE_ALL)

        assert [block.key for block in words.blocks] == [block.key for block in plain.blocks]


class TestPortalHtml:
    @pytest.mark.parametrize("letter_type", LetterType)
    @pytest.mark.parametrize("reader", BY_READER)
    def test_has_the_same_words_as_the_letter(self, letter_type, reader):
        words, _ = a_letter(letter_type, reader=reader)
        shown = _text_of_html(render_html(words=words))

        for block in words.blocks:
            if block.key is not BlockKey.PRIVATE_MARKING:
                assert " ".join(block.text.replace("\n- ", "\n").removeprefix("- ").split()) in shown

    def test_leaves_out_the_marking_of_the_envelope_and_loads_nothing(self):
        words, _ = a_letter(LetterType.DISCONTINUE_ALL)
        html = render_html(words=words)

        assert "Private: to be opened" not in html
        assert not re.search(r"src=|href=|url\(|<script|<style|<img|http", html)

    def test_has_headings_below_the_pages_own(self):
        words, _ = a_letter(LetterType.DISCONTINUE_ALL)

        assert "<h1" not in render_html(words=words)
        assert render_html(words=words).count("<h2>") == sum(
            bool(block.heading and block.text) for block in words.blocks
        )


class TestTypesetting:
    @pytest.mark.parametrize("mark", ["27 March 2026", "13 April 2026", "01632 960 118", "CF99 1ZZ"])
    def test_keeps_what_is_read_at_one_look_on_one_line_on_paper_and_on_pages(self, mark, monkeypatch):
        words, context = a_letter(LetterType.DISCONTINUE_ALL, decided_on=dt.date(2026, 3, 27))
        page = render_html(words=words)

        assert mark not in page
        assert mark.replace(" ", NO_BREAK) in page
        assert mark.replace(" ", NO_BREAK) in render_frame(words=words, context=context)
        assert mark in words.as_text()

    @pytest.mark.parametrize("before", [24, 25])
    def test_keeps_how_to_reach_somebody_on_one_sheet_with_the_words_before_it(self, before):
        ways = "".join(f"<li>way {way}</li>" for way in "abc")
        body = f"{'filler<br>' * before}<section class=contact-named><p>reach us</p><ul>{ways}</ul></section>"

        pdf, _ = pdf_from_html(html=PAGE.format(head="", body=body), print_format=PrintFormat.LARGE_PRINT)

        sheets = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        assert [
            sum(part in sheet for part in ("reach us", "way a", "way b", "way c")) for sheet in sheets if "way" in sheet
        ] == [4]

    @pytest.mark.parametrize("before", [37, 38, 39])
    def test_takes_the_last_paragraph_over_with_the_name_beneath_it(self, before):
        last = "last<br>" * 4
        signed = "<section class=sign-off><p>me</p></section>"
        body = f"{'filler<br>' * before}<section class=contact><p>x</p><p>{last}</p></section>{signed}"

        pdf, _ = pdf_from_html(html=PAGE.format(head="", body=body))

        sheets = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        assert [sheet.count("last") for sheet in sheets if "me" in sheet] == [4]


class TestFontLibrary:
    @pytest.mark.parametrize("is_complete", [True, False])
    def test_is_reported_once_in_the_log_when_letters_will_be_slow(self, is_complete, monkeypatch, caplog):
        monkeypatch.setattr(rendering, "is_font_library_complete", lambda: is_complete)

        rendering._styles.__wrapped__("v1", PrintFormat.STANDARD)

        assert ("HarfBuzz" in caplog.text) is not is_complete

    def test_can_be_absent_and_letters_are_still_made(self, monkeypatch):
        monkeypatch.setattr("weasyprint.pdf.fonts.harfbuzz_subset", None)
        words, context = a_letter(LetterType.NO_CHANGE_UPDATE)

        assert render_pdf(words=words, context=context).pages == 2

    def test_is_looked_for_in_the_renderer_itself(self, monkeypatch):
        monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)

        assert rendering.is_font_library_complete() is False


def _structure_kinds(node):
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _structure_kinds(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        if "/K" in node:
            yield from _structure_kinds(node["/K"])


def _text_of_html(html: str) -> str:
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", html)).split())
