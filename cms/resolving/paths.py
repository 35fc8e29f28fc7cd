"""An address as people give it, in the forms in which pages and redirects keep it."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from wagtail.contrib.redirects.models import Redirect


def plain(address: str) -> str:
    """The path as pages have it, such as `/about/`: decoded, without host, query and fragment."""
    path = unquote(urlsplit(address.strip()).path).strip("/")
    return f"/{path}/" if path else "/"


def in_the_tree(path: str, roots: Iterable[Any]) -> list[str]:
    """Where in the tree the page of a plain path may lie, the likeliest first.

    Other languages than the site's first begin with theirs.
    """
    found = []
    for root in roots:
        own = root.language_code == settings.LANGUAGE_CODE
        prefix = "/" if own else f"/{root.language_code}/"
        if path.startswith(prefix):
            found.append((len(prefix), f"{root.root_path}{path[len(prefix) :]}"))
    return [url_path for _, url_path in sorted(found, reverse=True)]


def of_redirects(address: str) -> list[str]:
    """How redirects from an address may be kept: with its query, and without."""
    parts = urlsplit(address.strip())
    query = f"?{parts.query}" if parts.query else ""
    forms = (Redirect.normalise_path(f"{parts.path}{query}"), Redirect.normalise_path(parts.path))
    return list(dict.fromkeys(forms))


def of_link(link: str) -> str | None:
    """The path, as redirects keep it, that a link of ours leads to; None for links elsewhere."""
    if link.startswith(settings.FRONTEND_URL):
        link = link[len(settings.FRONTEND_URL) :] or "/"
    if not link.startswith("/") or link.startswith("//"):
        return None
    return Redirect.normalise_path(link)
