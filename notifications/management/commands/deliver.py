"""Send every message that is due, by hand: `bin/manage deliver --now 2026-11-25T10:00+07:00`."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from notifications.outbox import deliver_due
from shops.instants import instant


class Command(BaseCommand):
    """The same delivery that the workers do, as if it were another moment."""

    help = "Kirim semua pesan yang menunggu, seolah-olah sekarang waktu yang disebut."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: the moment."""
        parser.add_argument("--now", type=instant, metavar="WAKTU", help="mis. 2026-11-25T10:00+07:00")

    def handle(self, *args, now, **options) -> None:
        """Deliver until nothing is due."""
        taken = deliver_due(now=now, limit=sys.maxsize)
        self.stdout.write(ngettext("%d pesan diproses.", "%d pesan diproses.", taken) % taken)
