"""The component library: one keyword-only function and one template in ``templates/components/`` per component.

The signature is the contract: a wrong argument fails at once. Components take plain values (``web.components``), never
models; presenters choose words and colours. Each is shown with its variants on the gallery page, and a test compares
the two lists.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from web import components as c
from web import formatting

register = template.Library()

#: Every component's name, in the order of the gallery; filled by `_component`.
COMPONENTS: list[str] = []

Context = dict[str, Any]


def _known(name: str) -> str:
    COMPONENTS.append(name)
    return f"components/{name}.html"


def _wrap(name: str, content: str, **context: Any) -> SafeString:
    """Render a component that wraps content of the page."""
    return render_to_string(f"components/{name}.html", {"content": content, **context})


# --- the page around the content --------------------------------------------------------------------------------------


@register.simple_tag
def brand() -> str:
    """Name the folder of the brand in force: that of GOV.UK only on a gov.uk service domain."""
    return "govuk" if settings.SERVICE_DOMAIN_IS_GOVUK else "service"


@register.inclusion_tag(_known("phase_banner"))
def phase_banner(*, phase: str, text: str, link: c.Link | None = None) -> Context:
    """Say that the service is new, and where to tell us about it."""
    return {"phase": phase, "text": text, "link": link}


@register.inclusion_tag(_known("service_navigation"))
def service_navigation(
    *, service_name: str, service_url: str, links: Sequence[c.Link] = (), language: c.LanguageLink | None = None
) -> Context:
    """Name the service and offer its sections; the language slot holds the other language."""
    return {"service_name": service_name, "service_url": service_url, "links": links, "language": language}


@register.inclusion_tag(_known("back_link"))
def back_link(*, href: str, text: str = "") -> Context:
    """Lead one step back."""
    return {"href": href, "text": text or _("Back")}


@register.inclusion_tag(_known("breadcrumbs"))
def breadcrumbs(*, links: Sequence[c.Link]) -> Context:
    """Show where the page stands; the last link is the page's parent."""
    return {"links": links}


@register.inclusion_tag(_known("sub_navigation"))
def sub_navigation(*, label: str, links: Sequence[c.Link]) -> Context:
    """Offer the parts of one record."""
    return {"label": label, "links": links}


@register.inclusion_tag(_known("identity_bar"))
def identity_bar(*, title: str, tags: Sequence[c.Tag] = ()) -> Context:
    """Say on every page of a record whose record it is."""
    return {"title": title, "tags": tags}


@register.inclusion_tag(_known("exit_this_page"))
def exit_this_page(*, redirect_url: str, is_secondary: bool = False) -> Context:
    """Offer a way out of the page in one press; three times Shift does the same where JavaScript runs."""
    return {"redirect_url": redirect_url, "is_secondary": is_secondary}


# --- saying things ----------------------------------------------------------------------------------------------------


@register.inclusion_tag(_known("tag"))
def tag(*, text: str, colour: str = "") -> Context:
    """State something in a word or two."""
    return {"text": text, "colour": colour}


@register.inclusion_tag(_known("badge"))
def badge(*, text: str, colour: str = "red") -> Context:
    """Mark a risk to a person's safety, and nothing else."""
    return {"text": text, "colour": colour}


@register.inclusion_tag(_known("warning"))
def warning(*, text: str) -> Context:
    """Warn of something with consequences."""
    return {"text": text}


@register.inclusion_tag(_known("panel"))
def panel(*, title: str, text: str = "") -> Context:
    """Confirm that something was done."""
    return {"title": title, "text": text}


@register.inclusion_tag(_known("notification_banner"))
def notification_banner(*, text: str, kind: str = "", link: c.Link | None = None, title: str = "") -> Context:
    """Tell something the page itself is not about; `kind` is empty or ``success``. At most one to a page."""
    return {"text": text, "kind": kind, "link": link, "title": title}


@register.inclusion_tag(_known("alert"))
def alert(*, title: str, lines: Sequence[str] = (), kind: str = "warning", heading_level: int = 2) -> Context:
    """Set something apart that must be read before acting; `kind` is information, success, warning or error."""
    return {"title": title, "lines": lines, "kind": kind, "heading_level": heading_level}


@register.simple_block_tag
def inset(content: str) -> SafeString:
    """Set a passage apart from the text around it."""
    return _wrap("inset", content)


@register.simple_block_tag
def details(content: str, *, summary: str, is_open: bool = False, element_id: str = "") -> SafeString:
    """Keep more words behind a short one."""
    return _wrap("details", content, summary=summary, is_open=is_open, element_id=element_id)


COMPONENTS += ["inset", "details"]


# --- doing things -----------------------------------------------------------------------------------------------------


@register.inclusion_tag(_known("button"))
def button(
    *, text: str, href: str = "", kind: str = "", name: str = "", value: str = "", hidden_text: str = ""
) -> Context:
    """Offer an action. `kind` is empty, ``secondary``, ``warning`` or ``start``; with `href` it is a link."""
    return {"text": text, "href": href, "kind": kind, "name": name, "value": value, "hidden_text": hidden_text}


