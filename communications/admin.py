"""What an operator may look at: published templates, the stop switch's history, heartbeats. Nothing about a person."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from cases.rules.vocabulary import Language
from communications.models import SendingControl, SweepRun, TemplateVersion, TranslationCheck


@admin.register(TemplateVersion)
class TemplateVersionAdmin(ReadOnlyAdmin):
    """Published wording; its text is under version control."""

    list_display = ("letter_type", "language", "version", "published_at", "published_by", "welsh_checked")
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
