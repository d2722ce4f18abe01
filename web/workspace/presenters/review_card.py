"""The right to review of one victim about one decision, as the card on the page of decisions shows it (W7)."""

import dataclasses
import uuid
from collections.abc import Mapping

from django.urls import reverse

from cases.rules.reviews import REVIEWABLE
from cases.rules.vocabulary import RequestStanding, ReviewState, ReviewText
from cases.selectors.reviews import ReviewRecord
from cases.services.review_rights import ReviewRight
from web import formatting
from web.components import Link, Row, Tag

REVIEW_STATES: dict[ReviewState, Tag] = {
    ReviewState.REQUESTED: Tag(text="Asked for: can it be taken?", colour="yellow"),
    ReviewState.LOCAL_RESOLUTION: Tag(text="Local resolution", colour="purple"),
    ReviewState.LOCAL_ANSWERED: Tag(text="Answered at local resolution", colour="teal"),
    ReviewState.INDEPENDENT_REVIEW: Tag(text="Independent review", colour="purple"),
    ReviewState.EXPEDITED_REVIEW: Tag(text="Review before the decision is final", colour="purple"),
    ReviewState.UPHELD: Tag(text="The decision stands", colour="grey"),
    ReviewState.OVERTURNED: Tag(text="The decision was overturned", colour="green"),
    ReviewState.WRONG_NO_REMEDY: Tag(text="Wrong, and cannot be put right", colour="orange"),
    ReviewState.OUT_OF_TIME: Tag(text="Not taken: out of time", colour="grey"),
    ReviewState.NOT_QUALIFYING: Tag(text="Not taken: cannot be reviewed", colour="grey"),
    ReviewState.WITHDRAWN: Tag(text="Taken back by the person", colour="grey"),
}
#: Who may ask, for staff who take a request down (RR-6; domain.md 3.4).
WHO_MAY_ASK = (
    "The victim, and a police officer or anybody else at work who is the victim.",
    "A close relative of somebody who has died.",
    "A parent or guardian of somebody under 18.",
    "A spokesperson of somebody who cannot communicate.",
    "The named contact of a business or charity.",
    "Anybody with the victim’s written authority.",
)
_MAY_NOT = {
    ReviewText.POLICE_SCHEME: "No: the police have their own scheme",
    ReviewText.ALREADY_OFFERED: "It was offered before the decision was final. Only for an exceptional reason",
}
_TODAY = {
    RequestStanding.IN_TIME: "In time",
    RequestStanding.LATE_BUT_ACCEPTED: "Late, and accepted all the same",
    RequestStanding.EXCEPTIONAL_ONLY: "Only if there is an exceptional reason",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCard:
    """What may be asked, until when and why; and the requests there are."""

    tag: Tag | None
    rows: tuple[Row, ...]
    #: Who may ask; empty where nobody may.
    who: tuple[str, ...]
    #: How the dates were worked out.
    dates: tuple[str, ...]
    #: Why the rule answers as it does.
    reasons: tuple[str, ...]
    rule: str
    links: tuple[Link, ...]


def cards(
    *,
    rights: Mapping[uuid.UUID, ReviewRight],
    reviews: Mapping[tuple[uuid.UUID, uuid.UUID], tuple[ReviewRecord, ...]],
    may_log: bool,
) -> dict[uuid.UUID, ReviewCard]:
    """Make the card of each obligation of a case."""
    return {
        key: _card(right, reviews.get((right.obligation.victim_id, right.obligation.decision_id), ()), may_log=may_log)
        for key, right in rights.items()
    }


def _card(right: ReviewRight, asked: tuple[ReviewRecord, ...], *, may_log: bool) -> ReviewCard:
    owed = right.obligation
    is_reviewable = right.text in REVIEWABLE
    newest = asked[0].request if asked else None
    links = [
        Link(
            text=f"Open the review asked for on {formatting.date_words(each.request.received_on)}",
            href=reverse("workspace:review", args=[each.request.pk]),
        )
        for each in asked
    ]
    if may_log and (newest is None or may_be_asked_again(ReviewState(newest.state))):
        links.append(Link(text="Log a request for a review", href=reverse("workspace:log-review", args=[owed.pk])))
    why_dates = right.provisional.reasons if right.provisional else right.windows.reasons if right.windows else ()
    return ReviewCard(
        tag=REVIEW_STATES[ReviewState(newest.state)] if newest is not None else None,
        rows=tuple(_rows(right, is_reviewable=is_reviewable)),
        who=WHO_MAY_ASK if is_reviewable else (),
        dates=why_dates,
        reasons=tuple(dict.fromkeys((*owed.review_reasons, *right.answer.reasons))),
        rule=f"Rule {right.answer.rule_id}, version {right.answer.rule_version}.",
        links=tuple(links),
    )


def may_be_asked_again(state: ReviewState) -> bool:
    """Whether nobody looked at the decision after this request."""
    return state in {ReviewState.OUT_OF_TIME, ReviewState.NOT_QUALIFYING, ReviewState.WITHDRAWN}


def _rows(right: ReviewRight, *, is_reviewable: bool) -> list[Row]:
    if not is_reviewable:
        return [Row(key="May they ask us?", value=_MAY_NOT.get(right.text, "No"))]
    rows = [
        Row(
            key="What a review can do",
            value={
                ReviewText.STANDARD: "The decision can be changed",
                ReviewText.NO_RESTART: "We can explain and apologise. The case cannot start again",
            }.get(right.text, "The case can go on: the decision is not final"),
        )
    ]
    if right.communicated_on is None:
        return [*rows, Row(key="From when", value="The letter has not left yet. A request is taken all the same")]
    rows.append(Row(key="From when", value=f"{formatting.weekday_words(right.communicated_on)}, when the letter left"))
    if right.ordinary_window_ends_on is not None:
        rows.append(Row(key="Ask by", value=formatting.weekday_words(right.ordinary_window_ends_on)))
    if right.outer_window_ends_on is not None:
        rows.append(Row(key="Still accepted until", value=formatting.weekday_words(right.outer_window_ends_on)))
    if right.answer.standing is not None:
        rows.append(Row(key="A request made today", value=_TODAY[right.answer.standing]))
    return rows
