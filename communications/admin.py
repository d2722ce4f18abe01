"""Figures by the day from which they hold, and what an operator may look at: templates, the stop switch, heartbeats.

Nothing here is about a person.
"""

from typing import Any

import msgspec
from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join

from accounts.admin import ReadOnlyAdmin
from cases.admin import PublishingAdmin, actor_of
from cases.models import RuleRow
from cases.rules.stored_rules import RuleKind, StoredRow
from cases.rules.vocabulary import Language
from cases.services import reference
from communications.models import SendingControl, SweepRun, TemplateVersion, TranslationCheck
from communications.rules.dated_tables import TABLES, UnreadableRow
from communications.services import dated_rows

#: An entry and a value of each table of the case rules, as the form shows them.
_OF_CASES = (
    (RuleKind.TIME_LIMIT, "VCL_STANDARD", {"value": 5, "unit": "WORKING_DAYS"}),
    (RuleKind.PILOT_AREA, "EXPEDITED_REVIEW:WEST_MIDLANDS", {"runs": True}),
    (RuleKind.OFFENCE_RULE, "MEETING:category:CHILD_ABUSE", {"applies": True}),
    (RuleKind.CHARGING_ROUTE, "AREA", {"teller": "CPS"}),
)


def _examples() -> Any:
    """Show an entry and a value of each table, of those it begins with."""
    of_ours = ((table.kind, *table.stored(row=table.defaults[0])) for table in TABLES.values())
    shown = ((kind, key, msgspec.json.encode(value).decode()) for kind, key, value in (*_OF_CASES, *of_ours))
    return format_html_join("", "<div>{}: key <code>{}</code>, value <code>{}</code></div>", shown)


class RuleRowForm(forms.ModelForm):  # type: ignore[type-arg] # generic in its stubs only
    """One value of one entry of a table, from a day on."""

    kind = forms.ChoiceField(
        choices=[(kind, kind.replace("_", " ").capitalize()) for kind in (*(each.value for each in RuleKind), *TABLES)]
    )
    value = forms.JSONField(required=False)

    class Meta:
        """What is published; by whom and when is filled in."""

        model = RuleRow
        fields = ("kind", "key", "value", "starts_on", "source")
        help_texts = {
            "starts_on": "First day in force. A row for a day that has one already corrects it; both stay.",
            "source": "Where the value comes from: document, paragraph, date.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "value" in self.fields:
            self.fields["value"].help_text = _examples() + " An empty value ends an entry of the first four tables."

    def clean(self) -> dict[str, Any]:
        """Try the row beside those in force, so that a mistake shows here."""
        cleaned = super().clean() or {}
        if not self.errors:
            self._try(cleaned)
        return cleaned

    def _try(self, cleaned: dict[str, Any]) -> None:
        named = {name: cleaned[name] for name in ("key", "value", "starts_on", "source")}
        if cleaned["kind"] in TABLES:
            try:
                cleaned["row"] = TABLES[cleaned["kind"]].read(**named)
            except UnreadableRow as problem:
                raise forms.ValidationError(str(problem)) from problem
        else:
            cleaned["row"] = StoredRow(kind=RuleKind(cleaned["kind"]), **named)
            if why_not := reference.why_not(rows=[cleaned["row"]]):
                raise forms.ValidationError(why_not)


@admin.register(RuleRow)
class RuleRowAdmin(PublishingAdmin):
    """Every figure that policy may change, by the day from which it holds: limits, leads, rhythms, steps of calls."""

    form = RuleRowForm
    list_display = ("kind", "key", "value", "starts_on", "source", "published_at", "published_by")
    list_filter = ("kind",)
    search_fields = ("key", "source")
    ordering = ("kind", "key", "-starts_on", "-published_at")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the value; show when it was published and by whom."""
        asked = ("kind", "key", "value", "starts_on", "source")
        return asked if obj is None else (*asked, "published_at", "published_by")

    def save_model(self, request: HttpRequest, obj: RuleRow, form: Any, change: bool) -> None:  # noqa: FBT001
        """Publish through the service that owns the table."""
        row, actor, at = form.cleaned_data["row"], actor_of(request), timezone.now()
        if obj.kind in TABLES:
            obj.pk = dated_rows.publish(table=TABLES[obj.kind], row=row, actor=actor, at=at).pk
        else:
            (published,) = reference.publish_rows(rows=[row], actor=actor, at=at)
            obj.pk = published.pk


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnlyAdmin):
    """Published wording; its text is under version control."""

    list_display = ("letter_type", "leaflet", "language", "version", "published_at", "published_by", "welsh_checked")
    list_filter = ("language",)
    list_select_related = ("translation_check",)

    @admin.display(description="Welsh checked by a certified translator")
    def welsh_checked(self, row: TemplateVersion) -> str:
        """Say since when the Welsh is checked; English needs no translator."""
        if row.language != Language.CY:
            return "-"
        check = getattr(row, "translation_check", None)
        return f"{check.checked_on:%d %B %Y}" if check is not None else "Not yet checked"


@admin.register(TranslationCheck)
class TranslationCheckAdmin(ReadOnlyAdmin):
    """Who checked our standard Welsh; recorded with ``record_translation_check``."""

    list_display = ("template", "checked_on", "translator", "recorded_at", "recorded_by")


@admin.register(SendingControl)
class SendingControlAdmin(ReadOnlyAdmin):
    """Who stopped sending, when and why."""

    list_display = ("switched_at", "switched_by", "channel", "is_stopped", "reason")
    ordering = ("-id",)


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin):
    """When each sweep last ended well."""

    list_display = ("sweep", "every_seconds", "started_at", "succeeded_at", "found", "consecutive_failures")
