"""Gather from the record what a letter to one person may say, and what its words are held against. Reads only.

One recipient per call. What the record does not hold is left empty, so that the template or the content check shows the
gap; nothing about a person is guessed.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from typing import TypedDict

from django.db.models import QuerySet, UUIDField

from accounts import written
from accounts.models import StaffUser
from cases.models import (
    Charge,
    ContactPoint,
    Decision,
    Defendant,
    Obligation,
    ReviewRequest,
    ReviewStage,
    Victim,
)
from cases.rules import enhanced_rights
from cases.rules.reasons import ReasonsGiven
from cases.rules.urn import normalise_urn
from cases.rules.vocabulary import Addressee, ContactPointKind, JourneyStage, Language, ReviewText, TestFailed
from cases.rules.working_days import london_date
from cases.selectors import reasons
from cases.services import reference
from communications.documents.assets import unprintable_in
from communications.documents.context import LetterContext
from communications.documents.support import services_for
from communications.documents.words import UNFILLED
from communications.models import LetterCorrection
from communications.rules import dated_tables, letter_phrases, reason_sentences
from communications.rules.dispatch_lead import expected_dispatch
from communications.rules.letter_phrases import ChargeWords
from communications.rules.letter_requirements import (
    PARTIAL_LETTERS,
    REVIEW_LETTERS,
    UPDATE_LETTERS,
    ContentFacts,
)
from communications.rules.letter_words import Block, LetterWords, tidy
from communications.rules.support import SupportFacts
from communications.rules.vocabulary import Channel, LetterType
from communications.services import (
    agreed_facts,
    correction_facts,
    dated_rows,
    letter_contacts,
    letter_record,
    next_in_court,
    offered_reviews,
    print_forms,
    review_dates,
    review_facts,
)
from communications.services.recipients import Recipient

#: Letters that end with the date of the next update when one is promised.
_WITH_NEXT_UPDATE = (
    PARTIAL_LETTERS
    | UPDATE_LETTERS
    | REVIEW_LETTERS
    | {LetterType.CHARGING_DECISION, LetterType.PROVISIONAL_STOP, LetterType.CORRECTION}
)
_HANDED_OVER = frozenset({Addressee.BEREAVED_FAMILY_VIA_FLO, Addressee.VIA_POLICE, Addressee.VIA_ISVA})
#: Of a letter that no decision obliges.
_NO_REASONS = ReasonsGiven(
    test_failed=TestFailed.NONE,
    specific=(),
    reasons="",
    new_information="",
    victim_views="",
    what_continues="",
    sensitivities="",
)
_TOLD_BY = "The police Witness Care Unit"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What whoever opens or writes a letter says about it, and no row holds. Dates are London dates."""

    next_update_on: dt.date | None = None
    missed_on: dt.date | None = None
    late_reason: str = ""
    earlier_error: str = ""
    said_wrongly: str = ""
    said_rightly: str = ""
    corrected_letter_on: dt.date | None = None
    #: Who was the contact before, and the code of the reason why that changed.
    former_contact: str = ""
    contact_change: str = ""
    #: The person wants the ways, times and names of what was agreed written out (AGR-1 decides whether they are).
    agreed_in_full: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LetterSource:
    """The rows one letter rests on."""

    letter_type: LetterType
    victim: Victim
    #: What concerns the victim, in the order in which a letter names it.
    charges: tuple[Charge, ...]
    recipient: Recipient
    our_reference: str
    #: None for updates, which no decision obliges.
    obligation: Obligation | None
    #: The request for a review that it answers, and the stage; None for all other letters.
    review: ReviewRequest | None = None
    review_stage: ReviewStage | None = None
    #: By when the letter about that request is owed (aware).
    review_due_at: dt.datetime | None = None
    #: What it puts right in a letter that was sent; None for all other letters.
    correction: LetterCorrection | None = None
    #: The channel it would go by; None when that is not known yet.
    channel: Channel | None
    given: Given
    #: Who writes it, for a victim to whom no officer is assigned.
    writer: StaffUser | None = None
    #: Charges for which somebody found words that are not used here, because they have no Welsh yet and nobody reads
    #: this letter before it leaves. Both sides then say what happened in the standard words.
    unsaid: frozenset[uuid.UUID] = frozenset()
    #: It is the own letter of a relative beside the main contact, whose letter left at ``first_left_at`` (aware).
    is_copy: bool = False
    first_left_at: dt.datetime | None = None

    @property
    def decision(self) -> Decision | None:
        """The decision that it explains, or of which a review was asked for."""
        if self.spoken_of is not None:
            return self.spoken_of.decision
        return self.review.decision if self.review is not None else None

    @property
    def spoken_of(self) -> Obligation | None:
        """What it explains, or of what it corrects the explanation."""
        return self.obligation or (self.correction.obligation if self.correction is not None else None)

    @property
    def due_at(self) -> dt.datetime | None:
        """By when the explanation or the answer is owed; None where neither is, or where it was told before."""
        if self.correction is not None or self.is_copy:
            return None
        if self.obligation is not None:
            return self.obligation.due_at
        return self.review_due_at


