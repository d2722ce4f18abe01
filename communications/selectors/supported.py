"""A supporter's caseload: everybody who agreed that they see something, with what is next (S3). Few queries, always.

What a line says is asked by the same rules as the page behind it: a date in court only where the person agreed to
dates and nothing decided is still to be told, and what changed only of the parts that they agreed to.
"""

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, Subquery

from accounts.actors import ActorKind
from audit.models import AuditEvent
from audit.vocabulary import Verb
from cases.models import CaseEvent, Hearing, Obligation
from cases.rules.hearing_kinds import HearingFacts, standing
from cases.rules.vocabulary import CaseEventKind, HearingStanding, JourneyStage, ObligationState, ShownPart
from cases.rules.working_days import LONDON, london_date
from communications.models import Communication, ContactAttempt, Meeting, Promise, SupporterConsent
from communications.rules.calls.vocabulary import CallOutcome
from communications.rules.meeting_words import MeetingState
from communications.rules.supporter_caseload import Attention, LineFacts, attention, place
from communications.selectors import portal, portal_untold, supported_letters, supporter_access
from communications.selectors.portal import PortalPromise
from communications.selectors.supporter_access import ToldTo

#: What the trail calls a look at the page about one person.
PERSON_PAGE = "supported"
#: Days for which the list says that somebody is not shown any more.
_SAID_FOR = dt.timedelta(days=30)
_OVER = frozenset({JourneyStage.STOPPED, JourneyStage.CLOSED})
_HAS_TIME = frozenset({HearingStanding.COMING, HearingStanding.MOVED})
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


#: How a hearing may stand of which no day holds; of several the one that says most is shown.
_WITHOUT_DAY = (HearingStanding.NOT_CONFIRMED, HearingStanding.COMING, HearingStanding.ASK_FIRST,
                HearingStanding.TO_BE_FIXED)  # fmt: skip


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OpenDate:
    """The next hearing where no day of it holds yet: not confirmed, a week, to be fixed, or to be asked about first."""

    standing: HearingStanding
    #: London date; None where there is none, or it is not to be said.
    on: dt.date | None
    week_commencing: dt.date | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SupportedLine:
    """One person on the list."""

    victim_id: uuid.UUID
    case_id: uuid.UUID
    name: str
    parts: frozenset[ShownPart]
    facts: LineFacts
    #: What is shown in the place of a next date where none holds; None where there is one, or nothing to say.
    open_date: OpenDate | None
    #: London date on which they last heard from us, as far as they have it; None before the first time.
    last_contact_on: dt.date | None
    why: tuple[Attention, ...]


def caseload(*, person_id: uuid.UUID, at: dt.datetime) -> tuple[SupportedLine, ...]:
    """List everybody of whose record a supporter is shown something at an aware instant, what is next first (SHOW-5).

    Four queries, however many they are.
    """
    consents = _consents(person_id, at=at)
    told = {each.victim_id: ToldTo(victim_id=each.victim_id, person_id=each.told_id) for each in consents}
    letters = _letters(told.values())
    promises = _promises(told, today=london_date(at=at))
    dated = [each.victim.case_id for each in consents if ShownPart.DATES in each.parts]
    hearings = _hearings(dated)
    lines = [
        _line(
            each,
            letters=letters[each.victim_id],
            promised=promises[each.victim_id],
            hearings=hearings[each.victim.case_id],
            at=at,
        )
        for each in consents
    ]
    return tuple(sorted(lines, key=lambda line: (*place(facts=line.facts), line.name.casefold(), line.victim_id)))


def ended(*, person_id: uuid.UUID, at: dt.datetime) -> tuple[str, ...]:
    """Name the people of whom a supporter was shown something until lately, and nothing now. One query.

    Never why, or by whom it was ended. Somebody who has died is not named: "ask them" would be cruel.
    """
    today = london_date(at=at)
    shown = supporter_access.in_force(at=at).filter(supporter__person=person_id)
    found = (
        SupporterConsent.objects.filter(supporter__person=person_id, victim__person__died_on__isnull=True)
        .exclude(victim__in=shown.values("victim"))
        .filter(Q(ended_at__gt=at - _SAID_FOR) | Q(ended_at__isnull=True, ends_on__gte=today - _SAID_FOR))
        .values_list("victim__person__full_name", flat=True)
        .distinct()
    )
    return tuple(sorted(found, key=str.casefold))


