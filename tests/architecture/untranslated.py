"""Finders of words that nobody put into Welsh: in templates, in Python, in the catalogue and on pages (V22)."""

import ast
import dataclasses
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

WORD = re.compile(r"[^\W\d_]{2,}")
#: What stands for a value in a sentence, whichever way it is filled in.
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%\{\w+\}|\{\w+\}|</?\w+[^>]*>")
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


# --- templates --------------------------------------------------------------------------------------------------------

_COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?%}.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
_BLOCK = re.compile(r"{%\s*blocktrans(?:late)?\b.*?%}.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
_TAG = re.compile(r"{%(?P<inside>.*?)%}", re.DOTALL)
_VARIABLE = re.compile(r"{{.*?}}", re.DOTALL)
#: Arguments of components that people read.
_READ_ARGUMENT = re.compile(
    r"""\b(?:text|title|summary|caption|label|empty|hidden_text|service_name|phase)=(["'])(?P<words>[^"']*[^\W\d_]{2}.*?)\1"""
)
#: Attributes that are read, aloud or on the page.
_READ_ATTRIBUTES = ("aria-label", "title", "alt", "placeholder", "content", "label", "value")
_ATTRIBUTE = re.compile(
    r"""\s(?P<name>aria-label|title|alt|placeholder|label|data-i18n[\w.-]*)=(["'])(?P<words>.*?)\2""", re.DOTALL
)
_SILENT = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
_ELEMENT = re.compile(r"<[^>]*>", re.DOTALL)


def untranslated_in_template(source: str) -> list[str]:
    """List the words of a template that stand outside every tag for translation."""
    source = _BLOCK.sub(" ", _COMMENT.sub(" ", source))
    found = [
        argument["words"]
        for tag in _TAG.finditer(source)
        if not re.match(r"\s*(?:translate|trans)\b", tag["inside"])
        for argument in _READ_ARGUMENT.finditer(tag["inside"])
    ]
    text = _VARIABLE.sub("\n", _TAG.sub("\n", source))
    found += [attribute["words"].strip() for attribute in _ATTRIBUTE.finditer(text) if WORD.search(attribute["words"])]
    text = _ELEMENT.sub("\n", _SILENT.sub("\n", text))
    return found + [line.strip() for line in text.splitlines() if WORD.search(line)]


# --- Python -----------------------------------------------------------------------------------------------------------

_TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
#: Two words, the first of which begins a sentence, a label or a line.
_SENTENCE = re.compile(r"^[A-Z][^\W\d_]*[’']?[^\W\d_]* [^\W\d_(“]")
#: Where even a single word is read.
_READ_KEYWORDS = {"text", "title", "label", "hint", "missing", "summary", "caption", "link", "blank", "hidden_text"}


def untranslated_in_python(source: str) -> list[str]:
    """List the words of a module that people read and that no call puts into their language."""
    tree = ast.parse(source)
    silent = {id(node) for part in _silent(tree) for node in ast.walk(part)}
    found = []
    for node in ast.walk(tree):
        if id(node) in silent:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SENTENCE.match(node.value):
            found.append(node.value)
        if isinstance(node, ast.keyword) and node.arg in _READ_KEYWORDS:
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and WORD.search(value.value):
                found.append(value.value)
    return list(dict.fromkeys(found))


def _silent(tree: ast.Module) -> Iterator[ast.AST]:
    """Give what nobody reads: docstrings, what is raised with a message for the log, and what is translated."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield first
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _TRANSLATES:
            yield from node.args


# --- the catalogue ----------------------------------------------------------------------------------------------------


def sentences_of_template(source: str) -> list[tuple[str, ...]]:
    """List what a template asks to be translated, as it stands in the catalogue."""
    # What is no call is blanked out, with its indentation, which means nothing here.
    return _extracted("\n".join(line.strip() for line in templatize(source).splitlines()).encode())


def sentences_of_python(source: str) -> list[tuple[str, ...]]:
    """List what a module asks to be translated."""
    return _extracted(source.encode())


def _extracted(source: bytes) -> list[tuple[str, ...]]:
    every = extract_python(io.BytesIO(source), list(_KEYWORDS), [], {"encoding": "utf-8"})
    found = []
    for _line, function, messages, _comments in every:
        given = messages if isinstance(messages, tuple | list) else (messages,)
        plural = 2 if function.startswith("ngettext") else 1
        words = tuple(each for each in given[1 if function.startswith("pgettext") else 0 :][:plural] if each)
        if words:
            found.append(words)
    return found


def missing_from(catalogue: Catalog, sentences: list[tuple[str, ...]]) -> list[str]:
    """List the sentences that have no Welsh, or a guessed one, or one that does not hold the same values."""
    held = {}
    for message in catalogue:
        held[message.id if isinstance(message.id, str) else message.id[0]] = message
    found = []
    for words in dict.fromkeys(sentences):
        message = held.get(words[0])
        translations = [] if message is None else _all_of(message.string)
        if message is None or not all(translations) or not translations:
            found.append(f"no Welsh: {words[0]!r}")
        elif message.fuzzy:
            found.append(f"only guessed: {words[0]!r}")
        elif any(not _same_values(words, translated) for translated in translations):
            found.append(f"other values: {words[0]!r}")
    return found


def _all_of(string: str | tuple[str, ...]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def _same_values(words: tuple[str, ...], translated: str) -> bool:
    """Whether a translation holds the values of its sentence; of a plural those of one of its forms."""
    return any(sorted(PLACEHOLDER.findall(each)) == sorted(PLACEHOLDER.findall(translated)) for each in words)


# --- finished pages ---------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class PageWords:
    """What one page says, part by part, in the language that its root names."""

    language: str
    parts: frozenset[str]


_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class _Reader(HTMLParser):
    """Collects what a page says in its own language; parts marked as another language are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.parts: set[str] = set()
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or (self._open[-1][1] if self._open else "")
        if tag == "html":
            self.language = language or ""
        if language == self.language:
            for name, value in given.items():
                if name in _READ_ATTRIBUTES and value and tag not in {"meta"}:
                    self._say(value)
                if name.startswith("data-i18n") and value:
                    self._say(value)
        if tag not in _VOID:
            self._open.append((tag, language or ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1][0] in {"script", "style"} or self._open[-1][1] != self.language:
            return
        self._say(data)

    def _say(self, text: str) -> None:
        if words := " ".join(text.split()):
            self.parts.add(words)


def words_of_page(html: str) -> PageWords:
    """Read a finished page."""
    reader = _Reader()
    reader.feed(html)
    return PageWords(language=reader.language, parts=frozenset(reader.parts))


def same_in_both(english: PageWords, welsh: PageWords, *, data: frozenset[str] = frozenset()) -> list[str]:
    """List the parts of three words and more that read the same in both languages and are no data of the record."""
    return sorted(
        part for part in english.parts & welsh.parts if " " in part and len(WORD.findall(_without(part, data))) >= 3
    )


def _without(part: str, data: frozenset[str]) -> str:
    for each in sorted(data, key=len, reverse=True):
        part = part.replace(each, " ")
    return part
