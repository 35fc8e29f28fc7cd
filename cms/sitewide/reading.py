"""A whole site's words in one answer, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from wagtail.models import Page, Site

from cms.library.pictures import picture
from cms.pages.api_fields import words_of
from cms.pages.models import HomePage, address_of
from cms.sitewide.models import Footer, MarketplaceCopy, Navigation, SeoDefaults
from cms.snippets.models import Announcement
from cms.visibility import public_pages

# A character for private use: rich texts are resolved together, and parted again at it.
_BETWEEN = "\ue003"


@dataclass
class _Reader:
    """What the answer refers to, found once for all of it."""

    language: str
    pages: dict[int, Page] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)

    def load_pages(self, ids: Iterable[int]) -> None:
        """Each public page by the id it is asked by, translated where there is a translation."""
        asked = dict(Page.objects.filter(pk__in=set(ids)).values_list("pk", "translation_key"))
        by_key: dict[Any, dict[str, Page]] = {}
        wanted = public_pages().filter(translation_key__in=set(asked.values()))
        for page in wanted.select_related("locale"):
            by_key.setdefault(page.translation_key, {})[page.locale.language_code] = page
        for pk, key in asked.items():
            versions = by_key.get(key, {})
            found = versions.get(self.language) or next(
                (page for page in versions.values() if page.pk == pk), None
            )
            if found is not None:
                self.pages[pk] = found

    def load_html(self, sources: Iterable[str]) -> None:
        """The rich texts with their links resolved, all at once."""
        texts = sorted({one for one in sources if one})
        shown = words_of(_BETWEEN.join(texts)).split(_BETWEEN)
        self.html = dict(zip(texts, shown, strict=True)) if texts else {}

    def link(self, raw: dict[str, Any]) -> dict[str, Any] | None:
        """Where a link leads; None when its page is not public."""
        if not raw.get("page"):
            address = raw.get("address") or ""
            own = address.startswith("/")
            return {
                "text": raw.get("text") or "",
                "url": f"{settings.FRONTEND_URL}{address}" if own else address,
                "page_id": None,
            }
        page = self.pages.get(raw["page"])
        if page is None:
            return None
        text = raw.get("text") or page.title
        return {"text": text, "url": address_of(page), "page_id": page.pk}

    def links(self, raws: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [shown for raw in raws if (shown := self.link(_value(raw)))]


def site_in(language: str) -> dict[str, Any]:
    """Everything that stands on every page of the first site, in the language with this code.

    Links to pages lead to their translations where there are any; what is not public is left out.
    """
    site = Site.objects.select_related("root_page__locale").get(is_default_site=True)
    settings_of = {model: model.for_site(site) for model in (Navigation, Footer, MarketplaceCopy)}
    seo = _seo(site)
    navigation, footer, copy = (settings_of[model] for model in settings_of)
    announcements = list(Announcement.objects.published().in_language(language))
    reader = _Reader(language)
    reader.load_pages(
        [
            *_pages_named(navigation.items.raw_data),
            *_pages_named(footer.columns.raw_data),
            *(one.page_id for one in announcements if one.page_id),
        ]
    )
    reader.load_html(
        [
            footer.note,
            copy.before_booking,
            copy.before_payment,
            copy.health_note,
            *(one.text for one in announcements),
        ]
    )
    return {
        "name": site.site_name,
        "url": f"{settings.FRONTEND_URL}/",
        "locale": language,
        "locales": _languages(),
        "navigation": _navigation(navigation, reader),
        "footer": {
            "columns": [
                {"text": raw["value"]["text"], "links": reader.links(raw["value"]["links"])}
                for raw in footer.columns.raw_data
            ],
            "note": reader.html.get(footer.note, ""),
        },
        "seo": seo,
        "copy": _copy(copy, reader),
        "announcements": [_announcement(one, reader) for one in announcements],
    }


def _languages() -> list[dict[str, str]]:
    """The languages that have a published first page."""
    names = dict(settings.WAGTAIL_CONTENT_LANGUAGES)
    homes = HomePage.objects.live().select_related("locale").order_by("locale__pk")
    return [
        {
            "code": home.locale.language_code,
            "name": names.get(home.locale.language_code, home.locale.language_code),
            "url": address_of(home) or "",
        }
        for home in homes
    ]


def _navigation(navigation: Navigation, reader: _Reader) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for raw in navigation.items.raw_data:
        value = raw["value"]
        if raw["type"] == "menu":
            items.append({"text": value["text"], "url": None, "page_id": None})
            items[-1]["links"] = reader.links(value["links"])
        elif shown := reader.link(value):
            items.append({**shown, "links": []})
    return [one for one in items if one["url"] or one["links"]]


def _seo(site: Site) -> dict[str, Any]:
    seo = SeoDefaults.for_site(site)
    return {
        "title_suffix": seo.title_suffix,
        "description": seo.description,
        "image": picture(image=seo.image, role="social"),
        "organisation": seo.organisation or site.site_name,
        "profiles": [raw["value"] for raw in seo.profiles.raw_data],
        "robots": "noindex" if seo.keep_away else "all",
    }


def _copy(copy: MarketplaceCopy, reader: _Reader) -> dict[str, Any]:
    return {
        "tagline": copy.tagline,
        "search_placeholder": copy.search_placeholder,
        "nothing_found": copy.nothing_found,
        "reasons_to_trust": [raw["value"] for raw in copy.reasons_to_trust.raw_data],
        "before_booking": reader.html.get(copy.before_booking, ""),
        "before_payment": reader.html.get(copy.before_payment, ""),
        "health_note": reader.html.get(copy.health_note, ""),
        "support_email": copy.support_email,
    }


def _announcement(one: Announcement, reader: _Reader) -> dict[str, Any]:
    link = reader.link({"text": one.link_text, "page": one.page_id, "address": one.address})
    return {
        "id": str(one.public_id),
        "title": one.title,
        "text": reader.html.get(one.text, ""),
        "tone": one.tone,
        "readers": one.readers,
        "link": link if one.link_text else None,
        "until": one.expire_at,
    }


def _pages_named(raw: Any) -> Iterable[int]:
    """The ids of the pages that a menu's stored value names."""
    for item in raw:
        value = _value(item)
        for link in map(_value, value.get("links") or [value]):
            if link.get("page"):
                yield link["page"]


def _value(raw: Any) -> dict[str, Any]:
    """What a block holds; items of a list come bare, or wrapped with an id."""
    return raw["value"] if isinstance(raw.get("value"), dict) else raw
