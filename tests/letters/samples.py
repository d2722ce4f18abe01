"""Letters to synthetic people, one for each type of letter and kind of reader, as complete as real ones."""

import dataclasses
import datetime as dt
from typing import Any

from cases.rules.vocabulary import Addressee, JourneyStage, Language, ReviewText, TestFailed
from communications.documents.context import LetterContext, NamedContact, SupportService
from communications.documents.words import compose, newest_template
from communications.rules.letter_requirements import ContentFacts
from communications.rules.letter_words import LetterWords
from communications.rules.record_facts import RecordFacts, pronoun_of
from communications.rules.vocabulary import LetterType

CONTACT = NamedContact(
    name="Siân Parry",
    role="Victim Liaison Officer",
    phone="01632 960 118",
    email="sian.parry@example.org",
    hours="Monday to Friday, 9am to 4:30pm",
)
SUPPORT = (
    SupportService(
        name="Taff Valley Victims’ Hub",
        offers="someone to talk to and practical help, close to home",
        phone="01632 960 200",
        hours="Monday to Saturday, 8am to 8pm",
        is_local=True,
    ),
    SupportService(
        name="Victim Support",
        offers="free and confidential help for anyone affected by crime",
        phone="08 08 16 89 111",
        hours="day and night",
    ),
)
REASONS = (
    (
        "You told the police that a man you did not know pushed you to the ground and took your bag. You picked out "
        "one person from a set of pictures, and the police found that he had been in the street that evening."
    ),
    (
        "To prove who did it, we would need something besides the pictures. The police looked at the cameras of four "
        "shops. None of them covers that part of the street. Nobody else who was there could describe the man."
    ),
)
PUBLIC_INTEREST_REASONS = (
    (
        "You told the police that a neighbour, who is 86, pushed you during an argument about the shared yard. There "
        "was enough evidence to show that she did."
    ),
    (
        "Since then she has become seriously ill and has moved to a nursing home in another county. Two doctors agree "
        "that she could not follow a trial. The prosecutor thought about the pain in your shoulder and about what you "
        "said about the yard. In the end they decided that a court case was not the right response."
    ),
)
WITHDRAWAL_REASON = (
    "What you saw and felt that evening was the centre of the evidence. You told us that you do not want to give "
    "evidence, and we respect that. The prosecutor looked at everything else, and it could not show who did it."
)
UPHELD_REASONS = (
    (
        "You asked why nobody spoke to your neighbour. She has now been asked. She remembers the evening well, but she "
        "was at the back of the house and saw nothing of the street."
    ),
    (
        "The prosecutor also looked at the pictures from the four shops again. They do not show who pushed you to the "
        "ground, and there is nothing else that could."
    ),
)
OVERTURNED_REASONS = (
    (
        "You asked why nobody spoke to your neighbour. You were right to ask. She heard the man call out a name, and "
        "she described his jacket. Together with the pictures that you picked out, this is enough for a court."
    ),
)
NO_REMEDY_REASONS = (
    (
        "You asked why nobody spoke to your neighbour. The police had her name from the first day. We should have "
        "waited until she was asked what she heard, and we did not."
    ),
)
REFUSED_REASONS = (
    (
        "The man who pushed you will still be in court, because the case about your bag goes on. The scheme is for "
        "cases in which nothing goes on for the person who was hurt."
    ),
)
WHAT_FOLLOWS = "A prosecutor will put the case before the court again within the next two weeks, and I will ring you."
WHY_NOT = "Once the court has recorded a verdict, the law does not let anyone be tried again for the same thing."
ASKED: dict[str, Any] = {
    "review_is_by_reader": True,
    "review_asked_on": dt.date(2026, 4, 2),
    "review_due_on": dt.date(2026, 4, 20),
    "review_days": 10,
    "review_stage": "LOCAL_RESOLUTION",
    "review_of": "DISCONTINUE_ALL",
}
#: Of a letter about a final stop after a provisional one, of which nobody asked for a review; and with its answer.
OFFERED_BEFORE: dict[str, Any] = {
    "review_text": ReviewText.ALREADY_OFFERED,
    "review_offered_on": dt.date(2026, 2, 20),
    "review_offered_until": dt.date(2026, 3, 6),
    "review_request_by": None,
    "review_outer_on": None,
}
ANSWERED_BEFORE: dict[str, Any] = {
    **OFFERED_BEFORE,
    "review_asked_on": dt.date(2026, 2, 27),
    "review_is_by_reader": True,
    "review_answered_on": dt.date(2026, 3, 19),
}
REVIEW = {
    "review_request_by": dt.date(2026, 4, 13),
    "review_outer_on": dt.date(2026, 6, 27),
    "review_email": "review@example.org",
    "review_address": "Victim Liaison Unit, 1 Example Street, Cardiff CF99 1ZZ",
}
#: What each type of letter says about the case besides what all letters share.
BY_TYPE: dict[LetterType, dict[str, Any]] = {
    LetterType.NFA_EVIDENTIAL: {"test_failed": TestFailed.EVIDENTIAL, "review_text": ReviewText.STANDARD},
    LetterType.NFA_PUBLIC_INTEREST: {
        "test_failed": TestFailed.PUBLIC_INTEREST,
        "review_text": ReviewText.STANDARD,
        "reasons": PUBLIC_INTEREST_REASONS,
    },
    LetterType.NFA_PARTIAL: {
        "test_failed": TestFailed.EVIDENTIAL,
        "stopped_part": "the damage to your bicycle",
        "continuing_part": "the charge of assault",
    },
    LetterType.DISCONTINUE_ALL: {"test_failed": TestFailed.EVIDENTIAL, "review_text": ReviewText.STANDARD},
    LetterType.WITHDRAW_ALL: {"test_failed": TestFailed.EVIDENTIAL, "review_text": ReviewText.STANDARD},
    LetterType.NO_EVIDENCE_ALL: {"test_failed": TestFailed.EVIDENTIAL, "review_text": ReviewText.NO_RESTART},
    LetterType.LIE_ON_FILE_ALL: {"review_text": ReviewText.STANDARD},
    LetterType.LIE_ON_FILE_SOME: {
        "stopped_part": "the charge of criminal damage",
        "continuing_part": "the charge of assault",
    },
    LetterType.STOP_SOME: {
        "test_failed": TestFailed.EVIDENTIAL,
        "stopped_part": "the case against the second of the two men",
        "continuing_part": "the case against the first man",
        "names_a_charge": False,
    },
    LetterType.SUBSTITUTE: {
        "stopped_part": "the charge of robbery",
        "new_part": "a charge of theft and a charge of assault",
        "continuing_part": "the charges of theft and assault",
    },
    LetterType.ALTER_DOWN: {
        "stopped_part": "the charge of wounding with intent, which means causing a serious injury on purpose",
        "new_part": "the charge of wounding, which means causing a serious injury",
        "continuing_part": "the charge of wounding",
    },
    LetterType.ALTER_UP: {
        "stopped_part": "the charge of common assault",
        "new_part": (
            "the charge of assault that caused actual bodily harm, which means an injury that is more than minor"
        ),
        "continuing_part": "the new charge",
    },
    LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL: {
        "test_failed": TestFailed.EVIDENTIAL,
        "victim_views": "You told the police on 9 March that you want to put this behind you and do not want a trial.",
        "reasons": (WITHDRAWAL_REASON,),
    },
    LetterType.PROVISIONAL_STOP: {"test_failed": TestFailed.EVIDENTIAL, "review_text": ReviewText.EXPEDITED_PILOT},
    LetterType.CHARGING_DECISION: {"charge_words": "robbery, which means taking something by force", "reasons": ()},
    LetterType.ACKNOWLEDGEMENT: {"reasons": ()},
    LetterType.NO_CHANGE_UPDATE: {"reasons": ()},
    LetterType.APOLOGY_MISSED_PROMISE: {
        "reasons": (),
        "missed_on": dt.date(2026, 3, 20),
        "late_reason": "I was away and nobody stood in for me. That should not have happened.",
    },
    LetterType.CORRECTION: {
        "reasons": (),
        "said_wrongly": "the hearing is on 10 May.",
        "said_rightly": "the hearing is on Monday 11 May 2026.",
        "corrected_letter_on": dt.date(2026, 3, 20),
        "correction_reasons": ("DATE", "HEARING"),
        "review_restarts": True,
        "review_of": "NFA_EVIDENTIAL",
        "review_text": ReviewText.STANDARD,
    },
    LetterType.NEW_CONTACT: {"reasons": (), "former_contact": "Nia Rees", "contact_change": "LEAVING"},
    LetterType.WHAT_WE_AGREED: {
        "reasons": (),
        "agreed_in_full": True,
        "agreed_method": "EMAIL",
        "agreed_never": ("text", "phone"),
        "agreed_times": ("Mondays and Fridays, 9am to midday",),
        "agreed_avoid": ("Sundays, 8am to 8pm",),
        "agreed_people": ("Carys Bevan, your independent sexual violence adviser: dates and places only",),
        "agreed_interpreter": True,
        "agreed_rhythm_days": 14,
    },
    LetterType.REVIEW_ACKNOWLEDGEMENT: {**ASKED, "reasons": (), "review_text": ReviewText.STANDARD},
    LetterType.REVIEW_UPHELD: {
        **ASKED,
        "reasons": UPHELD_REASONS,
        "review_text": ReviewText.STANDARD,
        "review_further_days": 30,
    },
    LetterType.REVIEW_OVERTURNED: {**ASKED, "reasons": OVERTURNED_REASONS, "what_continues": WHAT_FOLLOWS},
    LetterType.REVIEW_NO_REMEDY: {
        **ASKED,
        "reasons": NO_REMEDY_REASONS,
        "what_continues": WHY_NOT,
        "review_of": "NO_EVIDENCE_ALL",
        "review_further_days": 30,
    },
    LetterType.REVIEW_NOT_TAKEN: {**ASKED, "reasons": REFUSED_REASONS, "review_refused": "NOT_QUALIFYING"},
}
#: Who reads the letter, when it is not the victim.
BY_READER: dict[Addressee, dict[str, Any]] = {
    Addressee.VICTIM: {},
    Addressee.PARENT_GUARDIAN: {
        "recipient_name": "Mrs Ada Okafor",
        "salutation_name": "Mrs Okafor",
        "victim_name": "Ella",
        "victim_relation": "your daughter",
        "allegation": "what happened to Ella at the swimming club",
    },
    Addressee.BEREAVED_FAMILY_VIA_FLO: {
        "recipient_name": "Mr Tomáš Novák",
        "salutation_name": "Mr Novák",
        "victim_name": "Adam",
        "victim_relation": "your son",
        "allegation": "the collision in which Adam died",
        "handed_over_by": "Carys Bevan, your Family Liaison Officer,",
        "is_posted": False,
        "address_lines": (),
    },
    Addressee.SPOKESPERSON: {
        "recipient_name": "Dr Amal Haddad",
        "salutation_name": "Dr Haddad",
        "victim_name": "Yusuf",
        "victim_relation": "your brother",
        "allegation": "the theft from Yusuf",
    },
    Addressee.BUSINESS_CONTACT: {
        "recipient_name": "Mr Jin Lee",
        "salutation_name": "Mr Lee",
        "victim_name": "Morgan’s Bakery",
        "allegation": "the break-in at your shop",
    },
}


