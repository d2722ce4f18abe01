"""What a person chooses about the words that we use; each question is asked plainly and nothing has to be answered."""

from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.services.addressing import LONGEST_NAME
from communications.rules.reader_words import AccusedWords, OwnWord
from web.forms.base import GovukForm
from web.forms.fields import RadiosField, TextField


def _said(text: Promise) -> str:
    """Give words that become those of the page's language when it is made; fields are typed for plain ones."""
    return cast("str", text)


#: In the order in which they are offered.
ACCUSED = (
    (AccusedWords.BY_STAGE, _said(_("“The suspect” before a charge, and “the defendant” after it"))),
    (AccusedWords.PERSON_ACCUSED, _said(_("“The person accused”"))),
    (AccusedWords.INITIALS, _said(_("Initials only"))),
    (AccusedWords.NAME, _said(_("The name"))),
)
OWN = (
    (OwnWord.NO_WORD, _said(_("No word: only “you” and my name"))),
    (OwnWord.VICTIM, _said(_("Victim"))),
    (OwnWord.SURVIVOR, _said(_("Survivor"))),
    (OwnWord.WITNESS, _said(_("Witness"))),
)


class WordsForm(GovukForm):
    """How we call the person accused and the reader, and how they are addressed."""

    accused = RadiosField(
        label=_said(_("What should we call the person accused?")),
        hint=_said(_("Initials or a name stand on the page of charges only, and only where we may show them.")),
        choices=ACCUSED,
        missing=_said(_("Select what we should call the person accused")),
    )
    own_word = RadiosField(
        label=_said(_("Which word for yourself do you want to hear from us?")),
        hint=_said(_("We say “you” wherever we can. People who talk with you see what you choose.")),
        choices=OWN,
        missing=_said(_("Select which word for yourself you want to hear from us")),
    )
    addressed_as = TextField(
        label=_said(_("How should we address you?")),
        hint=_said(_("For example, Ms Okafor, or Sam. Our letters begin with it. Leave it empty for your full name.")),
        width="20",
    )

    def clean_addressed_as(self) -> Any:
        """Refuse what does not fit on a line, in the words of the page's language."""
        name = self.cleaned_data["addressed_as"]
        if len(name) > LONGEST_NAME:
            raise forms.ValidationError(_("Enter a name of 60 letters or fewer"))
        return name
