from django.apps import AppConfig


class CommerceConfig(AppConfig):
    """Time and money: promised, taken, owed and given back."""

    name = "commerce"
