from django.apps import AppConfig


class TasksConfig(AppConfig):
    """When: the third entrance, beside HTTP and sockets."""

    name = "tasks"
