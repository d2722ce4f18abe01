"""Making the letter with an invitation at the moment it leaves: it holds a live code and is never stored.

Other letters are made first and kept byte for byte. This one would put a code that opens a victim's page into a table
that nobody may change or delete, and into every copy of it. What stays is its digest. Making it again gives the same
bytes, so that a try that may have arrived and a second one are one letter to the print room.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from accounts.models import Area
from cases.rules.vocabulary import Language, WorkKind
from cases.rules.working_days import london_date
from communications.documents import invitation_letter
from communications.documents.context import NamedContact
from communications.documents.invitation_letter import InvitationContext
from communications.documents.rendering import RenderedLetter, RenderFailed
from communications.models import OutboxMessage, PortalInvitation
from communications.rules.letter_words import tidy
from communications.rules.vocabulary import FailureKind, MessageState
from communications.rules.welsh import names
from communications.services import (
    delivery,
    letter_contacts,
    letter_facts,
    portal_messages,
    portal_secrets,
    print_forms,
    welsh_facts,
)
from communications.services.claims import Claim

Clock = Callable[[], dt.datetime]


def make(*, claim: Claim, clock: Clock) -> RenderedLetter | None:
    """Make the letter of a claimed message; None when it was held, or when somebody else owns it by now.

    No transaction is open while it is being made, and nothing has left when it cannot be.
    """
    started_at = clock()
    message = OutboxMessage.objects.select_related("contact_point__person").get(pk=claim.message_id)
    invitation = portal_messages.invitation_of(message=message)
    if invitation is None:
        _hold(claim, "The letter has no words", started_at=started_at, at=clock())
        return None
    try:
        letter = invitation_letter.render(context=_context(invitation, message))
    except RenderFailed as failure:
        reason = f"The letter could not be made: {failure.fault.label.lower()}"
        _hold(claim, reason, started_at=started_at, at=clock())
        return None
    delivery.append_attempt(
        claim=claim, action="RENDER", outcome="RENDERED", started_at=started_at, at=clock(), answer=letter.digest
    )
    return letter


def _context(invitation: PortalInvitation, message: OutboxMessage) -> InvitationContext:
    person, case = invitation.person, invitation.victim.case
    point = message.contact_point
    return_address = ", ".join(tidy(letter_contacts.liaison_unit(case=case).return_address).splitlines())
    language = Language.CY if person.language == Language.CY else Language.EN
    return InvitationContext(
        recipient_name=letter_facts.one_line(name=person.full_name),
        salutation_name=letter_facts.one_line(name=person.preferred_name or person.full_name),
        address_lines=letter_facts.address_lines(value=point.value) if point is not None else (),
        language=language,
        our_reference=invitation.reference,
        letter_on=dt.date.fromisoformat(message.template_values["letter_on"]),
        use_by=london_date(at=invitation.expires_at),
        code=portal_secrets.invitation_code(invitation_id=invitation.pk),
        # The front door leads whoever comes by it to the portal: nothing but the name need be typed.
        web_address=urlsplit(settings.PUBLIC_URL).netloc,
        codes_by=invitation.codes_by,
        contact=_contact(
            letter_contacts.contact_for(
                victim=invitation.victim, on=dt.date.fromisoformat(message.template_values["letter_on"])
            ),
            case.area,
            language,
        ),
        office=_office(case.area, language),
        return_address=names.address(english=return_address) if language is Language.CY else return_address,
        print_format=print_forms.choice_for(person=person).print_format,
    )


def _contact(contact: NamedContact, area: Area, language: Language) -> NamedContact:
    """Say in the letter's language what the contact does and when; what has no Welsh is left out, never in English."""
    if language is Language.EN:
        return contact
    return dataclasses.replace(
        contact,
        name=welsh_facts.contact_name(contact=contact, area=area),
        role=names.role(english=contact.role) or "",
        hours=names.hours(english=contact.hours) or "",
    )


def _office(area: Area, language: Language) -> str:
    welsh = names.office(area_code=area.pk) if language is Language.CY else None
    return welsh or f"CPS {area.name}"


def _hold(claim: Claim, reason: str, *, started_at: dt.datetime, at: dt.datetime) -> None:
    with transaction.atomic():
        message = delivery.lock_owned(claim=claim)
        if message is None or message.state != MessageState.SENDING:
            return
        delivery.append_attempt(
            claim=claim, action="RENDER", outcome=FailureKind.RENDER.value, started_at=started_at, at=at
        )
        delivery.hold(message=message, reason=reason, kind=WorkKind.HELD_COMMUNICATION, at=at)
