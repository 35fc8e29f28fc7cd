from django.db import migrations

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0012_finance_moves_payouts_on"),
        ("commerce", "0020_payouts"),
    ]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
