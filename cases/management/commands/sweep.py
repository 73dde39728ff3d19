"""Fire every deadline that is due, by hand: `bin/manage sweep --now 2026-11-25T10:00+07:00`."""

import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import ngettext

from cases.sweep import sweep
from shops.instants import instant


class Command(BaseCommand):
    """The same sweep that runs every 30 seconds, as if it were another moment."""

    help = "Jalankan semua batas waktu yang sudah lewat, seolah-olah sekarang waktu yang disebut."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: the moment."""
        parser.add_argument("--now", type=instant, metavar="WAKTU", help="mis. 2026-11-25T10:00+07:00")

    def handle(self, *args, now, **options) -> None:
        """Sweep until nothing is due."""
        moved = sweep(now=now or timezone.now(), limit=sys.maxsize)
        self.stdout.write(ngettext("%d kasus dijalankan.", "%d kasus dijalankan.", moved) % moved)
