"""What the team found in a parcel that came back, line by line, and where the goods lie or went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.records import Record, Taken
from cases.refusals import Refused
from returns import findings
from returns.findings import Counts, Difference
from returns.models.lines import ReturnLine
from sales.models import Variant
from shops.models import Shop, User

if TYPE_CHECKING:
    from returns.models.requests import ReturnRequest

NO_LINE = 0  # stands for the line where nobody knows the order
MOST_WORDS, MOST_PLACE, MOST_SERIAL = 500, 40, 60


class Inspection(models.Model):
    """The findings on one line of a request, or on all of it where its order is unknown.

    Goods that come a second time are looked at in a new `round`; the latest one counts.
    """

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    case = models.ForeignKey("returns.ReturnRequest", models.CASCADE, related_name="inspections")
    line = models.ForeignKey(
        ReturnLine, models.CASCADE, null=True, related_name="inspections", db_index=False
    )
    round = models.PositiveSmallIntegerField()
    received = models.PositiveIntegerField(gettext_lazy("datang"))
    damaged = models.PositiveIntegerField(gettext_lazy("rusak"))
    accepted = models.PositiveIntegerField(gettext_lazy("diterima"))
    grade = models.CharField(gettext_lazy("nilai"), max_length=1, choices=findings.GRADES, blank=True)
    checklist = models.JSONField(default=dict)  # key of the condition → "ok", "no" or "na"
    serial_sent = models.CharField(max_length=MOST_SERIAL, blank=True)
    serial_found = models.CharField(max_length=MOST_SERIAL, blank=True)
    seal = models.CharField(max_length=8, choices=findings.SEALS, blank=True)
    weight_sent = models.PositiveIntegerField(null=True)  # grams
    weight_found = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=MOST_WORDS, blank=True)
    resale_approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    resale_approved_at = models.DateTimeField(null=True)
    inspected_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    inspected_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "round"], name="inspection_of_line_once", condition=Q(line__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["case", "round"], name="inspection_of_case_once", condition=Q(line__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(damaged__lte=F("received"), accepted__lte=F("received")),
                name="inspection_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.accepted}/{self.received}"

    @property
    def name(self) -> str:
        """What the goods are called."""
        return self.line.name if self.line else self.case.headline

    @property
    def asked(self) -> int | None:
        """The pieces that were asked about, where that is known."""
        return self.line.quantity if self.line else None

    @property
    def approved(self) -> int | None:
        """The pieces that the shop agreed to take back: all that were asked about, unless it decided on fewer."""
        return agreed(self.line) if self.line else None

    @property
    def counts(self) -> Counts:
        """Its numbers."""
        return Counts(self.received, self.damaged, self.accepted)

    @property
    def is_damaged(self) -> bool:
        """Whether something of it may not go back on sale without the owner."""
        return self.damaged > 0 or self.grade in findings.BROKEN

    @property
    def needs_approval(self) -> bool:
        """Whether the owner could still allow that broken pieces are sold again."""
        more = findings.resalable(self.counts, self.grade, True) > self.resalable
        return more and self.resale_approved_at is None

    @property
    def resalable(self) -> int:
        """How many pieces may go back on sale, those that already did among them."""
        return findings.resalable(self.counts, self.grade, self.resale_approved_at is not None)

    @property
    def differences(self) -> list[Difference]:
        """What came back otherwise than it was sent."""
        weight = (self.weight_sent, self.weight_found)
        return list(findings.differences((self.serial_sent, self.serial_found), weight, self.seal))

    @property
    def failed(self) -> list[str]:
        """The conditions that are not met, in words; one that the policy no longer has is left out."""
        words = dict(checklist_of(self.case, self.line))
        return [words[key] for key, answer in self.checklist.items() if answer == "no" and key in words]

    @property
    def items(self) -> list[ShelfItem]:
        """Its goods by where they are; read with the case."""
        return list(self.shelf.all())

    @property
    def resold(self) -> int:
        """The pieces that are back on sale."""
        return sum(item.pieces for item in self.items if item.what == findings.RESELL)


class ShelfItem(models.Model):
    """So many pieces of inspected goods: on the return shelf until they have left it."""

    class What(models.TextChoices):
        RESELL = findings.DISPOSITIONS[0]
        REPAIR = findings.DISPOSITIONS[1]
        SUPPLIER = findings.DISPOSITIONS[2]
        SCRAP = findings.DISPOSITIONS[3]
        GIVE_BACK = findings.DISPOSITIONS[4]

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="+", db_index=False)
    inspection = models.ForeignKey(Inspection, models.CASCADE, related_name="shelf")
    pieces = models.PositiveIntegerField()
    what = models.CharField(max_length=9, choices=What, blank=True)  # empty: nobody has decided
    place = models.CharField(gettext_lazy("tempat di rak"), max_length=MOST_PLACE, blank=True)
    since = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(pieces__gte=1), name="shelf_has_pieces"),
        ]
        indexes = [
            # The list of what lies there, all of it and by what becomes of it.
            models.Index(fields=["shop", "-since", "-id"], name="shelf_lying", condition=Q(left_at=None)),
            models.Index(
                fields=["shop", "what", "-since", "-id"], name="shelf_lying_for", condition=Q(left_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pieces} × {self.inspection.name}"

    @property
    def words(self) -> str:
        """What becomes of it."""
        return str(self.get_what_display()) if self.what else _("Belum ditentukan")


# What is looked at -------------------------------------------------------------------------------


def lines_to_inspect(case: ReturnRequest) -> list[ReturnLine | None]:
    """The lines of a case with what the shop knows of the goods, or one None where their order is unknown."""
    found = case.lines.select_related("order_line__variant", "policy").defer("order_line__raw")
    return list(found) or [None]


def checklist_of(case: ReturnRequest, line: ReturnLine | None) -> list[tuple[str, str]]:
    """The conditions by which the goods are looked at: those of the policy version that they came under."""
    policy = (line.policy if line else None) or case.policy
    return findings.checklist(policy.contents.conditions if policy else ())


def most_pieces(line: ReturnLine | None) -> int:
    """How many pieces can have come back."""
    return line.quantity if line else findings.MOST_PIECES


def known_weight(line: ReturnLine | None) -> int | None:
    """What the pieces weighed when they were sent, in grams, where the shop keeps that."""
    variant = line.order_line.variant if line else None
    return variant.weight_grams * line.quantity if variant and variant.weight_grams else None


def agreed(line: ReturnLine) -> int:
    """How many pieces of a line the shop said yes to; all of them where it has not decided line by line."""
    return line.quantity if line.approved is None else line.approved


def usual_findings(case: ReturnRequest, line: ReturnLine | None, condition: str) -> tuple[Counts, str]:
    """What the condition alone says of the pieces that were to come back; without an order one piece is meant."""
    return findings.usual(condition, case.reason in findings.CLAIMED_BROKEN, agreed(line) if line else 1)


# Inspecting --------------------------------------------------------------------------------------


def inspect(case: ReturnRequest, taken: Taken) -> Record:
    """The rows of the step `inspect`.

    `data["lines"]` holds for each line (0 without a known order) any of received, damaged, accepted (pieces), grade,
    checklist, serial_sent, serial_found, seal, weight_sent, weight_found (grams) and note; `data["place"]` says where
    the goods lie. What is not said follows from the condition: see `findings.usual`. Raises `Refused` with the field
    of the form, "line-<key>-<field>", for numbers that do not add up and for anything unknown.
    """
    given = _by_key(taken.data.get("lines"))
    place = _words(taken.data.get("place"), MOST_PLACE, "place")
    lines = lines_to_inspect(case)
    if unknown := given.keys() - {_key(line) for line in lines}:
        raise Refused(_("Barang ini bukan bagian dari kasus ini: %s.") % ", ".join(map(str, sorted(unknown))))
    # Whoever looks again before anything was decided corrects what was said; a new parcel is looked at anew.
    again = {found.line_id: found for found in case.findings} if case.state != "received" else {}
    number = max((found.round for found in case.inspections.all()), default=0)
    record, values = Record(), {}
    for line in lines:
        values[_key(line)] = _values(case, line, taken.answers["condition"], given.get(_key(line), {}))
    made = {
        "shop": case.shop, "case": case, "round": number + 1, "inspected_by": taken.actor.user, "inspected_at": taken.now,
    }  # fmt: skip
    for line in lines:
        if old := again.get(line.pk if line else None):
            _correct(record, old, values[_key(line)], taken)
        else:
            found = record.make(Inspection(line=line, **made, **values[_key(line)]))
            _lay_down(record, found, found.received, place, taken)
    record.said["findings"] = {str(key): _told(said) for key, said in values.items()}
    return record


def _key(line: ReturnLine | None) -> int:
    return line.pk if line else NO_LINE


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None, {})}


def _lay_down(record: Record, found: Inspection, pieces: int, place: str, taken: Taken) -> None:
    if pieces:
        record.make(ShelfItem(shop=found.shop, inspection=found, pieces=pieces, place=place, since=taken.now))


def _correct(record: Record, old: Inspection, values: dict[str, Any], taken: Taken) -> None:
    """Say otherwise what was found; what has been decided about pieces keeps its ground."""
    new = Counts(values["received"], values["damaged"], values["accepted"])
    undecided = next((item for item in old.items if not item.what and item.left_at is None), None)
    decided = sum(item.pieces for item in old.items if item.what)
    if new.received < decided:
        _refuse(old.line, "received", _("%d di antaranya sudah ditentukan ke mana.") % decided)
    allowed = old.resale_approved_at is not None and not _is_worse(old, new, values["grade"])
    if findings.resalable(new, values["grade"], allowed) < old.resold:
        _refuse(old.line, "accepted", _("%d di antaranya sudah kembali dijual.") % old.resold)
    left = new.received - decided
    if undecided and not left:
        # It stays as a row: what was counted away by a second look has left the shelf.
        record.change(undecided, left_at=taken.now)
    elif undecided:
        record.change(undecided, pieces=left)
    else:
        _lay_down(record, old, left, "", taken)
    if old.resale_approved_at and _is_worse(old, new, values["grade"]):
        values = values | {
            "resale_approved_by": None,
            "resale_approved_at": None,
        }  # that was said of other goods
    record.change(old, **values, inspected_by=taken.actor.user, inspected_at=taken.now)


def _is_worse(old: Inspection, new: Counts, grade: str) -> bool:
    """Whether more is broken, or more badly, than when the owner allowed it to be sold."""
    return new.damaged > old.damaged or new.accepted > old.accepted or grade > old.grade


def _values(
    case: ReturnRequest, line: ReturnLine | None, condition: str, given: Mapping[str, Any]
) -> dict[str, Any]:
    """The columns of one inspection, checked."""
    usual, grade = usual_findings(case, line, condition)
    counts = Counts(
        **{name: _pieces(line, name, given.get(name), pieces) for name, pieces in vars(usual).items()}
    )
    if wrong := findings.flaws(counts, most_pieces(line)):
        fields = {_field(line, name): sentence for name, sentence in wrong.items()}
        name = line.name if line else case.headline
        raise Refused(f"{name}: {next(iter(wrong.values()))}", fields)
    return {
        **vars(counts),
        "grade": _choice(line, "grade", given.get("grade"), findings.GRADES, grade),
        "checklist": _checked(case, line, given.get("checklist")),
        "seal": _choice(line, "seal", given.get("seal"), findings.SEALS, ""),
        "serial_sent": _words(given.get("serial_sent"), MOST_SERIAL, _field(line, "serial_sent")),
        "serial_found": _words(given.get("serial_found"), MOST_SERIAL, _field(line, "serial_found")),
        "weight_sent": _grams(line, "weight_sent", given.get("weight_sent"), known_weight(line)),
        "weight_found": _grams(line, "weight_found", given.get("weight_found"), None),
        "note": _words(given.get("note"), MOST_WORDS, _field(line, "note")),
    }


# What callers send -------------------------------------------------------------------------------


def _field(line: ReturnLine | None, name: str) -> str:
    return f"line-{_key(line)}-{name}"


def _refuse(line: ReturnLine | None, name: str, sentence: str) -> None:
    raise Refused(sentence, {_field(line, name): sentence})


def _by_key(given: Any) -> dict[int, Mapping[str, Any]]:
    """What was said of each row, by its key as a number."""
    if given in (None, ""):
        return {}
    try:
        rows = {int(key): values for key, values in given.items()}
    except (AttributeError, TypeError, ValueError, OverflowError):
        rows = {NO_LINE: None}
    if not all(isinstance(values, Mapping) for values in rows.values()):
        raise Refused(_("Isian ini tidak dapat dibaca."))
    return rows


def _pieces(line: ReturnLine | None, name: str, value: Any, usual: int) -> int:
    if value in (None, ""):
        return usual
    if type(value) is not int or abs(value) > findings.MOST_PIECES:
        _refuse(line, name, _("Tulis jumlahnya dengan angka."))
    return value


def _grams(line: ReturnLine | None, name: str, value: Any, usual: int | None) -> int | None:
    if value in (None, ""):
        return usual
    if type(value) is not int or not 0 <= value <= findings.MOST_GRAMS:
        _refuse(line, name, _("Tulis beratnya dalam gram, tanpa koma."))
    return value


def _choice(line: ReturnLine | None, name: str, value: Any, choices: Iterable, usual: str) -> str:
    if value in (None, ""):
        return usual
    if not isinstance(value, str) or value not in dict(choices):
        _refuse(line, name, _("Pilihan ini tidak ada."))
    return value


def _checked(case: ReturnRequest, line: ReturnLine | None, given: Any) -> dict[str, str]:
    """Answers to conditions that this line is looked at by; others are refused."""
    if given in (None, ""):
        return {}
    known, answers = dict(checklist_of(case, line)), dict(findings.ANSWERS)
    if not isinstance(given, Mapping) or not all(
        isinstance(answer, str) and key in known and (not answer or answer in answers)
        for key, answer in given.items()
    ):
        raise Refused(_("Isian ini tidak dapat dibaca."))
    return {key: answer for key, answer in given.items() if answer}


def _words(value: Any, most: int, field: str) -> str:
    text = " ".join(value.replace("\x00", "").split()) if isinstance(value, str) else ""
    if len(text) > most:
        sentence = _("Terlalu panjang, paling banyak %d huruf.") % most
        raise Refused(sentence, {field: sentence})
    return text


# What becomes of the goods -----------------------------------------------------------------------


def dispose(case: ReturnRequest, taken: Taken) -> Record:
    """The rows of the step `dispose`: where goods of the return shelf go, that they have left it, where they lie.

    `data["items"]` holds for each shelf item, by its key, the pieces for each disposition; `data["decided"]` one
    disposition for everything undecided; `data["left"]` the keys of items that are gone; `data["place"]` where the
    rest lies. Pieces for sale go back to the stock that the shop counts. Raises `Refused` for more pieces than lie
    there, for goods that are not on the shelf, and for broken ones that the owner has not let back on sale.
    """
    lying = {item.pk: item for item in case.lying}
    if not lying:
        raise Refused(_("Tidak ada barang kasus ini di rak retur."))
    place, left = _words(taken.data.get("place"), MOST_PLACE, "place"), _keys(taken.data.get("left"))
    wishes = _wishes(taken.data, lying)
    if strange := (wishes.keys() | left) - lying.keys():
        raise Refused(_("%d barang sudah tidak ada di rak. Muat ulang halaman ini.") % len(strange))
    if wishes.keys() & left:
        raise Refused(_("Pilih satu saja: tentukan ke mana, atau sudah keluar dari rak."))
    if not (wishes or left or place):
        raise Refused(_("Pilih dulu barang mana yang diapakan."))
    if undecided := [item for pk in left if not (item := lying[pk]).what]:
        raise Refused(_("Tentukan dulu ke mana barang ini: %s.") % undecided[0])
    record = Record()
    _may_be_sold(wishes, lying)
    for pk in sorted(wishes):
        _decide(record, lying[pk], wishes[pk], place, taken)
    for pk in sorted(left):
        record.change(lying[pk], left_at=taken.now)
    if place:
        for pk in lying.keys() - wishes.keys() - left:
            record.change(lying[pk], place=place)
    _restock(record, wishes, lying)
    record.said["shelf"] = {
        "items": [[str(lying[pk].inspection.name), what, pieces] for pk, wish in sorted(wishes.items()) for what, pieces in wish.items()],
        "left": [str(lying[pk].inspection.name) for pk in sorted(left)], "place": place,
    }  # fmt: skip
    return record


def _keys(given: Any) -> set[int]:
    try:
        return {int(key) for key in given or ()}
    except (TypeError, ValueError, OverflowError):
        raise Refused(_("Isian ini tidak dapat dibaca.")) from None


def _wishes(data: Mapping[str, Any], lying: Mapping[int, ShelfItem]) -> dict[int, dict[str, int]]:
    """The pieces that each item gives to each disposition, checked against how many lie there."""
    if decided := data.get("decided"):
        if not isinstance(decided, str):
            raise Refused(_("Pilihan ini tidak ada."))
        wishes = {pk: {decided: item.pieces} for pk, item in lying.items() if not item.what}
    else:
        wishes = {pk: dict(wish) for pk, wish in _by_key(data.get("items")).items() if wish}
    for pk, wish in wishes.items():
        if not wish.keys() <= dict(findings.DISPOSITIONS).keys():
            raise Refused(_("Pilihan ini tidak ada."))
        if any(type(pieces) is not int or pieces < 1 for pieces in wish.values()):
            raise Refused(
                _("Tulis jumlahnya dengan angka."), {f"item-{pk}-pieces": _("Tulis jumlahnya dengan angka.")}
            )
        if pk in lying and sum(wish.values()) > lying[pk].pieces:
            sentence = _("Lebih banyak dari yang ada di rak (%d).") % lying[pk].pieces
            raise Refused(sentence, {f"item-{pk}-pieces": sentence})
    return wishes


def _may_be_sold(wishes: Mapping[int, Mapping[str, int]], lying: Mapping[int, ShelfItem]) -> None:
    """Only what was taken back goes on sale, and of broken pieces only those that the owner lets."""
    found = {lying[pk].inspection_id: lying[pk].inspection for pk in wishes}
    for pk, inspection in found.items():
        for_sale = sum(
            wish.get(findings.RESELL, 0) for key, wish in wishes.items() if lying[key].inspection_id == pk
        )
        if not for_sale or inspection.resold + for_sale <= inspection.resalable:
            continue
        if inspection.needs_approval:
            raise Refused(
                _("%s rusak. Minta persetujuan pemilik toko dulu sebelum dijual lagi.") % inspection.name
            )
        free = max(inspection.resalable - inspection.resold, 0)
        raise Refused(
            _("Hanya barang yang diterima toko yang boleh dijual lagi. Dari %(name)s masih %(free)d.")
            % {"name": inspection.name, "free": free}
        )


def _decide(record: Record, item: ShelfItem, wish: Mapping[str, int], place: str, taken: Taken) -> None:
    """The item itself takes the first disposition; the others, and what is left undecided, lie beside it."""
    left = item.pieces - sum(wish.values())
    # As it lies now: the first disposition changes the row.
    rest = {name: getattr(item, name) for name in ("what", "decided_by_id", "decided_at")}
    for n, (what, pieces) in enumerate(wish.items()):
        values = {
            "pieces": pieces, "what": what, "place": place or item.place, "decided_by": taken.actor.user,
            "decided_at": taken.now, "left_at": taken.now if what in findings.LEAVES_AT_ONCE else None,
        }  # fmt: skip
        if n == 0:
            record.change(item, **values)
        else:
            record.make(
                ShelfItem(shop_id=item.shop_id, inspection=item.inspection, since=item.since, **values)
            )
    if left:
        rest |= {"pieces": left, "place": place or item.place, "since": item.since}
        record.make(ShelfItem(shop_id=item.shop_id, inspection=item.inspection, **rest))


def _restock(record: Record, wishes: Mapping[int, Mapping[str, int]], lying: Mapping[int, ShelfItem]) -> None:
    """What is for sale again is counted again, where the shop counts."""
    more: dict[int, int] = {}
    for pk, wish in wishes.items():
        line = lying[pk].inspection.line
        if line and line.order_line.variant_id and (pieces := wish.get(findings.RESELL)):
            more[line.order_line.variant_id] = more.get(line.order_line.variant_id, 0) + pieces
    # Locked in the order of their keys, as two cases may share them.
    counted = Variant.objects.select_for_update().filter(pk__in=more, stock__isnull=False).order_by("pk")
    for variant in counted if more else ():
        record.add(variant, stock=more[variant.pk])


def approve_resale(case: ReturnRequest, taken: Taken) -> Record:
    """The rows of the step `approve_resale`: the owner lets what is broken in this case back on sale."""
    record = Record()
    waiting = [found for found in case.findings if found.needs_approval]
    if not waiting:
        raise Refused(_("Tidak ada barang rusak yang menunggu persetujuan."))
    for found in waiting:
        record.change(found, resale_approved_by=taken.actor.user, resale_approved_at=taken.now)
    record.said["resale"] = [str(found.name) for found in waiting]
    return record


def all_findings(case: ReturnRequest) -> Iterator[Inspection]:
    """Every inspection of a case with its goods, the oldest first; two queries."""
    found = case.inspections.select_related("line__order_line", "line__policy", "inspected_by")
    for inspection in found.defer("line__order_line__raw").prefetch_related("shelf"):
        inspection.case = case
        for item in inspection.shelf.all():
            item.inspection = inspection
        yield inspection
