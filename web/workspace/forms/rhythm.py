"""After how many days at the latest somebody hears from us: asked alike wherever staff ask for it (V9)."""

from django import forms

from communications.rules.promises import LONGEST_OWN_RHYTHM, SHORTEST_OWN_RHYTHM
from web.numbers import whole_number


def clean_rhythm_days(form: forms.Form) -> int | None:
    """Read the days that were typed; None where none were. The method of that name of each form that asks for them."""
    text = str(form.cleaned_data["rhythm_days"]).strip()
    days = whole_number(text)
    if text and (days is None or not SHORTEST_OWN_RHYTHM <= days <= LONGEST_OWN_RHYTHM):
        form.add_error("rhythm_days", f"Enter a number of days from {SHORTEST_OWN_RHYTHM} to {LONGEST_OWN_RHYTHM}")
        return None
    return days
