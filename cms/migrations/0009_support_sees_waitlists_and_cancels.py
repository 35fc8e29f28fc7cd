from django.db import migrations

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0008_grants_for_packages"),
        ("commerce", "0015_waitlist"),
    ]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
