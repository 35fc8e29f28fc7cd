"""Sentry, in web and huey processes alike, when an address for it is given."""

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.huey import HueyIntegration


def start_sentry(*, dsn: str, environment: str) -> None:
    """Send unexpected errors to Sentry; without a DSN this does nothing at all.

    Personal data stays here: no bodies, no cookies, no addresses.
    """
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        integrations=[DjangoIntegration(), HueyIntegration()],
        send_default_pii=False,
        max_request_body_size="never",
        traces_sample_rate=0.0,
    )
