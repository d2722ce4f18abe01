"""The words of the field: what pages, emails, texts and letters must not say (style.md 4.2, domain.md 8)."""

import ast
import re

import pytest

from accounts.models import UnitKind
from accounts.public_words import tells_the_offence
from tests.architecture.sources import ROOT, Source, modules

#: Right column of style.md 4.2 (only words that mean nothing else here) and the hurtful words of domain.md 8.2.
FORBIDDEN = {
    "complainant": "victim, or you",
    "alleged victim": "you",
    "customer": "victim",
    "offender": "defendant",
    "perpetrator": "defendant",
    "the accused": "the defendant",
    "dropped": "stopped",
    "eligible decision": "qualifying decision",
    "mailout": "VCL letter",
    "support team": "Victim Liaison Unit",
    "priority flag": "enhanced rights",
    "business day": "working day",
    "SLA": "deadline",
    "breach": "missed deadline",
    "unreliable": "name the evidential problem",
    "please be advised": "I am writing to tell you",
    "you failed to": "a neutral verb",
    "you refused": "a neutral verb",
}
PATTERN = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, FORBIDDEN)) + r")s?(?![\w-])", re.IGNORECASE)
MARKUP = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|{%.*?%}|{{.*?}}|<[^>]*>", re.DOTALL)
#: Folders of templates that staff alone read.
FOR_STAFF = {"account", "allauth", "dashboards", "health_check", "workspace"}
#: Where what victims read is put together, in letters, messages, files and pages. Whatever else names a unit, and these
#: few selectors beside the rest, is read by staff.
FOR_VICTIMS = ("communications/services/", "communications/documents/", "communications/selectors/", "web/portal/")
FIGURES_AND_LISTS = {
    f"communications/selectors/{name}.py"
    for name in ("complaint_figures", "corrections", "feedback", "identity_checks", "missing_letters")
}


def templates():
    return sorted(
        path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".txt"} and path.is_file()
    )


def said_in(text: str) -> str:
    """What a reader sees of a template: markup blanked out, lines kept."""
    return MARKUP.sub(lambda match: "\n" * match.group().count("\n") or " ", text)


class TestTemplates:
    def test_use_the_words_of_the_field(self):
        found = [
            f"{path.relative_to(ROOT)}:{number}: {match.group()!r}, say {FORBIDDEN.get(match.group(1).lower())!r}"
            for path in templates()
            for number, line in enumerate(said_in(path.read_text(encoding="utf-8")).splitlines(), start=1)
            for match in PATTERN.finditer(line)
        ]

        assert not found, "\n".join(found)

    @pytest.mark.parametrize("sentence", ["The charge was dropped.", "<p>Dear Customer</p>", "two business days"])
    def test_would_be_caught(self, sentence):
        assert PATTERN.search(said_in(sentence))

    @pytest.mark.parametrize(
        "sentence", ['<div class="moj-dropped">x</div>', "{{ accused }}", "{# offender #}", "a translation slate"]
    )
    def test_are_not_accused_of_what_no_reader_sees(self, sentence):
        assert not PATTERN.search(said_in(sentence))


class TestWhatVictimsRead:
    """A page left open, a letter on the table: neither says which sort of unit writes."""

    def test_never_holds_our_word_for_the_unit(self):
        found = [
            path.relative_to(ROOT).as_posix()
            for path in [*templates(), ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po"]
            if path.relative_to(ROOT).parts[1] not in FOR_STAFF
            and re.search("rasso", path.read_text(encoding="utf-8"), re.IGNORECASE)
        ]

        assert not found

    def test_names_units_and_titles_as_the_public_may_read_them(self):
        found = [
            f"{source.name}:{node.lineno}"
            for source in modules()
            if source.name.startswith(FOR_VICTIMS) and source.name not in FIGURES_AND_LISTS
            for node in staff_names_in(source)
        ]

        assert not found, f"Say public_name, or title_for_the_public: {found}"

    @pytest.mark.parametrize(
        "code", ["victim.case.unit.name", "writing_unit.name", "values('case__unit__name')", "officer.job_title"]
    )
    def test_would_be_caught(self, code):
        assert staff_names_in(Source(path=ROOT / "x.py", tree=ast.parse(code), lines=1))

    def test_says_of_every_unit_what_tells_nothing(self):
        for kind in UnitKind:
            assert not tells_the_offence(text=kind.public_label)


def staff_names_in(source: Source) -> list[ast.expr]:
    """Where code takes what staff call a unit, or somebody's title as it stands on record."""
    public = {
        id(inner)
        for node in source.nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "title_for_the_public"
        for inner in ast.walk(node)
    }
    return [
        node
        for node in source.nodes
        if isinstance(node, ast.expr) and id(node) not in public and (
            (isinstance(node, ast.Attribute) and node.attr == "name" and _is_unit(node.value))
            or (isinstance(node, ast.Attribute) and node.attr == "job_title")
            or (isinstance(node, ast.Constant) and isinstance(node.value, str) and "unit__name" in node.value)
        )
    ]  # fmt: skip


def _is_unit(node: ast.expr) -> bool:
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return name == "unit" or name.endswith("_unit")
