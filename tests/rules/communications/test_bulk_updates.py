"""Who of many people gets a routine update, and why the others do not (L13; BULK-1, BULK-2)."""

import dataclasses
import datetime as dt

import pytest

from communications.rules.bulk_updates import DUE_WITHIN_DAYS, WORDS, Skip, UpdateFacts, is_due, skips
from communications.rules.collisions import Verdict

TODAY = dt.date(2026, 3, 11)
ALL_WELL = UpdateFacts(
    today=TODAY,
    may_write=True,
    is_in_contact=True,
    has_opted_out=False,
    is_stopped=False,
    promised_on=TODAY,
    is_under_way=False,
    has_bad_news=False,
    is_unchanged=True,
    reads_english_or_welsh=True,
    has_safe_way=True,
    collision=Verdict.CLEAR,
)


def skipped(**changes):
    return skips(facts=dataclasses.replace(ALL_WELL, **changes))


def test_bulk_1_nothing_against_it_is_no_reason():
    assert skips(facts=ALL_WELL) == ()
    assert skipped(collision=Verdict.MIND) == ()


@pytest.mark.parametrize(
    ("change", "skip"),
    [
        ({"may_write": False}, Skip.NOT_PERMITTED),
        ({"is_in_contact": False}, Skip.NOT_IN_CONTACT),
        ({"has_opted_out": True, "is_in_contact": False}, Skip.OPTED_OUT),
        ({"promised_on": None, "is_unchanged": False}, Skip.NOTHING_PROMISED),
        ({"is_stopped": True}, Skip.STOPPED),
        ({"is_stopped": True, "is_unchanged": False}, Skip.STOPPED),
        ({"is_under_way": True}, Skip.UNDER_WAY),
        ({"has_bad_news": True, "is_unchanged": False}, Skip.BAD_NEWS),
        ({"is_unchanged": False}, Skip.SOMETHING_HAPPENED),
        ({"promised_on": TODAY + dt.timedelta(days=DUE_WITHIN_DAYS + 1)}, Skip.NOT_DUE),
        ({"reads_english_or_welsh": False}, Skip.OTHER_LANGUAGE),
        ({"has_safe_way": False}, Skip.UNSAFE),
        ({"collision": Verdict.SETTLE}, Skip.FACTS_DIFFER),
        ({"collision": Verdict.WAIT}, Skip.COLLISION),
    ],
)
def test_bulk_1_each_thing_against_it_is_named_alone(change, skip):
    assert skipped(**change) == (skip,)


def test_bulk_1_all_reasons_are_named_what_weighs_most_first():
    assert skipped(has_safe_way=False, collision=Verdict.WAIT, has_bad_news=True) == (
        Skip.BAD_NEWS,
        Skip.UNSAFE,
        Skip.COLLISION,
    )


def test_bulk_1_of_whom_one_may_not_write_to_nothing_more_is_said():
    assert skipped(may_write=False, has_bad_news=True, has_safe_way=False) == (Skip.NOT_PERMITTED,)


@pytest.mark.parametrize("skip", Skip)
def test_bulk_1_every_reason_is_said_in_a_sentence(skip):
    assert WORDS[skip].endswith(".")


@pytest.mark.parametrize(
    ("days", "due"), [(-30, True), (0, True), (DUE_WITHIN_DAYS, True), (DUE_WITHIN_DAYS + 1, False)]
)
def test_bulk_2_a_promise_is_kept_from_a_week_before_on_and_late_always(days, due):
    assert is_due(promised_on=TODAY + dt.timedelta(days=days), today=TODAY) is due
