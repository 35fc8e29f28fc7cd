from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0009_support_sees_waitlists_and_cancels"),
        ("commerce", "0018_reconciliation"),
    ]

    operations = []
