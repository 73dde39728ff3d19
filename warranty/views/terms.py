"""The owner's warranty terms."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from shops.access import owner_page
from shops.audit import NotAllowed
from shops.forms.fields import readable
from warranty import terms as domain
from warranty.access import term_for_owner, terms_of
from warranty.forms import TermForm


@owner_page
@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    """What the shop promises, product by product."""
    context = {"here": "settings", "terms": terms_of(request.membership.shop)}
    return render(request, "warranty/terms.html", context)


@owner_page
@require_http_methods(["GET", "POST"])
def add_term(request: HttpRequest) -> HttpResponse:
    """A promise for one more product."""
    form = TermForm(readable(request.POST) if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.add(request.membership, now=timezone.now(), **form.cleaned_data)
        except NotAllowed as why:
            form.add_error("product", str(why))
        else:
            messages.success(request, _("Ketentuan garansi ditambahkan."))
            return redirect("terms")
    context = {"here": "settings", "form": form}
    return render(request, "warranty/add_term.html", context, status=422 if form.errors else 200)


@owner_page
@require_http_methods(["GET", "POST"])
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise; cards that were given under it keep it as it was."""
    form = TermForm(
        readable(request.POST) if request.method == "POST" else None,
        instance=term_for_owner(request.membership, pk),
    )
    if request.method == "POST" and form.is_valid():
        try:
            domain.change(request.membership, pk, now=timezone.now(), **form.cleaned_data)
        except NotAllowed as why:
            form.add_error("product", str(why))
        else:
            messages.success(request, _("Ketentuan garansi tersimpan."))
            return redirect("terms")
    found = term_for_owner(request.membership, pk)
    context = {"here": "settings", "form": form, "term": found, "given": found.units.count()}
    return render(request, "warranty/term.html", context, status=422 if form.errors else 200)
