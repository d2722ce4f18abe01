"""What would help somebody to give evidence, in their own words: it becomes a message to their contact."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import SpecialMeasure
from communications.rules.measure_words import text_of
from web.formatting import page_language
from web.forms.fields import CheckboxesField, LongTextField
from web.portal.forms_what_happened import WhatHappenedForm

#: Room for the titles of what was ticked, in a message.
LONGEST = 4000


class HelpForm(WhatHappenedForm):
    """What would help, ticked or in own words."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"tells_what_happened", "measures", "text"})

    no = gettext_lazy("No. It is only about what would help me")

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    measures = CheckboxesField(label="", choices=[])
    text = LongTextField(label="", max_length=LONGEST, rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures, text = self.fields["measures"], self.fields["text"]
        titles = [(each.value, text_of(measure=each, language=page_language()).title) for each in SpecialMeasure]
        measures.choices = titles  # type: ignore[attr-defined]
        measures.label = _("What do you think would help you?")
        measures.help_text = _("Choose as many as you like. You can change your mind.")
        text.label = _("Tell us in your own words, if you want to")
        text.help_text = _("For example, what worries you most about that day.")
        text.error_messages["max_length"] = _("Use %(longest)s characters or fewer") % {"longest": LONGEST}

    def clean(self) -> dict[str, Any]:
        """Ask for something to send."""
        answers: dict[str, Any] = super().clean() or {}
        if not answers.get("measures") and not answers.get("text", "").strip() and not self.errors:
            self.add_error("measures", _("Choose what would help you, or write it in your own words"))
        return answers

    @property
    def words(self) -> str:
        """What the contact reads: what was ticked, one on each line, then the person's own words."""
        titles = dict(self.fields["measures"].choices)  # type: ignore[attr-defined]
        ticked = [f"- {titles[each]}" for each in self.cleaned_data["measures"]]
        opening = [_("This would help me in court:"), *ticked] if ticked else []
        own = self.cleaned_data["text"].strip()
        return "\n\n".join(part for part in ("\n".join(opening), own) if part)

    @property
    def tells(self) -> bool | None:
        """The person's own answer; None as long as nobody has asked and there are words of their own to ask about."""
        if self.is_asked:
            return bool(self.cleaned_data.get("tells_what_happened"))
        return None if self.cleaned_data["text"].strip() else False
