"""A person signed in to the portal chooses how we keep in touch with them: the same rules as when staff record it.

Each choice holds from the moment it is saved. What could be the work of somebody else who holds their phone is put
before their contact, who asks them (CHO-2). Nobody chooses for anybody else (V9, V11, V13, V14, V30).
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.permissions import Permission
from accounts.policies import NotPermitted, require
from accounts.roles import SystemProcess
from cases.models import ContactPoint, Person, SafeContactProfile, Victim
from cases.rules.vocabulary import AgreedPoint, ContactPointKind, OwnWay, WorkKind
from cases.rules.working_days import end_of_day, london_date
from cases.services import agreeing, people, reference, work
from cases.services.agreeing import Needs
from cases.services.people import ChangedMeanwhile, ProfileChange, Seen
from communications.models import Promise
from communications.rules import own_choices as rules
from communications.rules.contact_plan import NewsSort, Wish
from communications.rules.own_choices import NewsKind, Weight
from communications.rules.safe_contact import SafeContactProfile as SafeProfile
from communications.rules.safe_hours import next_safe_time
from communications.selectors import own_choices as selector
from communications.selectors.own_choices import OwnChoices
from communications.selectors.portal import PortalContact
from communications.services import onboarding, own_record, plan_wishes, safe_contact, stored_profiles
from communications.services.own_record import NotThere
from triage import services as triage
from triage.rules.facts import OwnView

__all__ = ["ChangedMeanwhile", "NotThere"]


class WayClosed(ValueError):
    """The person has closed this way, or no place is known to be safe for it."""


_TRIAGE = actors.system(SystemProcess.TRIAGE)
#: Within so many working days somebody asks the person whether a change was theirs.
_LOOKED_AT_WITHIN = 2
#: So many of the things that changed are named; a line of work is short.
_NAMED = 3


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenChoices:
    """What a person has chosen, opened to be read or changed."""

    choices: OwnChoices
    contact: PortalContact
    #: Whoever is signed in is the victim, and not a relative or representative who reads in their place.
    is_own: bool


def open_choices(*, viewer: Actor, at: dt.datetime) -> OpenChoices:
    """Open what the viewer has chosen for themselves, and note in the trail that they looked.

    Raises:
        accounts.policies.NotPermitted: the viewer is not signed in to the portal.
        NotThere: there is no such record.
    """
    with transaction.atomic():
        record = own_record.opened(viewer=viewer, at=at, permission=Permission.CHOOSE_OWN_CONTACT)
        try:
            choices = selector.own_choices(viewer=viewer, victim=record.victim, on=london_date(at=at))
        except Person.DoesNotExist as missing:
            raise NotThere from missing
        own_record.note_look(record=record, page="choices", viewer=viewer, at=at)
    is_own = record.victim.person_id == viewer.person_id
    return OpenChoices(choices=choices, contact=record.contact, is_own=is_own)


@transaction.atomic
def choose_rhythm(
    *, actor: Actor, rhythm_days: int | None, paused_until: dt.date | None, seen: Seen, at: dt.datetime
) -> Promise:
    """Let a person hear from us as often as they want, or pause; return the promise that holds from now on (V9).

    ``rhythm_days`` is None for the usual rhythm, ``paused_until`` a London date or None. What the law says that a
    victim must be told still comes.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        communications.services.promises.NotInContact: nothing is promised to them at present.
        communications.services.promises.RhythmOutOfRangeError: the rhythm is outside 7 to 56 days.
        communications.services.promises.UnableToPromise: the pause ends in the past or more than a year away.
        ChangedMeanwhile: somebody else changed it since the page was opened.
    """
    victim, _ = _own(actor)
    return onboarding.agree_rhythm(
        victim_id=victim.pk, rhythm_days=rhythm_days, paused_until=paused_until, actor=actor, at=at, seen=seen
    )


@transaction.atomic
def choose_ways(
    *, actor: Actor, ways: Mapping[NewsKind, OwnWay | None], seen: Seen, at: dt.datetime
) -> SafeContactProfile:
    """Record by which way a person wants each kind of news, None for what is usual (V11, CHO-3).

    A call before a decision or an update becomes part of the order in which they are told (V12).

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        WayClosed: one of the ways is not open to them.
        ChangedMeanwhile: somebody else changed it since the page was opened.
    """
    victim, person = _own(actor)
    before = _newest(person)
    points = ContactPoint.objects.filter(person=person, superseded_at__isnull=True)
    closed = closed_ways(profile=before, points=points)
    if any(way not in rules.ways_for(kind=kind, closed=closed) for kind, way in ways.items() if way is not None):
        raise WayClosed("This way is closed")
    stored = {kind: way.value if way is not None else "" for kind, way in ways.items()}
    profile = people.change_profile(
        case_id=victim.case_id,
        person_id=person.pk,
        change=ProfileChange(
            decision_way=stored.get(NewsKind.DECISION),
            hearing_way=stored.get(NewsKind.HEARING),
            routine_way=stored.get(NewsKind.ROUTINE),
            urgent_way=stored.get(NewsKind.URGENT),
            uses_portal=True if OwnWay.ONLINE in ways.values() else None,
        ),
        actor=actor,
        at=at,
        seen=seen,
    )
    if person.pk == victim.person_id:
        for kind, sorts in _RUNG_FIRST.items():
            old = _rings_first(kind, getattr(before, kind.value) if before is not None else "")
            new = _rings_first(kind, stored.get(kind, ""))
            if old != new:
                _wish(victim, sorts, rings_first=new, actor=actor, at=at)
        agreeing.answered_themselves(victim=victim, point=AgreedPoint.METHOD, actor=actor, at=at)
    return profile


def closed_ways(*, profile: SafeContactProfile | None, points: Iterable[ContactPoint]) -> frozenset[OwnWay]:
    """Say which ways somebody cannot choose, as things stand (CHO-3); no query of its own."""
    names = ("never_post", "never_email", "never_phone")
    return rules.closed_ways(
        never={name for name in names if profile is not None and getattr(profile, name)},
        safe={ContactPointKind(point.kind) for point in points if point.is_safe},
        is_through_somebody=safe_contact.through_whom(row=profile) is not None,
    )


#: A call for this kind of news is a plan to ring before it is written.
_RUNG_FIRST: dict[NewsKind, tuple[NewsSort, ...]] = {
    NewsKind.DECISION: (NewsSort.HARD_DECISION, NewsSort.OTHER_DECISION, NewsSort.OUTCOME),
    NewsKind.HEARING: (NewsSort.HEARING,),
    NewsKind.ROUTINE: (NewsSort.UPDATE,),
    NewsKind.URGENT: (NewsSort.SAFETY,),
}


def _rings_first(kind: NewsKind, way: str) -> bool | None:
    """Say what a way means for the order in which they are told; None for what is usual.

    Of what cannot wait, an email is written before the call; of everything else a written way leaves the order alone.
    """
    if way == OwnWay.PHONE:
        return True
    return False if kind is NewsKind.URGENT and way == OwnWay.EMAIL else None


def _wish(
    victim: Victim, sorts: tuple[NewsSort, ...], *, rings_first: bool | None, actor: Actor, at: dt.datetime
) -> None:
    wish = None if rings_first is None else Wish(rings_first=rings_first, lead_minutes=None, copies_to_portal=True)
    for sort in sorts:
        plan_wishes.agree(victim_id=victim.pk, sort=sort, wish=wish, supporter_id=None, actor=actor, at=at)


@transaction.atomic
def choose_safe_contact(
    *, actor: Actor, change: ProfileChange, seen: Seen, at: dt.datetime
) -> tuple[SafeContactProfile, tuple[Weight, ...]]:
    """Record when and how it is safe to reach a person; it holds for whatever leaves from now on (V13, V14, SAFE-1).

    Returns the version in force, and what of the change their contact will ask them about (CHO-2).

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        ChangedMeanwhile: somebody else changed one of the same things since the page was opened.
    """
    victim, person = _own(actor)
    before = _weighed(person, _newest(person))
    profile = people.change_profile(
        case_id=victim.case_id,
        person_id=person.pk,
        change=dataclasses.replace(change, confirmed_on=london_date(at=at)),
        actor=actor,
        at=at,
        seen=seen,
    )
    weights = rules.weights_of(before=before, after=_weighed(person, profile))
    if weights:
        _ask_whether_it_was_them(victim, profile, weights, actor=actor, at=at)
    if person.pk == victim.person_id:
        agreeing.answered_themselves(victim=victim, point=AgreedPoint.TIMES, actor=actor, at=at)
    return profile, weights


def leaves_time(
    *, safe_windows: Sequence[dict[str, object]], times_to_avoid: Sequence[dict[str, object]], at: dt.datetime
) -> bool:
    """Say whether times in the form that a profile keeps leave a moment in which a phone may ring (SAFE-5)."""
    row = SafeContactProfile(safe_windows=list(safe_windows), times_to_avoid=list(times_to_avoid))
    windows, avoid, dates, is_readable = stored_profiles.times(row=row)
    profile = SafeProfile(windows=windows, avoid=avoid, avoid_dates=dates)
    return is_readable and next_safe_time(profile=profile, since=at) is not None


@transaction.atomic
def choose_needs(*, actor: Actor, needs: Needs, own_view: OwnView | None, seen: Needs, at: dt.datetime) -> None:
    """Record what a person needs to read, hear and come, and their own view of the support they need (TRI-3, CHO-4).

    Letters not sent yet follow. ``own_view`` is the victim's alone; None where it was not asked. Triage is asked again
    at once; the tier may rise by it and does not fall.

    Raises:
        accounts.policies.NotPermitted: the actor has no record of their own.
        ChangedMeanwhile: somebody else changed it since the page was opened.
    """
    victim, person = _own(actor)
    kept = dataclasses.replace(
        needs,
        needs_interpreter=rules.interpreter_to_keep(
            needed_something=_needs_something(seen), needs_something=_needs_something(needs),
            said=needs.needs_interpreter,
        ),
    )  # fmt: skip
    agreeing.agree_needs(victim_id=victim.pk, needs=kept, actor=actor, at=at, person_id=person.pk, seen=seen)
    if person.pk != victim.person_id:
        return
    if own_view is not None:
        view = rules.own_view_to_keep(
            before=victim.own_view_of_need, said=own_view.value, raising=OwnView.MORE_SUPPORT.value
        )
        people.say_own_view(victim_id=victim.pk, view=view, actor=actor, at=at)
    triage.assess(victim=Victim.objects.select_related("case", "person").get(pk=victim.pk), actor=_TRIAGE, at=at)


def _needs_something(needs: Needs) -> bool:
    return bool(needs.needs_interpreter or needs.formats or needs.access_needs.strip() or needs.other_language.strip())


def _own(actor: Actor) -> tuple[Victim, Person]:
    """Lock the actor's own record; the person is who is signed in, who need not be the victim."""
    require(actor=actor, permission=Permission.CHOOSE_OWN_CONTACT, victim_id=actor.victim_id)
    if actor.victim_id is None or actor.person_id is None:
        raise NotPermitted(actor=actor, permission=Permission.CHOOSE_OWN_CONTACT, is_about_an_object=True)
    victim = (
        Victim.objects.select_for_update(of=("self",))
        .select_related("case__unit", "person", "officer")
        .get(pk=actor.victim_id)
    )
    return victim, Person.objects.get(pk=actor.person_id)


