import django.db.models.deletion
from django.db import migrations, models

from cms.workflows.operations import renew_grants


def renew(apps, schema_editor):
    renew_grants(apps=apps)


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0022_streams_read_and_answered"),
        ("marketplace", "0007_followers"),
    ]

    operations = [
        migrations.AddField(
            model_name="postpage",
            name="captions",
            field=models.ForeignKey(
                blank=True,
                help_text="What is said, for those who cannot hear it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.mediaasset",
            ),
        ),
        migrations.AddField(
            model_name="postpage",
            name="duration_seconds",
            field=models.PositiveIntegerField(
                blank=True, help_text="Where the file does not tell it.", null=True
            ),
        ),
        migrations.AddField(
            model_name="postpage",
            name="media",
            field=models.ForeignKey(
                blank=True,
                help_text="What is watched or heard; an upload of the author's.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.mediaasset",
            ),
        ),
        migrations.RunPython(renew, migrations.RunPython.noop),
    ]
