"""Where the case stands for the victim after a court message: only ever forwards, and never past an ended case."""

from collections.abc import Iterable

from cases.rules.court_feed.happenings import Happening
from cases.rules.court_feed.messages import CourtMessage
from cases.rules.vocabulary import CaseEventKind, JourneyStage

#: Codes with which magistrates send a case to the Crown Court for trial.
_SENT_FOR_TRIAL = frozenset({"4558", "4559", "4560"})
#: Stages in the order a case goes through; what is not listed is never left or entered by the feed.
_ORDER = (
    JourneyStage.REPORTED,
    JourneyStage.INVESTIGATION,
    JourneyStage.CPS_REVIEW,
    JourneyStage.CHARGED,
    JourneyStage.FIRST_HEARING,
    JourneyStage.MAGS_TRIAL_PREP,
    JourneyStage.MAGS_TRIAL,
    JourneyStage.SENT_TO_CROWN,
    JourneyStage.PTPH,
    JourneyStage.TRIAL_PREP,
    JourneyStage.S28,
    JourneyStage.TRIAL,
    JourneyStage.VERDICT,
    JourneyStage.SENTENCE,
)


def stage_after(*, current: JourneyStage, message: CourtMessage, told: Iterable[Happening]) -> JourneyStage:
    """Say where the case stands after the message (domain.md 7); the current stage where nothing moves it on."""
    if current not in _ORDER:
        return current
    candidates = [current]
    kinds = {happening.kind for happening in told}
    if CaseEventKind.SENTENCE in kinds:
        candidates.append(JourneyStage.SENTENCE)
    if CaseEventKind.VERDICT in kinds:
        candidates.append(JourneyStage.VERDICT)
    codes = {
        result.cjs_code
        for case in message.cases
        for defendant in case.defendants
        for charge in defendant.charges
        for result in charge.live_results
    }
    if codes & _SENT_FOR_TRIAL:
        candidates.append(JourneyStage.SENT_TO_CROWN)
    if message.hearing is not None and "first hearing" in message.hearing.kind.lower():
        candidates.append(JourneyStage.FIRST_HEARING)
    return max(candidates, key=_ORDER.index)
