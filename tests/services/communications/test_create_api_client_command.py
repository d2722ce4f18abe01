"""The command that opens the API to another system and closes it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from accounts import api_keys
from accounts.models import ApiClient
from tests.factories.accounts import AreaFactory

pytestmark = pytest.mark.django_db


def run(*args: str, **options: object) -> str:
    output = io.StringIO()
    call_command("create_api_client", *args, stdout=output, **options)
    return output.getvalue()


class TestCreateApiClient:
    def test_prints_a_key_id_and_the_secret_that_belongs_to_it(self) -> None:
        AreaFactory(code="SOUTH_EAST")

        printed = json.loads(run("Case management", scopes=["events:write"], area="SOUTH_EAST", json=True))

        client = ApiClient.objects.get()
        assert (client.key_id, client.scopes, client.area_id) == (printed["key_id"], ["events:write"], "SOUTH_EAST")
        assert client.created_by == "system:operator-console"
        assert api_keys.knows_secret(key_id=client.key_id, secret=printed["secret"])

    def test_closes_a_client(self) -> None:
        key_id = json.loads(run("Case management", scopes=["events:write"], json=True))["key_id"]

        run(revoke=key_id)

        assert ApiClient.objects.get().revoked_at is not None
        with pytest.raises(CommandError, match="no open client"):
            run(revoke=key_id)

    @pytest.mark.parametrize(
        ("args", "options"),
        [((), {}), (("Name",), {}), (("Name",), {"scopes": ["events:write"], "area": "NARNIA"})],
    )
    def test_creates_nothing_when_something_is_missing(self, args: tuple[str, ...], options: dict[str, object]) -> None:
        with pytest.raises(CommandError):
            run(*args, **options)

        assert not ApiClient.objects.exists()
