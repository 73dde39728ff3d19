"""Print when something is due in a shop, and why."""

from argparse import ArgumentParser
from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from shops.calendar import Amount, Calendar, Due, due
from shops.hours import calendar_of
from shops.models import Shop


class Command(BaseCommand):
    help = "Hitung batas waktu menurut kalender toko, lalu jelaskan hitungannya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", metavar="MULAI", help="mis. 2026-03-17T10:00+07:00")
        parser.add_argument("amount", metavar="LAMA", help='mis. "2 kerja", "8 jam buka", "72 jam"')
        parser.add_argument("--shop", required=True, metavar="SLUG", help="toko yang kalendernya dipakai")

    def handle(self, *, start: str, amount: str, shop: str, **options: object) -> None:
        calendar = _calendar(shop)
        found = _due(_moment(start), amount, calendar)
        self.stdout.write(found.at.astimezone(calendar.zone).isoformat())
        for line in found.ledger:
            self.stdout.write(line.text)


def _calendar(slug: str) -> Calendar:
    try:
        return calendar_of(Shop.objects.get(slug=slug))
    except Shop.DoesNotExist:
        raise CommandError(_("Toko “%(slug)s” tidak ada.") % {"slug": slug}) from None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            _("Waktu mulai “%(text)s” tidak terbaca. Tulis seperti 2026-03-17T10:00+07:00.") % {"text": text}
        ) from None


def _due(start: datetime, amount: str, calendar: Calendar) -> Due:
    try:
        return due(start, Amount.parse(amount), calendar)
    except ValueError as error:
        raise CommandError(str(error)) from None
    except OverflowError:
        raise CommandError(_("Tanggalnya terlalu jauh untuk dihitung.")) from None
