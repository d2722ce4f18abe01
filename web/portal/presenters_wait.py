"""How long cases like this usually wait, in words: a range, never a point and never a share of a bar (V10)."""

import dataclasses

from django.utils.translation import gettext as _

from communications.rules import usual_wait
from communications.rules.usual_wait import Told, Unit
from communications.selectors.usual_wait import Waiting
from web.formatting import weekday_words


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WaitWords:
    """What a person reads about the usual wait."""

    #: Half of the cases, from and to.
    usual: str
    #: That this one waits longer, and by when we say why; empty where it does not.
    longer: str


def wait_words(waiting: Waiting | None) -> WaitWords | None:
    """Say the usual wait; None where we cannot, and then nothing is said at all."""
    if waiting is None:
        return None
    is_longer = usual_wait.is_longer(days=waiting.days, usual=waiting.usual)
    return WaitWords(usual=_range(usual_wait.told(usual=waiting.usual)), longer=_longer(waiting) if is_longer else "")


def _range(told: Told) -> str:
    """Write a range; one that begins at nothing holds three quarters of the cases, and is said to be most.

    Whole sentences: a program that joins words makes bad Welsh.
    """
    if told.least == 0:
        return {
            Unit.DAYS: _("Most cases like yours took up to %(most)s days at this step. The others took longer."),
            Unit.WEEKS: _("Most cases like yours took up to %(most)s weeks at this step. The others took longer."),
            Unit.MONTHS: _("Most cases like yours took up to %(most)s months at this step. The others took longer."),
        }[told.unit] % {"most": told.most}
    between = {
        Unit.DAYS: _("Half of the cases like yours took between %(least)s and %(most)s days at this step."),
        Unit.WEEKS: _("Half of the cases like yours took between %(least)s and %(most)s weeks at this step."),
        Unit.MONTHS: _("Half of the cases like yours took between %(least)s and %(most)s months at this step."),
    }[told.unit] % {"least": told.least, "most": told.most}
    return between + " " + _("The others took less time, or more.")


def _longer(waiting: Waiting) -> str:
    if waiting.answer_due_on is None:
        return _("Yours takes longer than usual. You can ask us why at any time.")
    return _("Yours takes longer than usual. We have asked why, and will tell you by %(day)s.") % {
        "day": weekday_words(waiting.answer_due_on)
    }
