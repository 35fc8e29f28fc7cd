"""Rich text as authors send it over the API: HTML in, what Wagtail's own editor would keep out."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Comment
from django.utils.module_loading import import_string

# What is inside is no text either.
_DROPPED = ["script", "style", "template", "iframe", "object", "noscript"]
_CONVERTER = "wagtail.admin.rich_text.converters.contentstate.ContentstateConverter"
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


class UnreadableText(Exception):
    """Not HTML that Wagtail's editor could take."""


def cleaned(html: str, *, features: Sequence[str]) -> str:
    """The same text with the tags and attributes that `features` allow, and no others.

    By the converter of Wagtail's editor, which keeps out addresses that run programs; pictures
    and embeds, which rich text of ours does not have, are left out. Raises UnreadableText.
    """
    soup = BeautifulSoup(html, "html.parser")  # closes what was left open
    for tag in soup(_DROPPED):
        tag.decompose()
    for comment in soup(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    if not soup.get_text(strip=True):
        return ""
    # By name: it can only be imported once every model is there.
    converter = import_string(_CONVERTER)
    try:
        made = converter(list(features))
        stored = made.to_database_format(made.from_database_format(str(soup)))
    except (AssertionError, AttributeError, IndexError, KeyError, ValueError) as error:
        raise UnreadableText from error
    # It names each paragraph anew, and nothing of ours asks for the names.
    return _BLOCK_KEY.sub("", stored)


def text_of(html: str) -> str:
    """Rich text as plain text, a line for each paragraph."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup(["p", "li", "h3", "h4", "hr", "br"]):
        tag.insert_after("\n")
    lines = (line.strip() for line in soup.get_text().splitlines())
    return "\n".join(line for line in lines if line)
