"""Every address of the service, read from the URLconf, with real objects for its placeholders."""

import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.models import (
    AgencyContact,
    Case,
    Connection,
    ContactPoint,
    Decision,
    DecisionProposal,
    Handover,
    Hearing,
    Obligation,
    ReasonsReturn,
    ReviewRequest,
    ReviewTelling,
    Victim,
    WorkItem,
)
from cases.rules.vocabulary import ConnectionKind, ObligationState, ReviewState, ToldBy, WorkKind
from cases.selectors.inbound import Batch
from communications.models import (
    CallSeries,
    Communication,
    Complaint,
    DraftVersion,
    Enclosure,
    Meeting,
    MeetingAction,
    MeetingSlot,
    OutboxMessage,
    Promise,
    Referral,
    RelativeTelling,
    RenderedDocument,
    VictimMessage,
)
from communications.rules.vocabulary import LetterType
from tests.factories import accounts as account_rows
from tests.factories import cases as case_rows
from tests.factories import communications as communication_rows
from tests.letters.samples import a_letter

#: Words of a letter as they are stored.
WORDS = [{"key": "opening", "heading": "", "text": "Dear Sam", "locked": False}]
#: Pages about the family of a victim who died, who must be one.
FAMILY_PAGES = frozenset({"workspace:family", "workspace:add-relative", "workspace:main-contact"})


@dataclasses.dataclass(frozen=True, kw_only=True)
class Route:
    """One pattern of the URLconf."""

    #: Namespaced name, for example ``workspace:case``.
    name: str
    #: The pattern as written.
    pattern: str
    #: Names of its placeholders.
    placeholders: frozenset[str]
    view: Callable[..., Any]

    @property
    def tree(self) -> str:
        """First part of the path: staff, portal, api or nothing."""
        return self.pattern.split("/")[0]

    @property
    def is_admin(self) -> bool:
        """Whether Django's administration site serves it, with its own rules."""
        return self.name.startswith("admin:")

    @property
    def is_library(self) -> bool:
        """Whether the sign-in library serves it."""
        return self.name.startswith(("account_", "mfa_", "openid_connect_", "socialaccount_"))

    @property
    def is_open(self) -> bool:
        """Whether Django lets people without a staff account through to the view."""
        return not getattr(self.view, "login_required", True)

    @property
    def needs_portal_session(self) -> bool:
        """Whether the view itself lets in only people signed in to the portal."""
        return bool(getattr(self.view, "needs_portal_session", False))

    @property
    def is_api(self) -> bool:
        """Whether DRF serves it, with its own authentication."""
        return hasattr(self.view, "cls") or hasattr(self.view, "initkwargs")


def routes() -> tuple[Route, ...]:
    """Every route."""
    return tuple(_walk(get_resolver(), prefix="", namespaces=()))


def _walk(resolver: URLResolver, *, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        text = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            deeper = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, prefix=text, namespaces=deeper)
        elif isinstance(entry, URLPattern):
            placeholders = re.findall(r"<(?:\w+:)?(\w+)>", text)
            yield Route(
                name=":".join([*namespaces, entry.name or ""]),
                pattern=text,
                placeholders=frozenset(placeholders),
                view=entry.callback,
            )


