"""See who has had more of the hardest files than one person should have, and offer a way out to their manager (L16).

Nobody is moved here: a manager reads the proposals beside the page on which people are shared out, and decides.
"""

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict

from django.db import transaction

from accounts import actors
from accounts.actors import Actor
from accounts.models import Unit
from accounts.roles import SystemProcess
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import ExposureSpell, Victim, WorkItem
from cases.rules import exposure as rules
from cases.rules.exposure import Colleague, Over, Proposed, Stays
from cases.rules.load import load_of
from cases.rules.vocabulary import HardFile, WorkKind
from cases.rules.working_days import london_date
from cases.selectors import exposure as selector
from cases.selectors import load
from cases.services import work
from communications.rules import dated_tables
from communications.services import dated_rows

_ACTOR = actors.system(SystemProcess.DEADLINES)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """What could change for an officer who has too many of the hardest files."""

    over: tuple[Over, ...]
    #: London date since when, by kind; a kind that nobody has looked at yet is not in it.
    since: dict[HardFile, dt.date]
    moves: tuple[Proposed, ...]
    stays: tuple[Stays, ...]


def look(*, at: dt.datetime) -> int:
    """Note who is over the limit since when, and ask a manager about whoever has been for too long (LOAD-4).

    Each spell is asked about once. What no longer holds ends, and the work with it. Returns how many were asked about.
    Safe to run twice, at once or late.
    """
    today = london_date(at=at)
    limits = dated_rows.rows(of=dated_tables.EXPOSURE_LIMITS)
    units: dict[uuid.UUID, dict[uuid.UUID, int]] = defaultdict(dict)
    files: dict[uuid.UUID, selector.Files] = defaultdict(dict)
    for (officer_id, unit_id), found in selector.files_everywhere().items():
        units[officer_id][unit_id] = sum(found.values())
        for kind, count in found.items():
            files[officer_id][kind] = files[officer_id].get(kind, 0) + count
    too_many = {
        (officer_id, one.kind): one
        for officer_id, counts in files.items()
        for one in rules.over(files=counts, limits=limits, on=today)
    }
    _end_others(set(too_many), today=today, at=at)
    return sum(
        _keep(
            officer_id, one, unit_id=max(units[officer_id], key=lambda key: (units[officer_id][key], str(key))), at=at
        )
        for (officer_id, _), one in sorted(too_many.items(), key=str)
    )


def propose(*, viewer: Actor, officer_id: uuid.UUID, at: dt.datetime) -> Rotation | None:
    """Propose to a manager what could bring an officer back to the limits; None where they are within (LOAD-5).

    Changes nothing; a constant number of queries.

    Raises:
        NotPermitted: the viewer may give nobody away.
    """
    today = london_date(at=at)
    counted = selector.files_by_officer(viewer=viewer)
    limits = dated_rows.rows(of=dated_tables.EXPOSURE_LIMITS)
    over = rules.over(files=counted.get(officer_id, {}), limits=limits, on=today)
    if not over:
        return None
    victims = selector.hard_victims_of(viewer=viewer, officer_id=officer_id, at=at)
    people = load.chosen_people(viewer=viewer, victim_ids=[each.victim_id for each in victims])
    spells = selector.lasting_spells(officer_ids=[officer_id])
    moves, stays = rules.rotation(
        victims=victims, found=over, colleagues=_colleagues(viewer, people, counted, officer_id, at=at), on=today
    )
    return Rotation(
        over=over,
        since={kind: began_on for (_, kind), began_on in spells.items()},
        moves=moves,
        stays=stays,
    )


def _colleagues(
    viewer: Actor,
    people: tuple[Victim, ...],
    counted: dict[uuid.UUID, selector.Files],
    officer_id: uuid.UUID,
    *,
    at: dt.datetime,
) -> list[Colleague]:
    """Find who could be the contact of each of these people, with what they carry: queries by kind of case."""
    kinds: dict[tuple[object, ...], list[Victim]] = defaultdict(list)
    for victim in people:
        case = victim.case
        kinds[case.area_id, case.unit_id, case.is_rasso, case.is_restricted].append(victim)
    may_hold: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for alike in kinds.values():
        for receiver in load.receivers_for(victims=(alike[0],), at=at):
            may_hold[receiver] |= {victim.pk for victim in alike}
    # Not to the officer themselves, nor to whoever decides: a manager who wants to take somebody over can still say so.
    taking = {pk: held for pk, held in may_hold.items() if pk != officer_id and str(pk) != viewer.identifier}
    minutes, limits = dated_rows.rows(of=dated_tables.LOAD_MINUTES), dated_rows.rows(of=dated_tables.LOAD_LIMITS)
    carried = {
        each.officer.pk: load_of(people=each.people, minutes=minutes, limits=limits, on=london_date(at=at))
        for each in load.people_by_officer(viewer=viewer, at=at)
    }
    return [
        Colleague(
            officer_id=pk,
            files=counted.get(pk, {}),
            has_no_time=pk in carried and carried[pk].is_over,
            may_hold=frozenset(held),
        )
        for pk, held in taking.items()
    ]


def work_key(*, spell_id: uuid.UUID) -> str:
    """Name the work item that asks a manager about one spell."""
    return f"rotation:{spell_id}"


@transaction.atomic
def _keep(officer_id: uuid.UUID, one: Over, *, unit_id: uuid.UUID, at: dt.datetime) -> bool:
    """Begin or go on with the spell of an officer; return whether a manager was asked about it now."""
    today = london_date(at=at)
    # Two sweeps at once: the database keeps one.
    ExposureSpell.objects.bulk_create(
        [ExposureSpell(officer_id=officer_id, kind=one.kind, began_on=today)], ignore_conflicts=True
    )
    spell = ExposureSpell.objects.select_for_update(of=("self",)).get(
        officer=officer_id, kind=one.kind, ended_on__isnull=True
    )
    key = work_key(spell_id=spell.pk)
    if not one.is_lasting(began_on=spell.began_on, on=today) or WorkItem.objects.filter(key=key).exists():
        return False
    item = work.raise_for_unit(
        kind=WorkKind.ROTATION,
        key=key,
        summary=f"{one.kind.label}: an officer has had more than {one.limit.files} such files for "
        f"{(today - spell.began_on).days} days. Talk with them, and see who could take over some.",
        unit=Unit.objects.get(pk=unit_id),
        actor=_ACTOR,
        at=at,
        about=f"officer:{officer_id}",
        is_for_manager=True,
    )
    audit.record(actor=_ACTOR, verb=Verb.WARNED, subject=item, at=at)
    return True


def _end_others(lasting: set[tuple[uuid.UUID, HardFile]], *, today: dt.date, at: dt.datetime) -> None:
    for spell in ExposureSpell.objects.filter(ended_on__isnull=True).order_by("began_on", "id"):
        if (spell.officer_id, HardFile(spell.kind)) not in lasting:
            _end(spell.pk, today=today, at=at)


@transaction.atomic
def _end(spell_id: uuid.UUID, *, today: dt.date, at: dt.datetime) -> None:
    spell = ExposureSpell.objects.select_for_update(of=("self",)).get(pk=spell_id)
    if spell.ended_on is None:
        spell.ended_on = today
        spell.save(update_fields=["ended_on"])
        work.settle(key=work_key(spell_id=spell.pk), outcome="Within the limit again", actor=_ACTOR, at=at)
