from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0019_images_of_uploads"), ("live", "0004_feeds_and_webhooks")]

    operations = [
        migrations.CreateModel(
            name="GoneAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=2000)),
                ("gone_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("path",), name="gone_address_once")
                ],
            },
        ),
    ]
