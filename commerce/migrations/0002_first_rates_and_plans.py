from datetime import UTC, datetime

from django.db import migrations

from commerce.memberships.plans import lay_plans

BRACKETS = {0: 500, 5_000_00: 400, 10_000_00: 300}
FLOOR = 200
FROM_THE_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def set_first_rates(apps, schema_editor):
    """5, 4 and 3 %, never under 2."""
    schedule = apps.get_model("commerce", "CommissionSchedule").objects.create(
        effective_from=FROM_THE_BEGINNING, floor_basis_points=FLOOR
    )
    bracket = apps.get_model("commerce", "CommissionBracket")
    bracket.objects.bulk_create(
        bracket(schedule=schedule, over_cents=over, basis_points=points)
        for over, points in BRACKETS.items()
    )


def lay(apps, schema_editor):
    lay_plans(apps=apps)


class Migration(migrations.Migration):
    dependencies = [("commerce", "0001_initial")]
    replaces = [
        ("commerce", "0002_books_balance_and_never_change"),
        ("commerce", "0003_accounts_for_credits_and_packages"),
        ("commerce", "0004_rescheduling"),
        ("commerce", "0005_promotions"),
        ("commerce", "0006_credits"),
        ("commerce", "0007_refunds_in_credits"),
        ("commerce", "0008_saved_cards"),
        ("commerce", "0009_calendars_and_receipts"),
        ("commerce", "0010_planned_sessions"),
        ("commerce", "0011_entitlements"),
        ("commerce", "0012_packages_and_credits_are_sold"),
        ("commerce", "0013_courses"),
        ("commerce", "0014_promotions_and_moves"),
        ("commerce", "0015_waitlist"),
        ("commerce", "0016_webhook_accounts"),
        ("commerce", "0017_memberships"),
        ("commerce", "0018_reconciliation"),
        ("commerce", "0019_earnings"),
    ]
    operations = [
        migrations.RunPython(lay, migrations.RunPython.noop),
        migrations.RunPython(set_first_rates, migrations.RunPython.noop),
    ]
