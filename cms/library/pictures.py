"""Pictures as answers show them: an address, its size, and the words read aloud instead."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from wagtail.images.views.serve import generate_image_url

from cms.library.models import EstuaryImage, EstuaryRendition

# What a picture is for decides how it is cut: small first, then twice the size for dense screens.
ROLES = {
    "portrait": ("fill-320x320|jpegquality-82", "fill-640x640|jpegquality-78"),
    "card": ("fill-480x360|jpegquality-82", "fill-960x720|jpegquality-78"),
    "wide": ("max-960x960|jpegquality-82", "max-1920x1920|jpegquality-78"),
    "social": ("fill-1200x630|jpegquality-82",),
}


def picture(*, image: EstuaryImage | None, role: str, alt: str = "") -> dict[str, Any] | None:
    """`{url, alt, width, height, srcset}`, or None without an image.

    Sizes not made yet are made now. `alt` stands in when the image has no description and
    is no decoration. One query, or none when the image's renditions were prefetched.
    """
    if image is None:
        return None
    return shown(image, image.get_renditions(*ROLES[role]).values(), alt=alt)


def shown(
    image: EstuaryImage, renditions: Iterable[EstuaryRendition], *, alt: str = ""
) -> dict[str, Any]:
    """As `picture`, from renditions that are at hand."""
    made = sorted(renditions, key=lambda one: one.width)
    first = made[0]
    return {
        "url": address(image, first),
        "alt": "" if image.is_decorative else image.description or alt,
        "width": first.width,
        "height": first.height,
        "srcset": ", ".join(f"{address(image, one)} {one.width}w" for one in made),
    }


def address(image: EstuaryImage, made: EstuaryRendition) -> str:
    """Where one size of an image is fetched from, with its host; good for as long as the image.

    A private bucket signs its addresses, and they expire; rows and caches keep this one. So
    then it is ours, and leads on to a fresh one.
    """
    if getattr(made.file.storage, "querystring_auth", False):
        return f"{settings.PUBLIC_URL}{generate_image_url(image, made.filter_spec, 'picture')}"
    url = made.url
    return f"{settings.PUBLIC_URL}{url}" if url.startswith("/") else url
