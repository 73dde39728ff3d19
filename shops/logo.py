"""A shop's logo: whatever picture comes in, a small clean square-ish one is kept."""

import warnings
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
EDGE = 256  # shown at 34 points at most, sharp on every phone
FORMATS = ("JPEG", "PNG", "WEBP")


def small_logo(upload: UploadedFile) -> ContentFile:
    """The picture drawn anew as a small WEBP: nothing of the file as it came is kept."""
    if upload.size > MAX_BYTES:
        raise ValidationError(_("Logo paling besar 5 MB. Pilih gambar yang lebih kecil."), code="too_big")
    try:
        return ContentFile(_redrawn(upload), name="logo.webp")
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as why:
        raise ValidationError(
            _("Gambar tidak terbaca. Pakai foto JPG, PNG, atau WEBP."), code="unreadable"
        ) from why


def _redrawn(upload: UploadedFile) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValueError("too many pixels")
            picture.draft("RGB", (EDGE * 2, EDGE * 2))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail((EDGE, EDGE))
    clean = Image.new("RGBA", upright.size)
    clean.paste(upright)
    out = BytesIO()
    clean.save(out, "WEBP", quality=85)
    return out.getvalue()
