"""Addresses of this app."""

from django.urls import path

from tests.toy.views import ReceiptFormView

urlpatterns = [path("toko/<slug:slug>/nota/", ReceiptFormView.as_view(), name="receipt_form")]
