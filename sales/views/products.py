"""Products: finding one, all about one, writing one down."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sales import products as domain
from sales.access import product_for_staff
from sales.forms.products import ProductForm, Variants
from sales.models import Product
from shops.access import desk_page, sees_money, staff_page
from shops.forms.fields import readable
from shops.search import asked, is_too_short


@require_safe
@staff_page()
def products(request: HttpRequest) -> HttpResponse:
    """What the shop sells, the newest first; or what it sells no more."""
    wish = readable(request.GET)
    text, after, retired = asked(wish.get("q", "")), wish.get("after", ""), wish.get("view") == "nonaktif"
    page = domain.page_of(request.membership.shop, text=text, retired=retired, after=after)
    context = {
        "here": "settings", "text": text, "after": after, "retired": retired, "too_short": is_too_short(text),
        "desk": sees_money(request.membership), "products": page.rows, "next": page.next,
    }  # fmt: skip
    return render(request, "sales/products.html", context)


@require_safe
@staff_page()
def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product with its variants."""
    found = product_for_staff(request.membership, pk)
    context = {
        "here": "settings", "product": found, "variants": domain.variants_of(found),
        "desk": sees_money(request.membership),
    }  # fmt: skip
    return render(request, "sales/product.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def add_product(request: HttpRequest) -> HttpResponse:
    """Write a product down."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def change_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a product and its variants."""
    return _edit(request, product_for_staff(request.membership, pk))


def _edit(request: HttpRequest, found: Product | None) -> HttpResponse:
    answers = readable(request.POST) if request.method == "POST" else None
    form = ProductForm(answers, instance=found)
    variants = Variants(answers, queryset=domain.shelf_of(found), prefix="varian")
    if request.method == "POST" and all([form.is_valid(), variants.is_valid()]):
        try:
            saved = _save(request, found, form, variants)
        except domain.Taken as taken:
            form.add_error("name", str(taken)) if taken.field == "name" else variants.blame(taken)
        else:
            messages.success(request, _("Produk tersimpan."))
            return redirect("product", saved.pk)
    rows = variants.forms
    wrong = bool(form.errors or variants.total_error_count()) if form.is_bound else False
    known = len(variants.initial_forms) or 1
    context = {
        "here": "settings", "product": found, "form": form, "variants": variants, "rows": rows[:known],
        "blanks": rows[known:], "shows_blanks": any(row.errors or row.has_changed() for row in rows[known:]),
        "categories": domain.categories(request.membership.shop), "wrong": wrong,
    }  # fmt: skip
    return render(request, "sales/edit_product.html", context, status=422 if wrong else 200)


def _save(request: HttpRequest, found: Product | None, form: ProductForm, variants: Variants) -> Product:
    now = timezone.now()
    if found is None:
        return domain.add(request.membership, form.changes(), variants.changes(), now=now)
    return domain.change(request.membership, found.pk, form.changes(), variants.changes(), now=now)


@require_POST
@desk_page
def remove_product(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the shelf where it was ever sold, else for good."""
    found = product_for_staff(request.membership, pk)
    if domain.remove(request.membership, pk, now=timezone.now()):
        messages.success(request, _("%s dihapus.") % found.name)
        return redirect("products")
    messages.success(request, _("%s pernah terjual, jadi disimpan sebagai tidak dijual lagi.") % found.name)
    return redirect("product", pk)