def context_for(*, source: LetterSource, at: dt.datetime) -> LetterContext:
    """Fill the context of one letter as it would be if it were approved at the aware instant ``at``.

    Raises:
        BeyondHorizon: the bank-holiday calendar does not reach the dates that the letter names.
    """
    victim, recipient = source.victim, source.recipient
    case = victim.case
    decision = source.decision
    why = reasons.reasons_now(decision=decision) if source.obligation is not None and decision else _NO_REASONS
    leaves_at = _leaves_at(source, at=at)
    charges = source.charges
    addressee, person = recipient.addressee, recipient.person
    # One right for the family, with one end: the others read the dates that the main contact read.
    ask_by, accepted_until = review_dates.of(
        obligation=source.spoken_of, correction=source.correction, leaves_at=source.first_left_at or leaves_at
    )
    writing_unit = letter_contacts.liaison_unit(case=case)
    return_address = ", ".join(writing_unit.return_address.splitlines())
    about = letter_phrases.what_it_is_about(**parts_of(source=source, charges=charges, words=_charge_words))
    victim_name = _victim_name(victim, addressee)
    told_why = (
        *reason_sentences.sentences(specific=why.specific, addressee=addressee, victim_name=victim_name),
        *letter_phrases.paragraphs(why.reasons),
    )
    next_event, next_event_on = next_in_court.event_words(case=case, at=at)
    context = LetterContext(
        recipient_name=one_line(name=person.full_name if person is not None else ""),
        salutation_name=one_line(name=(person.preferred_name or person.full_name) if person is not None else ""),
        address_lines=_address_lines(source),
        addressee=addressee,
        victim_name=victim_name,
        victim_relation=recipient.victim_is,
        handed_over_by=f"{recipient.officer_name}, your Family Liaison Officer," if recipient.officer_name else "",
        language=Language.EN,
        format_needs=letter_phrases.format_needs(
            formats=tuple(person.formats) if person is not None else (),
            language=Language(person.language) if person is not None else Language.EN,
            other_language=person.other_language if person is not None else "",
        ),
        print_format=print_forms.choice_for(person=person).print_format,
        is_posted=_is_posted(source),
        our_reference=source.our_reference,
        letter_on=london_date(at=at),
        office=f"CPS {case.area.name}",
        is_late=source.due_at is not None and leaves_at > source.due_at,
        late_reason=source.given.late_reason,
        earlier_error=source.given.earlier_error,
        decided_on=london_date(at=decision.decided_at) if decision is not None else None,
        reasons=told_why,
        test_failed=why.test_failed,
        new_information=why.new_information,
        victim_views=why.victim_views,
        what_continues=why.what_continues,
        allegation=about.allegation,
        allegation_when=about.allegation_when,
        stopped_part=about.stopped_part,
        new_part=about.new_part,
        continuing_part=about.continuing_part,
        names_a_charge=letter_phrases.names_a_charge(
            said=(about.stopped_part, about.continuing_part, why.what_continues, why.new_information, *told_why)
        ),
        charge_words=about.charge_words,
        next_event=next_event,
        next_event_on=next_event_on,
        next_event_told_by=_TOLD_BY,
        review_text=ReviewText(source.spoken_of.review_text) if source.spoken_of is not None else ReviewText.NONE,
        review_request_by=ask_by,
        review_outer_on=accepted_until,
        review_email=writing_unit.email,
        review_address=return_address,
        is_meeting_offered=source.obligation is not None and source.obligation.meeting_offer,
        support=services_for(
            facts=support_facts(victim=victim, charges=charges, addressee=addressee, on=london_date(at=at))
        ),
        contact=letter_contacts.contact_for(victim=source.victim, writer=source.writer, on=london_date(at=at)),
        complaint_email=writing_unit.email,
        complaint_address=return_address,
        stage=JourneyStage(case.stage),
        awaited=letter_phrases.AWAITED[JourneyStage(case.stage)],
        awaited_since=case.stage_since,
        next_update_on=source.given.next_update_on if source.letter_type in _WITH_NEXT_UPDATE else None,
        missed_on=source.given.missed_on,
        said_wrongly=source.given.said_wrongly,
        said_rightly=source.given.said_rightly,
        corrected_letter_on=source.given.corrected_letter_on,
        former_contact=source.given.former_contact,
        contact_change=source.given.contact_change,
    )
    context = offered_reviews.told(context=context, obligation=source.spoken_of, reader=person)
    if source.letter_type is LetterType.WHAT_WE_AGREED:
        return agreed_facts.told(context=context, victim=victim, reader=person, in_full=source.given.agreed_in_full)
    if source.correction is not None:
        context = correction_facts.told(context=context, correction=source.correction, decision=decision)
    if source.review is None:
        return context
    return review_facts.told(
        context=context, letter_type=source.letter_type, request=source.review, stage=source.review_stage, reader=person
    )


