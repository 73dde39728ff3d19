"""Every address of the installation; each app keeps its own."""

from django.urls import include, path

from umkm_aftersales import health

urlpatterns = [
    path("", include("shops.urls")),
    path("", include("sales.urls")),
    path("", include("notifications.urls")),
    path("", include("cases.urls")),
    path("", include("remedies.urls")),
    path("", include("returns.urls")),
    path("", include("warranty.urls")),
    path("", include("complaints.urls")),
    path("", include("reports.urls")),
    path("akun/", include("shops.account_urls")),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "umkm_aftersales.errors.bad_request"
handler403 = "umkm_aftersales.errors.forbidden"
handler404 = "umkm_aftersales.errors.not_found"
handler500 = "umkm_aftersales.errors.server_error"
