"""Who holds which permissions: every role and every system process, each with a description a manager can check.

Nothing is inherited and nothing is implied: a permission that is not listed here under a role is not held.
"""

import dataclasses
import enum

from accounts.permissions import Permission


class Reach(enum.StrEnum):
    """How far a role reaches from the unit in which a person holds it."""

    UNIT = "UNIT"
    AREA = "AREA"
    NATIONAL = "NATIONAL"


class Role(enum.StrEnum):
    """A role as stored on a membership of a unit. Its meaning is in ``DEFINITIONS``."""

    PROSECUTOR = "PROSECUTOR"
    VLU_OFFICER = "VLU_OFFICER"
    VLU_MANAGER = "VLU_MANAGER"
    VLO_RASSO = "VLO_RASSO"
    AREA_MANAGER = "AREA_MANAGER"
    ADMINISTRATOR = "ADMINISTRATOR"
    INSPECTOR = "INSPECTOR"
    INTEGRATOR = "INTEGRATOR"
    VICTIM = "VICTIM"
    SUPPORTER = "SUPPORTER"

    @property
    def definition(self) -> "RoleDefinition":
        """Look up what this role means."""
        return DEFINITIONS[self]

    @property
    def label(self) -> str:
        """Say the name of the role as staff know it."""
        return DEFINITIONS[self].name


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RoleDefinition:
    """What a role is called, what it is for and what it may do."""

    #: The name as staff know it.
    name: str
    #: What a person in this role does here, in one or two plain sentences.
    description: str
    #: How far the role reaches from the unit in which it is held.
    reach: Reach
    #: Whether the role itself, in whatever kind of unit, works on RASSO-restricted cases.
    works_on_restricted: bool
    #: Everything the role may do; what is not listed is refused.
    permissions: frozenset[Permission]
    #: Whether the role can be held by a member of staff (and so be given in a membership).
    for_staff: bool = True


_READ = frozenset({Permission.VIEW_CASE, Permission.VIEW_WORK})

_LIAISON = _READ | {
    Permission.ENTER_CASE_FACTS,
    Permission.CHANGE_CONTACT_DETAILS,
    Permission.WRITE_LETTER,
    Permission.PROPOSE_EXEMPTION,
    Permission.LOG_CONTACT,
    Permission.MAKE_PROMISE,
    Permission.ALLOCATE_VICTIM,
    Permission.ARRANGE_MEETING,
    Permission.ANSWER_MESSAGE,
    Permission.INVITE_TO_PORTAL,
    Permission.OVERRIDE_TRIAGE,
    Permission.DO_WORK,
    Permission.SETTLE_DELIVERY,
}

DEFINITIONS: dict[Role, RoleDefinition] = {
    Role.PROSECUTOR: RoleDefinition(
        name="Prosecutor",
        description=(
            "Decides cases of their unit and records the decisions; looks afresh at colleagues' decisions; writes and "
            "approves letters about them."
        ),
        reach=Reach.UNIT,
        works_on_restricted=False,
        permissions=_READ
        | {
            Permission.ENTER_CASE_FACTS,
            Permission.RECORD_DECISION,
            Permission.REVIEW_DECISION,
            Permission.WRITE_LETTER,
            Permission.APPROVE_LETTER,
            Permission.PROPOSE_EXEMPTION,
            Permission.DO_WORK,
        },
    ),
    Role.VLU_OFFICER: RoleDefinition(
        name="Victim Liaison Officer (letter writer)",
        description=(
            "Writes to the victims of an Area's cases, keeps their contact details safe and right, and keeps the "
            "promises made to them."
        ),
        reach=Reach.AREA,
        works_on_restricted=False,
        permissions=_LIAISON,
    ),
    Role.VLU_MANAGER: RoleDefinition(
        name="Victim Liaison Unit manager",
        description=(
            "Answers for an Area's letters: approves them, approves that one is not needed, answers proposals from "
            "the court feed, sees how timely the unit is and who looked at a case."
        ),
        reach=Reach.AREA,
        works_on_restricted=False,
        permissions=_LIAISON
        | {
            Permission.RECORD_DECISION,
            Permission.ARRANGE_REVIEW,
            Permission.APPROVE_LETTER,
            Permission.APPROVE_EXEMPTION,
            Permission.ANSWER_COMPLAINT,
            Permission.VIEW_PERFORMANCE,
            Permission.EXPORT_PERFORMANCE,
            Permission.VIEW_AUDIT_TRAIL,
        },
    ),
    Role.VLO_RASSO: RoleDefinition(
        name="Victim Liaison Officer (RASSO)",
        description=(
            "The one contact of people whose case is rape or another serious sexual offence, in the RASSO unit that "
            "has it."
        ),
        reach=Reach.UNIT,
        works_on_restricted=True,
        permissions=_LIAISON,
    ),
    Role.AREA_MANAGER: RoleDefinition(
        name="Area manager",
        description=(
            "Sees an Area's cases, work and figures, and acts where letters will be late. Answers complaints, the "
            "second time too, and writes to nobody otherwise."
        ),
        reach=Reach.AREA,
        works_on_restricted=False,
        permissions=_READ
        | {
            Permission.APPROVE_EXEMPTION,
            Permission.ALLOCATE_VICTIM,
            Permission.ANSWER_COMPLAINT,
            Permission.ANSWER_COMPLAINT_AGAIN,
            Permission.VIEW_PERFORMANCE,
            Permission.EXPORT_PERFORMANCE,
            Permission.VIEW_AUDIT_TRAIL,
        },
    ),
    Role.ADMINISTRATOR: RoleDefinition(
        name="Administrator",
        description=(
            "Runs the service: staff and their roles, reference data and rules, imports, the stop switch. Has no "
            "need to read cases, and so may not."
        ),
        reach=Reach.NATIONAL,
        works_on_restricted=False,
        permissions=frozenset(
            {
                Permission.MANAGE_STAFF,
                Permission.PUBLISH_REFERENCE,
                Permission.IMPORT_CASES,
                Permission.HALT_SENDING,
                Permission.VIEW_PERFORMANCE,
            }
        ),
    ),
    Role.INSPECTOR: RoleDefinition(
        name="Inspector (read-only)",
        description=(
            "Reads any case that is not restricted, its trail and every Area's figures, and changes nothing. Reads "
            "restricted cases of an Area only while a member of its RASSO unit."
        ),
        reach=Reach.NATIONAL,
        works_on_restricted=False,
        permissions=_READ
        | {
            Permission.VIEW_PERFORMANCE,
            Permission.EXPORT_PERFORMANCE,
            Permission.VIEW_AUDIT_TRAIL,
        },
    ),
    Role.INTEGRATOR: RoleDefinition(
        name="Integrator (API)",
        description="Another system that sends us case events and delivery receipts. Reads nothing back but answers.",
        reach=Reach.NATIONAL,
        works_on_restricted=True,
        permissions=frozenset({Permission.IMPORT_CASES, Permission.APPLY_RECEIPT}),
        for_staff=False,
    ),
    Role.VICTIM: RoleDefinition(
        name="Person signed in to the portal",
        description=(
            "Reads their own case and letters, writes about them and chooses how they are contacted, and nobody else's."
        ),
        reach=Reach.NATIONAL,
        works_on_restricted=True,
        permissions=frozenset(
            {
                Permission.VIEW_OWN_RECORD,
                Permission.WRITE_OWN_MESSAGE,
                Permission.ASK_FOR_OWN_REVIEW,
                Permission.CHOOSE_OWN_WORDS,
                Permission.CHOOSE_OWN_CONTACT,
                Permission.ANSWER_OWN_MEETING,
                Permission.CHOOSE_OWN_SUPPORTERS,
            }
        ),
        for_staff=False,
    ),
    Role.SUPPORTER: RoleDefinition(
        name="Supporter signed in to the portal",
        description=(
            "Stands beside victims (ISVA, IDVA, solicitor, family) and sees, of each who agreed, what that person "
            "agreed to, and until the day they named."
        ),
        reach=Reach.NATIONAL,
        works_on_restricted=True,
        permissions=frozenset({Permission.VIEW_SUPPORTED_RECORD}),
        for_staff=False,
    ),
}


