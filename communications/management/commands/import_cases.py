"""Bring in cases, victims, charges, events and court messages from files."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actors
from accounts.models import Unit, UnitKind
from accounts.roles import SystemProcess
from cases.rules.import_formats import FileRefused
from cases.services.intake.files import Report
from communications.services import intake


class Command(BaseCommand):
    """Read each file by what it holds; a file that cannot be read, or a bad row in one, stops none of the others."""

    help = (
        "Bring in files: .jsonl (events), .csv (events, cases, victims or charges, told by their columns) and .json "
        "(one message of the courts' Common Platform each). The same file again changes nothing. See docs/import.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files and how to treat them."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="Tell what would happen and keep none of it.")
        parser.add_argument("--area", help="Code of the Area for new cases whose reference points to none.")
        parser.add_argument("--json", action="store_true", help="Print one JSON object per file.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in the files in the order given and print what became of each.

        Exit code 0: all taken in. 1: something was quarantined or refused, or an option is wrong.
        """
        unit = self._fallback_unit(options["area"])
        reports = [(path, self._take_in(path, unit=unit, dry_run=options["dry_run"])) for path in options["files"]]
        if not options["dry_run"]:
            applied = intake.retry_waiting(
                actor=actors.system(SystemProcess.COURT_FEED), at=timezone.now(), fallback_unit=unit
            )
            if applied and not options["json"]:
                self.stdout.write(f"{applied} earlier messages could be applied now that their case is known.")
        for path, report in reports:
            self.stdout.write(_as_json(path, report) if options["json"] else _in_words(path, report))
        if any(isinstance(report, FileRefused) or report.rows_quarantined for _, report in reports):
            raise CommandError("Some of it was not taken in; see above.")

    def _take_in(self, path: Path, *, unit: Unit | None, dry_run: bool) -> Report | FileRefused:
        at = timezone.now()
        try:
            if path.suffix.lower() == ".json":
                return intake.import_court_file(
                    path=path,
                    actor=actors.system(SystemProcess.COURT_FEED),
                    at=at,
                    fallback_unit=unit,
                    dry_run=dry_run,
                )
            return intake.import_rows_file(
                path=path, actor=actors.system(SystemProcess.CASE_IMPORT), at=at, dry_run=dry_run
            )
        except FileRefused as refusal:
            return refusal

    def _fallback_unit(self, area_code: str | None) -> Unit | None:
        if area_code is None:
            return None
        unit = Unit.objects.filter(area_id=area_code, kind=UnitKind.VLU.value).order_by("name").first()
        if unit is None:
            raise CommandError("There is no Area of this code with a Victim Liaison Unit.")
        return unit


def _in_words(path: Path, report: Report | FileRefused) -> str:
    if isinstance(report, FileRefused):
        return f"{path.name}: refused. {report}"
    counts = (
        f"{report.rows_read} read, {report.rows_applied} applied, "
        f"{report.rows_unchanged} unchanged, {report.rows_quarantined} quarantined."
    )
    lines = [f"{path.name}: {counts}"]
    for reason in report.reasons:
        place = f"line {reason.line}, " if reason.line else ""
        lines.append(f"  {place}{reason.field or 'row'}: {reason.reason}")
    return "\n".join(lines)


def _as_json(path: Path, report: Report | FileRefused) -> str:
    if isinstance(report, FileRefused):
        problems = [{"field": problem.field, "reason": problem.reason} for problem in report.problems]
        return json.dumps({"file": path.name, "refused": problems})
    return json.dumps(
        {
            "file": path.name,
            "read": report.rows_read,
            "applied": report.rows_applied,
            "unchanged": report.rows_unchanged,
            "quarantined": report.rows_quarantined,
            "reasons": [reason.as_json() for reason in report.reasons],
        }
    )
