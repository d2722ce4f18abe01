"""Leaflets that go with a letter: what its writer said about them, and what went with it in the end."""

from typing import Any, ClassVar

from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, one_of, paired
from communications.models.communication import Communication
from communications.rules.vocabulary import Leaflet


class LeafletChoice(models.Model):
    """A writer leaves a leaflet out or adds one, with a reason. The newest counts (LEAF-5)."""

    id = models.BigAutoField(primary_key=True)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="leaflet_choices")
    leaflet = models.CharField(max_length=40, choices=Leaflet.choices())
    is_enclosed = models.BooleanField()
    reason = models.TextField()
    chosen_at = models.DateTimeField()
    chosen_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication is_enclosed chosen_at chosen_by", sensitive="leaflet reason"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """Never without a reason, never rewritten."""

        constraints = [
            models.CheckConstraint(
                name="communications_leafletchoice_has_reason", condition=~models.Q(reason__regex=r"^\s*$")
            ),
            one_of(table="communications_leafletchoice", field="leaflet", values=Leaflet),
            models.CheckConstraint(
                name="communications_leafletchoice_never_of_easy_read",
                condition=~models.Q(leaflet=Leaflet.EASY_READ.value),
            ),
            paired(table="communications_leafletchoice", stem="chosen"),
        ]
        triggers = [append_only()]


class Enclosure(models.Model):
    """One leaflet, or the easy-read page, that goes with an approved letter, its words frozen with the letter's.

    ``words`` and ``words_cy`` are {"title", "sections": [[heading, text]]}; the Welsh is empty where there is none.
    """

    id = models.BigAutoField(primary_key=True)
    communication = models.ForeignKey(Communication, on_delete=models.PROTECT, related_name="enclosures")
    leaflet = models.CharField(max_length=40, choices=Leaflet.choices())
    version = models.PositiveSmallIntegerField()
    #: From 1, in the order in which they lie behind the letter; the easy-read page stands before it, in place 0.
    position = models.PositiveSmallIntegerField()
    words = models.JSONField()
    words_cy = models.JSONField(default=dict, blank=True)
    #: Why it goes: the rule's words, or the writer's.
    reason = models.TextField()
    enclosed_at = models.DateTimeField()
    enclosed_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication version position enclosed_at enclosed_by", sensitive="leaflet words words_cy reason"
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """A leaflet goes once with a letter, in one place."""

        constraints = [
            models.UniqueConstraint(
                fields=["communication", "leaflet"], name="communications_enclosure_once_with_a_letter"
            ),
            models.UniqueConstraint(
                fields=["communication", "position"], name="communications_enclosure_one_in_each_place"
            ),
            one_of(table="communications_enclosure", field="leaflet", values=Leaflet),
            models.CheckConstraint(
                name="communications_enclosure_easy_read_stands_first",
                condition=models.Q(leaflet=Leaflet.EASY_READ.value, position=0)
                | (~models.Q(leaflet=Leaflet.EASY_READ.value) & models.Q(position__gt=0)),
            ),
            paired(table="communications_enclosure", stem="enclosed"),
        ]
        triggers = [append_only()]

    @property
    def pages(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give its words in English and in Welsh."""
        return self.words, self.words_cy
