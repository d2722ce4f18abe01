from django.db import migrations, models

import communications.rules.vocabulary


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0005_words_seen_again_and_other_ways"),
    ]

    operations = [
        migrations.AddField(
            model_name="portalinvitation",
            name="channel",
            field=models.CharField(
                choices=[
                    ("EMAIL", "Email"),
                    ("TEXT", "Text"),
                    ("POST", "Post"),
                    ("PORTAL", "Portal"),
                    ("INTERMEDIARY_EMAIL", "Intermediary email"),
                ],
                db_default="EMAIL",
                max_length=30,
            ),
        ),
        migrations.AddField(
            model_name="portalinvitation",
            name="reference",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="portalinvitation",
            name="wiped_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddIndex(
            model_name="portalinvitation",
            index=models.Index(
                condition=models.Q(
                    ("channel", communications.rules.vocabulary.Channel["POST"]), ("wiped_at__isnull", True)
                ),
                fields=["expires_at"],
                name="communications_letter_to_wipe",
            ),
        ),
        migrations.AddConstraint(
            model_name="portalinvitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="communications_portalinvitation_one_per_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="portalinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("channel", communications.rules.vocabulary.Channel["POST"]),
                        models.Q(("reference", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("channel", communications.rules.vocabulary.Channel["POST"]), _negated=True),
                        ("reference", ""),
                    ),
                    _connector="OR",
                ),
                name="communications_portalinvitation_letter_has_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="portalinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["EMAIL", "TEXT", "POST", "PORTAL", "INTERMEDIARY_EMAIL"])),
                name="communications_portalinvitation_channel_known",
            ),
        ),
    ]
