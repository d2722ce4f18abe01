"""When somebody wants to be helped to read a letter with hard news: a day, a part of it, a call or a reminder (V29)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communications.rules.reading_times import Beside, CallBy, DayPart, ReadingChoice, ReadingHelp, ReadingSlot
from communications.services.reading_times import OpenTimes
from web.formatting import weekday_words
from web.forms.fields import RadiosField
from web.forms.layout import Reveal
from web.portal.forms_choices import ChoiceForm

PARTS = {
    DayPart.MORNING: gettext_lazy("Morning, 9am to midday"),
    DayPart.AFTERNOON: gettext_lazy("Afternoon, midday to 3pm"),
    DayPart.LATE_AFTERNOON: gettext_lazy("Late afternoon, 3pm to 5pm"),
}


class ReadingTimeForm(ChoiceForm):
    """A time, what we do then, and for a call who rings and who is there."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"by", "beside"})

    day = RadiosField(label=gettext_lazy("Which day?"), choices=[], missing=gettext_lazy("Select a day"))
    part = RadiosField(
        label=gettext_lazy("Which part of the day?"),
        choices=list(PARTS.items()),
        missing=gettext_lazy("Select a part of the day"),
    )
    help = RadiosField(
        label=gettext_lazy("What should we do then?"), choices=[], missing=gettext_lazy("Select what we should do")
    )
    by = RadiosField(label=gettext_lazy("Who should ring you?"), choices=[])
    beside = RadiosField(label=gettext_lazy("Will somebody be with you?"), choices=[])

    def __init__(self, *args: Any, opened: OpenTimes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._times = opened.times
        self._asks_who = bool(opened.contact.officer_name)
        days = dict.fromkeys(slot.day for slot in opened.times)
        _offer(self.fields["day"], [(day.isoformat(), capfirst(weekday_words(day))) for day in days])
        _offer(self.fields["help"], _helps(opened))
        _offer(self.fields["beside"], _people(opened))
        revealed = ["beside"]
        if self._asks_who:
            _offer(self.fields["by"], _callers(opened))
            revealed = ["by", "beside"]
        else:
            del self.fields["by"]
        self.helper.layout = Layout("seen", "day", "part", Reveal("help", **{ReadingHelp.CALL.value: revealed}))

    def clean(self) -> dict[str, Any]:
        """Ask who rings and who is there where there is a call, and for a part of the day that the day has."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("day") and answers.get("part") and self._slot(answers) not in self._times:
            self.time_is_gone()
        if answers.get("help") == ReadingHelp.CALL.value:
            if self._asks_who and not answers.get("by") and "by" not in self.errors:
                self.add_error("by", _("Select who should ring you"))
            if not answers.get("beside") and "beside" not in self.errors:
                self.add_error("beside", _("Select whether somebody will be with you"))
        return answers

    @property
    def choice(self) -> ReadingChoice:
        """Return what was chosen; only of a valid form."""
        answers = self.cleaned_data
        slot = self._slot(answers)
        if answers["help"] != ReadingHelp.CALL.value:
            return ReadingChoice(slot=slot, help=ReadingHelp.REMINDER)
        beside = Beside.SUPPORTER if self.supporter_id is not None else Beside(answers["beside"])
        by = CallBy(answers.get("by") or CallBy.COLLEAGUE)
        return ReadingChoice(slot=slot, help=ReadingHelp.CALL, by=by, beside=beside)

    @property
    def supporter_id(self) -> uuid.UUID | None:
        """Return who was named to be beside them; None for nobody by name. Only of a valid form."""
        named = self.cleaned_data.get("beside", "")
        is_call = self.cleaned_data["help"] == ReadingHelp.CALL.value
        return uuid.UUID(named) if is_call and named and named not in {one.value for one in Beside} else None

    def time_is_gone(self) -> None:
        """Say that this part of the day cannot be chosen (any more)."""
        self.add_error("part", _("We cannot do it at that time. Select another part of the day, or another day"))

    def contact_is_away(self, *, name: str) -> None:
        """Say that whoever was chosen is away."""
        self.add_error("by", _("%(name)s is away on that day. Select somebody else, or another day") % {"name": name})

    def no_safe_way(self) -> None:
        """Say that neither a call nor a message would be safe."""
        self.add_error("help", _("We cannot be sure that this is safe at that time. Select something else"))

    def nobody_of_that_name(self) -> None:
        """Say that somebody who was named cannot be told; why is not said here."""
        self.add_error("beside", _("We cannot tell this person at the moment. Select another answer"))

    def too_often(self) -> None:
        """Say that this was changed very often, and that a person helps."""
        self.add_error(None, _("You have changed this many times. Please telephone us, and we change it for you"))

    @staticmethod
    def _slot(answers: dict[str, Any]) -> ReadingSlot:
        return ReadingSlot(day=dt.date.fromisoformat(answers["day"]), part=DayPart(answers["part"]))


def _offer(field: forms.Field, choices: Sequence[tuple[str, Any]]) -> None:
    field.choices = choices  # type: ignore[attr-defined] # every field that is given here has choices


def _helps(opened: OpenTimes) -> list[tuple[str, str]]:
    offered = [
        (opened.can_call, ReadingHelp.CALL, _("Ring me, and tell me what the letter says")),
        (opened.can_remind, ReadingHelp.REMINDER, _("Send me a short message. It does not say what it is about")),
    ]
    return [(kind.value, words) for is_open, kind, words in offered if is_open]


def _callers(opened: OpenTimes) -> list[tuple[str, str]]:
    return [
        (CallBy.CONTACT.value, opened.contact.officer_name),
        (CallBy.COLLEAGUE.value, opened.contact.cover_name or _("Anybody from the team. It does not matter to me")),
    ]


def _people(opened: OpenTimes) -> list[tuple[str, str]]:
    named = [
        (str(one.id), _("%(name)s. Please tell them before you ring me") % {"name": one.name})
        for one in opened.supporters
    ]
    return [
        (Beside.NOBODY.value, _("No, I will be on my own")),
        (Beside.SOMEBODY.value, _("Yes, I will see to that")),
        *named,
    ]
