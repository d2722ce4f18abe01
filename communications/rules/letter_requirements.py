"""What a letter must contain, by its type and by the facts of the case (GATE-1, decision table C of domain.md 2.5)."""

import dataclasses
from collections.abc import Callable

from cases.rules.vocabulary import ReviewText
from communications.rules.letter_words import Block, BlockKey
from communications.rules.record_facts import RecordFacts
from communications.rules.vocabulary import LetterType

PARTIAL_LETTERS = frozenset(
    {
        LetterType.NFA_PARTIAL,
        LetterType.STOP_SOME,
        LetterType.LIE_ON_FILE_SOME,
        LetterType.SUBSTITUTE,
        LetterType.ALTER_DOWN,
        LetterType.ALTER_UP,
    }
)
#: Letters in which a prosecutor applied the Full Code Test and one of its questions was answered with no.
TEST_LETTERS = frozenset(
    {
        LetterType.NFA_EVIDENTIAL,
        LetterType.NFA_PUBLIC_INTEREST,
        LetterType.NFA_PARTIAL,
        LetterType.DISCONTINUE_ALL,
        LetterType.WITHDRAW_ALL,
        LetterType.NO_EVIDENCE_ALL,
        LetterType.STOP_SOME,
        LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL,
        LetterType.PROVISIONAL_STOP,
    }
)
STOP_LETTERS = TEST_LETTERS | {LetterType.LIE_ON_FILE_ALL, LetterType.LIE_ON_FILE_SOME}
#: Letters that explain a decision: the VCL letters of decision table A and the provisional stop.
DECISION_LETTERS = STOP_LETTERS | PARTIAL_LETTERS
REPORT_AGAIN_LETTERS = frozenset(
    {
        LetterType.DISCONTINUE_ALL,
        LetterType.WITHDRAW_ALL,
        LetterType.NO_EVIDENCE_ALL,
        LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL,
    }
)
UPDATE_LETTERS = frozenset(
    {
        LetterType.ACKNOWLEDGEMENT,
        LetterType.NO_CHANGE_UPDATE,
        LetterType.APOLOGY_MISSED_PROMISE,
        LetterType.NEW_CONTACT,
        LetterType.WHAT_WE_AGREED,
    }
)
#: Letters about how we keep in touch say nothing about the case: they are never the first to tell of a decision.
KEEPING_IN_TOUCH = frozenset({LetterType.NEW_CONTACT, LetterType.WHAT_WE_AGREED})
_ABOUT_THE_CASE = UPDATE_LETTERS - KEEPING_IN_TOUCH
#: What a reviewer found, told to whoever asked.
REVIEW_ANSWERS = frozenset({LetterType.REVIEW_UPHELD, LetterType.REVIEW_OVERTURNED, LetterType.REVIEW_NO_REMEDY})
#: Everything that tells what came of a request.
REVIEW_TELLINGS = REVIEW_ANSWERS | {LetterType.REVIEW_NOT_TAKEN}
#: Letters that somebody gets because they asked for a review. They speak of it in parts that nobody can change.
REVIEW_LETTERS = REVIEW_TELLINGS | {LetterType.REVIEW_ACKNOWLEDGEMENT}
_SAY_WHAT_IS_NEXT = frozenset(
    {LetterType.REVIEW_ACKNOWLEDGEMENT, LetterType.REVIEW_UPHELD, LetterType.REVIEW_NO_REMEDY}
)
OFFERED_REVIEW_TEXTS = frozenset({ReviewText.STANDARD, ReviewText.NO_RESTART, ReviewText.EXPEDITED_PILOT})
#: With these a letter speaks of the review in the rule's words: it offers it, or says that it was offered before.
SPOKEN_REVIEW_TEXTS = OFFERED_REVIEW_TEXTS | {ReviewText.ALREADY_OFFERED}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ContentFacts:
    """What the record says about this letter. The words are held against it."""

    letter_type: LetterType
    recipient_name: str
    salutation_name: str
    #: The victim's name when the letter goes to someone else.
    victim_name: str = ""
    our_reference: str
    #: Everyone accused in the case, by full name.
    defendant_names: tuple[str, ...] = ()
    review_text: ReviewText = ReviewText.NONE
    is_posted: bool = False
    is_late: bool = False
    has_earlier_error: bool = False
    has_new_information: bool = False
    has_victim_views: bool = False
    after_non_attendance: bool = False
    is_meeting_owed: bool = False
    has_format_needs: bool = False
    #: Whether at least one local and one national service were found for this person.
    has_local_and_national_support: bool = True
    has_named_contact: bool = True
    #: Characters of the letter that its typeface does not have; a printed letter would be held for them.
    unprintable: frozenset[str] = frozenset()
    #: The locked blocks as the template and today's facts compose them; a locked block must say exactly this.
    expected: tuple[Block, ...] = ()
    #: People, days, courts and offences of the case, against which what the letter names is held.
    record: RecordFacts = dataclasses.field(default_factory=RecordFacts)


