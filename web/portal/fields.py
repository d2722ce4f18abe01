"""Fields of the portal's forms whose own messages are in the language of the page."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.forms import fields


class DayField(fields.DateField):
    """A date in three boxes that may be left empty; the form asks for it where an answer needs it."""

    def __init__(self, *, label: Any, hint: Any) -> None:
        super().__init__(label=label, what="", hint=hint, is_required=False)
        self.error_messages["invalid"] = gettext_lazy("Enter a real date, with a day, a month and a year")
        for part in self.fields:
            part.error_messages["incomplete"] = gettext_lazy("Enter a date with a day, a month and a year")

    def compress(self, data_list: list[Any]) -> dt.date | None:
        """Put the three boxes together."""
        try:
            return super().compress(data_list)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class ClockField(fields.TimeField):
    """A time of day that may be left empty; the form asks for it where an answer needs it."""

    def to_python(self, value: Any) -> Any:
        """Read the time."""
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(_("Enter a time like 9am or 5:30pm"), code="invalid") from None


class WordsField(fields.TextField):
    """One line of the person's own words."""

    def __init__(self, *, label: Any, hint: Any = "", max_length: int = 200, width: str = "") -> None:
        super().__init__(label=label, hint=hint, max_length=max_length, width=width)
        self.error_messages["max_length"] = gettext_lazy("Write %(limit_value)d characters or fewer")
