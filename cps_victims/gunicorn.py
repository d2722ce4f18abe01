"""How gunicorn serves: `gunicorn --config python:cps_victims.gunicorn cps_victims.wsgi`, the same here and deployed.

Database connections persist because the processes and threads do.
"""

from django.urls import get_resolver

from cps_victims.garbage import leave_what_is_loaded

# One process per core, and threads because browsers hold connections open that they do not use yet.
workers = 2
worker_class = "gthread"
threads = 4
preload_app = True
graceful_timeout = 10
# A process that has grown is replaced, not all at the same moment.
max_requests = 5000
max_requests_jitter = 500
# No second way in, and no second copy that finds its socket taken.
control_socket_disable = True
# No access log: web.middleware writes one line a request, with the route instead of the address.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "cps_victims.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True}},
}


def when_ready(server: object) -> None:
    """Load every page once for all processes, and leave what was loaded out of every later search for garbage.

    Django would load the pages at the first request of each process, which waits a second or two for it.
    """
    _ = get_resolver().url_patterns
    leave_what_is_loaded()
