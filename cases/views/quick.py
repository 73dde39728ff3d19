"""What comes by phone, by chat or over the counter, taken in by staff within a minute, whatever its kind."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.http import require_safe

from cases.entries import entry_form, entry_kinds
from cases.forms import IntakeForm
from cases.intake import open_case
from cases.models import Case
from cases.perform import Actor
from cases.picking import LINES
from cases.views.basket import Basket, key_from
from cases.views.intake import IntakeView
from cases.workflow import workflow_for
from sales import finding
from sales.access import order_for_staff
from sales.models import Order
from shops.access import desk_page
from shops.forms.fields import readable
from shops.keys import row_key
from shops.models import Membership
from shops.phones import national

OLDEST = timedelta(days=30)
FEW = 6  # choices that still stand side by side
BROWSER_TIME = "%Y-%m-%dT%H:%M"
LABELS = {
    "customer_name": _("Nama pelanggan"),
    "kind": _("Yang diminta"),
    "category": _("Tentang"),
    "description": _("Kata pelanggan"),
    "problem": _("Kata pelanggan"),
}


class StaffForm(forms.Form):
    """What staff fill in for a customer: the kind's own questions in the words of the team."""

    homepage = None  # no program gets this far
    filled: Collection[str] = ()  # the fields that something else than this person has filled in

    def __init__(self, *args, membership: Membership, now: datetime, **kwargs) -> None:
        self.shop, self.now = membership.shop, now
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = ""
            field.error_messages["required"] = gettext("Bagian ini masih kosong.")
            if isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs.pop("class", None)

    def full_clean(self) -> None:
        """Times are meant as the shop's clock shows them."""
        with timezone.override(self.shop.zone):
            super().full_clean()

    @property
    def needed(self) -> list[forms.BoundField]:
        """What must be filled in, in the order in which people tell it; the consent stands by itself."""
        return [field for field in self.visible_fields() if field.field.required and field.name != "consent"]

    @property
    def beside(self) -> list[forms.BoundField]:
        """What may be left out."""
        return [field for field in self.visible_fields() if not field.field.required]

    @property
    def agrees_by_sending(self) -> bool:
        """The customer's yes is what the person at the desk was told, so it is asked for."""
        return False

    def missing_evidence(self, has_evidence: bool) -> str:
        """What is missing is asked for later: the customer is waiting on the line."""
        return ""

    @property
    def shows_beside(self) -> bool:
        """Whether something of that is wrong or to be looked at, so that it must not be folded away."""
        return any(field.errors or field.name in self.filled or _is_told(field) for field in self.beside)


def _is_told(field: forms.BoundField) -> bool:
    """Whether the customer's words stand in it."""
    return field.name in ("description", "problem") and bool(field.value())


