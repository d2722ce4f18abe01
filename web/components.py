"""What components are given: small frozen values of plain text. No models, no rules, no mark-up of their own.

Presenters build these; templates hand them to the tags of ``web.templatetags.govuk``.
"""

import dataclasses
import datetime as dt


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Somewhere to go."""

    #: The words of the link.
    text: str
    #: Where it leads.
    href: str
    #: Words only a screen reader speaks, so that "Change" says what it changes.
    hidden_text: str = ""
    #: Whether this is the page being looked at.
    is_current: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """The same page in the other language."""

    #: The name of the language in that language.
    text: str
    href: str
    #: Its code, such as ``cy``.
    code: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A state in a word or two. Colour repeats what the words say and never says anything alone."""

    text: str
    #: One of the design system's tag colours; empty for the standard one.
    colour: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a summary list."""

    #: What is stated.
    key: str
    #: Its value: one text, or several that each take a line.
    value: str | tuple[str, ...] = ""
    #: A state shown after the value.
    tag: Tag | None = None
    #: Where the value leads, if it is itself a link.
    href: str = ""
    #: What can be done about it.
    actions: tuple[Link, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """List the lines of the value."""
        return (self.value,) if isinstance(self.value, str) else self.value


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One line of a task list."""

    title: str
    href: str = ""
    #: Read aloud with the link, where its words alone would not say which of two it is.
    hidden_text: str = ""
    hint: str = ""
    status: Tag | None = None
    #: Status in plain text where nothing is left to do.
    status_text: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table."""

    text: str
    is_numeric: bool = False
    #: Whether only a screen reader needs the heading.
    is_hidden: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that is more than text."""

    text: str = ""
    href: str = ""
    hidden_text: str = ""
    tag: Tag | None = None
    #: A second, quieter line.
    note: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened, for a timeline."""

    title: str
    #: When, as people read it.
    when: str
    #: When, as machines read it (ISO 8601).
    timestamp: str
    by: str = ""
    lines: tuple[str, ...] = ()
    link: Link | None = None
    tag: Tag | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FilterOption:
    """A checkbox in a filter panel."""

    value: str
    text: str
    is_selected: bool = False
    #: Where to go to take this filter away again.
    remove_href: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FilterGroup:
    """Checkboxes under one heading: any of them within the group, all groups together."""

    name: str
    legend: str
    options: tuple[FilterOption, ...]

    @property
    def selected(self) -> tuple[FilterOption, ...]:
        """List the options in force."""
        return tuple(option for option in self.options if option.is_selected)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLink:
    """A problem with the form, and the field it leads to."""

    text: str
    href: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CountedDay:
    """One day of an explained clock."""

    on: dt.date
    #: The date as people read it, with its weekday.
    text: str
    #: Whether it counts as a working day.
    is_counted: bool
    #: Its number among the counted days, or why it was not counted.
    reason: str
