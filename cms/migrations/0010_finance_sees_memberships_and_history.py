from django.db import migrations

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0009_support_sees_waitlists_and_cancels"),
        ("commerce", "0018_reconciliation"),
    ]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
