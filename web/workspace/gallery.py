"""Examples for the component gallery: every component with its variants, on invented people and dates."""

import datetime as dt
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from web.components import (
    Cell,
    Column,
    CountedDay,
    ErrorLink,
    Event,
    FilterGroup,
    FilterOption,
    LanguageLink,
    Link,
    Row,
    Tag,
    Task,
)
from web.forms import fields, widgets
from web.forms.base import GovukForm
from web.forms.layout import Group, Reveal, Words

_AT = dt.datetime(2026, 5, 12, 9, 30, tzinfo=dt.UTC)


class ExampleForm(GovukForm):
    """One field of every kind."""

    name = fields.TextField(label="What should we call her?", missing="Enter what we should call her", width="20")
    email = fields.EmailField(label="Email address")
    reasons = fields.LongTextField(
        label="Why was this decided?", missing="Enter why this was decided", hint="As you would say it to her", rows=3
    )
    substantial = fields.YesNoField(
        label="Is this change substantial for this victim?", missing="Select yes if the change is substantial"
    )
    substantial_reason = fields.TextField(label="Why is it substantial?")
    channel = fields.RadiosField(
        label="How should the letter go?",
        choices=[("EMAIL", "Email"), ("POST", "Post")],
        missing="Select how the letter should go",
        hints={"POST": "Printed letters leave on the next working day."},
    )
    grounds = fields.CheckboxesField(
        label="Which grounds apply?", choices=[("VULNERABLE", "Vulnerable"), ("INTIMIDATED", "Intimidated")]
    )
    unit = fields.SelectField(label="Unit", choices=[("VLU", "Victim Liaison Unit"), ("RASSO", "RASSO unit")])
    decided_on = fields.DateField(label="When was it decided?", what="the date of the decision")
    decided_time = fields.TimeField(label="At what time?", missing="Enter the time of the decision")
    told = fields.StatementField(label="The police were told first", missing="Tick when the police were told")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            Words("Every kind of field the service uses."),
            Group("About the person", "name", "email", intro="What we hold is shown back, never asked twice."),
            Group("About the decision", "reasons", Reveal("substantial", yes="substantial_reason"), "decided_on"),
            "decided_time",
            "channel",
            "grounds",
            "unit",
            "told",
        )


class SignInExampleForm(GovukForm):
    """The fields of a sign-in."""

    password = fields.TextField(label="Password", missing="Enter your password", widget=widgets.PasswordInput())
    code = fields.TextField(label="Code from your app", missing="Enter the code", widget=widgets.CodeInput())


def _with_errors(form_class: type[forms.Form]) -> forms.Form:
    form = form_class(
        data={"decided_on_day": "31", "decided_on_month": "2", "decided_on_year": "2026", "email": "unreadable"}
    )
    form.is_valid()
    return form


def examples() -> dict[str, Any]:
    """Build what the gallery template shows."""
    facts = [
        Row(key="Reference", value="45 AA 12345 26"),
        Row(key="Address for letters", value=("12 Example Street", "Exampletown", "EX1 1EX")),
        Row(
            key="Preferred way",
            value="Email",
            tag=Tag(text="Safe", colour="green"),
            actions=(Link(text="Change", href="#", hidden_text="preferred way of contact"),),
        ),
    ]
    return {
        "at": _AT,
        "today": _AT.date(),
        "overdue_at": _AT - dt.timedelta(days=3),
        "due_today_at": _AT + dt.timedelta(hours=4),
        "due_later_at": _AT + dt.timedelta(days=4),
        "links": [
            Link(text="Work", href="#", is_current=True),
            Link(text="Cases", href="#"),
            Link(text="Figures", href="#"),
        ],
        "welsh": LanguageLink(text="Cymraeg", href="#", code="cy"),
        "feedback": Link(text="give us your feedback", href="#"),
        "tags": [Tag(text="Enhanced rights", colour="purple"), Tag(text="Via ISVA", colour="grey")],
        "colours": ["", "grey", "green", "teal", "purple", "magenta", "red", "orange", "yellow"],
        "facts": facts,
        "plain_facts": [Row(key=row.key, value=row.value) for row in facts],
        "card_actions": [Link(text="Read the letter", href="#")],
        "tasks": [
            Task(title="Write the letter", href="#", status=Tag(text="Ready to write"), hint="Discontinuance"),
            Task(title="Assess enhanced rights", status_text="Done"),
        ],
        "columns": [
            Column(text="Letter"),
            Column(text="Sent to"),
            Column(text="Days taken", is_numeric=True),
        ],
        "rows": [
            [Cell(text="Charge stopped", href="#"), "Email", "1"],
            [
                Cell(text="No further action", tag=Tag(text="Late", colour="red")),
                Cell(text="Post", note="printed"),
                "7",
            ],
        ],
        "events": [
            Event(
                title="Letter sent",
                when="12 May 2026 at 10:30am",
                timestamp="2026-05-12T10:30+01:00",
                by="the Victim Liaison Unit",
                lines=("By email, to a safe address.",),
                link=Link(text="Read the letter", href="#", hidden_text="of 12 May 2026"),
                tag=Tag(text="Delivered", colour="green"),
            ),
            Event(title="Decision recorded", when="11 May 2026 at 4pm", timestamp="2026-05-11T16:00+01:00"),
        ],
        "filters": [
            FilterGroup(
                name="due",
                legend="Due",
                options=(
                    FilterOption(value="OVERDUE", text="Overdue", is_selected=True, remove_href="#"),
                    FilterOption(value="TODAY", text="Today"),
                ),
            )
        ],
        "errors": [
            ErrorLink(text="Enter why this was decided", href="#id_reasons"),
            ErrorLink(text="Two answers differ"),
        ],
        "days": [
            CountedDay(
                on=dt.date(2026, 5, 1), text="Friday 1 May 2026", is_counted=False, reason="Day of the decision"
            ),
            CountedDay(on=dt.date(2026, 5, 2), text="Saturday 2 May 2026", is_counted=False, reason="Weekend"),
            CountedDay(on=dt.date(2026, 5, 3), text="Sunday 3 May 2026", is_counted=False, reason="Weekend"),
            CountedDay(
                on=dt.date(2026, 5, 4), text="Monday 4 May 2026", is_counted=False, reason="Early May bank holiday"
            ),
            CountedDay(on=dt.date(2026, 5, 5), text="Tuesday 5 May 2026", is_counted=True, reason="Working day 1"),
        ],
        "reasons": ["She was under 18 on the day of the offence.", "The charge is a sexual offence."],
        "lines": ["Never write to her address.", "Ring only between 10am and midday."],
        "example_form": ExampleForm(auto_id="plain_%s"),
        "failed_form": _with_errors(ExampleForm),
        "sign_in_form": SignInExampleForm(auto_id="signin_%s"),
    }
