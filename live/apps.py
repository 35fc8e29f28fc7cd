from django.apps import AppConfig


class LiveConfig(AppConfig):
    """People talking, meeting, and being told."""

    name = "live"
