"""Who of a bereaved family speaks for it, and how each of the others learns what is decided (FAM-1, FAM-2).

The person who died and the people who are told are many to one: every relative has their own wish, consent and safe
way. What is owed by law is owed once, to the main contact; the others are told beside it. Source: domain.md 2.9, 2.10;
the CPS application document 1.16.
"""

import datetime as dt
from dataclasses import dataclass

from cases.rules.enhanced_rights import age_on
from cases.rules.vocabulary import RelativeWay, RelativeWish

_ADULT_AGE = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeFacts:
    """One relative of a victim who died, as known now. None means unknown, never no."""

    #: Any name that is unique among the relatives handed over.
    reference: str
    is_main_contact: bool
    wish: RelativeWish
    #: They agreed that we tell them about the case.
    has_consent: bool
    is_suspect_or_lives_with_suspect: bool | None
    has_died: bool
    #: They asked not to be contacted by us at all.
    has_opted_out: bool
    born_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeAnswer:
    """What is done for one relative, and why."""

    reference: str
    way: RelativeWay
    reasons: tuple[str, ...]


def unfit_as_main_contact(*, relative: RelativeFacts, on: dt.date) -> tuple[str, ...]:
    """Say why a relative cannot be the family's main contact on a London date; nothing where they can (FAM-1).

    Letters about decisions greet the main contact, so whoever is one must be alive, grown up, known not to be a suspect
    and not to live with one, and must not have asked to be told nothing.
    """
    reasons = []
    if relative.has_died:
        reasons.append("They have died")
    if relative.is_suspect_or_lives_with_suspect is None:
        reasons.append("Nobody has checked whether they are a suspect or live with one")
    elif relative.is_suspect_or_lives_with_suspect:
        reasons.append("They are a suspect or live with one")
    if _is_child(relative, on=on):
        reasons.append("They are under 18")
    if relative.wish is RelativeWish.NOT_AT_ALL or relative.has_opted_out:
        reasons.append("They asked to be told nothing")
    return tuple(reasons)


def way_for(*, relative: RelativeFacts, on: dt.date, has_flo: bool, has_main_contact: bool) -> RelativeAnswer:
    """Say how a relative beside the main contact is told of a decision, on a London date (FAM-2).

    Safety first, whatever they wished: a suspect, or who lives with one, gets nothing by any way. Then their own wish.
    What nobody has asked is not guessed: it is work for a person, and until it is done the relative is told nothing.
    """

    def answer(way: RelativeWay, *reasons: str) -> RelativeAnswer:
        return RelativeAnswer(reference=relative.reference, way=way, reasons=reasons)

    if relative.is_suspect_or_lives_with_suspect:
        return answer(RelativeWay.NEVER, "They are a suspect or live with one: nothing is ever sent or passed on")
    if relative.has_died:
        return answer(RelativeWay.NOTHING, "They have died")
    if relative.wish is RelativeWish.NOT_AT_ALL:
        return answer(RelativeWay.NOTHING, "They asked to be told nothing")
    if relative.has_opted_out:
        return answer(RelativeWay.NOTHING, "They asked us not to contact them")
    missing = _missing(relative, on=on)
    if missing:
        return answer(RelativeWay.ASK_FIRST, *missing)
    if relative.wish is RelativeWish.THROUGH_FLO:
        if not has_flo:
            return answer(RelativeWay.ASK_FIRST, "No Family Liaison Officer is recorded, through whom they wish it")
        return answer(RelativeWay.THROUGH_FLO, "They want to hear it from the Family Liaison Officer")
    if relative.wish is RelativeWish.THROUGH_MAIN_CONTACT:
        if not has_main_contact:
            return answer(RelativeWay.ASK_FIRST, "The family has no main contact, through whom they wish it")
        return answer(RelativeWay.THROUGH_MAIN_CONTACT, "They want to hear it from the family’s main contact")
    return answer(RelativeWay.OWN_LETTER, "They want a letter of their own")


def _missing(relative: RelativeFacts, *, on: dt.date) -> tuple[str, ...]:
    missing = []
    if relative.is_suspect_or_lives_with_suspect is None:
        missing.append("Nobody has checked whether they are a suspect or live with one")
    if _is_child(relative, on=on):
        missing.append("They are under 18: agree with the adult who cares for them what they are told, and by whom")
    if relative.wish is RelativeWish.NOT_ASKED:
        missing.append("Nobody has asked how they want to be told")
    if not relative.has_consent:
        missing.append("They have not agreed that we tell them about the case")
    return tuple(missing)


def _is_child(relative: RelativeFacts, *, on: dt.date) -> bool:
    born_on = relative.born_on
    return born_on is not None and (on < born_on or age_on(born_on=born_on, on=on) < _ADULT_AGE)
