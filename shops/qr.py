"""A link as a QR code: dark on white with its quiet zone, so that it scans in dark mode too."""

import segno

_COLOURS = {"dark": "#000", "light": "#fff"}


def qr_svg(link: str, scale: int = 5) -> str:
    """The code for a screen or a file, `scale` pixels a module, as an SVG element."""
    return _code(link).svg_inline(scale=scale, border=4, **_COLOURS)


def qr_for_paper(link: str) -> str:
    """The code without a size of its own: the class `qr` of the style sheet gives it one in millimetres."""
    return _code(link).svg_inline(border=2, omitsize=True, svgclass="qr", **_COLOURS)


def _code(link: str) -> segno.QRCode:
    return segno.make(link, micro=False, error="m")