def content_facts(
    *,
    source: LetterSource,
    context: LetterContext,
    words: LetterWords,
    expected: tuple[Block, ...],
    standard: tuple[Block, ...] = (),
) -> ContentFacts:
    """Give the record that ``words`` are held against; ``expected``, ``standard``: today's locked and open blocks."""
    charges = source.charges
    names = Defendant.objects.filter(case__urn_key=source.victim.case.urn_key).values_list("name", flat=True)
    return ContentFacts(
        letter_type=source.letter_type,
        recipient_name=context.recipient_name,
        salutation_name=context.salutation_name,
        victim_name=source.victim.person.full_name,
        our_reference=source.our_reference,
        defendant_names=tuple(names),
        review_text=context.review_text,
        is_posted=context.is_posted,
        is_late=context.is_late,
        has_earlier_error=bool(context.earlier_error),
        has_new_information=bool(context.new_information.strip()),
        has_victim_views=bool(context.victim_views.strip()),
        after_non_attendance=context.after_non_attendance,
        is_meeting_owed=context.is_meeting_offered,
        has_format_needs=bool(context.format_needs),
        has_local_and_national_support={service.is_local for service in context.support} == {True, False},
        has_named_contact=letter_contacts.named(victim=source.victim, writer=source.writer) is not None,
        unprintable=unprintable_in("\n".join((words.as_text(), context.recipient_name, *context.address_lines))),
        expected=expected,
        record=letter_record.record_facts(
            victim=source.victim,
            decision=source.decision,
            charges=charges,
            context=context,
            support=support_facts(
                victim=source.victim, charges=charges, addressee=context.addressee, on=context.letter_on
            ),
            standard=standard,
            only_relative=source.recipient.person if source.is_copy else None,
        ),
    )


def _leaves_at(source: LetterSource, *, at: dt.datetime) -> dt.datetime:
    channel, leads = source.channel or Channel.POST, dated_rows.rows(of=dated_tables.CHANNEL_LEADS)
    return expected_dispatch(approved_at=at, channel=channel, calendar=reference.load_calendar(), leads=leads)


def charges_of(*, victim: Victim) -> tuple[Charge, ...]:
    """List the charges and allegations that concern a victim, in the order in which a letter names them. One query."""
    return tuple(_CHARGES.rows(victim=victim.pk))


def _charges() -> "QuerySet[Charge]":
    own = Charge.objects.filter(charge_victims__victim=written.Given("victim", UUIDField()))
    return own.select_related("replaced_by").order_by("offence_on", "count", "id")


_CHARGES = written.Written(_charges)


class Parts(TypedDict):
    """The charges of one victim by what became of them, in words."""

    about: tuple[ChargeWords, ...]
    others: tuple[ChargeWords, ...]
    replacements: tuple[ChargeWords, ...]


