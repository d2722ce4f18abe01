"""A decided case whose letter has left, and the people who log, arrange and carry out a review of it."""

import dataclasses
import datetime as dt
from typing import Any

from accounts.actors import Actor
from accounts.roles import Role
from cases.models import Obligation, ReviewStage
from cases.rules.vocabulary import DecisionCode, ObligationState, ReviewAsker, ReviewReceipt, ReviewText
from cases.services.reviews import LoggedReview, ReviewEntry
from communications.services import reviews
from tests.services.communications import writing

#: The letter left on Friday 27 March 2026; the request reached us on Thursday 2 April, before Easter.
COMMUNICATED_AT = dt.datetime(2026, 3, 27, 10, 0, tzinfo=writing.LONDON)
ASKED_ON = dt.date(2026, 4, 2)
AT = dt.datetime(2026, 4, 2, 15, 0, tzinfo=writing.LONDON)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """What a review rests on, and who takes part in it."""

    made: writing.Decided
    officer: Actor
    manager: Actor
    reviewer: Actor
    other: Actor

    @property
    def obligation(self) -> Obligation:
        return self.made.obligation


def told(
    code: DecisionCode = DecisionCode.DISCONTINUE_ALL, made: writing.Decided | None = None, **changes: Any
) -> Reviewing:
    """A decision whose letter has left, with the right to review that the rule gives, or the one in ``changes``."""
    made = made or writing.decided(code)
    Obligation.objects.filter(pk=made.obligation.pk).update(
        **{"state": ObligationState.MET, "met_at": COMMUNICATED_AT, "review_text": ReviewText.STANDARD, **changes}
    )
    made.obligation.refresh_from_db()
    case = made.case
    return Reviewing(
        made=made,
        officer=writing.member(case, Role.VLU_OFFICER),
        manager=writing.member(case, Role.VLU_MANAGER),
        reviewer=writing.member(case, Role.PROSECUTOR),
        other=writing.member(case, Role.PROSECUTOR),
    )


def entry(key: str = "form-1", **fields: Any) -> ReviewEntry:
    return ReviewEntry(
        **{
            "key": key,
            "asker": ReviewAsker.VICTIM,
            "received_on": ASKED_ON,
            "receipt": ReviewReceipt.EMAIL,
            "said": "I do not understand why nobody spoke to my neighbour.",
            **fields,
        }
    )


def logged(case: Reviewing, **fields: Any) -> LoggedReview:
    return reviews.log_request(obligation_id=case.obligation.pk, entry=entry(**fields), actor=case.officer, at=AT)


def begun(case: Reviewing, **fields: Any) -> ReviewStage:
    """Log a plain request and return the stage it began."""
    stage = logged(case, **fields).stage
    assert stage is not None
    return stage


def given(case: Reviewing, stage: ReviewStage, reviewer: Actor | None = None, **changes: Any) -> None:
    """Give a stage to a reviewer of ours."""
    values = {
        "body": reviews.ReviewBody.THIS_SERVICE,
        "reviewer_id": (reviewer or case.reviewer).identifier,
        "outside_name": "",
        "had_no_part": True,
        **changes,
    }
    reviews.assign(stage_id=stage.pk, actor=case.manager, at=AT + dt.timedelta(hours=1), **values)
