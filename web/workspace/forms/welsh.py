"""Put one part of a letter into Welsh, or record that its reader will do without."""

from typing import Any

from django import forms

from communications.rules.vocabulary import TranslationSource
from communications.rules.welsh.translations import Slot, digest_of
from web.forms import fields
from web.forms.base import GovukForm

_MAX_CHARACTERS = 8000


class TranslationForm(GovukForm):
    """The Welsh of one part, and who put it into Welsh. The English that was on the page goes with it."""

    slot = forms.CharField(widget=forms.HiddenInput, max_length=120)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    welsh = fields.LongTextField(
        label="Welsh", missing="Enter the Welsh", max_length=_MAX_CHARACTERS, rows=4, counted=False
    )
    source = fields.RadiosField(
        label="Who put it into Welsh?",
        choices=[
            (TranslationSource.WELSH_SPEAKING_STAFF.value, "I did, or a colleague who speaks Welsh"),
            (TranslationSource.TRANSLATION_UNIT.value, "The translation unit"),
        ],
        missing="Select who put it into Welsh",
    )
    translator = fields.TextField(
        label="Name and reference of the translation unit",
        hint="Only when the translation unit did it, for example the unit’s name and its job number.",
        max_length=120,
        width="20",
    )

    def __init__(self, *args: Any, of: Slot, heading: str, **kwargs: Any) -> None:
        initial = {
            "slot": of.name,
            "seen": digest_of(english=of.english),
            "welsh": of.welsh or of.begin_from,
            "source": TranslationSource.WELSH_SPEAKING_STAFF.value,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["welsh"].label = f"Welsh: {heading}"
        self.fields["welsh"].help_text = of.hint
        self.fields["welsh"].widget.attrs |= {"lang": "cy", "rows": max(2, min(14, len(of.english) // 70 + 2))}
        self.fields["translator"].is_said_optional = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the name of the unit where the unit translated."""
        found = super().clean() or self.cleaned_data
        is_unit = found.get("source") == TranslationSource.TRANSLATION_UNIT.value
        if is_unit and not str(found.get("translator", "")).strip():
            self.add_error("translator", "Enter the name and reference of the translation unit")
        return found


class EnglishAloneForm(GovukForm):
    """Say how the reader told us that English alone will do."""

    said = fields.LongTextField(
        label="When and how did the person say that English alone will do?",
        missing="Enter when and how the person told you",
        hint="Only if they said so themselves, about this letter. It is kept with your name.",
        max_length=300,
        rows=3,
    )
