"""Addresses of the front door, the first run, invitations and the settings."""

from django.urls import path

from shops.views import channels, first_run, home, hours, invitation, people, profile, settings

urlpatterns = [
    path("", home.home, name="home"),
    path("bahasa/", home.choose_language, name="choose_language"),
    path("mulai/", first_run.first_run, name="first_run"),
    path("toko/<slug:slug>/logo.webp", profile.logo, name="shop_logo"),
    path("undangan/<int:pk>-<str:key>/", invitation.invitation, name="invitation"),
    path("undangan/<int:pk>/tolak/", invitation.decline_invitation, name="decline_invitation"),
    path("pengaturan/", settings.settings, name="settings"),
    path("pengaturan/qr.svg", settings.service_qr, name="service_qr"),
    path("pengaturan/pindah/<int:pk>/", settings.switch_shop, name="switch_shop"),
    path("pengaturan/surat/<int:pk>/", settings.weekly_digest, name="weekly_digest"),
    path("pengaturan/toko-baru/", settings.open_shop, name="open_shop"),
    path("pengaturan/riwayat/", settings.audit, name="audit"),
    path("pengaturan/keluar/", people.leave, name="leave"),
    path("pengaturan/toko/", profile.profile, name="profile"),
    path("pengaturan/jam/", hours.hours, name="hours"),
    path("pengaturan/libur/", hours.holidays, name="holidays"),
    path("pengaturan/libur/<str:day>/", hours.flip_day, name="flip_day"),
    path("pengaturan/kanal/", channels.channels, name="channels"),
    path("pengaturan/kanal/baru/", channels.add_channel, name="add_channel"),
    path("pengaturan/kanal/<int:pk>/", channels.channel, name="channel"),
    path("pengaturan/kanal/<int:pk>/aturan/", channels.channel_preset, name="channel_preset"),
    path("pengaturan/kanal/<int:pk>/jam/<slug:clock>/", channels.channel_rule, name="channel_rule"),
    path("pengaturan/tim/", people.team, name="team"),
    path("pengaturan/tim/undang/", people.invite, name="invite"),
    path("pengaturan/tim/<int:pk>/tautan/", people.invite_again, name="invite_again"),
    path("pengaturan/tim/<int:pk>/batal/", people.withdraw, name="withdraw"),
    path("pengaturan/tim/<int:pk>/nonaktifkan/", people.disable, name="disable"),
    path("pengaturan/tim/<int:pk>/aktifkan/", people.enable, name="enable"),
    path("pengaturan/tim/<int:pk>/peran/", people.change_role, name="change_role"),
    path("pengaturan/tim/<int:pk>/sandi/", people.reset, name="reset"),
]
