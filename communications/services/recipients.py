"""Find to whom a communication about a victim is addressed, as the obligation says. Nobody unsafe is ever found."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable

from cases.models import Connection, Obligation, Person, Victim
from cases.rules import addressees
from cases.rules.vocabulary import Addressee, ConnectionKind, RelativeWish, VictimKind
from cases.rules.working_days import london_date
from cases.selectors import facts
from cases.services import reference

_KINDS: dict[Addressee, tuple[ConnectionKind, ...]] = {
    Addressee.PARENT_GUARDIAN: (ConnectionKind.PARENT_GUARDIAN,),
    Addressee.SPOKESPERSON: (ConnectionKind.SPOKESPERSON, ConnectionKind.POWER_OF_ATTORNEY),
    Addressee.BUSINESS_CONTACT: (ConnectionKind.BUSINESS_CONTACT,),
    Addressee.BEREAVED_FAMILY_VIA_FLO: (ConnectionKind.CLOSE_RELATIVE,),
}
#: Of these a member of staff must have asked whether they are or live with a suspect (domain.md 2.10).
_MUST_BE_CHECKED = frozenset(
    {ConnectionKind.PARENT_GUARDIAN, ConnectionKind.SPOKESPERSON, ConnectionKind.POWER_OF_ATTORNEY}
)
#: No shorter than any childhood, leap years included.
_LONGEST_CHILDHOOD = dt.timedelta(days=18 * 366)
#: "mother" of the victim means that the victim is "your child".
_VICTIM_IS: dict[str, str] = {
    "mother": "your child",
    "father": "your child",
    "parent": "your child",
    "son": "your parent",
    "daughter": "your parent",
    "wife": "your husband",
    "husband": "your wife",
    "partner": "your partner",
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whom a letter addresses, and how they are connected with the victim."""

    addressee: Addressee
    #: None when nobody may be addressed until a person has settled it.
    person: Person | None
    #: Who the victim is to them, as words; empty when it is the victim or not known.
    victim_is: str = ""
    #: The Family Liaison Officer who brings the letter; empty for none.
    officer_name: str = ""


def recipient_of(*, victim: Victim, addressee: Addressee) -> Recipient:
    """Find the person whom a letter to this kind of addressee greets; primary first, then the newest.

    A victim told through the police or an ISVA is still the one who is greeted: somebody else only hands it over.
    """
    if addressee is Addressee.NONE:
        return Recipient(addressee=addressee, person=None)
    kinds = _KINDS.get(addressee)
    if kinds is None:
        return Recipient(addressee=addressee, person=victim.person)
    connection = _first(victim, kinds)
    officer = _first(victim, (ConnectionKind.FLO,)) if addressee is Addressee.BEREAVED_FAMILY_VIA_FLO else None
    return Recipient(
        addressee=addressee,
        person=connection.person if connection is not None else None,
        victim_is=_VICTIM_IS.get(connection.relationship.lower(), "") if connection is not None else "",
        officer_name=officer.person.full_name if officer is not None else "",
    )


def relative_of(*, relative: Connection) -> Recipient:
    """Address a relative beside the main contact in a letter of their own; nobody who may not have one (FAM-2)."""
    may_have = (
        relative.ended_at is None
        and relative.is_suspect_or_lives_with_suspect is False
        and relative.has_consent
        and relative.wish == RelativeWish.BY_US
    )
    return Recipient(
        addressee=Addressee.BEREAVED_FAMILY_VIA_FLO,
        person=relative.person if may_have else None,
        victim_is=_VICTIM_IS.get(relative.relationship.lower(), ""),
    )


def addressee_of(*, victim: Victim, obligation: Obligation | None, at: dt.datetime) -> Addressee:
    """Say to whom a communication about this victim goes at the aware instant ``at``.

    An obligation settled it when it was opened; where it left it to a person, and for everything else, the rule is
    asked about today (DU-3): a child who has turned 18 is written to in person.
    """
    if obligation is not None and obligation.addressee != Addressee.NONE:
        return Addressee(obligation.addressee)
    on = london_date(at=at)
    known = facts.case_facts(case=victim.case)
    return addressees.assess_addressee(
        victim=known.victims[victim.pk], charges=known.charges, on=on, rules=reference.load_rules(on=on)
    ).addressee


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """Who is written to and rung in place of a victim."""

    #: None while nobody may be, for the reasons given.
    person: Person | None
    reasons: tuple[str, ...]


def instead_of(*, victims: Iterable[Victim], at: dt.datetime) -> dict[uuid.UUID, Instead]:
    """Say by the key of a victim of one case who is reached in their place at an aware instant, as letters are.

    Only of those who died, are no person, are or may be a child, or cannot be written to; no query where there is none.
    """
    on = london_date(at=at)
    asked = [each for each in victims if _is_for_another(each, on=on)]
    if not asked:
        return {}
    known, rules = facts.case_facts(case=asked[0].case), reference.load_rules(on=on)
    found = {}
    for victim in asked:
        answer = addressees.assess_addressee(victim=known.victims[victim.pk], charges=known.charges, on=on, rules=rules)
        if answer.addressee in _KINDS or answer.addressee is Addressee.NONE:
            person = recipient_of(victim=victim, addressee=answer.addressee).person
            found[victim.pk] = Instead(person=person, reasons=answer.reasons)
    return found


def _is_for_another(victim: Victim, *, on: dt.date) -> bool:
    """Say whether the rule must be asked: it is the one that knows who is still a child."""
    born_on = victim.person.born_on
    may_be_child = born_on is not None and on - born_on < _LONGEST_CHILDHOOD
    is_person = victim.kind != VictimKind.BUSINESS
    return victim.person.died_on is not None or not is_person or may_be_child or bool(victim.lacks_capacity)


def _first(victim: Victim, kinds: tuple[ConnectionKind, ...]) -> Connection | None:
    found = (
        Connection.objects.filter(victim=victim, kind__in=kinds, ended_at__isnull=True)
        .exclude(is_suspect_or_lives_with_suspect=True)
        .select_related("person")
        .order_by("-is_primary", "-recorded_at", "id")
    )
    safe = (
        each for each in found if each.kind not in _MUST_BE_CHECKED or each.is_suspect_or_lives_with_suspect is False
    )
    return next(safe, None)
