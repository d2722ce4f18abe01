"""The trail, read-only."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from audit.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what, newest first. Found by case, victim or actor, whose ids are exact."""

    list_display = ("at", "actor", "acted_as", "verb", "subject_kind", "subject_id")
    list_filter = ("verb", "subject_kind")
    search_fields = ("=case_id", "=victim_id", "=actor", "=subject_id")
    ordering = ("-id",)
    show_full_result_count = False
