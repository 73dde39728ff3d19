"""Photos of everything that customers photograph, drawn from a seed, and what happens to a photo on its way."""

import io
from random import Random

from PIL import Image, ImageColor, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from umkm_aftersales.demo import drawings, goods

ARTICLES = [
    article
    for article in {article.shape: article for article in vars(goods).values() if isinstance(article, goods.Article)}.values()
    if article.shape
]  # fmt: skip


def of_goods(count):
    """Photos of the demo's goods: each article whole, then nearer to two different flaws."""
    found = []
    for article in ARTICLES:
        for flaw in ("crack", "burn"):
            shots = drawings.photos(article, flaw, 3, Random(f"{article.shape} {flaw}"))
            found += [opened(shot) for shot in shots[flaw == "burn" :]]
    return found[:count]


def things(dice):
    """Things on a table with light from one side."""
    width, height = dice.choice([(480, 360), (360, 480), (400, 400), (480, 270)])
    light = Image.linear_gradient("L").rotate(dice.choice((0, 90, 180, 270))).resize((width, height))
    dark, bright = (
        tuple(dice.randrange(low, high) for _part in range(3)) for low, high in ((0, 150), (100, 256))
    )
    table = ImageOps.colorize(light, dark, bright)
    draw = ImageDraw.Draw(table)
    for _thing in range(dice.randint(4, 25)):
        x, y, size = dice.randrange(width), dice.randrange(height), dice.randrange(10, width // 3)
        shape = dice.choice([draw.ellipse, draw.rectangle])
        shape(
            (x - size, y - size // 2, x + size, y + size // 2),
            tuple(dice.randrange(256) for _part in range(3)),
        )
    return table.filter(ImageFilter.GaussianBlur(dice.random() * 2))


def label(dice):
    """A sticker with lines of text on cardboard or on white paper."""
    sheet = Image.new("RGB", (360, 480), dice.choice(["white", "#c9a877", "#a98a5e"]))
    draw = ImageDraw.Draw(sheet)
    x, y = dice.randrange(10, 120), dice.randrange(10, 160)
    width, height = dice.randrange(150, 230), dice.randrange(160, 300)
    draw.rectangle((x, y, x + width, y + height), fill="white", outline="#888888", width=2)
    for at in range(y + 15, y + height - dice.randrange(15, 60), dice.randrange(12, 24)):
        draw.line((x + 10, at, x + dice.randrange(25, width - 10), at), "black", 5)
    return sheet.rotate(dice.uniform(-5, 5), fillcolor=sheet.getpixel((0, 0)))


def pattern(dice):
    """Cloth without any outline."""
    cells = dice.choice([5, 8, 16])
    dyes = [
        Image.frombytes("L", (cells, cells), dice.randbytes(cells**2)).resize((400, 400)) for _dye in range(3)
    ]
    return Image.merge("RGB", dyes)


def plain(dice):
    """Next to nothing: a white wall, a dark room, a table out of focus, all with the grain of the camera."""
    colour = dice.choice(["white", "black", "#d8d2c6", "#303030"])
    low = Image.new("RGB", (400, 300), colour)
    fading = ImageOps.colorize(Image.linear_gradient("L").resize((400, 300)), colour, faded(colour))
    grain = Image.merge("RGB", [Image.effect_noise((400, 300), dice.randrange(4, 16))] * 3)
    return Image.blend(dice.choice([low, fading]), grain, 0.1)


def faded(colour):
    """The same colour in a little less light."""
    return tuple(max(part - 12, 0) for part in ImageColor.getrgb(colour))


def opened(data):
    """A picture as it comes out of a file."""
    return Image.open(io.BytesIO(data)).convert("RGB")


def saved(picture, quality=90, **options):
    """The bytes of a JPEG."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()


def cropped(left=0.0, top=0.0, right=0.0, bottom=0.0):
    """Cut off these shares of the sides."""
    return lambda picture: picture.crop(
        (
            round(picture.width * left),
            round(picture.height * top),
            round(picture.width * (1 - right)),
            round(picture.height * (1 - bottom)),
        )
    )


def framed(colour, across, down):
    """Bars around the photo, as a screenshot has them."""
    return lambda picture: ImageOps.expand(
        picture, (round(picture.width * across), round(picture.height * down)), colour
    )


CHANGES = {
    "saved again at 40": lambda picture: opened(saved(picture, 40)),
    "saved again at 70": lambda picture: opened(saved(picture, 70)),
    "saved again at 95": lambda picture: opened(saved(picture, 95)),
    "half as large": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
    "twice as large": lambda picture: picture.resize((picture.width * 2, picture.height * 2)),
    "brighter": lambda picture: ImageEnhance.Brightness(picture).enhance(1.1),
    "darker": lambda picture: ImageEnhance.Brightness(picture).enhance(0.9),
    "cropped all around by 3 %": cropped(0.03, 0.03, 0.03, 0.03),
    "cropped all around by 5 %": cropped(0.05, 0.05, 0.05, 0.05),
    "cropped at the left": cropped(left=0.05),
    "cropped at the top": cropped(top=0.05),
    "cropped at a corner": cropped(right=0.05, bottom=0.05),
    "black bars above and below": framed("black", 0, 0.2),
    "black bars at the sides": framed("black", 0.3, 0),
    "a white frame": framed("white", 0.06, 0.06),
    "a dark frame": framed("#202124", 0.05, 0.1),
    "sent on by a messenger": lambda picture: opened(saved(cropped(0.02, 0.01, 0, 0.02)(picture).resize((300, 360)), 60)),
}  # fmt: skip


def thousand():
    """A thousand different photos: goods, things, labels, cloth, and some with hardly anything in them."""
    dice = Random(1000)
    found = of_goods(60)
    while len(found) < 1000:
        found.append(dice.choices([things, label, pattern, plain], [6, 2, 3, 2])[0](dice))
    return found
