"""Addresses of the shop's service page, tracking, the inbox, the case page and their files."""

from django.urls import path

from cases.views import bundle, inbox, paste, public, quick, rating, staff, tracking, turning

urlpatterns = [
    path("toko/<slug:slug>/", public.shop_page, name="shop"),
    path("toko/<slug:slug>/berkas/", public.upload, name="upload"),
    path(
        "toko/<slug:slug>/berkas/<uuid:draft_key>/<int:pk>/", public.draft_thumbnail, name="draft_thumbnail"
    ),
    path("lacak/", tracking.find, name="track_find"),
    path("lacak/<slug:token>/", tracking.track, name="track"),
    path("lacak/<slug:token>/nilai/", rating.rate, name="rate"),
    path("lacak/<slug:token>/berhenti/", rating.reminders, name="reminders"),
    path("lacak/<slug:token>/tindakan/<slug:action>/", tracking.track_act, name="track_act"),
    path("lacak/<slug:token>/berkas/<int:pk>/", tracking.track_file, name="track_file"),
    path("lacak/<slug:token>/berkas/<int:pk>/kecil/", tracking.track_thumbnail, name="track_thumbnail"),
    path("kerja/", inbox.inbox, name="inbox"),
    path("kerja/baru/", quick.kinds, name="quick_kinds"),
    path("kerja/baru/<slug:kind>/", quick.quick_entry, name="quick_entry"),
    path("kerja/kasus/baru/tempel/", paste.paste_chat, name="paste_chat"),
    path("kerja/kasus/<str:ref>/", staff.case_page, name="case"),
    path("kerja/kasus/<str:ref>/perhatikan/", staff.noticed, name="noticed"),
    path("kerja/kasus/<str:ref>/bukti/", bundle.bundle_page, name="bundle"),
    path("kerja/kasus/<str:ref>/bukti/unduh/", bundle.bundle_zip, name="bundle_zip"),
    path("kerja/kasus/<str:ref>/jadikan/", turning.turn, name="turn"),
    path("kerja/kasus/<str:ref>/jadikan/<slug:kind>/", turning.turn_entry, name="turn_entry"),
    path("kerja/kasus/<str:ref>/tindakan/<slug:action>/", staff.act, name="act"),
    path("kerja/kasus/<str:ref>/batal/", staff.undo_step, name="undo"),
    path("kerja/kasus/<str:ref>/berkas/<int:pk>/", staff.case_file, name="case_file"),
    path("kerja/kasus/<str:ref>/berkas/<int:pk>/kecil/", staff.case_thumbnail, name="case_thumbnail"),
]
