"""Bring the database up to date, in one process: starting Python for each step would double the time of a start."""

import argparse
import contextlib
import gc
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.core.management import CommandError, call_command

REFERENCE_DATA = ("load_reference_data", "load_templates")


def main() -> None:
    """Migrate, load reference data and, if asked to, lay the demo caseload into a database without cases."""
    parser = argparse.ArgumentParser(prog="python -m cps_victims.local.prepare")
    parser.add_argument("--demo-sign-ins", type=Path, help="lay the demo caseload, and write here who may sign in")
    parser.add_argument("--unfinished", type=Path, help="file that exists while the demo caseload is only half laid")
    arguments = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.local")
    django.setup()
    try:
        with no_search_for_garbage():
            call_command("migrate", interactive=False, verbosity=0)
        for command in REFERENCE_DATA:
            call_command(command, stdout=io.StringIO())
        if arguments.demo_sign_ins is not None:
            lay_demo_once(unfinished=arguments.unfinished)
            with arguments.demo_sign_ins.open("w") as sign_ins:
                call_command("demo_sign_ins", stdout=sign_ins)
    except CommandError as error:
        # A refusal, worded for people: where it came from in the code would only hide it.
        sys.exit(f"{error}\nWhere nothing but demo data would be lost: remove var/ and start again.")


@contextlib.contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """Let garbage lie for a while.

    Migrating makes every model anew some two hundred times; looking for what is left of them, again and again, takes
    almost as long as making them.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def lay_demo_once(*, unfinished: Path) -> None:
    """Lay the demo caseload into a database without cases; as long as `unfinished` exists it is not whole."""
    if apps.get_model("cases", "Case")._default_manager.exists():
        return
    print("  Laying the demo caseload; this happens once and takes some minutes", flush=True)
    unfinished.touch()
    call_command("seed_demo")
    unfinished.unlink()


if __name__ == "__main__":
    main()
