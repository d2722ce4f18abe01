"""Cases, people, charges, decisions and what they oblige. Everything is consistent with one case by default."""

import datetime as dt
import uuid

import factory
from factory.django import DjangoModelFactory

from cases import models
from cases.rules.vocabulary import (
    Addressee,
    Agency,
    AgencyContactStage,
    AgencyContactWay,
    CaseEventKind,
    ChargeState,
    ConnectionKind,
    ContactPointKind,
    DecisionCode,
    HandoverReason,
    HandoverState,
    InboundState,
    JourneyStage,
    OffenceCategory,
    ReviewAsker,
    ReviewBody,
    ReviewOutcome,
    ReviewReceipt,
    ReviewStageKind,
    ReviewState,
    ReviewText,
    WorkKind,
)
from tests.factories.accounts import StaffUserFactory, UnitFactory

LONG_AGO = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
DECIDED_AT = dt.datetime(2026, 3, 26, 10, 0, tzinfo=dt.UTC)


class CaseFactory(DjangoModelFactory[models.Case]):
    class Meta:
        model = models.Case

    urn = factory.Sequence(lambda n: f"06AA{n:05d}26")
    urn_key = factory.SelfAttribute("urn")
    unit = factory.SubFactory(UnitFactory)
    area = factory.SelfAttribute("unit.area")
    stage = JourneyStage.CHARGED
    stage_since = dt.date(2026, 1, 5)
    opened_on = dt.date(2026, 1, 5)
    facts_changed_at = LONG_AGO


class PersonFactory(DjangoModelFactory[models.Person]):
    class Meta:
        model = models.Person

    full_name = factory.Sequence(lambda n: f"Alex Example{n}")
    preferred_name = ""
    born_on = dt.date(1985, 6, 1)


class ContactPointFactory(DjangoModelFactory[models.ContactPoint]):
    """A safe, verified email address; traits for a mobile number and a postal address."""

    class Meta:
        model = models.ContactPoint

    person = factory.SubFactory(PersonFactory)
    kind = ContactPointKind.EMAIL
    value = factory.Sequence(lambda n: f"person{n}@example.com")
    key = factory.LazyAttribute(lambda point: point.value.lower())
    is_safe = True
    source = "ONBOARDING"
    verified_at = LONG_AGO
    verified_by = "staff:test"
    recorded_at = LONG_AGO
    recorded_by = "staff:test"

    class Params:
        mobile = factory.Trait(
            kind=ContactPointKind.MOBILE, value=factory.Sequence(lambda n: f"+447700900{n % 1000:03d}")
        )
        post = factory.Trait(
            kind=ContactPointKind.POST,
            value=factory.Sequence(lambda n: f"{n + 1} Example Street\nExampletown\nEX1 {n % 9 + 1}EX"),
        )
        unsafe = factory.Trait(is_safe=False, verified_at=None, verified_by="")


class SafeContactProfileFactory(DjangoModelFactory[models.SafeContactProfile]):
    class Meta:
        model = models.SafeContactProfile

    person = factory.SubFactory(PersonFactory)
    preferred_method = "EMAIL"
    recorded_at = LONG_AGO
    recorded_by = "staff:test"


class VictimFactory(DjangoModelFactory[models.Victim]):
    """An adult with no enhanced ground, every ground assessed."""

    class Meta:
        model = models.Victim

    case = factory.SubFactory(CaseFactory)
    person = factory.SubFactory(PersonFactory)
    reference = factory.Sequence(lambda n: f"V{n}")
    is_vulnerable = False
    is_intimidated = False
    is_persistently_targeted = False
    lacks_capacity = False


class ConnectionFactory(DjangoModelFactory[models.Connection]):
    class Meta:
        model = models.Connection

    victim = factory.SubFactory(VictimFactory)
    person = factory.SubFactory(PersonFactory)
    kind = ConnectionKind.PARENT_GUARDIAN
    is_primary = True
    is_suspect_or_lives_with_suspect = False
    has_consent = True
    recorded_at = LONG_AGO
    recorded_by = "staff:test"


class DefendantFactory(DjangoModelFactory[models.Defendant]):
    class Meta:
        model = models.Defendant

    case = factory.SubFactory(CaseFactory)
    external_id = factory.LazyFunction(uuid.uuid4)
    name = factory.Sequence(lambda n: f"Jordan Placeholder{n}")


class ChargeFactory(DjangoModelFactory[models.Charge]):
    class Meta:
        model = models.Charge
        skip_postgeneration_save = True

    defendant = factory.SubFactory(DefendantFactory)
    case = factory.SelfAttribute("defendant.case")
    external_id = factory.LazyFunction(uuid.uuid4)
    offence_code = "TH68023"
    title = "Burglary dwelling"
    plain_description = "the burglary at your home"
    category = OffenceCategory.BURGLARY
    offence_on = dt.date(2026, 1, 2)
    charged_on = dt.date(2026, 1, 5)
    state = ChargeState.CHARGED

    @factory.post_generation
    def concerning(self: models.Charge, create: bool, extracted: list[models.Victim] | None, **_: object) -> None:
        """Link the charge with the victims it concerns: ``ChargeFactory(concerning=[victim])``."""
        if create and extracted:
            for victim in extracted:
                models.ChargeVictim.objects.get_or_create(charge=self, victim=victim)


