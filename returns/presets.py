"""What the editor can begin with: a lawful start for every shop, and one for each of five trades."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from returns.policy import WAYS, Excluded, Fee, FeeUnit, Rules, Scope, Special, Window
from shops.amounts import Amount, Unit


def first_rules() -> Rules:
    """What the first draft begins with: lawful, friendly, to be adapted."""
    photo, label = (
        _("Foto bagian yang bermasalah, dari dekat dan utuh"),
        _("Foto label pengiriman dan kemasannya"),
    )
    video = _("Video saat paket dibuka, bila ada")
    return Rules(
        windows=_windows(7),
        conditions=(
            _("Barang belum dipakai, kecuali untuk dicoba sebentar"),
            _("Label, kemasan, dan kelengkapannya masih ada"),
        ),
        evidence={
            "damaged": (photo, label, video),
            "defective": (photo, _("Video singkat saat barang tidak berfungsi, bila ada")),
            "wrong_item": (_("Foto barang yang diterima"), label),
            "incomplete": (_("Foto semua isi paket"), label, video),
            "not_as_described": (photo, _("Tangkapan layar deskripsi yang dimaksud")),
            "wrong_size": (_("Foto label ukuran barang"),),
            "not_received": (_("Tangkapan layar status pengiriman"),),
        },
        procedure=(
            _("Isi formulir retur toko, tanpa perlu akun."),
            _("Kami periksa dan jawab sesuai janji layanan."),
            _("Bila barang perlu dikirim balik, kami beri alamat dan cara kirimnya."),
            _("Setelah barang kami periksa, dana atau barang pengganti kami kirim."),
        ),
    )


def fashion() -> Rules:
    """Clothes and shoes: sizes are changed often and long, what is worn on the skin stays."""
    return replace(
        first_rules(),
        windows=_windows(7, exchange=14),
        conditions=(
            _("Label (hang tag) belum dilepas"),
            _("Belum dicuci, belum dipakai keluar rumah, tidak berbau parfum"),
            _("Kemasan dan bonusnya ikut dikembalikan"),
        ),
        excluded=(Excluded(_("Pakaian dalam"), _("demi kebersihan")),),
        note=_("Cek dulu tabel ukuran di halaman produk, selisih 1–2 cm masih wajar."),
    )


def food() -> Rules:
    """What is eaten: nothing travels back, days are short, a change of mind cannot be sold again."""
    return replace(
        first_rules(),
        windows=_windows(4, return_refund=None, exchange=None),
        conditions=(
            _("Kemasan dan kode produksinya masih ada atau sudah difoto"),
            _("Disimpan sesuai petunjuk di kemasan"),
        ),
        special=(_not_on_a_whim(),),
        note=_("Makanan yang bermasalah tidak perlu dikirim balik. Simpan dulu sampai kami jawab."),
    )


def electronics() -> Rules:
    """Devices: a fault shows later than a scratch, and a fee is kept back only for a change of mind."""
    return replace(
        first_rules(),
        conditions=(
            _("Nomor seri sama dengan yang kami kirim"),
            _("Kelengkapan, buku petunjuk, dan kartu garansinya ada"),
            _("Tidak pernah dibongkar sendiri"),
        ),
        special=(Special(Scope(reason="defective"), Window(True, Amount(14, Unit.CALENDAR))),),
        fees=(Fee(_("Biaya restok"), 5, FeeUnit.PERCENT, "changed_mind"),),
        note=_("Lewat batas retur, kerusakan ditangani lewat garansi."),
    )


def cosmetics() -> Rules:
    """What touches the skin: sealed unless it was faulty."""
    return replace(
        first_rules(),
        windows=_windows(7, exchange=None),
        conditions=(
            _("Segel belum dibuka, kecuali barangnya rusak atau salah kirim"),
            _("Tanggal kedaluwarsa dan kode produksinya terbaca"),
        ),
        excluded=(Excluded(_("Tester dan sampel"), _("bukan untuk dijual")),),
        note=_("Kulit terasa perih atau gatal? Hentikan pemakaian dan hubungi kami dulu."),
    )


def crafts() -> Rules:
    """Made by hand: no two alike, some to order, most of it fragile."""
    first = first_rules()
    return replace(
        first,
        conditions=(
            _("Belum dipakai dan belum diubah"),
            _("Dikemas lagi seaman waktu kami kirim"),
        ),
        evidence={
            **first.evidence,
            "damaged": (*first.evidence["damaged"], _("Foto bantalan di dalam kardus")),
        },
        excluded=(Excluded(_("Pesanan khusus (custom)"), _("dibuat untuk satu pembeli saja")),),
        note=_("Buatan tangan: beda sedikit warna, serat, dan ukuran adalah hal wajar."),
    )


# By the name that the editor's address carries: what people call the trade, and its rules.
TRADES: dict[str, tuple[str, Callable[[], Rules]]] = {
    "fashion": (gettext_lazy("Fashion"), fashion),
    "makanan": (gettext_lazy("Makanan dan minuman"), food),
    "elektronik": (gettext_lazy("Elektronik"), electronics),
    "kosmetik": (gettext_lazy("Kosmetik"), cosmetics),
    "kerajinan": (gettext_lazy("Kerajinan"), crafts),
}


def _windows(usual: int, **others: int | None) -> dict[str, Window]:
    """So many calendar days for every way; another number where one is said, none where it is None."""
    days = {way: others.get(way, usual) for way in WAYS}
    return {way: Window(bool(number), Amount(number or usual, Unit.CALENDAR)) for way, number in days.items()}


def _not_on_a_whim() -> Special:
    return Special(Scope(reason="changed_mind"), Window(False, Amount(0, Unit.CALENDAR)))
