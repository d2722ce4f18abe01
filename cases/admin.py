"""Dated reference data: read what was published, publish something newer, edit nothing."""

import csv
import io
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from accounts import actors, policies
from accounts.actors import Actor
from accounts.admin import ReadOnlyAdmin
from accounts.models import StaffUser
from accounts.permissions import Permission
from cases.models import CalendarVersion, NonWorkingDay
from cases.rules import bank_holidays
from cases.services import reference


def actor_of(request: HttpRequest) -> Actor:
    """Name the member of staff who is at the administration site, with the roles they hold now."""
    if isinstance(request.user, StaffUser):
        return actors.staff(user=request.user, at=timezone.now())
    return actors.NOBODY


class PublishingAdmin(ReadOnlyAdmin):
    """Rows to which newer ones may be added by those who may publish. No row is ever changed or removed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask whether this member of staff may publish; being an administrator of the site is not enough."""
        return policies.has_permission(actor=actor_of(request), permission=Permission.PUBLISH_REFERENCE)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let those read the history who may add to it, and those whom Django's own permissions let."""
        return self.has_add_permission(request) or super().has_view_permission(request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the tables to whoever may read them."""
        return self.has_view_permission(request)


class CalendarForm(forms.ModelForm):  # type: ignore[type-arg] # generic in its stubs only
    """A list of bank holidays, laid over the calendar in force."""

    holidays = forms.CharField(
        label="Bank holidays of England and Wales",
        widget=forms.Textarea(attrs={"rows": 24, "cols": 60}),
        help_text="First line date,title; then one holiday a line, for example 2029-03-30,Good Friday. The list "
        "settles every year from its first to its last, so give those years in full.",
    )

    class Meta:
        """Where the list comes from; who published it and when is filled in."""

        model = CalendarVersion
        fields = ("source",)

    def clean(self) -> dict[str, Any]:
        """Read the list and lay it over the calendar in force, so that a mistake shows here."""
        cleaned = super().clean() or {}
        if "holidays" in cleaned:
            try:
                cleaned["parsed"] = bank_holidays.parse_csv(text=cleaned["holidays"].replace("\r\n", "\n").strip())
                reference.proposed_calendar(holidays=cleaned["parsed"])
            except bank_holidays.UnreadableHolidays as error:
                self.add_error("holidays", str(error))
        return cleaned


class NonWorkingDayInline(admin.TabularInline):  # type: ignore[type-arg] # generic in its stubs only
    """The holidays of one calendar."""

    model = NonWorkingDay
    fields = ("day", "name")
    ordering = ("day",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a calendar is published whole."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Show the holidays to whoever may read the calendar they belong to."""
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: history is not rewritten."""
        return False


@admin.register(CalendarVersion)
class CalendarVersionAdmin(PublishingAdmin):
    """Published calendars, newest first. Deadlines move only by ``manage.py recompute_deadlines``."""

    form = CalendarForm
    inlines = (NonWorkingDayInline,)
    list_display = ("id", "known_from", "known_to", "source", "published_at", "published_by")
    ordering = ("-published_at",)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Show the holidays of a calendar that there is; a new one is typed as a list."""
        return () if obj is None else self.inlines

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for source and list; show when it was published and by whom."""
        if obj is None:
            return ("source", "holidays")
        return ("known_from", "known_to", "source", "published_at", "published_by")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start from the list in force."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["date", "title"])
        writer.writerows(
            NonWorkingDay.objects.filter(calendar=CalendarVersion.objects.order_by("-published_at", "-id").first())
            .order_by("day")
            .values_list("day", "name")
        )
        return {"holidays": text.getvalue()}

    def save_model(self, request: HttpRequest, obj: CalendarVersion, form: Any, change: bool) -> None:  # noqa: FBT001
        """Publish through the service."""
        calendar, _ = reference.publish_bank_holidays(
            holidays=form.cleaned_data["parsed"],
            source=form.cleaned_data["source"],
            actor=actor_of(request),
            at=timezone.now(),
        )
        obj.pk = calendar.pk
