"""PostgreSQL and Redis: those named in the environment, or embedded ones of our own."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cps_victims import env
from cps_victims.local.checkout import Checkout, port_near
from cps_victims.local.postgres import EmbeddedPostgres
from cps_victims.local.processes import Child
from cps_victims.local.redis_server import EmbeddedRedis

REDIS_PORT_OFFSET = 30_000


@contextmanager
def database_and_broker(
    checkout: Checkout, *, port: int, anew: bool = False, safe_on_power_loss: bool = True, has_room: bool = False
) -> Iterator[tuple[Mapping[str, str], list[Child]]]:
    """Yield the environment that leads to both servers, and those of them that we started; stop these at the end.

    With `anew`, our own database begins empty whatever it held. `DATABASE_URL` and `REDIS_URL` of the environment are
    used as they are.
    """
    environ = dict(os.environ)
    started: list[Child] = []
    try:
        if not env.DATABASE_URL.optional("", environ):
            postgres = EmbeddedPostgres(checkout, safe_on_power_loss=safe_on_power_loss, has_room=has_room)
            started.append(postgres.start(anew=anew))
            environ["DATABASE_URL"] = postgres.url
        if not env.REDIS_URL.optional("", environ):
            redis = EmbeddedRedis(checkout, port=port_near(port, offset=REDIS_PORT_OFFSET))
            started.append(redis.start())
            environ["REDIS_URL"] = redis.url(database=0)
            environ["CACHE_URL"] = redis.url(database=1)
        yield environ, started
    finally:
        for child in reversed(started):
            child.stop()
