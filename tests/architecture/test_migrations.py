"""One first migration creates the tables of each app; those it replaced bring an older database to the same place.

When the older ones go, so does the second half of this module (docs/runbook.md, "Migrations").
"""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState

LOADER = MigrationLoader(None)
FIRST: dict[str, Migration] = {app: migration for (app, _), migration in LOADER.replacements.items()}


def by_name(app: str) -> list[str]:
    """Return the migrations of an app that a folder lists, without the one that replaces others."""
    return sorted(name for label, name in LOADER.disk_migrations if label == app and name != FIRST[app].name)


def options(model: ModelState) -> dict[str, Any]:
    """Return what a model is besides its fields; the order of constraints, indexes and triggers means nothing."""
    named = ("constraints", "indexes", "triggers")
    lists = {kind: {one.name: one for one in model.options.get(kind, [])} for kind in named}
    return {**{key: value for key, value in model.options.items() if key not in named}, **lists}


def fields(model: ModelState) -> dict[str, Any]:
    read = MigrationAutodetector(ProjectState(), ProjectState()).deep_deconstruct
    return {name: read(field) for name, field in model.fields.items()}


def models(loader: MigrationLoader, migrations: set[tuple[str, str]]) -> dict[tuple[str, str], ModelState]:
    """Return the models of our apps as these migrations leave them."""
    state = loader.graph.make_state(nodes=sorted(migrations))
    return {key: model for key, model in state.models.items() if key[0] in FIRST}


@pytest.mark.django_db
class TestNewDatabase:
    def test_has_nothing_left_to_apply(self) -> None:
        executor = MigrationExecutor(connection)

        assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []

    @pytest.mark.parametrize("app", FIRST)
    def test_was_made_by_the_first_migration_alone(self, app: str) -> None:
        # Django notes what was replaced in the same moment, after each other, when the one that replaces it is done.
        applied = MigrationRecorder.Migration.objects.filter(app=app).order_by("id").values_list("name", flat=True)
        replaced = [name for _, name in FIRST[app].replaces]

        assert list(applied[: len(replaced)]) == replaced
        assert FIRST[app].name in applied
        assert not set(replaced) & {name for label, name in LOADER.graph.nodes if label == app}


class TestFirstMigration:
    def test_is_one_for_each_app_above_the_trail(self) -> None:
        assert set(FIRST) == {"cases", "communications", "triage"}
        assert len(LOADER.replacements) == len(FIRST)

    @pytest.mark.parametrize("app", FIRST)
    def test_replaces_every_older_one_without_a_gap(self, app: str) -> None:
        replaced = {name for _, name in FIRST[app].replaces}
        last = FIRST[app].name.removeprefix("0001_squashed_")

        assert replaced == {name for name in by_name(app) if name <= last}

    @pytest.mark.parametrize("app", FIRST)
    def test_has_nothing_of_other_apps_depend_on_it(self, app: str) -> None:
        # In a database with some of the older ones they would stand before what they depend on; makemigrations refuses.
        children = {child.key[0] for child in LOADER.graph.node_map[app, FIRST[app].name].children}

        assert children <= set(FIRST)

    def test_ends_with_the_models_that_the_replaced_ones_end_with(self) -> None:
        chain = MigrationLoader(None, replace_migrations=False)
        by_first = models(LOADER, {(app, migration.name) for app, migration in FIRST.items()})
        by_chain = models(chain, {tuple(key) for migration in FIRST.values() for key in migration.replaces})

        assert set(by_first) == set(by_chain)
        for key, model in by_first.items():
            assert fields(model) == fields(by_chain[key]), key
            assert options(model) == options(by_chain[key]), key
            assert model.bases == by_chain[key].bases, key
