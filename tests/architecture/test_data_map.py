"""The data map on paper is the one in the code."""

import pytest
from django.core.management import CommandError, call_command

from accounts.data_map import OUR_APPS, data_map
from tests.architecture import model_rows
from tests.architecture.sources import ROOT


class TestDataMap:
    def test_on_paper_is_the_one_in_the_code(self):
        assert (ROOT / "docs" / "data-map.md").read_text(encoding="utf-8") == data_map(), (
            "Run `manage.py write_data_map`."
        )

    def test_covers_every_app_of_ours(self):
        assert tuple(OUR_APPS) == model_rows.OUR_APPS

    def test_names_every_field_of_every_table(self):
        text = data_map()

        missing = [
            f"{model._meta.label}.{field}"
            for model in model_rows.our_models()
            for field in model.field_classes
            if f"`{field}`" not in section(text, model)
        ]

        assert not missing


def section(text, model):
    """What the map says of one table: two apps may each have one of the same name."""
    of_app = text.split(f"\n## {model._meta.app_label}\n")[1].split("\n## ")[0]
    return of_app.split(f"### {model.__name__}\n")[1].split("### ")[0]


class TestCommand:
    def test_writes_the_file_and_then_finds_it_up_to_date(self, tmp_path, settings):
        settings.BASE_DIR = tmp_path

        with pytest.raises(CommandError, match="write_data_map"):
            call_command("write_data_map", check=True)
        call_command("write_data_map")

        call_command("write_data_map", check=True)
        assert (tmp_path / "docs" / "data-map.md").read_text(encoding="utf-8").startswith("# Data map")
