"""Portraits and pictures for the demo, drawn by code: calm, flat, and never twice the same.

Everything is drawn at twice its size and scaled down, which is what makes edges smooth.
"""

import io
import math
import random
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
SMOOTH = 2

# Background above, background below, arch behind, accent.
PALETTES: tuple[tuple[str, str, str, str], ...] = (
    ("#f6e7d8", "#eec9a9", "#e0a27a", "#8a5a44"),
    ("#e6efe6", "#b9d0bd", "#86ab92", "#3f6b57"),
    ("#e9edf5", "#bccbe2", "#8da6cc", "#3f5d8c"),
    ("#f7e4e1", "#eab9b2", "#d98f87", "#8c4a4a"),
    ("#f4efdc", "#e2d19a", "#cdb15f", "#7d6a2c"),
    ("#ebe4f2", "#c8b6dd", "#a08bc0", "#5b4a82"),
    ("#e0f0ef", "#a9d3d0", "#74b3b0", "#2f6d70"),
    ("#f3e9e4", "#d8b9ab", "#b98d7b", "#5f4038"),
)
SKINS = ("#f6d7bf", "#ecc0a0", "#dba57f", "#c08660", "#9a6443", "#6f4530")
HAIRS = ("#2b211e", "#4a3226", "#6e4a2e", "#a0713f", "#c79a5b", "#8f8a86", "#7a3524")
CLOTHES = ("#f4efe6", "#31525b", "#7a8f6a", "#b5654a", "#4d4a6b", "#d9a441", "#2f3e46", "#a8b8c0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What decides how a portrait looks; `seed` decides the rest."""

    seed: str
    feminine: bool
    skins: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    hairs: tuple[int, ...] = (0, 1, 2, 3, 4)


def portrait(face: Face, *, size: int = 640) -> bytes:
    """A person from the shoulders up, as a JPEG."""
    draw = random.Random(face.seed)
    above, below, arch, accent = (_rgb(one) for one in draw.choice(PALETTES))
    canvas = _gradient(size * SMOOTH, size * SMOOTH, above, below)
    _backdrop(canvas, draw, arch, accent)
    _person(canvas, draw, face)
    return _jpeg(_lit(canvas))


def scene(kind: str, *, seed: str, width: int = 960, height: int = 720) -> bytes:
    """A wide picture of one of the `SCENES`, as a JPEG."""
    draw = random.Random(f"{kind}{seed}")
    above, below, middle, accent = (_rgb(one) for one in draw.choice(PALETTES))
    canvas = _gradient(width * SMOOTH, height * SMOOTH, above, below)
    SCENES[kind](canvas, draw, middle, accent)
    return _jpeg(_lit(canvas))


# --- portraits ---


def _backdrop(canvas: Image.Image, draw: random.Random, arch: Colour, accent: Colour) -> None:
    unit = canvas.width / 100
    shape = draw.choice(["sun", "arch", "window", "hills"])
    soft = _mix(arch, (255, 255, 255), 0.25)
    pen = ImageDraw.Draw(canvas)
    if shape == "sun":
        _circle(pen, 50 * unit, 42 * unit, 36 * unit, soft)
    elif shape == "arch":
        _circle(pen, 50 * unit, 42 * unit, 34 * unit, soft)
        pen.rectangle((16 * unit, 42 * unit, 84 * unit, 100 * unit), fill=soft)
    elif shape == "window":
        pen.rounded_rectangle((14 * unit, 10 * unit, 86 * unit, 110 * unit), 9 * unit, fill=soft)
    else:
        _circle(pen, 70 * unit, 28 * unit, 13 * unit, _mix(soft, (255, 255, 255), 0.35))
        _circle(pen, 15 * unit, 105 * unit, 48 * unit, soft)
        _circle(pen, 88 * unit, 112 * unit, 50 * unit, _mix(soft, arch, 0.5))
    if draw.random() < 0.6:
        side = draw.choice([9, 91])
        green = _mix(accent, arch, 0.35)
        _sprig(canvas, side * unit, 102 * unit, draw.uniform(40, 60) * unit, green, draw)


def _person(canvas: Image.Image, draw: random.Random, face: Face) -> None:
    unit = canvas.width / 100
    skin = _rgb(SKINS[draw.choice(face.skins)])
    hair = _rgb(HAIRS[draw.choice(face.hairs)])
    if draw.random() < 0.14:
        hair = _rgb(HAIRS[5])
    cloth = _rgb(draw.choice(CLOTHES))
    style = draw.choice(_FEMININE if face.feminine else _MASCULINE)
    tilt = Image.new("RGBA", canvas.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(tilt)
    _hair_behind(pen, unit, style, hair)
    _shoulders(pen, unit, cloth, draw, face.feminine)
    _neck(pen, unit, skin, cloth, draw)
    _head(pen, unit, skin, draw)
    _features(pen, unit, skin, hair, draw, bearded=style in _BEARDED)
    _hair_before(pen, unit, style, hair)
    if face.feminine and draw.random() < 0.5:
        for side in (36.2, 63.8):
            _circle(pen, side * unit, 56 * unit, 1.1 * unit, _rgb("#e3b85c"))
    if draw.random() < 0.22:
        _glasses(pen, unit)
    canvas.paste(tilt, (0, 0), tilt)


_FEMININE = ("long", "bob", "bun", "waves", "fringe", "scarf", "pixie", "curls")
_MASCULINE = ("short", "beard", "side", "bald_beard", "curls_short", "grey_short", "beard_long")
_BEARDED = ("beard", "bald_beard", "beard_long")


def _shoulders(
    pen: ImageDraw.ImageDraw, unit: float, cloth: Colour, draw: random.Random, slim: bool
) -> None:
    wide = 29 if slim else 34
    left, right = (50 - wide) * unit, (50 + wide) * unit
    pen.rounded_rectangle((left, 75 * unit, right, 125 * unit), 17 * unit, fill=cloth)
    shade = _mix(cloth, (0, 0, 0), 0.10)
    for edge in (50 - wide + 9, 50 + wide - 9):
        pen.line((edge * unit, 90 * unit, edge * unit, 104 * unit), shade, int(0.8 * unit))


def _neck(
    pen: ImageDraw.ImageDraw, unit: float, skin: Colour, cloth: Colour, draw: random.Random
) -> None:
    shade = _mix(skin, (90, 40, 30), 0.22)
    pen.rounded_rectangle((43 * unit, 58 * unit, 57 * unit, 80 * unit), 5 * unit, fill=shade)
    neckline = draw.choice(["round", "v", "roll"])
    if neckline == "round":
        pen.ellipse((40 * unit, 70 * unit, 60 * unit, 83 * unit), fill=shade)
    elif neckline == "v":
        corners = [(40, 75), (60, 75), (50, 90)]
        pen.polygon([(x * unit, y * unit) for x, y in corners], fill=shade)
    else:
        dark = _mix(cloth, (0, 0, 0), 0.12)
        pen.rounded_rectangle((41 * unit, 69 * unit, 59 * unit, 80 * unit), 4 * unit, fill=dark)


def _head(pen: ImageDraw.ImageDraw, unit: float, skin: Colour, draw: random.Random) -> None:
    shade = _mix(skin, (90, 40, 30), 0.12)
    for side in (35.2, 64.8):
        pen.ellipse(((side - 2.6) * unit, 46 * unit, (side + 2.6) * unit, 54 * unit), fill=shade)
    jaw = draw.uniform(13.6, 14.8)
    pen.ellipse(((50 - 15) * unit, 28 * unit, (50 + 15) * unit, 60 * unit), fill=skin)
    pen.ellipse(((50 - jaw) * unit, 36 * unit, (50 + jaw) * unit, 67 * unit), fill=skin)


def _features(
    pen: ImageDraw.ImageDraw,
    unit: float,
    skin: Colour,
    hair: Colour,
    draw: random.Random,
    *,
    bearded: bool,
) -> None:
    dark = _mix(skin, (40, 20, 20), 0.72)
    if bearded:
        pen.chord((36.2 * unit, 38 * unit, 63.8 * unit, 68.4 * unit), 12, 168, fill=hair)
        pen.ellipse((42 * unit, 54 * unit, 58 * unit, 63 * unit), fill=hair)
        pen.ellipse((44.5 * unit, 56.4 * unit, 55.5 * unit, 61.4 * unit), fill=skin)
    blush = _mix(skin, (225, 95, 80), 0.28)
    for side in (40.6, 59.4):
        pen.ellipse(((side - 2.7) * unit, 53 * unit, (side + 2.7) * unit, 56.6 * unit), fill=blush)
    brow = _mix(hair, dark, 0.4)
    closed = draw.random() < 0.55
    for side in (43.2, 56.8):
        box = ((side - 3.4) * unit, 42.4 * unit, (side + 3.4) * unit, 48 * unit)
        pen.arc(box, 215, 325, fill=brow, width=int(0.95 * unit))
        if closed:
            box = ((side - 2.7) * unit, 46 * unit, (side + 2.7) * unit, 51 * unit)
            pen.arc(box, 20, 160, fill=dark, width=int(0.85 * unit))
        else:
            _circle(pen, side * unit, 49.4 * unit, 1.35 * unit, dark)
            _circle(pen, (side + 0.5) * unit, 48.9 * unit, 0.42 * unit, (255, 255, 255))
    nose = _mix(skin, (90, 40, 30), 0.34)
    pen.arc((48.2 * unit, 49.5 * unit, 51.8 * unit, 55 * unit), 35, 145, nose, int(0.8 * unit))
    mouth = _mix(skin, (150, 40, 50), 0.6)
    pen.arc((45.4 * unit, 54.4 * unit, 54.6 * unit, 60.4 * unit), 25, 155, mouth, int(1 * unit))


def _hair_behind(pen: ImageDraw.ImageDraw, unit: float, style: str, hair: Colour) -> None:
    deep = _mix(hair, (0, 0, 0), 0.18)
    if style in ("long", "fringe"):
        pen.rounded_rectangle((31 * unit, 30 * unit, 69 * unit, 88 * unit), 16 * unit, fill=deep)
    elif style == "waves":
        for off, down, radius in ((17, 52, 7), (18, 63, 7.5), (16, 74, 7)):
            for side in (50 - off, 50 + off):
                _circle(pen, side * unit, down * unit, radius * unit, deep)
        pen.rectangle((34 * unit, 36 * unit, 66 * unit, 72 * unit), fill=deep)
    elif style == "bob":
        pen.rounded_rectangle((31 * unit, 28 * unit, 69 * unit, 66 * unit), 14 * unit, fill=deep)
    elif style == "bun":
        _circle(pen, 50 * unit, 21 * unit, 8.5 * unit, deep)
    elif style == "curls":
        for turn in range(14):
            angle = math.pi * (0.92 + 1.16 * turn / 13)
            x, y = 50 + 18.5 * math.cos(angle), 43 + 18.5 * math.sin(angle)
            _circle(pen, x * unit, y * unit, 7.2 * unit, deep)
        for x in (31.5, 68.5):
            _circle(pen, x * unit, 57 * unit, 6.4 * unit, deep)
    elif style == "scarf":
        pen.ellipse((30 * unit, 23 * unit, 70 * unit, 74 * unit), fill=deep)
        pen.rounded_rectangle((33 * unit, 60 * unit, 67 * unit, 86 * unit), 10 * unit, fill=deep)


def _hair_before(pen: ImageDraw.ImageDraw, unit: float, style: str, hair: Colour) -> None:
    light = _mix(hair, (255, 255, 255), 0.10)
    cap = (34 * unit, 26 * unit, 66 * unit, 60 * unit)
    if style in ("long", "bob", "waves"):
        pen.chord(cap, 180, 360, fill=hair)
        pen.polygon(_points(unit, (34, 43), (50, 43), (40, 36), (34.5, 52)), fill=hair)
        pen.polygon(_points(unit, (66, 43), (44, 42), (61, 38), (65.5, 52)), fill=hair)
        pen.arc((37 * unit, 29 * unit, 63 * unit, 52 * unit), 205, 285, light, int(1 * unit))
    elif style == "fringe":
        pen.chord((33.5 * unit, 25.5 * unit, 66.5 * unit, 62 * unit), 178, 362, fill=hair)
        pen.arc((37 * unit, 29 * unit, 63 * unit, 52 * unit), 215, 325, light, int(1 * unit))
    elif style in ("bun", "pixie"):
        pen.chord(cap, 186, 354, fill=hair)
        pen.polygon(_points(unit, (34.6, 41), (58, 41), (46, 35), (35, 49)), fill=hair)
        pen.polygon(_points(unit, (65.4, 41), (52, 41), (60, 36), (65, 48)), fill=hair)
    elif style == "curls":
        for turn in range(9):
            angle = math.pi * (1.05 + 0.9 * turn / 8)
            x, y = 50 + 14 * math.cos(angle), 42 + 13 * math.sin(angle)
            _circle(pen, x * unit, y * unit, 4.6 * unit, hair)
    elif style == "scarf":
        pen.chord((33 * unit, 24.5 * unit, 67 * unit, 66 * unit), 180, 360, fill=hair)
        pen.arc((36 * unit, 28 * unit, 64 * unit, 56 * unit), 200, 340, light, int(0.9 * unit))
        for side in (34.4, 65.6):
            pen.ellipse(((side - 2.2) * unit, 43 * unit, (side + 2.2) * unit, 64 * unit), fill=hair)
    elif style in ("short", "beard", "beard_long"):
        pen.chord((34 * unit, 25.5 * unit, 66 * unit, 58 * unit), 186, 354, fill=hair)
        pen.ellipse((35.2 * unit, 23.2 * unit, 64.8 * unit, 39 * unit), fill=hair)
    elif style in ("side", "grey_short"):
        pen.chord((34 * unit, 25 * unit, 66 * unit, 58 * unit), 184, 356, fill=hair)
        pen.polygon(_points(unit, (35, 40), (60, 39), (64, 28), (42, 24)), fill=hair)
    elif style == "curls_short":
        for turn in range(8):
            angle = math.pi * (1.08 + 0.84 * turn / 7)
            x, y = 50 + 13.5 * math.cos(angle), 41 + 12.5 * math.sin(angle)
            _circle(pen, x * unit, y * unit, 4.4 * unit, hair)


def _glasses(pen: ImageDraw.ImageDraw, unit: float) -> None:
    frame = _rgb("#3a3330")
    for side in (43, 57):
        pen.ellipse(
            ((side - 5) * unit, 44.2 * unit, (side + 5) * unit, 53.6 * unit),
            outline=frame,
            width=int(0.8 * unit),
        )
    pen.arc((47.4 * unit, 46.4 * unit, 52.6 * unit, 50.4 * unit), 200, 340, frame, int(0.8 * unit))


# --- scenes ---


def _hills(canvas: Image.Image, draw: random.Random, middle: Colour, accent: Colour) -> None:
    """Ridges one behind the other, under a low sun."""
    pen, (width, height) = ImageDraw.Draw(canvas), canvas.size
    sun = draw.uniform(0.25, 0.75) * width
    _glow(canvas, sun, 0.36 * height, 0.13 * height)
    layers = 5
    for layer in range(layers):
        base = height * (0.46 + 0.115 * layer)
        colour = _mix(_mix(middle, (255, 255, 255), 0.45), accent, layer / (layers - 1) * 0.85)
        pen.polygon(_ridge(draw, width, height, base, height * 0.075), fill=colour)


def _water(canvas: Image.Image, draw: random.Random, middle: Colour, accent: Colour) -> None:
    """A sun over still water, and its way towards us."""
    pen, (width, height) = ImageDraw.Draw(canvas), canvas.size
    shore, centre = 0.55 * height, width * draw.uniform(0.35, 0.65)
    _glow(canvas, centre, 0.34 * height, 0.14 * height)
    far = _mix(_mix(middle, (255, 255, 255), 0.3), accent, 0.3)
    pen.polygon(_ridge(draw, width, height, shore - 0.03 * height, 0.05 * height), fill=far)
    sea = _gradient(width, int(height - shore), _mix(middle, (255, 255, 255), 0.25), accent)
    canvas.paste(sea, (0, int(shore)))
    pen = ImageDraw.Draw(canvas)
    for line in range(16):
        y = shore + (line + 0.6) ** 1.25 / 16**1.25 * (height - shore)
        half = width * (0.03 + 0.012 * line) * draw.uniform(0.6, 1.2)
        thick = max(2, int(height * (0.0022 + 0.00045 * line)))
        x = centre + draw.uniform(-0.5, 0.5) * half
        pen.rounded_rectangle(
            (x - half, y - thick, x + half, y + thick), thick, fill=_mix(far, (255, 250, 235), 0.72)
        )


def _ripples(canvas: Image.Image, draw: random.Random, middle: Colour, accent: Colour) -> None:
    """Rings that widen, and stones at rest."""
    width, height = canvas.size
    x, y = draw.uniform(0.3, 0.7) * width, draw.uniform(0.42, 0.6) * height
    pen = ImageDraw.Draw(canvas)
    for ring in range(13, 0, -1):
        radius = ring * 0.062 * width
        colour = _mix(_mix(middle, (255, 255, 255), 0.72), middle, (13 - ring) / 13)
        pen.ellipse((x - radius, y - radius * 0.62, x + radius, y + radius * 0.62), fill=colour)
    for stone, (size, drop) in enumerate(((0.105, 0.055), (0.078, -0.02), (0.05, -0.078))):
        half, middle_y = size * width, y + drop * height
        colour = _mix(accent, (255, 255, 255), 0.12 * stone)
        pen.ellipse((x - half, middle_y - half * 0.42, x + half, middle_y + half * 0.42), colour)
        lit = _mix(colour, (255, 255, 255), 0.22)
        pen.arc(
            (x - half * 0.8, middle_y - half * 0.34, x + half * 0.8, middle_y + half * 0.3),
            200, 300, lit, max(2, int(0.0035 * width)),
        )  # fmt: skip


def _leaves(canvas: Image.Image, draw: random.Random, middle: Colour, accent: Colour) -> None:
    """Sprigs that grow in from the edges round an empty middle."""
    width, height = canvas.size
    pale = _mix(middle, (255, 255, 255), 0.35)
    _circle(ImageDraw.Draw(canvas), width * 0.5, height * 0.5, height * 0.33, pale)
    for number in range(9):
        x = width * (number + draw.uniform(0.2, 0.8)) / 9
        tall = height * draw.uniform(0.42, 0.78) * (1 if abs(x / width - 0.5) > 0.18 else 0.55)
        colour = _mix(_mix(accent, middle, draw.uniform(0.0, 0.7)), (70, 120, 90), 0.25)
        _sprig(canvas, x, height * 1.03, tall, colour, draw)


def _bands(canvas: Image.Image, draw: random.Random, middle: Colour, accent: Colour) -> None:
    """Folds that flow across, like cloth or sand."""
    pen, (width, height) = ImageDraw.Draw(canvas), canvas.size
    phase, bands = draw.uniform(0, math.tau), 11
    for band in range(bands):
        share = band / (bands - 1)
        colour = _mix(_mix((255, 255, 255), middle, 0.25 + 0.75 * share), accent, share**2 * 0.8)
        edge = []
        for step in range(81):
            x = step / 80
            wave = math.sin(phase + x * 3.1 + band * 0.42) * 0.085
            wave += math.sin(phase * 2 + x * 5.3 - band * 0.3) * 0.03
            edge.append((x * width, height * (0.10 + 0.092 * band + wave)))
        pen.polygon([*edge, (width, height), (0, height)], fill=colour)


def _rays(canvas: Image.Image, draw: random.Random, middle: Colour, accent: Colour) -> None:
    """Half rings that rise like a sun, or a sound."""
    pen, (width, height) = ImageDraw.Draw(canvas), canvas.size
    x, ground = width * draw.uniform(0.38, 0.62), height * 0.8
    for ring in range(9, 0, -1):
        radius = ring * 0.083 * width
        share = (9 - ring) / 8
        colour = _mix(_mix(middle, (255, 255, 255), 0.78 - 0.7 * share), accent, share**2 * 0.45)
        pen.pieslice((x - radius, ground - radius, x + radius, ground + radius), 180, 360, colour)
    _circle(pen, x, ground, 0.075 * width, _mix((255, 247, 225), middle, 0.12))
    pen.rectangle((0, ground, width, height), fill=_mix(accent, (0, 0, 0), 0.06))
    for line in range(4):
        y = ground + (line + 1) * 0.042 * height
        half = width * (0.09 + 0.03 * line)
        pen.rounded_rectangle(
            (x - half, y, x + half, y + 0.008 * height), 4, fill=_mix(accent, middle, 0.6)
        )


SCENES = {
    "hills": _hills,
    "water": _water,
    "ripples": _ripples,
    "leaves": _leaves,
    "bands": _bands,
    "rays": _rays,
}


SCENES_IN_WORDS = {
    "hills": "hills under a low sun",
    "water": "a sun over still water",
    "ripples": "stones in rippling water",
    "leaves": "plants against the light",
    "bands": "waves of colour",
    "rays": "a rising sun",
}


# --- the pen ---


def _ridge(
    draw: random.Random, width: int, height: int, base: float, swing: float
) -> list[tuple[float, float]]:
    waves = [
        (draw.uniform(0.6, 1.6), draw.uniform(0, math.tau), 1.0),
        (draw.uniform(2.0, 3.4), draw.uniform(0, math.tau), 0.42),
        (draw.uniform(5.0, 8.0), draw.uniform(0, math.tau), 0.12),
    ]
    line = []
    for step in range(161):
        x = step / 160
        lift = sum(math.sin(x * rate * math.tau / 1.6 + turn) * part for rate, turn, part in waves)
        line.append((x * width, base - lift * swing))
    return [*line, (width, height), (0, height)]


def _sprig(
    canvas: Image.Image, x: float, y: float, tall: float, colour: Colour, draw: random.Random
) -> None:
    """A stem that leans, with pairs of leaves."""
    pen = ImageDraw.Draw(canvas)
    lean, pairs = draw.uniform(-0.22, 0.22), 7
    previous = (x, y)
    for pair in range(1, pairs + 1):
        share = pair / pairs
        here = (x + lean * tall * share**1.6, y - tall * share)
        pen.line((previous, here), colour, max(3, int(tall * 0.011)))
        length = tall * 0.23 * (1.15 - 0.62 * share)
        for side in (-1, 1):
            _leaf(pen, here, side * (0.95 - 0.35 * share) + lean, length, colour)
        previous = here
    _leaf(pen, previous, lean, tall * 0.12, colour)


def _leaf(
    pen: ImageDraw.ImageDraw, root: tuple[float, float], turn: float, length: float, colour: Colour
) -> None:
    """A lens from `root`, turned from upright by `turn` radians."""
    outline = []
    for side in (1, -1):
        steps = range(13) if side == 1 else range(12, -1, -1)
        for step in steps:
            along = step / 12
            across = side * math.sin(along * math.pi) * 0.19
            dx = math.sin(turn) * along + math.cos(turn) * across
            dy = -math.cos(turn) * along + math.sin(turn) * across
            outline.append((root[0] + dx * length, root[1] + dy * length))
    pen.polygon(outline, fill=colour)


def _glow(canvas: Image.Image, x: float, y: float, radius: float) -> None:
    """A sun with a soft edge of light."""
    light = Image.new("L", (canvas.width // 4, canvas.height // 4), 0)
    pen = ImageDraw.Draw(light)
    for ring, strength in ((2.4, 38), (1.7, 62), (1.25, 95)):
        _circle(pen, x / 4, y / 4, radius / 4 * ring, strength)
    light = light.filter(ImageFilter.GaussianBlur(radius / 14)).resize(canvas.size)
    canvas.paste((255, 248, 228), (0, 0), light)
    _circle(ImageDraw.Draw(canvas), x, y, radius, (255, 250, 236))


def _lit(canvas: Image.Image) -> Image.Image:
    """Light from above, a little dusk below."""
    shade = (
        Image.linear_gradient("L").resize(canvas.size).point([int(v * 0.10) for v in range(256)])
    )
    canvas.paste((60, 35, 45), (0, 0), shade)
    return canvas


def _gradient(width: int, height: int, above: Colour, below: Colour) -> Image.Image:
    mask = Image.linear_gradient("L").resize((width, height))
    return Image.composite(
        Image.new("RGB", (width, height), below), Image.new("RGB", (width, height), above), mask
    )


def _jpeg(canvas: Image.Image) -> bytes:
    file = io.BytesIO()
    canvas.reduce(SMOOTH).save(file, "JPEG", quality=88)
    return file.getvalue()


def _circle(
    pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, fill: Colour | int
) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _points(unit: float, *corners: tuple[float, float]) -> list[tuple[float, float]]:
    return [(x * unit, y * unit) for x, y in corners]


def _mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` of `other`."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def _rgb(name: str) -> Colour:
    return int(name[1:3], 16), int(name[3:5], 16), int(name[5:7], 16)
