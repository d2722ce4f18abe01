"""Layout objects for crispy: headings, groups and answers that reveal further questions."""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import render_field
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe


class Group(LayoutObject):  # type: ignore[misc] # crispy ships no types
    """Fields under a heading of their own."""

    def __init__(self, heading: str, *fields: Any, intro: str = "") -> None:
        self.heading = heading
        self.intro = intro
        self.fields = list(fields)

    def render(self, form: forms.Form, context: Context, template_pack: str = "govuk", **kwargs: Any) -> SafeString:
        """Render the heading, the words under it and the fields."""
        content = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string(
            f"{template_pack}/layout/group.html", {"heading": self.heading, "intro": self.intro, "content": content}
        )


class Reveal(LayoutObject):  # type: ignore[misc] # crispy ships no types
    """A radios or checkboxes field whose answers reveal further fields.

    Without JavaScript every further field is shown, so its label must make sense alone and the form's ``clean`` must
    ask for it only where the answer needs it.
    """

    def __init__(self, name: str, **reveals: Any) -> None:
        """Take the field's name and, by the value of an answer, the field (or list of fields) it reveals."""
        self.name = name
        self.reveals = {value: [further] if isinstance(further, str) else further for value, further in reveals.items()}
        self.fields = [name]

    def render(self, form: forms.Form, context: Context, template_pack: str = "govuk", **kwargs: Any) -> SafeString:
        """Render the field with the revealed ones inside it."""
        revealed = {
            value: mark_safe("".join(render_field(name, form, context, template_pack=template_pack) for name in names))
            for value, names in self.reveals.items()
        }
        html: SafeString = render_field(
            self.name, form, context, template_pack=template_pack, extra_context={"revealed": revealed}, **kwargs
        )
        return html


class Words(LayoutObject):  # type: ignore[misc] # crispy ships no types
    """A paragraph between fields."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.fields: list[Any] = []

    def render(self, form: forms.Form, context: Context, template_pack: str = "govuk", **kwargs: Any) -> SafeString:
        """Render the paragraph."""
        return render_to_string(f"{template_pack}/layout/words.html", {"text": self.text})
