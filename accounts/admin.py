"""Administration of staff, units and API clients. Nothing can be deleted; Django's own log says who changed what."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from accounts import actors, policies
from accounts.models import ApiClient, Area, StaffUser, Unit, UnitMembership
from accounts.permissions import Permission
from accounts.roles import Role


class KeptAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in its stubs only
    """Rows that are never deleted through the administration site."""

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: what was once in force stays."""
        return False


class ReadOnlyAdmin(KeptAdmin):
    """Rows that are only ever read through the administration site: history and what services write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: services write these rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: history is not rewritten."""
        return False


class ForManagersOfStaff:
    """Seen and changed only by those who manage staff (or a superuser, who opens the first account).

    Our own permissions are asked, not Django's groups: one place answers who may do what.
    """

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the section to those who may use it."""
        return _manages_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let those who manage staff look."""
        return _manages_staff(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let those who manage staff add."""
        return _manages_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let those who manage staff change."""
        return _manages_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: the trail names accounts, units and roles for ever."""
        return False


def _manages_staff(request: HttpRequest) -> bool:
    user = request.user
    if not isinstance(user, StaffUser) or not user.is_active:
        return False
    actor = actors.staff(user=user, at=timezone.now())
    return user.is_superuser or policies.holds_anywhere(actor=actor, permission=Permission.MANAGE_STAFF)


class MembershipForm(forms.ModelForm):  # type: ignore[type-arg] # generic in its stubs only
    """A role in a unit; only roles that staff may hold."""

    role = forms.ChoiceField(choices=[(role.value, role.label) for role in Role if role.definition.for_staff])

    class Meta:
        """What an administrator enters; when and by whom is filled in."""

        model = UnitMembership
        fields = ("unit", "role")


class MembershipInline(ForManagersOfStaff, admin.TabularInline):  # type: ignore[type-arg] # generic in its stubs only
    """The roles of one person."""

    model = UnitMembership
    form = MembershipForm
    extra = 0
    fields = ("unit", "role", "granted_at", "granted_by", "ended_at", "ended_by")
    readonly_fields = ("granted_at", "granted_by", "ended_at", "ended_by")
    can_delete = False


@admin.register(StaffUser)
class StaffUserAdmin(ForManagersOfStaff, UserAdmin):  # type: ignore[type-arg] # generic in its stubs only
    """Staff accounts. A leaver is made inactive, which ends what they may do on the next request."""

    form = UserChangeForm
    add_form = AdminUserCreationForm
    ordering = ("email",)
    list_display = ("email", "full_name", "job_title", "grade", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "full_name")
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    inlines = (MembershipInline,)
    actions = ("end_all_roles",)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        ("Person", {"fields": ("full_name", "job_title", "grade", "phone")}),
        ("Account", {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "full_name", "job_title", "grade", "usable_password", "password1", "password2")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Keep superusers to themselves: nobody makes themselves one."""
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, "is_superuser")

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001
        """Fill in when and by whom a role was given."""
        for membership in formset.save(commit=False):
            if membership.granted_at is None:
                membership.granted_at = timezone.now()
                membership.granted_by = f"staff:{request.user.pk}"
            membership.save()
        formset.save_m2m()

    @admin.action(description="End all roles of the chosen people")
    def end_all_roles(self, request: HttpRequest, queryset: Any) -> None:
        """End every open role of the chosen people; it stays in the record when it was held."""
        UnitMembership.objects.filter(user__in=queryset, ended_at__isnull=True).update(
            ended_at=timezone.now(), ended_by=f"staff:{request.user.pk}"
        )


@admin.register(Area)
class AreaAdmin(ForManagersOfStaff, KeptAdmin):
    """CPS Areas."""

    list_display = ("name", "code", "is_welsh", "is_direct")


@admin.register(Unit)
class UnitAdmin(ForManagersOfStaff, KeptAdmin):
    """Units, with what stands on their letters: public name, phone, email, hours, return address."""

    list_display = ("name", "public_name", "area", "kind", "phone", "email")
    list_filter = ("kind", "area")


@admin.register(ApiClient)
class ApiClientAdmin(ReadOnlyAdmin):
    """Machine clients. They are created by a command, which shows the secret once."""

    list_display = ("name", "key_id", "area", "is_sandbox", "created_at", "revoked_at")
    exclude = ("secret_hash",)
