"""`python -m cps_victims.local run`, or `python -m cps_victims.local with-services COMMAND...`."""

import argparse
import os
import signal
import sys
from pathlib import Path

from cps_victims import env
from cps_victims.local.checkout import CannotStart, Checkout
from cps_victims.local.processes import ProgramFailed, die_with_parent
from cps_victims.local.supervisor import Supervisor, die_quietly, run_command

ROOT = Path(__file__).resolve().parent.parent.parent
DEFAULT_PORT = 8000


def main() -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m cps_victims.local")
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="folder for data, logs and what has left")
    actions = parser.add_subparsers(dest="action", required=True)
    run = actions.add_parser("run", help="start the whole service in the foreground")
    run.add_argument("--no-demo", action="store_true", help="begin with reference data only, without demo cases")
    with_services = actions.add_parser("with-services", help="run a command with a database and Redis of its own")
    with_services.add_argument("--durable", action="store_true", help="write through to the disk, as deployed")
    with_services.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()

    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)  # killing `make` ends the service too
    port = env.PORT.optional(DEFAULT_PORT)
    checkout = Checkout(root=ROOT, var=arguments.var.resolve())
    try:
        if arguments.action == "with-services":
            return run_command(checkout, arguments.command, port=port, durable=arguments.durable)
        Supervisor(checkout, port=port, with_demo=not arguments.no_demo).run()
    except (CannotStart, ProgramFailed) as error:
        return die_quietly(error)
    return 0


if __name__ == "__main__":
    sys.exit(main())
