"""A copy of everything to take away: one ZIP, signed, under the same rules as the pages (V20)."""

import base64
import datetime as dt
import io
import json
import logging
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.crypto import get_random_string

from audit.models import AuditEvent
from communications.models import Communication
from communications.rules.calls.vocabulary import CallAnswer, CallOutcome
from communications.rules.letter_words import BlockKey
from communications.rules.portable_record import is_neutral_name
from communications.rules.vocabulary import Channel, Purpose
from communications.services import portable_record, record_signing
from tests.factories.cases import HearingFactory, ObligationFactory, PersonFactory
from tests.factories.communications import (
    CallSeriesFactory,
    CommunicationFactory,
    ComplaintFactory,
    ComplaintStageFactory,
    ContactAttemptFactory,
    MeetingFactory,
    MessageAnswerFactory,
    PromiseFactory,
    RenderedDocumentFactory,
    VictimMessageFactory,
)
from tests.factories.reference import lay_reference_data
from tests.web.portal.conftest import NOW, make_victim
from tests.web.portal.test_referrals import asked

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
SCHEMA = json.loads((Path(settings.BASE_DIR) / "docs" / "schemas" / "portable-record-3.json").read_text())
WORDS = [
    {"key": BlockKey.OPENING.value, "heading": "", "text": "Dear Sam", "locked": False},
    {
        "key": BlockKey.STAGE_NOW.value,
        "heading": "Where it is",
        "text": "There is a jury.\n\n- <b>one",
        "locked": False,
    },
]


def address(victim) -> str:
    return reverse("portal:take", kwargs={"victim_id": victim.pk})


def letter_to(victim, **changes) -> Communication:
    values = {"victim": victim, "sent": True, "sent_at": NOW - 20 * DAY, "channel": Channel.POST, "words": WORDS,
              "purpose": Purpose.NO_CHANGE_UPDATE, **changes}  # fmt: skip
    return CommunicationFactory(**values)


@pytest.fixture
def full(signed_in):
    """Somebody with a letter, a call, a message with our answer, a meeting to come and a promise."""
    victim = signed_in.victim
    letter = letter_to(victim)
    RenderedDocumentFactory(communication=letter, content=b"%PDF-1.7 as it was sent")
    ContactAttemptFactory(
        series=CallSeriesFactory(victim=victim), called_at=NOW - 9 * DAY, called_on=(NOW - 9 * DAY).date(),
        outcome=CallOutcome.ASKED_FOR_LETTER, who_answered=CallAnswer.PERSON, notes="Canary note",
    )  # fmt: skip
    message = VictimMessageFactory(victim=victim, received_at=NOW - 8 * DAY, answered=True, settled_at=NOW - 7 * DAY)
    MessageAnswerFactory(message=message, written_at=NOW - 7 * DAY)
    MeetingFactory(victim=victim, arranged=True, starts_at=NOW + 9 * DAY, place_detail="Canary place")
    PromiseFactory(victim=victim, due_on=dt.date(2026, 3, 26))
    return signed_in


def taken(signed_in) -> zipfile.ZipFile:
    response = signed_in.browser.post(address(signed_in.victim))
    assert response.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def text_of(archive: zipfile.ZipFile) -> str:
    return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "srcset", "action"}]


class TestThePage:
    def test_says_what_is_in_it_and_who_might_find_it(self, full):
        page = full.browser.get(address(full.victim)).content.decode()

        assert "Take it only on a device that nobody else uses." in page
        assert page.split("<title>")[1].startswith("Take a copy ")

    def test_is_found_from_the_list(self, full):
        letters = reverse("portal:letters", kwargs={"victim_id": full.victim.pk})

        assert address(full.victim) in full.browser.get(letters).content.decode()

    def test_makes_nothing_before_the_button_is_pressed(self, full):
        full.browser.get(address(full.victim))

        assert not AuditEvent.objects.filter(verb="EXPORTED").exists()


