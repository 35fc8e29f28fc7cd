"""What a file is, found in its bytes: what its name or its sender say counts for nothing."""

import io
from dataclasses import dataclass

import filetype
from PIL import Image, ImageOps

from marketplace.media import policies

# As much of the beginning as tells what the rest is.
HEAD_BYTES = 8192

_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_SAVED = {"JPEG": {"quality": 90}, "PNG": {}, "WEBP": {"quality": 90}}
# Other names for what we know.
_ALIASES = {
    "audio/x-wav": "audio/wav",
    "audio/x-flac": "audio/flac",
    "video/x-m4v": "video/mp4",
}


class Unreadable(Exception):
    """Not a picture, or a broken one."""


class TooManyPixels(Exception):
    """Small as a file, perhaps, and too large once decoded."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is published."""

    content: bytes
    content_type: str
    width: int
    height: int


def cleaned_picture(content: bytes, *, most_pixels: int = policies.MOST_PIXELS) -> Picture:
    """The same picture upright, as pixels and their colour profile and nothing else.

    Cameras write down where and when a picture was taken; nobody means to publish that. Raises
    Unreadable or TooManyPixels, the latter before anything is decoded.
    """
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_FORMATS)) as image:
            if image.width * image.height > most_pixels:
                raise TooManyPixels
            form = image.format or ""
            upright = ImageOps.exif_transpose(image)
            return _bare(upright, form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unreadable from error


def type_of(head: bytes) -> str | None:
    """The content type that a file begins like, or None."""
    if head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        return "text/vtt"
    guess = filetype.guess(head)
    return _ALIASES.get(guess.mime, guess.mime) if guess else None


def is_text(content: bytes) -> bool:
    """Whether this is text from its beginning to its end."""
    try:
        return "\x00" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


def _bare(image: Image.Image, form: str) -> Picture:
    profile = image.info.get("icc_profile")
    if form == "JPEG" and image.mode not in ("RGB", "L"):
        image, profile = image.convert("RGB"), None  # the profile was that of inks
    image.info = {k: v for k, v in image.info.items() if k == "transparency"}
    made = io.BytesIO()
    image.save(made, form, icc_profile=profile, **_SAVED[form])
    return Picture(made.getvalue(), _FORMATS[form], image.width, image.height)
