"""Addresses of this app."""

from django.urls import path

from returns.views import intake, paper, policy, public, shelf

urlpatterns = [
    path("toko/<slug:slug>/retur/", intake.ReturnFormView.as_view(), name="return_form"),
    path("toko/<slug:slug>/retur/syarat/", intake.StandingView.as_view(), name="return_standing"),
    path("toko/<slug:slug>/kebijakan/", public.policy, name="policy"),
    path("kerja/rak/", shelf.shelf, name="shelf"),
    path("kerja/kasus/<str:ref>/label-rak/", shelf.label, name="shelf_label"),
    path("pengaturan/kebijakan/", policy.overview, name="policy_settings"),
    path("pengaturan/kebijakan/kartu/", paper.card, name="policy_card"),
    path("pengaturan/kebijakan/poster/", paper.poster, name="policy_poster"),
    path("pengaturan/kebijakan/draf/", policy.draft, name="policy_draft"),
    path("pengaturan/kebijakan/draf/langsung/", policy.live, name="policy_live"),
    path("pengaturan/kebijakan/draf/pratinjau/", policy.preview, name="policy_preview"),
    path("pengaturan/kebijakan/draf/terbitkan/", policy.publish, name="policy_publish"),
    path("pengaturan/kebijakan/draf/buang/", policy.discard, name="policy_discard"),
]
