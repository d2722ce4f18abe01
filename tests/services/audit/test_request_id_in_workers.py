"""The id of a request goes with the tasks it wakes: one trail across processes."""

import uuid

import pytest
from celery.app.trace import build_tracer

from audit.context import current_request_id, request_id_bound
from cps_victims.celery import app


@pytest.fixture
def seen():
    """A task that writes down under which id it runs."""
    ids = []

    @app.task(name=f"default.note_{uuid.uuid4().hex}", bind=False)
    def note():
        ids.append(current_request_id())

    yield note, ids
    app.tasks.pop(note.name)


def run(task, **request):
    task_id = str(uuid.uuid4())
    build_tracer(task.name, task, app=app)(task_id, (), {}, request={"id": task_id, "is_eager": False, **request})


class TestTask:
    def test_runs_under_the_id_of_the_request_that_woke_it(self, seen):
        task, ids = seen

        run(task, request_id="a1b2c3d4e5f6")

        assert ids == ["a1b2c3d4e5f6"]

    def test_runs_under_an_id_of_its_own_when_beat_woke_it(self, seen):
        task, ids = seen

        run(task)
        run(task)

        assert len(set(ids)) == 2
        assert all(len(request_id) == 32 for request_id in ids)

    def test_leaves_no_id_behind_in_the_worker(self, seen):
        task, _ = seen

        run(task, request_id="a1b2c3d4e5f6")

        assert current_request_id() == ""


class TestWaking:
    def test_sends_the_id_along_and_nothing_else_of_ours(self):
        name = f"default.nobody_reads_{uuid.uuid4().hex}"

        with request_id_bound() as request_id:
            app.send_task(name)

        assert headers_of(name)["request_id"] == request_id


def headers_of(name: str) -> dict:
    """Read the messages that wait in the default queue until the one of that name."""
    with app.connection_for_read() as connection, connection.SimpleQueue(app.amqp.queues["default"]) as waiting:
        while True:
            message = waiting.get(timeout=5)
            message.ack()
            if message.headers["task"] == name:
                return message.headers
