"""Begin the own letter of a relative beside a family's main contact, by rule, so that none is forgotten (B.10, FAM-6).

The letter to the main contact has left: its words are approved, and the same words go to another reader. A person reads
them once more and submits them; nothing here approves or sends.
"""

import datetime as dt
import uuid

from django.db import transaction

from accounts.actors import Actor
from audit.vocabulary import Verb
from cases.rules.vocabulary import Addressee, RelativeWay
from cases.rules.working_days import BeyondHorizon
from cases.services.reference import NothingPublished
from communications.documents import words as letter_words
from communications.documents.context import LetterContext
from communications.documents.words import BrokenTemplate, NoWords
from communications.models import Communication, RelativeTelling
from communications.rules.family_letters import is_letter_owed
from communications.selectors import letter_grounds
from communications.services import composing, letter_trail, opening
from communications.services.letter_facts import Given


def begin_for_family(*, communication: Communication, actor: Actor, at: dt.datetime) -> None:
    """Begin the letters of all relatives who get one of their own, once the main contact's has left (FAM-6).

    In the transaction of what let it leave; no query for a letter that is not to a bereaved family.
    """
    if communication.obligation is None or communication.obligation.addressee != Addressee.BEREAVED_FAMILY_VIA_FLO:
        return
    rows = communication.relative_tellings.filter(way=RelativeWay.OWN_LETTER, copy=None, settled_at=None)
    for telling_id in list(rows.order_by("opened_at", "id").values_list("id", flat=True)):
        begin_where_owed(telling_id=telling_id, actor=actor, at=at)


def begin_where_owed(*, telling_id: uuid.UUID, actor: Actor, at: dt.datetime) -> Communication | None:
    """Begin one relative's letter where the rule owes it (FAM-6); None where it does not, or it cannot be composed.

    What cannot be composed undoes nothing else: the item of work about this relative asks a person to start it.
    """
    row = locked(telling_id=telling_id)
    if not is_letter_owed(
        way=RelativeWay(row.way), is_settled=row.settled_at is not None, has_letter=row.copy_id is not None
    ):
        return None
    try:
        # A savepoint: that the first letter has left stays so.
        with transaction.atomic():
            return begin(row=row, actor=actor, at=at)
    except (NoWords, BrokenTemplate, BeyondHorizon, NothingPublished, composing.NothingToSay):
        return None


def begin(*, row: RelativeTelling, actor: Actor, at: dt.datetime) -> Communication:
    """Open the letter of a relative's own: the same words to another reader, by their own way and in their language.

    What staff wrote in the letter to the main contact stands in it for somebody to read once more; what concerns only
    that reader is composed anew. ``row`` comes from `locked`.

    Raises:
        NoWords, BrokenTemplate, BeyondHorizon, NothingPublished, NothingToSay: it cannot be composed.
    """
    first = row.letter
    ended = Communication.objects.filter(copy_of=first, recipient=row.relative.person_id).count()
    copy = Communication(
        dedupe_key=f"relative:{row.pk}:{ended}",
        reference=opening.unused_reference(),
        purpose=first.purpose,
        letter_type=first.letter_type,
        case=first.case,
        victim=first.victim,
        recipient=row.relative.person,
        copy_of=first,
        due_at=row.due_at,
        is_hard_news=first.is_hard_news,
        opened_at=at,
        opened_by=actor.label,
    )
    copy.save(force_insert=True)
    row.copy = copy
    row.save(update_fields=["copy"])
    copy.relative_telling = row
    _compose(copy, first, at=at)
    copy.save()
    letter_trail.note(communication=copy, verb=Verb.OPENED, actor=actor, at=at)
    return copy


def locked(*, telling_id: uuid.UUID) -> RelativeTelling:
    """Lock what is done for one relative, and read with it what their letter rests on."""
    row = (
        RelativeTelling.objects.select_for_update(of=("self",), no_key=True)
        .select_related(
            "letter__case__area",
            "letter__case__unit",
            "letter__victim__person",
            "letter__victim__officer",
            "letter__obligation__decision",
        )
        # Apart: the server plans two short statements in a tenth of the time of one with sixteen tables.
        .prefetch_related("relative__person", "letter__template")
        .get(pk=telling_id)
    )
    letter_grounds.in_one_case(letter=row.letter)
    if row.relative.victim_id == row.letter.victim_id:
        row.relative.victim = row.letter.victim
    return row


def _compose(copy: Communication, first: Communication, *, at: dt.datetime) -> None:
    """Compose the words for this reader, and keep what staff wrote for the other."""
    composed_from = LetterContext.from_json(first.context)
    opening.fill(communication=copy, given=Given(earlier_error=composed_from.earlier_error), at=at)
    # The words that were approved, not a newer version of the letter: the family gets the same.
    copy.template = first.template
    context = LetterContext.from_json(copy.context)
    words = letter_words.refresh(
        words=composing.letter_words(communication=first), composed_from=composed_from, context=context
    )
    copy.words = words.as_json()
