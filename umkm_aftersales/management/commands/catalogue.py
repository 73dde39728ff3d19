"""Collect every word for people into the English catalogue, and compile it."""

import re
from pathlib import Path

from django.core.management import call_command
from django.core.management.commands import makemessages

# What shows no words to people, or is not ours.
ELSEWHERE = [".venv", "data", "docs", "tests", "bench"]
# It changes with every run and would hide what did change.
_RUN_AT = re.compile(r'^"POT-Creation-Date: .*\n', re.MULTILINE)


class Command(makemessages.Command):
    """`bin/manage catalogue`, after every change to a word; then fill in what is new and run it again."""

    help = __doc__
    # Modules whose `_` is the lazy one say `_now` for a word that is needed at once.
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_now"]
    # A guessed translation would be marked fuzzy, which no page shows.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def add_arguments(self, parser) -> None:
        """The options of makemessages, so chosen that two runs write the same file."""
        super().add_arguments(parser)
        parser.set_defaults(
            locale=["en"], ignore_patterns=ELSEWHERE, add_location="file", no_obsolete=True, no_wrap=True
        )

    def handle(self, *args, **options) -> None:
        """Write locale/en/LC_MESSAGES/django.po and django.mo."""
        super().handle(*args, **options)
        call_command(
            "compilemessages", locale=["en"], ignore_patterns=ELSEWHERE, verbosity=options["verbosity"]
        )

    def write_po_file(self, potfile: str, locale: str) -> None:
        """Without the time of the run."""
        super().write_po_file(potfile, locale)
        path = Path(potfile).parent / locale / "LC_MESSAGES" / f"{self.domain}.po"
        path.write_text(_RUN_AT.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
