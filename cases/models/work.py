"""Work for a person: whatever the system may not decide, or could not finish."""

import uuid
from typing import ClassVar

from django.db import models

from accounts import copies
from accounts.classification import FieldClass, Mutability, classify, one_of, paired
from accounts.models import StaffUser, Unit
from cases.models.case import Case
from cases.models.victim import Victim
from cases.rules.vocabulary import WorkKind, WorkState


class WorkItem(models.Model):
    """One thing for one unit (and perhaps one officer) to do, with the words of what and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40, choices=WorkKind.choices())
    #: Raising the same work twice is one item while it is open.
    key = models.CharField(max_length=200)
    #: That its unit and its case exist is checked once, with the copies of their facts (``SameAs`` below).
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="work_items", db_constraint=False)
    #: Of the unit, and those of the case: filled and kept true by the database, so that the list of work is one index.
    area_code = models.CharField(max_length=40, default="", editable=False)
    is_rasso = models.BooleanField(default=False, editable=False)
    is_restricted = models.BooleanField(default=False, editable=False)
    #: Indexed below where there is one, as is the victim: work of decisions, by far the most, names neither.
    officer = models.ForeignKey(
        StaffUser, null=True, blank=True, on_delete=models.PROTECT, related_name="work_items", db_index=False
    )
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="work_items", db_constraint=False
    )
    victim = models.ForeignKey(
        Victim, null=True, blank=True, on_delete=models.PROTECT, related_name="work_items", db_index=False
    )
    #: ``<table>:<id>`` of what the work is about, for example ``message:123`` or ``proposal:<uuid>``.
    about = models.CharField(max_length=120, blank=True, default="")
    #: What to do and why, free of personal data: names are shown from the record.
    summary = models.CharField(max_length=300)
    is_for_manager = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=WorkState.choices(), default=WorkState.OPEN)
    raised_at = models.DateTimeField()
    raised_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=80, blank=True, default="")
    outcome = models.CharField(max_length=300, blank=True, default="")

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id kind key unit area_code officer case victim about summary is_for_manager due_at state raised_at "
        "raised_by done_at done_by",
        sensitive="is_rasso is_restricted outcome",
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """One open item per key; done means somebody did it."""

        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state="OPEN"), name="cases_workitem_one_open_per_key"
            ),
            models.CheckConstraint(
                name="cases_workitem_done_has_time",
                condition=(models.Q(state="DONE") & models.Q(done_at__isnull=False))
                | (models.Q(state="OPEN") & models.Q(done_at__isnull=True)),
            ),
            copies.SameAs(
                name="cases_workitem_in_the_area_of_its_unit",
                table="accounts_unit",
                columns={"unit_id": "id", "area_code": "area_id"},
            ),
            copies.SameAs(
                name="cases_workitem_restricted_as_its_case",
                table="cases_case",
                columns={"case_id": "id", "is_rasso": "is_rasso", "is_restricted": "is_restricted"},
            ),
            one_of(table="cases_workitem", field="kind", values=WorkKind),
            one_of(table="cases_workitem", field="state", values=WorkState),
            paired(table="cases_workitem", stem="raised"),
            paired(table="cases_workitem", stem="done"),
        ]
        indexes = [
            models.Index(
                fields=["officer"], name="cases_workitem_of_officer", condition=models.Q(officer__isnull=False)
            ),
            models.Index(fields=["victim"], name="cases_workitem_of_victim", condition=models.Q(victim__isnull=False)),
            # Everything the list asks of an item before it is shown, so that counting reads nothing but the index.
            models.Index(
                fields=["unit", "due_at", "id"],
                include=["is_rasso", "is_restricted", "is_for_manager", "kind", "officer"],
                name="cases_workitem_unit_open",
                condition=models.Q(state="OPEN"),
            ),
            models.Index(
                fields=["area_code", "due_at", "id"],
                include=["is_rasso", "is_restricted", "is_for_manager", "kind", "officer"],
                name="cases_workitem_area_open",
                condition=models.Q(state="OPEN"),
            ),
        ]
        triggers = copies.fills_copies_unless(
            copies.Owner(table="accounts_unit", by="unit_id", copies={"area_code": "area_id"}),
            copies.Owner(
                table="cases_case", by="case_id", copies={"is_rasso": "is_rasso", "is_restricted": "is_restricted"}
            ),
            given="area_code",
        )
