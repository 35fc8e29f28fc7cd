from django.apps import AppConfig
from django.conf import settings

from estuary import checks as checks  # registers the system checks
from estuary import observing


class EstuaryConfig(AppConfig):
    """The roots: settings' checks and error reporting, in every process."""

    name = "estuary"
    label = "estuary"

    def ready(self) -> None:
        observing.start_sentry(dsn=settings.SENTRY_DSN, environment=settings.SENTRY_ENVIRONMENT)
