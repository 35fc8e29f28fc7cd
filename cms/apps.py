from django.apps import AppConfig


class CmsConfig(AppConfig):
    """Words and pictures: pages, snippets, editorial workflow, content API."""

    name = "cms"
