from django.db import migrations

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0007_receipts_for_support_and_finance"),
        ("commerce", "0011_entitlements"),
    ]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
