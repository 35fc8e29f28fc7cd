import io
import struct
import zlib

import pytest
from PIL import Image

from marketplace.media import contents
from tests.factories.media import MP4, PDF, VTT

TAKEN_AT = 0x8825  # the place where a picture was taken
ORIENTATION = 0x0112


def photograph(form="JPEG", size=(40, 20), mode="RGB", **saved):
    """A picture as a camera writes it: lying on its side, with the place it was taken at."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[TAKEN_AT] = {1: "N", 2: (38.0, 43.0, 12.0)}
    made = io.BytesIO()
    Image.new(mode, size, 0).save(made, form, exif=exif, **saved)
    return made.getvalue()


def bomb(width=60_000, height=60_000):
    """A few bytes that claim to be a picture of 3,600 million pixels."""

    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_upright_and_without_the_place_it_was_taken_at(form):
    picture = contents.cleaned_picture(photograph(form))

    with Image.open(io.BytesIO(picture.content)) as kept:
        assert kept.format == form
        assert dict(kept.getexif()) == {}
        assert kept.size == (picture.width, picture.height) == (20, 40)
    assert picture.content_type == f"image/{form.lower()}"


def test_what_is_written_beside_the_pixels_goes_too():
    picture = contents.cleaned_picture(photograph("JPEG", comment=b"Rua das Flores 7"))

    assert b"Flores" not in picture.content


def test_inks_become_light():
    picture = contents.cleaned_picture(photograph(mode="CMYK"))

    with Image.open(io.BytesIO(picture.content)) as kept:
        assert kept.mode == "RGB"


@pytest.mark.parametrize("content", [bomb(), bomb(8_000, 8_000), bomb(20_000, 5_000)])
def test_a_picture_too_large_to_decode_is_not_decoded(content):
    with pytest.raises(contents.TooManyPixels):
        contents.cleaned_picture(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + bytes(40),
        photograph()[:300],
        bomb(10, 10),
        PDF,
    ],
)
def test_what_is_no_picture_is_unreadable(content):
    with pytest.raises(contents.Unreadable):
        contents.cleaned_picture(content)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (MP4, "video/mp4"),
        (PDF, "application/pdf"),
        (VTT, "text/vtt"),
        (b"\xef\xbb\xbf" + VTT, "text/vtt"),
        (b"ID3\x04" + bytes(60), "audio/mpeg"),
        (b"fLaC" + bytes(60), "audio/flac"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(60), "audio/wav"),
        (b"<!doctype html><script>alert(1)</script>", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_how_it_begins(content, found):
    assert contents.type_of(content) == found


@pytest.mark.parametrize(
    ("content", "is_text"), [(VTT, True), (b"WEBVTT\xff", False), (b"a\0", False)]
)
def test_text_is_text_to_its_end(content, is_text):
    assert contents.is_text(content) is is_text
