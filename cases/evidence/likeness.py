"""By what a photo is known again after it was re-saved, resized, brightened, framed or slightly cropped.

Two stages. Marks are numbers that two pictures of the same photo share: they answer from an index and find too
much. A sketch is the photo in 32 × 32 shades and 8 × 8 tints: laid over another it tells the same photo from one that
merely looks alike. Pillow alone; nothing here knows of files or rows.
"""

from collections.abc import Iterator
from functools import cache
from itertools import product, starmap
from operator import mul
from typing import NamedTuple

from PIL import Image, ImageChops, ImageStat

Box = tuple[float, float, float, float]

# Windows of a photo as shares of its sides: a photo that lost up to a twentieth at any side has nearly one of
# them in common with the whole one.
_WINDOWS: tuple[Box, ...] = (
    (0, 0, 1, 1), (0.025, 0.025, 0.975, 0.975), (0.05, 0.05, 0.95, 0.95),
    *((left, top, left + 0.95, top + 0.95) for left in (0, 0.05) for top in (0, 0.05)),
    (0.05, 0, 1, 1), (0, 0.05, 1, 1), (0, 0, 0.95, 1), (0, 0, 1, 0.95),
)  # fmt: skip
_GRID = 6
_BANDS, _BAND_BITS = 4, 18
MARK_BITS = 20  # the number of the band and its value
_SKETCH = 32
_TINTS = 8
_NO_TINT = 128
_SIZE = _SKETCH**2 + 2 * _TINTS**2  # bytes of a sketch
_SPREAD = 50  # the deviation of a sketch's shades: how bright or pale a photo is does not count

_LEAST_DEVIATION = 9.0  # of shades, below which there is too little in a photo to know it by
_LEAST_CLEAR = 24  # of the 72 steps between neighbours: those that are more than noise
_CLEAR_STEP = 3


class Likeness(NamedTuple):
    """What is kept of a photo; both are empty where there is too little in it."""

    marks: tuple[int, ...]
    sketch: bytes


NOTHING = Likeness((), b"")


def likeness_of(picture: Image.Image) -> Likeness:
    """The marks and the sketches of a photo, or `NOTHING` of a plain surface; a thumbnail is enough."""
    whole = picture.convert("YCbCr")
    if not _tells_enough(whole.getchannel("Y")):
        return NOTHING
    bare = _without_margins(whole)
    told = [whole, bare] if bare.size != whole.size and _tells_enough(bare.getchannel("Y")) else [whole]
    marks = {mark for view in told for window in _WINDOWS for mark in _marks(view.getchannel("Y"), window)}
    return Likeness(tuple(sorted(marks)), b"".join(_sketch(view) for view in told))


def _tells_enough(grey: Image.Image) -> bool:
    deviation = ImageStat.Stat(_reduced(grey)).stddev[0]
    return deviation >= _LEAST_DEVIATION and _clear_steps(grey) >= _LEAST_CLEAR


def _reduced(grey: Image.Image) -> Image.Image:
    return grey.resize((_SKETCH, _SKETCH), Image.Resampling.BOX)


# Margins -----------------------------------------------------------------------------------------


def _without_margins(photo: Image.Image) -> Image.Image:
    """Without the plain bars that a screenshot or a frame lays around a photo, and without a plain ground."""
    grey, turns = photo.getchannel("Y"), Image.Transpose
    top, bottom = _margin(grey), _margin(grey.transpose(turns.FLIP_TOP_BOTTOM))
    left, right = _margin(grey.transpose(turns.TRANSPOSE)), _margin(grey.transpose(turns.TRANSVERSE))
    return photo.crop((left, top, grey.width - right, grey.height - bottom))