def a_context(**changes: Any) -> LetterContext:
    """Give the context of a complete letter to a victim, with ``changes``."""
    facts: dict[str, Any] = {
        "recipient_name": "Ms Rhian Hughes",
        "salutation_name": "Ms Hughes",
        "address_lines": ("14 Heol y Gŵr", "Treganna", "Caerdydd", "CF99 1ZZ"),
        "our_reference": "VCS-7K2M-9QXD",
        "letter_on": dt.date(2026, 3, 27),
        "office": "CPS Cymru-Wales",
        "allegation": "the robbery outside the library",
        "allegation_when": "on 3 November 2025",
        "decided_on": dt.date(2026, 3, 26),
        "reasons": REASONS,
        "contact": CONTACT,
        "support": SUPPORT,
        "complaint_email": "complaints@example.org",
        "complaint_address": "Complaints, 1 Example Street, Cardiff CF99 1ZZ",
        "stage": JourneyStage.CPS_REVIEW,
        "awaited": "the police to send us the pictures from two more cameras",
        "awaited_since": dt.date(2026, 3, 2),
        "next_event": "a hearing at Cardiff Crown Court",
        "next_event_on": dt.date(2026, 5, 11),
        "next_event_told_by": "The police Witness Care Unit",
        "next_update_on": dt.date(2026, 4, 24),
        "meeting_purpose": "We could also talk about what the police looked at.",
        **REVIEW,
    }
    return LetterContext(**{**facts, **changes})


