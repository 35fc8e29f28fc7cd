from django.db import migrations

from cms.workflows.operations import lay_foundations


def lay(apps, schema_editor):
    lay_foundations(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0015_the_content_model"),
    ]

    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
