"""A whole site's words in one answer, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from wagtail.models import Locale, Site

from cms.pages import rich_text
from cms.pages.loading import load
from cms.pages.models import HomePage, address_of
from cms.pages.references import Asked, Loaded, Wanted
from cms.sitewide.models import Footer, MarketplaceCopy, Navigation, SeoDefaults
from cms.snippets.models import Announcement


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the answer refers to, found once for all of it."""

    loaded: Loaded

    def html(self, source: str) -> str:
        return rich_text.shown(source, self.loaded)

    def link(self, raw: dict[str, Any]) -> dict[str, Any] | None:
        """Where a link leads; None when its page is not public."""
        text = raw.get("text") or ""
        if not raw.get("page"):
            address = raw.get("address") or ""
            own = address.startswith("/")
            url = f"{settings.FRONTEND_URL}{address}" if own else address
            return {"text": text, "url": url, "page_id": None}
        page = self.loaded.page(raw["page"])
        if page is None or not page.is_public:
            return None
        return {"text": text or page.title, "url": page.url, "page_id": page.id}

    def links(self, raws: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        return [shown for raw in raws if (shown := self.link(_value(raw)))]


def site_in(language: str) -> dict[str, Any]:
    """Everything that stands on every page of the first site, in the language with this code.

    Links to pages lead to their translations where there are any; what is not public is left out.
    """
    site = Site.objects.select_related("root_page__locale").get(is_default_site=True)
    navigation, footer, copy, seo = (
        model.for_site(site) for model in (Navigation, Footer, MarketplaceCopy, SeoDefaults)
    )
    announcements = list(Announcement.objects.published().in_language(language))
    texts = [footer.note, copy.before_booking, copy.before_payment, copy.health_note]
    reader = _read(
        language,
        pages=[
            *_pages_named(navigation.items.raw_data),
            *_pages_named(footer.columns.raw_data),
            *(one.page_id for one in announcements if one.page_id),
        ],
        texts=[*texts, *(one.text for one in announcements)],
        image=seo.image_id,
    )
    return {
        "name": site.site_name,
        "url": f"{settings.FRONTEND_URL}/",
        "locale": language,
        "locales": _languages(),
        "navigation": _navigation(navigation, reader),
        "footer": _footer(footer, reader),
        "seo": _seo(seo, reader, organisation=site.site_name),
        "copy": _copy(copy, reader),
        "announcements": [_announcement(one, reader) for one in announcements],
    }


def part_of_site(words: Any, language: str) -> dict[str, Any]:
    """One setting or announcement, saved or not, in the shape it has within `site_in`."""
    match words:
        case Navigation():
            reader = _read(language, pages=_pages_named(words.items.raw_data))
            return {"navigation": _navigation(words, reader)}
        case Footer():
            pages = _pages_named(words.columns.raw_data)
            return {"footer": _footer(words, _read(language, pages=pages, texts=[words.note]))}
        case SeoDefaults():
            reader = _read(language, image=words.image_id)
            return {"seo": _seo(words, reader, organisation=words.site.site_name)}
        case MarketplaceCopy():
            texts = [words.before_booking, words.before_payment, words.health_note]
            return {"copy": _copy(words, _read(language, texts=texts))}
    page = [words.page_id] if words.page_id else []
    return _announcement(words, _read(language, pages=page, texts=[words.text]))


def _read(
    language: str,
    *,
    pages: Iterable[int] = (),
    texts: Iterable[str] = (),
    image: int | None = None,
) -> _Reader:
    locale = Locale.objects.filter(language_code=language).values_list("pk", flat=True).first()
    wanted = Wanted(locales={locale} if locale else set())
    for text in texts:
        rich_text.references(text, wanted)
    wanted.image(image, "social")
    for page in pages:
        wanted.page(page)
    loaded = load(wanted, Asked(text_format="html"))
    return _Reader(loaded.in_locale(locale))


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


def _footer(footer: Footer, reader: _Reader) -> dict[str, Any]:
    return {
        "columns": [
            {"text": raw["value"]["text"], "links": reader.links(raw["value"]["links"])}
            for raw in footer.columns.raw_data
        ],
        "note": reader.html(footer.note),
    }


def _seo(seo: SeoDefaults, reader: _Reader, *, organisation: str) -> dict[str, Any]:
    return {
        "title_suffix": seo.title_suffix,
        "description": seo.description,
        "image": reader.loaded.picture(seo.image_id, "social"),
        "organisation": seo.organisation or organisation,
        "profiles": [raw["value"] for raw in seo.profiles.raw_data],
        "robots": "noindex" if seo.keep_away else "all",
    }


def _copy(copy: MarketplaceCopy, reader: _Reader) -> dict[str, Any]:
    return {
        "tagline": copy.tagline,
        "search_placeholder": copy.search_placeholder,
        "nothing_found": copy.nothing_found,
        "reasons_to_trust": [raw["value"] for raw in copy.reasons_to_trust.raw_data],
        "before_booking": reader.html(copy.before_booking),
        "before_payment": reader.html(copy.before_payment),
        "health_note": reader.html(copy.health_note),
        "support_email": copy.support_email,
    }


def _announcement(one: Announcement, reader: _Reader) -> dict[str, Any]:
    link = reader.link({"text": one.link_text, "page": one.page_id, "address": one.address})
    return {
        "id": str(one.public_id),
        "title": one.title,
        "text": reader.html(one.text),
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
