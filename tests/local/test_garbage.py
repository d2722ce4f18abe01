"""What workers loaded once is not searched for garbage again (P1); of the web server see ``test_gunicorn.py``."""

import subprocess
import sys

import pytest

#: A worker as far as it comes before the first of its processes begins.
_WORKER = """
import gc, sys
from cps_victims.celery import app
before = gc.get_freeze_count()
app.Worker(pool="prefork", concurrency=1)
assert "communications.documents.rendering" in sys.modules
print(before, gc.get_freeze_count(), len(gc.get_objects()))
"""


@pytest.mark.processes
def test_what_was_loaded_before_the_processes_of_a_worker_begin_is_left_alone():
    """All tasks with what they import, and hardly anything is made after it."""
    printed = subprocess.run([sys.executable, "-c", _WORKER], capture_output=True, check=True, text=True).stdout

    before, left_alone, others = map(int, printed.split())
    assert before == 0
    assert left_alone > 10 * others
