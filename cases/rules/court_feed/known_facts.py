"""What is already known of the cases a message speaks about: handed in, so that the rules stay pure."""

import dataclasses
import uuid
from collections.abc import Mapping

from cases.rules.court_feed.messages import HearingDate

#: A charge is told by its defendant and its own id: a joint charge can arrive under one id for two defendants.
ChargeKey = tuple[uuid.UUID | None, uuid.UUID]


@dataclasses.dataclass(frozen=True, slots=True)
class KnownCharge:
    """What is stored of one charge."""

    case_id: uuid.UUID
    plea: str = ""
    verdict: str = ""
    #: Whether proceedings on it go on or ended in a conviction (domain.md 3.1a).
    continues: bool = True


@dataclasses.dataclass(frozen=True, slots=True)
class KnownHearing:
    """What is stored of one hearing."""

    date: HearingDate
    court: str
    is_vacated: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class KnownFacts:
    """Everything stored that a message is compared with. Keys are the ids of the court."""

    charges: Mapping[ChargeKey, KnownCharge] = dataclasses.field(default_factory=dict)
    #: Bail code and conditions in force, by defendant.
    bail: Mapping[uuid.UUID, tuple[str, str]] = dataclasses.field(default_factory=dict)
    hearings: Mapping[uuid.UUID, KnownHearing] = dataclasses.field(default_factory=dict)


NOTHING_KNOWN = KnownFacts()
