"""The Welsh side of a letter that leaves late, with the same apology and dates as its English."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0008_warning_overrides"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="addendum",
            name="nothing_else_changes",
        ),
        migrations.AddField(
            model_name="addendum",
            name="words_cy",
            field=models.JSONField(blank=True, default=list),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="addendum",
            trigger=pgtrigger.compiler.Trigger(
                name="nothing_else_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF NOT EXISTS (SELECT FROM communications_communication c WHERE c.id = NEW.communication_id AND c.approved_at IS NOT NULL AND (SELECT jsonb_agg(b.block ORDER BY b.place) FROM jsonb_array_elements(c.words) WITH ORDINALITY AS b(block, place) WHERE b.block->>'key' <> ALL ('{apology_late,vrr}')) IS NOT DISTINCT FROM (SELECT jsonb_agg(b.block ORDER BY b.place) FROM jsonb_array_elements(NEW.words) WITH ORDINALITY AS b(block, place) WHERE b.block->>'key' <> ALL ('{apology_late,vrr}')) AND (SELECT jsonb_agg(b.block ORDER BY b.place) FROM jsonb_array_elements(c.words_cy) WITH ORDINALITY AS b(block, place) WHERE b.block->>'key' <> ALL ('{apology_late,vrr}')) IS NOT DISTINCT FROM (SELECT jsonb_agg(b.block ORDER BY b.place) FROM jsonb_array_elements(NEW.words_cy) WITH ORDINALITY AS b(block, place) WHERE b.block->>'key' <> ALL ('{apology_late,vrr}'))) THEN RAISE EXCEPTION 'an addendum changes only what follows the day of leaving'; END IF; RETURN NEW;",
                    hash="91384157e95e4aa82398aa670a38bb03e8aa802c",
                    operation="INSERT",
                    pgid="pgtrigger_nothing_else_changes_e3107",
                    table="communications_addendum",
                    when="BEFORE",
                ),
            ),
        ),
    ]
