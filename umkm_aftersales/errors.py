"""The pages that say what went wrong, that nothing was lost, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: an old page, or cookies switched off."""
    return _page(
        request, 403, _("Halaman ini sudah terlalu lama terbuka"),
        _("Belum ada yang terkirim. Kembali ke halaman sebelumnya, muat ulang, lalu kirim lagi. "
          "Pastikan cookie diizinkan di peramban."),
    )  # fmt: skip


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that no page of ours sends."""
    return _page(
        request, 400, _("Permintaan tidak terbaca"), _("Tidak ada yang berubah. Muat ulang halaman.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not allowed."""
    return _page(request, 403, _("Tidak diizinkan"), _("Tidak ada yang berubah. Minta bantuan pemilik toko."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Absent, or not yours: both look the same."""
    return _page(
        request, 404, _("Halaman tidak ditemukan"),
        _("Periksa lagi alamatnya. Untuk kasus, pakai nomor kasus dan 4 angka terakhir nomor HP di halaman lacak."),
    )  # fmt: skip


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; rendered without touching the database."""
    html = render_to_string(
        "error.html",
        {
            "title": _("Ada gangguan di sisi kami"),
            "text": _("Mohon coba lagi sebentar. Yang sudah tersimpan tetap tersimpan."),
        },
    )
    return HttpResponse(html, status=500)


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "error.html", {"title": title, "text": text}, status=status)