class SystemProcess(enum.StrEnum):
    """A named process of the service itself. Each may do its own work and nothing else."""

    COURT_FEED = "court-feed"
    CASE_IMPORT = "case-import"
    TRIAGE = "triage"
    DELIVERY = "delivery"
    PROMISES = "promises"
    DEADLINES = "deadlines"
    RECONCILIATION = "reconciliation"
    REFERENCE_DATA = "reference-data"
    PORTAL_ACCESS = "portal-access"
    DEMO_CASELOAD = "demo-caseload"
    OPERATOR_CONSOLE = "operator-console"

    @property
    def permissions(self) -> frozenset[Permission]:
        """List everything this process may do."""
        return PROCESS_PERMISSIONS[self]


PROCESS_PERMISSIONS: dict[SystemProcess, frozenset[Permission]] = {
    # Proposes decisions; only a person records one.
    SystemProcess.COURT_FEED: frozenset({Permission.IMPORT_CASES, Permission.ENTER_CASE_FACTS}),
    SystemProcess.CASE_IMPORT: frozenset(
        {Permission.IMPORT_CASES, Permission.ENTER_CASE_FACTS, Permission.RECORD_DECISION}
    ),
    SystemProcess.TRIAGE: frozenset({Permission.VIEW_CASE}),
    SystemProcess.DELIVERY: frozenset(),
    # A missed promise apologises by itself: the words are fixed, so no person writes or approves them.
    SystemProcess.PROMISES: frozenset({Permission.WRITE_LETTER, Permission.APPROVE_LETTER, Permission.MAKE_PROMISE}),
    SystemProcess.DEADLINES: frozenset(),
    SystemProcess.RECONCILIATION: frozenset(),
    SystemProcess.REFERENCE_DATA: frozenset({Permission.PUBLISH_REFERENCE}),
    SystemProcess.PORTAL_ACCESS: frozenset({Permission.INVITE_TO_PORTAL}),
    # Whoever may run commands on the server opens and closes the access of other systems.
    SystemProcess.OPERATOR_CONSOLE: frozenset({Permission.MANAGE_STAFF}),
    # Plays every part once, on synthetic people, when a demonstration is set up.
    SystemProcess.DEMO_CASELOAD: frozenset(Permission)
    - {
        Permission.VIEW_OWN_RECORD,
        Permission.WRITE_OWN_MESSAGE,
        Permission.ASK_FOR_OWN_REVIEW,
        Permission.CHOOSE_OWN_CONTACT,
        Permission.ANSWER_OWN_MEETING,
        Permission.CHOOSE_OWN_SUPPORTERS,
        Permission.VIEW_SUPPORTED_RECORD,
    },
}


def staff_roles() -> list[tuple[str, str]]:
    """List (value, name) of the roles that can be given to a member of staff, in order of declaration."""
    return [(role.value, definition.name) for role, definition in DEFINITIONS.items() if definition.for_staff]
