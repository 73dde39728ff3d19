"""Photos: decoded, turned upright, shrunk and written anew, so that nothing of the original file survives."""

import threading
from contextlib import nullcontext
from datetime import datetime
from io import BytesIO
from typing import NamedTuple

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageCms

from . import heif
from .flaws import Flaw
from .likeness import Likeness, likeness_of

# 8192 × 6144 is what a "50 megapixel" phone takes. The other formats are screenshots and pictures from the
# web, and a decoder needs up to 14 bytes for each of their pixels.
MAX_PIXELS = {"JPEG": 51_000_000, "HEIF": 51_000_000}
MAX_OTHER_PIXELS = 25_000_000
MAX_SIDE = 1600
THUMBNAIL_SIDE = 320
QUALITY = 82
# Every scan of a progressive JPEG is a walk over the whole picture; cameras write about ten.
MAX_JPEG_SCANS = 32

_YEARS = range(1990, 2100)  # of a clock that has been set
_LARGE_PIXELS = 16_000_000
# A large picture may need some hundred megabytes while it is decoded: one at a time in each process.
_one_large = threading.Lock()
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Photo(NamedTuple):
    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int
    taken_at: datetime | None
    likeness: Likeness


def develop(data: bytes, decoder: str) -> Photo:
    if decoder == "HEIF":
        data, decoder = _heic_as_png(data), "PNG"
    if decoder == "JPEG" and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise _unreadable()
    try:
        with Image.open(BytesIO(data), formats=(decoder,)) as source:
            picture, taken_at = _picture(source, decoder)
    except (Flaw, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise (error if isinstance(error, Flaw) else _too_many_pixels(decoder)) from error
    except Exception as error:  # decoders raise anything on hostile bytes, from struct.error to SyntaxError
        raise _unreadable() from error
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Photo(
        jpeg=_jpeg(picture, QUALITY),
        thumbnail=_jpeg(small, 75),
        width=picture.width,
        height=picture.height,
        taken_at=taken_at,
        likeness=likeness_of(small),
    )


def _unreadable() -> Flaw:
    return Flaw(_("“%(name)s” bukan foto yang bisa dibuka. Coba foto ulang atau kirim sebagai JPG ya, Kak."))


def _too_many_pixels(decoder: str) -> Flaw:
    sentence = _("Gambar “%(name)s” terlalu besar, lebih dari %(limit)d megapiksel. Coba foto ulang ya, Kak.")
    return Flaw(sentence, limit=_pixel_limit(decoder) // 1_000_000)


def _pixel_limit(decoder: str) -> int:
    return MAX_PIXELS.get(decoder, MAX_OTHER_PIXELS)


def _heic_as_png(data: bytes) -> bytes:
    try:
        with _one_large:
            return heif.to_png(data, max_pixels=_pixel_limit("HEIF"), max_side=MAX_SIDE)
    except heif.TooLarge as error:
        raise _too_many_pixels("HEIF") from error
    except heif.Unreadable as error:
        raise _unreadable() from error


def _picture(source: Image.Image, decoder: str) -> tuple[Image.Image, datetime | None]:
    _check_size(source, decoder)
    source.draft(None, (MAX_SIDE, MAX_SIDE))  # lets the JPEG decoder skip pixels that would be thrown away
    with _one_large if source.width * source.height > _LARGE_PIXELS else nullcontext():
        source.load()
        _check_size(source, decoder)  # some decoders tell the true size only now
        turn, taken_at = _TURNS.get(_orientation(source)), _taken_at(source)
        picture = _resizable(source)
        picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return _clean(picture if turn is None else picture.transpose(turn)), taken_at


def _check_size(image: Image.Image, decoder: str) -> None:
    if image.width * image.height > _pixel_limit(decoder):
        raise _too_many_pixels(decoder)


def _orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - a photo with a broken EXIF block is still a photo
        return 1
    return orientation if isinstance(orientation, int) else 1


def _taken_at(image: Image.Image) -> datetime | None:
    """What the camera's clock showed: without a zone, because few cameras write one."""
    try:
        written = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        taken = datetime.strptime(written.strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except Exception:  # noqa: BLE001 - absent, not text, "0000:00:00", or a broken EXIF block
        return None
    return taken if taken.year in _YEARS else None


def _resizable(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("RGB", "L") else image.convert("RGB")


def _clean(picture: Image.Image) -> Image.Image:
    """In sRGB, on a fresh white sheet: nothing that hung on the original comes along."""
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return _in_srgb(sheet, picture.info.get("icc_profile")) if picture.mode != "L" else sheet


def _in_srgb(sheet: Image.Image, profile: bytes | None) -> Image.Image:
    """iPhones write Display P3; read as sRGB it would look paler, and a case may be about the colour."""
    if not profile:
        return sheet
    try:
        source, srgb = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(sheet, source, srgb, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):  # a CMYK or broken profile
        return sheet
    converted.info.clear()
    return converted


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
