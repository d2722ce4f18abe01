"""Publish the versions of letter templates and leaflets that the files hold. A published version is never edited (F21).

The words are files under version control; a row says since when a version is in force and by which digest its files can
be recognised. Files that differ from their published digest are an error, not a new version.
"""

import dataclasses
import datetime as dt

from django.db import transaction
from django.db.models import Q

from accounts import actors, policies
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.rules.vocabulary import Language
from communications.documents.leaflets import published_leaflets
from communications.documents.words import LetterTemplate, letter_template, newest_template, published_templates
from communications.models import TemplateVersion, TranslationCheck
from communications.rules.vocabulary import LetterType


class PublishedWordsChanged(Exception):
    """The files of a published version are not what was published. Names the versions: add a new one instead."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TemplateStanding:
    """How the files and the published versions compare, as names of versions."""

    unpublished: tuple[str, ...]
    changed: tuple[str, ...]
    #: Published, but the files are gone; letters written from them could not be made.
    missing: tuple[str, ...]

    @property
    def is_in_order(self) -> bool:
        """Whether every file is published as it is and every published version has its files."""
        return not (self.unpublished or self.changed or self.missing)


def standing() -> TemplateStanding:
    """Compare the files with what was published. Changes nothing."""
    files = _files()
    rows = {row.name: row for row in TemplateVersion.objects.all()}
    return TemplateStanding(
        unpublished=tuple(name for name in files if name not in rows),
        changed=tuple(name for name, file in files.items() if name in rows and rows[name].digest != file.digest),
        missing=tuple(sorted(set(rows) - set(files))),
    )


@transaction.atomic
def publish(*, actor: Actor, at: dt.datetime) -> tuple[TemplateVersion, ...]:
    """Publish every version that the files hold and no row does; return the new rows.

    Raises:
        NotPermitted: the actor may not publish reference data.
        PublishedWordsChanged: the files of a published version were edited; nothing is published.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    compared = standing()
    if compared.changed:
        raise PublishedWordsChanged(", ".join(compared.changed))
    files = _files()
    rows = [files[name] for name in compared.unpublished]
    for row in rows:
        row.published_at, row.published_by = at, actor.label
    TemplateVersion.objects.bulk_create(rows)
    audit.record_each(actor=actor, verb=Verb.PUBLISHED, subjects=dict.fromkeys(rows), at=at)
    return tuple(rows)


def _files() -> dict[str, TemplateVersion]:
    """Read every version that the files hold, as the row that would publish it, by its name."""
    rows = [
        *(
            TemplateVersion(
                letter_type=file.letter_type, version=_number(file), language=file.language, digest=file.digest
            )
            for file in published_templates()
        ),
        *(
            TemplateVersion(leaflet=file.key, version=file.version, language=file.language, digest=file.digest)
            for file in published_leaflets()
        ),
    ]
    return {row.name: row for row in rows}


def in_force(
    *, letter_type: LetterType, language: Language, at: dt.datetime, version: int | None = None
) -> TemplateVersion:
    """Find the newest version of a letter's words, and publish it if this is its first use (caller's transaction).

    ``version`` asks for that one instead, so that both sides of a pair are of one version. Files reach a machine only
    through review and release, so that using them is publishing them; ``load_templates`` does it for all at once and,
    with ``--check``, refuses files that differ from what was published.

    Raises:
        NoWords: there are none in this language; English is never put in place of another.
    """
    file = (
        newest_template(letter_type=letter_type, language=language)
        if version is None
        else letter_template(letter_type=letter_type, version=f"v{version}", language=language)
    )
    row, _ = TemplateVersion.objects.get_or_create(
        letter_type=letter_type,
        language=language,
        version=_number(file),
        defaults={
            "digest": file.digest,
            "published_at": at,
            "published_by": actors.system(SystemProcess.REFERENCE_DATA).label,
        },
    )
    return row


class CheckedAlready(ValueError):
    """The version was checked before; other words are another version."""


@transaction.atomic
def record_translation_check(
    *, of: str, version: int, checked_on: dt.date, translator: str, actor: Actor, at: dt.datetime
) -> TranslationCheck:
    """Record that a certified translator checked the standard Welsh of a published version, on a London date.

    ``of`` is a letter type, or a leaflet as its versions are named: ``COURT``, ``EASY_READ/CHARGED``.

    Raises:
        NotPermitted: the actor may not publish reference data.
        TemplateVersion.DoesNotExist: no such version is published in Welsh.
        ValueError: nobody is named.
        CheckedAlready: it was checked before.
    """
    policies.require(actor=actor, permission=Permission.PUBLISH_REFERENCE)
    if not translator.strip():
        raise ValueError("Name the translator and where they are registered")
    template = TemplateVersion.objects.select_for_update().get(
        Q(letter_type=of) | Q(leaflet=of), language=Language.CY, version=version
    )
    if TranslationCheck.objects.filter(template=template).exists():
        raise CheckedAlready(template.name)
    check = TranslationCheck.objects.create(
        template=template,
        checked_on=checked_on,
        translator=translator.strip(),
        recorded_at=at,
        recorded_by=actor.label,
    )
    audit.record(actor=actor, verb=Verb.CONFIRMED, subject=check, at=at, detail={"version": template.name})
    return check


def _number(template: LetterTemplate) -> int:
    return int(template.version.removeprefix("v"))
