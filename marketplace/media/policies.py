"""What may be uploaded for which purpose, by whom, and how large."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from marketplace.media.states import MediaKind, Purpose

MB = 1024 * 1024
LONGEST_NAME = 120
# 50 megapixels: more than a camera makes, and at most 200 MB once decoded.
MOST_PIXELS = 50_000_000

# Content type -> the extension its files get. No SVG: it is a program as much as a picture.
IMAGES = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
AUDIO = {
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "audio/flac": "flac",
}
VIDEO = {"video/mp4": "mp4", "video/webm": "webm"}
DOCUMENTS = {"application/pdf": "pdf"}
CAPTIONS = {"text/vtt": "vtt"}

KINDS = {
    MediaKind.IMAGE: IMAGES,
    MediaKind.AUDIO: AUDIO,
    MediaKind.VIDEO: VIDEO,
    MediaKind.DOCUMENT: DOCUMENTS,
    MediaKind.CAPTIONS: CAPTIONS,
}
EXTENSIONS = {kind: ext for types in KINDS.values() for kind, ext in types.items()}


@dataclass(frozen=True, slots=True)
class Rule:
    """What one purpose allows."""

    types: Mapping[str, str]
    most_bytes: int
    is_for_practitioners: bool = True


RULES: dict[Purpose, Rule] = {
    Purpose.AVATAR: Rule(IMAGES, 10 * MB, is_for_practitioners=False),
    Purpose.ATTACHMENT: Rule({**IMAGES, **DOCUMENTS}, 20 * MB, is_for_practitioners=False),
    Purpose.PORTRAIT: Rule(IMAGES, 20 * MB),
    Purpose.PICTURE: Rule(IMAGES, 20 * MB),
    Purpose.STREAM_VIDEO: Rule(VIDEO, 2048 * MB),
    Purpose.STREAM_AUDIO: Rule(AUDIO, 300 * MB),
    Purpose.CAPTIONS: Rule(CAPTIONS, 1 * MB),
    Purpose.DOCUMENT: Rule(DOCUMENTS, 20 * MB),
}


def kind_of(content_type: str) -> MediaKind:
    """What sort of file has this content type, one of those that may be uploaded."""
    return next(kind for kind, types in KINDS.items() if content_type in types)


def clean_name(said: str, *, content_type: str) -> str:
    """A file's name for people to read: one line, no folders, the extension of its content."""
    flat = unicodedata.normalize("NFC", said).replace("\\", "/")
    name = PurePosixPath(flat).name
    visible = "".join(one for one in name if unicodedata.category(one)[0] not in "CZ" or one == " ")
    plain = re.sub(r'[<>:"|?*%;]+', "", visible)
    stem = re.sub(r"\s+", " ", plain.rpartition(".")[0] or plain).strip(" .")
    extension = EXTENSIONS[content_type]
    return f"{stem[: LONGEST_NAME - len(extension) - 1].strip() or 'file'}.{extension}"
