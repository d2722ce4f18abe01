"""People: the victim, those connected with them, their contact points and how they may safely be reached."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, keep_history, one_of, paired
from accounts.models import StaffUser
from cases.models import following
from cases.models.case import Case
from cases.rules.vocabulary import (
    ConnectionKind,
    ContactMethod,
    ContactPointKind,
    Language,
    MayBeTold,
    OwnWay,
    RelativeEnd,
    RelativeWish,
    RiskLevel,
    ServiceTier,
    VictimKind,
    VpsStatus,
)


@keep_history(model_name="PersonHistory")
class Person(models.Model):
    """A human being (or an organisation) apart from any case: the same person may be a victim in several."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    full_name = models.CharField(max_length=200)
    #: How the person wants to be addressed, for example "Ms Okafor" or "Sam".
    preferred_name = models.CharField(max_length=120, blank=True, default="")
    #: For professionals (FLO, ISVA, IDVA, officer in the case).
    organisation = models.CharField(max_length=200, blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=10, choices=Language.choices(), default=Language.EN)
    other_language = models.CharField(max_length=60, blank=True, default="")
    needs_interpreter = models.BooleanField(null=True, blank=True)
    #: For example LARGE_PRINT, EASY_READ, BRAILLE, BSL, READ_TO_ME.
    formats = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    access_needs = models.TextField(blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id",
        personal="full_name preferred_name organisation born_on language other_language needs_interpreter",
        sensitive="died_on formats access_needs",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Names live here and nowhere else."""

        constraints = [one_of(table="cases_person", field="language", values=Language)]
        # Staff find a case by the beginnings of a name's words (cases.selectors.records.search_cases).
        indexes = [GinIndex(SearchVector("full_name", config="simple"), name="cases_person_name")]


@keep_history(model_name="ContactPointHistory")
class ContactPoint(models.Model):
    """One version of an address, phone number or email address. A change is a new row that supersedes the old (T5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=20, choices=ContactPointKind.choices())
    #: An email address, a number in E.164, or address lines separated by line breaks.
    value = models.TextField()
    #: Normalised (cases.rules.contact_keys) to find points shared with another party of a case.
    key = models.CharField(max_length=254)
    #: Marked safe by a person who asked. Nothing is ever sent to a point that is not.
    is_safe = models.BooleanField(default=False)
    may_leave_voicemail = models.BooleanField(default=False)
    source = models.CharField(max_length=40)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.CharField(max_length=80, blank=True, default="")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.CharField(max_length=80, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id person kind source is_safe may_leave_voicemail verified_at verified_by recorded_at recorded_by "
        "superseded_at superseded_by",
        location_safe="value key",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One current version of each address; a safe point was verified by somebody."""

        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"],
                condition=models.Q(superseded_at__isnull=True),
                name="cases_contactpoint_one_current_version",
            ),
            models.CheckConstraint(
                name="cases_contactpoint_safe_means_verified",
                condition=models.Q(is_safe=False) | models.Q(verified_at__isnull=False),
            ),
            one_of(table="cases_contactpoint", field="kind", values=ContactPointKind),
            paired(table="cases_contactpoint", stem="verified"),
            paired(table="cases_contactpoint", stem="recorded"),
            paired(table="cases_contactpoint", stem="superseded"),
        ]
        indexes = [models.Index(fields=["key"], name="cases_contactpoint_by_key")]


def _way_known(name: str) -> models.CheckConstraint:
    """Hold the database to the ways there are, and to none."""
    return models.CheckConstraint(
        name=f"cases_safecontactprofile_{name}_known",
        condition=models.Q((f"{name}__in", ["", *(way.value for way in OwnWay)])),
    )


class SafeContactProfile(models.Model):
    """How, when and where a person may be contacted. Each change is a new row; the newest is in force (V13)."""

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="safe_contact_profiles")
    preferred_method = models.CharField(max_length=20, choices=ContactMethod.choices(), blank=True, default="")
    police_preferred_method = models.CharField(max_length=20, blank=True, default="")
    never_post = models.BooleanField(default=False)
    never_email = models.BooleanField(default=False)
    never_text = models.BooleanField(default=False)
    #: They do not want to be rung.
    never_phone = models.BooleanField(default=False, db_default=False)
    uses_portal = models.BooleanField(default=False)
    #: Windows in London local time: [{"days": [0..6], "from": "09:00", "to": "17:00"}]; empty means any time.
    safe_windows = models.JSONField(default=list, blank=True)
    #: Windows to avoid, of the same shape, and dates: [{"on": "2026-12-24"}].
    times_to_avoid = models.JSONField(default=list, blank=True)
    #: By which way they want each kind of news; empty for what is usual (V11).
    decision_way = models.CharField(max_length=10, choices=OwnWay.choices(), blank=True, default="", db_default="")
    hearing_way = models.CharField(max_length=10, choices=OwnWay.choices(), blank=True, default="", db_default="")
    routine_way = models.CharField(max_length=10, choices=OwnWay.choices(), blank=True, default="", db_default="")
    urgent_way = models.CharField(max_length=10, choices=OwnWay.choices(), blank=True, default="", db_default="")
    #: Whether we may leave a message on any of their numbers; null for what was agreed with each number.
    voicemail = models.BooleanField(null=True, blank=True)
    code_phrase = models.CharField(max_length=120, blank=True, default="")
    #: Content level per channel: {"EMAIL": "NEUTRAL"}; what is absent follows the service's default.
    content_levels = models.JSONField(default=dict, blank=True)
    must_not_know = models.TextField(blank=True, default="")
    opted_out_at = models.DateTimeField(null=True, blank=True)
    #: Days between updates, chosen by the person; null means the tier's.
    rhythm_days = models.PositiveSmallIntegerField(null=True, blank=True)
    updates_paused_until = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id person recorded_at recorded_by confirmed_on",
        personal="preferred_method police_preferred_method opted_out_at rhythm_days updates_paused_until uses_portal "
        "decision_way hearing_way routine_way urgent_way",
        location_safe="never_post never_email never_text never_phone safe_windows times_to_avoid code_phrase "
        "content_levels must_not_know voicemail",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """The rhythm a person may choose is weekly to two-monthly (V9)."""

        constraints = [
            models.CheckConstraint(
                name="cases_safecontactprofile_rhythm_weekly_to_two_monthly",
                condition=models.Q(rhythm_days__isnull=True) | models.Q(rhythm_days__gte=7, rhythm_days__lte=62),
            ),
            *(_way_known(name) for name in ("decision_way", "hearing_way", "routine_way", "urgent_way")),
            paired(table="cases_safecontactprofile", stem="recorded"),
        ]
        indexes = [models.Index(fields=["person", "-recorded_at"], name="cases_safecontact_newest")]
        triggers = [append_only()]


@keep_history(model_name="VictimHistory")
class Victim(models.Model):
    """A person as the victim in one case: the facts on which rights, tier and contact rest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="victims")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="victim_roles")
    reference = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=20, choices=VictimKind.choices(), default=VictimKind.PERSON)
    #: Grounds of enhanced rights as known; null means not assessed, which counts as 1 working day (domain.md 2.3).
    is_vulnerable = models.BooleanField(null=True, blank=True)
    is_intimidated = models.BooleanField(null=True, blank=True)
    is_persistently_targeted = models.BooleanField(null=True, blank=True)
    lacks_capacity = models.BooleanField(null=True, blank=True)
    has_withdrawn_support = models.BooleanField(default=False)
    has_declined_contact = models.BooleanField(default=False)
    risk_level = models.CharField(max_length=20, choices=RiskLevel.choices(), default=RiskLevel.UNKNOWN)
    vps_status = models.CharField(max_length=20, choices=VpsStatus.choices(), default=VpsStatus.NOT_RECEIVED)
    #: The victim's own view of the support they need; it may raise a tier, never lower it.
    own_view_of_need = models.CharField(max_length=40, blank=True, default="")
    witness_codes = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    #: The CPS staffing offer, set by a person at onboarding. Not the triage tier.
    service_tier = models.CharField(max_length=20, choices=ServiceTier.choices(), default=ServiceTier.NOT_ALIGNED)
    officer = models.ForeignKey(StaffUser, null=True, blank=True, on_delete=models.PROTECT, related_name="victims")
    in_contact_since = models.DateField(null=True, blank=True)
    contact_ended_on = models.DateField(null=True, blank=True)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id case reference kind officer in_contact_since contact_ended_on service_tier",
        personal="person own_view_of_need",
        sensitive="is_vulnerable is_intimidated is_persistently_targeted lacks_capacity has_withdrawn_support "
        "has_declined_contact risk_level vps_status witness_codes",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A person is a victim once in a case."""

        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="cases_victim_once_per_case"),
            one_of(table="cases_victim", field="service_tier", values=ServiceTier),
            one_of(table="cases_victim", field="kind", values=VictimKind),
            one_of(table="cases_victim", field="risk_level", values=RiskLevel),
            one_of(table="cases_victim", field="vps_status", values=VpsStatus),
        ]
        indexes = [models.Index(fields=["officer"], name="cases_victim_by_officer")]
        triggers = [following.begins_with_victim(), following.follows_victim()]


@keep_history(model_name="ConnectionHistory")
class Connection(models.Model):
    """Another person connected with a victim: relative, guardian, spokesperson, ISVA, FLO, officer in the case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    victim = models.ForeignKey(Victim, on_delete=models.PROTECT, related_name="connections")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="connections")
    kind = models.CharField(max_length=20, choices=ConnectionKind.choices())
    relationship = models.CharField(max_length=60, blank=True, default="")
    #: The family's primary contact, or the professional to use when several of a kind are known.
    is_primary = models.BooleanField(default=False)
    #: A suspect, a defendant, or living with one: never an addressee (domain.md 2.10). Null means not checked.
    is_suspect_or_lives_with_suspect = models.BooleanField(null=True, blank=True)
    #: The victim agreed that this person is told, what, and until when; null means until they say otherwise.
    has_consent = models.BooleanField(default=False)
    may_be_told = models.CharField(max_length=20, choices=MayBeTold.choices(), default=MayBeTold.NOT_ASKED)
    consent_ends_on = models.DateField(null=True, blank=True)
    #: How a relative of a victim who died wants to learn what is decided; of everybody else it is not asked.
    wish = models.CharField(
        max_length=30,
        choices=RelativeWish.choices(),
        default=RelativeWish.NOT_ASKED,
        db_default=RelativeWish.NOT_ASKED.value,
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True, default="")
    #: Why a relative is no longer told anything; empty for others, and for those who ended before it was asked.
    end_reason = models.CharField(max_length=30, choices=RelativeEnd.choices(), blank=True, default="", db_default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id victim kind is_primary recorded_at recorded_by ended_at ended_by has_consent "
        "may_be_told consent_ends_on",
        personal="person relationship wish",
        sensitive="is_suspect_or_lives_with_suspect end_reason",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One open primary per victim and kind; the primary of a family is never a suspect and lives with none."""

        constraints = [
            models.UniqueConstraint(
                fields=["victim", "kind"],
                condition=models.Q(is_primary=True, ended_at__isnull=True),
                name="cases_connection_one_primary_per_kind",
            ),
            one_of(table="cases_connection", field="kind", values=ConnectionKind),
            one_of(table="cases_connection", field="may_be_told", values=MayBeTold),
            models.CheckConstraint(
                name="cases_connection_nothing_told_without_consent",
                condition=models.Q(has_consent=True)
                | models.Q(may_be_told__in=[MayBeTold.NOTHING, MayBeTold.NOT_ASKED], consent_ends_on__isnull=True),
            ),
            models.CheckConstraint(
                name="cases_connection_no_suspect_speaks_for_the_family",
                condition=~models.Q(kind=ConnectionKind.CLOSE_RELATIVE)
                | models.Q(is_primary=False)
                | models.Q(is_suspect_or_lives_with_suspect__isnull=True)
                | models.Q(is_suspect_or_lives_with_suspect=False),
            ),
            models.CheckConstraint(
                name="cases_connection_only_a_relative_wishes",
                condition=models.Q(wish=RelativeWish.NOT_ASKED) | models.Q(kind=ConnectionKind.CLOSE_RELATIVE),
            ),
            models.CheckConstraint(
                name="cases_connection_end_reason_of_what_ended",
                condition=models.Q(end_reason="") | models.Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_connection_end_reason_known",
                condition=models.Q(end_reason__in=["", *(reason.value for reason in RelativeEnd)]),
            ),
            one_of(table="cases_connection", field="wish", values=RelativeWish),
            paired(table="cases_connection", stem="recorded"),
            paired(table="cases_connection", stem="ended"),
        ]
