"""Tasks carry ids by keyword, under a stable name, to a queue that a worker reads (style.md 3.4)."""

import ast
import inspect
import re

import pytest

from cps_victims import celery
from cps_victims.celery import app
from tests.architecture.sources import ROOT, modules

#: Types a task may take: ids and codes. No text, no structure, no date that a person said.
ID_TYPES = {"int", "str", "uuid.UUID", "UUID"}

app.loader.import_default_modules()
TASKS = {name: task for name, task in sorted(app.tasks.items()) if not name.startswith("celery.")}


def queues_with_a_worker() -> set[str]:
    """Queues that some service of docker-compose.yml reads."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return {queue for found in re.findall(r"(?:-Q|--queues)[= ]([\w,-]+)", compose) for queue in found.split(",")}


class TestTasks:
    def test_are_there(self):
        assert TASKS

    @pytest.mark.parametrize("name", TASKS)
    def test_have_a_name_of_their_own_and_not_that_of_their_module(self, name):
        task = TASKS[name]

        assert name != f"{task.run.__module__}.{task.run.__name__}"
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+(\.[a-z_]+)?", name)

    @pytest.mark.parametrize("name", TASKS)
    def test_take_ids_by_keyword_and_nothing_else(self, name):
        parameters = [
            parameter
            for parameter in inspect.signature(TASKS[name].run).parameters.values()
            if parameter.name != "self"
        ]

        assert all(parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in parameters)
        assert all(parameter.name.endswith(("_id", "_ids", "limit")) for parameter in parameters)

    @pytest.mark.parametrize("name", TASKS)
    def test_go_to_a_queue_that_exists_and_that_a_worker_reads(self, name):
        queue = celery.queue_for(name)

        assert queue in celery.QUEUES
        assert queue in queues_with_a_worker()

    def test_leave_no_queue_without_a_worker(self):
        assert set(celery.QUEUES) <= queues_with_a_worker()

    @pytest.mark.parametrize("name", TASKS)
    def test_keep_no_result_and_are_acknowledged_late(self, name):
        assert TASKS[name].ignore_result
        assert TASKS[name].acks_late
        assert TASKS[name].reject_on_worker_lost

    def test_are_woken_by_a_schedule_that_names_only_real_ones(self):
        assert set(celery.BEAT_INTERVALS) <= set(TASKS)
        assert celery.BEAT_INTERVALS


class TestBroker:
    def test_speaks_json_only(self):
        assert app.conf.accept_content == ["json"]
        assert app.conf.task_serializer == app.conf.result_serializer == "json"

    def test_never_runs_a_task_in_the_caller(self):
        assert not app.conf.task_always_eager

    def test_hands_out_one_message_at_a_time(self):
        assert app.conf.worker_prefetch_multiplier == 1

    def test_waits_longer_than_the_longest_task_before_it_hands_a_message_out_again(self):
        assert celery.VISIBILITY_TIMEOUT > celery.TASK_TIME_LIMIT > celery.TASK_SOFT_TIME_LIMIT

    def test_is_never_asked_to_wait(self):
        found = [
            f"{source.name}:{node.lineno}"
            for source in modules()
            for node in source.nodes
            if isinstance(node, ast.Call) and any(keyword.arg in {"eta", "countdown"} for keyword in node.keywords)
        ]

        assert not found, f"Delay is a column, never a message waiting in Redis: {found}"
