"""How files reach browsers in production: under names of their content, the modules that scripts import too."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage

from web.static_files import StaticFiles

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static" / "js").glob("*.js"))


@pytest.fixture
def collected(tmp_path) -> Path:
    """Our scripts as they are collected, with something in place of the design system."""
    source = FileSystemStorage(location=tmp_path / "from")
    for script in SCRIPTS:
        source.save(f"js/{script.name}", ContentFile(script.read_bytes()))
    source.save("vendor/govuk-frontend.min.js", ContentFile(b"export function initAll() {}\n"))
    names = [*(f"js/{script.name}" for script in SCRIPTS), "vendor/govuk-frontend.min.js"]
    storage = StaticFiles(location=tmp_path / "to", base_url="/static/")
    for name in names:
        with source.open(name) as content:
            storage.save(name, content)
    problems = [what for *_, what in storage.post_process({name: (source, name) for name in names}) if what is not True]
    assert problems == []
    return tmp_path / "to"


def test_a_module_that_a_script_imports_is_kept_by_browsers_for_good(collected):
    imported = [
        (path.name, address)
        for path in (collected / "js").glob("*.????????????.js")
        for address in re.findall(r"^import\b.*?from\s*['\"]([^'\"]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert [name.split(".")[0] for name, _ in imported] == ["start"]
    for _, address in imported:
        assert re.search(r"\.[0-9a-f]{12}\.js$", address), address
        assert (collected / "js" / address).resolve().exists()


def test_every_file_is_stored_packed(collected):
    plain = [path for path in collected.rglob("*.????????????.js") if path.stat().st_size > 1000]

    assert plain
    assert all(path.with_name(f"{path.name}.gz").exists() for path in plain)
