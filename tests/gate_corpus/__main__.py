"""Print precision and recall of each check of the letter gate: ``make gate``."""

import functools
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.test")
django.setup()

from tests.gate_corpus.corpus import letters  # noqa: E402  # Django must be set up before its settings are read
from tests.gate_corpus.measure import measure, slips  # noqa: E402


def main() -> None:
    """Print a table for the corpus and one for the letters held out, then every slip."""
    corpus = letters("faulty") + letters("sound")
    say = functools.partial(print, file=sys.stdout)
    for title, some in (("Corpus", corpus), ("Held out", letters("held_out"))):
        say(f"{title}: {len(some)} letters")
        say(f"  {'rule':8} {'hits':>5} {'missed':>7} {'in vain':>8} {'precision':>10} {'recall':>7}")
        for one in measure(some).values():
            say(f"  {one.rule:8} {one.hits:5} {one.misses:7} {one.in_vain:8} {one.precision:10.2f} {one.recall:7.2f}")
        say(*(f"  {line}" for line in slips(some)), sep="\n")


if __name__ == "__main__":
    sys.exit(main())
