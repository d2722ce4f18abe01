"""The pages inside a copy that a person takes away: the words of their pages, without anything from elsewhere."""

import dataclasses

from django.template.loader import render_to_string

from communications.services.portal_reading import OpenCase
from communications.services.record_facts import RecordFacts, RecordLetter
from web.formatting import date_words, london_date
from web.portal import (
    presenters,
    presenters_case,
    presenters_complaints,
    presenters_letters,
    presenters_messages,
    presenters_referrals,
)
from web.portal.presenters import LetterSide
from web.portal.presenters_case import HomePage
from web.portal.presenters_complaints import ComplaintCopy
from web.portal.presenters_letters import StoreLine
from web.portal.presenters_messages import ShownMessage
from web.portal.presenters_referrals import ReferralCopy


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CopiedLetter:
    """A letter in the list of the copy."""

    name: str
    title: str
    sent: str
    has_pdf: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """The first page of the copy."""

    made: str
    #: What stands on the first page of the portal.
    home: HomePage
    letters: tuple[CopiedLetter, ...]
    left_out: tuple[str, ...]
    lines: tuple[StoreLine, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterCopy:
    """One letter in the copy."""

    title: str
    sent: str
    reference: str
    sides: tuple[LetterSide, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MessagesCopy:
    """What was written and answered."""

    thread: tuple[ShownMessage, ...]
    complaints: tuple[ComplaintCopy, ...]
    referrals: tuple[ReferralCopy, ...]


class CopiedPages:
    """Writes the pages in the language of the page on which the copy was asked for."""

    def start(self, facts: RecordFacts, letters: list[RecordLetter]) -> str:
        """Write the first page."""
        contact = facts.case.contact
        names = presenters_letters.Names(
            contact_label=facts.contact_label, contact=contact.officer_name, unit=contact.unit_name
        )
        # A copy is read later: what is usual now says nothing then.
        home = presenters_case.home_page(OpenCase(case=facts.case, support=(), wait=None))
        page = StartPage(
            made=date_words(london_date(at=facts.made_at)),
            home=home,
            letters=tuple(
                CopiedLetter(
                    name=letter.name,
                    title=presenters.title_of(letter.purpose),
                    sent=date_words(london_date(at=letter.sent_at)),
                    has_pdf=letter.has_pdf,
                )
                for letter in letters
            ),
            left_out=tuple(date_words(day) for day in facts.left_out),
            lines=tuple(presenters_letters.line(each, names, victim_id=facts.victim_id) for each in facts.entries),
        )
        return render_to_string("portal/record/start.html", {"page": page})

    def letter(self, letter: RecordLetter) -> str:
        """Write one letter in each of its languages, with the legal words of each."""
        page = LetterCopy(
            title=presenters.title_of(letter.purpose),
            sent=date_words(london_date(at=letter.sent_at)),
            reference=letter.reference,
            sides=presenters.letter_sides(letter.sides),
        )
        return render_to_string("portal/record/letter.html", {"page": page})

    def messages(self, facts: RecordFacts) -> str:
        """Write what was written and answered."""
        page = MessagesCopy(
            thread=tuple(
                presenters_messages.shown(each, today=london_date(at=facts.made_at)) for each in facts.messages
            ),
            complaints=presenters_complaints.copies(facts.complaints, today=london_date(at=facts.made_at)),
            referrals=presenters_referrals.copies(facts.referrals, today=london_date(at=facts.made_at)),
        )
        return render_to_string("portal/record/messages.html", {"page": page})