@dataclasses.dataclass(frozen=True, kw_only=True)
class World:
    """One case with one of everything that an address can name."""

    case: Case
    victim: Victim
    decision: Decision
    obligation: Obligation
    proposal: DecisionProposal
    work_item: WorkItem
    #: Work about messages that could not be taken in, which has a page of its own and no case.
    not_taken_in: WorkItem
    draft: Communication
    letter: Communication
    #: With hard news, so that its reader chooses when to hear it.
    hard_letter: Communication
    document: RenderedDocument
    message: OutboxMessage
    written: VictimMessage
    complaint: Complaint
    promise: Promise
    meeting: Meeting
    action: MeetingAction
    slot: MeetingSlot
    point: ContactPoint
    returned: ReasonsReturn
    version: DraftVersion
    enclosure: Enclosure
    review: ReviewRequest
    #: Decisions that letters have told the victim: of the one no review was asked for, of the other one was answered.
    told: Obligation
    told_again: Obligation
    hearing: Hearing
    calls: CallSeries
    contact: AgencyContact
    handover: Handover
    #: Of a victim of the same case who died.
    relative: Connection
    relative_telling: RelativeTelling
    referral: Referral
    #: Of the victim: somebody whom staff put on the register of supporters.
    beside: Connection

    def values(self) -> dict[str, object]:
        """Placeholder -> the object of this world that it names."""
        return {
            "case_id": self.case.pk,
            "victim_id": self.victim.pk,
            "person_id": self.victim.person_id,
            "decision_id": self.decision.pk,
            "obligation_id": self.obligation.pk,
            "proposal_id": self.proposal.pk,
            "work_item_id": self.work_item.pk,
            "work_id": self.work_item.pk,
            "item_id": self.work_item.pk,
            "communication_id": self.draft.pk,
            "letter_id": self.letter.pk,
            "document_id": self.document.pk,
            "message_id": self.message.pk,
            "written_id": self.written.pk,
            "complaint_id": self.complaint.pk,
            "promise_id": self.promise.pk,
            "meeting_id": self.meeting.pk,
            "referral_id": self.referral.pk,
            "action_id": self.action.pk,
            "slot_id": self.slot.pk,
            "point_id": self.point.pk,
            "return_id": self.returned.pk,
            "version": self.version.number,
            "number": self.enclosure.position,
            "review_id": self.review.pk,
            "told_id": self.told.pk,
            "hearing_id": self.hearing.pk,
            "series_id": self.calls.pk,
            "contact_id": self.contact.pk,
            "handover_id": self.handover.pk,
            "connection_id": self.relative.pk,
            "telling_id": self.relative_telling.pk,
            "officer_id": self.handover.from_officer_id,
            "area_code": self.case.area_id,
            "unit_id": self.case.unit_id,
        }

    def nowhere(self, route: Route) -> dict[str, object]:
        """Placeholder -> a key of the same kind that names nothing."""
        return {
            name: uuid.UUID(int=0) if isinstance(value, uuid.UUID) else 0
            for name, value in self.values().items()
            if name in route.placeholders and not isinstance(value, str)
        }

    def address(self, route: Route, **instead: object) -> str:
        """The path of ``route`` filled with objects of this world."""
        own = {
            "workspace:not-taken-in": {"item_id": self.not_taken_in.pk},
            # Reasons are sent back from a letter that explains a decision; the other letter is an update.
            "workspace:reasons-back": {"letter_id": self.draft.pk},
            "portal:letter_when": {"letter_id": self.hard_letter.pk},
            "portal:review_asked": {"told_id": self.told_again.pk},
            "portal:review_further": {"told_id": self.told_again.pk},
        }.get(route.name, {})
        if route.name in {"workspace:beside-one", "portal:beside_choose"}:
            own = {"connection_id": self.beside.pk}
        elif route.name in FAMILY_PAGES or "connection_id" in route.placeholders:
            own = {"victim_id": self.relative.victim_id}
        known = {**self.values(), **own, **instead}
        missing = route.placeholders - set(known)
        assert not missing, f"{route.name}: say in tests/architecture/routes.py what {sorted(missing)} name"
        return reverse(route.name, kwargs={name: known[name] for name in route.placeholders})


def printable() -> dict[str, object]:
    """Words, values and a reference that agree, as those of a letter that left."""
    words, context = a_letter(LetterType.DISCONTINUE_ALL)
    return {
        "words": words.as_json(),
        "context": context.as_json(),
        "reference": context.our_reference,
        "letter_type": LetterType.DISCONTINUE_ALL,
        "template": communication_rows.TemplateVersionFactory(letter_type=LetterType.DISCONTINUE_ALL),
    }


def told_to(victim: Victim) -> Obligation:
    """Build a decision that a letter has told the victim of, with a right to review."""
    decision = case_rows.DecisionFactory(case=victim.case)
    left_at = decision.decided_at + dt.timedelta(days=1)
    owed = case_rows.ObligationFactory(victim=victim, decision=decision, state=ObligationState.MET, met_at=left_at)
    communication_rows.CommunicationFactory(
        victim=victim, obligation=owed, sent=True, sent_at=left_at, opened_at=decision.decided_at, words=WORDS
    )
    return owed