class HearingFactory(DjangoModelFactory[models.Hearing]):
    class Meta:
        model = models.Hearing

    case = factory.SubFactory(CaseFactory)
    kind = "First hearing"
    court_name = "Exampletown Magistrates' Court"
    starts_at = dt.datetime(2026, 4, 20, 9, 0, tzinfo=dt.UTC)


class DecisionFactory(DjangoModelFactory[models.Decision]):
    """The bare row; use ``communications.services.duties.record_decision`` for one with everything that follows."""

    class Meta:
        model = models.Decision

    case = factory.SubFactory(CaseFactory)
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    code = DecisionCode.DISCONTINUE_ALL
    decided_at = DECIDED_AT
    reasons = "The shop's camera did not record that day, and nobody else saw what happened."
    recorded_at = DECIDED_AT + dt.timedelta(hours=1)
    recorded_by = "staff:test"


class ObligationFactory(DjangoModelFactory[models.Obligation]):
    class Meta:
        model = models.Obligation

    victim = factory.SubFactory(VictimFactory)
    case = factory.SelfAttribute("victim.case")
    decision = factory.SubFactory(DecisionFactory, case=factory.SelfAttribute("..case"))
    area_code = factory.SelfAttribute("case.area_id")
    unit_id = factory.SelfAttribute("case.unit_id")
    letter_type = DecisionCode.DISCONTINUE_ALL
    rule_id = "VCL-A"
    rule_version = "test"
    decided_at = factory.SelfAttribute("decision.decided_at")
    limit_working_days = 5
    due_on = dt.date(2026, 4, 2)
    due_at = dt.datetime(2026, 4, 2, 22, 59, 59, tzinfo=dt.UTC)
    is_enhanced = False
    addressee = Addressee.VICTIM
    review_text = ReviewText.STANDARD
    opened_at = factory.SelfAttribute("decision.recorded_at")
    opened_by = "staff:test"


class ReviewRequestFactory(DjangoModelFactory[models.ReviewRequest]):
    """The bare row of a request in local resolution; use ``communications.services.reviews`` for one with its clock."""

    class Meta:
        model = models.ReviewRequest

    victim = factory.SubFactory(VictimFactory)
    case = factory.SelfAttribute("victim.case")
    decision = factory.SubFactory(DecisionFactory, case=factory.SelfAttribute("..case"))
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    asker = ReviewAsker.VICTIM
    asker_person = factory.SelfAttribute("victim.person")
    received_on = dt.date(2026, 4, 3)
    receipt = ReviewReceipt.EMAIL
    review_text = ReviewText.STANDARD
    is_plain = True
    rule_id = "RR-7"
    rule_version = "test"
    is_taken = True
    checked_at = DECIDED_AT + dt.timedelta(days=8)
    checked_by = "staff:test"
    state = ReviewState.LOCAL_RESOLUTION
    logged_at = DECIDED_AT + dt.timedelta(days=8)
    logged_by = "staff:test"


class ReviewStageFactory(DjangoModelFactory[models.ReviewStage]):
    class Meta:
        model = models.ReviewStage

    request = factory.SubFactory(ReviewRequestFactory)
    kind = ReviewStageKind.LOCAL_RESOLUTION
    started_on = dt.date(2026, 4, 3)
    limit_working_days = 10
    due_on = dt.date(2026, 4, 20)
    due_at = dt.datetime(2026, 4, 20, 22, 59, 59, tzinfo=dt.UTC)
    explanation = factory.List([])
    rule_id = "RR-5"
    rule_version = "test"
    calendar_version = "test"
    opened_at = DECIDED_AT + dt.timedelta(days=8)
    opened_by = "staff:test"


class ReviewAssignmentFactory(DjangoModelFactory[models.ReviewAssignment]):
    class Meta:
        model = models.ReviewAssignment

    stage = factory.SubFactory(ReviewStageFactory)
    body = ReviewBody.THIS_SERVICE
    reviewer = factory.SubFactory(StaffUserFactory)
    had_no_part = True
    assigned_at = DECIDED_AT + dt.timedelta(days=9)
    assigned_by = "staff:test"


class ReviewAnswerFactory(DjangoModelFactory[models.ReviewAnswer]):
    class Meta:
        model = models.ReviewAnswer

    stage = factory.SubFactory(ReviewStageFactory)
    assignment = factory.SubFactory(ReviewAssignmentFactory, stage=factory.SelfAttribute("..stage"))
    outcome = ReviewOutcome.UPHELD
    reasons = "The camera did not work on that day, and nobody else saw what happened."
    recorded_at = DECIDED_AT + dt.timedelta(days=12)
    recorded_by = "staff:test"


