"""Rich text in the four formats that Wagtail has, with links from what was read before.

Wagtail's own converters ask the database for each text, and for each link in Markdown.
"""

from functools import partial
from html import escape
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.module_loading import import_string
from wagtail.rich_text import get_text_for_indexing
from wagtail.rich_text.rewriters import (
    FIND_A_TAG,
    FIND_EMBED_TAG,
    EmbedRewriter,
    LinkRewriter,
    MultiRuleRewriter,
    extract_attrs,
)

from cms.pages.references import Loaded, Wanted, key_of

Attributes = dict[str, str]
ROLE = "wide"  # of pictures within text


def references(source: str, wanted: Wanted) -> None:
    """Note the pages, documents, images and embeds that a text links to or shows."""
    for found in FIND_A_TAG.findall(source):
        attributes = extract_attrs(found)
        if attributes.get("linktype") == "page":
            wanted.page(attributes.get("id"))
        elif attributes.get("linktype") == "document":
            wanted.row("document", attributes.get("id"))
    for found in FIND_EMBED_TAG.findall(source):
        attributes = extract_attrs(found)
        if attributes.get("embedtype") == "image":
            wanted.image(attributes.get("id"), ROLE)
        elif attributes.get("embedtype") == "media":
            wanted.embed(attributes.get("url"))


def shown(source: str, loaded: Loaded) -> str:
    """The text in the format that was asked for."""
    match loaded.asked.text_format:
        case "db_html":
            return source
        case "markdown":
            return _markdown(_resolved(source, loaded))
        case "db_markdown":
            return _markdown(_REFERRING(source))
    return _resolved(source, loaded)


def _resolved(source: str, loaded: Loaded) -> str:
    """Links lead to where things are; a link to what is gone or not published leads nowhere."""
    links = {"page": partial(_page, loaded), "document": partial(_document, loaded)}
    embeds = {"image": partial(_image, loaded), "media": partial(_media, loaded)}
    return MultiRuleRewriter([LinkRewriter(links), EmbedRewriter(embeds)])(source)


def _markdown(html: str) -> str:
    """By Wagtail's converter, to which every link is a plain one by now."""
    # By name: it can only be imported once every model is there.
    converter = import_string("wagtail.admin.rich_text.converters.markdown_db.MarkdownConverter")
    try:
        return converter().from_database_format(html, resolved=True)
    except Exception:  # noqa: BLE001 - it takes what its own editor writes, and fails anyhow
        return f"{get_text_for_indexing(html)}\n\n"


def _page(loaded: Loaded, attributes: Attributes) -> str:
    page = loaded.page(attributes.get("id"))
    return _link(page.url if page else None)


def _document(loaded: Loaded, attributes: Attributes) -> str:
    document = loaded.row("document", attributes.get("id"))
    return _link(document["url"] if document else None)


def _link(address: str | None) -> str:
    return f'<a href="{escape(address)}">' if address else "<a>"


def _image(loaded: Loaded, attributes: Attributes) -> str:
    made = loaded.images.get(key_of(attributes.get("id")) or 0, {}).get(ROLE)
    if made is None:
        return '<img alt="">'
    return str(
        format_html(
            '<img alt="{}" src="{}" srcset="{}" width="{}" height="{}">',
            attributes.get("alt", ""),
            *(made[name] for name in ("url", "srcset", "width", "height")),
        )
    )


def _media(loaded: Loaded, attributes: Attributes) -> str:
    embed = loaded.embed(attributes.get("url"))
    return embed["html"] if embed else ""


def _refer(kind: str, attributes: Attributes) -> str:
    return _link(f"wagtail://{kind}?id={quote(attributes.get('id', ''))}")


_REFERRING = MultiRuleRewriter(
    [
        LinkRewriter({kind: partial(_refer, kind) for kind in ("page", "document")}),
        EmbedRewriter(),
    ]
)
