"""The benchmark runs from end to end on very little data; what it measures is not judged here."""

import os

import pytest
from django.db import connection

from bench import __main__ as bench
from bench import database, harness

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

TINY = harness.Size(
    name="tiny",
    cases=240,
    messages=300,
    obligations=240,
    due=40,
    import_rows=200,
    letters=2,
    receipts=60,
    memory_letters=1,
    load_seconds=0.1,
    calls=2,
    kills=1,
    blocks=1,
    pages=4,
    in_unit=(60,),
)
#: What each part of the goals that this repository measures must say something about.
GOALS = {
    "letters": ["P1", "P2"],
    "gate": ["W6"],
    "sweep": ["P3"],
    "claim": ["P4"],
    "ingest": ["P5"],
    "api": ["P6", "P7"],
    "dashboard": ["P8"],
    "portal": ["P9"],
    "reading": ["V2", "V19"],
    "caseload": ["P10"],
    "lists": ["L1", "L2"],
    "recovery": ["P15"],
    "workshop": ["W8"],
}


#: What these measure is counted and not timed, so it holds at any size: nothing lost, nothing twice, nothing new.
COUNTED = ("applied, unchanged", "adds", "claimed once", "same updates", "swept again", "equals raw", "OFFSET", "lost")


def test_every_goal_has_its_lines_and_what_is_counted_is_met():
    found = bench.run(size=TINY, names=list(bench.BENCHES))

    assert set(GOALS) == set(bench.BENCHES)
    assert {line.goal.split()[0] for line in found} == {goal for goals in GOALS.values() for goal in goals}
    counted = [line for line in found if any(words in line.goal for words in COUNTED)]
    assert len(counted) == len(COUNTED)
    assert [line for line in counted if not line.is_met] == []
    rows = harness.table(found).splitlines()[2:]
    assert len(rows) == len(found)
    assert all((" | yes | " in row) != (" | NO  | " in row) for row in rows)


def test_a_part_that_fails_is_a_line_and_ends_no_run():
    [line] = bench._measured("nothing", TINY)

    assert (line.goal, line.measured, line.is_met) == ("nothing failed", "ModuleNotFoundError", False)


def test_databases_of_a_run_that_was_killed_are_dropped_by_the_next():
    # No process of any machine has so large a number; this one's own run goes on.
    dead, alive = f"vcs_bench_{2**22 + 1}_empty", f"vcs_bench_{os.getpid()}_7"
    with connection.cursor() as cursor:
        for name in (dead, alive):
            cursor.execute(f'CREATE DATABASE "{name}"')
        try:
            database._drop_left_behind()

            cursor.execute("SELECT datname FROM pg_database WHERE datname = ANY(%s)", [[dead, alive]])
            assert cursor.fetchall() == [(alive,)]
        finally:
            for name in (dead, alive):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
