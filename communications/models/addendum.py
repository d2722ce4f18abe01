"""What was put into approved words because they leave late. The approved words themselves never change."""

from typing import Any, ClassVar

import pgtrigger
from django.db import models

from accounts.classification import FieldClass, Mutability, append_only, classify, paired
from communications.models.communication import Communication
from communications.rules.late_letters import FOLLOWS_THE_DAY

#: The blocks of a letter that do not depend on the day on which it leaves, in their order.
_THE_REST = (
    "(SELECT jsonb_agg(b.block ORDER BY b.place) FROM jsonb_array_elements({words}) WITH ORDINALITY AS b(block, place) "
    "WHERE b.block->>'key' <> ALL ('{{{keys}}}'))"
)
#: The easy-read page says sorry as the letter does: with whoever has one, in each language in which it was frozen.
_SAME_PAGES = (
    "COALESCE((SELECT ROW(e.words = '{}'::jsonb, e.words_cy = '{}'::jsonb) FROM communications_enclosure e "
    "WHERE e.communication_id = NEW.communication_id AND e.leaflet = 'EASY_READ'), ROW(TRUE, TRUE)) "
    "IS DISTINCT FROM ROW(NEW.easy_read = '{}'::jsonb, NEW.easy_read_cy = '{}'::jsonb)"
)
_REFUSE_ANYTHING_ELSE = (  # noqa: S608 - constants only
    "IF NOT EXISTS (SELECT FROM communications_communication c WHERE c.id = NEW.communication_id "
    "AND c.approved_at IS NOT NULL AND {approved} IS NOT DISTINCT FROM {leaving} "
    "AND {approved_cy} IS NOT DISTINCT FROM {leaving_cy}) "
    "THEN RAISE EXCEPTION 'an addendum changes only what follows the day of leaving'; END IF; "
    "IF {other_pages} THEN RAISE EXCEPTION 'the easy-read page says sorry where the letter does'; END IF; RETURN NEW;"
).format(
    other_pages=_SAME_PAGES,
    approved=_THE_REST.format(words="c.words", keys=",".join(FOLLOWS_THE_DAY)),
    leaving=_THE_REST.format(words="NEW.words", keys=",".join(FOLLOWS_THE_DAY)),
    approved_cy=_THE_REST.format(words="c.words_cy", keys=",".join(FOLLOWS_THE_DAY)),
    leaving_cy=_THE_REST.format(words="NEW.words_cy", keys=",".join(FOLLOWS_THE_DAY)),
)


class Addendum(models.Model):
    """The words of a letter that leaves after its deadline although it was approved before: with the apology (LATE-2).

    Every message of the communication that leaves from then on carries these words, and the portal shows them.
    """

    id = models.BigAutoField(primary_key=True)
    communication = models.OneToOneField(Communication, on_delete=models.PROTECT, related_name="addendum")
    #: The whole letter as it leaves, in the shape of the approved words.
    words = models.JSONField()
    #: Its Welsh side, where it has one.
    words_cy = models.JSONField(default=list, blank=True)
    #: The easy-read page before it, as it leaves, where the reader has one; {"title", "sections"} as it is frozen.
    easy_read = models.JSONField(default=dict, blank=True)
    easy_read_cy = models.JSONField(default=dict, blank=True)
    #: SHA-256 of the words that a person approved, and of these.
    approved_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    #: When it was due, and when it was expected to leave.
    due_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=80)

    field_classes: ClassVar[dict[str, FieldClass]] = classify(
        public="id communication approved_digest digest due_at leaves_at added_at added_by",
        sensitive="words words_cy easy_read easy_read_cy",
    )
    mutability: ClassVar[Mutability] = Mutability.APPEND_ONLY

    class Meta:
        """It leaves late, was approved, and differs from what was approved only in what follows the day of leaving."""

        constraints = [
            models.CheckConstraint(
                name="communications_addendum_leaves_late", condition=models.Q(leaves_at__gt=models.F("due_at"))
            ),
            paired(table="communications_addendum", stem="added"),
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="nothing_else_changes",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=_REFUSE_ANYTHING_ELSE,
            ),
        ]

    @property
    def easy_read_pages(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give the words of the easy-read page in English and in Welsh; empty where there is none."""
        return self.easy_read, self.easy_read_cy