def a_letter(
    letter_type: LetterType, *, reader: Addressee = Addressee.VICTIM, **changes: Any
) -> tuple[LetterWords, LetterContext]:
    """Compose a complete letter of this type to this kind of reader."""
    context = a_context(**{"addressee": reader, **BY_TYPE[letter_type], **BY_READER[reader], **changes})
    return compose(letter_type=letter_type, context=context, version=version_of(letter_type)), context


def version_of(letter_type: LetterType) -> str:
    """Name the newest version of a letter's words: the one that is written today."""
    return newest_template(letter_type=letter_type, language=Language.EN).version


def the_facts(words: LetterWords, context: LetterContext, **changes: Any) -> ContentFacts:
    """Give the record that belongs to a letter."""
    facts = ContentFacts(
        letter_type=words.letter_type,
        recipient_name=context.recipient_name,
        salutation_name=context.salutation_name,
        victim_name=context.victim_name,
        our_reference=context.our_reference,
        defendant_names=("Gethin Prosser",),
        review_text=context.review_text,
        is_posted=context.is_posted,
        is_late=context.is_late,
        has_earlier_error=bool(context.earlier_error),
        has_new_information=bool(context.new_information),
        has_victim_views=bool(context.victim_views),
        after_non_attendance=context.after_non_attendance,
        is_meeting_owed=context.is_meeting_offered,
        has_format_needs=bool(context.format_needs),
        expected=tuple(block for block in words.blocks if block.is_locked),
        record=the_record(words, context),
    )
    return dataclasses.replace(facts, **changes)


