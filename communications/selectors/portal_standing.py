"""How one reader stands to one record: who they are to it, their words, what is open with them. No query of its own.

Everything here is asked together with the victim's record (`communications.selectors.portal.own_record`), so that the
first page costs the same whatever there is to say.
"""

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.written import Given
from cases.models import Charge, Connection, ReviewRequest, ReviewStage, SafeContactProfile
from cases.rules.review_stages import ASK_AGAIN_STATES, OPEN_STATES
from cases.rules.vocabulary import ConnectionKind, JourneyStage, ReviewState
from cases.rules.working_days import london_date
from communications.models import Meeting, ReaderWish
from communications.rules.meeting_words import MeetingState
from communications.rules.portal_actions import MeetingFacts, MeetingStanding
from communications.rules.reader_words import AccusedWords, OwnWord
from communications.rules.status_words import Reader

_MEETINGS = {
    MeetingState.OFFERED: MeetingStanding.OFFERED,
    MeetingState.ACCEPTED: MeetingStanding.AGREED,
    MeetingState.ARRANGED: MeetingStanding.ARRANGED,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AskedReview:
    """A decision that somebody asked to have looked at again."""

    decision_id: uuid.UUID
    #: London date.
    asked_on: dt.date
    #: Nobody has decided yet.
    is_undecided: bool
    #: The stages of which no record says that somebody told them. A letter may have.
    untold: frozenset[uuid.UUID]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one reader stands to one record."""

    reader: Reader
    #: The victim, or whoever is the first to be told in their place. Other relatives learn what was told to them.
    is_first_told: bool
    accused: AccusedWords
    own_word: OwnWord
    #: The London dates on which the case came into its earlier stages and its present one, in the order of the changes.
    changes: tuple[tuple[JourneyStage, dt.date], ...]
    #: London date of the first charge that concerns the victim; None before one.
    charged_on: dt.date | None
    meetings: tuple[MeetingFacts, ...]
    reviews: tuple[AskedReview, ...]
    #: Whether we keep ways of reaching this reader, and when they last confirmed them.
    has_contact_details: bool
    confirmed_on: dt.date | None


def questions(*, person_id: uuid.UUID | Given) -> dict[str, Any]:
    """Give what is asked of the database along with a victim's record, for one reader."""
    wish = ReaderWish.objects.filter(victim=OuterRef("pk"), person=person_id).order_by("-recorded_at", "-id")
    connection = Connection.objects.filter(victim=OuterRef("pk"), person=person_id, ended_at__isnull=True).order_by(
        "-is_primary", "recorded_at", "id"
    )
    profile = SafeContactProfile.objects.filter(person=person_id).order_by("-recorded_at", "-id")
    charged = Charge.objects.filter(charge_victims__victim=OuterRef("pk"), charged_on__isnull=False).order_by()
    return {
        "reader_accused": Subquery(wish.values("accused")[:1]),
        "reader_own_word": Subquery(wish.values("own_word")[:1]),
        "reader_kind": Subquery(connection.values("kind")[:1]),
        "reader_is_primary": Subquery(connection.values("is_primary")[:1]),
        "reader_profile": Subquery(profile.values("pk")[:1]),
        "reader_confirmed_on": Subquery(profile.values("confirmed_on")[:1]),
        "charged_on": Subquery(charged.values("charge_victims__victim").annotate(on=Min("charged_on")).values("on")),
        "stage_changes": ArraySubquery(_earlier_stages()),
        "open_meetings": ArraySubquery(_meetings(person_id)),
        "asked_reviews": ArraySubquery(_reviews()),
    }


def read(victim: Any, *, person_id: uuid.UUID) -> Standing:
    """Read what `questions` asked for."""
    earlier = sorted({(dt.date.fromisoformat(one["since"]), one["stage"]) for one in victim.stage_changes})
    now = (JourneyStage(victim.case.stage), victim.case.stage_since)
    return Standing(
        reader=_reader(victim, person_id=person_id),
        is_first_told=victim.person_id == person_id or bool(victim.reader_is_primary),
        accused=AccusedWords(victim.reader_accused or AccusedWords.BY_STAGE),
        own_word=OwnWord(victim.reader_own_word or OwnWord.NO_WORD),
        changes=(*((JourneyStage(stage), since) for since, stage in earlier), now),
        charged_on=victim.charged_on,
        meetings=tuple(_meeting(one) for one in victim.open_meetings),
        reviews=tuple(
            AskedReview(
                decision_id=uuid.UUID(one["decision"]),
                asked_on=dt.date.fromisoformat(one["on"]),
                is_undecided=ReviewState(one["state"]) in OPEN_STATES,
                untold=frozenset(map(uuid.UUID, one["untold"])),
            )
            for one in victim.asked_reviews
        ),
        has_contact_details=victim.reader_profile is not None,
        confirmed_on=victim.reader_confirmed_on,
    )


def _reader(victim: Any, *, person_id: uuid.UUID) -> Reader:
    if victim.person_id == person_id:
        return Reader.VICTIM
    is_family = victim.reader_kind == ConnectionKind.CLOSE_RELATIVE or victim.person.died_on is not None
    return Reader.FAMILY if is_family else Reader.FOR_SOMEBODY


def _versions() -> "QuerySet[Any]":
    """Start from the earlier versions of cases, a model that the database's history makes."""
    versions: QuerySet[Any] = apps.get_model("cases", "CaseHistory")._default_manager.all()
    return versions


def _earlier_stages() -> "QuerySet[Any, Any]":
    """Ask in which stages the case was before, and since when; every version of the case is kept."""
    return (
        _versions()
        .filter(pgh_obj=OuterRef("case_id"))
        .order_by()
        .values(change=JSONObject(stage="stage", since="stage_since"))
        .distinct()
    )


def _meetings(person_id: uuid.UUID | Given) -> "QuerySet[Any, Any]":
    return (
        Meeting.objects.filter(victim=OuterRef("pk"), person=person_id, state__in=[state.value for state in _MEETINGS])
        .order_by("opened_at", "id")
        .values(
            meeting=JSONObject(
                state="state", offered_on="offered_on", responded_on="responded_on", starts_at="starts_at"
            )
        )
    )


def _meeting(one: dict[str, str]) -> MeetingFacts:
    standing = _MEETINGS[MeetingState(one["state"])]
    if standing is MeetingStanding.ARRANGED:
        return MeetingFacts(standing=standing, on=london_date(at=dt.datetime.fromisoformat(one["starts_at"])))
    return MeetingFacts(
        standing=standing,
        on=dt.date.fromisoformat(
            (one["responded_on"] if standing is MeetingStanding.AGREED else "") or one["offered_on"]
        ),
    )


def _reviews() -> "QuerySet[Any, Any]":
    """Ask for the requests for a review that are looked at or answered; who was turned away may ask again."""
    return (
        ReviewRequest.objects.filter(victim=OuterRef("pk"))
        .exclude(state__in=[state.value for state in ASK_AGAIN_STATES])
        .order_by("received_on", "id")
        .values(
            request=JSONObject(
                decision="decision_id",
                on="received_on",
                state="state",
                untold=ArraySubquery(
                    ReviewStage.objects.filter(request=OuterRef("pk"), telling__isnull=True).values("pk")
                ),
            )
        )
    )
