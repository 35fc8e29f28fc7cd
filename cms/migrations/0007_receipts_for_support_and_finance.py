from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0006_finance_tries_refunds_again"),
        ("commerce", "0009_calendars_and_receipts"),
    ]

    operations = []
