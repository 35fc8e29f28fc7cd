"""Names in addresses."""

from collections.abc import Collection
from uuid import UUID


def free_slug(wanted: str, *, taken: Collection[str], longest: int) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3`, ... that is not taken.

    What reads as a UUID is never given: an address could not tell it from an id.
    """
    base = wanted.strip("-") or "page"  # a name may hold no letter that an address can
    slug, number = base[:longest].strip("-"), 1
    while slug in taken or _reads_as_uuid(slug):
        number += 1
        tail = f"-{number}"
        slug = f"{base[: longest - len(tail)].strip('-')}{tail}"
    return slug


def _reads_as_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
