"""Published triage rule sets, read-only: a change is a new version."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from triage.models import RuleSetVersion


@admin.register(RuleSetVersion)
class RuleSetVersionAdmin(ReadOnlyAdmin):
    """Rule sets by the day from which they apply."""

    list_display = ("version", "starts_on", "published_at", "published_by")
    ordering = ("-starts_on",)
