"""Making the PDF of a queued letter, fenced like a sending: no transaction is open while it is being made (F20, F23).

The finished bytes and the state that says they exist are one commit. A letter that cannot be made is held with its
reason and put before a person; all others go on.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.db import transaction

from cases.rules.vocabulary import Language, WorkKind
from communications.documents.context import LetterContext
from communications.documents.rendering import RenderedLetter, RenderFailed, render_pair, render_pdf
from communications.models import Addendum, Communication, Enclosure, OutboxMessage
from communications.rules.vocabulary import CommunicationState, FailureKind, MessageState
from communications.services import composing, delivery, enclosed, late_letters, letter_facts, statements
from communications.services.claims import Claim

#: Approved, and for a second message of the same words also sent or failed by the first.
_TO_BE_SENT = frozenset({CommunicationState.APPROVED, CommunicationState.SENT, CommunicationState.FAILED})
Clock = Callable[[], dt.datetime]
# The message is locked before anything is written, and where another worker owns it nothing is. A document that is
# there already holds the same bytes, for its digest is its name; the same worker stores the same fence twice only after
# losing the answer to its own commit.
_STORE = """
with owned as materialized (
  select id, fence from communications_outboxmessage
   where id = %(message)s and fence = %(fence)s and state = 'RENDERING' for no key update),
attempt as (
  insert into communications_deliveryattempt (message_id, fence, action, started_at, ended_at, outcome, answer)
  select id, fence, 'RENDER', %(started_at)s, %(at)s, 'RENDERED', %(digest)s from owned
  on conflict do nothing),
document as (
  insert into communications_rendereddocument
         (digest, communication_id, content, pages, input_digest, print_format, rendered_at)
  select %(digest)s, %(communication)s, %(content)s, %(pages)s, %(input_digest)s, %(print_format)s, %(at)s from owned
  on conflict do nothing)
update communications_outboxmessage m
   set state = 'RENDERED', state_changed_at = %(at)s, document_id = %(digest)s, addendum_id = %(addendum)s,
       lease_until = null, lease_owner = '', reason = ''
  from owned where m.id = owned.id
"""


def make(*, claim: Claim, clock: Clock) -> bool:
    """Make one claimed letter; False when it was held, or when somebody else owns it by now."""
    started_at = clock()
    # Templates are asked for apart: with them it is so many tables that planning takes longer than all else (P1).
    message = OutboxMessage.objects.select_related(
        "communication__obligation",
        "communication__addendum",
        "communication__recipient",
        "contact_point",
    ).get(pk=claim.message_id)
    communication = message.communication
    if communication is None:
        return _hold(claim, "The letter has no words", started_at=started_at, at=clock())
    if communication.state not in _TO_BE_SENT:
        return _take_back(claim, communication, at=clock())
    try:
        # What is late already need not be made twice. What leaves too late with its print run, the last check sees.
        late_letters.see_to_apology(message=message, leaves_at=started_at, at=started_at)
        enclosures = enclosed.rows_of(communication=communication)
        letter = _rendered(communication, enclosures, message)
    except late_letters.UnableToApologise as problem:
        return _hold(claim, str(problem), started_at=started_at, at=clock())
    except RenderFailed as failure:
        reason = f"The letter could not be made: {failure.fault.label.lower()}"
        return _hold(claim, reason, started_at=started_at, at=clock())
    except composing.NothingToSay:
        return _hold(claim, "The letter has no words", started_at=started_at, at=clock())
    input_digest = composing.input_digest(
        communication=communication,
        addendum=message.addendum,
        print_format=letter.print_format,
        enclosures=enclosures,
    )
    return _store(claim, message, letter, input_digest=input_digest, started_at=started_at, at=clock())


def set_aside(*, claim: Claim, clock: Clock) -> None:
    """Hold a letter whose making ended in an error nobody foresaw, so that it cannot end the worker again and again."""
    at = clock()
    _hold(claim, "The letter could not be made: an unexpected error, see the log", started_at=at, at=at)


def _rendered(
    communication: Communication, enclosures: tuple[Enclosure, ...], message: OutboxMessage
) -> RenderedLetter:
    """Make the letter in every language that it has, with the leaflets that go with it."""
    addendum = message.addendum
    sides = tuple(
        (words, _context(communication, addendum, message, language=words.language))
        for words in composing.letter_sides(communication=communication, addendum=addendum)
    )
    leaflets = enclosed.in_languages(
        rows=enclosures, languages=[words.language for words, _ in sides], addendum=addendum
    )
    if len(sides) > 1:
        return render_pair(sides=sides, leaflets=leaflets)
    ((words, context),) = sides
    return render_pdf(words=words, context=context, leaflets=leaflets)


def _context(
    communication: Communication, addendum: Addendum | None, message: OutboxMessage, *, language: Language
) -> LetterContext:
    context = composing.letter_context(communication=communication, addendum=addendum, language=language)
    return _addressed(context, message)


def _addressed(context: LetterContext, message: OutboxMessage) -> LetterContext:
    """Put the address of this message on the page: the words may first have been approved for another channel."""
    if message.contact_point is None:
        return context
    return dataclasses.replace(context, address_lines=letter_facts.address_lines(value=message.contact_point.value))


def _store(
    claim: Claim,
    message: OutboxMessage,
    letter: RenderedLetter,
    *,
    input_digest: str,
    started_at: dt.datetime,
    at: dt.datetime,
) -> bool:
    """Store what was made; False where this worker no longer owns the message, or it is no longer being made."""
    stored = statements.execute(
        _STORE,
        {
            "message": claim.message_id,
            "fence": claim.fence,
            "communication": message.communication_id,
            "addendum": message.addendum_id,
            "digest": letter.digest,
            "content": letter.pdf,
            "pages": letter.pages,
            "print_format": letter.print_format.value,
            "input_digest": input_digest,
            "started_at": started_at,
            "at": at,
        },
    )
    return stored == 1


def _hold(claim: Claim, reason: str, *, started_at: dt.datetime, at: dt.datetime) -> bool:
    with transaction.atomic():
        message = delivery.lock_owned(claim=claim)
        if message is None or message.state != MessageState.RENDERING:
            return False
        delivery.append_attempt(
            claim=claim, action="RENDER", outcome=FailureKind.RENDER.value, started_at=started_at, at=at
        )
        delivery.hold(message=message, reason=reason, kind=WorkKind.HELD_COMMUNICATION, at=at)
    return False


def _take_back(claim: Claim, communication: Communication, *, at: dt.datetime) -> bool:
    """End a letter whose communication was taken back while it was queued."""
    with transaction.atomic():
        message = delivery.lock_owned(claim=claim)
        if message is not None and message.state == MessageState.RENDERING:
            is_superseded = communication.state == CommunicationState.SUPERSEDED
            message.state = MessageState.SUPERSEDED if is_superseded else MessageState.CANCELLED
            message.state_changed_at = at
            message.lease_until = None
            message.lease_owner = ""
            message.reason = "The communication is no longer to be sent"
            message.save()
    return False
