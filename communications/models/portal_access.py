"""Coming into the portal: invitations, one-time codes and sessions. No secret is stored, only its hash."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of, paired
from cases.models import ContactPoint, Person, Victim
from cases.rules.vocabulary import ContactPointKind
from communications.models.supporter import RegisteredSupporter
from communications.rules import portal_spoken
from communications.rules.calls.vocabulary import IdentityKind
from communications.rules.vocabulary import Channel, DeviceKind


class PortalInvitation(models.Model):
    """A code to type, bound to one person and one victim's record, good once and not for long (V1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="portal_invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="portal_invitations")
    code_digest = models.CharField(max_length=64, unique=True)
    #: By which way it goes to the person; empty where staff read it out on the telephone.
    channel = models.CharField(max_length=30, blank=True, choices=Channel.choices(), db_default=Channel.EMAIL.value)
    #: As which supporter they come in: to the list of whom they stand beside, and not to this record. Null for others.
    supporter = models.ForeignKey(
        RegisteredSupporter, null=True, blank=True, on_delete=models.PROTECT, related_name="portal_invitations"
    )
    #: What a letter carries for whoever finds it or asks about it; empty where none is posted. Never the code.
    reference = models.CharField(max_length=20, blank=True, default="", db_default="")
    #: Where the one-time code goes: never where the invitation went, so that one mailbox alone lets nobody in.
    code_contact_point = models.ForeignKey(
        ContactPoint, on_delete=models.PROTECT, related_name="portal_invitations_confirmed_here"
    )
    #: The number that staff rang to read the code out, and how they made sure who listened; else null and empty.
    rung_contact_point = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="portal_invitations_read_out_here"
    )
    identity = models.CharField(max_length=20, choices=IdentityKind.choices(), blank=True, default="", db_default="")
    #: Of the form with which a code was read out: sending that twice makes one code, which is shown once.
    spoken_key = models.CharField(max_length=80, blank=True, default="", db_default="")
    invited_at = models.DateTimeField()
    invited_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField()
    redeemed_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=80, blank=True, default="")
    #: When the printed code was wiped from the print folder; null while a letter may still be printed, and for others.
    wiped_at = models.DateTimeField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim supporter channel reference identity spoken_key invited_at invited_by expires_at redeemed_at "
        "revoked_at revoked_by wiped_at",
        personal="person",
        sensitive="code_digest",
        location_safe="code_contact_point rung_contact_point",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One live invitation per person and victim."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim", "person"],
                condition=models.Q(redeemed_at__isnull=True, revoked_at__isnull=True),
                name="communications_portalinvitation_one_live",
            ),
            models.UniqueConstraint(
                fields=["reference"],
                condition=~models.Q(reference=""),
                name="communications_portalinvitation_one_per_reference",
            ),
            models.CheckConstraint(
                name="communications_portalinvitation_letter_has_reference",
                condition=(models.Q(channel=Channel.POST) & ~models.Q(reference=""))
                | (~models.Q(channel=Channel.POST) & models.Q(reference="")),
            ),
            models.UniqueConstraint(
                fields=["spoken_key"],
                condition=~models.Q(spoken_key=""),
                name="communications_portalinvitation_shown_once",
            ),
            models.CheckConstraint(
                name="communications_portalinvitation_sent_or_read_out",
                condition=models.Q(
                    channel__in=[each.value for each in Channel],
                    rung_contact_point__isnull=True,
                    identity="",
                    spoken_key="",
                )
                | models.Q(
                    models.Q(rung_contact_point__isnull=False),
                    ~models.Q(spoken_key=""),
                    ~models.Q(rung_contact_point=models.F("code_contact_point")),
                    channel="",
                    identity__in=[each.value for each in portal_spoken.ENOUGH],
                ),
            ),
            paired(table="communications_portalinvitation", stem="invited"),
            paired(table="communications_portalinvitation", stem="revoked"),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="communications_letter_to_wipe",
                condition=models.Q(channel=Channel.POST, wiped_at__isnull=True),
            )
        ]

    @property
    def message_key(self) -> str:
        """The key under which the message that carries it stands in the outbox once."""
        return f"portal-invitation:{self.pk}"

    @property
    def codes_by(self) -> Channel:
        """By which channel the one-time codes reach the person."""
        return Channel.TEXT if self.code_contact_point.kind == ContactPointKind.MOBILE else Channel.EMAIL


class PortalAccount(models.Model):
    """A person who has come in once: where their one-time codes go. Known by an opaque number, never by a name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="portal_account")
    #: What the person types when they come back; first of two things they must have.
    sign_in_digest = models.CharField(max_length=64, unique=True)
    code_contact_point = models.ForeignKey(
        ContactPoint, null=True, blank=True, on_delete=models.PROTECT, related_name="portal_accounts"
    )
    opened_at = models.DateTimeField()
    #: Since when the number holds: from the opening, or from when they took another because somebody may have seen it.
    number_since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    #: Whether the pages leave out even the neutral name that they have: the person's own wish.
    is_discreet = models.BooleanField(default=False, db_default=False)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id opened_at number_since closed_at is_discreet",
        personal="person",
        sensitive="sign_in_digest",
        location_safe="code_contact_point",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE


class PortalCode(models.Model):
    """A one-time code: six digits or more, ten minutes, five tries, bound to the browser that asked.

    A row without account and invitation answers somebody who typed what nobody was given: it looks the same to them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(PortalAccount, null=True, blank=True, on_delete=models.CASCADE, related_name="codes")
    #: The invitation that this code redeems, the first time.
    invitation = models.ForeignKey(
        PortalInvitation, null=True, blank=True, on_delete=models.CASCADE, related_name="codes"
    )
    browser_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id account invitation sent_at expires_at tries used_at", sensitive="browser_digest code_digest"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """The sixth try fails in the database too."""

        constraints = [
            models.CheckConstraint(name="communications_portalcode_five_tries", condition=models.Q(tries__lte=5)),
            models.CheckConstraint(
                name="communications_portalcode_for_one_of_two",
                condition=models.Q(account__isnull=True) | models.Q(invitation__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["browser_digest", "-sent_at"], name="communications_code_of_browser")]


class PortalSession(models.Model):
    """A signed-in browser of the portal. Staff sessions are another table, another cookie, another URL tree."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(PortalAccount, on_delete=models.CASCADE, related_name="sessions")
    token_digest = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    is_new_device = models.BooleanField(default=True)
    #: One word from what the browser says of itself; nothing else of it is kept (PORT-6).
    device = models.CharField(
        max_length=20, choices=DeviceKind.choices(), default=DeviceKind.OTHER, db_default=DeviceKind.OTHER.value
    )
    #: When the person last typed a one-time code here; null once a pause has made it worthless (PORT-5).
    proved_at = models.DateTimeField(null=True, blank=True)
    #: When they said that they had read how to leave quickly, which a new device asks before it shows anything.
    warned_at = models.DateTimeField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id account started_at last_seen_at expires_at ended_at is_new_device proved_at warned_at",
        personal="device",
        sensitive="token_digest",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A kind of device is one of ours."""

        constraints = [one_of(table="communications_portalsession", field="device", values=DeviceKind)]
