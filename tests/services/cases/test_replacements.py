"""What a charge became when it was altered or substituted: recorded once, for its victims, said in the letter (W5)."""

import datetime as dt
import uuid

import pytest

from accounts import actors
from accounts.roles import Role
from cases.models import Charge, DecisionCharge
from cases.rules.vocabulary import ChargeState, DecisionCode, TestFailed
from cases.services import decisions
from cases.services.decisions import ConflictingDecision, DecisionEntry
from cases.services.replacements import UnusableReplacement
from tests.factories.accounts import staff_with
from tests.factories.cases import ChargeFactory, DefendantFactory, VictimFactory
from tests.factories.reference import lay_reference_data

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 3, 11, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _reference_data() -> None:
    lay_reference_data()


@pytest.fixture
def charge() -> Charge:
    victim = VictimFactory()
    defendant = DefendantFactory(case=victim.case)
    return ChargeFactory(
        case=victim.case, defendant=defendant, title="Robbery", category="ROBBERY", state="CHARGED", concerning=[victim]
    )


def record(charge: Charge, *, at: dt.datetime = AT, **changes: object) -> decisions.RecordedDecision:
    prosecutor = staff_with(Role.PROSECUTOR, charge.case.unit)
    said = {
        "key": "test",
        "code": DecisionCode.SUBSTITUTE,
        "decided_at": AT - dt.timedelta(hours=1),
        "charge_ids": frozenset({charge.pk}),
        "test_failed": TestFailed.EVIDENTIAL,
        "reasons": "Nobody saw that anything was taken by force.",
        "is_substantial": True,
        "substantial_reason": "It is less serious",
        **changes,
    }
    entry = DecisionEntry(**said)  # type: ignore[arg-type] # one dict of several types
    actor = actors.staff(user=prosecutor, at=at)
    return decisions.record(case_id=charge.case_id, entry=entry, actor=actor, at=at)


@pytest.mark.parametrize("code", [DecisionCode.SUBSTITUTE, DecisionCode.ALTER_DOWN, DecisionCode.ALTER_UP])
def test_a_new_charge_takes_the_place_of_the_old_one_for_the_same_victims(charge: Charge, code: DecisionCode) -> None:
    record(charge, code=code, new_charge=" theft ")

    charge.refresh_from_db()
    new = charge.replaced_by
    assert charge.state == ChargeState.REPLACED
    assert new is not None
    assert (new.title, new.state, new.defendant_id) == ("theft", ChargeState.CHARGED, charge.defendant_id)
    assert (new.category, new.offence_on, new.is_added_later) == (charge.category, charge.offence_on, True)
    assert set(new.victims.all()) == set(charge.victims.all())
    assert DecisionCharge.objects.get().state_after == ChargeState.REPLACED


def test_a_charge_of_the_record_takes_its_place_and_concerns_its_victims_from_then_on(charge: Charge) -> None:
    """The court brings a charge that concerns nobody until a person says whom (trap 9): here they do."""
    brought = ChargeFactory(case=charge.case, defendant=charge.defendant, title="Theft", state="CHARGED", concerning=[])

    record(charge, replaced_by=brought.pk)

    charge.refresh_from_db()
    assert charge.replaced_by_id == brought.pk
    assert set(brought.victims.all()) == set(charge.victims.all())
    assert Charge.objects.count() == 2


def test_an_altered_charge_of_which_nobody_said_what_it_became_goes_on(charge: Charge) -> None:
    record(charge, code=DecisionCode.ALTER_DOWN)

    charge.refresh_from_db()
    assert (charge.state, charge.replaced_by_id) == (ChargeState.CHARGED, None)


def test_each_defendant_gets_a_charge_of_their_own(charge: Charge) -> None:
    other = ChargeFactory(
        case=charge.case, defendant=DefendantFactory(case=charge.case), title="Robbery", category="ROBBERY",
        state="CHARGED", concerning=list(charge.victims.all()),
    )  # fmt: skip

    record(charge, charge_ids=frozenset({charge.pk, other.pk}), new_charge="theft")

    new = Charge.objects.filter(title="theft")
    assert {each.defendant_id for each in new} == {charge.defendant_id, other.defendant_id}


@pytest.mark.parametrize("which", ["itself", "of another case", "unknown"])
def test_what_cannot_take_its_place_is_refused_and_nothing_is_recorded(charge: Charge, which: str) -> None:
    named = {"itself": charge.pk, "of another case": ChargeFactory().pk, "unknown": uuid.uuid4()}[which]

    with pytest.raises(UnusableReplacement):
        record(charge, replaced_by=named)

    charge.refresh_from_db()
    assert charge.state == ChargeState.CHARGED
    assert not DecisionCharge.objects.exists()


def test_the_same_entry_again_changes_nothing_and_another_new_charge_under_its_key_is_a_conflict(
    charge: Charge,
) -> None:
    brought = ChargeFactory(case=charge.case, defendant=charge.defendant, title="Theft", state="CHARGED")
    record(charge, replaced_by=brought.pk)

    assert not record(charge, replaced_by=brought.pk).is_new
    with pytest.raises(ConflictingDecision):
        record(charge, replaced_by=ChargeFactory(case=charge.case, defendant=charge.defendant).pk)