class QuickForm(StaffForm):
    """A case as it reaches the shop elsewhere than through its own form."""

    channel = forms.ModelChoiceField(
        queryset=None,
        label=_("Lewat"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Pilih salah satu kanal yang ada.")},
    )
    consent = forms.BooleanField(label=_("Pelanggan setuju datanya dicatat untuk kasus ini."))
    received_at = forms.DateTimeField(
        label=_("Diterima"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    assignee = forms.ModelChoiceField(
        queryset=None, label=_("PIC"), required=False, empty_label=_("Belum ada PIC")
    )

    def __init__(self, *args, membership: Membership, now: datetime, **kwargs) -> None:
        super().__init__(*args, membership=membership, now=now, **kwargs)
        channel, people = self.fields["channel"], self.fields["assignee"]
        channel.queryset = self.shop.channels.filter(is_active=True).order_by("name")
        people.queryset = self.shop.memberships.filter(
            disabled_at=None, accepted_at__isnull=False
        ).select_related("user")
        if len(channel.choices) > FEW:
            channel.widget = forms.Select(attrs={"class": "input"})
            channel.widget.choices = [("", _("Pilih kanal")), *channel.choices]
        self.initial.setdefault("received_at", now.astimezone(self.shop.zone).strftime(BROWSER_TIME))
        self.order_fields(["channel"])

    def clean_received_at(self) -> datetime:
        """Not in the future, and not so long ago that it must be a slip."""
        received = self.cleaned_data["received_at"] or self.now
        if received > self.now:
            raise forms.ValidationError(gettext("Waktunya belum terjadi."))
        if received < self.now - OLDEST:
            raise forms.ValidationError(gettext("Paling lama %d hari yang lalu.") % OLDEST.days)
        return received

    def case_fields(self, now: datetime) -> dict:
        """The answers as the case keeps them, with whoever is to look after it."""
        return {**super().case_fields(now), "assignee": self.cleaned_data["assignee"]}


def staffed(base: type[StaffForm], kind: str) -> type[IntakeForm]:
    """The form of a kind as staff fill it in, or 404 where no form takes in this kind."""
    form_class = entry_form(kind)
    if form_class is None:
        raise Http404
    return type(f"{base.__name__}{form_class.__name__}", (base, form_class), {})


@require_safe
@desk_page
def kinds(request: HttpRequest) -> HttpResponse:
    """Which kind it is."""
    context = {
        "here": "new", "kinds": [workflow_for(kind) for kind in entry_kinds()],
        "order": request.GET.get("pesanan", ""),
    }  # fmt: skip
    return render(request, "cases/quick_kinds.html", context)


class DeskView(IntakeView):
    """What both forms of the team have in common: all orders of the shop are theirs to see, and nobody is counted."""

    salt = "intake.at_the_desk"
    template_name = "cases/quick.html"

    def _find(self, form: IntakeForm) -> str:
        """By the number alone."""
        number = form.data.get("order_number", "").strip()
        self.orders = finding.of_number(self.request.membership, number)
        if self.orders:
            return ""
        if not number:
            return gettext("Isi dulu nomor pesanannya.")
        return gettext("Nomor ini tidak ada di data toko. Lanjut saja, kasusnya ditandai.")

    def _unjudged(self, form: IntakeForm) -> IntakeForm:
        """What was found out tells who bought, where that was still empty."""
        shown = super()._unjudged(form)
        if self.orders:
            known = _told_by(self.orders[0]).items()
            shown.initial |= {name: value for name, value in known if not shown.initial.get(name)}
        return shown

    def _turned_away(self, form: IntakeForm) -> None:
        """Staff are not counted: on a busy day they write down many."""


class QuickEntry(DeskView):
    """The form of one kind; the clock starts when the customer spoke, not when it was written down."""

    def dispatch(self, request: HttpRequest, *args, kind: str, **kwargs) -> HttpResponse:
        """The shop is the one that this person works for."""
        self.kind, self.shop, self.now = kind, request.membership.shop, timezone.now()
        self.submission = key_from(None)
        made = staffed(QuickForm, kind)
        self.form_class = partial(made, membership=request.membership, now=self.now)
        return View.dispatch(self, request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form, or what the order says for whose customer it is."""
        wanted = row_key(request.GET.get("pesanan", ""))
        if wanted is None:
            return super().get(request)
        order = order_for_staff(request.membership, wanted)
        self._about(finding.again(self.shop, [order.pk]))
        return self._page(self._form(initial=_told_by(order)), Basket(self.shop))

    def post(self, request: HttpRequest) -> HttpResponse:
        """As every form; what a chat says only fills it in, for a person to look at."""
        if "prefill" not in request.POST:
            return super().post(request)
        known = {name: value for name, value in readable(request.POST).items() if value}
        if "description" in known:
            known["problem"] = known["description"]
        self._about(finding.of_number(request.membership, known.get("order_number", "")))
        if self.orders:
            known = _told_by(self.orders[0]) | known
        form = self._form(initial=known, picked=self._named(known.get("product", "")))
        form.filled = known.keys()
        messages.warning(request, gettext("Diisi dari chat, belum disimpan. Periksa dulu."))
        return self._page(form, Basket(self.shop))

    def _named(self, goods: str) -> QueryDict | None:
        """The lines of the orders that the words for the goods name, as if somebody had ticked them; None for none."""
        ticked, said = QueryDict(mutable=True), goods.lower()
        lines = [line for order in self.orders for line in order.lines.all()]
        named = [line for line in lines if said and (line.name.lower() in said or said in line.name.lower())]
        ticked.setlist(LINES, [str(line.pk) for line in named])
        return ticked if named else None

    def _about(self, orders: list[Order]) -> None:
        """Ask for the goods of these orders, where the kind does."""
        if entry_form(self.kind).finds_orders:
            self.orders = orders

    def extra(self) -> dict:
        """Where the page stands in the menu, what it is called, and the way back."""
        heading = gettext("%s baru") % workflow_for(self.kind).label
        return {"here": "new", "heading": heading, "back": reverse("quick_kinds")}

    def _open(self, form: IntakeForm, basket: Basket) -> Case:
        return open_case(
            self.kind, channel=form.cleaned_data["channel"], actor=Actor.member(self.request.membership),
            submission=self.submission, files=basket.unique(), now=form.cleaned_data["received_at"],
            **form.case_fields(self.now),
        )  # fmt: skip

    def _welcome(self, case: Case) -> HttpResponse:
        messages.success(self.request, gettext("Kasus %s dicatat.") % case.reference)
        response = redirect("case", case.reference)
        response.status_code = 303
        return response


def _told_by(order: Order) -> dict[str, str]:
    """What an order says for the form of any kind."""
    phone = national(order.buyer_phone) if order.buyer_phone else ""
    return {
        "order_number": order.number, "customer_name": finding.name_of_buyer(order)[:80], "phone": phone,
        "channel": order.channel_id,
    }  # fmt: skip


quick_entry = desk_page(QuickEntry.as_view())
