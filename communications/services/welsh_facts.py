"""Say in Welsh what the record says about a letter: the same facts as `letter_facts`, phrase by phrase. Reads only.

Names of people, their addresses, days and references are taken from the English side, so that they cannot differ. Every
phrase has its Welsh from the rules, or from a person, or a mark in its place that keeps the letter from being approved.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from accounts.models import Area
from cases.models import Charge, Hearing, Victim
from cases.rules.vocabulary import Language
from communications.documents.context import LetterContext, NamedContact
from communications.documents.support import services_for
from communications.rules import letter_phrases
from communications.rules.letter_phrases import ChargeWords
from communications.rules.letter_requirements import KEEPING_IN_TOUCH
from communications.rules.vocabulary import LetterType
from communications.rules.welsh import names, phrases
from communications.rules.welsh.translations import FREE_TEXT, Memory, Phrase, digest_of, resolved
from communications.services import agreed_facts, letter_contacts, letter_facts, next_in_court
from communications.services.letter_facts import LetterSource

#: Letters that leave without a person's eye: they say only what is there in both languages.
UNREAD = KEEPING_IN_TOUCH | {LetterType.NO_CHANGE_UPDATE, LetterType.APOLOGY_MISSED_PROMISE}
#: Values that staff write in their own words; the whole part is then put into Welsh by a person.
_OWN_WORDS = (
    "late_reason",
    "earlier_error",
    "new_information",
    "victim_views",
    "what_continues",
    "acknowledgement",
    "meeting_purpose",
    "said_wrongly",
    "said_rightly",
)
_PLAIN_HINT = "It follows “ynghylch” and “yr achos”: begin with y, yr or eich, as in “y fyrgleriaeth yn eich cartref”."
_TITLE_HINT = "The offence as it stands after “y cyhuddiad o”, without its mutation, as in “lladrad”."


def unsaid(*, victim: Victim, memory: Memory) -> frozenset[uuid.UUID]:
    """List the charges whose own words have no Welsh yet, for a letter that nobody reads before it leaves."""
    return frozenset(
        charge.pk
        for charge in letter_facts.charges_of(victim=victim)
        if charge.plain_description and digest_of(english=charge.plain_description) not in memory.by_digest
    )


def in_welsh(
    *, source: LetterSource, english: LetterContext, memory: Memory, at: dt.datetime
) -> tuple[LetterContext, tuple[Phrase, ...]]:
    """Give the context of a letter in Welsh, and every phrase that it draws on."""
    case = source.victim.case
    charges = source.charges
    hearing = next_in_court.next_hearing(case=case, at=at)
    every = _phrases(english, area_code=case.area_id, charges=charges, hearing=hearing)
    said = resolved(phrases=every, memory=memory)
    about = phrases.what_it_is_about(
        **letter_facts.parts_of(source=source, charges=charges, words=_charge_in_welsh(said))
    )
    person = source.recipient.person
    facts = letter_facts.support_facts(
        victim=source.victim, charges=charges, addressee=english.addressee, on=english.letter_on
    )
    own_words: dict[str, Any] = {name: FREE_TEXT if getattr(english, name) else "" for name in _OWN_WORDS}
    context = dataclasses.replace(
        english,
        language=Language.CY,
        office=said["office"],
        contact=dataclasses.replace(
            english.contact,
            name=contact_name(contact=english.contact, area=case.area),
            role=said["role"],
            hours=said["hours"],
        ),
        review_address=names.address(english=english.review_address),
        complaint_address=names.address(english=english.complaint_address),
        victim_relation=said["relation"],
        handed_over_by=phrases.told_by_officer(name=source.recipient.officer_name) if english.handed_over_by else "",
        format_needs=phrases.format_needs(formats=tuple(person.formats) if person is not None else ()),
        allegation=about.allegation,
        allegation_when=about.allegation_when,
        stopped_part=about.stopped_part,
        new_part=about.new_part,
        continuing_part=about.continuing_part,
        charge_words=about.charge_words,
        next_event=phrases.hearing(kind=hearing.kind, court=said["court"]) if hearing and english.next_event else "",
        next_event_told_by=phrases.TOLD_BY if english.next_event_told_by else "",
        awaited=phrases.AWAITED[english.stage],
        support=services_for(facts=facts, language=Language.CY),
        reasons=(FREE_TEXT,) if english.reasons else (),
        **own_words,
    )
    if source.letter_type is LetterType.WHAT_WE_AGREED:
        context = agreed_facts.told(
            context=context, victim=source.victim, reader=person, in_full=source.given.agreed_in_full
        )
    return context, every


def contact_name(*, contact: NamedContact, area: Area) -> str:
    """Name in Welsh whom a letter gives as the contact: people by their name, units of an Area by their Welsh one."""
    if contact.role != letter_contacts.ROLE_OF_UNIT:
        return contact.name
    # A team that has a name of its own keeps it.
    return names.unit(english=contact.name, area_code=area.pk, area_name=area.name) or contact.name


def _phrases(
    english: LetterContext, *, area_code: str, charges: tuple[Charge, ...], hearing: Hearing | None
) -> tuple[Phrase, ...]:
    found = [
        Phrase(name="office", english=english.office, standard=names.office(area_code=area_code)),
        Phrase(name="role", english=english.contact.role, standard=names.role(english=english.contact.role)),
        Phrase(name="hours", english=english.contact.hours, standard=names.hours(english=english.contact.hours)),
        Phrase(
            name="relation",
            english=english.victim_relation,
            standard=names.relation(english=english.victim_relation),
            hint="Who the victim is to the reader, as in “eich merch”.",
        ),
        Phrase(
            name="court",
            english=hearing.court_name if hearing is not None else "",
            standard=names.court(english=hearing.court_name, welsh=hearing.court_name_welsh) if hearing else None,
            hint="The name of the court, without “yn” before it.",
        ),
    ]
    is_their_own = english.addressee not in letter_phrases.READ_FOR_SOMEBODY
    for charge in (*charges, *(charge.replaced_by for charge in charges if charge.replaced_by is not None)):
        plain, title = charge.plain_description, charge.title
        if letter_phrases.fits_reader(plain=plain, is_their_own=is_their_own):
            found.append(Phrase(name=f"plain:{charge.pk}", english=plain, standard=None, hint=_PLAIN_HINT))
        found.append(
            Phrase(name=f"title:{charge.pk}", english=title, standard=charge.title_welsh or None, hint=_TITLE_HINT)
        )
    once = {phrase.name: phrase for phrase in found}
    return tuple(once.values())


def _charge_in_welsh(said: dict[str, str]) -> Callable[[Charge], ChargeWords]:
    def words(charge: Charge) -> ChargeWords:
        return ChargeWords(
            # Words that are not for this reader are said in neither language, and nobody is asked for their Welsh.
            plain=said.get(f"plain:{charge.pk}", ""),
            title=said[f"title:{charge.pk}"],
            category=charge.category,
            happened_on=charge.offence_on,
            defendant=str(charge.defendant_id),
            state=charge.state,
        )

    return words
