"""Take the pictures of the README and the handbook from the running demo shop, so that they stay true.

`bin/pictures` starts the app in a throw-away data folder, clicks through it with a real browser at
the two widths we build for, and writes docs/gambar/.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.sales.importing import exports

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "gambar"
PORT = os.environ.get("PORT", "8477")
SITE = f"http://127.0.0.1:{PORT}"
PASSWORD = "gambar-untuk-panduan"
REGULAR = "Teguh S."  # a customer of the demo shop who bought again
PHONE, LAPTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 860}
BROWSER = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-component-update"
)


def main() -> None:
    """Start, click, stop; answers with the number of pictures."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, running(folder), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=ARGUMENTS.split())
        for name, size in (("hp", PHONE), ("laptop", LAPTOP)):
            context = browser.new_context(viewport=size, locale="id-ID", timezone_id="Asia/Jakarta")
            public_pages(context.new_page(), name)
            page = context.new_page()
            log_in(page, name)
            staff_pages(page, name)
            sales_pages(page, name, Path(folder))
            return_pages(page, name)
            context.close()
        browser.close()
    print(f"{len(list(TARGET.glob('*.png')))} gambar di {TARGET.relative_to(ROOT)}")


class running:
    """The demo shop, up for as long as the block lasts."""

    def __init__(self, folder: str) -> None:
        self.env = {**os.environ, "DATA_DIR": folder, "PORT": PORT, "DEMO_PASSWORD": PASSWORD}

    def __enter__(self) -> None:
        self.process = subprocess.Popen([ROOT / "bin" / "run"], env=self.env, stdout=subprocess.DEVNULL)
        for _second in range(180):
            try:
                urllib.request.urlopen(f"{SITE}/healthz", timeout=2)
                return
            except OSError:
                time.sleep(1)
        sys.exit("The demo shop did not start.")

    def __exit__(self, *_exc) -> None:
        self.process.terminate()
        self.process.wait(60)


def shoot(page: Page, name: str, *, whole: bool = False) -> None:
    """One picture; the top of the page unless the whole of it is asked for."""
    page.screenshot(path=TARGET / f"{name}.png", full_page=whole)


def public_pages(page: Page, size: str) -> None:
    """What a customer sees."""
    page.goto(f"{SITE}/toko/demo/")
    shoot(page, f"toko-{size}")
    page.goto(f"{SITE}/toko/demo/retur/")
    shoot(page, f"formulir-{size}")
    for address, name in (("garansi/", "garansi"), ("keluhan/", "keluhan"), ("kebijakan/", "kebijakan")):
        page.goto(f"{SITE}/toko/demo/{address}")
        shoot(page, f"{name}-{size}")


def log_in(page: Page, size: str) -> None:
    """The owner comes in and sees the inbox."""
    page.goto(f"{SITE}/kerja/")
    shoot(page, f"masuk-{size}")
    page.get_by_label("E-mail").fill("sari@demo.test")
    page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Masuk", exact=True).click()
    page.wait_for_url("**/kerja/")
    shoot(page, f"kotak-masuk-{size}")


def staff_pages(page: Page, size: str) -> None:
    """What the owner sees: a case that waits for a decision, its confirmation, settings, report."""
    page.goto(f"{SITE}/kerja/?state=submitted&kind=return_request")
    page.locator(".row-what a").first.click()
    page.wait_for_load_state()
    shoot(page, f"kasus-{size}")
    page.get_by_role("link", name="Setujui").first.click()
    page.wait_for_selector("dialog[open]")
    shoot(page, f"konfirmasi-{size}")
    for address, name in (
        ("pengaturan/", "lainnya"), ("laporan/", "laporan"), ("kerja/unit/", "garansi-unit"),
    ):  # fmt: skip
        page.goto(f"{SITE}/{address}")
        shoot(page, f"{name}-{size}")


def sales_pages(page: Page, size: str, folder: Path) -> None:
    """Orders, a sale over the counter, a file of Shopee before it is imported, and a customer who came back."""
    for address, name in (("pesanan/", "pesanan"), ("pesanan/baru/", "penjualan")):
        page.goto(f"{SITE}/{address}")
        shoot(page, f"{name}-{size}")
    file = folder / "Order.all.20261101_20261130.xlsx"
    file.write_bytes(exports.shopee())
    page.goto(f"{SITE}/pesanan/impor/")
    page.get_by_label("Kanal").select_option("Shopee")
    page.get_by_label("Berkas pesanan").set_input_files(file)
    page.get_by_role("button", name="Periksa berkas").click()
    page.get_by_role("button", name="Impor 2 pesanan").wait_for()
    shoot(page, f"impor-{size}")
    # So that the same file may come again.
    page.get_by_role("button", name="Batalkan impor").click()
    page.get_by_text("Tidak ada yang diimpor").first.wait_for()
    page.goto(f"{SITE}/pelanggan/?q={REGULAR}")
    page.locator(".list .choice").first.click()
    page.get_by_text("Catatan Ani").first.wait_for()
    shoot(page, f"pelanggan-{size}")


def return_pages(page: Page, size: str) -> None:
    """What comes back: the desk, what is awaited, an inspection, money that goes out, the shelf, what was lost."""
    for address, name in (
        ("kerja/paket/", "meja-paket"), ("kerja/paket/ditunggu/", "paket-ditunggu"), ("kerja/rak/", "rak-retur"),
        ("laporan/kerugian/", "kerugian"), ("kerja/voucher/", "voucher"),
    ):  # fmt: skip
        page.goto(f"{SITE}/{address}")
        shoot(page, f"{name}-{size}")
    for state, step, name in (("received", "inspect", "periksa"), ("refund_due", "record_refund", "dana")):
        page.goto(f"{SITE}/kerja/?state={state}&kind=return_request")
        page.locator(".row-what a").first.click()
        page.wait_for_load_state()
        page.locator(f'a[href*="/tindakan/{step}/"]').first.click()
        page.wait_for_selector("dialog[open]")
        shoot(page, f"{name}-{size}")


if __name__ == "__main__":
    main()
