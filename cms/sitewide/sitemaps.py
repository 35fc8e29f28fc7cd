"""Every public address for search engines: pages and modalities, with when they last changed."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from wagtail.models import Page, Site, get_page_models

from cms.pages.addresses import address_at
from cms.pages.models import HeadlessPage
from cms.pages.visibility import public_pages
from cms.sitewide.models import SeoDefaults
from cms.taxonomy.models import Modality
from cms.taxonomy.reading import path_of

# The protocol allows 50,000; a file of this size is made within the time of a request.
ADDRESSES_IN_A_FILE = 5_000


class Addresses(Sitemap):
    """Addresses of the frontend, whatever host answers with the list of them."""

    limit = ADDRESSES_IN_A_FILE

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> Any:
        pages = self.paginator
        items = list(pages.page(page).object_list)
        alternates = self.alternates_of(items, among=pages.object_list)
        return [
            {
                "item": item,
                "location": self.location(item),
                "lastmod": self.lastmod(item),
                "changefreq": None,
                "priority": "",
                "alternates": alternates.get(item.translation_key, []),
            }
            for item in items
        ]

    def alternates_of(self, items: list[Any], *, among: Any) -> dict[Any, list[dict[str, str]]]:
        """For what is there in several languages all its addresses, its own as well."""
        keys = {item.translation_key for item in items}
        said: dict[Any, list[dict[str, str]]] = {}
        for one in among.filter(translation_key__in=keys).select_related("locale"):
            said.setdefault(one.translation_key, []).append(
                {"lang_code": one.locale.language_code, "location": self.location(one)}
            )
        return {key: addresses for key, addresses in said.items() if len(addresses) > 1}

    def location(self, item: Any) -> str:
        raise NotImplementedError

    def lastmod(self, item: Any) -> Any:
        return item.last_published_at


class PageAddresses(Addresses):
    """Of all pages that the public sees and search engines may show."""

    def items(self) -> QuerySet[Page]:
        if _keeps_away():
            return Page.objects.none()
        hidden = Q(pk=None)
        for model in get_page_models():
            if issubclass(model, HeadlessPage):
                hidden |= Q(pk__in=model.objects.filter(is_hidden_from_search_engines=True))
        roots = Q(pk=None)
        for root in self._roots:
            roots |= Q(url_path__startswith=root.root_path)
        shown = public_pages().filter(roots).exclude(hidden)
        columns = ("url_path", "last_published_at", "translation_key", "locale")
        return shown.only(*columns).order_by("path")

    def location(self, item: Page) -> str:
        return address_at(item.url_path, self._roots) or ""

    @cached_property
    def _roots(self) -> list[Any]:
        return Site.get_site_root_paths()  # from the cache, once for all addresses of a file


class ModalityAddresses(Addresses):
    def items(self) -> QuerySet[Modality]:
        if _keeps_away():
            return Modality.objects.none()
        return Modality.objects.published().select_related("locale").order_by("pk")

    def location(self, item: Modality) -> str:
        return f"{settings.FRONTEND_URL}{path_of(item)}"


def _keeps_away() -> bool:
    site = Site.objects.get(is_default_site=True)
    return SeoDefaults.for_site(site).keep_away


SITEMAPS: dict[str, type[Addresses]] = {"pages": PageAddresses, "modalities": ModalityAddresses}
