"""The facts the case rules may rest on, as frozen values; whoever calls has read them from wherever they are kept."""

import datetime as dt
from dataclasses import dataclass

from cases.rules.vocabulary import (
    ChargeState,
    ChargingRoute,
    ConnectionKind,
    ContactMethod,
    DecisionCode,
    DecisionMaker,
    HateStrand,
    OffenceCategory,
    TestFailed,
    VictimKind,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFacts:
    """One charge, or before charge one allegation, against one defendant or suspect."""

    #: Any name for the charge that is unique among the charges handed over.
    reference: str
    defendant: str
    state: ChargeState
    category: OffenceCategory
    #: Further offence groups the same conduct belongs to: a rape by a partner is RAPE_RASSO and DOMESTIC_ABUSE.
    also: frozenset[OffenceCategory] = frozenset()
    strands: frozenset[HateStrand] = frozenset()
    #: Police or CPS have flagged it as RASSO. Without the flag the offence group still can (rows of OffenceFlag.RASSO).
    is_rasso: bool = False
    #: References of the victims it concerns; empty means that nobody has made the link yet.
    victims: frozenset[str] = frozenset()
    #: The day, or first and last day, on which the offence is said to have happened (London dates).
    offence_from: dt.date | None = None
    offence_to: dt.date | None = None
    #: Normalised URN with its split suffix: charges of one investigation may stand under several.
    case_urn: str = ""

    def concerns(self, victim: "VictimFacts") -> bool:
        """Whether the charge is linked to this victim, under any of the victim's references."""
        return bool(self.victims & victim.references)

    @property
    def is_unlinked(self) -> bool:
        """Whether nobody has said yet whom the charge concerns."""
        return not self.victims

    @property
    def categories(self) -> frozenset[OffenceCategory]:
        """All offence groups the charge belongs to."""
        return self.also | {self.category}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionFacts:
    """A person, other than the victim, connected with the victim's record."""

    reference: str
    kind: ConnectionKind
    #: A suspect or defendant of the case, or living with one; None when nobody has asked.
    is_suspect_or_lives_with_suspect: bool | None = None
    #: The one to use when several of a kind are known.
    is_primary: bool = False

    @property
    def is_safe(self) -> bool:
        """Whether somebody asked and the answer was no. Not asked is not safe."""
        return self.is_suspect_or_lives_with_suspect is False


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimFacts:
    """One victim as known at the decision. None means unknown, never no."""

    reference: str
    #: The same person's references in split cases.
    other_references: frozenset[str] = frozenset()
    kind: VictimKind = VictimKind.PERSON
    date_of_birth: dt.date | None = None
    #: The police file marks the victim as a child (witness code C); used only without a date of birth.
    is_marked_child: bool = False
    is_deceased: bool = False
    is_vulnerable: bool | None = None
    is_intimidated: bool | None = None
    is_persistently_targeted: bool | None = None
    #: Cannot communicate or lacks capacity. Not recorded is not held to be unknown: `is_vulnerable` asks the question.
    lacks_capacity: bool | None = None
    has_opted_out: bool = False
    has_withdrawn: bool = False
    has_declined_contact: bool = False
    #: The decision was explained in person, and the victim wants no letter about it.
    wants_no_letter_after_explanation: bool = False
    preferred_method: ContactMethod | None = None
    #: When the newest provisional stop was decided with which a review was offered to them, and which no review
    #: overturned: an aware datetime; None without one.
    provisional_stop_at: dt.datetime | None = None
    connections: tuple[ConnectionFacts, ...] = ()

    @property
    def references(self) -> frozenset[str]:
        """Every reference under which this person stands in this and split cases."""
        return self.other_references | {self.reference}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """One decision, made once, about some or all charges of a case."""

    code: DecisionCode
    maker: DecisionMaker = DecisionMaker.CPS
    #: When it was made, or announced in court: an aware datetime.
    decided_at: dt.datetime
    #: Code of the Area whose decision it is.
    area: str
    route: ChargingRoute = ChargingRoute.AREA
    test_failed: TestFailed = TestFailed.NONE
    #: It was made because the victim asked to stop or withdrew support.
    is_because_victim_withdrew: bool = False
    #: The prosecutor's answer to "Is this change substantial for this victim?"; only for altered charges.
    is_substantial: bool | None = None
    #: References of the charges it is about; empty means all of the case.
    charges: frozenset[str] = frozenset()
    #: Normalised URN, with split suffix, of the case decided on; as in `ChargeFacts.case_urn`.
    case_urn: str = ""

    def is_about(self, charge: ChargeFacts) -> bool:
        """Whether the decision is about this charge: it is named, or none is named and it stands in the same case."""
        if self.charges:
            return charge.reference in self.charges
        return charge.case_urn == self.case_urn
