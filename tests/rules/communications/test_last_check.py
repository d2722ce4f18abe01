"""The last check before a call (SEND-1): what ends a message, what needs a person, what only waits."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communications.rules.last_check import SETTLING_TIME, LastFacts, LastVerdict, check

NOW = dt.datetime(2026, 3, 27, 10, 0, tzinfo=dt.UTC)
ALL_WELL = LastFacts(now=NOW, approved_at=NOW - dt.timedelta(hours=2), facts_changed_at=NOW - dt.timedelta(hours=3))


def verdict_with(**changes):
    return check(facts=dataclasses.replace(ALL_WELL, **changes))


def test_sends_when_nothing_has_changed():
    assert check(facts=ALL_WELL).verdict is LastVerdict.SEND


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"is_communication_superseded": True}, LastVerdict.SUPERSEDE),
        ({"is_communication_current": False}, LastVerdict.CANCEL),
        ({"is_obligation_gone": True}, LastVerdict.CANCEL),
        ({"is_met_by_another": True}, LastVerdict.SUPERSEDE),
        ({"is_out_of_date": True}, LastVerdict.CANCEL),
        ({"is_recipient_dead": True}, LastVerdict.HOLD),
        ({"has_newer_decision": True}, LastVerdict.HOLD),
        ({"is_opted_out": True}, LastVerdict.HOLD),
        ({"is_contact_current": False}, LastVerdict.HOLD),
        ({"is_contact_safe": False}, LastVerdict.HOLD),
        ({"is_safe_to_send": False, "unsafe_reason": "Shared with another party"}, LastVerdict.HOLD),
        ({"is_document_intact": False}, LastVerdict.HOLD),
        ({"facts_changed_at": NOW - dt.timedelta(hours=1)}, LastVerdict.HOLD),
        ({"facts_changed_at": NOW - dt.timedelta(minutes=1)}, LastVerdict.WAIT),
        ({"is_stopped": True}, LastVerdict.WAIT),
        ({"is_obligation_stopped": True}, LastVerdict.WAIT),
        ({"is_held_for_volume": True}, LastVerdict.WAIT),
        ({"is_safe_to_send": False, "safe_from": NOW + dt.timedelta(hours=9)}, LastVerdict.WAIT),
        ({"collision": "They hear from somebody else", "clear_from": NOW + dt.timedelta(days=1)}, LastVerdict.WAIT),
        ({"collision": "They were told something else"}, LastVerdict.HOLD),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else str(value),
)
def test_one_change_gives_one_verdict_and_a_reason(changes, verdict):
    result = verdict_with(**changes)

    assert result.verdict is verdict
    assert result.reason


def test_death_is_said_before_a_stopped_switch_or_a_closed_window():
    """T16: nobody is told to wait with a letter to someone who has died."""
    result = verdict_with(is_recipient_dead=True, is_stopped=True, is_safe_to_send=False, safe_from=NOW)

    assert result.verdict is LastVerdict.HOLD
    assert "died" in result.reason


def test_waits_until_the_facts_have_settled_and_then_asks_a_person():
    """T18."""
    changed_at = NOW - dt.timedelta(minutes=2)

    assert verdict_with(facts_changed_at=changed_at).wait_until == changed_at + SETTLING_TIME
    assert verdict_with(facts_changed_at=changed_at, now=changed_at + SETTLING_TIME).verdict is LastVerdict.HOLD


def test_a_change_that_the_approver_knew_of_stops_nothing():
    assert verdict_with(facts_changed_at=ALL_WELL.approved_at).verdict is LastVerdict.SEND


def test_words_that_do_not_rest_on_facts_are_not_stopped_by_them():
    assert verdict_with(facts_changed_at=None, approved_at=None).verdict is LastVerdict.SEND


@given(
    st.fixed_dictionaries(
        {
            name: st.booleans()
            for name in (
                "is_stopped",
                "is_held_for_volume",
                "is_communication_current",
                "is_communication_superseded",
                "is_obligation_gone",
                "is_met_by_another",
                "is_out_of_date",
                "has_newer_decision",
                "is_recipient_dead",
                "is_opted_out",
                "is_contact_current",
                "is_contact_safe",
                "is_safe_to_send",
                "is_document_intact",
            )
        }
    )
)
def test_sends_only_when_every_single_fact_allows_it(facts):
    allowed = {
        "is_communication_current": True,
        "is_contact_current": True,
        "is_contact_safe": True,
        "is_safe_to_send": True,
        "is_document_intact": True,
    }
    nothing_against = all(value == allowed.get(name, False) for name, value in facts.items())

    assert (verdict_with(**facts).verdict is LastVerdict.SEND) == nothing_against
