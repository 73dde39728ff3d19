"""Import a marketplace's file by hand, or see what that would do: `bin/manage import_orders FILE --shop demo`."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from sales.importing import runs, safety, work
from sales.importing.flaws import Flaw, Refused
from sales.importing.plan import planned
from sales.models import ImportRun
from shops.models import Channel, Shop

SHOWN = ("orders", "lines", "units", "amount")
# The channels that a kind of file comes from, the likeliest first.
CHANNELS = {"tiktok": (Channel.Kind.TIKTOK, Channel.Kind.TOKOPEDIA)}


class Command(BaseCommand):
    """The same reading and writing as on the pages; without --dry-run all of it is imported, or nothing."""

    help = "Impor pesanan dari berkas marketplace (.xlsx, .csv). Dengan --dry-run hanya diperiksa."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the shop, the channel."""
        parser.add_argument("file", metavar="BERKAS", type=Path)
        parser.add_argument("--shop", required=True, metavar="SLUG")
        parser.add_argument(
            "--channel", metavar="KANAL", help="nama atau jenisnya; kosong: dari jenis berkasnya"
        )
        parser.add_argument("--dry-run", action="store_true", help="hanya perlihatkan hasilnya")
        parser.add_argument("--json", action="store_true", dest="as_json", help="hasil sebagai JSON")

    def handle(
        self, *, file: Path, shop: str, channel: str | None, dry_run: bool, as_json: bool, **options
    ) -> None:
        """Print `detected orders lines units amount errors`, or `refused` and why, with an exit code above 0."""
        found = Shop.objects.filter(slug=shop).first()
        if found is None:
            raise CommandError(_("Toko “%(slug)s” tidak ada.") % {"slug": shop})
        try:
            facts = _dry(file, found, channel) if dry_run else _import(file, found, channel)
        except Refused as why:
            self._refuse(as_json, why.flaw, [why.flaw] if why.flaw.row else [])
        except OSError as why:
            raise CommandError(_("Berkas tidak terbuka: %(why)s") % {"why": why.strerror or why}) from why
        if "refused" in facts:
            self._refuse(as_json, facts["refused"], facts["errors"])
        facts["errors"] = [flaw.as_json() for flaw in facts["errors"]]
        if as_json:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
            return
        for name, value in facts.items():
            self.stdout.write(f"{name}: {len(value) if name == 'errors' else value}")
        for flaw in facts["errors"]:
            self.stdout.write(f"  {flaw['row']} {flaw['column']}: {flaw['sentence']}")

    def _refuse(self, as_json: bool, why: Flaw, errors: list[Flaw]) -> NoReturn:
        words = f"{_where(why)}{why.sentence}"
        if as_json:
            found = {"refused": words, "errors": [flaw.as_json() for flaw in errors]}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            raise SystemExit(1)
        raise CommandError(f"refused: {words}")


def _where(flaw: Flaw) -> str:
    return _("Baris %(row)s, “%(column)s”: ") % {"row": flaw.row, "column": flaw.column} if flaw.row else ""


def _dry(path: Path, shop: Shop, channel: str | None) -> dict[str, Any]:
    """What an import would do; nothing is written anywhere."""
    channels = [_named(shop, channel)] if channel else list(shop.channels.order_by("pk"))

    def chosen(signature: str) -> dict[str, str] | None:
        return next(filter(None, (runs.columns_of(row, signature) for row in channels)), None)

    with path.open("rb") as file:
        kind = safety.kind_of(file, path.name, path.stat().st_size)
        with planned(file, kind, shop, chosen=chosen) as plan:
            facts = {
                "detected": plan.layout.key,
                **{name: plan.counts[name] for name in SHOWN},
                "errors": plan.flaws,
            }
            return facts | ({"refused": plan.flaws[0]} if plan.doubtful else {})


def _import(path: Path, shop: Shop, channel: str | None) -> dict[str, Any]:
    now = timezone.now()
    target = _named(shop, channel) if channel else _fitting(shop, _dry(path, shop, None)["detected"])
    with path.open("rb") as file:
        run, known = runs.receive(target, file, path.name, path.stat().st_size, by=None, now=now)
    if run.status == ImportRun.Status.UPLOADED:
        work.work_on(run)
        run.refresh_from_db()
    if runs.start(run, now=now):
        work.work_on(run)
        run.refresh_from_db()
    errors = [Flaw(**error) for error in run.errors]
    facts = {"detected": run.layout, **{name: run.counts.get(name) for name in SHOWN}, "errors": errors}
    if run.status != ImportRun.Status.DONE:
        why = errors[0] if errors else Flaw(run.mapping.get("why") or _("Berkas ini sedang diimpor."))
        return facts | {"refused": why}
    if known:
        return facts | {"new": 0, "changed": 0, "same": run.counts["orders"]}
    return facts | {name: run.counts[name] for name in ("new", "changed", "same")}


def _named(shop: Shop, name: str) -> Channel:
    """The channel of this name, else the only one of this kind."""
    rows = list(shop.channels.filter(name__iexact=name)) or list(shop.channels.filter(kind=name.lower()))
    if len(rows) != 1:
        names = ", ".join(shop.channels.order_by("pk").values_list("name", flat=True))
        raise CommandError(
            _("Kanal “%(name)s” tidak ada. Yang ada: %(names)s.") % {"name": name, "names": names}
        )
    rows[0].shop = shop
    return rows[0]


def _fitting(shop: Shop, layout: str) -> Channel:
    """The shop's channel that files of this layout come from."""
    for kind in CHANNELS.get(layout, (layout,)):
        if found := shop.channels.filter(kind=kind, is_active=True).order_by("pk").first():
            found.shop = shop
            return found
    raise CommandError(
        _("Toko ini tidak punya kanal untuk berkas %(layout)s. Sebutkan --channel.") % {"layout": layout}
    )
