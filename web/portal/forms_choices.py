"""What a person answers about how we keep in touch: one question to a page, nothing chosen for them beforehand."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.rules.vocabulary import OwnWay
from communications.rules.own_choices import NewsKind
from web.forms import fields
from web.forms.base import GovukForm
from web.portal.fields import DayField

#: As often as is usual; by the way that is usual.
USUAL = "usual"
NO_PAUSE, PAUSE = "no", "yes"


class ChoiceForm(GovukForm):
    """A form that knows which version of the choices its page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput(), max_length=4000)

    def show_as_changed(self, *, seen: str) -> None:
        """Say that somebody else changed the same thing; what was answered stays, on top of what holds now."""
        self.data = {**dict(self.data.items()), "seen": seen}
        self.add_error(
            None,
            _(
                "This was changed by somebody else while you had the page open, perhaps after you spoke to us. "
                "Look at what holds now. Your answer is still here: send it again if it is what you want."
            ),
        )

    @property
    def seen_version(self) -> int | None:
        """Return the version that the page showed; None where there was none."""
        text = str(self.cleaned_data["seen"])
        return int(text) if text.isdecimal() else None


class RhythmForm(ChoiceForm):
    """How often."""

    often = fields.RadiosField(
        label=gettext_lazy("How often do you want to hear from us, even if nothing has changed?"),
        choices=[],
        missing=gettext_lazy("Select how often you want to hear from us"),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["often"].choices = choices  # type: ignore[attr-defined]

    @property
    def days(self) -> int | None:
        """Return the days between updates; None for what is usual."""
        chosen = str(self.cleaned_data["often"])
        return None if chosen == USUAL else int(chosen)


class PauseForm(ChoiceForm):
    """A pause of the updates, or none."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"until"})

    pause = fields.RadiosField(
        label=gettext_lazy("Do you want a break from updates?"),
        choices=[
            (PAUSE, gettext_lazy("Yes, pause them until a day that I choose")),
            (NO_PAUSE, gettext_lazy("No, send me updates as usual")),
        ],
        missing=gettext_lazy("Select yes if you want a break"),
    )
    until = DayField(
        label=gettext_lazy("If yes, from which day do you want updates again?"),
        hint=gettext_lazy("For example, 12 5 2026. At most one year from today."),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a pause."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("pause") == PAUSE and not answers.get("until") and "until" not in self.errors:
            self.add_error("until", _("Enter the day from which you want updates again"))
        return answers

    @property
    def paused_until(self) -> dt.date | None:
        """Return the day; None for no pause."""
        until: dt.date | None = self.cleaned_data["until"]
        return until if self.cleaned_data["pause"] == PAUSE else None


class WaysForm(ChoiceForm):
    """By which way each kind of news."""

    decision_way = fields.RadiosField(
        label=gettext_lazy("When something has been decided"),
        choices=[],
        missing=gettext_lazy("Select how we tell you what has been decided"),
    )
    hearing_way = fields.RadiosField(
        label=gettext_lazy("When there is a date for court, or it changes"),
        choices=[],
        missing=gettext_lazy("Select how we tell you dates"),
    )
    routine_way = fields.RadiosField(
        label=gettext_lazy("Regular updates, and letters about how we keep in touch"),
        choices=[],
        missing=gettext_lazy("Select how we send you regular updates"),
    )
    urgent_way = fields.RadiosField(
        label=gettext_lazy("When something cannot wait"),
        choices=[],
        missing=gettext_lazy("Select how we reach you when something cannot wait"),
    )

    def __init__(self, *args: Any, choices: dict[NewsKind, list[tuple[str, str]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, offered in choices.items():
            self.fields[kind.value].choices = offered  # type: ignore[attr-defined]

    @property
    def ways(self) -> dict[NewsKind, OwnWay | None]:
        """Return the way for each kind of news; None for what is usual."""
        chosen = {kind: str(self.cleaned_data[kind.value]) for kind in NewsKind}
        return {kind: None if value == USUAL else OwnWay(value) for kind, value in chosen.items()}
