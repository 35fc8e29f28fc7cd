"""Whether this process lives, and whether it can do its work."""

from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from estuary.kernel.models import OutboxDelivery, OutboxEvent

# Facts older than this mean that nobody carries them: the worker is down.
LATE_SECONDS = 300


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Database and Redis answer; the age of the oldest waiting fact is told."""
    checks: dict[str, Any] = {}
    for name, check in (("database", _database), ("redis", _redis), ("outbox", _outbox)):
        try:
            checks[name] = check()
        except Exception as error:  # noqa: BLE001 - any failure at all means not ready
            checks[name] = {"ok": False, "error": type(error).__name__}
    ok = checks["database"]["ok"] and checks["redis"]["ok"]
    return JsonResponse(
        {"status": "ok" if ok else "unavailable", "checks": checks}, status=200 if ok else 503
    )


def _database() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"ok": True}


def _redis() -> dict[str, Any]:
    cache.set("health", "ok", 10)
    return {"ok": cache.get("health") == "ok"}


def _outbox() -> dict[str, Any]:
    now = timezone.now()
    event = OutboxEvent.objects.filter(relayed_at=None).order_by("recorded_at").first()
    delivery = (
        OutboxDelivery.objects.filter(done_at=None, parked_at=None).order_by("due_at").first()
    )
    ages = [(now - event.recorded_at).total_seconds()] if event else []
    ages += [(now - delivery.due_at).total_seconds()] if delivery else []
    oldest = max(0, round(max(ages, default=0)))
    return {"ok": oldest < LATE_SECONDS, "oldest_seconds": oldest}
