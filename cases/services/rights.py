"""Enhanced rights as they stand, with the reasons: for pages and for whoever asks. Writes nothing."""

import datetime as dt
import uuid

from cases.models import Case
from cases.rules.enhanced_rights import EnhancedRights, assess_enhanced_rights
from cases.selectors import facts
from cases.services import reference


def of_victims(*, case: Case, on: dt.date) -> dict[uuid.UUID, EnhancedRights]:
    """Judge the four grounds for each victim of a case by the rules in force on a London date (ER-1 to ER-3).

    The caller has already been allowed to read the case. What an obligation rests on is stored with the obligation;
    this is how things stand today.
    """
    known = facts.case_facts(case=case)
    rules = reference.load_rules(on=on)
    return {
        victim_id: assess_enhanced_rights(victim=victim, charges=known.charges, on=on, rules=rules)
        for victim_id, victim in known.victims.items()
    }
