"""To whom a communication about a victim is addressed; if unclear, a person decides and nothing is guessed."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from cases.rules import enhanced_rights
from cases.rules.case_rules import CaseRules
from cases.rules.facts import ChargeFacts, ConnectionFacts, VictimFacts
from cases.rules.vocabulary import Addressee, ConnectionKind, ContactMethod, VictimKind

ADDRESSEE_RULE = "DU-3"

_INTERMEDIARIES = {
    ContactMethod.VIA_POLICE: (Addressee.VIA_POLICE, ConnectionKind.OIC, "the officer in the case"),
    ContactMethod.VIA_FLO: (Addressee.VIA_POLICE, ConnectionKind.FLO, "the Family Liaison Officer"),
    ContactMethod.VIA_ISVA: (Addressee.VIA_ISVA, ConnectionKind.ISVA, "the independent sexual violence adviser"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AddresseeAnswer:
    """Who is addressed."""

    #: NONE means that nobody may be addressed until a person has settled it.
    addressee: Addressee
    #: Reference of the connected person to whom it goes; None when it goes to the victim or the person is not recorded.
    connection: str | None
    #: A person must look before anything is sent.
    needs_person: bool
    reasons: tuple[str, ...]
    rule_id: str
    rule_version: str


def assess_addressee(
    *, victim: VictimFacts, charges: Iterable[ChargeFacts], on: dt.date, rules: CaseRules
) -> AddresseeAnswer:
    """Say who is addressed on the London date `on` (DU-3; domain.md 2.3 table B, 2.9 and 2.10).

    The first that fits: a business by its named contact; a bereaved family through the FLO; through police, FLO or
    ISVA where the victim chose so; a parent or guardian of a victim who is under 18 on that day; the spokesperson of a
    victim who cannot communicate; the victim.

    Nobody known to be a suspect or to live with one is addressed, and no parent or spokesperson of whom that was not
    asked. Age counts on `on`, not at the offence: who has turned 18 is addressed in person. Without a date of birth
    the victim is addressed.
    """
    answer = partial(_answer, rules)
    if victim.kind is VictimKind.BUSINESS:
        return _for_business(answer, victim)
    if victim.is_deceased:
        in_scheme = bool(enhanced_rights.bereaved_categories(charges=charges, victim=victim, on=on, rules=rules))
        return _for_family(answer, victim, in_scheme=in_scheme)
    if victim.preferred_method in _INTERMEDIARIES:
        addressee, kind, words = _INTERMEDIARIES[victim.preferred_method]
        return _through(answer, addressee, f"The victim chose to be told through {words}.", _first(victim, kind))
    under_18 = enhanced_rights.is_under_18(victim=victim, on=on)
    if under_18:
        return _for_another(
            answer,
            Addressee.PARENT_GUARDIAN,
            "The victim is under 18: a parent or guardian is addressed, by the young person's age and understanding.",
            _of_kinds(victim, ConnectionKind.PARENT_GUARDIAN),
            "parent or guardian",
        )
    if victim.lacks_capacity:
        return _for_another(
            answer,
            Addressee.SPOKESPERSON,
            "The victim cannot communicate or lacks capacity: the spokesperson is addressed.",
            _of_kinds(victim, ConnectionKind.SPOKESPERSON, ConnectionKind.POWER_OF_ATTORNEY),
            "spokesperson",
        )
    if under_18 is None:
        return answer(
            Addressee.VICTIM,
            "The victim is addressed. No usable date of birth is recorded: check the age before writing.",
        )
    return answer(Addressee.VICTIM, "The victim is addressed.")


def _for_business(answer: Callable[..., AddresseeAnswer], victim: VictimFacts) -> AddresseeAnswer:
    """Address a business by its named contact, unless that person is a suspect."""
    contact = _first(victim, ConnectionKind.BUSINESS_CONTACT)
    if contact is not None:
        return answer(Addressee.BUSINESS_CONTACT, "The business has given a named contact.", connection=contact)
    if _of_kinds(victim, ConnectionKind.BUSINESS_CONTACT):
        return answer(
            Addressee.NONE, "The named contact of the business is a suspect or lives with one.", needs_person=True
        )
    return answer(Addressee.NONE, "The business has given no named contact.")


def _for_family(answer: Callable[..., AddresseeAnswer], victim: VictimFacts, *, in_scheme: bool) -> AddresseeAnswer:
    """Address the family of a victim who died, through the FLO; outside the scheme a person decides."""
    if in_scheme:
        why = "The victim has died: the family is told through the Family Liaison Officer."
        return _through(answer, Addressee.BEREAVED_FAMILY_VIA_FLO, why, _first(victim, ConnectionKind.FLO))
    return answer(
        Addressee.NONE,
        "The victim has died, and the case is not one of the Bereaved Family Scheme: a person decides whether a "
        "close relative is written to.",
        needs_person=True,
    )


def _through(
    answer: Callable[..., AddresseeAnswer], addressee: Addressee, why: str, intermediary: ConnectionFacts | None
) -> AddresseeAnswer:
    """Send through an intermediary; one that is not recorded yet is work for a person."""
    if intermediary is None:
        return answer(addressee, why, "That person is not recorded.", needs_person=True)
    return answer(addressee, why, connection=intermediary)


def _answer(
    rules: CaseRules,
    addressee: Addressee,
    *reasons: str,
    connection: ConnectionFacts | None = None,
    needs_person: bool = False,
) -> AddresseeAnswer:
    """Build the answer with the rule's id and version."""
    return AddresseeAnswer(
        addressee=addressee,
        connection=connection.reference if connection else None,
        needs_person=needs_person,
        reasons=reasons,
        rule_id=ADDRESSEE_RULE,
        rule_version=rules.version,
    )


def _for_another(
    answer: Callable[..., AddresseeAnswer],
    addressee: Addressee,
    why: str,
    candidates: list[ConnectionFacts],
    words: str,
) -> AddresseeAnswer:
    """Pick the first safe candidate, primary before others; without one, leave it to a person."""
    safe = [c for c in candidates if c.is_safe]
    if safe:
        return answer(addressee, why, connection=safe[0])
    if not candidates:
        return answer(Addressee.NONE, why, f"No {words} is recorded.", needs_person=True)
    if any(c.is_suspect_or_lives_with_suspect is None for c in candidates):
        return answer(
            Addressee.NONE,
            why,
            f"It has not been checked whether the {words} is a suspect or lives with one: ask the officer in the case.",
            needs_person=True,
        )
    return answer(
        Addressee.NONE,
        why,
        f"Every {words} on record is a suspect or lives with one: ask the officer in the case.",
        needs_person=True,
    )


def _of_kinds(victim: VictimFacts, *kinds: ConnectionKind) -> list[ConnectionFacts]:
    """List the connected persons of these kinds, primary before others."""
    return sorted((c for c in victim.connections if c.kind in kinds), key=lambda c: not c.is_primary)


def _first(victim: VictimFacts, kind: ConnectionKind) -> ConnectionFacts | None:
    """Give the connected person of a kind, primary first; never one known to be a suspect or to live with one."""
    candidates = (c for c in _of_kinds(victim, kind) if c.is_suspect_or_lives_with_suspect is not True)
    return next(candidates, None)
