from django.db import migrations

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0010_finance_sees_memberships_and_history"),
        ("commerce", "0019_earnings"),
    ]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
