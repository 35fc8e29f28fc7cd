"""How long a film or a recording is, and how large its picture, where its format says so."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

# At most so many bytes from so far on.
Read = Callable[[int, int], bytes]

# A film's table of contents, and boxes of one level: enough for hours, and an end for bad ones.
MOST_BYTES = 16 * 1024 * 1024
MOST_BOXES = 100


@dataclass(frozen=True, slots=True)
class Measures:
    """What is known; seconds are rounded up."""

    duration_seconds: int | None = None
    width: int | None = None
    height: int | None = None


def measured(content_type: str, *, size_bytes: int, read: Read) -> Measures:
    """What the file says of itself; nothing, when its format does not say or it is broken."""
    measure = _MEASURES.get(content_type)
    if measure is None:
        return Measures()
    try:
        return measure(size_bytes, read)
    except (struct.error, IndexError, ZeroDivisionError):
        return Measures()


def _film(size_bytes: int, read: Read) -> Measures:
    """MP4 and M4A: boxes within boxes; the contents may stand at the end."""
    moov = next((at for name, *at in _boxes(read, 0, size_bytes) if name == b"moov"), None)
    if moov is None or moov[1] - moov[0] > MOST_BYTES:
        return Measures()
    contents = read(moov[0], moov[1] - moov[0])
    found: dict[str, int | None] = {"duration_seconds": None, "width": None, "height": None}
    for name, start, end in _boxes(_within(contents), 0, len(contents)):
        box = contents[start:end]
        if name == b"mvhd":
            found["duration_seconds"] = _length(box)
        elif name == b"trak" and found["width"] is None:
            found["width"], found["height"] = _sides(box)
    return Measures(**found)


def _length(box: bytes) -> int | None:
    scale, units = struct.unpack(">IQ", box[20:32]) if box[0] else struct.unpack(">II", box[12:20])
    return _whole(units, scale)


def _sides(track: bytes) -> tuple[int | None, int | None]:
    for name, _start, end in _boxes(_within(track), 0, len(track)):
        if name == b"tkhd":
            width, height = struct.unpack(">II", track[end - 8 : end])
            return (width >> 16 or None), (height >> 16 or None)
    return None, None


def _boxes(read: Read, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes from `start` to `end`: name, and from where to where their contents go."""
    for _ in range(MOST_BOXES):
        head = read(start, 16)
        if len(head) < 8 or start >= end:
            return
        size, name = struct.unpack(">I4s", head[:8])
        header = 8
        if size == 1:
            size, header = struct.unpack(">Q", head[8:16])[0], 16
        size = size or end - start
        if size < header:
            return
        yield name, start + header, min(start + size, end)
        start += size


def _within(content: bytes) -> Read:
    return lambda start, length: content[start : start + length]


def _wave(size_bytes: int, read: Read) -> Measures:
    head, at = read(0, 4096), 12
    rate = 0
    while at + 8 <= len(head):
        name, size = struct.unpack("<4sI", head[at : at + 8])
        if name == b"fmt ":
            rate = struct.unpack("<I", head[at + 16 : at + 20])[0]
        if name == b"data":
            return Measures(duration_seconds=_whole(min(size, size_bytes - at - 8), rate))
        at += 8 + size + size % 2
    return Measures()


def _flac(size_bytes: int, read: Read) -> Measures:
    packed = int.from_bytes(read(18, 8), "big")  # rate 20 bits, channels 3, depth 5, samples 36
    return Measures(duration_seconds=_whole(packed & (1 << 36) - 1, packed >> 44))


def _whole(units: int, a_second: int) -> int | None:
    """Rounded up; None for nothing, or for longer than a week, which is nonsense."""
    seconds = -(-units // a_second)
    return seconds if 0 < seconds <= 7 * 24 * 3600 else None


_MEASURES: dict[str, Callable[[int, Read], Measures]] = {
    "video/mp4": _film,
    "audio/mp4": _film,
    "audio/wav": _wave,
    "audio/flac": _flac,
}
