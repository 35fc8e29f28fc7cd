from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0004_foundations"),
        ("commerce", "0006_credits"),
    ]

    operations = []
