from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_lists_without_joins"),
        ("cases", "0009_open_figures_from_the_list_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="workitem",
            name="cases_workitem_kind_known",
        ),
        migrations.AlterField(
            model_name="workitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CONFIRM_PROPOSAL", "Confirm proposal"),
                    ("CORRECTION", "Correction"),
                    ("UNKNOWN_RESULT", "Unknown result"),
                    ("SAFETY_MESSAGE", "Safety message"),
                    ("DRAFT_LETTER", "Draft letter"),
                    ("DEADLINE_NEAR", "Deadline near"),
                    ("DEADLINE_MISSED", "Deadline missed"),
                    ("DELIVERY_FAILED", "Delivery failed"),
                    ("UNDECIDED_DELIVERY", "Undecided delivery"),
                    ("HELD_COMMUNICATION", "Held communication"),
                    ("NO_SAFE_CHANNEL", "No safe channel"),
                    ("NO_CONTACT_DETAILS", "No contact details"),
                    ("PROMISE_DUE", "Promise due"),
                    ("PROMISE_MISSED", "Promise missed"),
                    ("ADDRESSEE_UNCLEAR", "Addressee unclear"),
                    ("TELL_THROUGH_INTERMEDIARY", "Tell through intermediary"),
                    ("RECONCILIATION", "Reconciliation"),
                    ("EXEMPTION_APPROVAL", "Exemption approval"),
                    ("CHECK_DUTY", "Check duty"),
                    ("TRANSLATION", "Translation"),
                    ("NOT_TAKEN_IN", "Not taken in"),
                ],
                max_length=40,
            ),
        ),
        migrations.AddConstraint(
            model_name="workitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "CONFIRM_PROPOSAL",
                            "CORRECTION",
                            "UNKNOWN_RESULT",
                            "SAFETY_MESSAGE",
                            "DRAFT_LETTER",
                            "DEADLINE_NEAR",
                            "DEADLINE_MISSED",
                            "DELIVERY_FAILED",
                            "UNDECIDED_DELIVERY",
                            "HELD_COMMUNICATION",
                            "NO_SAFE_CHANNEL",
                            "NO_CONTACT_DETAILS",
                            "PROMISE_DUE",
                            "PROMISE_MISSED",
                            "ADDRESSEE_UNCLEAR",
                            "TELL_THROUGH_INTERMEDIARY",
                            "RECONCILIATION",
                            "EXEMPTION_APPROVAL",
                            "CHECK_DUTY",
                            "TRANSLATION",
                            "NOT_TAKEN_IN",
                        ],
                    )
                ),
                name="cases_workitem_kind_known",
            ),
        ),
    ]
