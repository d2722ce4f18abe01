"""Say whether a copy that somebody brings is ours and as we made it."""

import hashlib
import zipfile
import zlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from communications.rules import portable_record
from communications.rules.portable_record import INDEX, SIGNATURE, RecordFile
from communications.services import record_signing

_CHUNK = 64 * 1024
#: A copy is small; what is larger is something else.
_LARGEST_INDEX = 1024 * 1024


class Command(BaseCommand):
    """Check the signature, then every file against the index. Nothing of the copy is shown or kept."""

    help = "Check a portable record: is the signature ours, and is every file in it as it was?"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and the public key where an earlier one signed it."""
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--key", default="", help="Public key to check with; the present one by default.")
        parser.add_argument("--public-key", action="store_true", help="Print the present public key, to be published.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print what was found; end with an error where anything is not as it was."""
        if options["public_key"]:
            self.stdout.write(record_signing.public_key())
            return
        if options["file"] is None:
            raise CommandError("Name the file to check.")
        try:
            with zipfile.ZipFile(options["file"]) as archive:
                wrong = _faults(archive, key=options["key"])
        # The ZIP library raises NotImplementedError for a way of packing that it does not know.
        except (OSError, zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, zlib.error) as unreadable:
            raise CommandError("This is no record of ours, or it cannot be read.") from unreadable
        except record_signing.NotAKey as wrong_key:
            raise CommandError(str(wrong_key)) from wrong_key
        if wrong:
            raise CommandError("This record is not as we made it. " + " ".join(wrong))
        self.stdout.write("The signature is ours, and every file is as we made it.")


def _faults(archive: zipfile.ZipFile, *, key: str) -> tuple[str, ...]:
    names = archive.namelist()
    if len(names) != len(set(names)):
        return ("A file is in it twice.",)
    index = _small(archive, INDEX)
    signature = _small(archive, SIGNATURE).decode("ascii", errors="replace")
    if not record_signing.is_ours(content=index, signature=signature, key=key):
        return ("The signature is not ours.",)
    found = {name: _measure(archive, name) for name in names if name not in {INDEX, SIGNATURE}}
    return portable_record.faults(index=index, found=found)


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as content:
        return content.read(_LARGEST_INDEX)


def _measure(archive: zipfile.ZipFile, name: str) -> RecordFile:
    """Hash one file a piece at a time, whatever its size."""
    digest, size = hashlib.sha256(), 0
    with archive.open(name) as content:
        while piece := content.read(_CHUNK):
            digest.update(piece)
            size += len(piece)
    return RecordFile(name=name, size=size, sha256=digest.hexdigest())
