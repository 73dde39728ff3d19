"""The customer's last word: two scores, or the wish not to be asked again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases import aftercare, manners, throttle
from cases.access import case_for_customer
from cases.models import Case
from cases.perform import Actor
from cases.refusals import Refused
from cases.steps import StepForm, score_form, take
from shops.forms.fields import readable


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Two scores of one tap each; a low one opens the case again."""
    case = case_for_customer(token)
    if case.workflow.step(case.state, "rate", case.variant) is None:
        messages.info(request, _("Kasus ini sedang berjalan, jadi belum bisa dinilai."))
        return redirect("track", token)
    if request.method != "POST":
        return _page(request, case, _form(case, "rate", initial=request.GET.dict()))
    return _rate(request, case)


def _rate(request: HttpRequest, case: Case) -> HttpResponse:
    now, answers = timezone.now(), readable(request.POST)
    if sentence := throttle.turned_away(throttle.ACT_BY_TOKEN, case.token, now=now, zone=case.shop.zone):
        return _page(request, case, _form(case, "rate", data=answers), notice=sentence, status=429)
    form = _form(case, "rate", data=answers)
    if form.is_valid() and aftercare.is_low(form.cleaned_data):
        form = _form(case, "rate_low", data=answers)
    refusal = take(form, case, actor=Actor.customer(case))
    if refusal is None:
        messages.success(request, _("Terima kasih, Kak. Penilaiannya sudah kami catat."))
        response = redirect("track", case.token)
        response.status_code = 303
        return response
    status = 422 if type(refusal) is Refused else refusal.status
    return _page(request, case, form, notice=str(refusal), status=status)


def _form(case: Case, action: str, **given) -> StepForm:
    step = case.workflow.step(case.state, action, case.variant)
    return score_form(step, case.specific)(instance=case.specific, auto_id="nilai_%s", **given)


def _page(
    request: HttpRequest, case: Case, form: StepForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {"shop": case.shop, "case": case, "form": form, "notice": notice}
    return render(request, "cases/public/rate.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the reminders and questions about this case, or let them come again."""
    case = case_for_customer(token)
    if request.method == "POST":
        if request.POST.get("wanted"):
            manners.allow_reminders(case)
            messages.success(request, _("Baik, Kak. Pengingat kami kirim lagi."))
        else:
            manners.stop_reminders(case, timezone.now())
            messages.success(request, _("Baik, Kak. Pengingat dan pertanyaan tidak kami kirim lagi."))
        return redirect("track", token)
    context = {"shop": case.shop, "case": case, "stopped": manners.opted_out(case)}
    return render(request, "cases/public/reminders.html", context)
