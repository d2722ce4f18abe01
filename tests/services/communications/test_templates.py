"""Publishing the letters' words: once per version, never edited (F21)."""

import datetime as dt
import io
import itertools

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction

from accounts import actors
from accounts.policies import NotPermitted
from accounts.roles import SystemProcess
from audit.models import AuditEvent
from cases.rules.vocabulary import Language
from communications.documents.leaflets import published_leaflets
from communications.documents.words import NoWords, newest_template, published_templates
from communications.models import TemplateVersion, TranslationCheck
from communications.rules.vocabulary import LetterType
from communications.services import templates

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 26, 11, 0, tzinfo=dt.UTC)
PUBLISHER = actors.system(SystemProcess.REFERENCE_DATA)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("load_templates", *arguments, stdout=out, stderr=out)
    return out.getvalue()


class TestPublish:
    def test_publishes_every_version_of_the_files_once_with_a_trace(self):
        rows = templates.publish(actor=PUBLISHER, at=AT)

        assert {row.letter_type for row in rows if row.letter_type} == set(LetterType)
        assert {row.name for row in rows if row.leaflet} == {file.name for file in published_leaflets()}
        assert AuditEvent.objects.filter(verb="PUBLISHED").count() == len(rows)
        assert templates.publish(actor=PUBLISHER, at=AT) == ()
        assert templates.standing().is_in_order

    def test_refuses_files_that_differ_from_what_was_published(self):
        TemplateVersion.objects.create(
            letter_type=LetterType.ALTER_UP,
            language="EN",
            version=1,
            digest="0" * 64,
            published_at=AT,
            published_by="x",
        )

        with pytest.raises(templates.PublishedWordsChanged, match="ALTER_UP/v1/en"):
            templates.publish(actor=PUBLISHER, at=AT)

        assert TemplateVersion.objects.count() == 1

    def test_refuses_whoever_may_not_publish(self):
        with pytest.raises(NotPermitted):
            templates.publish(actor=actors.system(SystemProcess.DELIVERY), at=AT)

    def test_gives_rows_that_the_database_does_not_let_change(self):
        row, *_ = templates.publish(actor=PUBLISHER, at=AT)

        with pytest.raises(InternalError), transaction.atomic():
            TemplateVersion.objects.filter(pk=row.pk).update(digest="1" * 64)


class TestInForce:
    def test_publishes_on_first_use_and_then_gives_the_same_row(self):
        first = templates.in_force(letter_type=LetterType.ALTER_UP, language=Language.EN, at=AT)
        again = templates.in_force(letter_type=LetterType.ALTER_UP, language=Language.EN, at=AT)

        assert first == again
        file = newest_template(letter_type=LetterType.ALTER_UP, language=Language.EN)
        assert (first.name, first.digest) == (file.name, file.digest)

    def test_never_puts_english_in_place_of_another_language(self):
        with pytest.raises(NoWords):
            templates.in_force(letter_type=LetterType.ALTER_UP, language=Language.OTHER, at=AT)

    def test_gives_both_sides_of_a_pair_in_one_version(self):
        english = templates.in_force(letter_type=LetterType.ALTER_UP, language=Language.EN, at=AT)
        welsh = templates.in_force(
            letter_type=LetterType.ALTER_UP, language=Language.CY, at=AT, version=english.version
        )

        assert (welsh.language, welsh.version) == (Language.CY, english.version)
        assert welsh.digest != english.digest

    def test_takes_the_newest_version_by_number(self, settings, tmp_path):
        folder = tmp_path / "templates" / "letters" / "alter_up"
        for version in ("v2", "v9", "v10"):
            (folder / version).mkdir(parents=True)
            (folder / version / "en.txt").write_text("blocks: v1\nframe: v1\n== opening\nHello\n", "utf-8")
        (tmp_path / "templates" / "letters" / "frame" / "v1").mkdir(parents=True)
        settings.BASE_DIR = tmp_path

        assert newest_template(letter_type=LetterType.ALTER_UP, language=Language.EN).version == "v10"


class TestCommand:
    def test_check_fails_until_everything_is_published(self):
        with pytest.raises(CommandError, match="Not published"):
            run("--check")

        versions = published_templates()
        assert run() == f"Published {len(versions) + len(published_leaflets())} template versions.\n"
        assert {(each.letter_type, each.language) for each in versions} == set(
            itertools.product(LetterType, ("EN", "CY"))
        )
        assert "published as they are" in run("--check")

    @pytest.mark.parametrize(
        ("letter_type", "message"), [(LetterType.ALTER_UP, "edited after publication"), ("RETIRED", "without files")]
    )
    def test_refuses_words_that_changed_or_disappeared(self, letter_type, message):
        TemplateVersion.objects.create(
            letter_type=letter_type, language="EN", version=1, digest="0" * 64, published_at=AT, published_by="x"
        )
        out = io.StringIO()

        with pytest.raises(CommandError, match="add a new version"):
            call_command("load_templates", stderr=out)

        assert f"{letter_type}/v1/en: {message}" in out.getvalue()


class TestCheckedWelsh:
    def test_is_recorded_once_by_name_and_day(self):
        call_command("load_templates", verbosity=0)
        given = ["ALTER_UP", "1", "--on", "2026-03-20", "--translator", "A. Translator, register 12"]
        out = io.StringIO()

        call_command("record_translation_check", *given, stdout=out)

        check = TranslationCheck.objects.get()
        assert out.getvalue() == "Recorded.\n"
        assert (check.template.language, check.checked_on, check.translator) == (
            "CY",
            dt.date(2026, 3, 20),
            "A. Translator, register 12",
        )
        assert AuditEvent.objects.filter(verb="CONFIRMED").count() == 1
        with pytest.raises(CommandError, match="Checked already"):
            call_command("record_translation_check", *given)

    def test_needs_a_published_version_and_a_name(self):
        with pytest.raises(CommandError, match="not published in Welsh"):
            call_command("record_translation_check", "ALTER_UP", "7", "--on", "2026-03-20", "--translator", "A. T.")
        with pytest.raises(ValueError, match="Name the translator"):
            templates.record_translation_check(
                of="ALTER_UP",
                version=1,
                checked_on=dt.date(2026, 3, 20),
                translator=" ",
                actor=PUBLISHER,
                at=AT,
            )

    @pytest.mark.parametrize("leaflet", ["COURT", "EASY_READ/CHARGED"])
    def test_w4_is_recorded_for_a_leaflet_as_for_a_letter(self, leaflet):
        call_command("load_templates", verbosity=0)
        given = [leaflet, "1", "--on", "2026-03-20", "--translator", "A. Translator, register 12"]

        call_command("record_translation_check", *given, stdout=io.StringIO())

        check = TranslationCheck.objects.get()
        assert (check.template.name, check.template.leaflet) == (f"{leaflet}/v1/cy", leaflet)
        with pytest.raises(CommandError, match="Checked already"):
            call_command("record_translation_check", *given)
        with pytest.raises(CommandError, match="not published in Welsh"):
            call_command("record_translation_check", leaflet, "99", *given[2:])

    def test_w4_no_leaflet_is_named_like_a_letter(self):
        assert not {file.key for file in published_leaflets()} & set(LetterType)

    @pytest.mark.parametrize("names", [{}, {"letter_type": "ALTER_UP", "leaflet": "COURT"}])
    def test_a_version_is_of_a_letter_or_of_a_leaflet(self, names):
        with pytest.raises(IntegrityError, match="of_one_thing"), transaction.atomic():
            TemplateVersion.objects.create(
                **names, language="CY", version=1, digest="0" * 64, published_at=AT, published_by="x"
            )