class TestTheCopy:
    def test_has_pages_pdfs_data_dates_and_an_index(self, full):
        archive = taken(full)

        assert sorted(archive.namelist()) == [
            "data.json", "date-01.ics", "index.json", "index.sig", "letter-001.html", "letter-001.pdf",
            "messages.html", "start.html",
        ]  # fmt: skip
        assert all(is_neutral_name(name) for name in archive.namelist())
        assert archive.read("letter-001.pdf") == b"%PDF-1.7 as it was sent"
        assert archive.testzip() is None

    def test_is_called_by_a_name_that_says_nothing_and_kept_by_no_cache(self, full):
        response = full.browser.post(address(full.victim))

        assert response["Content-Disposition"] == 'attachment; filename="copy.zip"'
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Security-Policy"].startswith("sandbox")
        response.close()

    def test_reads_as_the_pages_do(self, full):
        archive = taken(full)
        start, letter = archive.read("start.html").decode(), archive.read("letter-001.html").decode()

        assert "Both sides are preparing for the trial." in start
        assert "Thursday 26 March 2026" in start
        assert "You asked us to write to you instead." in start
        assert "There is a jury." in letter
        assert "twelve members of the public" in letter
        assert "When is the next hearing?" in archive.read("messages.html").decode()

    def test_needs_nothing_from_elsewhere_and_leads_only_to_itself(self, full):
        archive = taken(full)
        for name in archive.namelist():
            if not name.endswith(".html"):
                continue
            page = archive.read(name).decode()
            parser = _Links()
            parser.feed(page)
            assert set(parser.links) <= set(archive.namelist()), name
            assert "<script" not in page
            assert "url(" not in page

    def test_cannot_bring_mark_up_of_its_own(self, full):
        assert "&lt;b&gt;one" in taken(full).read("letter-001.html").decode()

    def test_has_data_of_the_published_shape(self, full):
        data = json.loads(taken(full).read("data.json"))

        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER).validate(
            data
        )
        assert data["promise"]["due_on"] == "2026-03-26"
        assert [each["what"] for each in data["said"]] == [
            "ARRANGED", "ANSWER", "WRITTEN", "IN_WRITING", "NO_CHANGE_UPDATE",
        ]  # fmt: skip
        assert data["letters"][0]["sides"][0]["parts"][1]["heading"] == "Where it is"

    def test_has_the_services_they_asked_for_but_none_that_is_to_leave_no_trace(self, signed_in):
        """V20, S5, REF-5."""
        lay_reference_data()
        shown = asked(signed_in.victim)
        asked(signed_in.victim, key="two", is_hidden=True, service="RAPE_CRISIS")

        archive = taken(signed_in)
        data = json.loads(archive.read("data.json"))

        jsonschema.Draft202012Validator(SCHEMA).validate(data)
        assert [(each["service"], each["state"]) for each in data["referrals"]] == [("Victim Support", "ASKED")]
        assert data["referrals"][0]["agreed_until"] == shown.consent_until.isoformat()
        assert "We pass your name on by 13 March 2026." in archive.read("messages.html").decode()

    def test_has_their_complaints_and_the_answers_that_they_have(self, signed_in):
        """V20, V27: what somebody is to tell them first is not in it."""
        lay_reference_data()
        told = ComplaintFactory(victim=signed_in.victim, first=None, received_on=dt.date(2026, 2, 2))
        ComplaintStageFactory(complaint=told, answered=True, told_on=dt.date(2026, 3, 2))
        untold = ComplaintFactory(victim=signed_in.victim, first=None, text="Another thing.")
        ComplaintStageFactory(
            complaint=untold, outcome="NOT_UPHELD", answer="Canary answer", settled_at=NOW, settled_by="staff:1"
        )

        archive = taken(signed_in)
        data = json.loads(archive.read("data.json"))

        jsonschema.Draft202012Validator(SCHEMA).validate(data)
        assert {each["text"]: each["answers"][0]["standing"] for each in data["complaints"]} == {
            told.text: "ANSWERED",
            "Another thing.": "LOOKED_AT",
        }
        page = archive.read("messages.html").decode()
        assert "You are right. Nobody rang you back." in page
        assert "Canary" not in text_of(archive)

    def test_of_somebody_with_nothing_yet_is_of_the_same_shape(self, signed_in):
        archive = taken(signed_in)

        jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(archive.read("data.json")))
        assert "There are no letters in this copy." in archive.read("start.html").decode()

    def test_has_a_calendar_file_that_tells_nobody_anything(self, full):
        calendar = taken(full).read("date-01.ics").decode()

        assert "SUMMARY:Appointment" in calendar
        assert "LOCATION" not in calendar

    def test_has_hearings_beside_meetings_the_earliest_first_and_each_says_nothing(self, full):
        """V20, V25: the same file as the hearing's own; no court, no place, no word of what it is."""
        case = full.victim.case
        hearing = HearingFactory(case=case, kind="Sentence", starts_at=NOW + 4 * DAY, court_name="Canary Crown Court")
        HearingFactory(case=case, starts_at=NOW + 20 * DAY, is_vacated=True)
        HearingFactory(case=case, starts_at=NOW - 4 * DAY)
        archive = taken(full)

        entry = archive.read("date-01.ics").decode()
        alone = reverse("portal:date_calendar", kwargs={"victim_id": full.victim.pk, "hearing_id": hearing.pk})
        assert entry == full.browser.get(alone).content.decode()
        assert f"UID:{hearing.pk}" in entry
        for hidden in ("LOCATION", "Canary", "Sentence", "Court"):
            assert hidden not in entry
        assert "date-02.ics" in archive.namelist()
        assert "date-03.ics" not in archive.namelist()

    def test_has_no_hearing_whose_date_would_tell_of_a_decision_that_nobody_has_told(self, full):
        """The same rule as on the page of dates: what must be asked first is not taken away either."""
        HearingFactory(case=full.victim.case, starts_at=NOW + 4 * DAY)
        ObligationFactory(victim=full.victim, case=full.victim.case, decided_at=NOW - DAY)

        assert "date-02.ics" not in taken(full).namelist()

    def test_is_in_welsh_for_who_reads_welsh(self, full):
        full.browser.get(reverse("portal:in_welsh"))
        archive = taken(full)
        start = archive.read("start.html").decode()

        assert '<html lang="cy">' in start
        assert "Eich copi" in start
        assert json.loads(archive.read("data.json"))["language"] == "cy"
        assert "SUMMARY:Apwyntiad" in archive.read("date-01.ics").decode()

    def test_leaves_one_trace_and_no_words_in_any_log(self, full, caplog):
        with caplog.at_level(logging.DEBUG):
            taken(full)

        event = AuditEvent.objects.get(verb="EXPORTED")
        assert (event.subject_kind, event.actor) == ("copy", f"victim:{full.victim.person_id}")
        assert "jury" not in caplog.text
        assert "next hearing" not in caplog.text


