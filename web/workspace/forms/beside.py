"""Somebody beside a victim who is to see a part of the record: who they are, the check, and what was agreed."""

from typing import Any, ClassVar

from cases.rules.vocabulary import ConsentEnd, ConsentWay, MayBeTold, ShownPart, SupporterKind
from communications.rules.supporter_access import OFFERED_MONTHS
from web.forms import fields
from web.forms.base import GovukForm


class RegisterForm(GovukForm):
    """Somebody who is put on the register."""

    kind = fields.RadiosField(label="Who are they?", choices=SupporterKind.choices(), missing="Select who they are")
    full_name = fields.TextField(label="Their name", missing="Enter their name")
    organisation = fields.TextField(label="Their service or firm")
    relationship = fields.TextField(
        label="Their relationship to the person", max_length=60, hint="For family and friends, for example sister."
    )
    email = fields.EmailField(
        label="Their email address",
        missing="Enter their email address",
        hint="Of their work, or one that only they read. The invitation goes there.",
    )
    mobile = fields.TextField(
        label="Their mobile number",
        missing="Enter their mobile number",
        width="20",
        max_length=30,
        hint="The six digits for signing in go there.",
    )
    may_be_told = fields.RadiosField(
        label="What did the person agree that we tell them when we ring?",
        choices=[(told.value, told.label) for told in (MayBeTold.EVERYTHING, MayBeTold.DATES_ONLY, MayBeTold.NOTHING)],
        missing="Select what they may be told",
        hint="What they see online is asked afterwards, part by part.",
    )
    is_near_suspect = fields.RadiosField(
        label="Are they a suspect, or do they live with one?",
        choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not known")],
        missing="Select whether they are a suspect or live with one",
        is_inline=True,
    )


class DetailsForm(GovukForm):
    """Another email address and number of somebody on the register."""

    email = fields.EmailField(
        label="Their email address now",
        missing="Enter their email address",
        hint="Of their work, or one that only they read. Enter it also where only the number has changed.",
    )
    mobile = fields.TextField(
        label="Their mobile number now", missing="Enter their mobile number", width="20", max_length=30
    )


class CheckForm(GovukForm):
    """That somebody made sure."""

    is_near_suspect = fields.RadiosField(
        label="Are they a suspect, or do they live with one?",
        choices=[("yes", "Yes"), ("no", "No")],
        missing="Select whether they are a suspect or live with one",
        hint="Ask the person, the police and their service. Whoever is or does sees nothing, ever.",
        is_inline=True,
    )
    has_rung = fields.StatementField(
        label="I rang their service on a number that I found myself, or asked the person about family and friends: "
        "they are who they say, and the address and number are theirs",
        missing="Confirm that you made sure who they are",
    )


class AgreeForm(GovukForm):
    """What a victim said that somebody may see."""

    needed_by_answer: ClassVar[frozenset[str]] = frozenset({"parts"})

    parts = fields.CheckboxesField(
        label="What else may they see?",
        choices=[(part.value, part.label) for part in ShownPart if part is not ShownPart.CONTACT],
        hint="Everybody sees when we are in touch, whom to ask, and what the person needs. Read each part out.",
    )
    months = fields.RadiosField(
        label="For how long?",
        choices=[(str(months), "1 month" if months == 1 else f"{months} months") for months in OFFERED_MONTHS],
        missing="Select for how long",
        hint="They may end it at any moment.",
    )
    how = fields.RadiosField(
        label="How did the person say so?",
        choices=[(way.value, way.label) for way in ConsentWay if way is not ConsentWay.ONLINE],
        missing="Select how they said so",
        hint="Ask them alone. The supporter must not be in the room or on the line.",
    )

    @property
    def chosen(self) -> tuple[ShownPart, ...]:
        """Return the parts, with the one that belongs to all; only of a valid form."""
        picked = set(self.cleaned_data["parts"])
        return tuple(part for part in ShownPart if part is ShownPart.CONTACT or part.value in picked)


class EndForm(GovukForm):
    """Why what somebody sees ends."""

    reason = fields.RadiosField(
        label="Why does it end?",
        choices=[(why.value, why.label) for why in (ConsentEnd.VICTIM_SAID_SO, ConsentEnd.NOT_SAFE)],
        missing="Select why it ends",
    )


def initial_of(*, name: str, organisation: str, kind: SupporterKind | None) -> dict[str, Any]:
    """Begin the form with what the case knows of somebody."""
    return {"full_name": name, "organisation": organisation, "kind": kind.value if kind is not None else None}
