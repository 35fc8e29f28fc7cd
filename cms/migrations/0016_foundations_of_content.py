from django.db import migrations


class Migration(migrations.Migration):
    """First pages and grants, which the last of these migrations lays all at once."""

    dependencies = [
        ("cms", "0015_the_content_model"),
    ]

    operations = []
