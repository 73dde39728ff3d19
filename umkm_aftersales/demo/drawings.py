"""Photos as customers take them: an article on a table, and what is wrong with it seen from near."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from math import cos, sin, tau
from random import Random

from PIL import Image, ImageColor, ImageDraw, ImageFilter, ImageOps

from umkm_aftersales.demo.goods import Article

SIZE = (720, 960)
_TABLES = ("#cdb597", "#b9b2a8", "#d8d2c6", "#a58c72", "#c7cdd1")
_LINE = 5
_EDGE = 28
_ZOOMS = (0.5, 0.36)
_MIDDLES = {"sandal": (245, 560), "trousers": (260, 560)}  # where nothing is in the middle of the picture

Canvas = ImageDraw.ImageDraw


def photos(article: Article, flaw: str, count: int, dice: Random) -> list[bytes]:
    """`count` JPEGs of the article: the whole of it first, then nearer and nearer to the flaw."""
    picture, spot = _whole(article, flaw, dice)
    shots = [picture, *(_near(picture, spot, zoom, dice) for zoom in _ZOOMS[: count - 1])]
    return [_jpeg(shot) for shot in shots]


def _whole(article: Article, flaw: str, dice: Random) -> tuple[Image.Image, tuple[int, int]]:
    """The article with its flaw, and where the flaw is."""
    picture = _table(dice.choice(_TABLES), dice.choice((0, 90, 180, 270))).copy()
    colour = dice.choice(("#7f5a83", "#3f6f8f", "#9a9a3c")) if flaw == "other" else article.colour
    picture.paste("#2b211a", (14, 18, SIZE[0] + 14, SIZE[1] + 18), _shadow(article.shape))
    draw = ImageDraw.Draw(picture)
    _SHAPES[article.shape](draw, colour)
    across, down = _MIDDLES.get(article.shape, (360, 510))
    spot = (across + dice.randint(-50, 50), down + dice.randint(-60, 80))
    if flaw in _FLAWS:
        _FLAWS[flaw](draw, spot, dice)
    # Held a little askew; the cut takes the corners away that turning leaves empty.
    turned = picture.rotate(dice.uniform(-3, 3), Image.Resampling.BILINEAR)
    whole = turned.crop((_EDGE, _EDGE, SIZE[0] - _EDGE, SIZE[1] - _EDGE))
    return whole, (spot[0] - _EDGE, spot[1] - _EDGE)


@cache
def _table(colour: str, light_from: int) -> Image.Image:
    """A table top with light from one side."""
    light = Image.linear_gradient("L").rotate(light_from).resize(SIZE)
    return ImageOps.colorize(light, _darker(colour), colour)


@cache
def _shadow(shape: str) -> Image.Image:
    """How dark the soft shadow of an article is."""
    outline = Image.new("RGB", SIZE)
    _SHAPES[shape](ImageDraw.Draw(outline), "white")
    return outline.convert("L").point(lambda value: 110 if value else 0).filter(ImageFilter.BoxBlur(12))


def _near(picture: Image.Image, spot: tuple[int, int], zoom: float, dice: Random) -> Image.Image:
    width, height = (int(side * zoom) for side in picture.size)
    left = min(max(0, spot[0] - width // 2 + dice.randint(-20, 20)), picture.width - width)
    top = min(max(0, spot[1] - height // 2 + dice.randint(-20, 20)), picture.height - height)
    return picture.resize(
        picture.size, Image.Resampling.BILINEAR, box=(left, top, left + width, top + height)
    )


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


# The articles ------------------------------------------------------------------------------------


def _darker(colour: str) -> tuple[int, ...]:
    return tuple(int(part * 0.7) for part in ImageColor.getrgb(colour))


def _shirt(draw: Canvas, colour: str) -> None:
    outline = [(250, 250), (310, 230), (360, 262), (410, 230), (470, 250), (610, 380), (545, 450), (490, 405),
               (490, 740), (230, 740), (230, 405), (175, 450), (110, 380)]  # fmt: skip
    draw.polygon(outline, fill=colour, outline=_darker(colour), width=_LINE)
    draw.line([(360, 262), (360, 740)], fill=_darker(colour), width=3)
    for height in range(310, 720, 80):
        draw.ellipse([353, height, 367, height + 14], fill=_darker(colour))


def _dress(draw: Canvas, colour: str) -> None:
    outline = [(290, 180), (430, 180), (520, 330), (470, 380), (440, 340), (450, 450), (570, 820), (150, 820),
               (270, 450), (280, 340), (250, 380), (200, 330)]  # fmt: skip
    draw.polygon(outline, fill=colour, outline=_darker(colour), width=_LINE)
    draw.arc([320, 150, 400, 215], 0, 180, fill=_darker(colour), width=_LINE)
    draw.line([(270, 450), (450, 450)], fill=_darker(colour), width=_LINE)


def _trousers(draw: Canvas, colour: str) -> None:
    outline = [(240, 220), (480, 220), (560, 800), (395, 800), (360, 430), (325, 800), (160, 800)]
    draw.polygon(outline, fill=colour, outline=_darker(colour), width=_LINE)
    draw.rectangle([240, 220, 480, 262], fill=_darker(colour))


def _cloth(draw: Canvas, colour: str) -> None:
    draw.rectangle([130, 240, 590, 760], fill=colour, outline=_darker(colour), width=14)
    for left in range(170, 560, 80):
        for top in range(280, 730, 80):
            draw.ellipse([left, top, left + 44, top + 44], outline=_darker(colour), width=_LINE)


def _bag(draw: Canvas, colour: str) -> None:
    draw.arc([210, 130, 510, 620], 180, 360, fill=_darker(colour), width=16)
    draw.rounded_rectangle([160, 380, 560, 740], 36, fill=colour, outline=_darker(colour), width=_LINE)
    draw.pieslice([160, 250, 560, 560], 0, 180, fill=_darker(colour))
    draw.ellipse([342, 530, 378, 566], fill="#d9b45b")


def _sandal(draw: Canvas, colour: str) -> None:
    for left in (150, 390):
        draw.ellipse([left, 220, left + 190, 780], fill=colour, outline=_darker(colour), width=_LINE)
        draw.line([(left + 20, 420), (left + 95, 330), (left + 170, 420)], fill=_darker(colour), width=26)


def _mug(draw: Canvas, colour: str) -> None:
    draw.ellipse([460, 400, 630, 620], outline=colour, width=34)
    draw.rounded_rectangle([200, 320, 510, 720], 30, fill=colour, outline=_darker(colour), width=_LINE)
    draw.ellipse([200, 285, 510, 360], fill=_darker(colour), outline=colour, width=10)


def _plate(draw: Canvas, colour: str) -> None:
    draw.ellipse([90, 230, 630, 770], fill=colour, outline=_darker(colour), width=_LINE)
    draw.ellipse([190, 330, 530, 670], outline=_darker(colour), width=_LINE)


def _teapot(draw: Canvas, colour: str) -> None:
    draw.arc([470, 400, 650, 650], 270, 90, fill=colour, width=30)
    draw.polygon([(220, 520), (70, 420), (100, 400), (240, 470)], fill=colour)
    draw.ellipse([170, 370, 560, 720], fill=colour, outline=_darker(colour), width=_LINE)
    draw.ellipse([270, 340, 460, 420], fill=_darker(colour))
    draw.ellipse([345, 300, 385, 345], fill=colour)


def _blender(draw: Canvas, colour: str) -> None:
    draw.polygon(
        [(250, 200), (470, 200), (440, 580), (280, 580)], fill="#c9d6d8", outline="#8c9da0", width=_LINE
    )
    draw.rounded_rectangle([240, 580, 480, 780], 24, fill=colour, outline=_darker(colour), width=_LINE)
    draw.rectangle([235, 165, 485, 205], fill=_darker(colour))
    draw.ellipse([330, 650, 390, 710], fill="#f1ece2")


def _lamp(draw: Canvas, colour: str) -> None:
    draw.line([(360, 480), (360, 760)], fill="#5b5148", width=18)
    draw.ellipse([250, 730, 470, 800], fill="#5b5148")
    draw.polygon(
        [(280, 220), (440, 220), (540, 490), (180, 490)], fill=colour, outline=_darker(colour), width=_LINE
    )


_SHAPES: dict[str, Callable[[Canvas, str], None]] = {
    "shirt": _shirt, "dress": _dress, "trousers": _trousers, "cloth": _cloth, "bag": _bag, "sandal": _sandal,
    "mug": _mug, "plate": _plate, "teapot": _teapot, "blender": _blender, "lamp": _lamp,
}  # fmt: skip


# What is wrong with them -------------------------------------------------------------------------


def _zigzag(spot: tuple[int, int], length: int, dice: Random) -> list[tuple[int, int]]:
    x, y = spot
    return [(x + dice.randint(-16, 16), y - length // 2 + step) for step in range(0, length, 22)]


def _tear(draw: Canvas, spot: tuple[int, int], dice: Random) -> None:
    path = _zigzag(spot, 150, dice)
    draw.line(path, fill="#1d1713", width=13, joint="curve")
    for x, y in path[1::2]:
        draw.line([(x - 24, y + 8), (x + 24, y - 8)], fill="#efe6d6", width=3)


def _stain(draw: Canvas, spot: tuple[int, int], dice: Random) -> None:
    for size, colour in ((64, "#8a6a45"), (46, "#6b4c2d")):
        edge = [size * dice.uniform(0.75, 1.15) for _corner in range(14)]
        blot = [
            (spot[0] + cos(tau * corner / 14) * radius, spot[1] + sin(tau * corner / 14) * radius)
            for corner, radius in enumerate(edge)
        ]
        draw.polygon(blot, fill=colour)


def _crack(draw: Canvas, spot: tuple[int, int], dice: Random) -> None:
    path = _zigzag(spot, 260, dice)
    draw.line(path, fill="#15110e", width=5)
    for x, y in path[2::3]:
        draw.line([(x, y), (x + dice.choice((-60, 60)), y + 40)], fill="#15110e", width=3)


def _chip(draw: Canvas, spot: tuple[int, int], dice: Random) -> None:
    x, y = spot
    draw.polygon(
        [(x - 44, y), (x - 8, y - 34), (x + 46, y - 12), (x + 18, y + 38)], fill="#f4efe6", outline="#4a423b"
    )
    draw.polygon(
        [(x + 120, y + 240), (x + 150, y + 222), (x + 168, y + 250)], fill="#f4efe6", outline="#4a423b"
    )


def _burn(draw: Canvas, spot: tuple[int, int], dice: Random) -> None:
    for size, colour in ((70, "#3a2a20"), (48, "#1c1410")):
        draw.ellipse([spot[0] - size, spot[1] - size // 2, spot[0] + size, spot[1] + size // 2], fill=colour)


_FLAWS: dict[str, Callable[[Canvas, tuple[int, int], Random], None]] = {
    "tear": _tear, "stain": _stain, "crack": _crack, "chip": _chip, "burn": _burn,
}  # fmt: skip
