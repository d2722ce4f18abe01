import uuid

import django.db.models.deletion
from django.db import migrations, models

#: Nobody has been invited yet when this runs: no row ever takes these.
NOBODY = uuid.UUID(int=0)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_obligations_ended_lately"),
        ("communications", "0003_counted_timeliness"),
    ]

    operations = [
        migrations.AddField(
            model_name="portalinvitation",
            name="code_contact_point",
            field=models.ForeignKey(
                default=NOBODY,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="portal_invitations_confirmed_here",
                to="cases.contactpoint",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="portalaccount",
            name="sign_in_digest",
            field=models.CharField(default="", max_length=64, unique=True),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="portalcode",
            name="invitation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="codes",
                to="communications.portalinvitation",
            ),
        ),
        migrations.AddConstraint(
            model_name="portalcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("account__isnull", True), ("invitation__isnull", True), _connector="OR"),
                name="communications_portalcode_for_one_of_two",
            ),
        ),
        migrations.AddIndex(
            model_name="portalcode",
            index=models.Index(fields=["browser_digest", "-sent_at"], name="communications_code_of_browser"),
        ),
    ]
