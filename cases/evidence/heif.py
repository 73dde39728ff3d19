"""HEIC photos: decoded by a process of their own, because a damaged one can crash the decoder.

Run as a script this file is that process: a HEIC on its input, a PNG of storing size on its output. It sees
none of our settings and may use only so much memory and time.
"""

import os
import subprocess
import sys
from io import BytesIO

from PIL import Image

TOO_LARGE = 3
MAX_MEMORY = 2 << 30
MAX_SECONDS = 10
MAX_PROFILE = 1 << 20
_LOADER = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Unreadable(Exception):
    """The process gave no picture: it refused, crashed or took too long."""


class TooLarge(Exception):
    """The picture has more pixels than allowed."""


def to_png(data: bytes, *, max_pixels: int, max_side: int) -> bytes:
    command = [sys.executable, "-I", __file__, str(max_pixels), str(max_side)]
    environment = {name: os.environ[name] for name in _LOADER if name in os.environ}
    try:
        ended = subprocess.run(
            command, input=data, env=environment, capture_output=True, timeout=2 * MAX_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable from error
    if ended.returncode == TOO_LARGE:
        raise TooLarge
    if ended.returncode != 0:
        raise Unreadable(f"exit {ended.returncode}: {ended.stderr[-300:]!r}")
    return ended.stdout


def _decode(data: bytes, max_pixels: int, max_side: int) -> bytes:
    from pi_heif import register_heif_opener  # only here: no web process ever loads the decoder

    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    with Image.open(BytesIO(data), formats=("HEIF",)) as image:
        _check(image, max_pixels)
        image.load()
        _check(image, max_pixels)  # only now the size is the true one
        exif, profile = image.info.get("exif") or b"", image.info.get("icc_profile") or b""
        picture = image.convert("RGBA" if image.has_transparency_data else "RGB")
    picture.info.clear()
    picture.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    out = BytesIO()
    profile = profile if len(profile) < MAX_PROFILE else b""
    picture.save(out, "PNG", compress_level=1, exif=exif, icc_profile=profile or None)
    return out.getvalue()


def _check(image: Image.Image, max_pixels: int) -> None:
    if image.width * image.height > max_pixels:
        sys.exit(TOO_LARGE)


def _limit_ourselves() -> None:
    import resource

    limits = {
        resource.RLIMIT_AS: MAX_MEMORY,
        resource.RLIMIT_CPU: MAX_SECONDS,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows no limit of address space
            continue


if __name__ == "__main__":
    _limit_ourselves()
    sys.stdout.buffer.write(_decode(sys.stdin.buffer.read(), int(sys.argv[1]), int(sys.argv[2])))
