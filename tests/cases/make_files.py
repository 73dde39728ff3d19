"""Real files of every kind that customers send, and those that others try to send instead."""

import io
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

FILES = Path(__file__).resolve().parent.parent / "files"
# 6.2001 S, 106.8166 E: as text (©xyz, QuickTime keys, tags) and as the fixed-point numbers of `loci`.
PLACES = [b"06.2001", bytes.fromhex("006ad10cfff9ccc7")]
SCRIPT = b"<script>alert(document.cookie)</script>"


def stored(name):
    """One of the small recordings in tests/files; every video among them tells its place, see PLACES."""
    return (FILES / name).read_bytes()


def picture(width=160, height=120, mode="RGB"):
    """Uneven enough to be known again, and red in the upper left corner only."""
    base = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(base)
    draw.rectangle((0, 0, width // 4, height // 4), fill=(200, 30, 30))
    draw.ellipse((width // 2, height // 2, width * 9 // 10, height * 9 // 10), fill=(20, 60, 200))
    return base.convert(mode)


def phone_exif(orientation=6, taken="2026:11:20 14:05:09"):
    exif = Image.Exif()
    exif[0x010F] = "Xiaomi"
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0x9003] = taken
    exif.get_ifd(0x8825).update({1: "S", 2: (6.0, 12.0, 0.36), 3: "E", 4: (106.0, 48.0, 59.8)})
    return exif


def encoded(image, format_, **options):
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def phone_jpeg(**options):
    return encoded(picture(), "JPEG", **{"exif": phone_exif(), "comment": SCRIPT, **options})


def large_phone_jpeg():
    """4000 × 3000 with so much grain that it weighs about 12 MB, as a phone at night writes it."""
    image = Image.merge("RGB", [Image.effect_noise((4000, 3000), 60)] * 3)
    ImageDraw.Draw(image).rectangle((0, 0, 1000, 750), fill=(200, 30, 30))
    return encoded(image, "JPEG", quality=96, exif=phone_exif(), comment=b"Rumah Budi")


def png_with_texts():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Location", "-06.2001+106.8166")
    texts.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>-06.2001+106.8166</x:xmpmeta>")
    return encoded(picture(), "PNG", pnginfo=texts, exif=phone_exif(orientation=1))


def transparent_png():
    image = picture(mode="RGBA")
    ImageDraw.Draw(image).rectangle((80, 0, 159, 30), fill=(0, 0, 0, 0))
    return encoded(image, "PNG")


def jpeg_with_profile():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(picture(), "JPEG", icc_profile=profile)


def png_bomb(side):
    """A white square in some kilobytes that needs side × side pixels of memory."""
    row = b"\0" + b"\xff" * (-(-side // 8))
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _row in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def polyglot_jpeg():
    """A picture to a decoder, a page to a browser that guesses: markup in a comment and behind the end."""
    return encoded(picture(), "JPEG", comment=b"<html>" + SCRIPT) + b"<html>" + SCRIPT + b"</html>"


def jpeg_of_many_scans(count):
    """A progressive JPEG whose last scan is repeated: small to send, long to decode."""
    data = encoded(picture(), "JPEG", progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:at] + data[at:-2] * count + data[-2:]


def heic_of_false_size():
    """Says 16 × 16 in its boxes; its bitstream holds 256 × 192."""
    return stored("photo.heic").replace(struct.pack(">II", 256, 192), struct.pack(">II", 16, 16))


def heic_that_crashes_the_decoder():
    """An item type that is no text: pi-heif 1.4.0 ends the process with a segmentation fault."""
    return stored("photo.heic").replace(b"Exif", b"\xbbxif", 1)


def heic_turned():
    """Turned by a quarter to the left through an `irot` property, the way iPhones do it."""
    data = stored("photo.heic")
    properties = data.index(b"ipco") - 4
    links = data.index(b"ipma") - 4
    data = data[:links] + box(b"irot", b"\1") + data[links : links + 22] + b"\x84" + data[links + 22 :]
    added = len(box(b"irot", b"\1")) + 1
    data = data.replace(b"\0\1\3\x81\x02\x83\x84", b"\0\1\4\x81\x02\x83\x84")
    for at, more in [
        (data.index(b"meta") - 4, added),
        (data.index(b"iprp") - 4, added),
        (properties, added - 1),
        (data.index(b"ipma") - 4, 1),
        (data.index(bytes.fromhex("000001a4")), added),
        (data.index(bytes.fromhex("000005e5")), added),
    ]:
        data = (
            data[:at] + struct.pack(">I", struct.unpack(">I", data[at : at + 4])[0] + more) + data[at + 4 :]
        )
    return data


def box(kind, body):
    return struct.pack(">I", 8 + len(body)) + kind + body


def android_mp4():
    """With `moov` at the end and the place in `udta/©xyz`, as Android's recorder writes it."""
    data = stored("clip.3gp").replace(b"3gp6", b"mp42")
    moov = data.rindex(b"moov") - 4
    assert moov + struct.unpack(">I", data[moov : moov + 4])[0] == len(data)
    place = b"-06.2001+106.8166/"
    udta = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7) + place))
    return data[:moov] + box(b"moov", data[moov + 8 :] + udta)


HTML = b"<!DOCTYPE html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Endless:
    """A file of any length that exists nowhere and counts what is read of it."""

    def __init__(self, head, size, says=None):
        self.head, self.real, self.says = head, size, says or size
        self.at = self.was_read = 0

    def seek(self, offset, whence=0):
        self.at = self.says + offset if whence == 2 else offset
        return self.at

    def read(self, size=-1):
        size = self.real - self.at if size < 0 else min(size, self.real - self.at)
        piece = self.head[self.at : self.at + size].ljust(size, b"\0")
        self.at += size
        self.was_read += size
        return piece
