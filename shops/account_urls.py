"""Addresses below /akun/: of allauth's only those that make sense where nobody signs up by themselves."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from shops.views.account import SecurityView

urlpatterns = [
    path("", SecurityView.as_view(), name="mfa_index"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("daftar/", account.signup, name="account_signup"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("konfirmasi/", account.reauthenticate, name="account_reauthenticate"),
    path("sandi/ganti/", account.password_change, name="account_change_password"),
    path("sandi/buat/", account.password_set, name="account_set_password"),
    path("sandi/lupa/", account.password_reset, name="account_reset_password"),
    path("sandi/lupa/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    # A key may hold dashes, so the person's part has to end at the first one.
    re_path(
        r"^sandi/baru/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "sandi/baru/selesai/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("kode/", mfa.authenticate, name="mfa_authenticate"),
    path("kode/konfirmasi/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("aplikasi/aktifkan/", totp.activate_totp, name="mfa_activate_totp"),
    path("aplikasi/matikan/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("kode-cadangan/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("kode-cadangan/baru/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("kode-cadangan/unduh/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
