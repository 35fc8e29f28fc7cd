from django.db import migrations

from cms.workflows.operations import renew_grants


def renew(apps, schema_editor):
    renew_grants(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0004_foundations"),
        ("commerce", "0006_credits"),
    ]

    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
