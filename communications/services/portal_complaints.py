"""A person signed in to the portal complains, follows their complaint, takes it further or back (V27, M11)."""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import require
from cases.rules.vocabulary import ReviewReceipt
from cases.rules.working_days import london_date
from communications.models import Communication, Complaint, ComplaintStage, ContactAttempt, Meeting
from communications.rules.complaints import ComplaintAbout, ComplaintStanding, Further, StageClock, further, standing_of
from communications.rules.contact_store import ContactKind
from communications.selectors import complaints as reading
from communications.selectors.contact_store import StoreEntry
from communications.selectors.portal import PortalContact
from communications.services import complaint_stages as stages
from communications.services import complaints, own_record
from communications.services.complaints import ComplaintEntry, NoSuchCause
from communications.services.own_record import NotThere


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnStage:
    """One answer, asked for or given, as its person may read it."""

    number: int
    standing: ComplaintStanding
    #: London dates.
    asked_on: dt.date
    acknowledge_due_on: dt.date
    answer_due_on: dt.date
    #: What they said when they asked for it.
    said: str
    #: When it was taken back; None for every other.
    settled_on: dt.date | None
    #: The answer, once they have it; None before.
    given: ComplaintStage | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OwnComplaint:
    """One complaint as its person may read it."""

    complaint: Complaint
    #: What it is about, where they chose one: sort and London date.
    cause: tuple[ContactKind, dt.date] | None
    stages: tuple[OwnStage, ...]
    further: Further
    #: Until when a second answer, and then the Independent Assessor, may be asked; London dates, None where neither.
    further_until: dt.date | None
    assessor_until: dt.date | None

    @property
    def newest(self) -> OwnStage:
        """The stage that counts now."""
        return self.stages[-1]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenComplaints:
    """Every complaint of a person, opened to be read."""

    complaints: tuple[OwnComplaint, ...]
    contact: PortalContact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """What the form rests on."""

    causes: tuple[StoreEntry, ...]
    contact: PortalContact
    #: By when a complaint made now is acknowledged and answered.
    if_made_now: StageClock


def open_complaints(*, viewer: Actor, at: dt.datetime) -> OpenComplaints:
    """Open the viewer's own complaints, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        found = own(viewer=viewer, at=at)
        own_record.note_look(record=record, page="complaints", viewer=viewer, at=at)
    return OpenComplaints(complaints=found, contact=record.contact)


def own(*, viewer: Actor, at: dt.datetime) -> tuple[OwnComplaint, ...]:
    """Read the viewer's own complaints, newest first; whoever asks has opened the record and notes the look."""
    return tuple(_own(each, at=at) for each in reading.own_complaints(viewer=viewer))


def open_complaint(*, viewer: Actor, complaint_id: uuid.UUID, at: dt.datetime) -> tuple[OwnComplaint, PortalContact]:
    """Open one of them, and note the look.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: it is not theirs.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at)
        try:
            complaint = reading.own_complaint(viewer=viewer, complaint_id=complaint_id)
        except Complaint.DoesNotExist as missing:
            raise NotThere from missing
        own_record.note_look(record=record, page="complaints", viewer=viewer, at=at)
    return _own(complaint, at=at), record.contact


def open_form(*, viewer: Actor, at: dt.datetime) -> OpenForm:
    """Open what a person needs to complain: what it may be about, and by when they are answered.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal, or may not write there.
        NotThere: there is no such record.
        BeyondHorizon, NothingPublished, NoLimitInForce: a clock cannot be counted.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at, permission=Permission.WRITE_OWN_MESSAGE)
        causes = reading.possible_causes(viewer=viewer, at=at)
        own_record.note_look(record=record, page="complaints", viewer=viewer, at=at)
    return OpenForm(causes=causes, contact=record.contact, if_made_now=stages.if_made_on(day=london_date(at=at)))


@transaction.atomic
def make(
    *,
    viewer: Actor,
    about: ComplaintAbout,
    text: str,
    cause: str,
    key: str,
    tells_what_happened: bool | None,
    at: dt.datetime,
) -> Complaint:
    """Complain, in the viewer's own name. The same ``key`` complains once. ``cause`` is ``KIND:key`` or empty.

    Raises:
        NoSuchCause: what caused it is not theirs, or not to be seen yet.
        accounts.policies.NotPermitted, correspondence.UnableToTake, MayTellWhatHappened, TooManyMessages,
            BeyondHorizon, NothingPublished, NoLimitInForce: see ``complaints.make``.
    """
    require(actor=viewer, permission=Permission.WRITE_OWN_MESSAGE, victim_id=viewer.victim_id)
    found = reading.cause_of(viewer=viewer, cause=cause, at=at) if cause else None
    if cause and found is None:
        raise NoSuchCause
    kind, subject = (found.kind, found.subject_id) if found is not None else (None, "")
    entry = ComplaintEntry(
        key=f"online:{key}",
        about=about,
        text=text,
        tells_what_happened=tells_what_happened,
        received_on=london_date(at=at),
        receipt=ReviewReceipt.ONLINE_PAGE,
        letter=Communication.objects.get(pk=subject) if kind is ContactKind.LETTER else None,
        call=ContactAttempt.objects.get(pk=subject) if kind is ContactKind.CALL else None,
        meeting=Meeting.objects.get(pk=subject) if kind is ContactKind.MEETING else None,
    )
    return complaints.make(entry=entry, actor=viewer, at=at)


def _own(complaint: Complaint, *, at: dt.datetime) -> OwnComplaint:
    rows = reading.stages_of(complaint)
    newest = rows[-1]
    until = stages.further_until(stage=newest)
    return OwnComplaint(
        complaint=complaint,
        cause=_cause(complaint),
        stages=tuple(_stage(each) for each in rows),
        further=further(stage=reading.facts_of(newest), until=until, today=london_date(at=at)),
        further_until=until,
        assessor_until=stages.assessor_until(stage=newest),
    )


def _stage(row: ComplaintStage) -> OwnStage:
    standing = standing_of(stage=reading.facts_of(row))
    # An answer that somebody is to tell them first is not read here before that, nor that there is one.
    return OwnStage(
        number=row.number,
        standing=ComplaintStanding.LOOKED_AT if standing is ComplaintStanding.TO_BE_TOLD else standing,
        asked_on=row.asked_on,
        acknowledge_due_on=row.acknowledge_due_on,
        answer_due_on=row.answer_due_on,
        said=row.said,
        settled_on=london_date(at=row.settled_at)
        if row.settled_at is not None and standing is ComplaintStanding.WITHDRAWN
        else None,
        given=row if standing is ComplaintStanding.ANSWERED else None,
    )


def _cause(complaint: Complaint) -> tuple[ContactKind, dt.date] | None:
    if complaint.letter is not None:
        return ContactKind.LETTER, london_date(at=complaint.letter.sent_at or complaint.letter.opened_at)
    if complaint.call is not None:
        return ContactKind.CALL, complaint.call.called_on
    if complaint.meeting is not None and complaint.meeting.starts_at is not None:
        return ContactKind.MEETING, london_date(at=complaint.meeting.starts_at)
    return None
