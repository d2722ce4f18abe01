"""Form fields: what they accept, what they say when they do not, and how they are drawn."""

import datetime as dt
import re

import pytest
from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form

from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Reveal


class LetterForm(GovukForm):
    why = fields.LongTextField(label="Why?", missing="Enter why", max_length=20)
    email = fields.EmailField(label="Email")
    day = fields.DateField(label="When?", what="the date of the decision")
    hour = fields.TimeField(label="At what time?", missing="Enter the time")
    change = fields.YesNoField(label="Substantial?", missing="Select yes if it is substantial")
    change_why = fields.TextField(label="Why substantial?")
    channel = fields.RadiosField(label="How?", choices=[("EMAIL", "Email"), ("POST", "Post")], missing="Select how")
    grounds = fields.CheckboxesField(label="Grounds?", choices=[("A", "Ay"), ("B", "Bee")])
    agreed = fields.StatementField(label="Told", missing="Tick when told")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "why", "email", "day", "hour", Reveal("change", yes="change_why"), "channel", "grounds", "agreed"
        )


GOOD = {
    "why": "No camera",
    "email": "person@example.org",
    "day_day": "12",
    "day_month": "May",
    "day_year": "2026",
    "hour": "2:30pm",
    "change": "no",
    "channel": "POST",
    "grounds": ["B"],
    "agreed": "on",
}


def errors(**changes):
    form = LetterForm(data={**GOOD, **changes})
    form.is_valid()
    return {link.href.removeprefix("#id_"): link.text for link in form.error_links}


class TestCleaning:
    def test_gives_plain_values(self):
        form = LetterForm(data=GOOD)

        assert form.is_valid()
        assert form.cleaned_data["day"] == dt.date(2026, 5, 12)
        assert form.cleaned_data["hour"] == dt.time(14, 30)
        assert form.cleaned_data["change"] is False
        assert form.cleaned_data["grounds"] == ["B"]

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"why": ""}, {"why": "Enter why"}),
            ({"why": "x" * 21}, {"why": "Why? must be 20 characters or fewer. It is now 21"}),
            ({"email": "nobody"}, {"email": "Enter an email address in the correct format, like name@example.com"}),
            ({"change": ""}, {"change": "Select yes if it is substantial"}),
            ({"change": "perhaps"}, {"change": "Select yes if it is substantial"}),
            ({"channel": "PIGEON"}, {"channel": "Select how"}),
            ({"agreed": ""}, {"agreed": "Tick when told"}),
            ({"hour": ""}, {"hour": "Enter the time"}),
            ({"day_day": "", "day_month": "", "day_year": ""}, {"day_0": "Enter the date of the decision"}),
            ({"day_month": ""}, {"day_0": "The date of the decision must include a month"}),
            ({"day_day": "31", "day_month": "2"}, {"day_0": "The date of the decision must be a real date"}),
            ({"day_year": "26"}, {"day_0": "The date of the decision must be a real date"}),
            ({"day_month": "Mai-ish"}, {"day_0": "The date of the decision must be a real date"}),
        ],
    )
    def test_says_what_to_do(self, changes, expected):
        assert errors(**changes) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("9am", dt.time(9)),
            ("12am", dt.time(0)),
            ("12:05pm", dt.time(12, 5)),
            ("14.30", dt.time(14, 30)),
            ("2:30 PM", dt.time(14, 30)),
            ("midday", dt.time(12)),
            ("Midnight", dt.time(0)),
        ],
    )
    def test_reads_a_time_as_people_write_it(self, text, expected):
        form = LetterForm(data={**GOOD, "hour": text})

        assert form.is_valid()
        assert form.cleaned_data["hour"] == expected

    @pytest.mark.parametrize("text", ["2", "25:00", "13pm", "0am", "soon", "12:75"])
    def test_refuses_a_time_that_could_mean_two(self, text):
        assert errors(hour=text) == {"hour": "Enter a time in the correct format, like 2:30pm"}


class TestDrawing:
    def test_every_error_link_leads_to_an_element(self):
        form = LetterForm(data={})
        form.is_valid()
        html = render_crispy_form(form)
        ids = set(re.findall(r'\sid="([^"]*)"', html))

        assert form.error_links
        assert {link.href.removeprefix("#") for link in form.error_links} <= ids

    def test_every_error_stands_beside_its_field_too(self):
        form = LetterForm(data={})
        form.is_valid()
        html = render_crispy_form(form)

        for link in form.error_links:
            assert link.text in html

    def test_hint_error_and_limit_describe_the_box(self):
        form = LetterForm(data={**GOOD, "why": ""})
        form.is_valid()

        assert 'aria-describedby="id_why-error id_why-info"' in render_crispy_form(form)

    def test_never_cuts_pasted_words_short(self):
        assert "maxlength=" not in render_crispy_form(LetterForm()).replace("data-maxlength=", "")

    def test_keeps_what_was_typed_after_an_error(self):
        form = LetterForm(data={**GOOD, "why": "", "day_day": "31", "day_month": "2"})
        form.is_valid()
        html = render_crispy_form(form)

        assert 'value="31"' in html
        assert "person@example.org" in html
        assert re.search(r'value="POST" checked', html)

    def test_an_answer_reveals_its_question_and_only_its_own(self):
        html = render_crispy_form(LetterForm())

        assert html.count("data-aria-controls") == 1
        assert re.search(r'id="conditional-id_change">\s*<div class="govuk-form-group', html)

    def test_optional_fields_say_so_and_required_ones_do_not(self):
        html = re.sub(r"\s+", " ", render_crispy_form(LetterForm()))

        assert "Email (optional)" in html
        assert "Why? (optional)" not in html

    def test_leaves_validation_to_words(self):
        assert " required" not in render_crispy_form(LetterForm())
