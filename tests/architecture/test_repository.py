"""What the repository says in several places, held together: compose, environment, locks, README, decision records."""

import ast
import itertools
import json
import os
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.db import connection

from cps_victims import celery, env
from cps_victims.local.supervisor import WORKERS
from tests.architecture.sources import ROOT, text_files

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
MAKEFILE = (ROOT / "Makefile").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LOCKS = ["requirements/base.txt", "requirements/local.txt", "requirements/dev.txt", "package-lock.json"]
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
# Read by programs we start, not by us.
OF_OTHERS = {"DJANGO_SETTINGS_MODULE"}
SECRETS = {"SECRET_KEY", "RECORD_SIGNING_KEY", "OIDC_CLIENT_SECRET", "EMAIL_HOST_PASSWORD", "PROVIDER_API_KEY"}


def variables() -> dict[str, env.Variable[Any]]:
    return {value.name: value for value in vars(env).values() if isinstance(value, env.Variable)}


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def commands() -> Iterator[tuple[str, list[str]]]:
    for name, service in SERVICES.items():
        if "command" in service:
            yield name, shlex.split(service["command"])


def option(command: list[str], name: str) -> str:
    return command[command.index(name) + 1]


class TestCompose:
    def test_has_one_worker_for_each_queue_and_no_other(self) -> None:
        consumed = {name: option(command, "--queues") for name, command in commands() if "worker" in command}

        assert consumed == {f"worker-{queue}": queue for queue in celery.QUEUES}

    def test_has_one_beat_and_everything_else_that_a_deployment_needs(self) -> None:
        assert {"postgres", "redis", "web", "beat", "mail"} <= set(SERVICES)

    def test_celery_commands_name_the_application_that_the_code_has(self) -> None:
        for name, command in commands():
            if command[0] == "celery":
                assert option(command, "--app") == "cps_victims", name

    def test_web_is_served_as_in_the_image_and_as_make_run_serves_it(self) -> None:
        in_image = json.loads(DOCKERFILE.rpartition("CMD ")[2])

        assert shlex.split(SERVICES["web"]["command"]) == in_image
        assert in_image[:3] == ["gunicorn", "--config", "python:cps_victims.gunicorn"]

    def test_management_commands_exist(self) -> None:
        for command in re.findall(r"manage\.py ([a-z_]+)", SERVICES["migrate"]["command"] + DOCKERFILE):
            found = command in {"migrate", "collectstatic"} or list(ROOT.glob(f"*/management/commands/{command}.py"))
            assert found, command

    @pytest.mark.django_db
    def test_database_is_of_the_version_that_tests_run_on(self) -> None:
        connection.ensure_connection()

        assert SERVICES["postgres"]["image"] == f"postgres:{connection.pg_version // 10_000}"

    def test_environment_names_are_ones_that_somebody_reads(self) -> None:
        for name, service in SERVICES.items():
            if service.get("image") == "victim-communication-service":
                assert set(service.get("environment", {})) <= set(variables()) | OF_OTHERS, name

    def test_redis_of_celery_forgets_nothing_and_is_not_the_cache(self) -> None:
        broker = shlex.split(SERVICES["redis"]["command"])

        assert option(broker, "--maxmemory-policy") == "noeviction"
        assert option(broker, "--appendonly") == "yes"
        assert example()["REDIS_URL"].split("@")[-1].split("/")[2] != example()["CACHE_URL"].split("/")[2]

    def test_addresses_in_the_example_lead_to_containers(self) -> None:
        named = {
            re.sub(r"^.*://(.*@)?", "", example()[name]).split(":")[0]
            for name in ("DATABASE_URL", "REDIS_URL", "CACHE_URL", "EMAIL_HOST")
        }

        assert named <= set(SERVICES)


class TestLocalRuntime:
    def test_workers_together_take_every_queue_once(self) -> None:
        taken = [queue for queues in WORKERS.values() for queue in queues.split(",")]

        assert sorted(taken) == sorted(celery.QUEUES)


class TestImage:
    def test_runs_as_an_ordinary_user(self) -> None:
        users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)

        assert users
        assert users[-1] not in {"root", "0"}

    def test_python_is_one_that_the_project_supports(self) -> None:
        supported = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["requires-python"]

        assert supported == ">=3.11,<3.13"
        assert set(re.findall(r"FROM python:(\d\.\d+)", DOCKERFILE)) <= {"3.11", "3.12"}

    def test_holds_what_letters_are_drawn_with(self) -> None:
        install = ast.parse((ROOT / "cps_victims" / "local" / "install.py").read_text())
        libraries = {
            package
            for node in install.body
            if isinstance(node, ast.Assign) and node.targets[0].id in {"PANGO", "HARFBUZZ_SUBSET"}
            for package in ast.literal_eval(node.value).values()
        }

        assert len(libraries) == 3
        assert all(library in DOCKERFILE for library in libraries)


