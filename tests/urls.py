"""The real addresses and those of the kind that exists in tests only."""

from django.urls import include, path

from umkm_aftersales import urls
from umkm_aftersales.urls import handler400, handler403, handler404, handler500  # noqa: F401

urlpatterns = [*urls.urlpatterns, path("", include("tests.toy.urls"))]
