"""Lays counted answers of the last months, as if many people had said how a letter, a call or a meeting was (M9)."""

import datetime as dt
import random

from accounts.models import Unit, UnitKind
from cases.rules.working_days import london_date
from communications.models import FeedbackCount
from communications.rules.contact_store import ContactKind
from communications.rules.feedback import FeedbackAnswer, FeedbackQuestion

_ASKED = (ContactKind.LETTER, ContactKind.CALL, ContactKind.MEETING)
_MONTHS = 3
#: Most answers of one kind in a month; small, so that some figures stay hidden.
_MOST = {FeedbackAnswer.YES: 14, FeedbackAnswer.PARTLY: 5, FeedbackAnswer.NO: 3}


def let_many_have_answered(*, seed: int, now: dt.datetime) -> int:
    """Count answers for every unit that looks after victims; return how many cells there are."""
    chance = random.Random(f"{seed}:feedback")
    month = london_date(at=now).replace(day=1)
    cells = []
    for _ in range(_MONTHS):
        for unit in Unit.objects.filter(kind__in=[UnitKind.VLU, UnitKind.RASSO]).order_by("area_id", "name"):
            cells += [
                FeedbackCount(
                    unit=unit, month=month, kind=kind, question=question, answer=answer,
                    count=chance.randrange(0, _MOST[answer]),
                )
                for kind in _ASKED
                for question in FeedbackQuestion
                for answer in FeedbackAnswer
            ]  # fmt: skip
        month = (month - dt.timedelta(days=1)).replace(day=1)
    return len(FeedbackCount.objects.bulk_create(cells))
