"""Lets some letters of the demo turn out to be wrong, and lets the office come a part of the way to put them right."""

import contextlib
import datetime as dt
import random
from collections.abc import Callable

from django.db import transaction

from accounts.actors import Actor
from accounts.models import StaffUser
from cases.models import Case
from communications.demo.staff import Team
from communications.models import Communication
from communications.rules.letter_corrections import CorrectionReason, CorrectionWay
from communications.rules.letter_requirements import DECISION_LETTERS
from communications.services import approval, letter_corrections
from communications.services.letter_corrections import CorrectionEntry

#: Share of the cases in which a letter was wrong. More than one hopes for in life, so that no page is empty.
_WRONG = 0.12
#: Letters that left longer ago than this are left alone.
_LATELY = dt.timedelta(days=90)
_ENTRIES = (
    CorrectionEntry(reasons=[CorrectionReason.REVIEW_RIGHT]),
    CorrectionEntry(reasons=[CorrectionReason.NAME_OR_GENDER]),
    CorrectionEntry(
        reasons=[CorrectionReason.REASON],
        said_rightly="nobody doubted what you told us. There was not enough besides it to show a court who did this.",
    ),
    CorrectionEntry(reasons=[CorrectionReason.HURTFUL_WORDS]),
    CorrectionEntry(reasons=[CorrectionReason.OTHERS_FACTS]),
    CorrectionEntry(reasons=[CorrectionReason.REASON], way=CorrectionWay.REPLACEMENT),
)

_ONCE_MORE = CorrectionEntry(
    reasons=[CorrectionReason.DATE],
    said_rightly="we wrote to you first about the decision on the day that stands in our first letter.",
)


def put_right(
    *,
    case: Case,
    office: Team,
    now: dt.datetime,
    actor_of: Callable[[StaffUser], Actor],
    let_leave: Callable[[Communication, dt.datetime], None],
) -> None:
    """Let somebody find that a letter which left lately was wrong. The same case goes the same way each time.

    ``let_leave`` settles what left in the past.
    """
    # A chance of its own, so that corrections change nothing else of the demo.
    chance = random.Random(f"corrections:{case.urn}")
    is_wrong, how_far, entry = chance.random() < _WRONG, chance.randrange(3), chance.choice(_ENTRIES)
    wrong = (
        Communication.objects.filter(case=case, letter_type__in=sorted(DECISION_LETTERS), sent_at__gt=now - _LATELY)
        .select_related("victim__officer")
        .order_by("sent_at", "reference")
        .first()
    )
    if not is_wrong or wrong is None or wrong.sent_at is None or wrong.sent_at > now - dt.timedelta(hours=4):
        return
    officer = actor_of(wrong.victim.officer or office.officers[0])
    # Somebody who did not approve the letter that was wrong.
    reader = actor_of(office.fresh_prosecutor if case.is_rasso else office.rasso_manager)
    found_at = min(wrong.sent_at + dt.timedelta(days=3), now - dt.timedelta(hours=3))
    letter = letter_corrections.open_letter(wrong_id=wrong.pk, entry=entry, actor=officer, at=found_at)
    if how_far == 0:
        return
    # What is not complete, or waits for its Welsh, stays where it is.
    with contextlib.suppress(approval.NotComplete), transaction.atomic():
        approval.submit(communication_id=letter.pk, actor=officer, at=found_at + dt.timedelta(minutes=30))
    letter.refresh_from_db()
    if how_far == 1 or letter.submitted_at is None:
        return
    with contextlib.suppress(approval.NotComplete), transaction.atomic():
        approval.approve(communication_id=letter.pk, actor=reader, at=found_at + dt.timedelta(hours=1))
    let_leave(letter, found_at + dt.timedelta(hours=2))
    letter.refresh_from_db()
    if letter.sent_at is not None:
        # Somebody looks at the correction, and finds that it said one thing wrongly too.
        letter_corrections.open_letter(
            wrong_id=letter.pk, entry=_ONCE_MORE, actor=officer, at=found_at + dt.timedelta(hours=2, minutes=30)
        )
