"""A case that goes to another unit takes along what is still to be done for it: nothing owed is invisible."""

import datetime as dt

from accounts.actors import Actor
from accounts.models import Unit
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Case, Obligation, WorkItem
from cases.rules.vocabulary import ObligationState, WorkState


def take_along(*, case: Case, former: Unit, actor: Actor, at: dt.datetime) -> None:
    """Hand open obligations and open work of a case to the unit that has it now.

    What has ended stays with the former unit, in whose figures it is counted. Runs in the caller's transaction, after
    the case was saved with its new unit. ``at`` is aware.
    """
    obligations = Obligation.objects.filter(case=case, state=ObligationState.OPEN)
    moved = obligations.update(area_code=case.area_id, unit_id=case.unit_id)
    work = WorkItem.objects.filter(case=case, state=WorkState.OPEN).update(unit_id=case.unit_id)
    audit.record(
        actor=actor,
        verb=Verb.CHANGED,
        subject=case,
        at=at,
        case_id=case.pk,
        detail={"former_unit": former.pk, "unit": case.unit_id, "obligations": moved, "work": work},
    )
