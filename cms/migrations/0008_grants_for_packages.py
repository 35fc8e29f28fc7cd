from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0007_receipts_for_support_and_finance"),
        ("commerce", "0011_entitlements"),
    ]

    operations = []
