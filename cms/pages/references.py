"""What content refers to: noted first, read at once, looked up last.

Showing a page takes three steps, of which only the second asks the database: its parts note in
`Wanted` what they refer to, `loading.load` reads all of it, and each part shows itself from
`Loaded`. So a list costs as much as one page.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wagtail.api.rich_text import APIRichText
from wagtail.embeds.embeds import get_embed_hash

# Keys are 32 bit wide; what is stored in JSON may be anything.
HIGHEST_KEY = 2**31 - 1
DEPTHS = (0, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How an answer is wanted: references as ids, cards, or cards within cards; rich text as."""

    depth: int = 1
    text_format: Any = field(default_factory=APIRichText.get_default_format)

    @classmethod
    def by(cls, request: Any) -> "Asked":
        """As the request's parameters ask for it; what is nonsense there counts as not said."""
        said = request.GET if request is not None else {}
        depth, text_format = said.get("depth", ""), said.get("rich_text_format")
        if text_format not in APIRichText._serializers():
            text_format = None
        return cls(
            depth=int(depth) if depth in map(str, DEPTHS) else 1,
            text_format=APIRichText.resolve_format(text_format),
        )


@dataclass(slots=True)
class Wanted:
    """What is to be read: images by role, pages, pages by their path, rows by kind.

    Pages are read with their translations into `locales`, those of the pages that are shown.
    """

    depth: int = 1
    locales: set[int] = field(default_factory=set)
    images: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    pages: set[int] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    rows: dict[str, set[Any]] = field(default_factory=lambda: defaultdict(set))

    def image(self, raw: Any, role: str) -> None:
        if key := key_of(raw):
            self.images[key].add(role)

    def page(self, raw: Any) -> None:
        if key := key_of(raw):
            self.pages.add(key)

    def row(self, kind: str, raw: Any) -> None:
        if key := key_of(raw):
            self.rows[kind].add(key)

    def embed(self, address: Any) -> None:
        if address and isinstance(address, str):
            self.rows["embed"].add(get_embed_hash(address))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageName:
    """What links and cards need of a page. `url` is None while it is not published."""

    id: int
    title: str
    slug: str
    type: str
    url: str | None
    is_public: bool
    more: Mapping[str, Any] = field(default_factory=dict)

    def card(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            "slug": self.slug,
            "url": self.url,
        }


@dataclass(slots=True)
class Loaded:
    """What was read, for words in one language. What is missing, or not public, is None."""

    asked: Asked = field(default_factory=Asked)
    locale: int | None = None
    images: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)
    pages: dict[int, PageName] = field(default_factory=dict)
    translations: dict[tuple[int, int], PageName] = field(default_factory=dict)
    paths: dict[str, PageName] = field(default_factory=dict)
    rows: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def in_locale(self, locale: int | None) -> "Loaded":
        """The same, for words of another language."""
        return self if locale == self.locale else replace(self, locale=locale)

    def picture(self, raw: Any, role: str, *, alt: str | None = None) -> Any:
        """The image as the role cuts it; `alt` takes the place of its description."""
        key = key_of(raw)
        shown = self.images.get(key or 0, {}).get(role)
        if shown is None or self.asked.depth == 0:
            return key if shown else None
        return shown if alt is None else {**shown, "alt": alt}

    def page(self, raw: Any) -> PageName | None:
        """Where a reader of `locale` is led: its translation, or itself where none is published.

        Public or not: whether it is said is up to who asks.
        """
        translated = self.translations.get((key_of(raw) or 0, self.locale or 0))
        return translated or self.stored_page(raw)

    def stored_page(self, raw: Any) -> PageName | None:
        """The page itself, whatever its language."""
        return self.pages.get(key_of(raw) or 0)

    def page_card(self, raw: Any) -> Any:
        """The card of a page that everybody may see."""
        page = self.page(raw)
        if page is None or not page.is_public:
            return None
        return page.card() if self.asked.depth else page.id

    def row(self, kind: str, raw: Any) -> Any:
        """What was kept of a row."""
        return self.rows.get(kind, {}).get(key_of(raw) or 0)

    def embed(self, address: Any) -> Any:
        """What its provider said of an address when an editor gave it."""
        if not address or not isinstance(address, str):
            return None
        return self.rows.get("embed", {}).get(get_embed_hash(address))

    def row_card(self, kind: str, raw: Any) -> Any:
        """The card of a row, or its id."""
        card = self.row(kind, raw)
        return card["id"] if card and self.asked.depth == 0 else card


def key_of(raw: Any) -> int | None:
    """A row's key as the database takes it, or None for what cannot be one."""
    if (
        isinstance(raw, str)
        and raw.isascii()
        and raw.isdigit()
        and len(raw) <= len(str(HIGHEST_KEY))
    ):
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        return None
    return raw if 0 < raw <= HIGHEST_KEY else None