class TestEnvironment:
    def test_example_names_every_variable_that_is_read_and_nothing_else(self) -> None:
        assert set(example()) == set(variables())

    def test_example_holds_no_secret(self) -> None:
        assert {name: example()[name] for name in SECRETS} == dict.fromkeys(SECRETS, "")

    def test_every_secret_is_known_to_this_test(self) -> None:
        looks_secret = {name for name in variables() if re.search(r"SECRET|PASSWORD|KEY|TOKEN", name)}

        assert looks_secret == SECRETS

    def test_no_setting_gives_a_secret_a_default(self) -> None:
        defaults = re.compile(rf"env\.({'|'.join(SECRETS)})\.optional\((?!\"\"\)|get_random_secret_key\(\)\))")
        for path in (ROOT / "cps_victims" / "settings").glob("*.py"):
            assert not defaults.findall(path.read_text()), path.name

    def test_only_env_reads_the_environment(self) -> None:
        # The local runtime and the camera hand their environment on to programs they start; entry points set theirs.
        allowed = {
            "cps_victims/env.py",
            "manage.py",
            "cps_victims/celery.py",
            "cps_victims/wsgi.py",
            "communications/management/commands/take_pictures.py",
        }
        reading = re.compile(r"os\.(environ|getenv)")
        found = {
            name
            for path in text_files()
            if path.suffix == ".py"
            and reading.search(path.read_text())
            and not (name := path.relative_to(ROOT).as_posix()).startswith(("cps_victims/local/", "tests/", "bench/"))
        }

        assert found <= allowed

    def test_every_variable_is_advised_on(self) -> None:
        assert all(len(variable.advice) > 10 for variable in variables().values())


class TestLocks:
    @pytest.mark.parametrize("lock", LOCKS)
    def test_name_no_registry(self, lock: str) -> None:
        text = (ROOT / lock).read_text()

        assert not re.findall(r"index-url|find-links|--extra|\"resolved\"|registry\.npmjs|pypi\.org|file:", text)

    @pytest.mark.parametrize("lock", LOCKS[:3])
    def test_pin_every_package_by_hash(self, lock: str) -> None:
        packages = re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip())

        assert packages
        for package in packages:
            assert re.match(r"[a-z0-9._-]+(\[.*\])?==\S+", package), package
            assert "--hash=sha256:" in package, package

    def test_what_tests_need_includes_what_make_run_needs(self) -> None:
        local, dev = (set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(), re.MULTILINE)) for lock in LOCKS[1:3])

        assert local <= dev

    def test_every_declared_package_is_pinned(self) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        declared = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
        pinned = set(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==", (ROOT / LOCKS[2]).read_text(), re.MULTILINE))

        assert {re.split(r"[\[<>=~! ]", name)[0].lower() for name in declared} <= pinned


class TestDecisionRecords:
    def test_numbers_are_given_once_and_without_a_gap(self) -> None:
        numbers = Counter(int(path.name[:4]) for path in DECISIONS)

        assert numbers == Counter(range(1, len(DECISIONS) + 1))

    @pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem[:4])
    def test_say_context_options_decision_and_consequences(self, path: Any) -> None:
        titles = set(re.findall(r"^## (\w+)", path.read_text(), re.MULTILINE))

        assert {"Context", "Decision", "Consequences"} <= titles


class TestReadme:
    text = (ROOT / "README.md").read_text()

    def test_commands_are_targets_of_the_makefile(self) -> None:
        targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
        named = set(
            re.findall(r"\bmake ([a-z-]+)", " ".join(re.findall(r"`[^`]+`|^    .*$|```.*?```", self.text, re.M | re.S)))
        )

        assert {"run", "test", "check"} <= named
        assert named <= targets

    def test_map_names_every_package_and_only_packages_that_exist(self) -> None:
        named = set(re.findall(r"^\| `([a-z_]+)/`", self.text, re.MULTILINE))
        packages = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"])

        assert packages <= named
        assert all((ROOT / name).is_dir() for name in named)

    def test_links_and_pictures_lead_somewhere(self) -> None:
        for target in re.findall(r"\]\(([^)#]+)\)", self.text):
            assert target.startswith("https://") or (ROOT / target).exists(), target

    def test_every_target_says_what_it_does(self) -> None:
        phony = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[0].split()

        assert all(re.search(rf"^{target}:.* ## \w", MAKEFILE, re.MULTILINE) for target in phony)


class TestContinuousIntegration:
    def test_runs_exactly_the_targets_that_people_run(self) -> None:
        script = (ROOT / ".ci" / "run").read_text()

        assert re.findall(r"^\s*(?:if )?make (\w+)", script, re.MULTILINE) == ["check", "test"]

    def test_script_may_be_executed(self) -> None:
        assert (ROOT / ".ci" / "run").stat().st_mode & 0o111


def test_the_suite_runs_with_the_settings_of_tests_whatever_the_environment_says() -> None:
    assert os.environ["DJANGO_SETTINGS_MODULE"] == "cps_victims.settings.test"
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_nothing_reaches_for_a_file_outside_of_the_repository() -> None:
    outside = re.compile(r"\.\./shared")
    allowed = ("tests/",)  # tests that read it skip where it is absent

    found = [
        path.relative_to(ROOT).as_posix()
        for path in text_files()
        if path.suffix == ".py" and outside.search(path.read_text())
    ]

    assert all(name.startswith(allowed) for name in found), found
