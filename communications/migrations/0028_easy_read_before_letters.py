from django.db import migrations, models

CHOICES = [
    ("EASY_READ", "Easy read"),
    ("BEREAVED", "Bereaved"),
    ("SEXUAL_OFFENCES", "Sexual offences"),
    ("DOMESTIC_ABUSE", "Domestic abuse"),
    ("HATE_CRIME", "Hate crime"),
    ("CHILDREN", "Children"),
    ("REVIEW", "Review"),
    ("COURT", "Court"),
    ("STATEMENT", "Statement"),
    ("RIGHTS", "Rights"),
]
VALUES = [
    "EASY_READ",
    "BEREAVED",
    "SEXUAL_OFFENCES",
    "DOMESTIC_ABUSE",
    "HATE_CRIME",
    "CHILDREN",
    "REVIEW",
    "COURT",
    "STATEMENT",
    "RIGHTS",
]


class Migration(migrations.Migration):
    dependencies = [
        ("communications", "0027_telling_the_other_relatives"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="enclosure",
            name="communications_enclosure_leaflet_known",
        ),
        migrations.RemoveConstraint(
            model_name="leafletchoice",
            name="communications_leafletchoice_leaflet_known",
        ),
        migrations.AlterField(
            model_name="enclosure",
            name="leaflet",
            field=models.CharField(choices=CHOICES, max_length=40),
        ),
        migrations.AlterField(
            model_name="leafletchoice",
            name="leaflet",
            field=models.CharField(choices=CHOICES, max_length=40),
        ),
        migrations.AddConstraint(
            model_name="enclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("leaflet__in", VALUES)), name="communications_enclosure_leaflet_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="enclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("leaflet", "EASY_READ"), ("position", 0)),
                    models.Q(models.Q(("leaflet", "EASY_READ"), _negated=True), ("position__gt", 0)),
                    _connector="OR",
                ),
                name="communications_enclosure_easy_read_stands_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="leafletchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("leaflet__in", VALUES)), name="communications_leafletchoice_leaflet_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="leafletchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("leaflet", "EASY_READ"), _negated=True),
                name="communications_leafletchoice_never_of_easy_read",
            ),
        ),
    ]
