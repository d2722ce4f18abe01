"""The Welsh side of a letter beside its English, what people translated, and who checked our standard Welsh."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_lists_without_joins"),
        ("communications", "0007_apology_in_late_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("slot", models.CharField(max_length=120)),
                ("english", models.TextField()),
                ("english_digest", models.CharField(max_length=64)),
                ("welsh", models.TextField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("WELSH_SPEAKING_STAFF", "Welsh speaking staff"),
                            ("TRANSLATION_UNIT", "Translation unit"),
                        ],
                        max_length=30,
                    ),
                ),
                ("translator", models.CharField(blank=True, default="", max_length=120)),
                ("translated_at", models.DateTimeField()),
                ("translated_by", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="TranslationCheck",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("checked_on", models.DateField()),
                ("translator", models.CharField(max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=80)),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="communication",
            name="approved_words_frozen",
        ),
        migrations.AddField(
            model_name="communication",
            name="context_cy",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="communication",
            name="english_alone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="communication",
            name="english_alone_by",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="communication",
            name="template_cy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="communications_in_welsh",
                to="communications.templateversion",
            ),
        ),
        migrations.AddField(
            model_name="communication",
            name="words_cy",
            field=models.JSONField(blank=True, default=list),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="approved_words_frozen",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.approved_at IS NOT NULL AND (OLD.words IS DISTINCT FROM NEW.words OR OLD.template_id IS DISTINCT FROM NEW.template_id OR OLD.recipient_id IS DISTINCT FROM NEW.recipient_id OR OLD.context IS DISTINCT FROM NEW.context OR OLD.approved_by IS DISTINCT FROM NEW.approved_by OR OLD.words_cy IS DISTINCT FROM NEW.words_cy OR OLD.context_cy IS DISTINCT FROM NEW.context_cy OR OLD.template_cy_id IS DISTINCT FROM NEW.template_cy_id OR OLD.english_alone_at IS DISTINCT FROM NEW.english_alone_at))",
                    func="RAISE EXCEPTION 'approved words, template and recipient are frozen';",
                    hash="76282b02b8099ea127aaa98413827b2d4c2fab2e",
                    operation="UPDATE",
                    pgid="pgtrigger_approved_words_frozen_39c01",
                    table="communications_communication",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="communication",
            trigger=pgtrigger.compiler.Trigger(
                name="pair_for_welsh_readers",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.approved_at IS NOT NULL AND NEW.template_id IS NOT NULL AND NEW.template_cy_id IS NULL AND NEW.english_alone_at IS NULL)",
                    func="IF (TG_OP = 'INSERT' OR OLD.approved_at IS NULL) AND EXISTS (SELECT FROM cases_person p WHERE p.id = NEW.recipient_id AND p.language = 'CY') THEN RAISE EXCEPTION 'a reader of Welsh gets Welsh and English together'; END IF; RETURN NEW;",
                    hash="7a28d72e94cea3de9ecbda7e6c774778a6e8940a",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_pair_for_welsh_readers_8bd88",
                    table="communications_communication",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("context_cy", {}), ("template_cy__isnull", True), ("words_cy", [])),
                    models.Q(
                        ("template__isnull", False),
                        ("template_cy__isnull", False),
                        models.Q(("words_cy", []), _negated=True),
                        models.Q(("context_cy", {}), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="communications_communication_welsh_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="communication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("english_alone_at__isnull", True), ("english_alone_by", "")),
                    models.Q(("english_alone_at__isnull", False), models.Q(("english_alone_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="communications_communication_english_alone_at_and_by_together",
            ),
        ),
        migrations.AddField(
            model_name="translation",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="translations", to="cases.case"
            ),
        ),
        migrations.AddField(
            model_name="translation",
            name="communication",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="translations",
                to="communications.communication",
            ),
        ),
        migrations.AddField(
            model_name="translationcheck",
            name="template",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="translation_check",
                to="communications.templateversion",
            ),
        ),
        migrations.AddIndex(
            model_name="translation",
            index=models.Index(fields=["case", "english_digest", "-id"], name="communications_translation_key"),
        ),
        migrations.AddIndex(
            model_name="translation",
            index=models.Index(fields=["communication", "slot", "-id"], name="communications_translated_slot"),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("english", ""), _negated=True), models.Q(("welsh", ""), _negated=True)),
                name="communications_translation_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("source", "TRANSLATION_UNIT"), _negated=True),
                    models.Q(("translator", ""), _negated=True),
                    _connector="OR",
                ),
                name="communications_translation_unit_is_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.CheckConstraint(
                condition=models.Q(("source__in", ["WELSH_SPEAKING_STAFF", "TRANSLATION_UNIT"])),
                name="communications_translation_source_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("translated_at__isnull", True), ("translated_by", "")),
                    models.Q(("translated_at__isnull", False), models.Q(("translated_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="communications_translation_translated_at_and_by_together",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translation",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="10a146fe339cf6a88823f12a567d14080aa72b31",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_eca4c",
                    table="communications_translation",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="translationcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recorded_at__isnull", True), ("recorded_by", "")),
                    models.Q(("recorded_at__isnull", False), models.Q(("recorded_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="communications_translationcheck_recorded_at_and_by_together",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="translationcheck",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="09beb63f0aaccd14cb6717283e998a279db34c18",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0c7c8",
                    table="communications_translationcheck",
                    when="BEFORE",
                ),
            ),
        ),
    ]