def answered(owed: Obligation) -> None:
    """Build a first answer to the victim's request for a review, of which they were told."""
    request = case_rows.ReviewRequestFactory(
        victim=owed.victim, decision=owed.decision, state=ReviewState.LOCAL_ANSWERED
    )
    answer = case_rows.ReviewAnswerFactory(stage__request=request)
    ReviewTelling.objects.create(
        request=request, stage=answer.stage, told_on=dt.date(2026, 4, 7), how=ToldBy.PHONE, note="Rang.",
        recorded_at=answer.recorded_at, recorded_by="staff:1",
    )  # fmt: skip


def make_world(**case: object) -> World:
    """Build a case with one of everything, and the reference data that its pages read."""
    call_command("load_reference_data", verbosity=0)
    built = case_rows.CaseFactory(**case)
    officer = account_rows.UnitMembershipFactory(unit=built.unit).user
    victim = case_rows.VictimFactory(case=built, officer=officer)
    decision = case_rows.DecisionFactory(case=built)
    obligation = case_rows.ObligationFactory(victim=victim, decision=decision)
    draft = communication_rows.CommunicationFactory(victim=victim, obligation=obligation, words=WORDS)
    meeting = communication_rows.MeetingFactory(victim=victim, arranged=True)
    letter = communication_rows.CommunicationFactory(
        victim=victim, sent=True, published_at=draft.opened_at, **printable()
    )
    told, told_again = told_to(victim), told_to(victim)
    answered(told_again)
    return World(
        case=built,
        victim=victim,
        decision=decision,
        obligation=obligation,
        proposal=case_rows.DecisionProposalFactory(case=built),
        work_item=case_rows.WorkItemFactory(case=built, key=uuid.uuid4().hex),
        not_taken_in=case_rows.WorkItemFactory(
            kind=WorkKind.NOT_TAKEN_IN,
            key=Batch(received_on=dt.date(2026, 3, 26), unit_id=built.unit_id, file_id=None, source="CSV_CASES").key,
            case=None,
            unit=built.unit,
            is_for_manager=True,
        ),
        draft=draft,
        letter=letter,
        hard_letter=communication_rows.CommunicationFactory(
            victim=victim, sent=True, published_at=draft.opened_at, is_hard_news=True, words=WORDS
        ),
        document=communication_rows.RenderedDocumentFactory(communication=letter),
        message=communication_rows.OutboxMessageFactory(communication=letter),
        written=communication_rows.VictimMessageFactory(victim=victim),
        complaint=communication_rows.ComplaintFactory(victim=victim),
        promise=communication_rows.PromiseFactory(victim=victim),
        meeting=meeting,
        referral=communication_rows.ReferralStepFactory(referral__victim=victim).referral,
        action=communication_rows.MeetingActionFactory(meeting=meeting),
        slot=communication_rows.MeetingSlotFactory(meeting=meeting),
        point=case_rows.ContactPointFactory(person=victim.person, mobile=True),
        returned=case_rows.ReasonsReturnFactory(decision=decision),
        enclosure=communication_rows.EnclosureFactory(communication=letter, position=1),
        version=DraftVersion.objects.create(
            communication=letter,
            number=1,
            kind="OPENED",
            words=WORDS,
            digest="0" * 64,
            made_at=letter.opened_at,
            made_by="staff:1",
        ),
        review=case_rows.ReviewStageFactory(
            request=case_rows.ReviewRequestFactory(victim=victim, decision=decision)
        ).request,
        told=told,
        told_again=told_again,
        hearing=case_rows.HearingFactory(case=built, starts_at=timezone.now() + dt.timedelta(days=30)),
        calls=communication_rows.CallSeriesFactory(victim=victim),
        contact=case_rows.AgencyContactFactory(victim=victim),
        handover=case_rows.HandoverFactory(victim=victim, from_officer=officer),
        relative_telling=communication_rows.RelativeTellingFactory(letter=letter),
        beside=case_rows.ConnectionFactory(
            victim=victim,
            person=communication_rows.RegisteredSupporterFactory().person,
            kind=ConnectionKind.ISVA,
            is_primary=False,
        ),
        relative=case_rows.ConnectionFactory(
            kind=ConnectionKind.CLOSE_RELATIVE,
            victim=case_rows.VictimFactory(case=built, person__died_on=dt.date(2026, 1, 2)),
        ),
    )
