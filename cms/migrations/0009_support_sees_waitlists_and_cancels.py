from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0008_grants_for_packages"),
        ("commerce", "0015_waitlist"),
    ]

    operations = []
