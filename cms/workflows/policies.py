"""What is checked of content before a person looks at it: values in, findings out."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cms.workflows.words import Link, Said

# What a reader may be led to; anything else (javascript:, data:, file:) is refused.
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
CHECKED = (
    "Every image has words to be read aloud in its place.",
    "Title, summary and text are neither too short nor too long.",
    "Every link leads to a page of ours or to a well-formed address.",
    "Nothing is promised that must not be.",
)


# What a revision carries beside what readers see: times, locks, remarks in its margin.
BESIDE_THE_WORDS = frozenset({
    "go_live_at", "expire_at", "expired", "first_published_at", "last_published_at",
    "locked", "locked_at", "locked_by", "wagtail_admin_comments",
    "latest_revision", "latest_revision_created_at", "live_revision", "has_unpublished_changes",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """How many characters a page may and must have."""

    title: tuple[int, int] = (3, 160)
    summary: tuple[int, int] = (20, 400)
    text: tuple[int, int] = (100, 40_000)


@dataclass(frozen=True, slots=True)
class Claim:
    """What must not be said, and why; a `*` stands for the end of any word."""

    phrase: str
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and in which field."""

    field: str
    label: str
    message: str

    def __str__(self) -> str:
        return f"{self.label}: {self.message}"


def say_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two revisions show readers the same, whatever else was set in between.

    A blank more or less is no difference: the editor of texts joins them at every save.
    """
    return _words(one) == _words(other)


def findings(
    fields: Iterable[Said], *, limits: Limits, claims: Collection[Claim], pages: Collection[str]
) -> list[Finding]:
    """Everything that is wrong, all at once. `pages` are the keys of those that may be linked."""
    fields = list(fields)
    found = [*_of_length(fields, limits)]
    for said in fields:
        found += [Finding(said.name, said.label, message) for message in _of_images(said)]
        found += [Finding(said.name, said.label, message) for message in _of_links(said, pages)]
        found += [Finding(said.name, said.label, message) for message in _of_claims(said, claims)]
    return found


def linked_pages(fields: Iterable[Said]) -> set[str]:
    """The keys of all pages that are linked, as they were written."""
    return {link.page_id for said in fields for link in said.links if link.page_id}


def is_well_formed(address: str) -> bool:
    """A whole web address with a host, a mail address, a telephone number, or a place below."""
    if address.startswith("#") or (address.startswith("/") and not address.startswith("//")):
        return True
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme not in SCHEMES or re.search(r"[\s<>\"]", address):
        return False
    if parts.scheme in ("http", "https"):
        return "." in (parts.hostname or "")
    if parts.scheme == "mailto":
        return re.fullmatch(r"[^@]+@[^@]+\.[^@]+", parts.path) is not None
    return re.fullmatch(r"\+?[0-9().\-]{3,}", parts.path) is not None


def says(text: str, phrase: str) -> bool:
    """Whether the words of `phrase` are in `text`, in whatever case, spacing and disguise."""
    words = [re.escape(word).replace(r"\*", r"\w*") for word in _plain(phrase).split()]
    if not words:
        return False
    together = r"\W+".join(words)
    return re.search(rf"(?<!\w){together}(?!\w)", _plain(text)) is not None


def _plain(text: str) -> str:
    """Compatible letters made alike, and what cannot be seen taken out."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in text if unicodedata.category(one) != "Cf")


def _words(content: Mapping[str, Any]) -> str:
    said = {name: value for name, value in content.items() if name not in BESIDE_THE_WORDS}
    return " ".join(json.dumps(said, sort_keys=True).split())


def _of_length(fields: list[Said], limits: Limits) -> Iterable[Finding]:
    by_name = {said.name: said for said in fields}
    wanted = {"title": limits.title, "summary": limits.summary, "teaser": limits.summary}
    for name, (least, most) in wanted.items():
        if (said := by_name.get(name)) is not None:
            yield from _unless_between(said.name, said.label, said.text, least, most)
    long = [said for said in fields if said.is_long]
    if long:
        label = " and ".join(said.label for said in long) if len(long) < 3 else "Text"
        whole = " ".join(said.text for said in long)
        yield from _unless_between(long[0].name, label, whole, *limits.text)


def _unless_between(name: str, label: str, text: str, least: int, most: int) -> Iterable[Finding]:
    length = len(" ".join(text.split()))
    if length < least:
        yield Finding(name, label, f"Write at least {least} characters; there are {length}.")
    if length > most:
        yield Finding(name, label, f"Write at most {most} characters; there are {length}.")


def _of_images(said: Said) -> Iterable[str]:
    for image in said.images:
        if not image.is_decorative and not image.alt.strip():
            yield f"Describe {image.name}: the words are read aloud in its place."


def _of_links(said: Said, pages: Collection[str]) -> Iterable[str]:
    for link in said.links:
        if link.page_id and link.page_id not in pages:
            yield "A link leads to a page that is not there any more."
        elif not link.page_id and not is_well_formed(link.address):
            yield f"This link does not work: “{_shortened(link)}”."


def _of_claims(said: Said, claims: Collection[Claim]) -> Iterable[str]:
    for claim in claims:
        if says(said.text, claim.phrase) or any(says(one.alt, claim.phrase) for one in said.images):
            yield f"“{claim.phrase}” must not be said. {claim.why}".strip()


def _shortened(link: Link) -> str:
    return link.address if len(link.address) <= 80 else f"{link.address[:77]}..."
