"""The project's own source files, parsed once, for the sweeps that read code instead of running it."""

import ast
import dataclasses
import functools
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("accounts", "audit", "cases", "triage", "communications", "web", "cps_victims")
#: What the sweeps call "text": everything a person writes and another reads.
TEXT_SUFFIXES = {
    ".py",
    ".html",
    ".txt",
    ".md",
    ".css",
    ".scss",
    ".js",
    ".mjs",
    ".toml",
    ".yml",
    ".yaml",
    ".cfg",
    ".csv",
}


@dataclasses.dataclass(frozen=True)
class Source:
    """One Python module of ours."""

    path: Path
    tree: ast.Module
    lines: int

    @property
    def name(self) -> str:
        """Path from the root of the repository, for messages."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def package(self) -> str:
        """First folder."""
        return self.path.relative_to(ROOT).parts[0]

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree: a dozen sweeps look at them all, and walking takes longer than looking."""
        return tuple(ast.walk(self.tree))

    @property
    def is_at_the_edge(self) -> bool:
        """Whether the module may read the clock: views, tasks, commands and the administration site."""
        parts = self.path.relative_to(ROOT).parts
        return (
            parts[0] in {"web", "cps_victims"}
            or "commands" in parts
            or parts[1].removesuffix(".py") in {"tasks", "admin"}
        )


@functools.cache
def modules() -> tuple[Source, ...]:
    """Every module of the application, migrations left out."""
    return tuple(
        Source(path=path, tree=ast.parse(text := path.read_text(encoding="utf-8")), lines=text.count("\n") + 1)
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts and "node_modules" not in path.parts
    )


@functools.cache
def text_files() -> tuple[Path, ...]:
    """Every text file under version control, or about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    return tuple(path for name in listed if (path := ROOT / name).suffix in TEXT_SUFFIXES and path.is_file())


def functions(tree: ast.AST) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, str]]:
    """Every function with the name of the class it stands in (or an empty string)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for child in node.body:
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield child, node.name
        elif isinstance(node, ast.Module):
            for child in node.body:
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield child, ""
