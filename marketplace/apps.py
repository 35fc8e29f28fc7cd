from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """Who offers what."""

    name = "marketplace"
