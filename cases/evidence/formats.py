"""What a file is, told from its first bytes and never from its name."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from . import webm
from .flaws import Flaw, audio, unplayable

HEAD_BYTES = 4096


class Format(NamedTuple):
    kind: str  # photo, video, document
    decoder: str
    content_type: str
    extension: str  # with its dot


# Photos are always stored as JPEG, whatever they were.
_JPEG = ("image/jpeg", ".jpg")
MP4 = Format("video", "MP4", "video/mp4", ".mp4")
MOV = Format("video", "MP4", "video/quicktime", ".mov")
THREE_GP = Format("video", "MP4", "video/3gpp", ".3gp")
WEBM = Format("video", "WEBM", "video/webm", ".webm")
PDF = Format("document", "PDF", "application/pdf", ".pdf")

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_AUDIO_BRANDS = {b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B "}
_VIDEO_BRANDS = {
    **dict.fromkeys([b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9"], MP4),
    **dict.fromkeys([b"mp41", b"mp42", b"avc1", b"hvc1", b"MSNV", b"dash", b"XAVC", b"mmp4"], MP4),
    **dict.fromkeys([b"M4V ", b"M4VH", b"M4VP"], MP4),
    **dict.fromkeys([b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3gp8", b"3gp9", b"3ge6", b"3gg6"], THREE_GP),
    b"qt  ": MOV,
}


def recognise(head: bytes) -> Format:
    """The format of a file that begins with `head`; a Flaw for everything that we do not take."""
    if head[:3] == b"\xff\xd8\xff":
        return _photo("JPEG")
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return _photo("PNG")
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return _photo("GIF")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _photo("WEBP")
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:4] == webm.EBML and webm.doc_type(head) == b"webm":
        return WEBM
    if head[:5] == b"%PDF-":
        return PDF
    raise _unknown(head)


def _photo(decoder: str) -> Format:
    return Format("photo", decoder, *_JPEG)


def _by_brand(head: bytes) -> Format:
    length = min(int.from_bytes(head[:4], "big"), len(head))
    major, others = head[8:12], {head[at : at + 4] for at in range(16, length - 3, 4)}
    if major in _AVIF_BRANDS or (major in (b"mif1", b"msf1") and others & _AVIF_BRANDS):
        return _photo("AVIF")
    if major in _HEIF_BRANDS:
        return _photo("HEIF")
    if major in _AUDIO_BRANDS:
        raise audio()
    for brand in (major, *sorted(others)):
        if brand in _VIDEO_BRANDS:
            return _VIDEO_BRANDS[brand]
    raise unplayable()


def _web_page() -> Flaw:
    return Flaw(_("“%(name)s” ternyata halaman web, bukan foto. Kirim foto, video, atau PDF ya, Kak."))


def _svg() -> Flaw:
    return Flaw(_("“%(name)s” gambar SVG yang tidak bisa kami terima. Kirim sebagai JPG atau PNG ya, Kak."))


def _archive() -> Flaw:
    return Flaw(_("“%(name)s” berupa arsip atau dokumen Office. Kirim foto, video, atau PDF ya, Kak."))


def _program() -> Flaw:
    return Flaw(_("“%(name)s” berupa program, bukan foto. Kirim foto, video, atau PDF ya, Kak."))


def _other_image() -> Flaw:
    return Flaw(_("“%(name)s” jenis gambar yang belum bisa kami buka. Coba kirim sebagai JPG ya, Kak."))


def _strange() -> Flaw:
    return Flaw(_("“%(name)s” bukan foto, video, atau PDF yang kami kenal. Coba JPG, MP4, atau PDF ya, Kak."))


_REFUSED: list[tuple[tuple[bytes, ...], Callable[[], Flaw]]] = [
    (
        (b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"),
        _archive,
    ),
    ((b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe"), _program),
    (
        (b"ID3", b"OggS", b"fLaC", b"#!AMR", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9"),
        audio,
    ),
    ((b"BM", b"II*\0", b"MM\0*", b"8BPS", b"\0\0\x01\0", b"\xff\x0a", b"\0\0\0\x0cJXL "), _other_image),
    ((webm.EBML, b"FLV", b"\0\0\x01\xba", b"\0\0\x01\xb3", b"\x30\x26\xb2\x75"), unplayable),
]


def _unknown(head: bytes) -> Flaw:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in text:
        return _svg()
    if text.startswith((b"<!doctype", b"<html", b"<?xml", b"<!--")) or b"<script" in text or b"<?php" in text:
        return _web_page()
    if head[:4] == b"RIFF":
        return audio() if head[8:12] == b"WAVE" else unplayable()
    # "#!AMR" begins like a program: the longest beginning that fits decides.
    fitting = [(len(start), why) for starts, why in _REFUSED for start in starts if head.startswith(start)]
    return max(fitting, key=lambda fit: fit[0])[1]() if fitting else _strange()