def _margin(grey: Image.Image) -> int:
    """How many rows at the top are plain and end in an edge; light that fades is no margin."""
    width, height = grey.size
    shades = grey.tobytes()
    rows = [shades[at * width : (at + 1) * width] for at in range(height * 2 // 5)]
    if not rows:
        return 0
    ground = sum(rows[0]) // width
    plain = next((at for at, row in enumerate(rows) if _strays(row, ground) > 10), 0)
    return plain if plain and max(_strays(row, ground) for row in rows[plain : plain + 4]) > 24 else 0


def _strays(row: bytes, ground: int) -> int:
    return max(max(row) - ground, ground - min(row))


# Marks -------------------------------------------------------------------------------------------


def _steps(grey: Image.Image, window: Box) -> Iterator[int]:
    """From each cell of a grid to its neighbour on the right, then to the one below: how much darker that is."""
    box = _scaled(window, *grey.size)
    for size, ahead in (((_GRID + 1, _GRID), 1), ((_GRID, _GRID + 1), _GRID)):
        cells = grey.resize(size, Image.Resampling.BOX, box=box).tobytes()
        for at in range(size[0] * size[1] - ahead):
            if ahead != 1 or (at + 1) % size[0]:
                yield cells[at] - cells[at + ahead]


def _clear_steps(grey: Image.Image) -> int:
    return sum(abs(step) > _CLEAR_STEP for step in _steps(grey, _WINDOWS[0]))


def _marks(grey: Image.Image, window: Box) -> Iterator[int]:
    bits = 0
    for step in _steps(grey, window):
        bits = bits << 1 | (step > 0)
    for band in range(_BANDS):
        yield band << _BAND_BITS | (bits >> band * _BAND_BITS) & ((1 << _BAND_BITS) - 1)


# Sketches ----------------------------------------------------------------------------------------


def _sketch(photo: Image.Image) -> bytes:
    """Its shades spread alike, so that a brighter copy has the same, and its tints as they are."""
    grey, *tints = photo.split()
    small = _reduced(grey)
    shades = ImageStat.Stat(small)
    middle, spread = shades.mean[0], _SPREAD / shades.stddev[0]
    even = small.point([round(128 + (shade - middle) * spread) for shade in range(256)])
    reduced = (tint.resize((_TINTS, _TINTS), Image.Resampling.BOX) for tint in tints)
    return even.tobytes() + b"".join(tint.tobytes() for tint in reduced)


_VIEW = 24  # shades across of what two sketches are compared in
_CENTRE = (0.1, 0.1, 0.9, 0.9)
_REACH = 0.07
_STEPS = (0.02, 0.01, 0.005)
# Measured, see docs/decisions/0019: the same photo again stays below all three, another one passes one of them.
_UNLIKE, _FAR_OFF, _OTHER_TINT = 10.5, 48, 1.0
_HOPELESS = 40**2 * _VIEW**2
_SQUARES = [shade * shade for shade in range(256)]


def is_same_photo(ones: bytes, others: bytes) -> bool:
    """Whether the sketches of two photos show the same one, each cropped by at most a twentieth at any side.

    Only one of them may have lain in a frame: two things cut out of plain grounds look alike too easily.
    """
    (one, *bare), (other, *other_bare) = _single(ones) or [b""], _single(others) or [b""]
    pairs = [(one, other), *product(bare, [other]), *product([one], other_bare)] if one and other else []
    return any(
        average <= _UNLIKE and worst <= _FAR_OFF and tint <= _OTHER_TINT
        for average, worst, tint in starmap(difference, pairs)
    )


def _single(sketches: bytes) -> list[bytes]:
    return [sketches[at : at + _SIZE] for at in range(0, len(sketches), _SIZE)]


def difference(one: bytes, other: bytes) -> tuple[float, int, float]:
    """How far two sketches are apart where they fit best: on average, in their worst parts, and in their tints.

    The middle of the other is looked for in the one, moved and stretched a little.
    """
    whole = _opened(one)
    middle = _view(_opened(other), _CENTRE)
    cost, box = min((_cost(whole, box, middle), box) for box in _starts())
    for step in _STEPS if cost < _HOPELESS else ():
        cost, box = _settle(whole, middle, cost, box, step)
    shades = sorted(ImageChops.difference(_view(whole, box), middle).tobytes())
    return (cost / _VIEW**2) ** 0.5, shades[-6], _other_tint(one, other, box)


def _other_tint(one: bytes, other: bytes, box: Box) -> float:
    """How far the tints are apart where the shades fit best, in shares of what is usual for photos as colourful."""
    here, there = _tints(one, box), _tints(other, _CENTRE)
    apart = sum(abs(a - b) for a, b in zip(here, there, strict=True))
    colour = sum(abs(tint - _NO_TINT) for tint in there)
    return apart / (2 * len(there) + 0.3 * colour)


def _tints(sketch: bytes, box: Box) -> bytes:
    planes = (sketch[at : at + _TINTS**2] for at in (_SKETCH**2, _SKETCH**2 + _TINTS**2))
    views = (Image.frombytes("L", (_TINTS, _TINTS), plane) for plane in planes)
    place = _scaled(box, _TINTS, _TINTS)
    return b"".join(
        view.resize((_TINTS, _TINTS), Image.Resampling.BILINEAR, box=place).tobytes() for view in views
    )


def _opened(sketch: bytes) -> Image.Image:
    return Image.frombytes("L", (_SKETCH, _SKETCH), sketch[: _SKETCH**2])


def _view(picture: Image.Image, box: Box) -> Image.Image:
    return picture.resize((_VIEW, _VIEW), Image.Resampling.BILINEAR, box=_scaled(box, *picture.size))


def _cost(whole: Image.Image, box: Box, middle: Image.Image) -> int:
    counts = ImageChops.difference(_view(whole, box), middle).histogram()
    return sum(map(mul, counts, _SQUARES))


@cache
def _starts() -> tuple[Box, ...]:
    """Where the middle may lie, coarsely: along each axis in place, at either side, shrunk or stretched."""
    off = 0.04
    spans = [(0.1, 0.9), *((0.1 + low, 0.9 + high) for low in (-off, off) for high in (-off, off))]
    return tuple((left, top, right, bottom) for left, right in spans for top, bottom in spans)


def _settle(whole: Image.Image, middle: Image.Image, cost: int, box: Box, step: float) -> tuple[int, Box]:
    """Downhill by this step until no neighbour fits better."""
    while True:
        better = min((_cost(whole, near, middle), near) for near in _near(box, step))
        if better[0] >= cost:
            return cost, box
        cost, box = better


def _near(box: Box, step: float) -> Iterator[Box]:
    """One side moved, or two opposite ones together."""
    for moved in ((0,), (1,), (2,), (3,), (0, 2), (1, 3)):
        for by in (-step, step):
            near = tuple(side + by * (at in moved) for at, side in enumerate(box))
            if all(abs(side - usual) <= _REACH for side, usual in zip(near, _CENTRE, strict=True)):
                yield near


def _scaled(box: Box, width: int, height: int) -> Box:
    return box[0] * width, box[1] * height, min(box[2], 1) * width, min(box[3], 1) * height
