"""The public form of any kind of case: it comes back filled on every error and is one case however often it is sent."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from cases import throttle, welcome
from cases.access import case_of_submission, form_so_far, public_channel, shop_for_public
from cases.almanac import ShopFacts
from cases.forms import IntakeForm
from cases.intake import open_case
from cases.models import Case
from cases.uploads import drafts_of
from cases.views.basket import Basket, key_from
from cases.workflow import workflow_for
from sales import finding
from sales.models import Order
from shops.forms.fields import readable
from shops.limits import DAY, client_address
from shops.models import Channel, Shop
from shops.phones import parse_mobile


@method_decorator(never_cache, name="dispatch")
class IntakeView(View):
    """Base of each kind's form; a kind names itself, its form and its template."""

    # What is signed under this was found by somebody who knew number and phone.
    salt = "intake.found"

    kind: str
    form_class: type[IntakeForm]
    template_name: str

    shop: Shop
    channel: Channel
    now: datetime
    submission: UUID
    orders: Sequence[Order] = ()  # those that the form is known to be about
    phone = ""  # E.164, of whoever found them
    lost = ""  # what is said to whoever found them so long ago that it does not count any more

    def dispatch(self, request: HttpRequest, *args, slug: str, **kwargs) -> HttpResponse:
        """Find the shop; one that takes no requests here says how else to reach it."""
        self.shop = shop_for_public(slug)
        self.channel = public_channel(self.shop)
        self.now = timezone.now()
        self.submission = uuid4()
        if self.channel is None:
            return render(request, "cases/public/closed.html", {"shop": self.shop})
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The empty form."""
        return self._page(self._form(), Basket(self.shop))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the files first, then see whether the answers make a case."""
        data = readable(request.POST)
        self._recall(data)
        form = self._form(data)
        if form.is_trapped:
            return self._page(
                self._unjudged(form), Basket(self.shop), notice=_("Belum terkirim. Coba kirim lagi.")
            )
        self.submission = key_from(request.POST.get("submission"))
        basket = Basket(self.shop, key_from(request.POST.get("draft_key")))
        sent_before, holds_files = form_so_far(self.shop, self.submission, basket.key)
        if sent_before and (twin := self._twin(form)):
            return self._welcome(twin)
        if holds_files:
            basket.drafts = drafts_of(self.shop, basket.key)
        basket.take_in(request, now=self.now)
        if (words := self._asked_beside(form, basket)) is not None:
            return self._page(self._unjudged(form), basket, notice=words)
        if self.lost:
            return self._page(self._unjudged(form), basket, notice=self.lost, status=422)
        if form.is_valid() and (sentence := form.missing_evidence(bool(basket.drafts))):
            basket.refusals.append(sentence)
        if not form.is_valid() or basket.refusals:
            # Sent twice at once, the other one may have become the case while we took its files in.
            if twin := self._twin(form):
                return self._welcome(twin)
            return self._page(form, basket, status=429 if basket.crowded else 422)
        if sentence := self._turned_away(form):
            return self._page(form, basket, notice=sentence, status=429)
        return self._welcome(self._open(form, basket))

    def extra(self) -> dict:
        """What the template needs beyond what the page of every form does."""
        kinds = [workflow_for(self.kind)]
        return {"answered_within": welcome.promise(ShopFacts(self.shop), self.channel, "answer", kinds)}

    def _twin(self, form: IntakeForm) -> Case | None:
        """The case that this form has already become, unless other answers were sent under its number since."""
        twin = case_of_submission(self.shop, self.submission)
        if twin is None:
            return None
        is_ours = twin.kind == self.kind and "remove" not in form.data
        if is_ours and form.is_valid() and self._says_the_same(twin, form):
            return twin
        self.submission = uuid4()
        return None

    def _says_the_same(self, twin: Case, form: IntakeForm) -> bool:
        answers = form.case_fields(self.now)
        # Somebody else may have taken it over since, and when was agreed is as of now.
        for name in ("consented_at", "assignee"):
            answers.pop(name, None)
        twin = twin.specific
        return all(getattr(twin, name) == value for name, value in answers.items())

    def _form(self, data: QueryDict | None = None, **how) -> IntakeForm:
        return self.form_class(data, orders=self.orders, known_phone=self.phone, **how)

    def _unjudged(self, form: IntakeForm) -> IntakeForm:
        """The same answers without a word about what is still missing."""
        kept = {name: form.data[name] for name in form.data if name != "homepage"}
        same = form.orders == self.orders
        return self._form(initial=kept, picked=form.data if same else None)

    def _asked_beside(self, form: IntakeForm, basket: Basket) -> str | None:
        """What a button asks for that does not send the form: a sentence about it, or None if there is none."""
        if "remove" in form.data:
            basket.drop(form.data["remove"])
        elif "find" in form.data and form.finds_orders:
            return self._find(form)
        elif "forget" in form.data:
            self.orders, self.phone = (), ""
        elif self._only_names_an_order(form):
            return self._find(form)
        elif "check" not in form.data:
            return None
        return ""

    def _only_names_an_order(self, form: IntakeForm) -> bool:
        """Whoever presses Enter behind the phone number wants to find the order: nothing else is filled in yet."""
        if not form.finds_orders or self.orders or not form.data.get("order_number", "").strip():
            return False
        return not any(
            form.data.get(name) for name in ("customer_name", "kind", "reason", "description", "consent")
        )

    def _recall(self, data: QueryDict) -> None:
        """The orders that this form has found before."""
        if not (known := data.get("orders")):
            return
        try:
            found = signing.loads(known, salt=self.salt, max_age=DAY)
        except signing.BadSignature:
            self.lost = _("Pesanannya perlu dicari sekali lagi, karena halaman ini sudah lama terbuka.")
            return
        if found["shop"] == self.shop.pk:
            self.phone, self.orders = found["phone"], finding.again(self.shop, found["orders"])

    def _found(self) -> str:
        """What the form sends along of the orders: nobody can name others than those that they have found."""
        keys = [order.pk for order in self.orders]
        found = {"shop": self.shop.pk, "phone": self.phone, "orders": keys}
        return signing.dumps(found, salt=self.salt) if keys else ""

    def _find(self, form: IntakeForm) -> str:
        """Look for the order by its number and phone; whatever is wrong with the pair, the answer is the same."""
        number = form.data.get("order_number", "").strip()
        try:
            phone = parse_mobile(form.data.get("phone", ""))
        except ValidationError as error:
            return error.message
        if not number:
            return _("Isi dulu nomor pesanannya.")
        if sentence := self._searched_too_often(number):
            return sentence
        if found := finding.of_buyer(self.shop, finding.numbered(self.shop, number), phone):
            self.orders, self.phone = [*found, *finding.others_of(found, phone, self.now)], phone
            return ""
        return _(
            "Pesanan dengan nomor dan HP ini belum ketemu. Periksa lagi, atau lanjut isi sendiri di bawah."
        )

    def _searched_too_often(self, number: str) -> str | None:
        here, order = client_address(self.request), f"{self.shop.pk}/{finding.spelled(number)}"
        uses = [(throttle.ORDER_BY_ADDRESS, here), (throttle.ORDER_BY_NUMBER, order)]
        return throttle.turned_away_by(uses, now=self.now)

    def _turned_away(self, form: IntakeForm) -> str | None:
        here, phone = client_address(self.request), f"{self.shop.pk}/{form.cleaned_data['phone']}"
        uses = [(throttle.SUBMIT_BY_ADDRESS, here), (throttle.SUBMIT_BY_PHONE, phone)]
        return throttle.turned_away_by(uses, now=self.now, zone=self.shop.zone)

    def _open(self, form: IntakeForm, basket: Basket) -> Case:
        return open_case(
            self.kind, channel=self.channel, submission=self.submission, files=basket.unique(), now=self.now,
            **form.case_fields(self.now),
        )  # fmt: skip

    def _welcome(self, case: Case) -> HttpResponse:
        """On to the case; a second sending of the same form ends up there too."""
        words = _("Sudah kami terima, Kak. Nomor kasusnya %s. Simpan halaman ini untuk memantau.")
        messages.success(self.request, words % case.reference)
        response = redirect("track", case.token)
        response.status_code = 303
        return response

    def _page(self, form: IntakeForm, basket: Basket, *, notice: str = "", status: int = 200) -> HttpResponse:
        context = {
            "shop": self.shop, "workflow": workflow_for(self.kind), "form": form, "basket": basket,
            "submission": self.submission, "notice": notice, "problems": _problems(form, basket),
            "orders": self._found(), **self.extra(),
        }  # fmt: skip
        return render(self.request, self.template_name, context, status=status)


def _problems(form: IntakeForm, basket: Basket) -> list[tuple[str, str]]:
    """What is still to do, in the order of the page: the place to jump to and a few words."""
    fields = [field for field in form if field.errors] if form.is_bound else []
    found = [(field.id_for_label or field.auto_id, _in_short(field)) for field in fields]
    return found + [("id_evidence", sentence) for sentence in basket.refusals]


def _in_short(field: BoundField) -> str:
    """The name of what is missing, or what is wrong without the advice that stands beside the field."""
    error = field.errors.as_data()[0]
    return str(field.label) if error.code == "required" else field.errors[0].split(". ")[0]
