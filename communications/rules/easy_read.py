"""Say for whom an easy-read page stands before the letter, and which text it has. Knows no person.

Easy read says the main points in short sentences, one idea in each, with questions as headings. What staff wrote in
their own words is not in it: it says that the letter says more, and who reads it to the person. It is a reasonable
adjustment, so that it goes by need and never by choice, and is none of the leaflets that are counted.

Source: Equality Act 2010 section 20; issue 3 A.3; peers.md V21; Victims' Code right 1.
"""

from collections.abc import Iterable

from cases.rules.vocabulary import Vocabulary
from communications.rules.leaflets import PackLine
from communications.rules.vocabulary import Leaflet, LetterType

#: The recorded need that is met by a page in easy read.
EASY_READ_NEED = "EASY_READ"


class EasyText(Vocabulary):
    """What an easy-read page says. Letters that tell the same share one text."""

    NOT_CHARGED = "NOT_CHARGED"
    PART_NOT_CHARGED = "PART_NOT_CHARGED"
    CASE_STOPPED = "CASE_STOPPED"
    NO_EVIDENCE = "NO_EVIDENCE"
    STOPPED_BY_WISH = "STOPPED_BY_WISH"
    ON_FILE = "ON_FILE"
    PART_ON_FILE = "PART_ON_FILE"
    PART_STOPPED = "PART_STOPPED"
    CHARGE_CHANGED = "CHARGE_CHANGED"
    MAY_STOP = "MAY_STOP"
    CHARGED = "CHARGED"
    NEW_CASE = "NEW_CASE"
    NO_CHANGE = "NO_CHANGE"
    WE_ARE_SORRY = "WE_ARE_SORRY"
    PUT_RIGHT = "PUT_RIGHT"
    NEW_CONTACT = "NEW_CONTACT"
    KEEPING_IN_TOUCH = "KEEPING_IN_TOUCH"
    REVIEW_ASKED = "REVIEW_ASKED"
    REVIEW_SAME = "REVIEW_SAME"
    REVIEW_CHANGED = "REVIEW_CHANGED"
    REVIEW_TOO_LATE = "REVIEW_TOO_LATE"
    REVIEW_NOT_TAKEN = "REVIEW_NOT_TAKEN"


_TEXTS: dict[LetterType, EasyText] = {
    LetterType.NFA_EVIDENTIAL: EasyText.NOT_CHARGED,
    LetterType.NFA_PUBLIC_INTEREST: EasyText.NOT_CHARGED,
    LetterType.NFA_PARTIAL: EasyText.PART_NOT_CHARGED,
    LetterType.DISCONTINUE_ALL: EasyText.CASE_STOPPED,
    LetterType.WITHDRAW_ALL: EasyText.CASE_STOPPED,
    LetterType.NO_EVIDENCE_ALL: EasyText.NO_EVIDENCE,
    LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL: EasyText.STOPPED_BY_WISH,
    LetterType.LIE_ON_FILE_ALL: EasyText.ON_FILE,
    LetterType.LIE_ON_FILE_SOME: EasyText.PART_ON_FILE,
    LetterType.STOP_SOME: EasyText.PART_STOPPED,
    LetterType.SUBSTITUTE: EasyText.CHARGE_CHANGED,
    LetterType.ALTER_DOWN: EasyText.CHARGE_CHANGED,
    LetterType.ALTER_UP: EasyText.CHARGE_CHANGED,
    LetterType.PROVISIONAL_STOP: EasyText.MAY_STOP,
    LetterType.CHARGING_DECISION: EasyText.CHARGED,
    LetterType.ACKNOWLEDGEMENT: EasyText.NEW_CASE,
    LetterType.NO_CHANGE_UPDATE: EasyText.NO_CHANGE,
    LetterType.APOLOGY_MISSED_PROMISE: EasyText.WE_ARE_SORRY,
    LetterType.CORRECTION: EasyText.PUT_RIGHT,
    LetterType.NEW_CONTACT: EasyText.NEW_CONTACT,
    LetterType.WHAT_WE_AGREED: EasyText.KEEPING_IN_TOUCH,
    LetterType.REVIEW_ACKNOWLEDGEMENT: EasyText.REVIEW_ASKED,
    LetterType.REVIEW_UPHELD: EasyText.REVIEW_SAME,
    LetterType.REVIEW_OVERTURNED: EasyText.REVIEW_CHANGED,
    LetterType.REVIEW_NO_REMEDY: EasyText.REVIEW_TOO_LATE,
    LetterType.REVIEW_NOT_TAKEN: EasyText.REVIEW_NOT_TAKEN,
}


def choose(*, needs: Iterable[str]) -> tuple[PackLine, ...]:
    """Put an easy-read page before every letter to whoever needs easy read, and before none to anybody else (EASY-1).

    ``needs`` are the recorded forms of the person who reads the letter, who need not be the victim.
    """
    if EASY_READ_NEED not in needs:
        return ()
    why = "It is on record that they need easy read."
    return (PackLine(leaflet=Leaflet.EASY_READ, is_enclosed=True, reason=why),)


def text_for(*, letter_type: LetterType) -> EasyText:
    """Choose the text of the easy-read page; every letter has one (EASY-2).

    Each that can be owed by a day says sorry where its letter does: for being late, and for a mistake (EASY-3). A page
    that was frozen before anybody knew is composed anew for the day on which it leaves.
    """
    return _TEXTS[letter_type]
