"""Questions that people ask when they are told, with answers from the record; what it does not know is not said.

Source: domain reference 2.5, 2.6, 3.1 to 3.3; peers.md row L6.
"""

import dataclasses

from cases.rules.vocabulary import ReviewText
from communications.rules.calls.vocabulary import CallPurpose


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFacts:
    """What the answers rest on."""

    purpose: CallPurpose
    review: ReviewText | None = None
    #: Working days in which a review should be asked for, counted from when the decision was communicated.
    review_days: int | None = None
    is_meeting_offered: bool = False
    #: The date by which they hear from us next, in words; empty where none is promised.
    next_update: str = ""
    #: The next hearing in words, without a name; empty where none is listed.
    next_hearing: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LikelyQuestion:
    """What they may ask, and what is true."""

    question: str
    answer: str


_REVIEW: dict[ReviewText, str] = {
    ReviewText.STANDARD: (
        "Yes. You have the right to ask for the decision to be looked at again, by a prosecutor who had no part in it. "
        "It costs nothing, and you need not give a reason. {days}"
    ),
    ReviewText.NO_RESTART: (
        "Yes, you can ask for the decision to be reviewed. I must be honest with you: whatever the review finds, the "
        "case cannot be started again. If the decision was wrong, you get an explanation and an apology. {days}"
    ),
    ReviewText.EXPEDITED_PILOT: (
        "Yes, and before the case is stopped. You can ask for a review now, and nothing final happens until it has "
        "been answered. The letter says by which day."
    ),
    ReviewText.ALREADY_OFFERED: (
        "You could ask for that before the decision was final, and the letter says when and what came of it. I must be "
        "honest with you: the case cannot be started again now. If something kept you from asking in time, please "
        "tell me, and a manager will look at it."
    ),
    ReviewText.POLICE_SCHEME: (
        "Yes, but it was a decision of the police, so you ask them. I can tell you how, or help you to do it."
    ),
    ReviewText.NONE: (
        "Not under the Victims’ Right to Review: it does not cover a decision of this kind. You can tell us that "
        "you are not content, and we will explain it again, or look at your complaint."
    ),
}


def likely_questions(*, facts: QuestionFacts) -> tuple[LikelyQuestion, ...]:
    """List likely questions with plain answers, those about this decision first (CALL-9)."""
    if facts.purpose is not CallPurpose.TELL_DECISION:
        own: list[LikelyQuestion | None] = [_hearing(facts)]
    else:
        own = [
            _q(
                "Why was it decided?",
                "Use the reasons of the letter, in its words. If they want to know more than it says, write the "
                "question down and say by when you will have the answer.",
            ),
            _q(
                "Does it mean that nobody believed me?",
                "No. A prosecutor does not decide whether somebody is telling the truth. They decide whether the "
                "evidence is enough for a court, and whether a prosecution is right.",
            ),
            _review(facts),
            _meeting(facts),
            _q(
                "Is it over? What happens now?",
                "Say what the letter says still goes ahead, and what has ended. If you are not sure, do not guess.",
            ),
        ]
    return tuple(question for question in [*own, *_always(facts)] if question is not None)


def _review(facts: QuestionFacts) -> LikelyQuestion | None:
    if facts.review is None:
        return None
    days = ""
    if facts.review_days is not None:
        days = (
            f"Please ask within {facts.review_days} working days of hearing of the decision. If that is too soon, tell "
            "us: a later request may still be looked at."
        )
    return _q("Can I ask for it to be looked at again?", _REVIEW[facts.review].format(days=days).strip())


def _meeting(facts: QuestionFacts) -> LikelyQuestion:
    if facts.is_meeting_offered:
        return _q(
            "Can I speak to the person who decided?",
            "Yes. You are offered a meeting with the prosecutor. You may bring somebody with you.",
        )
    return _q(
        "Can I speak to the person who decided?",
        "I will ask the prosecutor, and tell you the answer and the reason for it. I cannot promise a meeting.",
    )


def _hearing(facts: QuestionFacts) -> LikelyQuestion:
    if facts.next_hearing:
        return _q(
            "When is it in court next?",
            f"{facts.next_hearing}. Dates can still move; I will tell you if this one does.",
        )
    return _q("When is it in court next?", "No date is fixed yet. I will tell you as soon as there is one.")


def _always(facts: QuestionFacts) -> list[LikelyQuestion]:
    hear = (
        f"By {facts.next_update}, even if nothing has changed."
        if facts.next_update
        else "Agree a date with them now, and record it below."
    )
    return [
        _q(
            "Does the other person know that you rang me?",
            "No. We do not tell them that we rang you, or where you are. What you tell me about what happened is "
            "different: it may have to be passed on. If you are afraid of them now, ring 999.",
        ),
        _q(
            "What about bail, or if I see them?",
            "The police keep you informed about bail and its rules. If somebody comes near you who must not, ring 999. "
            "I will tell the officer in the case today what you told me.",
        ),
        _q(
            "Who can I talk to?",
            "Tell them of the services in the panel, and record which. You may offer to refer them.",
        ),
        _q("When do I hear from you again?", hear),
    ]


def _q(question: str, answer: str) -> LikelyQuestion:
    return LikelyQuestion(question=question, answer=answer)
