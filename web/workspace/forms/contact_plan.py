"""Forms of a contact plan: what a person wants, that somebody beside them was told, and that a step is left out."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Layout
from django import forms

from communications.rules.calls.supporters import SupporterOutcome
from communications.rules.contact_plan import NEWS_SORTS, ContactPlan, NewsSort, PlanStep, Wish
from communications.services.supporters import TellingEntry
from web.formatting import LONDON
from web.forms import fields
from web.forms.base import GovukForm
from web.forms.layout import Reveal
from web.workspace.presenters.contact_plan import CALL, LETTER, NOBODY, USUAL, usual_words

#: What a person can choose for news that is no letter of ours.
_NEWS_ORDERS: dict[bool, list[tuple[str, str]]] = {
    False: [(USUAL, "As usual"), (CALL, "A person rings"), (LETTER, "In writing, without a call")],
    True: [(USUAL, "As usual"), (CALL, "A person rings at once"), (LETTER, "An email at once, and a call")],
}
_LEADS = [("30", "Half an hour"), ("60", "An hour"), ("120", "Two hours")]


class WishForm(GovukForm):
    """In which order a person wants to be told one kind of news."""

    needed_by_answer = frozenset({"supporter", "lead"})

    order = fields.RadiosField(
        label="How do they want to be told?",
        choices=[
            (USUAL, "As usual"),
            (CALL, "A person rings first, then the letter"),
            (LETTER, "By letter, without a call before it"),
        ],
        missing="Select how they want to be told",
    )
    supporter = fields.RadiosField(label="Is somebody told before we ring, so that they are there?", choices=[])
    lead = fields.RadiosField(label="How long before the call are they told?", choices=_LEADS, is_inline=True)
    copy = fields.YesNoField(
        label="May a copy stand on their online page?",
        missing="Select whether a copy may stand on their online page",
        hint="Only once they have been told in another way. If they do not use the page, none does.",
    )

    def __init__(
        self, *args: Any, usual: ContactPlan, supporters: Iterable[tuple[str, str]] | None, **kwargs: Any
    ) -> None:
        """Take what is usual, and who may be told first; None where this news has no such step."""
        super().__init__(*args, **kwargs)
        self._usual = usual
        self.fields["order"].widget.hints = {USUAL: usual_words(usual)}
        reveals: dict[str, list[str]] = {}
        if usual.sort in NEWS_SORTS:
            # A letter's copy online can be refused; a day in court stands on the page, and an outcome does not.
            self.fields["order"].choices = _NEWS_ORDERS[usual.sort is NewsSort.SAFETY]  # type: ignore[attr-defined]
            del self.fields["copy"]
        if supporters is None:
            del self.fields["supporter"], self.fields["lead"]
        else:
            self.fields["supporter"].choices = [(NOBODY, "Nobody"), *supporters]  # type: ignore[attr-defined]
            reveals = {CALL: ["supporter", "lead"]}
        self.helper.layout = Layout(Reveal("order", **reveals), *(name for name in ("copy",) if name in self.fields))

    def clean(self) -> dict[str, Any]:
        """Ask who is told first where a person rings, and how long before where somebody is."""
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("order") == CALL and "supporter" in self.fields:
            if not answers.get("supporter"):
                self.add_error("supporter", "Select who is told first, or nobody")
            elif answers["supporter"] != NOBODY and not answers.get("lead"):
                self.add_error("lead", "Select how long before the call they are told")
        return answers

    @property
    def wish(self) -> Wish | None:
        """Return what they want; None for what is usual. Only of a valid form."""
        answers = self.cleaned_data
        is_usual = answers["order"] == USUAL
        has_copy: bool = answers.get("copy", True)
        if is_usual and has_copy:
            return None
        return Wish(
            rings_first=self._usual.rings_first if is_usual else answers["order"] == CALL,
            lead_minutes=int(answers["lead"]) if self.supporter_id is not None else None,
            copies_to_portal=has_copy,
        )

    @property
    def supporter_id(self) -> uuid.UUID | None:
        """Return who is told first; None for nobody. Only of a valid form."""
        answers = self.cleaned_data
        chosen = answers.get("supporter") or NOBODY
        return None if answers["order"] != CALL or chosen == NOBODY else uuid.UUID(chosen)


class TellingForm(GovukForm):
    """That somebody beside a person was told that we will ring."""

    needed_by_answer = frozenset({"there_time"})

    key = forms.CharField(widget=forms.HiddenInput, max_length=80)
    outcome = fields.RadiosField(
        label="What came of it?",
        choices=[
            (SupporterOutcome.TOLD.value, "They know that we will ring, and will be there"),
            (SupporterOutcome.CANNOT_BE_THERE.value, "They know, and cannot be there"),
            (SupporterOutcome.NOT_REACHED.value, "I did not reach them"),
        ],
        missing="Select what came of it",
        hints={
            SupporterOutcome.CANNOT_BE_THERE.value: "We ring without them. Ask your manager if that worries you.",
            SupporterOutcome.NOT_REACHED.value: "After two tries we ring without them.",
        },
    )
    told_time = fields.TimeField(
        label="At what time today did you ring them?", missing="Enter at what time you rang them"
    )
    there_time = fields.TimeField(
        label="From what time today can they be there?",
        hint="For example, 3pm. Leave empty if they can come within the agreed time.",
    )
    note = fields.LongTextField(
        label="What must the next person know?",
        hint="Do not write an address or a phone number, nor what happened.",
        max_length=1000,
        rows=3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout = Layout(
            "key", Reveal("outcome", **{SupporterOutcome.TOLD.value: "there_time"}), "told_time", "note"
        )

    @staticmethod
    def beginning(*, now: dt.datetime) -> dict[str, object]:
        """Give the answers with which an empty form begins: now."""
        return {"key": f"supporter:{uuid.uuid4()}", "told_time": f"{now.astimezone(LONDON):%H:%M}"}

    def entry(self, *, connection_id: uuid.UUID, now: dt.datetime) -> TellingEntry:
        """Give the telling as the service takes it; times are of today. Only of a valid form."""
        answers = self.cleaned_data
        today = now.astimezone(LONDON).date()
        outcome = SupporterOutcome(answers["outcome"])
        there = answers["there_time"] if outcome is SupporterOutcome.TOLD else None
        return TellingEntry(
            key=answers["key"],
            connection_id=connection_id,
            outcome=outcome,
            told_at=dt.datetime.combine(today, answers["told_time"], tzinfo=LONDON),
            there_from=dt.datetime.combine(today, there, tzinfo=LONDON) if there is not None else None,
            note=answers["note"],
        )


class LeaveOutForm(GovukForm):
    """Which step of a plan is left out this time, and why."""

    step = fields.RadiosField(label="What is left out?", choices=[], missing="Select what is left out")
    reason = fields.LongTextField(
        label="Why?",
        missing="Enter why this step is left out",
        hint="It is kept with your name, and everybody who works on the case can read it.",
        max_length=500,
        rows=3,
    )

    def __init__(self, *args: Any, steps: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = list(steps)  # type: ignore[attr-defined]

    @property
    def left_out(self) -> PlanStep:
        """Return the step; only of a valid form."""
        return PlanStep(self.cleaned_data["step"])
