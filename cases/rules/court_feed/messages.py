"""The shape of a court message after reading. It has no field for an address, a phone number or an email on purpose.

Nothing is ever sent to an address found in a court message (trap 9 of the feed, and the service's own promise):
what is not read cannot be used. Of a defendant's addresses only keys are kept, to find out that a victim lives with
them or shares their phone (T7); of anybody else's, nothing.
"""

import dataclasses
import datetime as dt
import enum
import uuid


class MessageKind(enum.StrEnum):
    """Which of the envelopes or events of Common Platform a message is."""

    #: ``{hearing, sharedTime}`` or ``{hearing, hearingDay, isReshare, sharedTime}``.
    HEARING_RESULTED = "HEARING_RESULTED"
    #: The hearing alone, with no time at which it was shared.
    BARE_HEARING = "BARE_HEARING"
    #: The prosecution case alone.
    PROSECUTION_CASE = "PROSECUTION_CASE"
    #: public.hearing.trial-vacated
    TRIAL_VACATED = "TRIAL_VACATED"
    #: public.hearing.hearing-offence-plea-updated
    PLEA_UPDATED = "PLEA_UPDATED"
    #: public.hearing.hearing-offence-verdict-updated
    VERDICT_UPDATED = "VERDICT_UPDATED"
    #: public.progression.defendant-offences-changed
    OFFENCES_CHANGED = "OFFENCES_CHANGED"


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """Something in a message that could not be read, or that must be known by whoever looks at it.

    ``reason`` never repeats the content, so it may be logged.
    """

    #: Where in the message, for example ``hearing.prosecutionCases[0].id``.
    field: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Unreadable:
    """The answer of ``parse`` when a message cannot be applied at all."""

    problems: tuple[Problem, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class HearingDate:
    """When a hearing is: a date-time, a week, or still to be fixed (trap 10). Exactly one of the three."""

    starts_at: dt.datetime | None = None
    week_commencing: dt.date | None = None
    is_to_be_fixed: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class CourtPlea:
    """A plea as entered or indicated."""

    value: str
    on: dt.date | None
    #: True for an indication before the plea itself, which decides nothing yet.
    is_indicated: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class CourtVerdict:
    """A verdict, keyed on ``categoryType`` and never on the ``category`` text, because the two disagree (trap 6)."""

    value: str
    on: dt.date | None
    is_of_lesser_offence: bool = False

    @property
    def is_not_guilty(self) -> bool:
        """Whether the defendant was acquitted of this charge."""
        return self.value.startswith("NOT_GUILTY")

    @property
    def is_guilty(self) -> bool:
        """Whether the defendant was convicted of this charge."""
        return self.value.startswith("GUILTY")


@dataclasses.dataclass(frozen=True, slots=True)
class CourtResult:
    """One judicial result row."""

    id: uuid.UUID | None
    type_id: uuid.UUID | None
    #: Often absent on ancillary rows (trap 2).
    cjs_code: str
    #: As sent. Labels drift and are never keyed on (trap 1).
    label: str
    category: str
    ordered_on: dt.date | None
    #: As sent; never shown raw to a victim.
    text: str
    is_adjournment: bool
    is_convicted: bool
    is_deleted: bool
    is_new_amendment: bool
    amendment_reason: str
    next_hearing: "CourtHearing | None" = None

    @property
    def is_correction(self) -> bool:
        """Whether this row says that it replaces an earlier one.

        ``isNewAmendment`` alone is set on every row of a first share too, so it needs a reason beside it.
        """
        return self.is_deleted or (self.is_new_amendment and bool(self.amendment_reason))


@dataclasses.dataclass(frozen=True, slots=True)
class CourtCharge:
    """One offence of one defendant."""

    id: uuid.UUID
    offence_code: str = ""
    title: str = ""
    title_welsh: str = ""
    count: int | None = None
    offence_on: dt.date | None = None
    charged_on: dt.date | None = None
    is_added_later: bool = False
    #: Never enough by itself to say that a charge was stopped (trap 8).
    is_flagged_discontinued: bool = False
    #: Taken out of the proceedings by a defendant-offences-changed event.
    is_removed: bool = False
    #: Brought into the proceedings by a defendant-offences-changed event.
    is_added: bool = False
    plea: CourtPlea | None = None
    verdict: CourtVerdict | None = None
    convicted_on: dt.date | None = None
    acquitted_on: dt.date | None = None
    results: tuple[CourtResult, ...] = ()
    #: How many people the message lists as victims of this offence. They are not read (trap 9).
    victims_listed: int = 0

    @property
    def live_results(self) -> tuple[CourtResult, ...]:
        """The result rows that still stand."""
        return tuple(result for result in self.results if not result.is_deleted)


@dataclasses.dataclass(frozen=True, slots=True)
class CourtBail:
    """Bail or custody as stated in the message."""

    code: str
    description: str = ""
    conditions: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ComparisonKeys:
    """Keys (cases.rules.contact_keys) that a victim's contact points are compared with, and used for nothing else."""

    addresses: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    phones: tuple[str, ...] = dataclasses.field(default=(), repr=False)
    emails: tuple[str, ...] = dataclasses.field(default=(), repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class CourtDefendant:
    """One defendant of one case."""

    id: uuid.UUID | None
    master_id: uuid.UUID | None = None
    #: For staff only; never in a letter's opening.
    name: str = ""
    born_on: dt.date | None = None
    bail: CourtBail | None = None
    custody_time_limit_on: dt.date | None = None
    comparison_keys: ComparisonKeys = ComparisonKeys()
    charges: tuple[CourtCharge, ...] = ()
    #: Results that belong to the defendant and to no single charge.
    results: tuple[CourtResult, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class CourtCase:
    """One prosecution case as the court knows it."""

    id: uuid.UUID | None
    #: Exactly as received.
    reference: str = ""
    prosecutor: str = ""
    #: Two digits of the police force that the authority's organisation code names; a hint.
    force: str = ""
    status: str = ""
    markers: tuple[str, ...] = ()
    defendants: tuple[CourtDefendant, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class CourtHearing:
    """One hearing, listed or held; also the next hearing that a result orders."""

    id: uuid.UUID | None
    kind: str
    jurisdiction: str
    is_in_welsh: bool
    court_code: str
    court_name: str
    court_name_welsh: str
    date: HearingDate
    #: Sitting days with whether each was cancelled, earliest first.
    days: tuple[tuple[dt.datetime, bool], ...] = ()
    is_vacated: bool = False
    #: ``Cracked``, ``Ineffective`` or ``Vacated``, and its letter code, when a trial did not run.
    trial_end_type: str = ""
    trial_end_code: str = ""
    #: Id of the reason in the reference data of the courts, which is all that a trial-vacated event carries.
    vacated_reason_id: uuid.UUID | None = None

    @property
    def are_all_days_cancelled(self) -> bool:
        """Whether the hearing has sitting days and every one of them is cancelled."""
        return bool(self.days) and all(is_cancelled for _, is_cancelled in self.days)


@dataclasses.dataclass(frozen=True, slots=True)
class CourtApplication:
    """An application inside a hearing, such as one to vary bail."""

    id: uuid.UUID | None
    type_code: str
    title: str
    status: str
    case_ids: tuple[uuid.UUID, ...] = ()
    results: tuple[CourtResult, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class CourtMessage:
    """A message that can be applied."""

    kind: MessageKind
    #: Identity of the message: the same key with other content is a conflict.
    key: str
    #: SHA-256 over the content with keys sorted.
    digest: str
    #: The only thing that orders messages of one hearing (trap 4). None where the envelope has none.
    shared_at: dt.datetime | None
    hearing_day: dt.date | None = None
    is_reshare: bool = False
    hearing: CourtHearing | None = None
    cases: tuple[CourtCase, ...] = ()
    applications: tuple[CourtApplication, ...] = ()
    #: What could not be read although the rest can be applied, and what was seen and ignored.
    notes: tuple[Problem, ...] = ()

    @property
    def is_correction(self) -> bool:
        """Whether the message says of itself that it corrects an earlier one (row 21)."""
        return self.is_reshare or any(
            result.is_correction
            for case in self.cases
            for defendant in case.defendants
            for charge in defendant.charges
            for result in charge.results
        )
