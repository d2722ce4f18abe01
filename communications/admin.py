"""What an operator may look at: published templates, the stop switch's history, heartbeats. Nothing about a person."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from communications.models import SendingControl, SweepRun, TemplateVersion


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnlyAdmin):
    """Published wording; its text is under version control."""

    list_display = ("letter_type", "language", "version", "published_at", "published_by")
    list_filter = ("language",)


@admin.register(SendingControl)
class SendingControlAdmin(ReadOnlyAdmin):
    """Who stopped sending, when and why."""

    list_display = ("switched_at", "switched_by", "channel", "is_stopped", "reason")
    ordering = ("-id",)


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin):
    """When each sweep last ended well."""

    list_display = ("sweep", "every_seconds", "started_at", "succeeded_at", "found", "consecutive_failures")
