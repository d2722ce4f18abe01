"""Bring the database up to date, in one process: starting Python for each step would double the time of a start."""

import os

import django
from django.apps import apps
from django.core.management import call_command, get_commands


def main() -> None:
    """Migrate, load reference data and, into a database without cases, the demo caseload."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.local")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    commands = get_commands()
    if "load_reference_data" in commands:
        call_command("load_reference_data")
    if "seed_demo" in commands and not apps.get_model("cases", "Case")._default_manager.exists():
        print("Writing the demo caseload; this happens once.", flush=True)
        call_command("seed_demo")


if __name__ == "__main__":
    main()