@dataclasses.dataclass(frozen=True, slots=True)
class Requirement:
    """A block that this letter must have, and why."""

    key: BlockKey
    why: str
    fix: str


Applies = Callable[[ContentFacts], bool]

_ALWAYS: Applies = lambda facts: True  # noqa: E731

#: GATE-1, one row per row of decision table C: block, when it is owed, why, and what to do when it is missing.
_REQUIRED: tuple[tuple[BlockKey, Applies, str, str], ...] = (
    (BlockKey.NAME_FORM, _ALWAYS, "The reader is addressed as they asked to be.", "Record how to address them."),
    (
        BlockKey.PRIVATE_MARKING,
        lambda facts: facts.is_posted,
        "Nobody else in the household may open it.",
        "Compose the letter again for post.",
    ),
    (
        BlockKey.APOLOGY_LATE,
        lambda facts: facts.is_late or facts.letter_type is LetterType.APOLOGY_MISSED_PROMISE,
        "The letter is late, and we say sorry first.",
        "Add an apology for the delay.",
    ),
    (
        BlockKey.APOLOGY_ERROR,
        lambda facts: facts.has_earlier_error or facts.letter_type is LetterType.CORRECTION,
        "Something went wrong before, and the record says so.",
        "Say what went wrong and apologise for it.",
    ),
    (
        BlockKey.DECISION_PLAIN,
        lambda facts: facts.letter_type not in UPDATE_LETTERS,
        "The reader must learn what was decided, about what, when and by which office.",
        "Say what was decided in one or two plain sentences.",
    ),
    (
        BlockKey.ACKNOWLEDGE_FEELINGS,
        _ALWAYS,
        "The reader must see that we understand what this may mean to them.",
        "Say what may be hard about this for this person.",
    ),
    (
        BlockKey.ROLE_OF_CPS,
        lambda facts: (
            facts.letter_type in DECISION_LETTERS
            or facts.letter_type in {LetterType.CHARGING_DECISION, LetterType.ACKNOWLEDGEMENT}
        ),
        "Few people know what the CPS is and how it decides.",
        "Compose the letter again.",
    ),
    (
        BlockKey.REASON_SPECIFIC,
        lambda facts: facts.letter_type in DECISION_LETTERS | REVIEW_TELLINGS,
        "The reader has a right to the reasons in their own case.",
        "Write the reasons, for this person and this case.",
    ),
    (
        BlockKey.TEST_APPLIED,
        lambda facts: facts.letter_type in TEST_LETTERS,
        "The reader must learn which of the two questions was answered with no.",
        "Record which stage of the test was not met, then compose the letter again.",
    ),
    (
        BlockKey.NOT_A_FINDING,
        lambda facts: facts.letter_type in STOP_LETTERS | {LetterType.REVIEW_UPHELD},
        "Without it the decision reads like disbelief.",
        "Compose the letter again.",
    ),
    (
        BlockKey.NEW_INFORMATION,
        lambda facts: facts.has_new_information,
        "New information changed the case.",
        "Say what it was, in words that are safe to share.",
    ),
    (
        BlockKey.VICTIM_VIEWS,
        lambda facts: facts.has_victim_views,
        "The person told us what they think, and should see that it was heard.",
        "Refer to what they told us.",
    ),
    (
        BlockKey.NON_ATTENDANCE_CARE,
        lambda facts: facts.after_non_attendance,
        "The stop followed on someone not coming to court, and the letter must not blame.",
        "Say that there can be good reasons, and that nobody is blamed.",
    ),
    (
        BlockKey.WHAT_CONTINUES,
        lambda facts: facts.letter_type in PARTIAL_LETTERS,
        "Part of the case goes on, and the reader must know which.",
        "Say what goes on, the next date and who will tell them.",
    ),
    (
        BlockKey.WHAT_CONTINUES,
        lambda facts: facts.letter_type in {LetterType.REVIEW_OVERTURNED, LetterType.REVIEW_NO_REMEDY},
        "Whoever was right to ask must learn what follows from it, or why nothing can.",
        "Say what happens next, or why it cannot be put right.",
    ),
    (
        BlockKey.STAGE_NOW,
        lambda facts: facts.letter_type in _ABOUT_THE_CASE,
        "An update says where the case is and what is awaited.",
        "Say where the case is, what is awaited and since when.",
    ),
    (
        BlockKey.NEXT_UPDATE,
        lambda facts: facts.letter_type in _ABOUT_THE_CASE,
        "Nobody waits without knowing when they will next hear.",
        "Set the date of the next update.",
    ),
    *(
        (
            key,
            lambda facts: facts.letter_type is LetterType.WHAT_WE_AGREED,
            "What was agreed is only worth something to a person who has all of it in their hands.",
            "Compose the letter again.",
        )
        for key in (BlockKey.HOW_AND_WHEN, BlockKey.WHO_IS_TOLD, BlockKey.IF_IT_CHANGES)
    ),
    (
        BlockKey.VRR,
        lambda facts: facts.review_text in OFFERED_REVIEW_TEXTS,
        "This person has the right to ask for a review of this decision.",
        "Compose the letter again: the rule gives the words.",
    ),
    (
        BlockKey.VRR,
        lambda facts: facts.review_text is ReviewText.ALREADY_OFFERED,
        "The review came before the decision was final, and the reader must learn what came of it and what is left.",
        "Compose the letter again: the rule gives the words.",
    ),
    (
        BlockKey.VRR,
        lambda facts: facts.letter_type in _SAY_WHAT_IS_NEXT and facts.review_text not in OFFERED_REVIEW_TEXTS,
        "Whoever asked for a review must learn who looks and until when, or what is left to them.",
        "Compose the letter again: the rule gives the words.",
    ),
    (
        BlockKey.VRR_LIMIT_NOTE,
        lambda facts: facts.review_text is ReviewText.NO_RESTART,
        "A review cannot restart this case, and the reader must know before asking.",
        "Compose the letter again: the rule gives the words.",
    ),
    (
        BlockKey.MEETING_OFFER,
        lambda facts: facts.is_meeting_owed,
        "A meeting must be offered in this case.",
        "Add the offer, or record why a meeting is not appropriate.",
    ),
    (
        BlockKey.SUPPORT_LOCAL_FIRST,
        _ALWAYS,
        "Nobody is left alone with a letter like this.",
        "Add at least one local and one national service for this Area.",
    ),
    (
        BlockKey.REPORT_AGAIN,
        lambda facts: facts.letter_type in REPORT_AGAIN_LETTERS,
        "The reader must not think that the door is shut.",
        "Say that the police will take a new report seriously.",
    ),
    (BlockKey.CONTACT_NAMED, _ALWAYS, "The reader needs a person, not a switchboard.", "Name a contact for the case."),
    (
        BlockKey.TRANSLATION,
        lambda facts: facts.has_format_needs,
        "This person needs the letter in another form.",
        "Compose the letter again with the recorded need.",
    ),
    (BlockKey.COMPLAINT_ROUTE, _ALWAYS, "Everyone may complain.", "Compose the letter again."),
    (BlockKey.CODE_RIGHTS_LINK, _ALWAYS, "The Victims' Code is theirs to know.", "Compose the letter again."),
    (BlockKey.CHECK_IT_IS_US, _ALWAYS, "Anyone can pretend to be us.", "Compose the letter again."),
    (BlockKey.SIGN_OFF, _ALWAYS, "A letter comes from a person.", "Compose the letter again."),
)


def required_blocks(facts: ContentFacts) -> tuple[Requirement, ...]:
    """List the blocks that this letter must have (GATE-1).

    Source: decision table C of the domain reference, 2.5.
    """
    return tuple(Requirement(key=key, why=why, fix=fix) for key, applies, why, fix in _REQUIRED if applies(facts))
