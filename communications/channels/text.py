"""Texts recorded in a folder, one file each: the default where no provider of texts is contracted.

The local catcher shows them as the recipient would see them. `communications.channels.provider` is the real one.
"""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Self

from django.conf import settings

from cases.rules.working_days import london_date
from communications.channels.base import OutgoingMessage
from communications.channels.folder import write_once
from communications.rules.outcomes import (
    Accepted,
    AlreadySent,
    Found,
    Listing,
    ListingOutcome,
    LookUpOutcome,
    NotFound,
    NotSent,
    ProviderStatus,
    SendOutcome,
)


class RecordedTextChannel:
    """Keeps each text as one file named by its reference."""

    def __init__(self, *, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def from_settings(cls) -> Self:
        """Build from ``TEXT_FOLDER``."""
        return cls(folder=Path(settings.TEXT_FOLDER))

    def send(self, *, message: OutgoingMessage) -> SendOutcome:
        """Write the text down; a file that is already there means an earlier attempt arrived."""
        record = {
            "send_ref": str(message.send_ref),
            "to": message.recipient,
            "text": message.text,
            "composed_at": message.composed_at.isoformat(),
        }
        try:
            written = write_once(
                path=self._path(message.send_ref), content=json.dumps(record, ensure_ascii=False).encode()
            )
        except OSError:
            return NotSent(code="folder-unwritable")
        return Accepted() if written else AlreadySent()

    def look_up(self, *, send_ref: uuid.UUID) -> LookUpOutcome:
        """Say whether the file is there. A recorded text counts as delivered: the folder is its recipient."""
        if self._path(send_ref).exists():
            return Found(provider_id="", status=ProviderStatus.DELIVERED)
        return NotFound()

    def list_day(self, *, day: dt.date) -> ListingOutcome:
        """List the texts whose files were written that London day."""
        if not self._folder.exists():
            return Listing(frozenset())
        return Listing(
            frozenset(
                uuid.UUID(path.stem)
                for path in self._folder.glob("*.json")
                if london_date(at=dt.datetime.fromtimestamp(path.stat().st_mtime, tz=dt.UTC)) == day
            )
        )

    def _path(self, send_ref: uuid.UUID) -> Path:
        return self._folder / f"{send_ref}.json"
