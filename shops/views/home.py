"""The front door: where customers, staff and the very first person part ways; the choice of language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from shops.access import the_only_shop
from shops.founding import first_run_is_open

LANGUAGE_COOKIE_AGE = 365 * 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The landing page; the first-run page while nobody has an account."""
    if first_run_is_open():
        return redirect("first_run")
    return render(request, "shops/home.html", {"only": the_only_shop()})


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back to the page one came from."""
    response = redirect(safe_next(request, "/"))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """The posted address to go on to, if it is one of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") and wanted.isprintable() else otherwise
