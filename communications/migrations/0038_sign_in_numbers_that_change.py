from django.db import migrations, models
from django.db.models import F


def from_the_opening(apps, _schema_editor) -> None:
    """Let every number hold since the opening of its account: so it stays the number that people know."""
    apps.get_model("communications", "PortalAccount").objects.update(number_since=F("opened_at"))


class Migration(migrations.Migration):
    dependencies = [("communications", "0037_when_to_read_hard_news")]

    operations = [
        migrations.AddField(
            model_name="portalaccount", name="number_since", field=models.DateTimeField(null=True)
        ),
        migrations.RunPython(from_the_opening, migrations.RunPython.noop),
        migrations.AlterField(model_name="portalaccount", name="number_since", field=models.DateTimeField()),
    ]
