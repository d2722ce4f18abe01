"""Form fields in the design system. Error messages say what to do, never "this field is required"."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from web.forms import widgets

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Words of a form: plain where staff read them, put into the page's language where they stand on the portal.
Words: TypeAlias = "StrOrPromise"
Choices = Iterable[tuple[str, Words]]


class TextField(forms.CharField):
    """One line of text."""

    def __init__(
        self,
        *,
        label: Words,
        missing: Words = "",
        hint: Words = "",
        width: str = "",
        max_length: int = 200,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            max_length=max_length,
            error_messages={
                "required": missing,
                "max_length": format_lazy(_("{label} must be %(limit_value)d characters or fewer"), label=label),
            },
            widget=kwargs.pop("widget", None) or widgets.TextInput(width=width),
            **kwargs,
        )


class EmailField(TextField):
    """An email address."""

    def __init__(self, *, label: Words, missing: Words = "", hint: Words = "") -> None:
        super().__init__(label=label, missing=missing, hint=hint, max_length=254, widget=widgets.EmailInput())
        self.validators.append(forms.EmailField.default_validators[0])
        self.error_messages["invalid"] = _("Enter an email address in the correct format, like name@example.com")


class LongTextField(forms.CharField):
    """Several lines of text, at most `max_length` characters; the limit is shown and counted."""

    def __init__(
        self,
        *,
        label: Words,
        missing: Words = "",
        hint: Words = "",
        max_length: int = 2000,
        rows: int = 5,
        counted: bool = True,
    ) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            max_length=max_length,
            error_messages={
                "required": missing,
                "max_length": format_lazy(
                    _("{label} must be %(limit_value)d characters or fewer. It is now %(show_value)d"), label=label
                ),
            },
            widget=widgets.Textarea(rows=rows, max_characters=max_length, is_counted=counted),
        )


class RadiosField(forms.ChoiceField):
    """One of a few choices."""

    def __init__(
        self,
        *,
        label: Words,
        choices: Choices,
        missing: Words = "",
        hint: Words = "",
        hints: Mapping[str, Words] | None = None,
        is_inline: bool = False,
    ) -> None:
        super().__init__(
            label=label,
            choices=list(choices),
            help_text=hint,
            required=bool(missing),
            error_messages={"required": missing, "invalid_choice": missing or _("Choose one of the options")},
            widget=widgets.Radios(hints=hints, is_inline=is_inline),
        )


class YesNoField(forms.TypedChoiceField):
    """Yes or no, answered on purpose: neither is chosen beforehand. Its value is a boolean.

    ``yes`` and ``no`` are given where the question is asked in Welsh: there each question has its own.
    """

    def __init__(self, *, label: Words, missing: Words, hint: Words = "", yes: Words = "", no: Words = "") -> None:
        super().__init__(
            label=label,
            choices=[("yes", yes or _("Yes")), ("no", no or _("No"))],
            coerce=lambda value: value == "yes",
            empty_value=None,
            help_text=hint,
            error_messages={"required": missing, "invalid_choice": missing},
            widget=widgets.Radios(is_inline=True),
        )


class SelectField(forms.ChoiceField):
    """One of many choices; the first line asks for a choice."""

    def __init__(
        self, *, label: Words, choices: Choices, missing: Words = "", hint: Words = "", blank: Words = ""
    ) -> None:
        super().__init__(
            label=label,
            choices=[("", blank or _("Choose one")), *choices],
            help_text=hint,
            required=bool(missing),
            error_messages={"required": missing, "invalid_choice": missing or _("Choose one of the options")},
            widget=widgets.Select(),
        )


class CheckboxesField(forms.MultipleChoiceField):
    """Any of several choices."""

    def __init__(
        self,
        *,
        label: Words,
        choices: Choices,
        missing: Words = "",
        hint: Words = "",
        hints: Mapping[str, Words] | None = None,
    ) -> None:
        super().__init__(
            label=label,
            choices=list(choices),
            help_text=hint,
            required=bool(missing),
            error_messages={"required": missing, "invalid_choice": missing or _("Choose from the options")},
            widget=widgets.Checkboxes(hints=hints),
        )


class StatementField(forms.BooleanField):
    """A statement to agree with by ticking it."""

    def __init__(self, *, label: Words, missing: Words = "", hint: Words = "") -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=bool(missing),
            error_messages={"required": missing},
            widget=widgets.Checkbox(),
        )


class DateField(forms.MultiValueField):
    """A date in three boxes. `what` names it in messages: "the date of the decision"."""

    widget = widgets.DateParts

    def __init__(self, *, label: Words, what: Words, hint: Words = "", is_required: bool = True) -> None:
        self.what = what
        named = _first_upper(what)
        super().__init__(
            label=label,
            help_text=hint or _("For example, 12 5 2026"),
            required=is_required,
            require_all_fields=False,
            error_messages={"required": format_lazy(_("Enter {what}"), what=what)},
            fields=[
                forms.CharField(error_messages={"incomplete": format_lazy(_("{what} must include a day"), what=named)}),
                forms.CharField(
                    error_messages={"incomplete": format_lazy(_("{what} must include a month"), what=named)}
                ),
                forms.CharField(
                    error_messages={"incomplete": format_lazy(_("{what} must include a year"), what=named)}
                ),
            ],
        )

    def compress(self, data_list: list[Any]) -> dt.date | None:
        """Put the three boxes together; the month may be a number or a name."""
        if not data_list:
            return None
        day, month, year = (str(part).strip() for part in data_list)
        try:
            return dt.date(_year_number(year), _month_number(month), int(day))
        except ValueError:
            raise ValidationError(
                format_lazy(_("{what} must be a real date"), what=_first_upper(self.what)), code="invalid"
            ) from None


class TimeField(TextField):
    """A time of day, as people write it: 9am, 2:30pm, 14:30. Its value is a naive London wall-clock time."""

    _PATTERN = re.compile(r"^(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)?$")
    _NAMED = {"midday": dt.time(12), "noon": dt.time(12), "midnight": dt.time(0)}

    def __init__(self, *, label: Words, missing: Words = "", hint: Words = "") -> None:
        shown = hint or _("For example, 2:30pm")
        super().__init__(label=label, missing=missing, hint=shown, max_length=20, widget=widgets.TimeInput())

    def to_python(self, value: Any) -> Any:
        """Read the time; a string only becomes a time when it can mean one thing."""
        text = str(super().to_python(value)).lower().strip()
        if not text:
            return None
        if text in self._NAMED:
            return self._NAMED[text]
        try:
            return _wall_clock(self._PATTERN.match(text))
        except ValueError:
            raise ValidationError(_("Enter a time in the correct format, like 2:30pm"), code="invalid") from None

    def run_validators(self, value: Any) -> None:
        """Skip the length check of text: the value is a time by now."""

    def validate(self, value: Any) -> None:
        """Refuse a missing time where one is needed."""
        if self.required and value is None:
            raise ValidationError(self.error_messages["required"], code="required")


def _wall_clock(match: re.Match[str] | None) -> dt.time:
    if match is None:
        raise ValueError("not a time")
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif match["minute"] is None:
        raise ValueError(hour)  # a bare "2" could mean two times of day
    return dt.time(hour, minute)


_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _year_number(text: str) -> int:
    if len(text) != 4:  # "26" could be a slip for any century
        raise ValueError(text)
    return int(text)


def _month_number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _MONTH_NAMES.index(text[:3].lower()) + 1


def _capitalised(text: Words) -> str:
    return str(text)[:1].upper() + str(text)[1:]


#: Waits for the page, whose language it takes.
_first_upper = lazy(_capitalised, str)