def _newest(person: Person) -> SafeContactProfile | None:
    return SafeContactProfile.objects.filter(person=person).order_by("-recorded_at", "-id").first()


def _weighed(person: Person, profile: SafeContactProfile | None) -> dict[str, object]:
    """Return what counts when a change is weighed; with voicemail as it holds for any of their numbers."""
    row = profile or SafeContactProfile(person=person)
    takes_messages = row.voicemail
    if takes_messages is None:
        takes_messages = ContactPoint.objects.filter(
            person=person, superseded_at__isnull=True, may_leave_voicemail=True
        ).exists()
    names = (
        "never_post", "never_email", "never_text", "never_phone", "safe_windows", "times_to_avoid", "code_phrase",
        "must_not_know",
    )  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "may_leave_voicemail": takes_messages}


def _ask_whether_it_was_them(
    victim: Victim, profile: SafeContactProfile, weights: tuple[Weight, ...], *, actor: Actor, at: dt.datetime
) -> None:
    said = "; ".join(weight.words for weight in weights[:_NAMED])
    more = "; and more" if len(weights) > _NAMED else ""
    due_on = reference.load_calendar().add(day=london_date(at=at), n=_LOOKED_AT_WITHIN)
    work.raise_item(
        kind=WorkKind.OWN_CHOICES,
        key=f"own-choices:{profile.pk}",
        summary=f"Online they {said}{more}. It holds already. Ask them safely whether it was they, before anything of "
        "weight is told: somebody else may have had their phone",
        actor=actor,
        at=at,
        case=victim.case,
        victim=victim,
        about=f"victim:{victim.pk}",
        due_at=end_of_day(due_on=due_on),
    )
