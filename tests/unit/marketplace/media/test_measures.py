import struct

import pytest

from marketplace.media import measures
from marketplace.media.measures import Measures


def box(name, content=b""):
    return struct.pack(">I4s", 8 + len(content), name) + content


def large_box(name, content):
    return struct.pack(">I4sQ", 1, name, 16 + len(content)) + content


def film(*, units=90_500, scale=1000, sides=(1280, 720), version=0, moov_first=True):
    times = (
        struct.pack(">BxxxQQIQ", 1, 0, 0, scale, units)
        if version
        else struct.pack(">BxxxIIII", 0, 0, 0, scale, units)
    )
    sound = box(b"trak", box(b"tkhd", bytes(76) + struct.pack(">II", 0, 0)))
    pictures = box(
        b"trak", box(b"tkhd", bytes(76) + struct.pack(">II", *(side << 16 for side in sides)))
    )
    moov = box(b"moov", box(b"mvhd", times + bytes(80)) + sound + pictures)
    data = large_box(b"mdat", bytes(500))
    return box(b"ftyp", b"mp42") + (moov + data if moov_first else data + moov)


def wave(seconds=2.5, rate=8000):
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    data = bytes(int(seconds * rate))
    body = b"WAVE" + fmt + struct.pack("<4sI", b"data", len(data)) + data
    return struct.pack("<4sI", b"RIFF", len(body)) + body


def flac(samples=441_001, rate=44_100):
    packed = (rate << 44) | (1 << 41) | (15 << 36) | samples
    return b"fLaC" + bytes(14) + packed.to_bytes(8, "big") + bytes(16)


def measured(content_type, content):
    return measures.measured(
        content_type,
        size_bytes=len(content),
        read=lambda start, length: content[start : start + length],
    )


@pytest.mark.parametrize(
    "said", [{}, {"version": 1}, {"moov_first": False}, {"version": 1, "moov_first": False}]
)
def test_a_film_says_how_long_and_how_large_it_is(said):
    assert measured("video/mp4", film(**said)) == Measures(91, 1280, 720)


def test_a_recording_says_how_long_it_is():
    assert measured("audio/mp4", film(sides=(0, 0))) == Measures(91)
    assert measured("audio/wav", wave()) == Measures(3)
    assert measured("audio/flac", flac()) == Measures(11)


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("audio/mpeg", b"ID3" + bytes(200)),
        ("video/mp4", b""),
        ("video/mp4", film()[:40]),
        ("video/mp4", film(scale=0, sides=(0, 0))),
        ("video/mp4", film(units=0, sides=(0, 0))),
        ("video/mp4", film(units=10**9, scale=1, sides=(0, 0))),
        ("video/mp4", struct.pack(">I4s", 0, b"free") * 50),
        ("video/mp4", struct.pack(">I4s", 4, b"free") * 50),
        ("audio/wav", b"RIFF"),
        ("audio/wav", wave(rate=1)[:40]),
        ("audio/flac", b"fLaC"),
    ],
)
def test_what_says_nothing_or_nonsense_has_no_measure(content_type, content):
    assert measured(content_type, content) == Measures()


def test_an_endless_file_is_given_up_on():
    asked = []

    def read(start, length):
        asked.append(start)
        return box(b"free", b"")

    assert measures.measured("video/mp4", size_bytes=2**40, read=read) == Measures()
    assert len(asked) <= measures.MOST_BOXES
