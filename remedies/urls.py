"""Addresses of this app."""

from django.urls import path

from remedies.views import vouchers

urlpatterns = [
    path("kerja/voucher/", vouchers.vouchers, name="vouchers"),
    path("kerja/voucher/<int:pk>/", vouchers.voucher, name="voucher"),
    path("kerja/voucher/<int:pk>/pakai/", vouchers.use_voucher, name="use_voucher"),
    path("kerja/voucher/<int:pk>/batal/", vouchers.cancel_voucher, name="cancel_voucher"),
]
