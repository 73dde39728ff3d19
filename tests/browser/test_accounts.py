"""Coming in and setting the shop up, in a real browser: every page clean, and the way of each person through it."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from shops import people
from shops.accounts import set_password_link
from shops.invitations import invitation_path
from shops.models import Membership, User
from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "sarung-tenun-lurik"

OUTSIDE = [
    *(
        "/",
        "/akun/login/",
        "/akun/daftar/",
        "/akun/nonaktif/",
        "/akun/sandi/lupa/",
        "/akun/sandi/lupa/terkirim/",
    ),
    *("/akun/sandi/baru/selesai/", "/akun/sandi/baru/1-abc-def/", "/undangan/1-abc/"),
]
OWN = [
    *("/akun/", "/akun/sandi/ganti/", "/akun/logout/", "/akun/aplikasi/aktifkan/"),
    *("/pengaturan/", "/pengaturan/toko/", "/pengaturan/jam/", "/pengaturan/libur/", "/pengaturan/kanal/"),
    *("/pengaturan/kanal/baru/", "/pengaturan/tim/", "/pengaturan/tim/undang/", "/pengaturan/riwayat/"),
    *("/pengaturan/toko-baru/", "/pengaturan/keluar/"),
]


def test_the_way_in_is_clean(open_page, is_clean, sari, now):
    dewi = people.invite(sari, email="dewi@x.test", name="Dewi", role="service", now=now)
    page = open_page()
    for path in [*OUTSIDE, invitation_path(dewi)]:
        page.goto(path)
        is_clean(page)


def test_the_settings_are_clean(page_for, is_clean, sari, ani, joko, now):
    people.invite(sari, email="dewi@x.test", name="Dewi", role="service", now=now)
    people.disable(sari, joko.pk, now=now)
    website = sari.shop.channels.get(kind="website")
    asking = [f"/pengaturan/tim/{ani.pk}/{step}/" for step in ("peran", "sandi", "nonaktifkan", "batal")]
    page = page_for(sari)
    for path in [*OWN, f"/pengaturan/kanal/{website.pk}/", *asking]:
        page.goto(path)
        is_clean(page)


def test_the_refusals_and_errors_are_clean(page_for, open_page, is_clean, sari, ani, joko, now):
    packing = page_for(joko)
    packing.goto("/pengaturan/tim/")
    packing.get_by_role("heading", name="Halaman ini bukan untuk peran ini").wait_for()
    is_clean(packing)
    people.disable(sari, ani.pk, now=now)
    out = page_for(ani)
    out.goto("/kerja/")
    out.get_by_role("heading", name="Belum ada toko untuk akun ini").wait_for()
    is_clean(out)
    wrong = page_for(sari)
    wrong.goto("/pengaturan/jam/")
    wrong.get_by_label("Senin, tutup ke-1").fill("07:00")
    wrong.get_by_role("button", name="Simpan jam buka").click()
    wrong.get_by_role("alert").get_by_text("Jam tutup harus sesudah jam buka.").wait_for()
    is_clean(wrong)
    login = open_page()
    login.goto("/akun/login/")
    login.get_by_role("button", name="Masuk", exact=True).click()
    is_clean(login)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_first_run_on_a_phone(open_page, is_clean, settings, javascript):
    settings.FIRST_RUN = True
    page = open_page(javascript=javascript)
    page.goto("/")
    page.get_by_label("Nama Anda").fill("Sari")
    page.get_by_label("E-mail untuk masuk").fill("sari@sari.test")
    page.get_by_label("Kata sandi", exact=True).fill("pendek")
    page.get_by_label("Ulangi kata sandi").fill("pendek")
    page.get_by_label("Nama toko").fill("Toko Sari")
    page.get_by_role("button", name="Buat akun dan buka toko").click()
    page.get_by_role("alert").get_by_text("Kata sandi terlalu pendek").wait_for()
    assert page.get_by_label("Nama toko").input_value() == "Toko Sari"
    if javascript:
        is_clean(page)
    page.get_by_label("Kata sandi", exact=True).fill(NEW)
    page.get_by_label("Ulangi kata sandi").fill(NEW)
    page.get_by_role("button", name="Buat akun dan buka toko").click()
    page.get_by_text("Toko Sari sudah siap menerima kasus.").wait_for()
    assert page.url.endswith("/kerja/")
    assert Membership.objects.get().user.email == "sari@sari.test"


def test_from_the_owners_invitation_to_the_first_day_at_work(
    page_for, open_page, sari, live_server, settings
):
    settings.PUBLIC_URL = live_server.url
    owner = page_for(sari)
    owner.goto("/pengaturan/tim/")
    owner.get_by_role("link", name="Undang orang").click()
    owner.get_by_label("Nama").fill("Dewi")
    owner.get_by_label("E-mail").fill("dewi@x.test")
    owner.get_by_label("Gudang").check()
    owner.get_by_role("button", name="Buat undangan").click()
    link = owner.get_by_label("Tautan").input_value()
    whatsapp = owner.get_by_role("link", name="Kirim lewat WhatsApp").get_attribute("href")
    assert whatsapp.startswith("https://wa.me/?text=Halo+Dewi")

    dewi = open_page()
    dewi.goto(link)
    dewi.get_by_label("Kata sandi", exact=True).fill(NEW)
    dewi.get_by_label("Ulangi kata sandi").fill(NEW)
    dewi.get_by_role("button", name="Terima undangan").click()
    dewi.get_by_text("Selamat bekerja di Toko Sari.").wait_for()
    assert dewi.url.endswith("/kerja/")

    owner.goto("/pengaturan/tim/")
    owner.get_by_role("link", name="Nonaktifkan… Dewi").click()
    owner.get_by_role("button", name="Nonaktifkan Dewi").click()
    owner.get_by_text("Orang ini sudah tidak bisa masuk.").wait_for()
    dewi.reload()
    dewi.get_by_role("heading", name="Belum ada toko untuk akun ini").wait_for()


@pytest.mark.parametrize("javascript", [True, False])
def test_with_the_authenticator_app(open_page, is_clean, ani, javascript):
    page = open_page(javascript=javascript)

    def code(secret):
        counters = list(yield_hotp_counters_from_time())
        return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))

    def log_in():
        page.goto("/akun/login/")
        page.get_by_label("E-mail").fill("ani@sari.test")
        page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Masuk", exact=True).click()

    log_in()
    page.goto("/akun/")
    page.get_by_role("link", name="Aktifkan").click()
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    secret = page.get_by_label("Kunci").input_value()
    if javascript:
        is_clean(page)
    page.get_by_label("Kode 6 angka").fill(code(secret))
    page.get_by_role("button", name="Aktifkan").click()
    page.get_by_text("Aplikasi autentikator aktif.").wait_for()
    assert page.locator("li.ref").count() == 10
    backup = page.locator("li.ref").first.inner_text()
    if javascript:
        is_clean(page)
    page.goto("/akun/")
    page.get_by_role("button", name="Keluar dari akun").click()
    log_in()
    page.get_by_label("Kode").fill(backup)
    if javascript:
        is_clean(page)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/kerja/")
    if not javascript:
        return
    page.goto("/akun/aplikasi/matikan/")
    page.goto(page.url.replace("/akun/konfirmasi/", "/akun/kode/konfirmasi/"))
    page.get_by_label("Kode 6 angka atau kode cadangan").wait_for()
    is_clean(page)
    page.goto("/akun/aplikasi/matikan/")
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("button", name="Lanjutkan").click()
    for path in ("/akun/aplikasi/matikan/", "/akun/kode-cadangan/baru/", "/akun/kode-cadangan/"):
        page.goto(path)
        assert page.url.endswith(path)
        is_clean(page)


def test_whoever_was_logged_in_long_ago_proves_it_again(page_for, is_clean, ani, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    page = page_for(ani)
    page.goto("/akun/aplikasi/aktifkan/")
    page.get_by_role("button", name="Lanjutkan").wait_for()
    assert "/akun/konfirmasi/" in page.url
    is_clean(page)


def test_whoever_never_had_a_password_makes_one(page_for, is_clean, ani):
    ani.user.set_unusable_password()
    ani.user.save()
    page = page_for(ani)
    page.goto("/akun/sandi/buat/")
    assert page.url.endswith("/akun/sandi/buat/")
    is_clean(page)


def test_a_forgotten_password_by_link(open_page, is_clean, ani, live_server, settings):
    settings.PUBLIC_URL = live_server.url
    page = open_page()
    page.goto(set_password_link(ani.user))
    is_clean(page)
    page.get_by_label("Kata sandi baru", exact=True).fill(NEW)
    page.get_by_label("Ulangi kata sandi baru").fill(NEW)
    page.get_by_role("button", name="Simpan kata sandi").click()
    page.get_by_role("heading", name="Kata sandi tersimpan").wait_for()
    assert User.objects.get(pk=ani.user_id).check_password(NEW)
