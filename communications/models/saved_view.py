"""Saved views: the filters that a member of staff chose for a list and wants again."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, classify, one_of, paired
from accounts.models import StaffUser
from communications.rules.vocabulary import ListName


class SavedView(models.Model):
    """The filters of one list under a name of their own. Seen by nobody but whoever saved them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(StaffUser, on_delete=models.CASCADE, related_name="saved_views")
    list_name = models.CharField(max_length=20, choices=ListName.choices())
    #: In the words of whoever saved it, so possibly about a person: shown to them alone, never in an address or title.
    name = models.CharField(max_length=60)
    #: As they stand in an address: [["due", "OVERDUE"], ["tier", "RASSO"]]. Codes only.
    filters = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id user list_name filters saved_at saved_by", personal="name"
    )
    mutability: ClassVar[Mutability] = Mutability.MUTABLE

    class Meta:
        """A name is used once for a list; saving under it again replaces the filters."""

        constraints = [
            models.UniqueConstraint(fields=["user", "list_name", "name"], name="communications_savedview_one_per_name"),
            models.CheckConstraint(name="communications_savedview_has_name", condition=~models.Q(name="")),
            one_of(table="communications_savedview", field="list_name", values=ListName),
            paired(table="communications_savedview", stem="saved"),
        ]
