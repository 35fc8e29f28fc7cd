"""Where the frontend shows pages."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from wagtail.models import Site


def address_at(url_path: str, roots: Iterable[Any] | None = None) -> str | None:
    """The address of what lies at `url_path` of the tree, or None when it is outside every site."""
    for root in Site.get_site_root_paths() if roots is None else roots:
        if url_path.startswith(root.root_path):
            return f"{settings.FRONTEND_URL}/{url_path[len(root.root_path) :]}"
    return None
