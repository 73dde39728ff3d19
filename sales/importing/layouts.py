"""The files that marketplaces write: by which headers each is known, and which column holds what.

The headers are those of real exports (2022 to 2026); where one has been renamed the older name stands behind.
"""

from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from sales.importing.cells import DAY_FIRST, ISO, MONTH_NAME

_WIB = ZoneInfo("Asia/Jakarta")  # marketplaces write the time of Jakarta, wherever the shop is

# Which fields of an order a file may tell, in the words of the mapping page.
FIELDS = MappingProxyType(
    {
        "number": _("Nomor pesanan"), "placed_at": _("Waktu pesan"), "name": _("Nama barang"),
        "quantity": _("Jumlah"), "unit_price": _("Harga satuan"), "amount": _("Total baris setelah potongan"),
        "sku": _("SKU"), "variation": _("Varian"), "buyer_name": _("Nama pembeli"),
        "buyer_phone": _("Nomor HP pembeli"), "status": _("Status pesanan"), "payment": _("Cara bayar"),
        "paid_at": _("Waktu bayar"), "shipped_at": _("Waktu kirim"), "delivered_at": _("Waktu diterima"),
        "cancelled_at": _("Waktu batal"), "courier": _("Kurir"), "tracking_number": _("Nomor resi"),
        "discount": _("Potongan pesanan"), "shipping_fee": _("Ongkir dibayar pembeli"), "total": _("Total pesanan"),
        "returned_quantity": _("Jumlah diretur"),
    }
)  # fmt: skip
NEEDED = ("number", "placed_at", "name")


@dataclass(frozen=True)
class Layout:
    """One kind of file."""

    key: str
    label: str
    # A row that holds all of these is the header.
    signature: tuple[str, ...]
    # Field → the headers that may hold it; the first one with something in it counts.
    columns: dict[str, tuple[str, ...]]
    # Field → the headers whose amounts are added up.
    sums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    # Instant → the header of its time of day, where date and time are columns of their own.
    times: dict[str, str] = field(default_factory=dict)
    shapes: tuple[str, ...] = (ISO,)
    zone: ZoneInfo | None = _WIB  # None: the shop's
    needed: tuple[str, ...] = NEEDED
    is_row_per_unit: bool = False
    # How the row that explains the columns begins, where the file has one below the header.
    explains: str = ""
    # Fields of the order of which every row tells its own part.
    shared_out: frozenset[str] = frozenset()


SHOPEE = Layout(
    key="shopee",
    label="Shopee",
    signature=("No. Pesanan", "Nama Produk"),
    columns={
        "number": ("No. Pesanan",),
        "status": ("Status Pesanan",),
        "payment": ("Metode Pembayaran",),
        "placed_at": ("Waktu Pesanan Dibuat",),
        "paid_at": ("Waktu Pembayaran Dilakukan",),
        "shipped_at": ("Waktu Pengiriman Diatur",),
        # The file does not tell when the parcel came; the order is complete when the buyer says so, or soon after.
        "delivered_at": ("Waktu Pesanan Selesai",),
        "courier": ("Opsi Pengiriman",),
        "tracking_number": ("No. Resi",),
        "buyer_name": ("Nama Penerima", "Username (Pembeli)"),
        "buyer_phone": ("No. Telepon",),
        "sku": ("Nomor Referensi SKU", "SKU Induk"),
        "name": ("Nama Produk",),
        "variation": ("Nama Variasi",),
        "quantity": ("Jumlah",),
        "returned_quantity": ("Returned quantity",),
        "unit_price": ("Harga Awal",),
        "price_paid": ("Harga Setelah Diskon",),
        "amount": ("Subtotal Pesanan", "Total Harga Produk"),
        "shipping_fee": ("Ongkos Kirim Dibayar oleh Pembeli",),
        "shipping_by_platform": ("Estimasi Potongan Biaya Pengiriman",),
        "total": ("Total Pembayaran", "Dibayar Pembeli"),
    },
    sums={
        "discount": (
            "Voucher Ditanggung Penjual", "Voucher Ditanggung Shopee", "Paket Diskon (Diskon dari Shopee)",
            "Paket Diskon (Diskon dari Penjual)", "Potongan Koin Shopee", "Diskon Kartu Kredit",
        )
    },
    needed=(*NEEDED, "quantity", "price_paid"),
)  # fmt: skip

