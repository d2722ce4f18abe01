"""``make bench`` (or ``python -m bench small|full [NAME...]``): prints each goal, its bar and whether it was met."""

import importlib
import os
import sys

import django
from django.db import connections

from bench import harness

#: In the order of the goals. Each module has ``lines(size)``; each runs in an empty database of its own.
BENCHES = ("letters", "sweep", "claim", "ingest", "api", "dashboard", "portal", "caseload", "recovery")


def main(arguments: list[str]) -> int:
    """Run the benches named, or all; return 0 whatever was measured, because a figure is not a test."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.local")
    django.setup()
    database = importlib.import_module("bench.database")
    size = harness.FULL if "full" in arguments else harness.SMALL
    chosen = [name for name in arguments if name in BENCHES] or list(BENCHES)
    lines: list[harness.Line] = []
    for name in chosen:
        print(f"{name} ({size.name}) ...", file=sys.stderr, flush=True)
        with database.scratch():
            lines += importlib.import_module(f"bench.{name}").lines(size)
        connections.close_all()
    print(harness.table(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
