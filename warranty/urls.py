"""Addresses of this app."""

from django.urls import path

from warranty.views import public, terms, units

urlpatterns = [
    path("toko/<slug:slug>/garansi/", public.warranty, name="warranty"),
    path("toko/<slug:slug>/garansi/klaim/", public.ClaimView.as_view(), name="claim_form"),
    path("toko/<slug:slug>/garansi/daftar/", public.register, name="register_unit"),
    path("toko/<slug:slug>/garansi/kartu/<slug:card>/", public.card, name="warranty_card"),
    path("kerja/unit/", units.units, name="units"),
    path("kerja/unit/baru/", units.add_unit, name="add_unit"),
    path("kerja/unit/<int:pk>/", units.unit, name="unit"),
    path("kerja/unit/<int:pk>/ubah/", units.change_unit, name="change_unit"),
    path("kerja/unit/<int:pk>/cocok/", units.confirm_unit, name="confirm_unit"),
    path("kerja/unit/<int:unit>/bukti/<int:pk>/", units.unit_proof, name="unit_proof"),
    path("pengaturan/garansi/", terms.terms, name="terms"),
    path("pengaturan/garansi/baru/", terms.add_term, name="add_term"),
    path("pengaturan/garansi/<int:pk>/", terms.term, name="term"),
]
