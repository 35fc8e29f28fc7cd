"""System checks on settings: a contradiction is named before the first request meets it."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security)
def stripe_is_whole(**_kwargs: Any) -> list[CheckMessage]:
    """Keys, webhook secret and address of the payment provider fit together."""
    found: list[CheckMessage] = []
    key = settings.STRIPE_SECRET_KEY
    live = key.startswith(("sk_live", "rk_live"))
    if key and not settings.STRIPE_WEBHOOK_SECRET:
        found.append(
            Warning(
                "STRIPE_WEBHOOK_SECRET is not set: the webhook address is closed.",
                hint="Payments are then settled only when a client confirms or the clock asks.",
                id="estuary.W001",
            )
        )
    if live and settings.DEBUG:
        found.append(Error("A live Stripe key must not be used with DEBUG.", id="estuary.E002"))
    if live and settings.STRIPE_API_BASE:
        found.append(
            Error("A live Stripe key must not be sent to another address.", id="estuary.E003")
        )
    return found


@register(Tags.database)
def requests_are_not_atomic(**_kwargs: Any) -> list[CheckMessage]:
    """A request in one transaction would hold locks while a provider is asked."""
    if settings.ATOMIC_REQUESTS or settings.DATABASES["default"].get("ATOMIC_REQUESTS"):
        return [Error("ATOMIC_REQUESTS must be off.", id="estuary.E004")]
    return []


@register(Tags.security, deploy=True)
def browsers_may_come(**_kwargs: Any) -> list[CheckMessage]:
    """Deployed without any allowed origin, no frontend can call the API."""
    if "*" in settings.ALLOWED_HOSTS:
        return [Error("ALLOWED_HOSTS must name its hosts.", id="estuary.E005")]
    if not settings.CORS_ALLOWED_ORIGINS:
        return [
            Warning(
                "CORS_ALLOWED_ORIGINS is empty: no browser on another origin can call the API.",
                id="estuary.W006",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def mail_leaves_the_house(**_kwargs: Any) -> list[CheckMessage]:
    """Deployed without a mail server, nobody can verify an address."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend") and not settings.EMAIL_HOST:
        return [Warning("EMAIL_HOST is not set: no mail is sent.", id="estuary.W007")]
    return []
