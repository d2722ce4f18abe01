"""The form every page uses: plain, laid out by crispy, its errors ready for the summary at the top of the page."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms

from web.components import ErrorLink


class GovukForm(forms.Form):
    """A form in the design system. The page writes the ``<form>`` element, the token and the buttons itself."""

    #: Whether the label of a field that may be left empty says so. Filters are all optional and do not.
    marks_optional = True
    #: Fields that another answer may make necessary: their labels do not say so either, and `clean` asks for them.
    needed_by_answer: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False  # the page says what is wrong in its own words
        for name, field in self.fields.items():
            is_optional = not field.required and name not in self.needed_by_answer
            field.is_said_optional = is_optional and self.marks_optional  # type: ignore[attr-defined]
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False

    @property
    def error_links(self) -> list[ErrorLink]:
        """List every error in the order of the fields, each leading to the field (its first box or option)."""
        links = [ErrorLink(text=str(error)) for error in self.non_field_errors()]
        for name in self.fields:
            bound = self[name]
            links += [ErrorLink(text=str(error), href=f"#{field_id(bound)}") for error in bound.errors]
        return links


def field_id(bound: forms.BoundField) -> str:
    """Return the id of the element that an error leads to: the input, its first option or its first box."""
    identifier = bound.auto_id or bound.html_name
    kind = getattr(bound.field.widget, "kind", "")
    if kind == "date":
        return f"{identifier}_0"
    return identifier
