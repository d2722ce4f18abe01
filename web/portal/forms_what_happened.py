"""Words of a person's own that may tell what happened: they are asked, once the words suggest it, and never before."""

from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from web.forms.base import GovukForm
from web.forms.fields import RadiosField, Words

_QUESTION = "tells_what_happened"


class WhatHappenedForm(GovukForm):
    """A form with such words. The question stands last, beneath the words, which stay as they are (MSG-3)."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({_QUESTION})

    question: ClassVar[Words] = _("Does your message tell what happened, or bring something new about it?")
    yes: ClassVar[Words] = _("Yes. Send it, and pass it to the police officer in my case")
    no: ClassVar[Words]
    missing: ClassVar[Words] = _("Select yes if your message tells what happened")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_asked = _QUESTION in self.data
        if self.is_asked:
            self._add_question()
        self._lay_out()

    def clean_tells_what_happened(self) -> bool:
        """Return the answer, which is needed once the question was asked."""
        answer = self.cleaned_data[_QUESTION]
        if not answer:
            raise forms.ValidationError(self.missing)
        return bool(answer == "yes")

    @property
    def tells(self) -> bool | None:
        """The person's own answer; None as long as nobody has asked."""
        return self.cleaned_data.get(_QUESTION) if self.is_asked else None

    def ask_whether_it_tells_what_happened(self) -> None:
        """Show the question beneath the words."""
        self._add_question()
        self.is_asked = True
        self._lay_out()

    def _add_question(self) -> None:
        field = RadiosField(label=self.question, choices=[("yes", self.yes), ("no", self.no)])
        field.is_said_optional = False  # type: ignore[attr-defined] # read where labels are written
        self.fields[_QUESTION] = field

    def _lay_out(self) -> None:
        names = [name for name in self.fields if name != _QUESTION]
        self.helper.layout = Layout(*names, *([_QUESTION] if _QUESTION in self.fields else []))
