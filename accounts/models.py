"""Staff, the Areas and units they work in, and the machine clients of the API."""

import enum
import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of, paired
from accounts.grades import Grade
from accounts.public_words import REVEALING


class UnitKind(enum.StrEnum):
    """What a unit does (domain.md 6.1)."""

    VLU = "VLU"
    RASSO = "RASSO"
    CROWN_COURT = "CROWN_COURT"
    MAGISTRATES = "MAGISTRATES"
    COMPLEX_CASEWORK = "COMPLEX_CASEWORK"

    @property
    def label(self) -> str:
        """Say the kind in words."""
        return {
            "VLU": "Victim Liaison Unit",
            "RASSO": "RASSO unit",
            "CROWN_COURT": "Crown Court unit",
            "MAGISTRATES": "Magistrates' Court unit",
            "COMPLEX_CASEWORK": "Complex Casework Unit",
        }[self.value]

    @property
    def public_label(self) -> str:
        """Say the kind to people outside, without what was done to them."""
        return "Victim Liaison Team" if self is UnitKind.RASSO else self.label


class Area(models.Model):
    """A CPS Area, or CPS Direct."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80, unique=True)
    is_welsh = models.BooleanField(default=False)
    is_direct = models.BooleanField(default=False)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="code name is_welsh is_direct")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Areas are few and read by code."""

        verbose_name = "CPS Area"

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A team inside an Area, such as its Victim Liaison Unit; how victims reach it stands on every letter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="units")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in UnitKind])
    #: What staff call it.
    name = models.CharField(max_length=120)
    #: What victims and everybody beside them read.
    public_name = models.CharField(max_length=120, help_text="What victims read. It must not tell the offence.")
    phone = models.CharField(max_length=30)
    email = models.EmailField(help_text="What victims read. It must not tell the offence.")
    opening_hours = models.CharField(max_length=120)
    return_address = models.TextField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id area kind name public_name phone email opening_hours return_address"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A unit's name is unique in its Area, and what the public reads of it tells no offence."""

        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="accounts_unit_one_name_per_area"),
            # What work items copy, so that the list of an Area needs no join (accounts.copies).
            models.UniqueConstraint(fields=["id", "area"], name="accounts_unit_area_can_be_copied"),
            one_of(table="accounts_unit", field="kind", values=UnitKind),
            models.CheckConstraint(
                name="accounts_unit_tells_no_offence",
                condition=~models.Q(public_name="")
                & ~models.Q(public_name__iregex=REVEALING)
                & ~models.Q(email__iregex=REVEALING)
                & ~models.Q(return_address__iregex=REVEALING),
                violation_error_message="The public name and the addresses must not tell the offence.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StaffUserManager(BaseUserManager["StaffUser"]):
    """Creates staff accounts; Django's authentication needs a manager with these names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "StaffUser":
        """Create a staff account that signs in with an email address."""
        if not email:
            raise ValueError("A staff account needs an email address")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "StaffUser":
        """Create an account for the administration site."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class StaffUser(AbstractBaseUser, PermissionsMixin):
    """A member of CPS staff. Victims and supporters never have one: they have portal sessions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    #: The grade in which they read other people's letters; empty for everybody else.
    grade = models.CharField(max_length=10, choices=Grade.choices(), blank=True, default="")
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, help_text="May use the administration site.")
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = StaffUserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id is_active is_staff date_joined last_login is_superuser groups user_permissions job_title grade",
        personal="email full_name phone",
        sensitive="password",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Sign-in is by email, compared without case because it is stored in lower case."""

        verbose_name = "staff user"
        constraints = [
            models.CheckConstraint(
                name="accounts_staffuser_email_lower_case", condition=models.Q(email=models.functions.Lower("email"))
            ),
            models.CheckConstraint(
                name="accounts_staffuser_grade_known",
                condition=models.Q(grade__in=["", *(grade.value for grade in Grade)]),
            ),
        ]

    def __str__(self) -> str:
        return f"staff {self.pk}"


class UnitMembership(models.Model):
    """A role that a member of staff holds in a unit. Permissions follow from it (accounts.roles)."""

    user = models.ForeignKey(StaffUser, on_delete=models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id user unit role granted_at granted_by ended_at ended_by"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One open membership per user, unit and role."""

        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=models.Q(ended_at__isnull=True),
                name="accounts_unitmembership_one_open_per_role",
            ),
            paired(table="accounts_unitmembership", stem="granted"),
            paired(table="accounts_unitmembership", stem="ended"),
        ]


class ApiClient(models.Model):
    """A machine that may call the API. Its secret is stored as a hash; its signing key encrypted by derivation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    key_id = models.CharField(max_length=40, unique=True)
    secret_hash = models.CharField(max_length=200)
    scopes = ArrayField(models.CharField(max_length=40), default=list)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT)
    is_sandbox = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id name key_id scopes area is_sandbox created_at created_by revoked_at revoked_by",
        sensitive="secret_hash",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Who created or revoked a client is always known."""

        constraints = [
            paired(table="accounts_apiclient", stem="created"),
            paired(table="accounts_apiclient", stem="revoked"),
        ]

    def __str__(self) -> str:
        return self.name


class ApiNonce(models.Model):
    """A nonce that a client has used: a signed request that comes again is refused (ASVS 4.1.5)."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="nonces", db_index=False)
    nonce = models.CharField(max_length=64)
    used_at = models.DateTimeField(db_index=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id client nonce used_at")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A nonce is used once by a client. Rows older than the clock tolerance are purged."""

        constraints = [models.UniqueConstraint(fields=["client", "nonce"], name="accounts_apinonce_used_once")]


class ApiQuota(models.Model):
    """How many calls a client has made in the current minute: counted in the database, so that no two calls race."""

    client = models.OneToOneField(ApiClient, primary_key=True, on_delete=models.CASCADE, related_name="quota")
    minute_began_at = models.DateTimeField()
    calls = models.PositiveIntegerField()

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="client minute_began_at calls")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One counter per client."""


class ApiAnswer(models.Model):
    """What was answered under an idempotency key: the same call again gets the same answer and does nothing."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="answers", db_index=False)
    key = models.CharField(max_length=80)
    #: SHA-256 of the body: another body under the same key is refused.
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    answered_at = models.DateTimeField(db_index=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(public="id client key digest status body answered_at")
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A key names one call of a client."""

        constraints = [models.UniqueConstraint(fields=["client", "key"], name="accounts_apianswer_one_per_key")]
