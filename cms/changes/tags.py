"""The names under which answers are kept, and are thrown away; values in, values out.

An answer carries the tags of what it shows, a change the tags of what it touches: whoever keeps
an answer with one of them asks again.
"""

from collections.abc import Iterable

# In every answer: for a change that touches more than can be named.
EVERYTHING = "content"
# What leads from one address to another, or nowhere.
ADDRESSES = "addresses"
# Navigation, footer, and what else is on every page.
SITE = "site"
# The lists of pages of any type.
PAGES = "pages"
MOST = 200


def page(key: object) -> str:
    """One page."""
    return f"page-{key}"


def pages(label: str) -> str:
    """The lists of pages of one type, such as `cms.StandardPage`."""
    return f"pages-{label}"


def snippets(label: str) -> str:
    """The lists of snippets of one kind, such as `cms.Modality`."""
    return f"snippets-{label}"


def row(name: str, public_id: object) -> str:
    """One thing of the marketplace, or one snippet, by the id that the world knows."""
    return f"{name}-{public_id}"


def joined(own: Iterable[str], others: Iterable[str]) -> str:
    """All of them once, parted by commas; too many to name are everything."""
    first = sorted(set(own))
    rest = sorted(set(others) - set(first))
    if len(first) + len(rest) > MOST:
        rest = [EVERYTHING]
    return ",".join([*first, *rest])


def parted(tags: str) -> list[str]:
    """What `joined` joined."""
    return [tag for tag in tags.split(",") if tag]
