"""Record a decision, or answer one that the court feed proposes. Asked once; the words flow into the letter (W5)."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from cases.models import Charge
from cases.rules.reasons import ALTERATIONS, NEED_NO_REASONS
from cases.rules.vocabulary import DecisionCode, DecisionMaker, TestFailed
from cases.services.decisions import DecisionEntry
from web.formatting import LONDON
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Group, Reveal
from web.workspace.forms.reasons import SPECIFIC, chosen_in, require_specific, specific_field

#: The answer that names a charge which the record does not hold yet.
_NEW = "new"


class DecisionForm(GovukForm):
    """What was decided, about which charges, why, and what it means for the victim."""

    needed_by_answer = frozenset(
        {
            "reasons",
            *SPECIFIC.values(),
            "replaced_by",
            "new_charge",
            "is_substantial",
            "substantial_reason",
            "not_substantial_reason",
            "meeting_reason",
        }
    )

    key = forms.CharField(widget=forms.HiddenInput, max_length=120)
    code = fields.SelectField(
        label="What was decided?",
        choices=DecisionCode.choices(),
        missing="Select what was decided",
    )
    made_by = fields.RadiosField(
        label="Who decided?", choices=DecisionMaker.choices(), missing="Select who decided", is_inline=True
    )
    decided_on = fields.DateField(
        label="When was it decided?",
        what="the date of the decision",
        hint="The day the prosecutor decided, or said so in court. The clock starts here. For example, 12 5 2026",
    )
    decided_time = fields.TimeField(label="At what time?", missing="Enter the time of the decision")
    charges = fields.CheckboxesField(
        label="Which charges is it about?", choices=[], missing="Select the charges the decision is about"
    )
    test_failed = fields.RadiosField(
        label="Which test was not met?",
        choices=[
            (TestFailed.EVIDENTIAL.value, "Full Code Test: evidential stage"),
            (TestFailed.PUBLIC_INTEREST.value, "Full Code Test: public interest stage"),
            (TestFailed.THRESHOLD.value, "Threshold Test"),
            (TestFailed.NONE.value, "None: the decision does not rest on the test"),
        ],
        missing="Select which test was not met, or that none applies",
    )
    evidential_reasons = specific_field(TestFailed.EVIDENTIAL)
    public_interest_reasons = specific_field(TestFailed.PUBLIC_INTEREST)
    threshold_reasons = specific_field(TestFailed.THRESHOLD)
    reasons = fields.LongTextField(
        label="Why?",
        hint="For this case and this person, as you would say it to them. These words go into the letter.",
        max_length=4000,
        rows=6,
    )
    new_information = fields.LongTextField(
        label="What new information changed the case?", hint="Leave empty if there was none.", max_length=2000, rows=3
    )
    what_continues = fields.LongTextField(
        label="What still goes ahead?", hint="Charges or people against whom the case continues.", rows=3
    )
    replaced_by = fields.RadiosField(
        label="What is the charge now?",
        hint="Only for an altered or substituted charge. The letter says what it was and what it is now.",
        choices=[],
    )
    new_charge = fields.TextField(
        label="Name of the new charge",
        hint="As one says it, without “the charge of”. For example, common assault",
        max_length=300,
    )
    is_substantial = fields.RadiosField(
        label="Is this change substantial for the victim?",
        hint="Only for an altered charge: does it change what the case is about, or how serious it is?",
        choices=[("yes", "Yes"), ("no", "No")],
    )
    substantial_reason = fields.TextField(label="Why is it substantial?", max_length=500)
    not_substantial_reason = fields.TextField(label="Why is it not substantial?", max_length=500)
    because_victim_withdrew = fields.YesNoField(
        label="Was it decided because the victim withdrew support?",
        missing="Select yes if the victim withdrew support",
    )
    victim_views = fields.LongTextField(
        label="What did the victim say they wanted?", hint="Their views, if they gave any.", rows=3
    )
    meeting = fields.RadiosField(
        label="If the rules say a meeting is offered, may it be?",
        choices=[("yes", "Yes, offer it"), ("no", "No, a meeting is not appropriate")],
        missing="Select whether a meeting may be offered",
    )
    meeting_reason = fields.TextField(label="Why is a meeting not appropriate?", max_length=500)
    sensitivities = fields.LongTextField(
        label="Is there anything the letter writer must know but not write?",
        hint="For example, a risk from somebody in the home.",
        rows=3,
    )

    def __init__(self, *args: Any, charges: Iterable[Charge], now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._now = now
        chargeable = list(charges)
        self.fields["charges"].choices = [(str(charge.pk), _charge_words(charge)) for charge in chargeable]  # type: ignore[attr-defined]
        self.fields["charges"].required = bool(chargeable)
        self.fields["replaced_by"].choices = [  # type: ignore[attr-defined]
            *((str(charge.pk), _charge_words(charge)) for charge in chargeable),
            (_NEW, "A charge that is not listed here"),
        ]
        self.helper.layout = Layout(
            "key",
            Group(
                "The decision",
                "code",
                "made_by",
                "decided_on",
                "decided_time",
                "charges",
                Reveal("replaced_by", **{_NEW: "new_charge"}),
            ),
            Group(
                "The reasons",
                Reveal("test_failed", **{stage.value: name for stage, name in SPECIFIC.items()}),
                "reasons",
                "new_information",
                "what_continues",
                intro="Write them once, here. They are carried into the letter, where they can still be changed.",
            ),
            Group(
                "What it means for the victim",
                Reveal("is_substantial", yes="substantial_reason", no="not_substantial_reason"),
                "because_victim_withdrew",
                "victim_views",
                Reveal("meeting", no="meeting_reason"),
                "sensitivities",
            ),
        )
        if not chargeable:
            del self.fields["charges"]
            self.helper.layout[1].fields.remove("charges")

    def clean(self) -> dict[str, Any]:
        """Ask for what an answer needs, and refuse a decision made in the future."""
        answers: dict[str, Any] = super().clean() or {}
        code = DecisionCode(answers["code"]) if answers.get("code") else None
        if code is not None and code not in NEED_NO_REASONS and not answers.get("reasons", "").strip():
            self.add_error("reasons", "Enter the reasons for this decision")
        if code is not None and code not in NEED_NO_REASONS:
            require_specific(self, answers)
        if code in ALTERATIONS and not answers.get("is_substantial"):
            self.add_error("is_substantial", "Select yes if the change is substantial for the victim")
        if code in ALTERATIONS:
            name = "substantial_reason" if answers.get("is_substantial") == "yes" else "not_substantial_reason"
            if answers.get("is_substantial") and not answers.get(name, "").strip():
                self.add_error(name, "Enter why")
            self._require_new_charge(answers)
        if answers.get("meeting") == "no" and not answers.get("meeting_reason", "").strip():
            self.add_error("meeting_reason", "Enter why a meeting is not appropriate")
        decided_at = self._decided_at(answers)
        if decided_at is not None and decided_at > self._now:
            self.add_error("decided_on", "The date of the decision must be in the past")
        return answers

    def _require_new_charge(self, answers: dict[str, Any]) -> None:
        now = answers.get("replaced_by", "")
        if not now:
            self.add_error("replaced_by", "Select what the charge is now")
        elif now == _NEW and not answers.get("new_charge", "").strip():
            self.add_error("new_charge", "Enter the name of the new charge")
        elif now in answers.get("charges", []):
            self.add_error("replaced_by", "Select a charge other than those that were changed")

    def entry(self) -> DecisionEntry:
        """Return the answers as the service takes them. Only for a valid form."""
        answers = self.cleaned_data
        decided_at = self._decided_at(answers)
        if decided_at is None:
            raise ValueError("The form is not valid")
        becomes = answers["replaced_by"] if DecisionCode(answers["code"]) in ALTERATIONS else ""
        is_substantial = {"yes": True, "no": False}.get(answers["is_substantial"])
        return DecisionEntry(
            key=answers["key"],
            code=DecisionCode(answers["code"]),
            decided_at=decided_at,
            made_by=DecisionMaker(answers["made_by"]),
            charge_ids=frozenset(uuid.UUID(key) for key in answers.get("charges", [])),
            test_failed=TestFailed(answers["test_failed"]),
            specific_reasons=chosen_in(answers),
            because_victim_withdrew=answers["because_victim_withdrew"],
            reasons=answers["reasons"],
            new_information=answers["new_information"],
            victim_views=answers["victim_views"],
            what_continues=answers["what_continues"],
            sensitivities=answers["sensitivities"],
            replaced_by=uuid.UUID(becomes) if becomes not in {"", _NEW} else None,
            new_charge=answers["new_charge"].strip() if becomes == _NEW else "",
            is_substantial=is_substantial,
            substantial_reason=answers["not_substantial_reason" if is_substantial is False else "substantial_reason"],
            meeting_not_appropriate_reason=answers["meeting_reason"] if answers["meeting"] == "no" else "",
        )

    @staticmethod
    def _decided_at(answers: dict[str, Any]) -> dt.datetime | None:
        on, at = answers.get("decided_on"), answers.get("decided_time")
        if not isinstance(on, dt.date) or not isinstance(at, dt.time):
            return None
        return dt.datetime.combine(on, at, tzinfo=LONDON)


def _charge_words(charge: Charge) -> str:
    return f"{charge.title} ({charge.defendant.name})"


class RejectProposalForm(GovukForm):
    """Say why the court's result is not a decision of the prosecution."""

    reason = fields.LongTextField(
        label="Why is this not a decision to record?",
        missing="Enter why this is not a decision to record",
        max_length=300,
        rows=3,
    )
