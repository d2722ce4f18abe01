"""How it stands between us and each victim: what the list of victims is found, ordered and counted by.

One row per victim, so that the list is one index and needs no join. Nobody writes it by hand: triggers on the victim,
the case (`cases.models.following`), the communications and the promises keep it true, whichever process changed them.
"""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce, Greatest

from accounts import copies
from accounts.classification import FieldClass, Mutability, classify, one_of
from cases.models.case import Case
from cases.models.victim import Victim
from cases.rules.vocabulary import ServiceTier


class VictimStanding(models.Model):
    """How it stands between us and one victim: whose they are, whom they may be shown to, when they last heard."""

    victim = models.OneToOneField(Victim, primary_key=True, on_delete=models.CASCADE, related_name="standing")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="standings")
    #: Of the victim and the case, kept true by the database.
    officer_id = models.UUIDField(null=True, editable=False)
    area_code = models.CharField(max_length=40, editable=False)
    unit_id = models.UUIDField(editable=False)
    is_rasso = models.BooleanField(editable=False)
    is_restricted = models.BooleanField(editable=False)
    service_tier = models.CharField(max_length=20, choices=ServiceTier.choices(), editable=False)
    #: Somebody still has to keep in touch: contact is wanted and has not ended, and the case goes on.
    is_live = models.BooleanField(editable=False)
    #: When contact began; before it did, when the case was opened.
    began_at = models.DateTimeField(editable=False)
    #: When a letter or message last left for them; null before the first.
    last_contact_at = models.DateTimeField(null=True, editable=False)
    #: The nearest date on which they were promised to hear from us; null where no promise is in force.
    next_promise_on = models.DateField(null=True, editable=False)
    #: How many things are not settled with them (`cases.rules.agreed`); null while nobody has looked.
    missing_count = models.PositiveSmallIntegerField(null=True, editable=False)
    #: Since when they have waited to hear from us.
    waiting_since = models.GeneratedField(
        expression=Greatest("began_at", "last_contact_at"), output_field=models.DateTimeField(), db_persist=True
    )
    #: Where they stand in the order of promises: whoever was promised nothing comes first.
    promise_place = models.GeneratedField(
        expression=Coalesce("next_promise_on", models.Value(dt.date(1900, 1, 1))),
        output_field=models.DateField(),
        db_persist=True,
    )

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="victim case officer_id area_code unit_id service_tier is_live began_at last_contact_at "
        "next_promise_on missing_count waiting_since promise_place",
        sensitive="is_rasso is_restricted",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """Shown to nobody who may not see the case; each order of the list is an index."""

        constraints = [
            copies.SameAs(
                name="cases_victimstanding_restricted_as_its_case",
                table="cases_case",
                columns={"case_id": "id", "is_rasso": "is_rasso", "is_restricted": "is_restricted"},
            ),
            one_of(table="cases_victimstanding", field="service_tier", values=ServiceTier),
        ]
        indexes = [
            models.Index(
                fields=["area_code", "waiting_since", "victim"],
                include=["is_rasso", "is_restricted", "officer_id", "service_tier"],
                name="cases_standing_area_waiting",
                condition=models.Q(is_live=True),
            ),
            models.Index(
                fields=["unit_id", "waiting_since", "victim"],
                include=["is_rasso", "is_restricted", "officer_id", "service_tier"],
                name="cases_standing_unit_waiting",
                condition=models.Q(is_live=True),
            ),
            models.Index(
                fields=["area_code", "promise_place", "victim"],
                include=["is_rasso", "is_restricted", "officer_id", "service_tier"],
                name="cases_standing_area_promise",
                condition=models.Q(is_live=True),
            ),
            models.Index(
                fields=["unit_id", "promise_place", "victim"],
                include=["is_rasso", "is_restricted", "officer_id", "service_tier"],
                name="cases_standing_unit_promise",
                condition=models.Q(is_live=True),
            ),
            models.Index(
                fields=["officer_id", "waiting_since", "victim"],
                include=["is_rasso", "is_restricted", "area_code", "unit_id", "service_tier", "promise_place"],
                name="cases_standing_officer",
                condition=models.Q(is_live=True),
            ),
        ]
