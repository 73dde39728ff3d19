"""Fill a new installation with the demo shop; where it exists already, only print the log-ins."""

import os
import secrets
from datetime import datetime
from pathlib import Path
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cases.models import Case
from shops.models import Shop
from umkm_aftersales.demo import shop as demo
from umkm_aftersales.demo.play import Stage

SEED = 2026


class Command(BaseCommand):
    """Everything in one transaction: a seed that is cut short leaves nothing behind."""

    help = "Buat toko contoh dengan retur, garansi dan keluhan di basis data yang masih baru."

    def add_arguments(self, parser) -> None:
        """Only the tests need less than everything."""
        parser.add_argument(
            "--now", type=datetime.fromisoformat, help="seolah-olah sekarang (ISO 8601 dengan zona)"
        )
        parser.add_argument("--no-photos", action="store_true", help="tanpa foto, lebih cepat")

    def handle(self, *args, now: datetime | None = None, no_photos: bool = False, **options) -> None:
        """Seed once; print the log-ins always."""
        if not Shop.objects.filter(slug=demo.SLUG).exists():
            if Case.objects.exists():
                raise CommandError(
                    "Basis data ini sudah berisi kasus; toko demo hanya untuk yang masih baru."
                )
            self._seed(now or timezone.now(), not no_photos)
        self._print_logins()

    @transaction.atomic
    def _seed(self, now: datetime, with_photos: bool) -> None:
        self.stdout.write("Membuat toko demo dengan retur, garansi dan keluhan, sebentar ya …")
        shop, team = demo.found(_password(), now)
        Stage(shop, team, now, Random(SEED), with_photos).perform()

    def _print_logins(self) -> None:
        password = os.environ.get("DEMO_PASSWORD") or _stored()
        for email, name, role in demo.LOGINS:
            self.stdout.write(f"  {email:<16} {name} ({role.label})")
        self.stdout.write(
            f"  kata sandi: {password or '(yang dipilih dengan DEMO_PASSWORD waktu toko dibuat)'}"
        )


def _password() -> str:
    """The password from the environment, else one made up now and kept in the data folder."""
    if chosen := os.environ.get("DEMO_PASSWORD"):
        return chosen
    if not _stored():
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9))
    return _stored()


def _stored() -> str:
    return _path().read_text().strip() if _path().exists() else ""


def _path() -> Path:
    return settings.DATA_DIR / "demo_password"
