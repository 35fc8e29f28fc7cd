"""What the block picker shows in places where a row is chosen: the first one there is."""

from typing import Any

from django.apps import apps


def image() -> dict[str, Any]:
    """An image for a preview, or the empty place of one."""
    return {"image": first("cms.EstuaryImage"), "alt_text": "A sample", "decorative": False}


def first(model: str) -> Any:
    """The oldest row of a model."""
    return apps.get_model(model)._default_manager.order_by("pk").first()
