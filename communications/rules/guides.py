"""Which guides there are, in which order, and which of them goes with the stage of a case (GUIDE-1).

A guide says how things work for everybody; it knows no case. Its number is its address: a name would tell whoever
reads the list of pages what somebody looked up (T8). Its words are in ``templates/guides``.
"""

from types import MappingProxyType

from cases.rules.vocabulary import JourneyStage, Vocabulary


class Guide(Vocabulary):
    """A guide. Its place in this list is its number and never changes: add at the end."""

    WHO_DOES_WHAT = "WHO_DOES_WHAT"
    BEFORE_CHARGE = "BEFORE_CHARGE"
    CHARGE = "CHARGE"
    FIRST_HEARING = "FIRST_HEARING"
    CROWN_COURT = "CROWN_COURT"
    TRIAL = "TRIAL"
    VERDICT = "VERDICT"
    SENTENCE = "SENTENCE"
    APPEAL = "APPEAL"
    GIVING_EVIDENCE = "GIVING_EVIDENCE"
    REVIEW = "REVIEW"
    AFTER_VERDICT = "AFTER_VERDICT"

    @property
    def number(self) -> int:
        """The number in its address, from 1."""
        return list(Guide).index(self) + 1


_BY_NUMBER = MappingProxyType({guide.number: guide for guide in Guide})
_BY_STAGE = MappingProxyType(
    {
        JourneyStage.REPORTED: Guide.BEFORE_CHARGE,
        JourneyStage.INVESTIGATION: Guide.BEFORE_CHARGE,
        JourneyStage.CPS_REVIEW: Guide.BEFORE_CHARGE,
        JourneyStage.CHARGED: Guide.CHARGE,
        JourneyStage.FIRST_HEARING: Guide.FIRST_HEARING,
        JourneyStage.MAGS_TRIAL_PREP: Guide.GIVING_EVIDENCE,
        JourneyStage.MAGS_TRIAL: Guide.TRIAL,
        JourneyStage.SENT_TO_CROWN: Guide.CROWN_COURT,
        JourneyStage.PTPH: Guide.CROWN_COURT,
        JourneyStage.TRIAL_PREP: Guide.CROWN_COURT,
        JourneyStage.S28: Guide.GIVING_EVIDENCE,
        JourneyStage.TRIAL: Guide.TRIAL,
        JourneyStage.VERDICT: Guide.VERDICT,
        JourneyStage.SENTENCE: Guide.SENTENCE,
        JourneyStage.APPEAL: Guide.APPEAL,
        JourneyStage.CLOSED: Guide.AFTER_VERDICT,
        JourneyStage.PROVISIONAL_STOP: Guide.REVIEW,
        JourneyStage.STOPPED: Guide.REVIEW,
    }
)
#: Stages of which nobody may learn through the choice of a guide (PORT-2).
_TOLD_BY_LETTER = frozenset({JourneyStage.PROVISIONAL_STOP, JourneyStage.STOPPED})


def guide_of_number(*, number: int) -> Guide | None:
    """Return the guide at an address, or None where there is none."""
    return _BY_NUMBER.get(number)


def guide_for(*, stage: JourneyStage, is_letter_owed: bool) -> Guide:
    """Return the guide that goes with a stage (GUIDE-1).

    While a decision has not been explained to the person, a stop is not given away by the guide that is offered: then
    it is the one about who does what. Source: peers.md V25; domain reference 7, 11.3.
    """
    if is_letter_owed and stage in _TOLD_BY_LETTER:
        return Guide.WHO_DOES_WHAT
    return _BY_STAGE[stage]
