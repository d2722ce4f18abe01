"""Open the API to another system, or close it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import actors
from accounts.api_keys import ApiScope
from accounts.models import Area
from accounts.roles import SystemProcess
from communications.services import api_clients


class Command(BaseCommand):
    """Print the key id and the secret once: the secret is stored nowhere."""

    help = "Create an API client and print its key id and secret, or close one with --revoke KEY_ID."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the client's name and what it may do."""
        parser.add_argument("name", nargs="?", help="What the client is called, for example the name of the system.")
        parser.add_argument(
            "--scope", action="append", default=[], choices=[scope.value for scope in ApiScope], dest="scopes"
        )
        parser.add_argument("--area", help="Code of the Area whose cases alone the client knows.")
        parser.add_argument("--sandbox", action="store_true", help="What it sends is checked, answered and forgotten.")
        parser.add_argument("--revoke", metavar="KEY_ID", help="Close this client instead of creating one.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create or revoke."""
        actor, at = actors.system(SystemProcess.OPERATOR_CONSOLE), timezone.now()
        if options["revoke"]:
            if not api_clients.revoke(key_id=options["revoke"], actor=actor, at=at):
                raise CommandError("There is no open client with this key id.")
            self.stdout.write("Closed.")
            return
        if not options["name"] or not options["scopes"]:
            raise CommandError("Give the client a name and at least one --scope.")
        area = Area.objects.filter(code=options["area"]).first() if options["area"] else None
        if options["area"] and area is None:
            raise CommandError("There is no Area of this code.")
        new = api_clients.create(
            name=options["name"],
            scopes=[ApiScope(scope) for scope in options["scopes"]],
            area=area,
            is_sandbox=options["sandbox"],
            actor=actor,
            at=at,
        )
        if options["json"]:
            self.stdout.write(json.dumps({"key_id": new.client.key_id, "secret": new.secret}))
        else:
            self.stdout.write(f"Key id: {new.client.key_id}\nSecret: {new.secret}\nKeep the secret: it is not stored.")