def last_contact_on(*, letters: Sequence[Communication], called_on: dt.date | None, at: dt.datetime) -> dt.date | None:
    """Give the London date on which a person last heard from us: by a letter that they have, or a call with them."""
    arrived = [
        london_date(at=letter.sent_at or letter.opened_at)
        for letter in letters
        if portal.is_readable(letter=letter, at=at)
    ]
    return max((*arrived, *([called_on] if called_on is not None else ())), default=None)


def last_called_on(*, told: ToldTo) -> dt.date | None:
    """Give the London date of the last call in which the person was told something. One query."""
    talked = ContactAttempt.objects.filter(
        series__victim=told.victim_id, series__person=told.person_id, outcome=CallOutcome.INFORMED
    )
    found: dt.date | None = talked.aggregate(last=Max("called_on"))["last"]
    return found


def _consents(person_id: uuid.UUID, *, at: dt.datetime) -> list[Any]:
    owed = Obligation.objects.filter(victim=OuterRef("victim"), state=ObligationState.OPEN).order_by("decided_at")
    talked = ContactAttempt.objects.filter(
        series__victim=OuterRef("victim"), series__person=OuterRef("told_id"), outcome=CallOutcome.INFORMED
    ).order_by("-called_on")
    looked = AuditEvent.objects.filter(
        victim_id=OuterRef("victim"),
        actor=f"{ActorKind.SUPPORTER.value}:{person_id}",
        verb=Verb.VIEWED,
        subject_kind=PERSON_PAGE,
    ).order_by("-at")
    moved = CaseEvent.objects.filter(case=OuterRef("victim__case"), kind=CaseEventKind.HEARING_MOVED).order_by(
        "-recorded_at"
    )
    meets = (
        Meeting.objects.filter(
            victim=OuterRef("victim"), person=OuterRef("told_id"), state=MeetingState.ARRANGED, starts_at__gt=at
        )
        .order_by()
        .values("victim")
        .annotate(first=Min("starts_at"))
    )
    return list(
        supporter_access.with_told_to(supporter_access.in_force(at=at))
        .filter(supporter__person=person_id)
        .select_related("victim__person", "victim__case")
        .annotate(
            first_owed_at=Subquery(owed.values("decided_at")[:1]),
            called_on=Subquery(talked.values("called_on")[:1]),
            looked_at=Subquery(looked.values("at")[:1]),
            moved_at=Subquery(moved.values("recorded_at")[:1]),
            meeting_at=Subquery(meets.values("first")[:1]),
        )
    )


def _letters(told: Iterable[ToldTo]) -> dict[uuid.UUID, list[Communication]]:
    found: dict[uuid.UUID, list[Communication]] = defaultdict(list)
    for letter in supported_letters.letters_of(told=told):
        found[letter.victim_id].append(letter)
    return found


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Promised:
    promise: PortalPromise
    #: When the newest was made; None where nothing was promised.
    made_at: dt.datetime | None


def _promises(told: dict[uuid.UUID, ToldTo], *, today: dt.date) -> dict[uuid.UUID, _Promised]:
    rows: dict[uuid.UUID, list[tuple[str, dt.date, dt.datetime]]] = defaultdict(list)
    for victim_id, person_id, state, due_on, made_at in (
        Promise.objects.filter(victim__in=list(told))
        .order_by("-made_at")
        .values_list("victim_id", "person_id", "state", "due_on", "made_at")
    ):
        if told[victim_id].person_id == person_id:
            rows[victim_id].append((state, due_on, made_at))
    return {
        victim_id: _Promised(
            promise=portal.promise_as_made(rows=[row[:2] for row in rows[victim_id][:2]], today=today),
            made_at=rows[victim_id][0][2] if rows[victim_id] else None,
        )
        for victim_id in told
    }


def _hearings(case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Hearing]]:
    found: dict[uuid.UUID, list[Hearing]] = defaultdict(list)
    for hearing in Hearing.objects.filter(case__in=set(case_ids)).order_by("starts_at", "week_commencing", "pk"):
        found[hearing.case_id].append(hearing)
    return found


