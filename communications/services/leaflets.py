"""Which leaflets go with a letter: by rule and by its writer's word, as it stands, and frozen when it is approved.

The easy-read page is the first of them, for whoever needs it: nobody adds it or leaves it out (EASY-1).

Leaflets go where the words of the letter go and nowhere else, so that what a channel may not reveal they do not reveal.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from accounts.actors import Actor
from accounts.permissions import Permission
from audit.vocabulary import Verb
from cases import policies
from cases.rules.vocabulary import Language, VpsStatus
from cases.rules.working_days import london_date
from communications.documents import leaflets as documents
from communications.documents.context import LetterContext
from communications.documents.leaflets import LeafletWords
from communications.models import Communication, Enclosure, LeafletChoice, TranslationCheck
from communications.rules import dated_tables, easy_read
from communications.rules import leaflets as rules
from communications.rules.leaflets import LEAST_REASON, LeafletFacts, PackLine, WriterChoice
from communications.rules.vocabulary import CommunicationState, Leaflet, LetterType
from communications.services import dated_rows, drafting, edit_locks, letter_facts, letter_trail

#: Approved, or gone: the reader has a leaflet or will have it.
_ON_THE_WAY = frozenset({CommunicationState.APPROVED, CommunicationState.SENT})


class NeedsReason(ValueError):
    """A leaflet is left out or added with a reason that says something, or not at all."""


class NotByChoice(ValueError):
    """The easy-read page goes by what is on record for the reader, and by nothing else."""


class NothingToChange(ValueError):
    """The leaflet goes, or stays away, already."""


def pack(*, communication: Communication, context: LetterContext, at: dt.datetime) -> tuple[PackLine, ...]:
    """Say which leaflets would go with a letter if it were approved at an aware instant, and why; writes nothing.

    ``context`` are the letter's values as they stand. Before them all comes the easy-read page, where it goes.
    """
    reader = communication.recipient
    easy = easy_read.choose(needs=reader.formats if reader is not None else ())
    said = tuple(
        WriterChoice(leaflet=Leaflet(row.leaflet), is_enclosed=row.is_enclosed, reason=row.reason)
        for row in communication.leaflet_choices.order_by("id")
    )
    return (*easy, *rules.with_choices(lines=_by_rule(communication, context, at=at), choices=said))


def frozen(*, communication: Communication) -> tuple[PackLine, ...]:
    """List what went with an approved letter, and why. One query."""
    return tuple(
        PackLine(leaflet=Leaflet(row.leaflet), is_enclosed=True, reason=row.reason)
        for row in communication.enclosures.order_by("position")
    )


def compose(
    *, letter_type: LetterType, lines: tuple[PackLine, ...], contexts: tuple[LetterContext, ...]
) -> tuple[LeafletWords, ...]:
    """Compose what goes with a letter as it stands: all leaflets in the first language, then all in the next."""
    return tuple(
        documents.compose(leaflet=line.leaflet, context=context, letter_type=letter_type)
        for context in contexts
        for line in lines
        if line.is_enclosed
    )


def welsh_checks(*, letter: Communication, words: Iterable[LeafletWords]) -> dict[str, TranslationCheck | None]:
    """Find by title who checked the standard Welsh of the leaflets that go with a letter; one query.

    Only what goes in Welsh is asked for: nothing, and no query, for a letter in English alone.
    """
    welsh = [each for each in words if each.language is Language.CY]
    if not welsh:
        return {}
    letter_type = LetterType(letter.letter_type)
    keys = {(documents.key_of(leaflet=each.leaflet, letter_type=letter_type), each.version): each for each in welsh}
    checks = {
        (check.template.leaflet, check.template.version): check
        for check in TranslationCheck.objects.filter(
            template__leaflet__in=[key for key, _ in keys], template__language=Language.CY
        ).select_related("template")
    }
    return {each.title: checks.get(key) for key, each in keys.items()}


@transaction.atomic
def choose(
    *, communication_id: uuid.UUID, leaflet: Leaflet, is_enclosed: bool, reason: str, actor: Actor, at: dt.datetime
) -> LeafletChoice:
    """Leave a leaflet out of a letter in writing, or add one, with a reason (LEAF-5).

    Raises:
        NotPermitted: the actor may not write letters in this case.
        NotWritable: the letter is not in writing.
        HeldByAnother: somebody else is writing it at the moment.
        NotByChoice: it is the easy-read page.
        NeedsReason: the reason says nothing.
        NothingToChange: it goes, or stays away, already; somebody else may have said so first.
    """
    communication = drafting.locked(communication_id=communication_id)
    policies.require(actor=actor, permission=Permission.WRITE_LETTER, case=communication.case)
    drafting.require_writable(communication=communication)
    edit_locks.hold(communication=communication, actor=actor, at=at)
    if leaflet is Leaflet.EASY_READ:
        raise NotByChoice(leaflet.value)
    if len(reason.strip()) < LEAST_REASON:
        raise NeedsReason("Say why")
    _, context = drafting.refreshed(communication=communication, at=at)
    goes = {line.leaflet for line in pack(communication=communication, context=context, at=at) if line.is_enclosed}
    if (leaflet in goes) is is_enclosed:
        raise NothingToChange(leaflet.value)
    choice = LeafletChoice.objects.create(
        communication=communication,
        leaflet=leaflet,
        is_enclosed=is_enclosed,
        reason=reason.strip(),
        chosen_at=at,
        chosen_by=actor.label,
    )
    letter_trail.note(
        communication=communication,
        verb=Verb.WROTE,
        actor=actor,
        at=at,
        detail={"leaflet": leaflet.value, "is_enclosed": is_enclosed},
    )
    return choice


def freeze(
    *,
    communication: Communication,
    pack: tuple[PackLine, ...],
    context: LetterContext,
    welsh: LetterContext | None,
    actor: Actor,
    at: dt.datetime,
) -> tuple[Enclosure, ...]:
    """Freeze what goes with a letter as it is approved: its ``pack``. Runs in the transaction of the approval."""
    lines = [line for line in pack if line.is_enclosed]
    letter_type = LetterType(communication.letter_type)
    first = 0 if any(line.leaflet is Leaflet.EASY_READ for line in lines) else 1
    return tuple(
        Enclosure.objects.bulk_create(
            [
                Enclosure(
                    communication=communication,
                    leaflet=line.leaflet,
                    version=words.version,
                    position=position,
                    words=words.as_json(),
                    words_cy=_in_welsh(words, welsh, letter_type),
                    reason=line.reason,
                    enclosed_at=at,
                    enclosed_by=actor.label,
                )
                for position, line in enumerate(lines, start=first)
                for words in (documents.compose(leaflet=line.leaflet, context=context, letter_type=letter_type),)
            ]
        )
    )


def _in_welsh(words: LeafletWords, welsh: LetterContext | None, letter_type: LetterType) -> dict[str, object]:
    if welsh is None:
        return {}
    in_welsh = documents.compose(leaflet=words.leaflet, context=welsh, letter_type=letter_type, version=words.version)
    return in_welsh.as_json()


def _by_rule(communication: Communication, context: LetterContext, *, at: dt.datetime) -> tuple[PackLine, ...]:
    letter_type = LetterType(communication.letter_type)
    if letter_type not in rules.PACK_LETTERS:
        return ()
    victim = communication.victim
    on = london_date(at=at)
    support = letter_facts.support_facts(
        victim=victim, charges=letter_facts.charges_of(victim=victim), addressee=context.addressee, on=on
    )
    facts = LeafletFacts(
        on=on,
        letter_type=letter_type,
        addressee=context.addressee,
        review_text=context.review_text,
        categories=support.categories,
        strands=support.strands,
        age=support.age,
        vps_status=VpsStatus(victim.vps_status),
    )
    return rules.choose(rows=dated_rows.rows(of=dated_tables.LEAFLETS), facts=_of_reader(facts, communication))


def _of_reader(facts: LeafletFacts, communication: Communication) -> LeafletFacts:
    """Add what the reader had, and whether somebody near them must not know."""
    reader = communication.recipient
    if reader is None:
        return facts
    had = (
        Enclosure.objects.filter(communication__recipient=reader, communication__state__in=_ON_THE_WAY)
        .exclude(communication=communication)
        .values_list("leaflet")
        .annotate(last=Max("enclosed_at"))
    )
    secret = reader.safe_contact_profiles.order_by("-recorded_at", "-id").values_list("must_not_know", flat=True)
    return dataclasses.replace(
        facts,
        had_on={Leaflet(leaflet): london_date(at=last) for leaflet, last in had},
        is_secret_at_home=bool((secret.first() or "").strip()),
    )
