"""What a later share of a hearing says otherwise than the share before (row 21): for a person, never for a re-send."""

import dataclasses
import enum
import uuid
from collections.abc import Iterator, Mapping

from cases.rules.court_feed import event_map
from cases.rules.court_feed.known_facts import ChargeKey
from cases.rules.court_feed.messages import CourtCharge, CourtDefendant, CourtMessage, HearingDate


class Matter(enum.StrEnum):
    """What differs."""

    RESULT = "RESULT"
    PLEA = "PLEA"
    VERDICT = "VERDICT"
    BAIL = "BAIL"
    HEARING_DATE = "HEARING_DATE"
    CHARGE_MISSING = "CHARGE_MISSING"


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was shared as one thing and is now shared as another. Our words; never a name."""

    matter: Matter
    case_id: uuid.UUID | None
    defendant_id: uuid.UUID | None
    charge: ChargeKey | None
    before: str
    after: str


def differences(*, earlier: CourtMessage, later: CourtMessage) -> tuple[Difference, ...]:
    """Compare two shares of one hearing by what they mean, not by their ids or labels."""
    return tuple(_differences(earlier, later))


def _differences(earlier: CourtMessage, later: CourtMessage) -> Iterator[Difference]:
    before, after = _by_defendant(earlier), _by_defendant(later)
    for owner, old in before.items():
        case_id, defendant_id = owner
        new = after.get(owner)
        if new is None:
            yield Difference(Matter.CHARGE_MISSING, case_id, defendant_id, None, "In the hearing", "No longer named")
            continue
        if old.bail and new.bail and (old.bail.code, old.bail.conditions) != (new.bail.code, new.bail.conditions):
            yield Difference(
                Matter.BAIL, case_id, defendant_id, None, old.bail.description or old.bail.code,
                new.bail.description or new.bail.code,
            )  # fmt: skip
        yield from _of_charges(case_id, old, new)
    if earlier.hearing and later.hearing and earlier.hearing.date != later.hearing.date:
        yield Difference(
            Matter.HEARING_DATE,
            None,
            None,
            None,
            describe_date(earlier.hearing.date),
            describe_date(later.hearing.date),
        )


def _of_charges(case_id: uuid.UUID | None, old: CourtDefendant, new: CourtDefendant) -> Iterator[Difference]:
    remaining = {charge.id: charge for charge in new.charges}
    for charge in old.charges:
        key = (old.id, charge.id)
        later = remaining.get(charge.id)
        if later is None:
            yield Difference(Matter.CHARGE_MISSING, case_id, old.id, key, "In the hearing", "No longer named")
            continue
        if (before := _results_in_words(charge)) != (after := _results_in_words(later)):
            yield Difference(Matter.RESULT, case_id, old.id, key, before, after)
        if charge.plea and later.plea and charge.plea.value != later.plea.value:
            yield Difference(Matter.PLEA, case_id, old.id, key, charge.plea.value, later.plea.value)
        if charge.verdict and (not later.verdict or charge.verdict.value != later.verdict.value):
            gone = later.verdict.value if later.verdict else "None"
            yield Difference(Matter.VERDICT, case_id, old.id, key, charge.verdict.value, gone)


def _results_in_words(charge: CourtCharge) -> str:
    """Describe the standing results of a charge: a code's meaning, or code and type where it is not known."""
    words = []
    for result in charge.live_results:
        meaning = event_map.meaning_of_result(type_id=result.type_id, cjs_code=result.cjs_code)
        words.append(
            meaning.meaning if meaning else f"Code {result.cjs_code or 'none'}, type {result.type_id or 'none'}"
        )
        if result.next_hearing:
            words.append(f"Next hearing: {describe_date(result.next_hearing.date)}")
    return "; ".join(sorted(dict.fromkeys(words))) or "No result"


def describe_date(date: HearingDate) -> str:
    """Say when a hearing is, in whichever of the three forms it is known."""
    if date.starts_at is not None:
        return date.starts_at.isoformat()
    if date.week_commencing is not None:
        return f"week commencing {date.week_commencing.isoformat()}"
    return "to be fixed"


def _by_defendant(message: CourtMessage) -> Mapping[tuple[uuid.UUID | None, uuid.UUID | None], CourtDefendant]:
    return {(case.id, defendant.id): defendant for case in message.cases for defendant in case.defendants}
