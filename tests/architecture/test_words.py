"""The words of the field: what pages, emails, texts and letters must not say (style.md 4.2, domain.md 8)."""

import re

import pytest

from tests.architecture.sources import ROOT

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
