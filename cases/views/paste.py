"""A pasted chat as the beginning of a case: what it says is shown with its words, corrected, and taken to the form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases.chat import Reading, read
from cases.entries import entry_form, entry_kinds
from cases.mentions import Goods, goods_in, words_for_goods
from cases.tokens import Mention
from cases.transcript import LONGEST, phone_in
from cases.workflow import workflow_for
from sales import orders, products
from sales.models import Order, Variant
from shops.access import desk_page, team_of
from shops.forms.fields import LineField, readable
from shops.models import Membership
from shops.phones import national

WORDS_SHOWN = 80  # letters of the words on which a finding rests
WORDS = ("description", "problem")  # the names under which forms ask for the customer's words


def _kinds() -> list[tuple[str, str]]:
    return [(kind, workflow_for(kind).label) for kind in entry_kinds()]


def _choices(name: str) -> list[tuple[str, str]]:
    """What the forms of all kinds offer under this name."""
    fields = (entry_form(kind).base_fields.get(name) for kind in entry_kinds())
    return [choice for field in fields for choice in getattr(field, "choices", ())]


class ChatForm(forms.Form):
    """What was read, under the names by which the form of the kind asks for it; judged there and not here."""

    case_kind = forms.ChoiceField(label=_("Jenis kasus"), choices=_kinds, widget=forms.RadioSelect)
    order_number = LineField(label=_("Nomor pesanan"), max_length=60)
    phone = forms.CharField(
        label=_("Nomor HP (WhatsApp)"), max_length=30, widget=forms.TextInput(attrs={"type": "tel"})
    )
    customer_name = LineField(label=_("Nama pelanggan"), max_length=80)
    product = LineField(label=_("Nama barang"), max_length=120)
    kind = forms.ChoiceField(
        label=_("Yang diminta (untuk retur)"), choices=lambda: _choices("kind"), widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(label=_("Alasan (untuk retur)"), choices=lambda: _choices("reason"))
    description = forms.CharField(label=_("Kata pelanggan"), widget=forms.Textarea(attrs={"rows": 5}))

    use_required_attribute = False

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        for name, field in self.fields.items():
            if not isinstance(field.widget, forms.RadioSelect):
                field.widget.attrs |= {"class": "input", "autocomplete": "off"}
                if name != "description":
                    field.widget.attrs["aria-describedby"] = f"id_{name}_hint"


@dataclass(frozen=True)
class Candidate:
    """One thing that the chat may mean, as people read it, and the words for it."""

    label: str
    words: str


@dataclass(frozen=True)
class Finding:
    """A field of the form with everything that the chat may mean by it."""

    field: forms.BoundField
    candidates: Sequence[Candidate]

    @property
    def is_typed(self) -> bool:
        """Whether it is a line to type into, so that candidates are offered as buttons."""
        return not hasattr(self.field.field, "choices")


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def paste_chat(request: HttpRequest) -> HttpResponse:
    """Paste, look at what was read, go on to the form of the kind; nothing of it is kept here."""
    posted = readable(request.POST)
    text = posted.get("chat", "")
    context = {"here": "new", "shop": request.membership.shop, "chat": text}
    if request.method != "POST":
        return render(request, "cases/paste.html", context)
    if not text.strip():
        context["problem"] = gettext("Tempel dulu chat-nya.")
        return render(request, "cases/paste.html", context, status=422)
    goes_on = "go" in posted
    if goes_on and posted.get("case_kind") in entry_kinds():
        # The same answers once more, to the form: they never stand in an address.
        return redirect("quick_entry", posted["case_kind"], preserve_request=True)
    if goes_on:
        context["kind_missing"] = gettext("Pilih dulu jenis kasusnya.")
    context |= _read(request.membership, text, None if "read" in posted else posted)
    return render(request, "cases/paste.html", context, status=422 if goes_on else 200)


def _read(member: Membership, text: str, edited: QueryDict | None) -> dict:
    """What the page shows of a chat; `edited` is what a person has made of it meanwhile."""
    shop = member.shop
    ours = [shop.name, shop.whatsapp, *(one.user.name for one in team_of(shop).values())]
    reading = read(text, ours=ours)
    numbers, phones = _values(reading.orders), _values(reading.phones)
    if edited is not None:
        numbers += filter(None, [edited.get("order_number")])
        phones += filter(None, [phone_in(edited.get("phone", ""))])
    found = orders.spoken_of(member, numbers=numbers, phones=phones, parcels=_values(reading.tracking))
    words = words_for_goods(text, ours=ours)
    goods = [*_goods_of(found), *(_goods(row) for row in products.spoken_of(shop, words))]
    form, findings = _filled(reading, goods_in(text, goods, ours=ours), edited)
    return {
        "form": form, "findings": findings, "is_cut": len(text) > LONGEST,
        "orders": [(order, orders.goods(order)) for order in found], "tracking": reading.tracking,
    }  # fmt: skip


def _values(mentions: Iterable[Mention]) -> list[str]:
    return [mention.value for mention in mentions]


def _goods_of(found: Iterable[Order]) -> list[Goods]:
    return [Goods(line.name, line.variation, line.sku) for order in found for line in order.lines.all()]


def _goods(row: Variant) -> Goods:
    return Goods(row.product.name, row.name, row.sku)


def _filled(
    reading: Reading, goods: Sequence[Mention], edited: QueryDict | None
) -> tuple[ChatForm, list[Finding]]:
    """The form and its findings; it is filled in only where the chat leaves no choice."""
    empty = ChatForm()
    said = {
        "case_kind": reading.kinds, "order_number": reading.orders, "phone": reading.phones,
        "customer_name": reading.names, "product": goods, "kind": reading.wishes, "reason": reading.reasons,
    }  # fmt: skip
    initial = {name: mentions[0].value for name, mentions in said.items() if len(mentions) == 1}
    initial["description"] = _fitting(reading.said)
    initial["phone"] = national(initial.get("phone", ""))
    form = ChatForm(initial=initial if edited is None else edited.dict())
    return form, [Finding(form[name], _candidates(empty, name, mentions)) for name, mentions in said.items()]


def _fitting(words: str) -> str:
    """As much of the customer's words as every form takes; a browser sends each end of a line as two letters."""
    fields = (
        field
        for kind in entry_kinds()
        for name, field in entry_form(kind).base_fields.items()
        if name in WORDS
    )
    most = min(field.max_length for field in fields)
    return Truncator(words).chars(most - words[:most].count("\n"))


def _candidates(form: ChatForm, name: str, mentions: Iterable[Mention]) -> list[Candidate]:
    labels = dict(getattr(form.fields[name], "choices", ()))
    say = national if name == "phone" else lambda value: labels.get(value, value)
    return [
        Candidate(say(mention.value), Truncator(mention.words).chars(WORDS_SHOWN)) for mention in mentions
    ]
