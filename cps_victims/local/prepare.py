"""Bring the database up to date, in one process: starting Python for each step would double the time of a start."""

import argparse
import os
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command, get_commands


def main() -> None:
    """Migrate, load reference data and, if asked to, write the demo caseload into a database without cases."""
    parser = argparse.ArgumentParser(prog="python -m cps_victims.local.prepare")
    parser.add_argument(
        "--demo-sign-ins", type=Path, help="write the demo caseload, and into this file who may sign in"
    )
    arguments = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.local")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    commands = get_commands()
    for command in ("load_reference_data", "load_templates"):
        if command in commands:
            call_command(command)
    if arguments.demo_sign_ins is not None:
        if "seed_demo" in commands and not apps.get_model("cases", "Case")._default_manager.exists():
            call_command("seed_demo")
        with arguments.demo_sign_ins.open("w") as sign_ins:
            if "demo_sign_ins" in commands:
                call_command("demo_sign_ins", stdout=sign_ins)


if __name__ == "__main__":
    main()
