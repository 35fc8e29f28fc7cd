"""What is at an address: a page, the way to where it is now, or nothing any more.

A page wins over a redirect: an address that is used again leads to what is there. Redirects to
pages follow the page wherever it goes; chains of links are followed to their end in one query,
and a circle leads nowhere.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from cms.changes.models import GoneAddress
from cms.pages.models import address_of
from cms.pages.visibility import public_pages
from cms.resolving import paths
from cms.resolving.states import Resolution

CHAIN = """
WITH RECURSIVE chain AS (
    SELECT * FROM wagtailredirects_redirect WHERE old_path = ANY(%(paths)s)
  UNION
    SELECT following.* FROM chain JOIN wagtailredirects_redirect AS following
    ON following.old_path = COALESCE(NULLIF(RTRIM(CASE
        WHEN chain.redirect_link LIKE '/%%' THEN chain.redirect_link
        WHEN STARTS_WITH(chain.redirect_link, %(frontend)s)
        THEN SUBSTR(chain.redirect_link, LENGTH(%(frontend)s) + 1)
    END, '/'), ''), '/')
    WHERE chain.redirect_page_id IS NULL AND (
        chain.redirect_link LIKE '/%%' OR STARTS_WITH(chain.redirect_link, %(frontend)s)
    )
)
SELECT * FROM chain
"""


@dataclass(frozen=True)
class Found:
    """What is at an address, and what is needed to go on from there."""

    kind: Resolution
    page_id: int | None = None
    target: str = ""
    is_permanent: bool = False


def find(address: str) -> Found:
    """Look an address of the frontend up, with or without its host."""
    path = paths.plain(address)
    candidates = paths.in_the_tree(path, Site.get_site_root_paths())
    at = {url_path: place for place, url_path in enumerate(candidates)}
    pages = public_pages(Page.objects.filter(url_path__in=candidates))
    shown = sorted(pages.values_list("url_path", "pk"), key=lambda row: at[row[0]])
    if shown:
        return Found(kind=Resolution.PAGE, page_id=shown[0][1])
    return _redirected(address) or _gone(path, candidates)


def _redirected(address: str) -> Found | None:
    starts = paths.of_redirects(address)
    end, is_permanent = _end_of_chain(starts)
    if end is None:
        return None
    target = end.redirect_link
    if end.redirect_page_id:
        pages = Page.objects.filter(pk=end.redirect_page_id)
        page = public_pages(pages).first()
        if page is None:
            return Found(kind=Resolution.GONE) if _unpublished(pages).exists() else None
        target = address_of(page) or ""
    elif target.startswith("/"):
        target = f"{settings.FRONTEND_URL}{target}"
    if not target:
        return None
    return Found(kind=Resolution.REDIRECT, target=target, is_permanent=is_permanent)


def _end_of_chain(starts: list[str]) -> tuple[Redirect | None, bool]:
    """The last redirect of the chain that begins at one of these, the first that there is.

    It is permanent when every link of it is.
    """
    rows = Redirect.objects.raw(CHAIN, {"paths": starts, "frontend": settings.FRONTEND_URL})
    # One for a site is more to the point than one for all.
    by_path = {row.old_path: row for row in sorted(rows, key=lambda row: row.site_id or 0)}
    here = next((by_path[start] for start in starts if start in by_path), None)
    is_permanent, seen = True, set()
    while here is not None:
        is_permanent = is_permanent and here.is_permanent
        seen.add(here.old_path)
        onward = None if here.redirect_page_id else paths.of_link(here.redirect_link)
        if onward is None or onward not in by_path:
            return here, is_permanent
        if onward in seen:  # a circle
            return None, False
        here = by_path[onward]
    return None, False


def _gone(path: str, candidates: list[str]) -> Found:
    left = _unpublished(Page.objects.filter(url_path__in=candidates))
    if GoneAddress.objects.filter(path=path).exists() or left.exists():
        return Found(kind=Resolution.GONE)
    return Found(kind=Resolution.NOT_FOUND)


def _unpublished(pages: Any) -> QuerySet[Page]:
    """Those among these that anybody could read once."""
    return pages.filter(live=False, first_published_at__isnull=False).public()
