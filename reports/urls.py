"""Addresses of this app."""

from django.urls import path

from reports import views

urlpatterns = [
    path("laporan/", views.report, name="report"),
    path("laporan/kasus/", views.cases, name="report_cases"),
    path("laporan/kerugian/", views.lost, name="losses"),
    path("laporan/kerugian/unduh.csv", views.losses_csv, name="losses_csv"),
    path("laporan/unduh.csv", views.download_csv, name="report_csv"),
    path("laporan/unduh.xlsx", views.download_workbook, name="report_xlsx"),
]
