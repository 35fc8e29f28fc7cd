"""Where the frontend shows pages."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings


def path_at(url_path: str, roots: Iterable[Any]) -> str | None:
    """The path on its site of what lies at `url_path` of the tree; None outside every site.

    Other languages than the site's first begin with theirs.
    """
    for root in roots:
        if url_path.startswith(root.root_path):
            below = url_path[len(root.root_path) :]
            language = root.language_code
            return f"/{below}" if language == settings.LANGUAGE_CODE else f"/{language}/{below}"
    return None


def address_at(url_path: str, roots: Iterable[Any]) -> str | None:
    """The same as an address."""
    path = path_at(url_path, roots)
    return None if path is None else f"{settings.FRONTEND_URL}{path}"