class TestWhatIsNotInIt:
    def test_hard_news_that_was_not_opened_is_left_out_and_named_by_its_day(self, full):
        letter_to(full.victim, is_hard_news=True, words=[{**WORDS[0], "text": "Canary news"}])
        archive = taken(full)

        assert "Canary news" not in text_of(archive)
        assert "Our letter of 19 February 2026 is not in this copy" in archive.read("start.html").decode()
        assert json.loads(archive.read("data.json"))["not_included"] == [
            {"sent_on": "2026-02-19", "why": "NOT_OPENED_YET"}
        ]

    def test_hard_news_that_was_opened_is_in_it(self, full):
        letter_to(full.victim, is_hard_news=True, first_read_at=NOW, words=[{**WORDS[0], "text": "Known news"}])

        assert "Known news" in text_of(taken(full))

    def test_a_letter_in_the_post_and_one_that_nobody_has_told_yet(self, full):
        """PORT-2."""
        letter_to(full.victim, sent_at=NOW - DAY, words=[{**WORDS[0], "text": "Canary post"}])
        letter_to(full.victim, channel=Channel.INTERMEDIARY_EMAIL, words=[{**WORDS[0], "text": "Canary officer"}])

        assert "Canary" not in text_of(taken(full))

    def test_nothing_that_staff_noted_and_no_place_number_or_name_of_others(self, full):
        archive = text_of(taken(full))

        points = full.victim.person.contact_points.values_list("value", flat=True)
        for hidden in ("Canary", full.victim.case.urn, *points):
            assert hidden not in archive

    def test_nothing_to_or_by_somebody_else_about_the_same_victim(self, full):
        other = PersonFactory()
        letter_to(full.victim, recipient=other, words=[{**WORDS[0], "text": "Canary other"}])
        VictimMessageFactory(victim=full.victim, person=other, text="Canary words")
        MeetingFactory(
            victim=full.victim, person=other, arranged=True, starts_at=NOW + DAY, family_point="AFTER_CHARGE"
        )
        archive = taken(full)

        assert "Canary" not in text_of(archive)
        assert "date-02.ics" not in archive.namelist()

    def test_the_copy_of_somebody_else_is_not_there(self, full):
        assert full.browser.get(address(make_victim())).status_code == 404
        assert full.browser.post(address(make_victim())).status_code == 404


