from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0011_finance_keeps_commission"),
        ("commerce", "0020_payouts"),
    ]

    operations = []
