"""The public form of any kind of case: it comes back filled on every error and is one case however often it is sent."""

from datetime import datetime
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
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
from shops.forms.fields import readable
from shops.limits import client_address
from shops.models import Channel, Shop


@method_decorator(never_cache, name="dispatch")
class IntakeView(View):
    """Base of each kind's form; a kind names itself, its form and its template."""

    kind: str
    form_class: type[IntakeForm]
    template_name: str

    shop: Shop
    channel: Channel
    now: datetime
    submission: UUID

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
        return self._page(self.form_class(), Basket(self.shop))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the files first, then see whether the answers make a case."""
        form = self.form_class(readable(request.POST))
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
        if "remove" in request.POST:
            basket.drop(request.POST["remove"])
            return self._page(self._unjudged(form), basket)
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
        del answers["consented_at"]
        twin = twin.specific
        return all(getattr(twin, name) == value for name, value in answers.items())

    def _unjudged(self, form: IntakeForm) -> IntakeForm:
        """The same answers without a word about what is still missing."""
        kept = {name: form.data.get(name) for name in form.fields if name != "homepage"}
        return self.form_class(initial=kept)

    def _turned_away(self, form: IntakeForm) -> str | None:
        shop, phone = self.shop, form.cleaned_data["phone"]
        return throttle.turned_away(
            throttle.SUBMIT_BY_ADDRESS, client_address(self.request), now=self.now, zone=shop.zone
        ) or throttle.turned_away(
            throttle.SUBMIT_BY_PHONE, f"{shop.pk}/{phone}", now=self.now, zone=shop.zone
        )  # fmt: skip

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
            "submission": self.submission, "notice": notice, "problems": _problems(form, basket), **self.extra(),
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
