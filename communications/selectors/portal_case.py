"""The first page of a person signed in to the portal, made of what was read for it. One query of its own."""

import dataclasses
import datetime as dt
import functools
import uuid

from django.db.models import DateTimeField, OuterRef, Subquery
from django.db.models.expressions import Combinable

from accounts.written import Given
from cases.models import Hearing, Obligation
from cases.rules.vocabulary import JourneyStage, Language, ObligationState
from cases.rules.working_days import london_date
from communications.rules import case_steps, portal_actions
from communications.rules.case_steps import Step
from communications.rules.guides import Guide, guide_for
from communications.rules.holder import CaseHolder, Request, who_holds
from communications.rules.portal_actions import Action, ActionFacts, ReviewFacts, UnreadLetter
from communications.rules.status_words import EXPLAINED_BY_LETTER, Explanation, StatusWords, words_for
from communications.rules.vocabulary import Holder
from communications.selectors import portal, portal_untold
from communications.selectors.portal import (
    Addressee,
    OwnLetters,
    OwnRecord,
    PortalContact,
    PortalContactChange,
    PortalLetter,
    PortalPromise,
)
from communications.selectors.portal_standing import Standing

#: Stages in which nobody is to plan for a day in court any more.
_OVER = frozenset({JourneyStage.STOPPED, JourneyStage.CLOSED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PortalCase:
    """Everything on the first page."""

    victim_id: uuid.UUID
    status: StatusWords
    #: London date since when the case stands as ``status`` says.
    status_since: dt.date
    holder: CaseHolder
    promise: PortalPromise
    letters: tuple[PortalLetter, ...]
    contact: PortalContact
    #: None where the contact has not changed lately.
    contact_change: PortalContactChange | None
    #: The fixed steps of the case (V3), with the title of each; a stop that was not told has another (STAT-2).
    steps: tuple[tuple[Step, str], ...]
    #: What the reader can do, and what is for their information (V4).
    actions: tuple[Action, ...]
    #: The one line for the banner; None for most.
    banner: Action | None
    #: What goes with the step to read on; a stop that was not told is not given away by it (GUIDE-1).
    guide: Guide
    standing: Standing
    #: London date by which the letter that they wait for had to leave; None in time, and where none is owed.
    letter_late_since: dt.date | None = None
    #: London date of the next day in court that holds; None where none is known, or a decision is to be told first.
    next_in_court_on: dt.date | None = None


def questions() -> dict[str, Combinable]:
    """Return what is asked together with a victim for the first page alone; `values` is to be given with it."""
    owed = Obligation.objects.filter(
        victim=OuterRef("pk"), state=ObligationState.OPEN, is_blocked=False, is_stopped=False
    ).order_by("due_at")
    in_court = Hearing.objects.filter(
        case=OuterRef("case"),
        starts_at__gt=Given("court_from", DateTimeField()),
        is_vacated=False,
        is_provisional=False,
    ).order_by("starts_at")
    return {
        "letter_due_at": Subquery(owed.values("due_at")[:1]),
        "next_in_court_at": Subquery(in_court.values("starts_at")[:1]),
    }


def values(*, at: dt.datetime) -> dict[str, dt.datetime]:
    """Return the values of `questions` at an aware instant."""
    return {"court_from": at}


def own_case(
    *,
    viewer: Addressee,
    record: OwnRecord,
    letters: OwnLetters,
    reviews: tuple[ReviewFacts, ...],
    at: dt.datetime,
    language: Language,
) -> PortalCase:
    """Read the first page about the viewer's own case, at an aware instant; the same number of queries always (P9).

    ``letters`` and ``reviews`` are what was read for it before. All sentences are of one language.
    """
    case, standing = record.victim.case, record.standing
    today = london_date(at=at)
    untold = portal_untold.untold(record, letters=letters)
    owed_since = untold.since if untold is not None else None
    explanation = untold.explanation if untold is not None else Explanation.COMING
    stage = JourneyStage(case.stage)
    is_owed = owed_since is not None
    asked_since = min((review.asked_on for review in reviews if review.asked_on is not None), default=None)
    words = functools.partial(
        words_for,
        is_letter_owed=is_owed,
        explanation=explanation,
        is_looked_at_again=asked_since is not None,
        language=language,
        reader=standing.reader,
        accused=standing.accused,
    )
    shown_change = portal.shown_change(record, today=today)
    # A decision that our letter still has to explain is where a case stands only if it ended the case: one that goes on
    # stands where it stood before.
    since = owed_since if owed_since is not None and stage in EXPLAINED_BY_LETTER else case.stage_since
    steps = case_steps.steps_of(
        stage=stage,
        since=since,
        recorded=case_steps.recorded_days(
            changes=dict(standing.changes), charged_on=standing.charged_on, is_letter_owed=is_owed
        ),
    )
    found = portal_actions.actions(
        facts=ActionFacts(
            unread=tuple(
                UnreadLetter(id=each.pk, sent_on=portal.sent_on(each), is_hard_news=each.is_hard_news)
                for each in letters.readable
                if each.first_read_at is None
            ),
            reviews=reviews,
            meetings=standing.meetings,
            confirmed_on=standing.confirmed_on,
            has_contact_details=standing.has_contact_details,
            contact_away_until=record.contact.cover_until,
            contact_changed_on=shown_change.changed_on if shown_change is not None else None,
        ),
        today=today,
    )
    return PortalCase(
        victim_id=record.victim.pk,
        status=words(stage=stage),
        status_since=since,
        holder=who_holds(
            stage=stage,
            stage_since=case.stage_since,
            letter_owed_since=owed_since,
            explanation=explanation,
            request=_review_asked(since=asked_since, stage=stage, awaited=words(stage=stage).awaited),
            language=language,
            reader=standing.reader,
            accused=standing.accused,
        ),
        promise=portal.promise_to(viewer, today=today),
        letters=tuple(portal.line(letter=letter) for letter in letters.readable),
        contact=record.contact,
        contact_change=shown_change,
        steps=tuple((step, words(stage=step.stage).step) for step in steps),
        actions=found,
        banner=portal_actions.banner(found=found, today=today),
        guide=guide_for(stage=stage, is_letter_owed=is_owed),
        standing=standing,
        letter_late_since=_late_since(record, explanation=untold.explanation if untold is not None else None, at=at),
        next_in_court_on=_next_in_court(record, stage=stage) if untold is None else None,
    )


def _late_since(record: OwnRecord, *, explanation: Explanation | None, at: dt.datetime) -> dt.date | None:
    due_at = getattr(record.victim, "letter_due_at", None)
    if explanation is not Explanation.COMING or due_at is None or due_at >= at:
        return None
    return london_date(at=due_at)


def _next_in_court(record: OwnRecord, *, stage: JourneyStage) -> dt.date | None:
    """Give the day as on the page of dates, without what the hearing is for: that could tell a result (HEAR-2)."""
    starts_at = getattr(record.victim, "next_in_court_at", None)
    return london_date(at=starts_at) if starts_at is not None and stage not in _OVER else None


def _review_asked(*, since: dt.date | None, stage: JourneyStage, awaited: str) -> Request | None:
    """While a stop is looked at again it is with us, since the day on which that was asked for (HOLD-1, STAT-5)."""
    if since is None or stage is not JourneyStage.STOPPED:
        return None
    return Request(holder=Holder.CPS, since=since, awaited=awaited)
