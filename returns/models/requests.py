"""A return request: what the customer asks for, how it stands to the policy, what the shop found and gave."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date, datetime, tzinfo
from operator import itemgetter

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.almanac import ShopFacts
from cases.customers import orders_named_by
from cases.models import Case, Event
from cases.picking import Piece
from cases.records import Record, Taken
from cases.refusals import Refused
from remedies.models import RefundMethod
from remedies.models.parcels import Travels
from remedies.payback import PaysBack
from remedies.vouchers import GivesVouchers
from returns.appeals import OBJECTION_TIME, Readiness, checked_ticks, readiness
from returns.asked import WEIGHT, Item, Sale, Wish
from returns.clauses import insists
from returns.models import inspection
from returns.models.decisions import Decided, RejectionReason
from returns.models.exchange import Exchange
from returns.models.inspection import Inspection, ShelfItem
from returns.models.judged import Judged
from returns.models.lines import ReturnLine, item_of, line_of, one_at_a_time, returned_of, sale_of, sold_lines
from returns.models.policies import Reason, ReturnPolicy, hold_against_policy, policy_published
from returns.policy import Fee, Postage
from returns.workflow import COMES_BACK
from sales.models import Order, OrderLine
from shops.access import team_of
from shops.calendar import stamp
from shops.models import Membership
from shops.prepared import Prepared
from shops.presets import MARKETPLACES

TITLE = 120  # letters
_ON_A_PAGE = (
    "case", "name", "quantity", "standing", "policy", "policy_words_staff", "approved", "refusal", "refusal_clause",
    "offer", "order_line__quantity", "order_line__variant", "order_line__order__number",
    "order_line__order__shipped_at", "order_line__order__delivered_at", "order_line__order__courier",
    "order_line__order__tracking_number", "order_line__order__channel__kind", "order_line__order__channel__name",
)  # fmt: skip
_KNOWN_LINES = Prepared(
    lambda case: (
        ReturnLine.objects.filter(case=case).select_related("order_line__order__channel").only(*_ON_A_PAGE)
    ),
    int,
)
_TELL_WHEN_DONE = ("shopee", "tokopedia")


class ReturnRequest(Judged, Decided, Exchange, Travels, PaysBack, GivesVouchers, Case):
    """A refund without return, a return with refund, an exchange or a reshipment (the case's variant)."""

    Reason, RejectionReason = Reason, RejectionReason
    sent_out = ("replacement_courier", "replacement_tracking_number", "replaced_on")
    _goods: tuple[Piece, ...] | None = None

    class Ruling(models.TextChoices):
        REFUND = "refund", _("Dana penuh dikembalikan ke pembeli")
        PARTIAL = "partial", _("Sebagian dana dikembalikan ke pembeli")
        RETURN = "return", _("Retur barang dan dana disetujui")
        OTHER = "other", _("Putusan lain")

    class Condition(models.TextChoices):
        AS_CLAIMED = "as_claimed", _("Sesuai keluhan pelanggan")
        GOOD = "good", _("Baik, layak jual lagi")
        DAMAGED = "damaged", _("Rusak, tidak sesuai keluhan")
        DIFFERENT = "different", _("Bukan barang kita")
        INCOMPLETE = "incomplete", _("Tidak lengkap")

    case = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, related_name="return_request"
    )
    reason = models.CharField(_("alasan"), max_length=20, choices=Reason)
    wanted_variant = models.CharField(_("ukuran atau model yang diinginkan"), max_length=120, blank=True)
    delivered_on = models.DateField(_("barang diterima pelanggan"), null=True, blank=True)

    rejection_reason = models.CharField(
        _("alasan penolakan"), max_length=20, choices=RejectionReason, blank=True
    )

    courier = models.CharField(_("kurir"), max_length=40, blank=True)
    tracking_number = models.CharField(_("nomor resi"), max_length=40, blank=True)
    received_on = models.DateField(_("tanggal diterima"), null=True, blank=True)
    condition = models.CharField(_("kondisi barang"), max_length=12, choices=Condition, blank=True)

    refund_amount = models.BigIntegerField(
        _("jumlah dana (Rp)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    refund_method = models.CharField(_("cara pengembalian"), max_length=12, choices=RefundMethod, blank=True)
    refund_reference = models.CharField(_("nomor bukti transfer"), max_length=60, blank=True)
    refunded_on = models.DateField(_("tanggal dana dikirim"), null=True, blank=True)

    replacement_courier = models.CharField(_("kurir pengganti"), max_length=40, blank=True)
    replacement_tracking_number = models.CharField(_("nomor resi pengganti"), max_length=40, blank=True)
    replaced_on = models.DateField(_("tanggal pengganti dikirim"), null=True, blank=True)

    objected_at = models.DateTimeField(null=True, editable=False)  # a refusal is objected to once

    ruling = models.CharField(
        _("putusan marketplace"), max_length=8, choices=Ruling, blank=True, default="", db_default=""
    )
    ruled_on = models.DateField(
        _("tanggal putusan"), null=True, blank=True,
        help_text=_("Dihitung sejak awal hari itu, supaya tidak pernah lebih lambat dari marketplace."),
    )  # fmt: skip
    ruled_amount = models.BigIntegerField(
        _("dana yang diambil (Rp)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    appeal_until = models.DateField(
        _("batas banding di Seller Center"), null=True, blank=True,
        help_text=_("Bila ada, tanggal ini yang dipakai, bukan aturan kanal."),
    )  # fmt: skip
    appeal_evidence = models.JSONField(
        default=dict, db_default={}, editable=False
    )  # {key of evidence: is it there}
    appealed_on = models.DateField(_("tanggal banding"), null=True, blank=True)
    appeal_number = models.CharField(_("nomor banding"), max_length=40, blank=True, default="", db_default="")
    won_amount = models.BigIntegerField(
        _("dana yang kembali (Rp)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    mistake_amount = models.BigIntegerField(
        _("rugi karena salah langkah (Rp)"), null=True, blank=True, validators=[MinValueValidator(0)]
    )

    def __str__(self) -> str:
        return self.reference

    @property
    def goods(self) -> tuple[Piece, ...]:
        """The pieces that are asked about, where the order is known; given at birth, then read from the lines."""
        if self._goods is None:
            rows = self.lines.values_list("order_line", "quantity")
            self._goods = tuple(sorted(Piece(*row) for row in rows))
        return self._goods

    @goods.setter
    def goods(self, pieces: tuple[Piece, ...]) -> None:
        self._goods = tuple(sorted(pieces))

    @cached_property
    def known_lines(self) -> list[ReturnLine]:
        """Its lines with what a page says of the orders that they were sold in; one query."""
        lines = _KNOWN_LINES(self.pk)
        for line in lines:
            line.case = self
        return lines

    @property
    def goods_in_words(self) -> list[str]:
        """ "2 × Kemeja batik Parang", line by line."""
        return [str(line) for line in self.known_lines]

    @property
    def in_hand_since(self) -> tuple[date, str] | None:
        """By the first order that it is about, or else by what the customer told; the earlier of both."""
        days = [day for line in self.known_lines if (day := _in_hand(line.order_line.order, self.shop.zone))]
        told = [(self.delivered_on, _("barang diterima"))] if self.delivered_on else []
        return min([*days, *told], key=itemgetter(0), default=None)

    @cached_property
    def known_orders(self) -> list[Order]:
        """The orders that its goods were sold in."""
        return list({line.order_line.order_id: line.order_line.order for line in self.known_lines}.values())

    @cached_property
    def orders_meant(self) -> list[Order]:
        """The shop's orders of the number that was given, where the goods were not picked from one."""
        return [] if self.known_lines else orders_named_by(self)

    def come_under_policy(self, now: datetime) -> list[ReturnLine]:
        """Keep the version that holds and how this request stands to it; answers its lines, still to be written.

        In the shop's own language, whoever asks.
        """
        if self._goods:
            one_at_a_time(self._goods)
        with translation.override(settings.LANGUAGE_CODE):
            lines = self.hold(now, sold_lines(self.shop, self._goods or ()))
        self.known_lines = lines
        return lines

    def judge_anew(self, taken: Taken) -> Record:
        """Hold what is wished for now against the policy, as of the day on which the request came."""
        then, record = copy(self), Record()
        with translation.override(settings.LANGUAGE_CODE):
            judged = {
                line.order_line_id: line
                for line in then.hold(self.opened_at, sold_lines(self.shop, self.goods))
            }
        record.set(self, **then.stands)
        for line in self.lines.all():
            record.change(line, **judged[line.order_line_id].stands)
        return record

    def hold(self, now: datetime, sold: list[tuple[OrderLine, int]]) -> list[ReturnLine]:
        """Judge these goods, or without any what was told of them; of several lines the worst decides for all."""
        lines = [line_of(*piece) for piece in sold]
        self._name_after(lines)
        if lines:
            self._judge_each(lines, now)
        else:
            self._judge(self, self._sale_as_told(), Item(product=self.title), 1, now)
        return lines

    def _judge_each(self, lines: list[ReturnLine], now: datetime) -> None:
        returned = returned_of([line.order_line for line in lines], but=self.pk)
        sales = {line.order_line.order_id: sale_of(line.order_line.order) for line in lines}
        zone = self.shop.zone
        lacking = [sale for sale in sales.values() if sale.delivery(zone)[0] is None]
        # One day was asked for: of two orders nobody knows which one it is about.
        said = self.delivered_on if len(lacking) == 1 else None
        for line in lines:
            sale = replace(sales[line.order_line.order_id], said_delivered_on=said)
            item = item_of(line.order_line, returned[line.order_line_id])
            self._judge(line, sale, item, line.quantity, now)
        if judged := [line for line in lines if line.policy]:
            self.stand_like(max(judged, key=lambda line: WEIGHT[line.standing]))

    def _judge(self, judged: Judged, sale: Sale, item: Item, quantity: int, now: datetime) -> None:
        wish = Wish(self.variant, self.reason, quantity)
        if held := hold_against_policy(self.shop, sale, item, wish, now):
            judged.stand(*held)

    def _sale_as_told(self) -> Sale:
        """Without an order only the channel of a marketplace says where it was bought."""
        channel = self.channel.kind if self.channel.kind in MARKETPLACES else ""
        return Sale(channel=channel, said_delivered_on=self.delivered_on)

    def _name_after(self, lines: list[ReturnLine]) -> None:
        """A request for goods of known orders is called and valued after them, unless somebody said otherwise."""
        if lines:
            self.order_number = self.order_number or lines[0].order_line.order.number
            self.title = self.title or _titled(lines)
            self.amount = sum(line.amount for line in lines) if self.amount is None else self.amount

    # The objection ------------------------------------------------------------------------------

    @property
    def objection_until(self) -> datetime:
        """Until when a refusal may be objected to; only of a case that rests in it."""
        return ShopFacts(self.shop).time_up(self.entered_at, OBJECTION_TIME).at

    def why_no_objection(self, now: datetime) -> str:
        """Why the customer cannot object, in words for them; empty where they can."""
        if self.objected_at:
            return gettext("Keberatan Kakak sudah diputuskan pemilik toko, dan hanya bisa diajukan sekali.")
        if now > self.objection_until:
            words = gettext("Keberatan bisa diajukan sampai %s. Kakak tetap bisa menulis ke toko di bawah.")
            return words % stamp(self.objection_until, self.shop.zone)
        return ""

    def note_objection(self, now: datetime) -> set[str]:
        """An effect: the right to object is used up."""
        self.objected_at = now
        return {"objected_at"}

    @cached_property
    def refusal(self) -> Event | None:
        """The step by which it was refused last; one query."""
        return self.events.standing().filter(action="reject").order_by("number").last()

    @property
    def other_owners(self) -> list[Membership]:
        """The owners who have not refused it themselves."""
        by = self.refusal and self.refusal.user_id
        team = team_of(self.shop).values()
        return [one for one in team if one.role == Membership.Role.OWNER and one.user_id != by]

    # The marketplace's ruling --------------------------------------------------------------------

    @property
    def is_of_marketplace(self) -> bool:
        """Whether it came in at a marketplace, or is about goods that were sold there."""
        if self.channel.kind in MARKETPLACES:
            return True
        return any(order.channel.kind in MARKETPLACES for order in self.known_orders)

    def why_no_ruling(self, now: datetime) -> str:
        """Why no ruling of a marketplace can be recorded; a case has one at most."""
        if self.ruled_on:
            return gettext("Putusan marketplace sudah dicatat di kasus ini.")
        return "" if self.is_of_marketplace else gettext("Kasus ini bukan dari marketplace.")

    @property
    def appeal_readiness(self) -> Readiness:
        """What the marketplace wants to see, and what of it the shop has."""
        return readiness(self.reason, self.appeal_evidence)

    def tick_evidence(self, taken: Taken) -> Record:
        """A step: what of the checklist is there, as `evidence` says; without it everything stays as it was."""
        record = Record()
        if "evidence" in taken.data:
            ticks = checked_ticks(self.reason, taken.data["evidence"])
            record.set(self, appeal_evidence=ticks)
            record.said = {"evidence": ticks}
        return record

    @property
    def payable(self) -> dict[int, int]:
        """The pieces that may be paid back, by the key of the order's line; empty where no order is known.

        What was taken back where the goods were inspected, and never more than was approved; a line of which nothing
        was taken back stands there with 0. A part that was agreed on is for all that was asked.
        """
        if self.agreed_amount is not None:
            return {piece.line: piece.quantity for piece in self.goods}
        approved = super().payable
        return {key: min(self.accepted_pieces.get(key, pieces), pieces) for key, pieces in approved.items()}

    @property
    def taken_by_platform(self) -> int:
        """Whole rupiah that a marketplace has taken for the customer, and an appeal has not brought back."""
        return max((self.ruled_amount or 0) - (self.won_amount or 0), 0)

    # The goods in hand -----------------------------------------------------------------------

    @cached_property
    def _all_findings(self) -> list[Inspection]:
        return list(inspection.all_findings(self)) if self.condition else []

    @property
    def findings(self) -> list[Inspection]:
        """What was found when the goods came the last time, line by line; nothing where nobody has looked."""
        latest = max((found.round for found in self._all_findings), default=0)
        return [found for found in self._all_findings if found.round == latest]

    @property
    def lying(self) -> list[ShelfItem]:
        """Its goods on the return shelf."""
        return [item for found in self._all_findings for item in found.items if item.left_at is None]

    @property
    def accepted_pieces(self) -> dict[int, int]:
        """The pieces that were taken back, by the key of the order's line; empty where nobody has looked."""
        return {found.line.order_line_id: found.accepted for found in self.findings if found.line}

    @property
    def has_differences(self) -> bool:
        """Whether something came back otherwise than it was sent."""
        return any(found.differences for found in self.findings)

    @property
    def found_in_words(self) -> list[str]:
        """The result of the inspection for the customer, line by line: counts, no grades and no notes."""
        return [_kindly(found) for found in self.findings]

    def why_not_in_hand(self, now: datetime) -> str:
        """Why nothing can be looked at."""
        return (
            "" if self.received_on else gettext("Barangnya belum diterima toko, jadi belum bisa diperiksa.")
        )

    def why_not_looked_at(self, now: datetime) -> str:
        """Why nothing can be said yes to with the goods in hand.

        A parcel that the courier lost comes to the second decision without ever being opened.
        """
        if self.state == "inspected" or self.condition:
            return ""
        return gettext("Barangnya belum diperiksa. Catat hasil periksa dulu, baru setujui.")

    def why_nothing_lies(self, now: datetime) -> str:
        """Why there is nothing on the return shelf to find a place for."""
        return "" if self.lying else gettext("Tidak ada barang kasus ini di rak retur.")

    def why_no_resale(self, now: datetime) -> str:
        """Why there is nothing broken that the owner could let go on sale."""
        waits = any(found.needs_approval for found in self.findings)
        return "" if waits else gettext("Tidak ada barang rusak yang menunggu persetujuan.")

    def must_be_taken_back(self) -> None:
        """Raise `Refused` where whoever looked at the goods took nothing back."""
        if self.findings and not any(found.accepted for found in self.findings):
            raise Refused(
                gettext(
                    "Menurut hasil periksa tidak ada barang yang diterima. Periksa ulang, atau tolak permintaannya."
                )
            )

    def write_findings(self, taken: Taken) -> Record:
        """What the step `inspect` writes."""
        return inspection.inspect(self, taken)

    def write_dispositions(self, taken: Taken) -> Record:
        """What the step `dispose` writes."""
        return inspection.dispose(self, taken)

    def write_resale(self, taken: Taken) -> Record:
        """What the step `approve_resale` writes."""
        return inspection.approve_resale(self, taken)

    def worth_of_payable(self) -> int | None:
        """What was paid for the pieces that may be paid back, or exchanged; None where that is not known."""
        if not (payable := self.payable):
            return self.amount
        lines = sold_lines(self.shop, [Piece(*each) for each in payable.items()])
        return sum(line_of(*each).amount for each in lines)

    @cached_property
    def held_against(self) -> ReturnPolicy | None:
        """The version of the policy that it came under; no query."""
        return policy_published(self.shop, self.policy_id)

    @property
    def comes_back(self) -> bool:
        """Whether the goods travel back to the shop."""
        return self.variant in COMES_BACK

    @property
    def evidence_asked(self) -> tuple[str, ...]:
        """What the policy asks to see for this reason."""
        return self.held_against.contents.evidence.get(self.reason, ())

    @property
    def postage_payer(self) -> Postage | None:
        """Who pays the way back by the policy; None where that is still to be found out."""
        return self.held_against.contents.payer(self.reason)

    @property
    def payer_in(self) -> str:
        """Who pays for the parcel that comes back, where the policy says so."""
        payer = self.postage_payer if self.held_against else None
        return payer.value if payer else ""

    @property
    def fees(self) -> list[Fee]:
        """What the policy lets the shop keep back for this reason."""
        return self.held_against.contents.fees_for(self.reason)

    @property
    def insists_on_evidence(self) -> bool:
        """Whether nothing goes on for this reason without what is asked to be shown."""
        return insists(self.held_against.contents, self.reason)


def _kindly(found: Inspection) -> str:
    counts = {"name": found.name, "received": found.received, "accepted": found.accepted}
    if not found.received:
        return _("%(name)s: belum ada di dalam paket.") % counts
    if found.accepted == found.received:
        return _("%(name)s: %(received)d kami terima kembali.") % counts
    if not found.accepted:
        return _("%(name)s: %(received)d datang, belum bisa kami terima kembali.") % counts
    return _("%(name)s: %(received)d datang, %(accepted)d kami terima kembali.") % counts


def _in_hand(order: Order, zone: tzinfo) -> tuple[date, str] | None:
    """Where a marketplace tells only when all was done, days after the parcel came, the day of sending counts."""
    if order.channel.kind in _TELL_WHEN_DONE:
        return (order.shipped_at.astimezone(zone).date(), _("paket dikirim")) if order.shipped_at else None
    return (order.delivered_at.astimezone(zone).date(), _("barang diterima")) if order.delivered_at else None


def _titled(lines: list[ReturnLine]) -> str:
    first, *others = [str(line) if line.quantity > 1 else line.name for line in lines]
    more = f" +{len(others)}" if others else ""
    return Truncator(first).chars(TITLE - len(more)) + more
