"""Reasons for which words stay although the letter gate warned of them (GATE-24)."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0007_letters_in_welsh"),
    ]

    operations = [
        migrations.CreateModel(
            name="WarningOverride",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("rule", models.CharField(max_length=20)),
                ("block", models.CharField(blank=True, default="", max_length=40)),
                ("words", models.TextField(blank=True, default="")),
                ("finding_key", models.CharField(max_length=16)),
                ("reason", models.TextField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=80)),
                (
                    "communication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overrides",
                        to="communications.communication",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("communication", "finding_key"), name="communications_warningoverride_once_per_finding"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^\\s*$"), _negated=True),
                        name="communications_warningoverride_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("made_at__isnull", True), ("made_by", "")),
                            models.Q(("made_at__isnull", False), models.Q(("made_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="communications_warningoverride_made_at_and_by_together",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="warningoverride",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5d2fc337b1cbd6f6d08d3c0c795cd08d288e6abf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_80fd3",
                    table="communications_warningoverride",
                    when="BEFORE",
                ),
            ),
        ),
    ]
