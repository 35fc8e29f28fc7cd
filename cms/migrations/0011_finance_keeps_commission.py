from django.db import migrations


class Migration(migrations.Migration):
    """Grants, which the last of these migrations gives to a new database all at once."""

    dependencies = [
        ("cms", "0010_finance_sees_memberships_and_history"),
        ("commerce", "0019_earnings"),
    ]

    operations = []
