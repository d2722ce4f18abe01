"""``make bench`` (or ``python -m bench small|tenth|full [NAME...]``): prints each goal, its bar and whether it was met."""

import importlib
import os
import sys
import time

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
                measured = importlib.import_module(f"bench.{name}").lines(size)
            lines += measured
            # At once, so that a long run that is cut short leaves what it has measured.
            print(f"{name} ({size.name}): {time.monotonic() - started:.0f} s", file=sys.stderr)
            for line in measured:
                print(f"  {line.goal}: {line.measured} (bar: {line.bar})", file=sys.stderr, flush=True)
    return lines


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
