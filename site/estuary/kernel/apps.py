from django.apps import AppConfig


class KernelConfig(AppConfig):
    """The shared floor; knows no other app."""

    name = "estuary.kernel"
    label = "kernel"
