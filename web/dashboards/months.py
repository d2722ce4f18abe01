"""Which months a page of figures is about, as its address says."""

import datetime as dt

from django.http import HttpRequest

from web import formatting
from web.dashboards.forms import MONTHS, first_of_month
from web.forms.base import GovukForm
from web.forms.fields import SelectField


class MonthsForm(GovukForm):
    """Which months; what is left empty means the last twelve."""

    marks_optional = False

    def __init__(self, *args: object, today: dt.date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        months = [first_of_month(today=today, months_ago=back) for back in range(MONTHS)]
        choices = [(month.isoformat(), formatting.month_words(month)) for month in months]
        self.fields["first"] = SelectField(label="From", choices=choices, blank="12 months ago")
        self.fields["last"] = SelectField(label="To", choices=choices, blank="This month")

    def clean(self) -> dict[str, object]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("first") and cleaned.get("last") and str(cleaned["first"]) > str(cleaned["last"]):
            self.add_error("last", "The last month must be the same as or after the first month")
        return cleaned


def months_of(request: HttpRequest, *, at: dt.datetime) -> tuple[MonthsForm, dt.date, dt.date]:
    """Read the first and last month from the address; what is empty or cannot be read means the last twelve."""
    today = formatting.london_date(at=at)
    form = MonthsForm(request.GET or None, today=today)
    values = form.cleaned_data if form.is_bound and form.is_valid() else {}
    first = values.get("first") or first_of_month(today=today, months_ago=11).isoformat()
    last = values.get("last") or first_of_month(today=today, months_ago=0).isoformat()
    return form, dt.date.fromisoformat(first), dt.date.fromisoformat(last)