TIKTOK = Layout(
    key="tiktok",
    label="TikTok Shop / Tokopedia",
    signature=("Order ID", "Seller SKU"),
    columns={
        "number": ("Order ID",),
        "status": ("Order Status",),
        "payment": ("Payment Method",),
        "placed_at": ("Created Time",),
        "paid_at": ("Paid Time",),
        "shipped_at": ("Shipped Time",),
        "delivered_at": ("Delivered Time",),
        "cancelled_at": ("Cancelled Time",),
        "courier": ("Shipping Provider Name",),
        "tracking_number": ("Tracking ID",),
        "buyer_name": ("Recipient", "Buyer Username"),
        "buyer_phone": ("Phone #",),
        "sku": ("Seller SKU", "SKU ID"),
        "name": ("Product Name",),
        "variation": ("Variation",),
        "quantity": ("Quantity",),
        "returned_quantity": ("Sku Quantity of return",),
        "unit_price": ("SKU Unit Original Price",),
        "amount": ("SKU Subtotal After Discount",),
        "discount": ("Payment platform discount",),
        "shipping_fee": ("Shipping Fee After Discount",),
        "shipping_by_seller": ("Shipping Fee Seller Discount",),
        "shipping_by_platform": ("Shipping Fee Platform Discount",),
        "total": ("Order Amount",),
    },
    shapes=(DAY_FIRST, ISO),
    needed=(*NEEDED, "quantity", "amount"),
    explains="platform unique",
)

LAZADA = Layout(
    key="lazada",
    label="Lazada",
    signature=("orderNumber", "sellerSku"),
    columns={
        "number": ("orderNumber",),
        "status": ("status",),
        "payment": ("payMethod",),
        "placed_at": ("createTime",),
        "delivered_at": ("deliveredDate",),
        "courier": ("shippingProvider",),
        "tracking_number": ("trackingCode",),  # cdTrackingCode is that of the way to Lazada's own warehouse
        "buyer_name": ("shippingName", "customerName"),
        "buyer_phone": ("shippingPhone", "shippingPhone2"),
        "sku": ("sellerSku", "lazadaSku"),
        "name": ("itemName",),
        "variation": ("variation",),
        "unit_price": ("unitPrice",),
        "amount": ("paidPrice",),
        "shipping_fee": ("shippingFee",),
    },
    shapes=(MONTH_NAME, ISO, DAY_FIRST),
    needed=(*NEEDED, "amount"),
    is_row_per_unit=True,
    shared_out=frozenset({"shipping_fee"}),
)

TOKOPEDIA = Layout(
    key="tokopedia",
    label="Tokopedia",
    signature=("Nomor Invoice", "Nama Produk"),
    columns={
        "number": ("Nomor Invoice",),
        "status": ("Status Terakhir",),
        "placed_at": ("Tanggal Pembayaran",),
        "paid_at": ("Tanggal Pembayaran",),
        "shipped_at": ("Tanggal Pengiriman Barang",),
        "delivered_at": ("Tanggal Pesanan Selesai",),
        "cancelled_at": ("Tanggal Pesanan Dibatalkan",),
        "courier": ("Nama Kurir",),
        "tracking_number": ("No Resi / Kode Booking",),
        "buyer_name": ("Nama Penerima", "Nama Pembeli"),
        "buyer_phone": ("No Telp Penerima", "No Telp Pembeli"),
        "sku": ("Nomor SKU",),
        "name": ("Nama Produk",),
        "quantity": ("Jumlah Produk Dibeli",),
        "returned_quantity": ("Jumlah Produk Yang Dikurangkan",),
        "unit_price": ("Harga Awal (IDR)",),
        "price_paid": ("Harga Jual (IDR)",),
        "discount": ("Nilai Kupon Toko Terpakai (IDR)",),
        "shipping_fee": ("Total Biaya Pengiriman (IDR)", "Biaya Pengiriman Tunai (IDR)"),
    },
    times={
        "shipped_at": "Waktu Pengiriman Barang",
        "delivered_at": "Waktu Pesanan Selesai",
        "cancelled_at": "Waktu Pesanan Dibatalkan",
    },
    shapes=(DAY_FIRST, ISO, MONTH_NAME),
    needed=(*NEEDED, "quantity", "price_paid"),
)

KNOWN = (SHOPEE, TIKTOK, LAZADA, TOKOPEDIA)
LABELS = MappingProxyType(
    {layout.key: layout.label for layout in KNOWN} | {"mapped": _("Kolom pilihan sendiri")}
)


def mapped(chosen: dict[str, str]) -> Layout:
    """The layout of a file whose columns a person has named: field → header."""
    return Layout(
        key="mapped",
        label=str(LABELS["mapped"]),
        signature=tuple(chosen.values()),
        columns={name: (header,) for name, header in chosen.items() if name in FIELDS},
        shapes=(DAY_FIRST, ISO, MONTH_NAME),
        zone=None,
    )
