"""How a person wants to be addressed, as they say it themselves; every letter, call and page uses it from then on."""

import datetime as dt
import re
import uuid

from accounts.actors import Actor
from audit import services as audit
from audit.vocabulary import Verb
from cases.models import Person, Victim
from cases.services import people

#: A name stands on one line of a letter.
LONGEST_NAME = 60
#: Letters of any alphabet, with what stands within names; nothing that could be an address, a number or a command.
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .'’-])*")


class NotAName(ValueError):
    """What was given cannot be a name. Carries nothing of it."""


def address_as(*, victim: Victim, person_id: uuid.UUID, name: str, actor: Actor, at: dt.datetime) -> bool:
    """Record how a person wants to be addressed, in the caller's transaction; return whether that changed anything.

    Empty means by their full name. The caller has checked that the actor may. Earlier names stay in the person's
    history; letters that nobody has approved yet are written anew.

    Raises:
        NotAName: it is too long, or holds something that no name holds.
    """
    asked = " ".join(name.split())
    if asked and (len(asked) > LONGEST_NAME or not _NAME.fullmatch(asked)):
        raise NotAName
    person = Person.objects.select_for_update().get(pk=person_id)
    if person.preferred_name == asked:
        return False
    person.preferred_name = asked
    person.save(update_fields=["preferred_name"])
    people.facts_changed(person=person, actor=actor, at=at)
    audit.record(actor=actor, verb=Verb.CHANGED, subject=person, at=at, case_id=victim.case_id, victim_id=victim.pk)
    return True
