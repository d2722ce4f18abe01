"""What a person answers about a meeting: a time, what they need, who comes with them, what they want to ask.

Words are set when a form is made, because only then is the language of the page known.
"""

from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.models.meeting_preparation import LONGEST_QUESTION
from communications.rules.meeting_words import MeetingCompanion, MeetingSupport
from web.forms.base import GovukForm
from web.forms.fields import CheckboxesField, LongTextField, RadiosField, TextField
from web.forms.layout import Group, Reveal
from web.portal.forms_what_happened import WhatHappenedForm

#: The two answers beside the times.
OTHER_TIME, NO = "other", "no"


def needs() -> dict[MeetingSupport, str]:
    """Name what can be asked for, in the words of the page; a supporter is asked about beside it."""
    return {
        MeetingSupport.INTERPRETER: _("An interpreter, or a sign language interpreter"),
        MeetingSupport.STEP_FREE_ACCESS: _("A place without steps"),
        MeetingSupport.BREAKS: _("Breaks"),
        MeetingSupport.DISABILITY_ADJUSTMENTS: _("Something else that helps with a disability or an illness"),
    }


def companions() -> dict[MeetingCompanion, str]:
    """Name who may come along, in the words of the page."""
    return {
        MeetingCompanion.FAMILY_OR_FRIEND: _("A relative or a friend"),
        MeetingCompanion.ISVA: _("An independent sexual violence adviser (ISVA)"),
        MeetingCompanion.IDVA: _("An independent domestic violence adviser (IDVA)"),
        MeetingCompanion.SUPPORT_WORKER: _("Another support worker"),
        MeetingCompanion.SOLICITOR: _("A solicitor"),
        MeetingCompanion.SOMEBODY_ELSE: _("Somebody else"),
    }


class ChooseTimeForm(GovukForm):
    """One of our times, another time, or no."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"answer", "times_note"})

    answer = RadiosField(label="", choices=[])
    times_note = LongTextField(label="", max_length=500, rows=3)

    def __init__(self, *args: Any, times: list[tuple[str, str]], no: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = (OTHER_TIME, _("Another time would suit me better") if times else _("Yes, and this is when I can come"))
        answer = self.fields["answer"]
        _choices(answer, [*times, other, *([(NO, no)] if no else [])])
        answer.label, answer.required = _("What would you like to do?"), True
        answer.error_messages |= dict.fromkeys(("required", "invalid_choice"), _("Select what you would like to do"))
        _words(self.fields["times_note"], _("Which days and times would suit you?"), longest=500)
        self.helper.layout = Layout(Reveal("answer", **{OTHER_TIME: "times_note"}))

    def clean(self) -> dict[str, Any]:
        """Ask which time would suit, where none of ours does."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("answer") == OTHER_TIME and not answers.get("times_note", "").strip():
            self.add_error("times_note", _("Write which days and times would suit you"))
        return answers

    def time_is_gone(self) -> None:
        """Say that the time went to nobody or to somebody else while the page was open; the rest stays as typed."""
        self.is_valid()
        self.errors.pop("answer", None)
        self.add_error("answer", _("That time is no longer free. Choose another one, or tell us what would suit you"))


class NeedsForm(GovukForm):
    """What a person needs and who comes with them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    companions = CheckboxesField(label="", choices=[])
    companion_note = TextField(label="", max_length=200)
    needs = CheckboxesField(label="", choices=[])
    needs_note = LongTextField(label="", max_length=500, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self.fields["companions"], [(one.value, words) for one, words in companions().items()])
        _words(
            self.fields["companions"],
            _("Who comes with you?"),
            hint=_("You may bring somebody. Choose all that are right, or none if you come alone."),
        )
        _words(self.fields["companion_note"], _("Their first name, if you want to tell us"), longest=200)
        _choices(self.fields["needs"], [(one.value, words) for one, words in needs().items()])
        _words(self.fields["needs"], _("What do you need, so that you can take part?"))
        _words(
            self.fields["needs_note"],
            _("Tell us more, if that helps"),
            hint=_("For example, which language, or how often you need a break."),
            longest=500,
        )
        self.helper.layout = Layout(
            "seen",
            Group(_("Company"), "companions", "companion_note"),
            Group(_("What helps"), "needs", "needs_note"),
        )

    def changed_meanwhile(self, seen: int) -> None:
        """Say that somebody wrote it down meanwhile; what was typed stays, and sending it again replaces theirs."""
        if isinstance(self.data, QueryDict):
            self.data = self.data.copy()
            self.data["seen"] = str(seen)
        self.add_error(
            None,
            _(
                "This was changed while you had the page open, perhaps by us after a call. Nothing of yours is lost: "
                "look at it once more and send it again."
            ),
        )


class QuestionForm(WhatHappenedForm):
    """A question for the meeting."""

    question = gettext_lazy("Does your question tell what happened, or bring something new about it?")
    no = gettext_lazy("No. It is only a question")
    missing = gettext_lazy("Select yes if your question tells what happened")

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    text = LongTextField(
        label=gettext_lazy("Your question"),
        hint=gettext_lazy("Write as you would speak. You can send several, one after the other."),
        missing=gettext_lazy("Write your question"),
        max_length=LONGEST_QUESTION,
        rows=4,
    )


def _words(field: forms.Field, label: str, *, hint: str = "", longest: int = 0) -> None:
    field.label, field.help_text = label, hint
    if longest:
        field.error_messages["max_length"] = _("Use %(longest)s characters or fewer") % {"longest": longest}


def _choices(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined] # every field that is given here has choices
