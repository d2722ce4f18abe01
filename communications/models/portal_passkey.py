"""Devices that people unlock instead of typing six digits. What checks a signature is kept, never what makes one."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of
from communications.models.portal_access import PortalAccount
from communications.rules.vocabulary import DeviceKind


class PortalPasskey(models.Model):
    """One device of one person. It stands for the six digits, beside the sign-in number (PORT-9)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(PortalAccount, on_delete=models.CASCADE, related_name="passkeys")
    #: Hash of the name by which the device knows it.
    credential_digest = models.CharField(max_length=64, unique=True)
    #: What checks its signatures, as the standard writes it (COSE in CBOR).
    public_key = models.BinaryField()
    #: How often it signed, as it says itself; nought for devices that do not count.
    sign_count = models.BigIntegerField(default=0)
    device = models.CharField(max_length=20, choices=DeviceKind.choices())
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    #: When it was removed because it was found to be one of two: somebody else may have the other (PORT-9).
    shut_out_at = models.DateTimeField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id account sign_count added_at used_at removed_at shut_out_at",
        personal="device",
        sensitive="credential_digest public_key",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A kind of device is one of ours."""

        constraints = [
            one_of(table="communications_portalpasskey", field="device", values=DeviceKind),
            models.CheckConstraint(
                name="communications_portalpasskey_shut_out_is_removed",
                condition=models.Q(shut_out_at__isnull=True) | models.Q(removed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="communications_portalpasskey_counts_from_nought", condition=models.Q(sign_count__gte=0)
            ),
        ]
