"""What the figures are about: period by due date, Area, letter type, time limit."""

import datetime as dt

from accounts.models import Area
from communications.rules.vocabulary import LetterType
from web import formatting
from web.dashboards.presenters import type_words
from web.forms.base import GovukForm
from web.forms.fields import SelectField

#: How many months back can be chosen.
MONTHS = 24


def first_of_month(*, today: dt.date, months_ago: int) -> dt.date:
    """Return the first day of the month that lies ``months_ago`` months before today's."""
    index = today.year * 12 + today.month - 1 - months_ago
    return dt.date(index // 12, index % 12 + 1, 1)


class CutForm(GovukForm):
    """A cut of the figures; whatever is left empty means all, which need not be said five times."""

    marks_optional = False

    def __init__(self, *args: object, today: dt.date, areas: list[Area], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        months = [first_of_month(today=today, months_ago=back) for back in range(-1, MONTHS)]
        choices = [(month.isoformat(), formatting.month_words(month)) for month in months]
        self.fields["first"] = SelectField(label="From", choices=choices, blank="12 months ago")
        self.fields["last"] = SelectField(label="To", choices=choices, blank="This month")
        self.fields["area"] = SelectField(
            label="Area", choices=[(area.code, area.name) for area in areas], blank="All Areas"
        )
        self.fields["type"] = SelectField(
            label="Letter", choices=[(kind.value, type_words(kind.value)) for kind in LetterType], blank="All letters"
        )
        self.fields["limit"] = SelectField(
            label="Time limit", choices=[("1", "1 working day"), ("5", "5 working days")], blank="Both"
        )

    def clean(self) -> dict[str, object]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("first") and cleaned.get("last") and cleaned["first"] > cleaned["last"]:
            self.add_error("last", "The last month must be the same as or after the first month")
        return cleaned
