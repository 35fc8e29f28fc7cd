from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0012_finance_moves_payouts_on"),
        ("commerce", "0020_payouts"),
    ]

    operations = []
