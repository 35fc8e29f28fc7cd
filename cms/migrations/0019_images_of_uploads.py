import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0018_search_entries"),
        ("marketplace", "0006_uploads"),
    ]

    operations = [
        migrations.AddField(
            model_name="estuaryimage",
            name="asset",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                help_text="The upload it was made from; then it belongs to who uploaded it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="image",
                to="marketplace.mediaasset",
            ),
        ),
        migrations.AddField(
            model_name="estuaryimage",
            name="is_decorative",
            field=models.BooleanField(
                default=False, help_text="It says nothing: nothing is read aloud in its place."
            ),
        ),
    ]