def the_record(words: LetterWords, context: LetterContext, **changes: Any) -> RecordFacts:
    """Give people, days, courts and offences that belong to a letter."""
    days = (getattr(context, field.name) for field in dataclasses.fields(context))
    record = RecordFacts(
        people=(
            context.contact.name,
            context.former_contact or context.contact.name,
            context.handed_over_by.partition(",")[0],
            "Carys Bevan",
        ),
        days=frozenset({*(day for day in days if isinstance(day, dt.date)), dt.date(2025, 11, 3), dt.date(2026, 3, 9)}),
        courts=("Cardiff Crown Court",),
        offences=(
            context.allegation,
            context.stopped_part,
            context.new_part,
            context.continuing_part,
            context.charge_words,
            "Robbery",
        ),
        is_about_someone_else=context.is_about_someone_else,
        victim_relation=context.victim_relation,
        pronoun=pronoun_of(relation=context.victim_relation),
        said_wrongly=context.said_wrongly,
        standard=tuple(block for block in words.blocks if not block.is_locked),
    )
    return dataclasses.replace(record, **changes)


#: The letters whose text is kept beside the tests: every type to a victim, and six types to every other reader.
KEPT: tuple[tuple[LetterType, Addressee], ...] = (
    *((letter_type, Addressee.VICTIM) for letter_type in LetterType),
    *(
        (letter_type, reader)
        for letter_type in (
            LetterType.NFA_EVIDENTIAL,
            LetterType.DISCONTINUE_ALL,
            LetterType.STOPPED_AFTER_VICTIM_WITHDRAWAL,
            LetterType.ALTER_DOWN,
            LetterType.CHARGING_DECISION,
            LetterType.NO_CHANGE_UPDATE,
        )
        for reader in BY_READER
        if reader is not Addressee.VICTIM
    ),
)


def kept_name(letter_type: LetterType, reader: Addressee) -> str:
    """Name the file that keeps this letter's text."""
    return f"{letter_type.value.lower()}.{reader.value.lower()}.txt"


def everything_at_once(letter_type: LetterType) -> tuple[LetterWords, LetterContext]:
    """Compose a letter in which every optional part has something to say."""
    return a_letter(
        letter_type,
        is_late=True,
        late_reason="Two decisions reached my desk on one day, and yours was opened a day late.",
        earlier_error="In January we told you the wrong date for the first hearing.",
        new_information="A passer-by came forward in February and described somebody else.",
        victim_views="You told us in your statement how much this has changed your life.",
        after_non_attendance=True,
        is_meeting_offered=True,
        format_needs=("large print", "a Polish translation"),
    )
