"""What a person writes who complains, and who asks for somebody more senior to look."""

from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.models.complaint import LONGEST_TEXT
from communications.rules.complaints import ComplaintAbout
from web.forms.base import GovukForm
from web.forms.fields import LongTextField, RadiosField
from web.portal.forms_what_happened import WhatHappenedForm

#: What it may be about, in the person's own voice.
ABOUT: dict[ComplaintAbout, Promise] = {
    ComplaintAbout.LATE: gettext_lazy("Something was late, or took too long"),
    ComplaintAbout.NOT_TOLD: gettext_lazy("I was not told something"),
    ComplaintAbout.LETTER: gettext_lazy("A letter or message was wrong, unclear or hurtful"),
    ComplaintAbout.SPOKEN_TO: gettext_lazy("How I was spoken to or treated"),
    ComplaintAbout.PRIVACY: gettext_lazy("My privacy, or contact that was not safe"),
    ComplaintAbout.DECISION: gettext_lazy("A decision about the case"),
    ComplaintAbout.OTHER: gettext_lazy("Something else"),
}
_NO_CAUSE = ""


class ComplaintForm(WhatHappenedForm):
    """What it is about, which letter, call or meeting it is, and their own words."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"cause", "tells_what_happened"})

    question = gettext_lazy("Do your words tell what happened to you, or bring something new about it?")
    yes = gettext_lazy("Yes. Send them, and pass them to the police officer in my case")
    no = gettext_lazy("No. They are about how I was treated by you")
    missing = gettext_lazy("Select yes if your words tell what happened to you")

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)

    def __init__(self, *args: Any, causes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"] = RadiosField(
            label=_("What is it about?"),
            choices=[(about.value, str(words)) for about, words in ABOUT.items()],
            missing=_("Select what it is about"),
        )
        if causes:
            self.fields["cause"] = RadiosField(
                label=_("Is it about one of these?"), choices=[(_NO_CAUSE, _("None of these")), *causes]
            )
            self.fields["cause"].is_said_optional = False  # type: ignore[attr-defined]
        self.fields["text"] = LongTextField(
            label=_("What went wrong, and what would put it right?"),
            hint=_(
                "A few words are enough. Please do not write here about what happened to you. That belongs with the "
                "police, and it may have to be shown to the defence."
            ),
            missing=_("Write what went wrong"),
            max_length=LONGEST_TEXT,
            rows=8,
        )
        self._lay_out()


class FurtherForm(GovukForm):
    """Why the first answer was not enough, if they like."""

    marks_optional = False

    said = LongTextField(
        label=gettext_lazy("What was not right about the first answer?"),
        hint=gettext_lazy("You do not have to write anything. Please do not write here about what happened to you."),
        max_length=LONGEST_TEXT,
        rows=6,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(*self.fields)
