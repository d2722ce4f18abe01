"""What a person writes who asks us to look again at a decision. Every box may stay empty."""

from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from communications.services.portal_reviews import LONGEST_TEXT
from web.forms.base import GovukForm
from web.forms.fields import LongTextField


class AskForm(GovukForm):
    """What the prosecutor should know and, after the ordinary time, why it is later."""

    marks_optional = False

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    said = LongTextField(
        label=_("Is there something that the prosecutor should know?"),
        hint=_(
            "You do not have to write anything: the prosecutor looks at everything that we have. Please do not write "
            "here about what happened to you. That belongs with the police, and it may have to be shown to the defence."
        ),
        max_length=LONGEST_TEXT,
        rows=6,
    )
    late_reason = LongTextField(
        label=_("Why do you ask now, and not sooner?"),
        hint=_("A few words are enough, for example that you were ill, or were not safe. You may leave it empty."),
        max_length=LONGEST_TEXT,
        rows=3,
    )

    def __init__(self, *args: Any, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_late:
            del self.fields["late_reason"]
        self.helper.layout = Layout(*self.fields)


class FurtherForm(GovukForm):
    """What the person who reviews it next should know."""

    marks_optional = False

    said = LongTextField(
        label=_("Is there something that the next person should know?"),
        hint=_(
            "You do not have to write anything, or say why. Please do not write here about what happened to you. That "
            "belongs with the police, and it may have to be shown to the defence."
        ),
        max_length=LONGEST_TEXT,
        rows=6,
    )
