"""What a portable record is made of, before it is written down: values for its pages and its machine-readable part."""

import dataclasses
import datetime as dt
import uuid

from cases.rules.vocabulary import Language
from communications.models import Referral, VictimMessage
from communications.rules.letter_words import LetterWords
from communications.rules.vocabulary import Purpose
from communications.selectors.contact_store import StoreEntry
from communications.selectors.portal_case import PortalCase
from communications.services.portal_complaints import OwnComplaint


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordLetter:
    """One letter of a record."""

    #: From 1, newest first; names its files.
    number: int
    purpose: Purpose
    reference: str
    #: Aware.
    sent_at: dt.datetime
    sides: tuple[LetterWords, ...]
    has_pdf: bool

    @property
    def name(self) -> str:
        """Name its files, without an ending."""
        return f"letter-{self.number:03d}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """What a record holds besides the words of its letters."""

    victim_id: uuid.UUID
    #: Label under which the person's own contact acts; empty where there is none.
    contact_label: str
    #: Aware.
    made_at: dt.datetime
    language: Language
    case: PortalCase
    entries: tuple[StoreEntry, ...]
    messages: tuple[VictimMessage, ...]
    complaints: tuple[OwnComplaint, ...]
    #: The services to which they asked us to pass their name on; none that is to leave no trace (REF-5).
    referrals: tuple[Referral, ...]
    #: Calendar entries of what is to come, meetings and hearings, the earliest first; none says what it is.
    dates: tuple[str, ...]
    #: When letters were sent that are not in it, because their reader has not opened them yet; London dates.
    left_out: tuple[dt.date, ...]
