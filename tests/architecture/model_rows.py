"""One valid row of every table, so that a sweep can try to break each of them.

A model without a builder here fails ``test_models.py``: whoever adds a table says how a valid row of it looks.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import CharField, Model

from accounts.models import ApiAnswer, ApiClient, ApiNonce, ApiQuota, Area, StaffUser, Unit, UnitMembership
from audit.models import AuditEvent
from cases import models as cases
from communications import models as communications
from communications.rules.vocabulary import CommunicationState
from tests.factories import accounts as account_rows
from tests.factories import cases as case_rows
from tests.factories import communications as communication_rows
from tests.factories import triage as triage_rows
from triage import models as triage

AT = dt.datetime(2026, 3, 26, 10, 0, tzinfo=dt.UTC)
ON = dt.date(2026, 3, 26)
OUR_APPS = ("accounts", "audit", "cases", "triage", "communications")

Builder = Callable[..., Model]


def our_models() -> list[type[Model]]:
    """Every table of ours, those that libraries add for history included."""
    return [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]


def is_history(model: type[Model]) -> bool:
    """Whether the table keeps earlier versions of another one's rows; the database writes it, not we."""
    return hasattr(model, "pgh_tracked_model")


def build(model: type[Model], **changes: Any) -> Model:
    """Insert a valid row of ``model``, with some fields set otherwise."""
    return earlier_version(model) if is_history(model) else BUILDERS[model](**changes)


def earlier_version(history: Any) -> Model:
    """Change a row whose history is kept, and return the version that the database put aside."""
    tracked: type[Model] = history.pgh_tracked_model
    current = build(tracked)
    field = next(field for field in tracked._meta.fields if isinstance(field, CharField) and not field.choices)
    tracked._default_manager.filter(pk=current.pk).update(**{field.name: "changed"})
    kept: Model = history._default_manager.get(pgh_obj_id=current.pk)
    return kept


def digest() -> str:
    """A fresh digest."""
    return hashlib.sha256(uuid.uuid4().bytes).hexdigest()


def row(model: type[Model], **defaults: Any) -> Builder:
    """A builder from plain values; a callable value is called for each row, and only where it is not given."""

    def insert(**changes: Any) -> Model:
        values = {
            name: value() if callable(value) else value for name, value in defaults.items() if name not in changes
        }
        return model._default_manager.create(**values, **changes)

    return insert


def portal_account() -> Model:
    """An account of the portal."""
    return build(communications.PortalAccount)


def victim_and_person() -> dict[str, Model]:
    """A victim and the person they are."""
    victim = case_rows.VictimFactory()
    return {"victim": victim, "person": victim.person}


def portal_invitation(**changes: Any) -> Model:
    """An invitation of a victim to their own record."""
    people = {} if {"victim", "person"} <= set(changes) else victim_and_person()
    point = changes.get("code_contact_point") or case_rows.ContactPointFactory(mobile=True)
    if changes.get("spoken_key") and "rung_contact_point" not in changes:
        rung = case_rows.ContactPointFactory(kind="HOME_PHONE", value="+441632960001")
        people |= {"channel": "", "rung_contact_point": rung, "identity": "SECURITY_QUESTIONS"}
    values = {
        "channel": "EMAIL",
        **people,
        "code_contact_point": point,
        "code_digest": digest(),
        "invited_at": AT,
        "invited_by": "staff:1",
        "expires_at": AT,
        **changes,
    }
    return communications.PortalInvitation._default_manager.create(**values)


def _duty_check(**changes: Any) -> Model:
    """The answer of the rules for a victim of the decision's case."""
    decision = changes.get("decision") or case_rows.DecisionFactory()
    victim = changes.get("victim") or case_rows.VictimFactory(case=decision.case)
    values = {"is_owed": True, "facts_as_of": AT, "checked_at": AT, "checked_by": "system:test"}
    return cases.DutyCheck._default_manager.create(**{**values, **changes, "decision": decision, "victim": victim})