def _line(
    consent: Any, *, letters: list[Communication], promised: _Promised, hearings: list[Hearing], at: dt.datetime
) -> SupportedLine:
    victim, today = consent.victim, london_date(at=at)
    parts = frozenset(map(ShownPart, consent.parts))
    stage = JourneyStage(victim.case.stage)
    # What somebody said to them is not asked for each line: of a stop that no letter told, the list says less.
    untold = portal_untold.untold_at(
        stage=stage,
        stopped_on=victim.case.stage_since,
        first_owed_at=consent.first_owed_at,
        letters=portal.by_readable(letters, at=at),
    )
    facts = LineFacts(
        promised_on=promised.promise.due_on,
        missed_on=promised.promise.missed_on if promised.promise.due_on is None else None,
        date_on=_date_on(consent, hearings, is_untold=untold is not None, at=at) if ShownPart.DATES in parts else None,
        ends_on=consent.ends_on,
        has_changed=_changed_at(consent, parts, letters, promised, is_untold=untold is not None, at=at)
        > (consent.looked_at or _LONG_AGO),
    )
    is_date_open = ShownPart.DATES in parts and facts.date_on is None
    return SupportedLine(
        victim_id=victim.pk,
        case_id=victim.case_id,
        name=victim.person.full_name,
        parts=parts,
        facts=facts,
        open_date=_open_date(consent, hearings, is_untold=untold is not None, at=at) if is_date_open else None,
        last_contact_on=last_contact_on(letters=letters, called_on=consent.called_on, at=at),
        why=attention(facts=facts, today=today),
    )


def _date_on(consent: Any, hearings: list[Hearing], *, is_untold: bool, at: dt.datetime) -> dt.date | None:
    """Give the day of the next hearing or meeting; a hearing only where its day holds and nothing is to be told."""
    stage, today = JourneyStage(consent.victim.case.stage), london_date(at=at)
    days = [
        london_date(at=hearing.starts_at)
        for hearing in hearings
        if hearing.starts_at is not None and _stands(hearing, is_untold=is_untold, stage=stage, at=at) in _HAS_TIME
    ]
    if consent.meeting_at is not None:
        days.append(london_date(at=consent.meeting_at))
    return min((day for day in days if day >= today), default=None)


def _open_date(consent: Any, hearings: list[Hearing], *, is_untold: bool, at: dt.datetime) -> OpenDate | None:
    """Say what the page of dates says of the next hearing where its day does not hold, as far as a line has room."""
    stage = JourneyStage(consent.victim.case.stage)
    found = [(_stands(hearing, is_untold=is_untold, stage=stage, at=at), hearing) for hearing in hearings]
    for wanted in _WITHOUT_DAY:
        for stands, hearing in found:
            if stands is wanted:
                is_asked = stands is HearingStanding.ASK_FIRST
                on = london_date(at=hearing.starts_at) if hearing.starts_at is not None and not is_asked else None
                return OpenDate(standing=stands, on=on, week_commencing=None if is_asked else hearing.week_commencing)
    return None


def _stands(hearing: Hearing, *, is_untold: bool, stage: JourneyStage, at: dt.datetime) -> HearingStanding:
    facts = HearingFacts(
        kind=hearing.kind,
        starts_at=hearing.starts_at,
        week_commencing=hearing.week_commencing,
        is_provisional=hearing.is_provisional,
        is_vacated=hearing.is_vacated,
        was_moved=False,
    )
    return standing(
        facts=facts, is_decision_untold=is_untold, is_case_over=stage in _OVER, at=at, today=london_date(at=at)
    )


def _changed_at(
    consent: Any,
    parts: frozenset[ShownPart],
    letters: list[Communication],
    promised: _Promised,
    *,
    is_untold: bool,
    at: dt.datetime,
) -> dt.datetime:
    """Give the aware instant at which something last changed of what the supporter is shown."""
    changes = [consent.agreed_at]
    if promised.made_at is not None:
        changes.append(promised.made_at)
    shown = [letter for letter in letters if supported_letters.is_shown(letter=letter, at=at)]
    if ShownPart.LETTERS in parts:
        changes += [supported_letters.arrived_at(letter) for letter in shown]
    if ShownPart.STANDING in parts and not is_untold:
        changes.append(dt.datetime.combine(consent.victim.case.stage_since, dt.time(), tzinfo=LONDON))
        # A decision counts from when the letter about it was with the person.
        changes += [
            supported_letters.arrived_at(letter) for letter in shown if portal.obligation_of(letter) is not None
        ]
    if ShownPart.DATES in parts and consent.moved_at is not None:
        changes.append(consent.moved_at)
    return max((change for change in changes if change <= at), default=_LONG_AGO)
