from importlib import import_module

from django.apps import AppConfig

# huey looks for `<app>.tasks`, which does not fit an app of that name: these are imported here.
MODULES = (
    "relay",
    "accounts",
    "bookings",
    "content",
    "credits",
    "disputes",
    "earnings",
    "entitlements",
    "expiries",
    "media",
    "memberships",
    "notifications",
    "payments",
    "payouts",
    "previews",
    "publishing",
    "receipts",
    "reconciliation",
    "streams",
    "waitlist",
)


class TasksConfig(AppConfig):
    """When: the third entrance, beside HTTP and sockets."""

    name = "tasks"

    def ready(self) -> None:
        for module in MODULES:
            import_module(f"tasks.{module}")
