"""Join the style sheets, in the order that their layers need, into the one file that pages load."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

# Box before what builds on it; a chain of @import would cost round trips on a bad line.
ORDER = [
    "reset",
    "tokens",
    "base",
    "layout",
    "box",
    "button",
    "field",
    "turn",
    "clock",
    "notice",
    "choice",
    "row",
    "views",
    "path",
    "timeline",
    "evidence",
    "checks",
    "dialog",
    "meter",
    "chart",
    "pages",
    "print",
]
SOURCES = Path(settings.BASE_DIR) / "static" / "css"
TARGET = Path(settings.BASE_DIR) / "static" / "app.css"


def joined() -> str:
    """The whole style sheet: every source in order, comments and idle white space gone."""
    sheets = [(SOURCES / f"{name}.css").read_text() for name in ORDER]
    text = "@layer reset, base, layout, components, pages, print;\n" + "\n".join(sheets)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", text).strip() + "\n"


class Command(BaseCommand):
    """`bin/manage join_css`, after every change below static/css/."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        """Write static/app.css."""
        TARGET.write_text(joined())
        self.stdout.write(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
