"""A message to hand to a channel; every part can be replaced."""

import datetime as dt
import hashlib
import uuid
from typing import Any

from communications.channels.base import OutgoingMessage
from communications.rules.vocabulary import Channel


def outgoing(**changes: Any) -> OutgoingMessage:
    document = changes.pop("document", b"%PDF-1.7 synthetic")
    defaults: dict[str, Any] = {
        "send_ref": uuid.uuid4(),
        "channel": Channel.EMAIL,
        "composed_at": dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC),
        "recipient": "alex.morgan@example.org",
        "subject": "There is an update for you",
        "text": "Hello,\n\nThere is an update for you.\n.\nSîan\n",
        "html": "<p>There is an update for you.</p>",
        "document": document,
        "document_digest": hashlib.sha256(document).hexdigest(),
        "page_count": 2,
        "print_run_on": dt.date(2026, 3, 2),
    }
    return OutgoingMessage(**(defaults | changes))
