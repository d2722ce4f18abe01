"""Forms for working with one person: beginning contact, their contact points, their grounds of enhanced rights."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.rules.vocabulary import ContactPointKind, HandoverReason, ServiceTier
from web.forms import fields
from web.forms.base import GovukForm

_KNOWN = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known yet")]


class BeginContactForm(GovukForm):
    """Name the officer and the service, and so begin contact."""

    officer = fields.SelectField(
        label="Who will be their contact?", choices=[], missing="Select who will be their contact"
    )
    service_tier = fields.RadiosField(
        label="Which service do they get?",
        choices=ServiceTier.choices(),
        missing="Select the service",
        hint="This is how we staff the contact. It is not the same as enhanced rights or the triage tier.",
    )

    def __init__(self, *args: Any, officers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = [("", "Choose one"), *officers]  # type: ignore[attr-defined]


class AllocateForm(GovukForm):
    """Name the officer who is the contact of a victim, and why that changes."""

    needed_by_answer = frozenset({"change"})

    officer = fields.SelectField(
        label="Who will be their contact?", choices=[], missing="Select who will be their contact"
    )
    reason = fields.LongTextField(
        label="Why?",
        missing="Enter why",
        hint="Kept in the trail of the case. Do not write about the offence.",
        max_length=200,
        rows=3,
    )
    change = fields.RadiosField(
        label="What are they told as the reason?",
        choices=HandoverReason.choices(),
        hint="Only where somebody else was their contact before.",
    )
    #: Whom the page showed, so that nobody undoes what somebody else has just done.
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput())

    def __init__(
        self, *args: Any, officers: Iterable[tuple[str, str]], nobody: str, has_contact: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._nobody = nobody
        self.fields["officer"].choices = [("", "Choose one"), *officers]  # type: ignore[attr-defined]
        if not has_contact:
            del self.fields["change"]

    def clean(self) -> dict[str, Any]:
        """Ask what the person is told where one contact takes the place of another."""
        cleaned = super().clean() or self.cleaned_data
        officer, seen = cleaned.get("officer", ""), cleaned.get("seen")
        is_another = bool(officer) and seen is not None and officer not in {self._nobody, str(seen)}
        if is_another and "change" in self.fields and not cleaned.get("change"):
            self.add_error("change", "Select what they are told as the reason")
        return cleaned


class ContactPointForm(GovukForm):
    """An address or number, and whether the person said that it is safe."""

    kind = fields.RadiosField(
        label="What is it?",
        choices=[
            (ContactPointKind.EMAIL.value, "Email address"),
            (ContactPointKind.MOBILE.value, "Mobile number"),
            (ContactPointKind.HOME_PHONE.value, "Home phone number"),
            (ContactPointKind.POST.value, "Postal address"),
        ],
        missing="Select what it is",
    )
    value = fields.LongTextField(
        label="Address or number",
        missing="Enter the address or number",
        hint="Write a postal address on several lines, with the postcode on the last one.",
        max_length=400,
        rows=4,
        counted=False,
    )
    is_safe = fields.YesNoField(
        label="Did they say that it is safe?",
        missing="Select whether they said that it is safe",
        hint="Nothing is ever sent to an address or number that is not marked safe.",
    )
    may_leave_voicemail = fields.YesNoField(
        label="May we leave a message there?", missing="Select whether we may leave a message there"
    )


class InviteForm(GovukForm):
    """By which two ways to invite somebody to their online page. Every choice comes with what to know about it."""

    ways = fields.RadiosField(
        label="How shall the invitation and the codes go?",
        choices=[],
        missing="Select how the invitation and the codes go",
        hint="They never go by the same way: whoever reads one must not read the other.",
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = list(choices)
        field = self.fields["ways"]
        field.choices = [(value, text) for value, text, _ in listed]  # type: ignore[attr-defined]
        field.widget.hints = {value: hint for value, _, hint in listed}


class RightsForm(GovukForm):
    """What is known about the grounds of enhanced rights. Not known counts as the shorter time limit."""

    is_vulnerable = fields.RadiosField(
        label="Is their evidence likely to be affected by a disability or disorder, or are they a child?",
        choices=_KNOWN,
        missing="Select whether they are vulnerable",
        is_inline=True,
    )
    is_intimidated = fields.RadiosField(
        label="Is their evidence likely to be affected by fear or distress about giving it?",
        choices=_KNOWN,
        missing="Select whether they are intimidated",
        is_inline=True,
    )
    is_persistently_targeted = fields.RadiosField(
        label="Have they been targeted more than once over time?",
        choices=_KNOWN,
        missing="Select whether they have been persistently targeted",
        is_inline=True,
    )
