"""Where the owner writes the return policy, reads it as a customer would, and publishes it."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from returns import publishing
from returns.forms import PolicyForm, PublishForm
from returns.law import long_sentences
from returns.models import ReturnPolicy
from returns.presets import TRADES
from shops.access import owner_page
from shops.audit import NotAllowed
from shops.forms.fields import readable
from shops.models import Shop

HERE = {"here": "settings"}


@owner_page
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """What holds, what is coming, what is being written, and who published what."""
    shop = request.membership.shop
    found = publishing.versions(shop, _today(shop))
    link = settings.PUBLIC_URL + reverse("policy", args=[shop.slug])
    context = {
        **HERE, "shop": shop, "versions": found, "draft": publishing.draft_of(shop), "link": link,
        "short": publishing.short_text(found.in_force, link) if found.in_force else "",
    }  # fmt: skip
    return render(request, "returns/policy_settings.html", context)


@owner_page
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Write the draft; it comes back filled whatever is wrong with it. `?contoh=` begins with a trade's example."""
    shop = request.membership.shop
    rules = publishing.rules_to_edit(shop)
    if request.method != "POST":
        trade = TRADES.get(request.GET.get("contoh", ""))
        form = PolicyForm(rules=trade[1]() if trade else rules)
        return _editor(request, form, trade=trade and trade[0])
    form = PolicyForm(readable(request.POST), rules=rules)
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return _editor(request, form, seen=seen, status=422)
    try:
        publishing.save_draft(request.membership, form.rules(), seen=seen, now=timezone.now())
    except NotAllowed as why:
        # What is saved now is what this page has: the next press replaces what somebody else wrote.
        return _editor(request, form, notice=str(why), status=409)
    messages.success(request, _("Draf tersimpan. Belum dibaca pelanggan sampai diterbitkan."))
    if "preview" in request.POST:
        return redirect("policy_preview")
    more = request.POST.get("more")
    again = f"?tambah={more}#{more}" if more in form.rows else ""
    return redirect(reverse("policy_draft") + again)


def _editor(
    request: HttpRequest, form: PolicyForm, *, seen: str | None = None, notice: str = "", trade: str | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    shop = request.membership.shop
    kept = publishing.draft_of(shop)
    context = {
        **HERE, "shop": shop, "form": form, "draft": kept, "notice": notice, "trade": trade,
        "seen": (kept.mark if kept else "") if seen is None else seen, **_hints(shop, form),
        "trades": {key: name for key, (name, _rules) in TRADES.items()}, "adding": request.GET.get("tambah"),
        "categories": publishing.categories_of(shop), "policy": _unkept(shop, form),
    }  # fmt: skip
    return render(request, "returns/policy_draft.html", context, status=status)


@owner_page
@require_POST
def live(request: HttpRequest) -> HttpResponse:
    """What is being typed, as a customer would read it; nothing is kept."""
    shop = request.membership.shop
    form = PolicyForm(readable(request.POST), rules=publishing.rules_to_edit(shop))
    if not form.is_valid():
        return render(request, "returns/policy_live.html", {"form": form}, status=422)
    context = {"form": form, "policy": _unkept(shop, form), "live": True, **_hints(shop, form)}
    return render(request, "returns/policy_live.html", context)


def _unkept(shop: Shop, form: PolicyForm) -> ReturnPolicy:
    """What the page shows, as a policy that nobody keeps."""
    return ReturnPolicy(shop=shop, rules=form.current().as_json())


def _hints(shop: Shop, form: PolicyForm) -> dict:
    """What the law minds, and what is hard to read."""
    rules = form.current()
    return {"cautions": publishing.cautions_for(shop, rules), "long": long_sentences(rules)}


def _draft_page(view: Callable[..., HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page about the draft: without one, back to where one is begun."""

    @wraps(view)
    def found(request: HttpRequest) -> HttpResponse:
        kept = publishing.draft_of(request.membership.shop)
        if kept is None:
            messages.warning(request, _("Belum ada draf. Tulis dulu, lalu terbitkan."))
            return redirect("policy_settings")
        return view(request, kept)

    return found


@owner_page
@require_GET
@_draft_page
def preview(request: HttpRequest, kept: ReturnPolicy) -> HttpResponse:
    """The draft as a customer would read it."""
    context = {**HERE, "shop": request.membership.shop, "policy": kept, "long": long_sentences(kept.contents)}
    return render(request, "returns/policy_preview.html", context)


@owner_page
@require_http_methods(["GET", "POST"])
@_draft_page
def publish(request: HttpRequest, kept: ReturnPolicy) -> HttpResponse:
    """Ask before publishing, with what follows from it and what the law minds."""
    shop = request.membership.shop
    cautions = publishing.cautions_for(shop, kept.contents)
    sent = request.POST if request.method == "POST" else None
    form = PublishForm(sent, today=_today(shop), must_understand=bool(cautions))
    notice = ""
    if sent is not None and form.is_valid():
        try:
            published = publishing.publish(
                request.membership, seen=sent.get("seen", ""), now=timezone.now(),
                effective_on=form.cleaned_data["effective_on"],
                understood=form.cleaned_data.get("understood", False),
            )  # fmt: skip
        except NotAllowed as why:
            notice = str(why)
        else:
            messages.success(request, _("Kebijakan retur versi %d sudah terbit.") % published.version)
            return redirect("policy_settings")
    found = publishing.versions(shop, _today(shop))
    context = {
        **HERE, "shop": shop, "draft": kept, "form": form, "cautions": cautions, "notice": notice,
        "versions": found, "next": (found.all[0].version if found.all else 0) + 1,
    }  # fmt: skip
    return render(request, "returns/policy_publish.html", context, status=_status(notice, form))


@owner_page
@require_http_methods(["GET", "POST"])
@_draft_page
def discard(request: HttpRequest, kept: ReturnPolicy) -> HttpResponse:
    """Throw the draft away, after asking."""
    if request.method == "POST":
        try:
            publishing.discard_draft(
                request.membership, seen=request.POST.get("seen", ""), now=timezone.now()
            )
        except NotAllowed as why:
            messages.error(request, str(why))
        else:
            messages.success(request, _("Draf dibuang. Yang sudah terbit tetap berlaku."))
        return redirect("policy_settings")
    return render(request, "returns/policy_discard.html", {**HERE, "draft": kept})


def _status(notice: str, form: PublishForm) -> int:
    if notice:
        return 409
    return 422 if form.is_bound else 200


def _today(shop: Shop) -> date:
    return timezone.now().astimezone(shop.zone).date()