class TestLimits:
    def test_after_several_a_day_one_is_asked_to_wait(self, full, monkeypatch):
        monkeypatch.setattr(
            portable_record, "PER_DAY", portable_record.Limit(name=get_random_string(8), most=1, within=DAY)
        )
        taken(full)
        refused = full.browser.post(address(full.victim))

        assert refused.status_code == 429
        assert "You can take another one tomorrow." in refused.content.decode()

    def test_costs_one_read_for_each_letter_and_no_more_memory_than_the_longest(
        self, full, django_assert_max_num_queries
    ):
        def cost() -> int:
            with django_assert_max_num_queries(200) as queries:
                taken(full)
            return len(queries)

        first = cost()
        for _ in range(10):
            letter_to(full.victim)

        assert cost() - first == 10


class TestChecking:
    @pytest.fixture
    def copy(self, full, tmp_path) -> Path:
        path = tmp_path / "copy.zip"
        response = full.browser.post(address(full.victim))
        path.write_bytes(b"".join(response.streaming_content))
        return path

    def changed(self, copy: Path, name: str, content: bytes | None) -> Path:
        other = copy.with_name("other.zip")
        with zipfile.ZipFile(copy) as source, zipfile.ZipFile(other, "w") as target:
            for each in source.namelist():
                if each != name:
                    target.writestr(each, source.read(each))
            if content is not None:
                target.writestr(name, content)
        return other

    def test_a_copy_of_ours_is_ours(self, copy, capsys):
        call_command("check_record", copy)

        assert capsys.readouterr().out.strip() == "The signature is ours, and every file is as we made it."

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("letter-001.html", b"other", "letter-001.html was changed."),
            ("letter-001.pdf", None, "letter-001.pdf is missing."),
            ("letter-009.pdf", b"new", "letter-009.pdf was added."),
            ("index.json", b'{"files": []}', "The signature is not ours."),
            ("index.sig", b"AAAA", "The signature is not ours."),
            ("index.sig", None, "it cannot be read"),
        ],
    )
    def test_one_that_was_changed_is_not(self, copy, name, content, words):
        with pytest.raises(CommandError, match=re.escape(words)):
            call_command("check_record", self.changed(copy, name, content))

    def test_a_file_that_is_in_it_twice_is_seen(self, copy):
        with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(copy, "a") as archive:
            archive.writestr("start.html", b"other")

        with pytest.raises(CommandError, match="twice"):
            call_command("check_record", copy)

    def test_one_signed_by_an_earlier_key_is_checked_with_that_key(self, copy, settings):
        earlier = record_signing.public_key()
        settings.RECORD_SIGNING_KEY = base64.urlsafe_b64encode(b"k" * 32).decode()

        with pytest.raises(CommandError, match="not ours"):
            call_command("check_record", copy)
        call_command("check_record", copy, key=earlier)

    @pytest.mark.parametrize("key", ["short", "A" * 44, "ÿ"])
    def test_with_something_that_is_no_key_says_so(self, copy, key):
        with pytest.raises(CommandError):
            call_command("check_record", copy, key=key)

    def test_of_anything_else_says_that_it_is_none(self, tmp_path):
        other = tmp_path / "letter.pdf"
        other.write_bytes(b"%PDF")

        with pytest.raises(CommandError, match="no record of ours"):
            call_command("check_record", other)
        with pytest.raises(CommandError, match="Name the file"):
            call_command("check_record")

    def test_the_public_key_can_be_printed_and_published(self, capsys):
        call_command("check_record", public_key=True)

        assert capsys.readouterr().out.strip() == record_signing.public_key()