def victim_standing(**changes: Any) -> Model:
    """The standing that the database gave a new victim."""
    standings = cases.VictimStanding._default_manager.filter(pk=case_rows.VictimFactory().pk)
    if changes:
        standings.update(**changes)
    return standings.get()


calendar = row(
    cases.CalendarVersion,
    known_from=ON,
    known_to=ON + dt.timedelta(days=365),
    source="test",
    published_at=AT,
    published_by="staff:1",
)

BUILDERS: dict[type[Model], Builder] = {
    # accounts
    Area: lambda **changes: Area._default_manager.create(**{"code": uuid.uuid4().hex, "name": digest(), **changes}),
    Unit: row(
        Unit,
        area=account_rows.AreaFactory,
        kind="VLU",
        name=digest,
        public_name="Victim Liaison Unit",
        phone="01632 960100",
        email="unit@example.org",
        opening_hours="Monday to Friday, 9am to 5pm",
        return_address="PO Box 100",
    ),
    StaffUser: account_rows.StaffUserFactory,
    UnitMembership: account_rows.UnitMembershipFactory,
    ApiClient: account_rows.ApiClientFactory,
    ApiNonce: row(ApiNonce, client=account_rows.ApiClientFactory, nonce="n1", used_at=AT),
    ApiQuota: row(ApiQuota, client=account_rows.ApiClientFactory, minute_began_at=AT, calls=1),
    ApiAnswer: row(
        ApiAnswer, client=account_rows.ApiClientFactory, key="k1", digest=digest, status=200, body=dict, answered_at=AT
    ),
    # audit
    AuditEvent: row(
        AuditEvent, at=AT, actor="system:test", acted_as="SYSTEM", verb="VIEWED", subject_kind="page", subject_id="x"
    ),
    # cases
    cases.Case: case_rows.CaseFactory,
    cases.Person: case_rows.PersonFactory,
    cases.ContactPoint: case_rows.ContactPointFactory,
    cases.SafeContactProfile: case_rows.SafeContactProfileFactory,
    cases.Victim: case_rows.VictimFactory,
    cases.VictimStanding: victim_standing,
    cases.AgencyContact: case_rows.AgencyContactFactory,
    cases.AgreedAnswer: row(
        cases.AgreedAnswer, victim=case_rows.VictimFactory, point="TIMES", answered_at=AT, answered_by="staff:1"
    ),
    cases.Connection: case_rows.ConnectionFactory,
    cases.Defendant: case_rows.DefendantFactory,
    cases.Charge: case_rows.ChargeFactory,
    cases.Hearing: case_rows.HearingFactory,
    cases.Decision: case_rows.DecisionFactory,
    cases.Obligation: case_rows.ObligationFactory,
    cases.DutyCheck: _duty_check,
    cases.TransitionRequest: case_rows.TransitionRequestFactory,
    cases.ObligationTransition: case_rows.ObligationTransitionFactory,
    cases.ReasonsReturn: case_rows.ReasonsReturnFactory,
    cases.ReasonsSupplement: case_rows.ReasonsSupplementFactory,
    cases.ReviewRequest: case_rows.ReviewRequestFactory,
    cases.ReviewStage: case_rows.ReviewStageFactory,
    cases.ReviewAssignment: case_rows.ReviewAssignmentFactory,
    cases.ReviewAnswer: case_rows.ReviewAnswerFactory,
    cases.ReviewTelling: row(
        cases.ReviewTelling,
        request=lambda: case_rows.ReviewRequestFactory(
            state="OUT_OF_TIME", is_plain=False, is_taken=False, taken_reason="Too late"
        ),
        told_on=ON,
        how="PHONE",
        note="She asked what she can do now.",
        recorded_at=AT,
        recorded_by="staff:1",
    ),
    cases.Handover: case_rows.HandoverFactory,
    cases.MainContactChange: row(
        cases.MainContactChange,
        victim=case_rows.VictimFactory,
        after=lambda: case_rows.ConnectionFactory(kind="CLOSE_RELATIVE"),
        reason="FIRST_ON_RECORD",
        changed_at=AT,
        changed_by="staff:1",
    ),
    cases.OfficerLeave: case_rows.OfficerLeaveFactory,
    cases.WorkItem: case_rows.WorkItemFactory,
    cases.InboundMessage: case_rows.InboundMessageFactory,
    cases.CaseEvent: case_rows.CaseEventFactory,
    cases.DecisionProposal: case_rows.DecisionProposalFactory,
    cases.HearingDay: row(cases.HearingDay, hearing=case_rows.HearingFactory, sits_at=AT),
    cases.BailState: row(cases.BailState, defendant=case_rows.DefendantFactory, code="B", stated_at=AT),
    cases.ChargeVictim: row(cases.ChargeVictim, charge=case_rows.ChargeFactory, victim=case_rows.VictimFactory),
    cases.DecisionCharge: row(cases.DecisionCharge, decision=case_rows.DecisionFactory, charge=case_rows.ChargeFactory),
    cases.Notification: row(
        cases.Notification,
        decision=case_rows.DecisionFactory,
        vlu_notified_at=AT,
        vlu_notified_by="staff:1",
        has_sufficient_reasons=True,
    ),
    cases.Deadline: row(
        cases.Deadline,
        obligation=case_rows.ObligationFactory,
        limit_working_days=5,
        due_on=ON,
        due_at=AT,
        rule_id="VCL-A",
        rule_version="1",
        calendar_version="1",
        explanation=list,
        reason="",
        computed_at=AT,
        computed_by="staff:1",
    ),
    cases.CalendarVersion: calendar,
    cases.NonWorkingDay: row(cases.NonWorkingDay, calendar=calendar, day=ON, name="Good Friday"),
    cases.RuleRow: row(
        cases.RuleRow,
        kind="TIME_LIMIT",
        key=lambda: uuid.uuid4().hex,
        value=dict,
        starts_on=ON,
        source="test",
        published_at=AT,
        published_by="staff:1",
    ),
    cases.InboundFile: row(
        cases.InboundFile,
        source="jsonl",
        digest=digest,
        received_at=AT,
        received_by="staff:1",
    ),
    # triage
    triage.TierOverride: row(
        triage.TierOverride,
        victim=case_rows.VictimFactory,
        tier="ENHANCED",
        reason="Asked for more support",
        overridden_at=AT,
        overridden_by="staff:1",
    ),
    triage.RuleSetVersion: triage_rows.RuleSetVersionFactory,
    triage.TriageAssessment: triage_rows.TriageAssessmentFactory,
    # communications
    communications.TemplateVersion: row(
        communications.TemplateVersion,
        letter_type="DISCONTINUE_ALL",
        language="EN",
        version=lambda: uuid.uuid4().int % 30_000,
        digest=digest,
        published_at=AT,
        published_by="staff:1",
    ),
    communications.FeedbackCount: row(
        communications.FeedbackCount,
        unit=account_rows.UnitFactory,
        month=ON.replace(day=1),
        kind="CALL",
        question="CLEAR",
        answer="YES",
        count=1,
    ),
    communications.FeedbackGiven: row(
        communications.FeedbackGiven,
        victim=case_rows.VictimFactory,
        person=case_rows.PersonFactory,
        kind="CALL",
        subject="1",
        given_on=ON,
    ),
    communications.SavedView: row(
        communications.SavedView,
        user=account_rows.StaffUserFactory,
        list_name="WORK",
        name="Late",
        filters=lambda: [["due", "OVERDUE"]],
        saved_at=AT,
        saved_by="staff:1",
    ),
    communications.WarningSign: communication_rows.WarningSignFactory,
    communications.Referral: communication_rows.ReferralFactory,
    communications.ReferralStep: communication_rows.ReferralStepFactory,
    communications.UsualWait: communication_rows.UsualWaitFactory,
    communications.LongWait: communication_rows.LongWaitFactory,
    communications.Communication: communication_rows.CommunicationFactory,
    communications.Addendum: row(
        communications.Addendum,
        communication=lambda: communication_rows.CommunicationFactory(approved=True),
        words=list,
        approved_digest=digest,
        digest=digest,
        due_at=AT,
        leaves_at=AT + dt.timedelta(days=1),
        added_at=AT,
        added_by="system:delivery",
    ),
    communications.Translation: communication_rows.TranslationFactory,
    communications.TranslationCheck: row(
        communications.TranslationCheck,
        template=lambda: communication_rows.TemplateVersionFactory(language="CY", version=uuid.uuid4().int % 30_000),
        checked_on=dt.date(2026, 3, 20),
        translator="A certified translator, with their register",
        recorded_at=AT,
        recorded_by="staff:1",
    ),
    communications.RenderedDocument: communication_rows.RenderedDocumentFactory,
    communications.OutboxMessage: communication_rows.OutboxMessageFactory,
    communications.Promise: communication_rows.PromiseFactory,
    communications.Meeting: communication_rows.MeetingFactory,
    communications.MeetingAction: communication_rows.MeetingActionFactory,
    cases.MeasureRecord: row(
        cases.MeasureRecord,
        victim=case_rows.VictimFactory,
        measure="SCREENS",
        step="ASKED",
        taken_on=ON,
        recorded_at=AT,
        recorded_by="staff:1",
    ),
    communications.MeetingSlot: communication_rows.MeetingSlotFactory,
    communications.MeetingWishes: communication_rows.MeetingWishesFactory,
    communications.ReadingTime: communication_rows.ReadingTimeFactory,
    communications.MeetingQuestion: communication_rows.MeetingQuestionFactory,
    communications.MeetingNotes: communication_rows.MeetingNotesFactory,
    communications.MeetingChange: row(
        communications.MeetingChange,
        meeting=communication_rows.MeetingFactory,
        step="OPEN",
        after="REQUESTED",
        changed_at=AT,
        changed_by="staff:1",
    ),
    cases.ExposureSpell: row(
        cases.ExposureSpell,
        officer=account_rows.StaffUserFactory,
        kind="BEREAVEMENT",
        began_on=AT.date(),
    ),
    communications.PortalAccount: communication_rows.PortalAccountFactory,
    communications.PortalPasskey: row(
        communications.PortalPasskey,
        account=portal_account,
        credential_digest=digest,
        public_key=b"key",
        device="MAC",
        added_at=AT,
    ),
    communications.CallSeries: communication_rows.CallSeriesFactory,
    communications.ContactAttempt: communication_rows.ContactAttemptFactory,
    communications.IdentityCheck: row(
        communications.IdentityCheck,
        series=communication_rows.CallSeriesFactory,
        kind="AGREED_WORDS",
        checked_at=AT,
        checked_by="staff:1",
    ),
    communications.CallText: row(
        communications.CallText,
        series=communication_rows.CallSeriesFactory,
        left_out_because="The person does not want to be reached in this way.",
        recorded_at=AT,
        recorded_by="staff:1",
    ),
    communications.ContactWish: communication_rows.ContactWishFactory,
    communications.ReaderWish: communication_rows.ReaderWishFactory,
    communications.SupporterTelling: row(
        communications.SupporterTelling,
        series=communication_rows.CallSeriesFactory,
        connection=case_rows.ConnectionFactory,
        key=lambda: uuid.uuid4().hex,
        outcome="NOT_REACHED",
        told_at=AT,
        against=list,
        recorded_at=AT,
        recorded_by="staff:1",
    ),
    communications.PlanDeviation: row(
        communications.PlanDeviation,
        series=communication_rows.CallSeriesFactory,
        step="CALL",
        reason="They rang us and asked for the letter at once.",
        made_at=AT,
        made_by="staff:1",
    ),
    communications.RegisteredSupporter: communication_rows.RegisteredSupporterFactory,
    communications.SupporterConsent: communication_rows.SupporterConsentFactory,
    communications.StatusChange: row(
        communications.StatusChange,
        communication=communication_rows.CommunicationFactory,
        after=CommunicationState.DRAFT,
        changed_at=AT,
        changed_by="staff:1",
    ),
    communications.Enclosure: communication_rows.EnclosureFactory,
    communications.LeafletChoice: row(
        communications.LeafletChoice,
        communication=communication_rows.CommunicationFactory,
        leaflet="COURT",
        is_enclosed=True,
        reason="She asked about the courtroom.",
        chosen_at=AT,
        chosen_by="staff:1",
    ),
    communications.WarningOverride: row(
        communications.WarningOverride,
        communication=communication_rows.CommunicationFactory,
        rule="GATE-7",
        finding_key="0123456789abcdef",
        reason="The person used this word themselves.",
        made_at=AT,
        made_by="staff:1",
    ),
    communications.VictimMessage: communication_rows.VictimMessageFactory,
    communications.MessageAnswer: communication_rows.MessageAnswerFactory,
    communications.Complaint: communication_rows.ComplaintFactory,
    communications.ComplaintStage: communication_rows.ComplaintStageFactory,
    communications.LetterCorrection: communication_rows.LetterCorrectionFactory,
    communications.Telling: communication_rows.TellingFactory,
    communications.RelativeTelling: communication_rows.RelativeTellingFactory,
    communications.DraftVersion: row(
        communications.DraftVersion,
        communication=communication_rows.CommunicationFactory,
        number=1,
        kind="SAVED",
        words=list,
        digest=digest,
        made_at=AT,
        made_by="staff:1",
    ),
    communications.EditLock: row(
        communications.EditLock,
        communication=communication_rows.CommunicationFactory,
        held_at=AT,
        held_by="staff:1",
        until=AT + dt.timedelta(minutes=10),
    ),
    communications.SecondReading: row(
        communications.SecondReading,
        communication=communication_rows.CommunicationFactory,
        grade="B3",
        due_at=AT + dt.timedelta(days=1),
        asked_at=AT,
        asked_by="staff:1",
    ),
    communications.LetterComment: row(
        communications.LetterComment,
        communication=communication_rows.CommunicationFactory,
        block="reason_specific",
        text="Say which camera it was.",
        made_at=AT,
        made_by="staff:1",
    ),
    communications.DeliveryAttempt: row(
        communications.DeliveryAttempt,
        message=communication_rows.OutboxMessageFactory,
        fence=1,
        action="SEND",
        started_at=AT,
        ended_at=AT,
        outcome="ACCEPTED",
    ),
    communications.Receipt: row(
        communications.Receipt,
        provider="simulator",
        provider_id=lambda: uuid.uuid4().hex,
        status="delivered",
        provider_at=AT,
        body=dict,
        received_at=AT,
    ),
    communications.SendingControl: row(
        communications.SendingControl, is_stopped=True, reason="Exercise", switched_at=AT, switched_by="staff:1"
    ),
    communications.PacingBucket: row(
        communications.PacingBucket,
        channel=lambda: uuid.uuid4().hex[:30],
        tokens=1.0,
        rate_per_second=1.0,
        burst=1.0,
        refilled_at=AT,
    ),
    communications.TimelinessCell: row(
        communications.TimelinessCell,
        area_code="NORTH_WEST",
        month=ON.replace(day=1),
        letter_type="DISCONTINUE_ALL",
        limit_working_days=5,
        on_time=1,
        late_48h=0,
        late_over_48h=0,
        exempt=0,
        counted_at=AT,
    ),
    communications.VolumeHour: row(communications.VolumeHour, hour_at=AT, queued=1),
    communications.SweepRun: row(
        communications.SweepRun, sweep=lambda: uuid.uuid4().hex, every_seconds=60, started_at=AT
    ),
    communications.PortalInvitation: portal_invitation,
    communications.PortalCode: row(
        communications.PortalCode, browser_digest=digest, code_digest=digest, sent_at=AT, expires_at=AT
    ),
    communications.PortalSession: row(
        communications.PortalSession,
        account=portal_account,
        token_digest=digest,
        started_at=AT,
        last_seen_at=AT,
        expires_at=AT,
    ),
}
