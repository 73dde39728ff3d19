"""Requests that are too long, or written in anything but UTF-8, are turned away before anybody reads them."""

import codecs
from collections.abc import Callable, Iterable

from django.utils.http import parse_header_parameters

Application = Callable[[dict, Callable], Iterable[bytes]]

MOST_BYTES = 500 << 20  # eight videos and their form


def only_utf8(application: Application) -> Application:
    """Answer 400 to any other character set; every browser sends UTF-8.

    A request may name any codec that Python knows. Some of them do not read text at all, and the
    framework finds out while it builds the request, too early for a middleware.
    """

    def guarded(environ: dict, start_response: Callable) -> Iterable[bytes]:
        if _is_too_long(environ.get("CONTENT_LENGTH") or "0"):
            start_response("413 Content Too Large", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"Kiriman ini terlalu besar. Kirim lebih sedikit berkas sekaligus."]
        if _is_utf8(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"Permintaan ini tidak ditulis dalam UTF-8."]

    return guarded


def _is_too_long(length: str) -> bool:
    """Files are written to the disk before any view is asked, so the sum is looked at first."""
    return not length.isdecimal() or int(length[:20]) > MOST_BYTES


def _is_utf8(content_type: str) -> bool:
    try:
        charset = parse_header_parameters(content_type)[1].get("charset", "utf-8")
        return codecs.lookup(charset).name == "utf-8"
    except (LookupError, ValueError):
        return True  # an unknown name is ignored by everyone, and so read as UTF-8
