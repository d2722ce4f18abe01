"""What would help somebody to give evidence, in their own words: it becomes a message to their contact."""

from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext as _

from cases.rules.vocabulary import SpecialMeasure
from communications.rules.measure_words import text_of
from web.formatting import page_language
from web.forms.base import GovukForm
from web.forms.fields import CheckboxesField, LongTextField, RadiosField

#: Room for the titles of what was ticked, in a message.
LONGEST = 4000


class HelpForm(GovukForm):
    """What would help, ticked or in own words; whether it tells what happened is asked once the words suggest it."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"tells_what_happened", "measures", "text"})

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    measures = CheckboxesField(label="", choices=[])
    text = LongTextField(label="", max_length=LONGEST, rows=5)
    tells_what_happened = RadiosField(label="", choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        measures, text, asked = self.fields["measures"], self.fields["text"], self.fields["tells_what_happened"]
        titles = [(each.value, text_of(measure=each, language=page_language()).title) for each in SpecialMeasure]
        measures.choices = titles  # type: ignore[attr-defined]
        measures.label = _("What do you think would help you?")
        measures.help_text = _("Choose as many as you like. You can change your mind.")
        text.label = _("Tell us in your own words, if you want to")
        text.help_text = _("For example, what worries you most about that day.")
        text.error_messages["max_length"] = _("Use %(longest)s characters or fewer") % {"longest": LONGEST}
        asked.label = _("Does your message tell what happened, or bring something new about it?")
        asked.choices = [  # type: ignore[attr-defined]
            ("yes", _("Yes. Send it, and pass it to the police officer in my case")),
            ("no", _("No. It is only about what would help me")),
        ]
        self.is_asked = "tells_what_happened" in self.data
        if not self.is_asked:
            self._question = self.fields.pop("tells_what_happened")
        self._lay_out()

    def clean(self) -> dict[str, Any]:
        """Ask for something to send."""
        answers: dict[str, Any] = super().clean() or {}
        if not answers.get("measures") and not answers.get("text", "").strip() and not self.errors:
            self.add_error("measures", _("Choose what would help you, or write it in your own words"))
        return answers

    def clean_tells_what_happened(self) -> bool:
        """Return the answer, which is needed once the question was asked."""
        answer = self.cleaned_data["tells_what_happened"]
        if not answer:
            raise forms.ValidationError(_("Select yes if your message tells what happened"))
        return bool(answer == "yes")

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

    def ask_whether_it_tells_what_happened(self) -> None:
        """Show the question beneath the words, which stay as they are."""
        self.fields["tells_what_happened"] = self._question
        self.is_asked = True
        self._lay_out()

    def _lay_out(self) -> None:
        self.helper.layout = Layout(*self.fields)
