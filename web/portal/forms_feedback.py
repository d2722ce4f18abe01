"""Three questions about a contact and whether somebody should get in touch. No box for words: nobody tells it twice."""

from typing import Any

from crispy_forms.layout import Layout
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from communications.rules.feedback import FeedbackAnswer, FeedbackQuestion, HelpWanted
from web.forms.base import GovukForm
from web.forms.fields import RadiosField


class FeedbackForm(GovukForm):
    """Every question may be left out."""

    marks_optional = False

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"help_wanted": HelpWanted.NONE.value})
        # In Welsh each question has its own yes and no.
        for question, words, yes, no in (
            (
                FeedbackQuestion.CLEAR,
                _("Did you understand what we told you?"),
                pgettext("I did", "Yes"),
                pgettext("I did", "No"),
            ),
            (
                FeedbackQuestion.TREATED_WELL,
                _("Were we kind and respectful?"),
                pgettext("you were", "Yes"),
                pgettext("you were", "No"),
            ),
            (
                FeedbackQuestion.KNOWS_NEXT,
                _("Do you know what happens next, and by when?"),
                pgettext("I do", "Yes"),
                pgettext("I do", "No"),
            ),
        ):
            answers = [
                (FeedbackAnswer.YES.value, yes),
                (FeedbackAnswer.PARTLY.value, _("Partly")),
                (FeedbackAnswer.NO.value, no),
            ]
            self.fields[question.value.lower()] = RadiosField(label=words, choices=answers, is_inline=True)
        self.fields["help_wanted"] = RadiosField(
            label=_("Would you like somebody to get in touch?"),
            choices=[
                (HelpWanted.NONE.value, pgettext("I would", "No")),
                (HelpWanted.WHEN_IT_SUITS.value, _("Yes, I have a question")),
                (HelpWanted.SOON.value, _("Yes, soon. I am finding this hard")),
            ],
        )
        for field in self.fields.values():
            field.is_said_optional = False  # type: ignore[attr-defined]
        self.helper.layout = Layout(*self.fields)

    @property
    def answers(self) -> dict[FeedbackQuestion, FeedbackAnswer]:
        """Those questions that were answered."""
        given = {question: self.cleaned_data[question.value.lower()] for question in FeedbackQuestion}
        return {question: FeedbackAnswer(answer) for question, answer in given.items() if answer}

    @property
    def help_wanted(self) -> HelpWanted:
        """Whether somebody should get in touch; leaving it out is no."""
        return HelpWanted(self.cleaned_data["help_wanted"] or HelpWanted.NONE)