def parts_of(*, source: LetterSource, charges: tuple[Charge, ...], words: Callable[[Charge], ChargeWords]) -> Parts:
    """Sort the charges of a victim by what the decision did to each, and put each into ``words``."""
    decision = source.decision
    is_their_own = source.recipient.addressee not in letter_phrases.READ_FOR_SOMEBODY
    decided = set(decision.decision_charges.values_list("charge_id", flat=True)) if decision is not None else set()
    about = tuple(charge for charge in charges if charge.pk in decided)
    # What took the place of a charge is said as that, and not once more among what goes on besides.
    known = decided | {charge.replaced_by_id for charge in about}
    rest = tuple(charge for charge in charges if charge.pk not in known)

    def said(charge: Charge) -> ChargeWords:
        found = words(charge)
        fits = letter_phrases.fits_reader(plain=charge.plain_description, is_their_own=is_their_own)
        return found if fits and charge.pk not in source.unsaid else dataclasses.replace(found, plain="")

    return Parts(
        about=tuple(map(said, about or charges)),
        others=tuple(map(said, rest)),
        replacements=tuple(said(charge.replaced_by) for charge in about if charge.replaced_by is not None),
    )


def _charge_words(charge: Charge) -> ChargeWords:
    return ChargeWords(
        plain=charge.plain_description,
        title=charge.title,
        category=charge.category,
        happened_on=charge.offence_on,
        defendant=str(charge.defendant_id),
        state=charge.state,
    )


def support_facts(*, victim: Victim, charges: tuple[Charge, ...], addressee: Addressee, on: dt.date) -> SupportFacts:
    """Gather what the choice of support services rests on, as of a London date."""
    born_on = victim.person.born_on
    categories = {charge.category for charge in charges}
    if any(charge.is_domestic_abuse for charge in charges):
        categories.add("DOMESTIC_ABUSE")
    if any(charge.is_child_abuse for charge in charges):
        categories.add("CHILD_ABUSE")
    return SupportFacts(
        area=victim.case.area_id,
        force=normalise_urn(received=victim.case.urn).key[:2],
        categories=frozenset(categories),
        strands=frozenset(strand for charge in charges for strand in charge.hate_strands),
        age=enhanced_rights.age_on(born_on=born_on, on=on) if born_on is not None else None,
        is_bereaved=addressee is Addressee.BEREAVED_FAMILY_VIA_FLO,
    )


def _victim_name(victim: Victim, addressee: Addressee) -> str:
    """Name the victim to somebody else, by first name where it is a person."""
    person = victim.person
    if addressee in {Addressee.VICTIM, Addressee.VIA_POLICE, Addressee.VIA_ISVA, Addressee.NONE}:
        return ""
    if addressee is Addressee.BUSINESS_CONTACT:
        return person.full_name
    return person.preferred_name or next(iter(person.full_name.split()), UNFILLED)


def _is_posted(source: LetterSource) -> bool:
    """Say whether a letter could go to its reader by post: not where somebody hands it over."""
    if source.is_copy:
        return source.channel is not Channel.INTERMEDIARY_EMAIL
    return source.recipient.addressee not in _HANDED_OVER


def _address_lines(source: LetterSource) -> tuple[str, ...]:
    """Give the safe postal address of the recipient, for a letter that could go by post."""
    if source.recipient.person is None or not _is_posted(source):
        return ()
    point = _POSTED_TO.first(person=source.recipient.person.pk)
    return address_lines(value=point.value) if point is not None else ()


def _posted_to() -> "QuerySet[ContactPoint]":
    own = ContactPoint.objects.filter(person=written.Given("person", UUIDField()), kind=ContactPointKind.POST)
    return own.filter(superseded_at__isnull=True, is_safe=True).order_by("-recorded_at")[:1]


_POSTED_TO = written.Written(_posted_to)


def address_lines(*, value: str) -> tuple[str, ...]:
    """Split a postal contact point into the lines of an address."""
    return tuple(" ".join(line.split()) for line in tidy(value).split("\n") if line.strip())


def one_line(*, name: str) -> str:
    """Give a name as one line without odd blanks or signs, or the mark of a gap where there is none.

    A name is never a reason to lose a decision: what cannot be printed is found by the content check.
    """
    return " ".join(tidy(name).split()) or UNFILLED
