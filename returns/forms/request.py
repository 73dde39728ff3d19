"""The return form: what a customer says of the goods, the wish and the reason."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.entries import register_entry
from cases.forms import SENTENCES, IntakeForm
from cases.picking import LINES, Choice, PickField, Picking, Piece
from returns.clauses import insists
from returns.forms.fields import DayField
from returns.models import Judged, ReturnRequest, policy_shared_by, policy_sold_under, sale_of
from returns.policy import REASONS, WAYS, usual_way
from returns.workflow import RETURN
from sales import finding
from sales.models import Order, OrderLine
from shops.forms.fields import LineField, RupiahField
from shops.models import Channel, Shop

OLDEST_YEAR = 2000  # an earlier delivery is a slip of the finger


@register_entry("return_request")
class ReturnForm(IntakeForm):
    """The request for a refund, a return, an exchange or a reshipment."""

    order_number = LineField(
        label=_("Nomor pesanan"),
        max_length=60,
        help_text=_("Lihat di nota, chat, atau aplikasi belanja."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        error_messages=SENTENCES,
    )
    product = LineField(
        label=_("Nama barang"),
        max_length=120,
        required=False,
        help_text=_("Contoh: kemeja batik Parang, navy, ukuran L."),
        error_messages=SENTENCES,
    )
    delivered_on = DayField(
        label=_("Barang diterima tanggal"),
        required=False,
        help_text=_("Untuk menghitung batas waktu retur. Kosongkan bila belum sampai."),
    )
    amount = RupiahField(
        label=_("Harga barang"),
        required=False,
        help_text=_("Dalam rupiah, contoh 185.000."),
    )
    kind = forms.ChoiceField(
        label=_("Yang Kakak inginkan"),
        choices=[(name, variant.public) for name, variant in RETURN.variants.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Pilih dulu apa yang Kakak inginkan."),
            "invalid_choice": _("Pilih salah satu dari pilihan yang ada."),
        },
    )
    wanted_variant = LineField(
        label=_("Ukuran atau model penggantinya"),
        max_length=120,
        required=False,
        help_text=_("Diisi bila Kakak memilih tukar, contoh: ukuran XL, warna sama."),
        error_messages=SENTENCES,
    )
    reason = forms.ChoiceField(
        label=_("Alasan"),
        choices=[("", _("Pilih alasan")), *ReturnRequest.Reason.choices],
        error_messages={
            "required": _("Pilih alasannya."),
            "invalid_choice": _("Pilih salah satu alasan yang ada."),
        },
    )
    description = forms.CharField(
        label=_("Ceritakan kendalanya"),
        max_length=4000,
        help_text=_("Apa yang terjadi, sejak kapan. Satu dua kalimat cukup."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=SENTENCES,
    )

    field_order = (
        "order_number", "product", "delivered_on", "amount", "customer_name", "phone", "email",
        "kind", "wanted_variant", "reason", "description", "consent",
    )  # fmt: skip

    # Whoever makes the form says for which shop and when; without them no day is in the future.
    shop: Shop | None = None
    now: datetime | None = None
    channel: Channel | None = None
    finds_orders = True

    def __init__(
        self,
        *args,
        shop: Shop | None = None,
        now: datetime | None = None,
        channel: Channel | None = None,
        meant: OrderLine | None = None,
        **kwargs,
    ) -> None:
        """`meant` is the only piece of the order whose number and phone were sent without looking for it."""
        self.shop, self.now, self.channel, self.meant = shop or self.shop, now or self.now, channel, meant
        super().__init__(*args, **kwargs)
        self.picking = Picking(self.orders, self.picked)
        if self.orders:
            self._ask_what_is_not_known()

    def _ask_what_is_not_known(self) -> None:
        """A known order says most of it by itself."""
        known = {"order_number", "product", "amount"}
        if not any(sale_of(order).delivery(self.shop.zone)[0] is None for order in self.orders):
            known.add("delivered_on")
        if self.known_phone:
            known |= {"phone"} | ({"customer_name"} if self.buyer else set())
        for name in known:
            del self.fields[name]
        self.fields["description"].required = False
        self.fields = {LINES: PickField(self.picking), **self.fields}

    @property
    def buyer(self) -> str:
        """The name of whoever bought, for whoever proved to be the one; behind a masked phone may be somebody else."""
        order = self.orders[0]
        return finding.name_of_buyer(order)[:80] if order.buyer_phone == self.known_phone else ""

    @property
    def bundles(self) -> list[tuple[Order, list[Choice]]]:
        """Each order with its lines to tick; the one that was looked for comes first."""
        return [(order, self.picking.choices(order)) for order in self.orders]

    def wishes(self) -> list[tuple[str, object, bool]]:
        """The four kinds for the template: value, variant with its words, whether it is chosen."""
        chosen = self["kind"].value()
        return [(name, variant, name == chosen) for name, variant in RETURN.variants.items()]

    def standing(self) -> list[Judged]:
        """How what is filled in so far stands to the policy, line by line; empty while it cannot be said."""
        kind, reason = self._so_far("kind"), self._so_far("reason")
        if not (kind and reason) or (self.orders and not self.picking.pieces):
            return []
        request = ReturnRequest(
            shop=self.shop, channel=self.channel, variant=kind, reason=reason, title=self._so_far("product") or "",
            delivered_on=self._so_far("delivered_on"),
        )  # fmt: skip
        judged = request.hold(self.now, self._asked_about()) or [request]
        return [one for one in judged if one.policy]

    def _so_far(self, name: str) -> Any:
        """A single answer; None where it is missing or wrong."""
        try:
            return self.fields[name].clean(self[name].value()) if name in self.fields else None
        except ValidationError:
            return None

    def missing_evidence(self, has_evidence: bool) -> str:
        """What the shop wants to see before it looks at such a request, unless something was sent along."""
        reason = self.cleaned_data["reason"]
        today = self.now.astimezone(self.shop.zone).date()
        days = [sale_of(line.order).day(self.shop.zone) for line, _quantity in self._asked_about()] or [None]
        policies = (policy_sold_under(self.shop, day, today).policy for day in days)
        wanted = next(
            (
                policy.contents.evidence[reason]
                for policy in policies
                if policy and insists(policy.contents, reason)
            ),
            (),
        )
        if has_evidence or not wanted:
            return ""
        words = gettext("Untuk alasan ini toko perlu melihat dulu: %s. Tambahkan foto atau videonya ya, Kak.")
        return words % "; ".join(wanted)

    def _asked_about(self) -> list[tuple[OrderLine, int]]:
        """The lines with their pieces, each with its order."""
        picked = list(self.picking.picked())
        return picked or ([(self.meant, 1)] if self.meant else [])

    def _reason_in_words(self) -> str:
        return str(ReturnRequest.Reason(self.cleaned_data["reason"]).label)

    def _first_picked(self) -> Order:
        """Of the orders whose goods were ticked the one that was looked for, else the first of the others."""
        asked = {line.order_id for line, _quantity in self.picking.picked()}
        return next(order for order in self.orders if order.pk in asked)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed where nothing is asked any more, so that it is there again if the order is not the right one."""
        names = ("order_number", "phone", "customer_name", "email", "product", "amount")
        typed = self.data if self.is_bound else self.initial
        shown = {"email"} if self.errors.get("email") else set(self.fields) - {"email"}
        return [(name, typed[name]) for name in names if name not in shown and typed.get(name)]

    @property
    def usual_ways(self) -> str:
        """What is mostly wanted for each reason, among what the shop offers: "damaged:return_refund …"."""
        policy = policy_shared_by(self.shop, self.orders, self.now.astimezone(self.shop.zone).date())
        offered = policy.contents.offered() if policy else WAYS
        pairs = ((reason, usual_way(reason, offered)) for reason in REASONS)
        return " ".join(f"{reason}:{way}" for reason, way in pairs if way)

    def clean_delivered_on(self) -> date | None:
        """A day that has come, and not so long ago that it must be a slip."""
        day = self.cleaned_data["delivered_on"]
        if day and self.shop and self.now and day > self.now.astimezone(self.shop.zone).date():
            raise ValidationError(gettext("Tanggalnya belum terjadi."))
        if day and day.year < OLDEST_YEAR:
            raise ValidationError(gettext("Periksa tahunnya."))
        return day

    def clean(self) -> None:
        """An exchange needs to know for what; who asks and from which number is known with the order."""
        if self.orders and self.known_phone:
            self.cleaned_data["phone"] = self.known_phone
            self.cleaned_data.setdefault("customer_name", self.buyer)
        missing = not self.cleaned_data.get("wanted_variant") and "wanted_variant" not in self.errors
        if self.cleaned_data.get("kind") == "exchange" and missing:
            self.add_error("wanted_variant", _("Tulis ukuran atau model penggantinya."))

    def case_fields(self, now: datetime) -> dict:
        """The answers as the case keeps them."""
        answers = self.cleaned_data
        # What goods of a known order are called and worth is not the customer's to say.
        if self.orders:
            told = {"goods": answers[LINES], "order_number": self._first_picked().number}
        elif self.meant:
            told = {"goods": (Piece(self.meant.pk, 1),), "order_number": self.meant.order.number}
        else:
            told = {"order_number": answers["order_number"]}
            # What is left out may be learnt from the order.
            told |= {"title": answers["product"]} if answers["product"] else {}
            told |= {"amount": answers["amount"]} if answers["amount"] is not None else {}
        return {
            **super().case_fields(now),
            **told,
            "variant": answers["kind"],
            "delivered_on": answers.get("delivered_on"),
            "reason": answers["reason"],
            "wanted_variant": answers["wanted_variant"],
            # Whoever says no more has still said why.
            "description": answers["description"] or self._reason_in_words(),
        }
