from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0013_finance_asks_and_books"),
        ("commerce", "0021_disputes"),
    ]

    operations = []
