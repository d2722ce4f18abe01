"""What a person reads of a request for a review in the portal, and from when: never before they were told (RR-13)."""

import datetime as dt

from cases.rules.vocabulary import ToldBy
from communications.rules.portal_reading import ARRIVAL_BY_POST

REVIEW_ANSWER_RULE = "RR-13"


def may_read_answer(
    *, has_letter_here: bool, told_by: ToldBy | None, told_on: dt.date | None, is_asker: bool, today: dt.date
) -> bool:
    """Say whether what came of a stage, or that a request is not taken, may be shown here (RR-13; domain 11.3).

    ``has_letter_here`` is whether a letter with it to this reader may be read in the portal: then it may be shown to
    whoever that is. Otherwise only to whoever asked, and only once it is on record that they were told: by voice or by
    email on that London date, by letter when the letter has had time to arrive.
    """
    if has_letter_here:
        return True
    if not is_asker or told_by is None or told_on is None:
        return False
    return today >= (told_on + ARRIVAL_BY_POST if told_by is ToldBy.LETTER else told_on)