@register.inclusion_tag(_known("error_summary"))
def error_summary(*, errors: Sequence[c.ErrorLink], title: str = "") -> Context:
    """List every problem at the top of the page, each leading to its field; nothing without errors."""
    return {"errors": errors, "title": title or _("There is a problem")}


@register.inclusion_tag(_known("filter_panel"))
def filter_panel(*, groups: Sequence[c.FilterGroup], clear_href: str, action: str = "") -> Context:
    """Offer visible checkboxes and a button; show what is selected, each removable by a link."""
    return {
        "groups": groups,
        "clear_href": clear_href,
        "action": action,
        "selected": [group for group in groups if group.selected],
    }


@register.inclusion_tag(_known("pagination"))
def pagination(*, previous_href: str = "", next_href: str = "", label: str = "") -> Context:
    """Lead to the page before and the page after; nothing where there is neither."""
    return {"previous_href": previous_href, "next_href": next_href, "label": label or _("Pages of results")}


# --- showing facts ----------------------------------------------------------------------------------------------------


@register.inclusion_tag(_known("summary_list"))
def summary_list(*, rows: Sequence[c.Row], is_compact: bool = False) -> Context:
    """State facts as pairs of what and value."""
    return {"rows": rows, "is_compact": is_compact, "has_actions": any(row.actions for row in rows)}


@register.inclusion_tag(_known("summary_card"))
def summary_card(
    *,
    title: str,
    rows: Sequence[c.Row],
    actions: Sequence[c.Link] = (),
    tags: Sequence[c.Tag] = (),
    heading_level: int = 2,
    element_id: str = "",
) -> Context:
    """State the facts of one thing among several of its kind."""
    return {
        "title": title,
        "rows": rows,
        "actions": actions,
        "tags": tags,
        "heading_level": heading_level,
        "element_id": element_id,
        "has_actions": any(row.actions for row in rows),
    }


@register.inclusion_tag(_known("task_list"))
def task_list(*, tasks: Sequence[c.Task], id_prefix: str = "task") -> Context:
    """List what is to be done, each with its state."""
    return {"tasks": tasks, "id_prefix": id_prefix}


@register.inclusion_tag(_known("table"))
def table(
    *,
    caption: str,
    columns: Sequence[c.Column],
    rows: Sequence[Sequence[str | c.Cell]],
    is_first_cell_header: bool = True,
    is_caption_hidden: bool = False,
) -> Context:
    """Compare facts. On a narrow screen each row becomes a card that names its columns again."""
    return {
        "caption": caption,
        "columns": columns,
        "rows": [
            [
                {"column": column, "cell": cell if isinstance(cell, c.Cell) else c.Cell(text=cell)}
                for column, cell in zip(columns, row, strict=True)
            ]
            for row in rows
        ],
        "is_first_cell_header": is_first_cell_header,
        "is_caption_hidden": is_caption_hidden,
    }


@register.inclusion_tag(_known("timeline"))
def timeline(*, events: Sequence[c.Event], heading_level: int = 3) -> Context:
    """Tell what happened, newest first. Not for tasks, progress or filtered lists."""
    return {"events": events, "heading_level": heading_level}


@register.inclusion_tag(_known("date_time"))
def date_time(*, at: dt.datetime | dt.date, has_time: bool = True) -> Context:
    """Write an instant or a date, readable by people and by machines; London time."""
    if not isinstance(at, dt.datetime):
        return {"iso": at.isoformat(), "text": formatting.date_words(at)}
    local = at.astimezone(formatting.LONDON)
    if not has_time:
        return {"iso": local.date().isoformat(), "text": formatting.date_words(local.date())}
    return {"iso": local.isoformat(timespec="minutes"), "text": formatting.date_time_words(at)}


_DUE_COLOURS = {formatting.Urgency.OVERDUE: "red", formatting.Urgency.TODAY: "orange", formatting.Urgency.NEXT: "grey"}


@register.inclusion_tag(_known("deadline"))
def deadline(*, due_at: dt.datetime, at: dt.datetime, has_date: bool = True) -> Context:
    """Say when something is due, in words and as a date. Only what is overdue is red."""
    words = formatting.due_words(due_at=due_at, at=at)
    due_on = formatting.london_date(at=due_at)
    return {
        "text": words.text,
        "colour": _DUE_COLOURS[words.urgency],
        "date": formatting.weekday_words(due_on),
        "iso": due_on.isoformat(),
        "has_date": has_date,
    }


@register.inclusion_tag(_known("clock"))
def clock(*, summary: str, days: Sequence[c.CountedDay], rule: str) -> Context:
    """Explain a deadline: every day counted, every day not counted and why, and the rule that says so."""
    return {"summary": summary, "days": days, "rule": rule}


@register.inclusion_tag(_known("reasons"))
def reasons(*, items: Sequence[str], empty: str = "") -> Context:
    """List why something is so."""
    return {"items": items, "empty": empty or _("No reason is recorded.")}
