"""``make bench`` (or ``python -m bench small|tenth|full [NAME...]``): prints each goal, its bar and whether it was met."""

import importlib
import os
import signal
import sys
import time
import traceback

import django

from bench import harness

#: In the order of the goals. Each module has ``lines(size)``; each runs in an empty database of its own.
BENCHES = (
    "letters",
    "gate",
    "sweep",
    "claim",
    "ingest",
    "api",
    "dashboard",
    "portal",
    "reading",
    "caseload",
    "lists",
    "recovery",
    "workshop",
)


def main(arguments: list[str]) -> int:
    """Run the benches named, or all; return 0 whatever was measured, because a figure is not a test."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.local")
    django.setup()
    # Whoever ends a long run early finds no gigabytes left behind: the databases are dropped on the way out.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    [size] = [size for size in harness.SIZES if size.name in arguments] or [harness.SMALL]
    names = [name for name in arguments if name in BENCHES] or list(BENCHES)
    print(harness.table(run(size=size, names=names)))
    return 0


def run(*, size: harness.Size, names: list[str]) -> list[harness.Line]:
    """Run these benches, each in a database of its own, and return their lines."""
    # Imported here: models can be imported only once Django is set up.
    database = importlib.import_module("bench.database")
    lines: list[harness.Line] = []
    with database.template():
        for name in names:
            started = time.monotonic()
            with database.scratch():
                measured = _measured(name, size)
            lines += measured
            # At once, so that a long run that is cut short leaves what it has measured.
            print(f"{name} ({size.name}): {time.monotonic() - started:.0f} s", file=sys.stderr)
            for line in measured:
                print(f"  {line.goal}: {line.measured} (bar: {line.bar})", file=sys.stderr, flush=True)
    return lines


def _measured(name: str, size: harness.Size) -> list[harness.Line]:
    """Measure one part; where it fails say so in a line: a run of hours is not lost for one of its parts."""
    try:
        return list(importlib.import_module(f"bench.{name}").lines(size))
    except Exception as error:
        traceback.print_exc()
        return [
            harness.Line(goal=f"{name} failed", bar="measured", measured=type(error).__name__, is_met=False),
        ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
