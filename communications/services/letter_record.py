"""Gather what the record of a case holds that a letter may name: people, days, courts, offences. Reads only.

The gate holds the words against it. It is wider than what the letter's own sentences use: a letter may speak of an
earlier hearing or of a relative, and must not be warned of for that.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from cases.models import Charge, Connection, Decision, Hearing, Person, Victim
from cases.rules.vocabulary import ConnectionKind
from cases.rules.working_days import LONDON, london_date
from communications.documents.context import LetterContext
from communications.documents.support import names_not_for
from communications.rules.letter_words import Block
from communications.rules.record_facts import RecordFacts, pronoun_of
from communications.rules.support import SupportFacts


def record_facts(
    *,
    victim: Victim,
    decision: Decision | None,
    charges: tuple[Charge, ...],
    context: LetterContext,
    support: SupportFacts,
    standard: tuple[Block, ...],
    only_relative: Person | None = None,
) -> RecordFacts:
    """Give the record of one victim's case. ``standard`` are the open blocks as the template gives them today.

    ``only_relative`` is the reader of a relative's own letter: nobody else of the family may be named in it (FAM-5).
    """
    hearings = tuple(
        Hearing.objects.filter(case=victim.case_id).values_list("starts_at", "week_commencing", "court_name")
    )
    connections = Connection.objects.filter(victim=victim)
    others = connections.none()
    if only_relative is not None:
        others = connections.filter(kind=ConnectionKind.CLOSE_RELATIVE).exclude(person=only_relative)
        connections = connections.exclude(pk__in=others.values("pk"))
    related = tuple(connections.values_list("person__full_name", "person__preferred_name"))
    every = (*charges, *(charge.replaced_by for charge in charges if charge.replaced_by is not None))
    return RecordFacts(
        people=tuple(
            name
            for name in (
                context.contact.name,
                context.former_contact,
                victim.person.preferred_name,
                *(service.name for service in context.support),
                *(name for names in related for name in names),
            )
            if name
        ),
        never_named=_names_of_others(others, victim=victim, reader=only_relative),
        days=frozenset({*_days_of_context(context), *_days_of_case(every, decision, hearings), victim.case.opened_on}),
        courts=tuple(dict.fromkeys(court for _, _, court in hearings if court)),
        offences=tuple(
            dict.fromkeys(text for charge in every for text in (charge.plain_description, charge.title) if text)
        ),
        categories=frozenset(charge.category for charge in every),
        is_about_someone_else=context.is_about_someone_else,
        victim_relation=context.victim_relation,
        pronoun=pronoun_of(relation=context.victim_relation),
        unfit_services=names_not_for(facts=support),
        said_wrongly=context.said_wrongly,
        standard=standard,
    )


def _names_of_others(others: "QuerySet[Connection]", *, victim: Victim, reader: Person | None) -> tuple[str, ...]:
    """List the names by which other relatives could be told apart from the reader and the victim. No query for none."""
    if reader is None:
        return ()
    own = {part for person in (reader, victim.person) for part in _parts(person.full_name, person.preferred_name)}
    found = others.values_list("person__full_name", "person__preferred_name")
    names = {name for pair in found for name in (*pair, *_parts(*pair)[:1]) if name and name not in own}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _parts(*names: str) -> list[str]:
    return [part for name in names for part in name.split()]


def _days_of_context(context: LetterContext) -> Iterable[dt.date]:
    days = (
        context.letter_on,
        context.decided_on,
        context.next_event_on,
        context.review_request_by,
        context.review_outer_on,
        context.review_asked_on,
        context.review_due_on,
        context.awaited_since,
        context.next_update_on,
        context.missed_on,
        context.corrected_letter_on,
    )
    return (day for day in days if day is not None)


def _days_of_case(
    charges: Iterable[Charge],
    decision: Decision | None,
    hearings: tuple[tuple[dt.datetime | None, dt.date | None, str], ...],
) -> Iterable[dt.date]:
    if decision is not None:
        yield london_date(at=decision.decided_at)
    for charge in charges:
        yield from (day for day in (charge.offence_on, charge.charged_on) if day is not None)
    for starts_at, week_commencing, _ in hearings:
        if starts_at is not None:
            yield starts_at.astimezone(LONDON).date()
        if week_commencing is not None:
            yield week_commencing
