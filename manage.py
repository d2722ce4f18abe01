#!/usr/bin/env python
"""Django's entry point. Uses the local settings unless DJANGO_SETTINGS_MODULE says otherwise."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the management command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cps_victims.settings.local")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
