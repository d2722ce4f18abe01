"""The answer to a complaint as a letter, for whoever does not read it online: posted or handed over (V33).

The letter is made from the answer that is kept, and not kept itself. Whoever posts or reads it out records that
(``complaints.record_telling``), and from that day the person may go further.
"""

import dataclasses
import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from accounts.models import Area
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from cases.models import ContactPoint
from cases.rules.time_limits import NoLimitInForce
from cases.rules.vocabulary import ContactPointKind, Language, LimitKind
from cases.rules.working_days import london_date
from cases.services import reference
from cases.services.reference import NothingPublished
from communications.documents import complaint_letter
from communications.documents.complaint_letter import AnswerContext, AnswerSide
from communications.documents.rendering import RenderedLetter
from communications.models import Communication, Complaint, ComplaintStage
from communications.rules import safe_contact as safety
from communications.rules.complaints import (
    FIRST,
    ComplaintAbout,
    ComplaintOutcome,
    ComplaintStanding,
    is_about_a_decision,
    standing_of,
)
from communications.rules.letter_words import tidy
from communications.rules.limit_words import limit_words
from communications.rules.safe_contact import SendRequest
from communications.rules.vocabulary import Channel, ContentLevel
from communications.rules.welsh import names
from communications.selectors import complaints as reading
from communications.services import complaint_stages, letter_contacts, letter_facts, print_forms
from communications.services.safe_contact import known_about

_ANSWERED = frozenset({ComplaintStanding.TO_BE_TOLD, ComplaintStanding.ANSWERED})


class NotAnswered(Exception):
    """There is no answer to print."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Postal:
    """Whether the letter may be posted, and where."""

    #: None where no address is safe: it is handed over, or read out.
    point: ContactPoint | None
    #: Why it is printed as it is, in words for staff.
    print_reason: str


def postal(*, complaint: Complaint, at: dt.datetime) -> Postal:
    """Say at an aware instant where an answer may be posted: to an address that is safe now, else nowhere (T5)."""
    known = known_about(victim=complaint.victim, person=complaint.person, at=at)
    safe = next(
        (
            point.id
            for point in known.profile.points
            if point.kind is ContactPointKind.POST
            and not safety.may_send(
                request=SendRequest(
                    channel=Channel.POST,
                    languages=frozenset(Language),
                    least_content=ContentLevel.FULL,
                    point_id=point.id,
                ),
                profile=known.profile,
                at=at,
            ).refusals
        ),
        None,
    )
    return Postal(
        point=ContactPoint.objects.get(pk=safe) if safe is not None else None,
        print_reason=print_forms.choice_for(person=complaint.person).reason,
    )


@transaction.atomic
def make(*, stage_id: uuid.UUID, actor: Actor, at: dt.datetime) -> RenderedLetter:
    """Make the letter with one answer, in the person's language and print; the trail says that it was taken.

    Without a safe address it bears none. In Welsh it comes with its English, as every letter does.

    Raises:
        accounts.policies.NotPermitted: the actor may not speak with people in this case.
        NotAnswered: there is no answer yet, or it was taken back.
        RenderFailed: it cannot be made; the fault says why.
    """
    stage = ComplaintStage.objects.select_related(
        "complaint__case__unit", "complaint__case__area", "complaint__victim", "complaint__person"
    ).get(pk=stage_id)
    complaint = stage.complaint
    policies.require(actor=actor, permission=Permission.LOG_CONTACT, case=complaint.case)
    if standing_of(stage=reading.facts_of(stage)) not in _ANSWERED:
        raise NotAnswered
    letter = complaint_letter.render(context=_context(complaint, stage, at=at))
    complaint_stages.record(complaint=complaint, verb=Verb.EXPORTED, actor=actor, at=at, stage=stage)
    return letter


def reference_of(complaint: Complaint) -> str:
    """Name a complaint on paper, so that staff find it again; it says nothing of anybody."""
    return f"VCC-{str(complaint.pk)[:8].upper()}"


def _context(complaint: Complaint, stage: ComplaintStage, *, at: dt.datetime) -> AnswerContext:
    person, case, today = complaint.person, complaint.case, london_date(at=at)
    point = postal(complaint=complaint, at=at).point
    own = Communication.objects.filter(victim=complaint.victim, recipient=person, sent_at__isnull=False)
    languages = [Language.CY, Language.EN] if stage.answer_cy else [Language.EN]
    return AnswerContext(
        recipient_name=letter_facts.one_line(name=person.full_name),
        salutation_name=letter_facts.one_line(name=person.preferred_name or person.full_name),
        address_lines=letter_facts.address_lines(value=point.value) if point is not None else (),
        our_reference=reference_of(complaint),
        own_references=frozenset(own.values_list("reference", flat=True)),
        letter_on=today,
        complained_on=complaint.received_on,
        missed_on=stage.answer_due_on if today > stage.answer_due_on else None,
        number=stage.number,
        outcome=ComplaintOutcome(stage.outcome),
        is_about_a_decision=is_about_a_decision(about=ComplaintAbout(complaint.about)),
        phone=case.unit.phone,
        email=case.unit.email,
        return_address=", ".join(tidy(letter_contacts.liaison_unit(case=case).return_address).splitlines()),
        sides=tuple(_side(complaint, stage, language, on=today) for language in languages),
        print_format=print_forms.choice_for(person=person).print_format,
    )


def _side(complaint: Complaint, stage: ComplaintStage, language: Language, *, on: dt.date) -> AnswerSide:
    unit, area = complaint.case.unit, complaint.case.area
    is_welsh = language is Language.CY
    # What has no Welsh is left out of the Welsh side, never put there in English.
    return AnswerSide(
        language=language,
        answer=stage.answer_cy if is_welsh else stage.answer,
        what_we_do=stage.what_we_do_cy if is_welsh else stage.what_we_do,
        further_within=_further_within(stage, language, on=on),
        unit_name=_unit_name(unit.public_name, area, language),
        hours=(names.hours(english=unit.opening_hours) or "") if is_welsh else unit.opening_hours,
        office=(names.office(area_code=area.pk) if is_welsh else None) or f"CPS {area.name}",
    )


def _unit_name(public_name: str, area: Area, language: Language) -> str:
    if language is not Language.CY:
        return public_name
    return names.unit(english=public_name, area_code=area.pk, area_name=area.name) or ""


def _further_within(stage: ComplaintStage, language: Language, *, on: dt.date) -> str:
    kind = LimitKind.COMPLAINT_FURTHER if stage.number == FIRST else LimitKind.COMPLAINT_ASSESSOR
    try:
        limit = reference.load_rules(on=on).limits.in_force(kind=kind, on=on)
    except (NothingPublished, NoLimitInForce):
        return ""
    return limit_words(limit=limit, language=language)
