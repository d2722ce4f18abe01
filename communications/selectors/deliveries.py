"""What staff read about one message that somebody must settle: what it is, what happened to it, and what it carries.

Never the words of the message, nor the address it goes to: settling needs neither.
"""

import dataclasses

from django.db.models import Count, Q

from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import holds_anywhere, require_anywhere, scope_of
from cases.models import Case, Victim, WorkItem
from cases.rules.vocabulary import WorkKind, WorkState
from cases.selectors.records import cases_visible_to
from communications.models import Communication, DeliveryAttempt, OutboxMessage, Receipt

#: Attempts and receipts shown, newest first.
SHOWN = 50
_UNDECIDED = (WorkKind.UNDECIDED_DELIVERY,)
_HELD = (WorkKind.HELD_COMMUNICATION,)
_NO_WAY = (WorkKind.DELIVERY_FAILED, WorkKind.NO_SAFE_CHANNEL)
_RESTRICTED = Q(case__is_rasso=True) | Q(case__is_restricted=True)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """One message with everything that happened to it."""

    message: OutboxMessage
    case: Case
    victim: Victim
    #: None for an invitation, a code or a notice that carries no letter.
    letter: Communication | None
    #: Newest first.
    attempts: tuple[DeliveryAttempt, ...]
    receipts: tuple[Receipt, ...]
    #: The message that took its place, if there is one.
    follower: OutboxMessage | None
    #: Work about this message, open first, then the newest.
    work: tuple[WorkItem, ...]

    @property
    def open_work(self) -> tuple[WorkItem, ...]:
        """List the work that still waits for a person."""
        return tuple(item for item in self.work if item.state == WorkState.OPEN)

    @property
    def settled(self) -> WorkItem | None:
        """Return the work about this message that was finished last."""
        done = [item for item in self.work if item.done_at is not None]
        return max(done, key=lambda item: (item.done_at, item.raised_at), default=None)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WaitingForAPerson:
    """How many messages of one Area wait for a person, as its work list counts them."""

    area_code: str
    area: str
    #: Nobody can say whether they were sent.
    undecided: int
    #: Held before the call: certainly not sent.
    held: int
    #: Failed, came back, or without a safe way.
    no_way: int


def visible_delivery(*, viewer: Actor, message_id: int) -> DeliveryRecord:
    """Read one message of a case that the viewer may read, in a constant number of queries.

    Raises:
        OutboxMessage.DoesNotExist: there is none, or it is not the viewer's to see; the two are not told apart.
    """
    message = OutboxMessage.objects.select_related(
        "communication__case__area",
        "communication__case__unit",
        "communication__victim__person",
        "communication__victim__case",
        "communication__recipient",
        "communication__obligation",
        "contact_point__person",
        "document",
    ).get(pk=message_id)
    letter = message.communication
    victim = letter.victim if letter is not None else _victim_named_by(message)
    if victim is None or not cases_visible_to(viewer=viewer).filter(pk=victim.case_id).exists():
        raise OutboxMessage.DoesNotExist("There is no such message to be seen")
    work = WorkItem.objects.filter(case_id=victim.case_id, about=f"message:{message.pk}")
    return DeliveryRecord(
        message=message,
        case=letter.case if letter is not None else victim.case,
        victim=victim,
        letter=letter,
        attempts=tuple(DeliveryAttempt.objects.filter(message=message).order_by("-started_at", "-id")[:SHOWN]),
        receipts=_receipts(message),
        follower=OutboxMessage.objects.filter(follows=message).order_by("id").first(),
        work=tuple(work.order_by("-state", "-raised_at", "id")),
    )


def open_work_about(*, viewer: Actor, letter: Communication) -> tuple[WorkItem, ...]:
    """List the open work about a letter and the messages that carried it, oldest first."""
    about = [f"communication:{letter.pk}"]
    about += [f"message:{key}" for key in letter.messages.values_list("pk", flat=True)]
    return tuple(
        WorkItem.objects.filter(
            case__in=cases_visible_to(viewer=viewer), case_id=letter.case_id, about__in=about, state=WorkState.OPEN
        ).order_by("raised_at", "id")
    )


def waiting_for_a_person(*, viewer: Actor) -> tuple[WaitingForAPerson, ...]:
    """Count by Area the open work about messages that somebody must settle, by the Area's name.

    Whoever reads work lists gets the counts of what their own list shows; whoever only runs the service, all counts.

    Raises:
        NotPermitted: the viewer sees no figures anywhere.
    """
    require_anywhere(actor=viewer, permission=Permission.VIEW_PERFORMANCE)
    rows = WorkItem.objects.filter(state=WorkState.OPEN, kind__in=[*_UNDECIDED, *_HELD, *_NO_WAY])
    if holds_anywhere(actor=viewer, permission=Permission.VIEW_WORK):
        scope = scope_of(actor=viewer, permission=Permission.VIEW_WORK)
        rows = rows.filter(scope.as_filter(area="unit__area_id", unit="unit_id", is_restricted=_RESTRICTED))
    counted = (
        rows.order_by()
        .values("unit__area_id", "unit__area__name")
        .annotate(
            undecided=Count("pk", filter=Q(kind__in=_UNDECIDED)),
            held=Count("pk", filter=Q(kind__in=_HELD)),
            no_way=Count("pk", filter=Q(kind__in=_NO_WAY)),
        )
        .order_by("unit__area__name")
    )
    return tuple(
        WaitingForAPerson(
            area_code=row["unit__area_id"],
            area=row["unit__area__name"],
            undecided=row["undecided"],
            held=row["held"],
            no_way=row["no_way"],
        )
        for row in counted
    )


def _receipts(message: OutboxMessage) -> tuple[Receipt, ...]:
    """Read what the provider reported, found by the provider's own id: the key under which receipts are kept once."""
    if not message.provider_id:
        return ()
    found = Receipt.objects.filter(provider_id=message.provider_id, send_ref=message.send_ref).defer("body")
    return tuple(found.order_by("-provider_at", "-id")[:SHOWN])


def _victim_named_by(message: OutboxMessage) -> Victim | None:
    victim_id = message.template_values.get("victim_id")
    if not victim_id:
        return None
    return Victim.objects.select_related("case__area", "case__unit", "person").filter(pk=victim_id).first()
