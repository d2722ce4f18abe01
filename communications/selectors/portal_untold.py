"""What a reader has not been told yet, so that no page tells it before its letter does (STAT-2, PORT-2, V29).

That a case was stopped stands on a page only for somebody who is known to have been told of it: they opened the letter
here, somebody told them, or a person recorded that it was explained to them. Paper that must have arrived by now is no
such proof: it may lie unopened, and here they can still choose when to read it. Whoever is owed no letter, or had one
sent to somebody else in their place, was told nothing by it.
"""

import dataclasses
import datetime as dt
import uuid

from cases.models import Obligation
from cases.rules.vocabulary import ExemptionReason, JourneyStage, ObligationState, RelativeOutcome
from cases.rules.working_days import LONDON
from communications.models import Communication, ContactAttempt, RelativeTelling
from communications.rules.calls.vocabulary import CallOutcome
from communications.rules.status_words import EXPLAINED_BY_LETTER, Explanation
from communications.selectors.portal import OwnLetters, OwnRecord, is_told_by_person, obligation_of

_STOPS = frozenset({JourneyStage.PROVISIONAL_STOP, JourneyStage.STOPPED})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A decision that a reader has not been told of."""

    #: London date of the oldest of them.
    since: dt.date
    explanation: Explanation


def unopened(letters: OwnLetters) -> list[Communication]:
    """List letters with hard news that may be read here, were not opened, and that nobody told the reader in person."""
    return [
        letter
        for letter in letters.readable
        if letter.is_hard_news and letter.first_read_at is None and not is_told_by_person(letter)
    ]


def untold(record: OwnRecord, *, letters: OwnLetters) -> Untold | None:
    """Say what the viewer has not been told of, and where its explanation is; None where they know all there is.

    One query more where the case was stopped and no letter told it.
    """
    case = record.victim.case
    stage, stopped_on = JourneyStage(case.stage), case.stage_since
    before = record.standing.changes[-2][0] if len(record.standing.changes) > 1 else None
    if stage is JourneyStage.CLOSED and before in _STOPS:
        # A case that is closed behind a stop is no more to be read of than the stop is.
        stage, stopped_on = before, record.standing.changes[-2][1]
    found = untold_at(stage=stage, stopped_on=stopped_on, first_owed_at=record.first_owed_at, letters=letters)
    if found is None or found.explanation is not Explanation.NOT_BY_LETTER:
        return found
    is_told = any(_day(decided_at) >= found.since for _, decided_at in _told_by_somebody(record))
    return None if is_told else found


def untold_at(
    *, stage: JourneyStage, stopped_on: dt.date, first_owed_at: dt.datetime | None, letters: OwnLetters
) -> Untold | None:
    """Say what `untold` does from the stage of the case, its day and what was sent; what was said is not asked for."""
    coming = [each.decided_at for each in map(obligation_of, letters.on_their_way) if each is not None]
    if first_owed_at is not None:
        coming.append(first_owed_at)
    if coming:
        return Untold(since=_day(min(coming)), explanation=Explanation.COMING)
    if stage not in EXPLAINED_BY_LETTER:
        return None
    # Behind the choice of when to read hard news the page must not tell what the letter tells (V29).
    here = [each.decided_at for each in map(obligation_of, unopened(letters)) if each is not None]
    if here:
        return Untold(since=_day(min(here)), explanation=Explanation.HERE)
    told = [each.decided_at for each in map(obligation_of, letters.readable) if each is not None]
    if stage in _STOPS and not any(_day(decided_at) >= stopped_on for decided_at in told):
        return Untold(since=stopped_on, explanation=Explanation.NOT_BY_LETTER)
    return None


def explained_since(record: OwnRecord, *, letters: OwnLetters) -> dt.date | None:
    """Return the date of the oldest decision that the viewer has not been told of, if there is one."""
    found = untold(record, letters=letters)
    return found.since if found is not None else None


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()


def told_decisions(record: OwnRecord, *, letters: OwnLetters) -> frozenset[uuid.UUID]:
    """Give the decisions that the viewer is known to have been told of: by a letter, or by somebody. One query."""
    waiting = unopened(letters)
    by_letter = (obligation_of(letter) for letter in letters.readable if letter not in waiting)
    return frozenset(
        (
            *(each.decision_id for each in by_letter if each is not None),
            *(decision_id for decision_id, _ in _told_by_somebody(record)),
        )
    )


def _told_by_somebody(record: OwnRecord) -> list[tuple[uuid.UUID, dt.datetime]]:
    """Give the decisions of which somebody is on record to have told the reader, and when each was made.

    An exemption counts only where it says that it was explained: somebody who declined to hear was told nothing.
    """
    victim_id, person_id = record.victim.pk, record.person_id
    explained = Obligation.objects.filter(
        victim_id=victim_id,
        state=ObligationState.EXEMPT,
        exemption_reason=ExemptionReason.ALREADY_EXPLAINED_IN_PERSON,
    )
    of_relative = RelativeTelling.objects.filter(
        letter__victim_id=victim_id,
        letter__obligation__isnull=False,
        relative__person_id=person_id,
        outcome=RelativeOutcome.TOLD,
    )
    called = ContactAttempt.objects.filter(
        series__victim_id=victim_id,
        series__person_id=person_id,
        series__obligation__isnull=False,
        outcome=CallOutcome.INFORMED,
    )
    found = (
        explained.order_by()
        .values_list("decision_id", "decided_at")
        .union(
            of_relative.order_by().values_list("letter__obligation__decision_id", "letter__obligation__decided_at"),
            called.order_by().values_list("series__obligation__decision_id", "series__obligation__decided_at"),
        )
    )
    return [(row[0], row[1]) for row in found]
