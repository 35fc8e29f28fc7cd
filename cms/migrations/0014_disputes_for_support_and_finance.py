from django.db import migrations

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0013_finance_asks_and_books"),
        ("commerce", "0021_disputes"),
    ]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
