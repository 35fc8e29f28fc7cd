"""A practitioner's public streams as RSS and Atom, for readers of feeds."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

from cms.pages import shapes
from cms.pages.loading import load
from cms.pages.models import address_of
from cms.pages.references import Loaded, Wanted
from cms.pages.rows import telling
from cms.streams.models import Post, PostPage, StreamPage
from cms.streams.states import Access
from marketplace.practitioners.models import Practitioner

KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
CONTENT_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
}
SHOWN = 20


def written(practitioner: Practitioner, *, kind: str, at: str) -> bytes:
    """The last 20 as a feed that lies at `at`; of what is not for everybody only the teaser.

    Costs the same however many there are.
    """
    pages = list(
        PostPage.objects.live()
        .public()
        .filter(tells_row=True)
        .filter(post__in=Post.objects.public().filter(practitioner=practitioner))
        .select_related("post")
        .order_by("-post__published_at", "-pk")[:SHOWN]
    )
    channel = telling(StreamPage).filter(practitioner=practitioner, live=True).first()
    feed = KINDS[kind](
        title=channel.title if channel else practitioner.display_name,
        link=(address_of(channel) if channel else None) or settings.FRONTEND_URL,
        description=(channel.introduction if channel else "") or practitioner.summary,
        language=settings.LANGUAGE_CODE,
        author_name=practitioner.display_name,
        feed_url=at,
    )
    loaded = _loaded(pages)
    for page in pages:
        feed.add_item(
            title=page.post.title,
            link=address_of(page) or settings.FRONTEND_URL,
            description=_words(page, loaded),
            unique_id=f"urn:uuid:{page.post.public_id}",
            unique_id_is_permalink=False,
            pubdate=page.post.published_at,
            updateddate=page.last_published_at or page.post.published_at,
            author_name=practitioner.display_name,
            categories=page.post.tags,
        )
    return feed.writeString("utf-8").encode()


def _loaded(pages: Sequence[PostPage]) -> Loaded:
    wanted = Wanted(locales={page.locale_id for page in pages})
    for page in pages:
        if page.access == Access.FREE:
            shapes.references(page.body.stream_block, _raw(page), wanted)
    return load(wanted)


def _words(page: PostPage, loaded: Loaded) -> str:
    teaser = f"<p>{escape(page.teaser)}</p>" if page.teaser else ""
    if page.access != Access.FREE:
        return teaser
    blocks = shapes.shown(page.body.stream_block, _raw(page), loaded.in_locale(page.locale_id))
    return teaser + "".join(_html(block["type"], block["value"]) for block in blocks)


def _raw(page: PostPage) -> list[Any]:
    return list(page.body.raw_data)


def _html(kind: str, value: Any) -> str:
    """Of blocks that a reader of feeds can show; the others are on the page."""
    match kind:
        case "heading":
            return f"<{value['level']}>{escape(value['text'])}</{value['level']}>"
        case "words":
            return str(value)
        case "quote":
            return f"<blockquote>{escape(value['text'])}</blockquote>"
        case "picture" if isinstance(value["picture"], dict):
            shown = value["picture"]
            return f'<img src="{escape(shown["url"])}" alt="{escape(shown["alt"])}">'
    return ""
