from django.apps import AppConfig
from django.utils.module_loading import import_string


class CmsConfig(AppConfig):
    """Words and pictures: pages, snippets, editorial workflow, content API."""

    name = "cms"

    def ready(self) -> None:
        # By name: models can only be imported once every app is there.
        import_string("cms.receivers.connect")()
