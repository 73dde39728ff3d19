"""Addresses of this app."""

from django.urls import path

from complaints.views import ComplaintFormView

urlpatterns = [
    path("toko/<slug:slug>/keluhan/", ComplaintFormView.as_view(), name="complaint_form"),
]
