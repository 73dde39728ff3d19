"""Addresses of this app."""

from django.urls import path

from remedies.views import desk, destination, paper, vouchers

urlpatterns = [
    path("kerja/kasus/<str:ref>/rekening/", destination.destination, name="destination"),
    path("kerja/voucher/", vouchers.vouchers, name="vouchers"),
    path("kerja/voucher/<int:pk>/", vouchers.voucher, name="voucher"),
    path("kerja/voucher/<int:pk>/pakai/", vouchers.use_voucher, name="use_voucher"),
    path("kerja/voucher/<int:pk>/batal/", vouchers.cancel_voucher, name="cancel_voucher"),
    path("kerja/paket/", desk.desk, name="parcel_desk"),
    path("kerja/paket/ditunggu/", desk.expected, name="parcels_expected"),
    path("kerja/paket/baru/", desk.unknown_parcel, name="unknown_parcel"),
    path("kerja/paket/<str:ref>/pemilik/", desk.owner, name="parcel_owner"),
    path("kerja/kasus/<str:ref>/slip/", paper.outgoing_slip, name="outgoing_slip"),
    path("lacak/<slug:token>/slip/", paper.return_slip, name="return_slip"),
]