class HandoverFactory(DjangoModelFactory[models.Handover]):
    """An offer that waits for an answer."""

    class Meta:
        model = models.Handover

    from_officer = factory.SubFactory(StaffUserFactory)
    to_officer = factory.SubFactory(StaffUserFactory)
    victim = factory.SubFactory(VictimFactory, officer=factory.SelfAttribute("..from_officer"))
    reason = HandoverReason.OTHER_WORK
    answer_due_on = LONG_AGO.date() + dt.timedelta(days=2)
    offered_at = LONG_AGO
    offered_by = "staff:test"

    class Params:
        answered = factory.Trait(
            state=HandoverState.ACCEPTED, answered_at=LONG_AGO + dt.timedelta(days=1), answered_by="staff:test"
        )


class OfficerLeaveFactory(DjangoModelFactory[models.OfficerLeave]):
    class Meta:
        model = models.OfficerLeave

    officer = factory.SubFactory(StaffUserFactory)
    cover = factory.SubFactory(StaffUserFactory)
    starts_on = LONG_AGO.date()
    ends_on = LONG_AGO.date() + dt.timedelta(days=6)
    recorded_at = LONG_AGO
    recorded_by = "staff:test"


class WorkItemFactory(DjangoModelFactory[models.WorkItem]):
    class Meta:
        model = models.WorkItem

    kind = WorkKind.DRAFT_LETTER
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    case = factory.SubFactory(CaseFactory)
    unit = factory.SelfAttribute("case.unit")
    summary = "Write the letter"
    raised_at = LONG_AGO
    raised_by = "system:test"


class InboundMessageFactory(DjangoModelFactory[models.InboundMessage]):
    class Meta:
        model = models.InboundMessage

    source = "common-platform"
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    digest = factory.Sequence(lambda n: f"{n:064x}")
    payload = factory.Dict({})
    state = InboundState.APPLIED
    received_at = LONG_AGO
    received_by = "system:test"


class CaseEventFactory(DjangoModelFactory[models.CaseEvent]):
    class Meta:
        model = models.CaseEvent

    case = factory.SubFactory(CaseFactory)
    kind = CaseEventKind.HEARING_LISTED
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    occurred_at = LONG_AGO
    recorded_at = LONG_AGO
    recorded_by = "system:test"


class DecisionProposalFactory(DjangoModelFactory[models.DecisionProposal]):
    class Meta:
        model = models.DecisionProposal

    case = factory.SubFactory(CaseFactory)
    message = factory.SubFactory(InboundMessageFactory)
    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    code = DecisionCode.WITHDRAW_ALL
    decided_at = DECIDED_AT
    why = "The court recorded the charge as withdrawn (result 2063)."
    proposed_at = DECIDED_AT


class ReasonsReturnFactory(DjangoModelFactory[models.ReasonsReturn]):
    """The letter writer asks for more words."""

    class Meta:
        model = models.ReasonsReturn

    decision = factory.SubFactory(DecisionFactory)
    number = 1
    missing = factory.LazyFunction(lambda: ["WORDS"])
    words = "What did the police do about the other cameras?"
    due_at = DECIDED_AT + dt.timedelta(hours=5)
    returned_at = DECIDED_AT + dt.timedelta(hours=2)
    returned_by = "staff:writer"


class ReasonsSupplementFactory(DjangoModelFactory[models.ReasonsSupplement]):
    """The prosecutor adds them."""

    class Meta:
        model = models.ReasonsSupplement

    answers = factory.SubFactory(ReasonsReturnFactory)
    decision = factory.SelfAttribute("answers.decision")
    reasons = "The police asked the bus company too, and its recording had already been written over."
    supplemented_at = DECIDED_AT + dt.timedelta(hours=3)
    supplemented_by = "staff:prosecutor"


class TransitionRequestFactory(DjangoModelFactory[models.TransitionRequest]):
    """A writer asks for a stop."""

    class Meta:
        model = models.TransitionRequest

    obligation = factory.SubFactory(ObligationFactory)
    kind = "STOP"
    reason = "SAFETY_CONCERN"
    words = "The police called about the address."
    from_at = factory.SelfAttribute("obligation.due_at")
    requested_at = DECIDED_AT + dt.timedelta(hours=2)
    requested_by = "staff:writer"


class ObligationTransitionFactory(DjangoModelFactory[models.ObligationTransition]):
    """A manager approves it."""

    class Meta:
        model = models.ObligationTransition

    request = factory.SubFactory(TransitionRequestFactory)
    outcome = "APPROVED"
    requested_at = factory.SelfAttribute("request.requested_at")
    requested_by = factory.SelfAttribute("request.requested_by")
    answered_at = DECIDED_AT + dt.timedelta(hours=3)
    answered_by = "staff:manager"


class AgencyContactFactory(DjangoModelFactory[models.AgencyContact]):
    """The witness care unit has rung the victim; nothing is known of what it told."""

    class Meta:
        model = models.AgencyContact

    key = factory.LazyFunction(lambda: uuid.uuid4().hex)
    victim = factory.SubFactory(VictimFactory)
    case = factory.SelfAttribute("victim.case")
    agency = Agency.WITNESS_CARE
    stage = AgencyContactStage.MADE
    way = AgencyContactWay.PHONE
    contact_on = DECIDED_AT.date()
    recorded_at = DECIDED_AT
    recorded_by = "staff:officer"
