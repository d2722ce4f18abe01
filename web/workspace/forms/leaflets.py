"""Leave a leaflet out of a letter, or add one."""

from typing import Any

from communications.documents.leaflets import title_of
from communications.rules.leaflets import BEHIND, LEAST_REASON, PackLine
from communications.rules.vocabulary import Leaflet
from web.forms import fields
from web.forms.base import GovukForm

_ADD, _LEAVE_OUT = "add", "leave-out"


class LeafletForm(GovukForm):
    """One leaflet to leave out or to add, and why."""

    change = fields.RadiosField(
        label="What do you want to change?", choices=[], missing="Select a leaflet to leave out or to add"
    )
    reason = fields.LongTextField(
        label="Why?",
        hint="For example: she has it from her adviser, or she asked about the courtroom on the telephone.",
        missing="Enter why",
        max_length=500,
        rows=3,
    )

    def __init__(self, *args: Any, pack: tuple[PackLine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goes = {line.leaflet for line in pack if line.is_enclosed}
        self.fields["change"].choices = [  # type: ignore[attr-defined]
            (f"{_LEAVE_OUT}:{leaflet.value}", f"Leave out “{title_of(leaflet=leaflet)}”")
            if leaflet in goes
            else (f"{_ADD}:{leaflet.value}", f"Add “{title_of(leaflet=leaflet)}”")
            for leaflet in sorted(BEHIND, key=lambda each: (each not in goes, BEHIND.index(each)))
        ]

    def clean_reason(self) -> str:
        """Ask for a reason that says something."""
        reason = str(self.cleaned_data["reason"]).strip()
        if len(reason) < LEAST_REASON:
            self.add_error("reason", f"Say why in {LEAST_REASON} characters or more")
        return reason

    @property
    def leaflet(self) -> Leaflet:
        """Which leaflet is meant. Only for a valid form."""
        return Leaflet(self.cleaned_data["change"].partition(":")[2])

    @property
    def is_enclosed(self) -> bool:
        """Whether it is to go with the letter. Only for a valid form."""
        return str(self.cleaned_data["change"]).startswith(_ADD)
