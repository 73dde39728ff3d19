"""Addresses of the messages that need a person."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("kerja/pesan/", views.waiting, name="messages"),
    path("kerja/pesan/<int:pk>/buka/", views.open_whatsapp, name="message_open"),
    path("kerja/pesan/<int:pk>/terkirim/", views.sent, name="message_sent"),
    path("kerja/pesan/<int:pk>/batal/", views.skip, name="message_skip"),
    path("kerja/pesan/<int:pk>/ulang/", views.resend, name="message_resend"),
]
