"""Filters that the crispy template pack ``govuk`` draws fields with."""

import dataclasses
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from web.components import ErrorLink

register = template.Library()

_PART_LABELS = {"day": _("Day"), "month": _("Month"), "year": _("Year")}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One radio or checkbox, ready to draw."""

    id: str
    value: str
    label: str
    hint: str
    is_selected: bool
    #: Further fields this answer reveals, already rendered.
    revealed: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DatePart:
    """One box of a date, ready to draw."""

    id: str
    label: str
    input: SafeString


@register.filter
def field_template(field: BoundField) -> str:
    """Name the template that draws this kind of field; an unknown widget stops the page, not the person."""
    return f"govuk/fields/{field.field.widget.kind}.html"


@register.filter
def described_by(field: BoundField) -> str:
    """List the ids of what describes a field: its hint, its error, its limit."""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}-hint")
    if field.errors:
        ids.append(f"{field.auto_id}-error")
    if getattr(field.field.widget, "max_characters", None):
        ids.append(f"{field.auto_id}-info")
    return " ".join(ids)


@register.filter
def drawn(field: BoundField, error_class: str) -> SafeString:
    """Draw the input itself, tied to its hint and error, marked when it has one."""
    attrs: dict[str, Any] = {}
    if described := described_by(field):
        attrs["aria-describedby"] = described
    else:
        attrs["aria-describedby"] = False
    if field.errors and error_class:
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} {error_class}".strip()
    attrs["aria-invalid"] = False  # the error message says it; Django would add it to boxes that are right, too
    return field.as_widget(attrs=attrs)


@register.simple_tag(takes_context=True)
def field_options(context: template.Context, field: BoundField) -> list[Option]:
    """List the options of a radios or checkboxes field. The first has the field's own id, for the error summary.

    What an answer reveals stands in the context, put there by ``web.forms.layout.Reveal``.
    """
    widget, fragments = field.field.widget, context.get("revealed") or {}
    return [
        Option(
            id=field.auto_id if position == 0 else f"{field.auto_id}-{position + 1}",
            value=str(sub.data["value"]),
            label=str(sub.data["label"]),
            hint=widget.hints.get(str(sub.data["value"]), "") if hasattr(widget, "hints") else "",
            is_selected=bool(sub.data["selected"]),
            revealed=fragments.get(str(sub.data["value"]), ""),
        )
        for position, sub in enumerate(field.subwidgets)
    ]


@register.filter
def date_parts(field: BoundField) -> list[DatePart]:
    """Draw the three boxes of a date, each marked when the date has an error."""
    widget = field.field.widget
    context = widget.get_context(field.html_name, field.value(), {"id": field.auto_id})
    parts = []
    for sub, child in zip(context["widget"]["subwidgets"], widget.widgets, strict=True):
        attrs = dict(sub["attrs"])
        attrs.pop("aria-invalid", None)
        if field.errors:
            attrs["class"] = f"{attrs.get('class', '')} govuk-input--error".strip()
        parts.append(
            DatePart(
                id=attrs["id"],
                label=str(_PART_LABELS[sub["name"].rsplit("_", 1)[-1]]),
                input=child.render(sub["name"], sub["value"], attrs),
            )
        )
    return parts


@register.filter
def input_type(field: BoundField) -> str:
    """Say what sort of input a field of a library's form has."""
    return str(getattr(field.field.widget, "input_type", "text"))


@register.filter
def plainly_drawn(field: BoundField) -> SafeString:
    """Draw a field of a library's form (sign-in) with the design system's classes and our ids."""
    kind = input_type(field)
    classes = {
        "checkbox": "govuk-checkboxes__input",
        "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    }.get(kind, "govuk-input")
    if field.errors and kind != "checkbox":
        classes += " govuk-input--error"
    described = f"{field.auto_id}-error" if field.errors else False
    return field.as_widget(
        attrs={
            "class": classes,
            "aria-describedby": described,
            "aria-invalid": False,
            "placeholder": False,
            "required": False,
            "maxlength": False,
        }
    )


@register.filter
def error_links(form: BaseForm) -> list[ErrorLink]:
    """List the errors of any form, each leading to its field."""
    links = [ErrorLink(text=str(error)) for error in form.non_field_errors()]
    for bound in form.visible_fields():
        links += [ErrorLink(text=str(error), href=f"#{bound.auto_id}") for error in bound.errors]
    return links
