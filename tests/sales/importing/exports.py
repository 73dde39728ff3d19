"""Files as marketplaces write them, built from their documented headers with every quirk that they have."""

import csv
import io
import zipfile
from datetime import datetime

from openpyxl import Workbook


def _columns(text):
    return text.split("|")


SHOPEE = _columns(
    "No. Pesanan|Status Pesanan|Shipped by Advance Fulfilment|Booking SN|Status Pembatalan/ Pengembalian|No. Resi|"
    "Opsi Pengiriman|Antar ke counter/ pick-up|Pesanan Harus Dikirimkan Sebelum (Menghindari keterlambatan)|"
    "Waktu Pengiriman Diatur|Waktu Pesanan Dibuat|Waktu Pembayaran Dilakukan|Tipe Pesanan|Metode Pembayaran|SKU Induk|"
    "Nama Produk|Nomor Referensi SKU|Nama Variasi|Harga Awal|Harga Setelah Diskon|Jumlah|Returned quantity|"
    "Subtotal Pesanan|Total Diskon|Diskon Dari Penjual|Diskon Dari Shopee|Berat Produk|Jumlah Produk di Pesan|"
    "Total Berat|Voucher Ditanggung Penjual|Cashback Koin|Voucher Ditanggung Shopee|Paket Diskon|"
    "Paket Diskon (Diskon dari Shopee)|Paket Diskon (Diskon dari Penjual)|Potongan Koin Shopee|Diskon Kartu Kredit|"
    "Ongkos Kirim Dibayar oleh Pembeli|Estimasi Potongan Biaya Pengiriman|Ongkos Kirim Pengembalian Barang|"
    "Total Pembayaran|Perkiraan Ongkos Kirim|Catatan dari Pembeli|Catatan|Username (Pembeli)|Nama Penerima|No. Telepon|"
    "Alamat Pengiriman|Kota/Kabupaten|Provinsi|Waktu Pesanan Selesai"
)

TIKTOK = _columns(
    "Order ID|Order Status|Order Substatus|Cancelation/Return Type|Normal or Pre-order|SKU ID|Seller SKU|Product Name|"
    "Variation|Quantity|Sku Quantity of return|SKU Unit Original Price|SKU Subtotal Before Discount|"
    "SKU Platform Discount|SKU Seller Discount|SKU Subtotal After Discount|Shipping Fee After Discount|"
    "Original Shipping Fee|Shipping Fee Seller Discount|Shipping Fee Platform Discount|Distance Shipping Fee|"
    "Distance Fee|Order Refund Amount|Payment platform discount|Buyer Service Fee|Handling Fee|Shipping Insurance|"
    "Item Insurance|Order Amount|Created Time|Paid Time|RTS Time|Shipped Time|Delivered Time|Cancelled Time|Cancel By|"
    "Cancel Reason|Fulfillment Type|Warehouse Name|Tracking ID|Delivery Option|Shipping Provider Name|Buyer Message|"
    "Buyer Username|Recipient|Phone #|Zipcode|Country|Province|Regency and City|Districts|Villages|Detail Address|"
    "Additional address information|Payment Method|Weight(kg)|Product Category|Package ID|Purchase Channel|Seller Note|"
    "Checked Status|Checked Marked by|Tokopedia Invoice Number|Order Channel|Creator Handle"
)
# TikTok puts a tab behind these, and a lone one where there is nothing.
TABBED = {
    "Order ID", "SKU ID", "Package ID", "Zipcode", "Created Time", "Paid Time", "RTS Time", "Shipped Time",
    "Delivered Time", "Cancelled Time",
}  # fmt: skip

LAZADA = _columns(
    "orderItemId|orderType|Guarantee|deliveryType|lazadaId|sellerSku|lazadaSku|wareHouse|createTime|updateTime|rtsSla|"
    "ttsSla|orderNumber|invoiceRequired|invoiceNumber|deliveredDate|customerName|customerEmail|"
    "nationalRegistrationNumber|shippingName|shippingAddress|shippingAddress2|shippingAddress3|shippingAddress4|"
    "shippingAddress5|shippingPhone|shippingPhone2|shippingCity|shippingPostCode|shippingCountry|shippingRegion|"
    "billingName|billingAddr|billingPhone|billingCity|billingPostCode|billingCountry|taxCode|branchNumber|"
    "taxInvoiceRequested|payMethod|paidPrice|unitPrice|sellerDiscountTotal|shippingFee|walletCredit|itemName|variation|"
    "cdShippingProvider|shippingProvider|shipmentTypeName|shippingProviderType|cdTrackingCode|trackingCode|trackingUrl|"
    "promisedShippingTime|premium|status|buyerFailedDeliveryReason|bundleId|refundAmount|sellerNote|platformDiscountTotal"
)

TOKOPEDIA = _columns(
    "Nomor|Nomor Invoice|Tanggal Pembayaran|Status Terakhir|Tanggal Pesanan Selesai|Waktu Pesanan Selesai|"
    "Tanggal Pesanan Dibatalkan|Waktu Pesanan Dibatalkan|Nama Produk|Tipe Produk|Nomor SKU|Catatan Produk Pembeli|"
    "Catatan Produk Penjual|Jumlah Produk Dibeli|Harga Awal (IDR)|Diskon Produk (IDR)|Harga Jual (IDR)|"
    "Nilai Kupon Toko Terpakai (IDR)|Biaya Pengiriman Tunai (IDR)|Biaya Asuransi Pengiriman (IDR)|"
    "Total Biaya Pengiriman (IDR)|Total Penjualan (IDR)|Nama Pembeli|No Telp Pembeli|Nama Penerima|No Telp Penerima|"
    "Alamat Pengiriman|Kota|Provinsi|Nama Kurir|Tipe Pengiriman (regular, same day, etc)|No Resi / Kode Booking|"
    "Tanggal Pengiriman Barang|Waktu Pengiriman Barang|Gudang Pengiriman|COD|Jumlah Produk Yang Dikurangkan|"
    "Total Pengurangan (IDR)"
)


def table(headers, *rows):
    """The header and the rows, each a dict of what is not empty."""
    unknown = {name for row in rows for name in row} - set(headers)
    assert not unknown, unknown
    return [list(headers), *([row.get(header, "") for header in headers] for row in rows)]


def xlsx(rows, *, sheet="Sheet1", before=()):
    """A workbook as a spreadsheet writes it; `before` are sheets that come first."""
    book = Workbook()
    book.remove(book.active)
    for name, others in (*before, (sheet, rows)):
        page = book.create_sheet(name)
        for row in others:
            page.append(row)
            for cell in page[page.max_row]:
                if cell.data_type == "f":
                    cell.data_type = "s"  # text that begins with "="
    content = io.BytesIO()
    book.save(content)
    # Without the moment of writing, the same rows are the same bytes.
    return parts(content.getvalue(), **{"docProps/core.xml": None, "docProps/app.xml": None})


def separated(rows, *, encoding="utf-8", separator=","):
    """A CSV file."""
    lines = io.StringIO()
    csv.writer(lines, delimiter=separator).writerows(rows)
    return lines.getvalue().encode(encoding)


def parts(content, **changed):
    """The same workbook with some of its parts replaced or added; None takes one out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *changed]):
            text = changed[name] if name in changed else old.read(name)
            if text is not None:
                new.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def part(content, name="xl/worksheets/sheet1.xml"):
    """One part of a workbook as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


# Orders ------------------------------------------------------------------------------------------

# Of Shopee: notes above the table, money as text and as number in one column, weights with their unit, an order
# with the same product twice, an unpaid order with a dash for its time and a hidden name and phone.
SHOPEE_ROWS = [
    {
        "No. Pesanan": "251101MRF7XUTH", "Status Pesanan": "Selesai", "No. Resi": "SPXID 064575539347",
        "Opsi Pengiriman": "SPX Standard", "Waktu Pengiriman Diatur": "2026-11-01 15:20",
        "Waktu Pesanan Dibuat": "2026-11-01 10:00", "Waktu Pembayaran Dilakukan": "2026-11-01 10:05",
        "Metode Pembayaran": "ShopeePay", "SKU Induk": "KBP", "Nama Produk": "Kemeja batik Parang",
        "Nomor Referensi SKU": "KBP-L", "Nama Variasi": "Navy, L", "Harga Awal": "200.000",
        "Harga Setelah Diskon": "185.000", "Jumlah": "1", "Returned quantity": "0", "Subtotal Pesanan": "185.000",
        "Berat Produk": "300 gr", "Total Berat": "900 gr", "Voucher Ditanggung Penjual": "5.000",
        "Voucher Ditanggung Shopee": 0, "Potongan Koin Shopee": "1.500", "Ongkos Kirim Dibayar oleh Pembeli": "9.000",
        "Total Pembayaran": "592.500", "Username (Pembeli)": "budi_s", "Nama Penerima": "Budi Santoso",
        "No. Telepon": "6281234567890", "Alamat Pengiriman": "Jl. Kenanga 12, Bandung, ID 40115",
        "Waktu Pesanan Selesai": "2026-11-05 08:00",
    },
    {
        "No. Pesanan": "251101MRF7XUTH", "Status Pesanan": "Selesai", "Waktu Pesanan Dibuat": "2026-11-01 10:00",
        "Nama Produk": "Sarung tenun", "SKU Induk": "ST", "Harga Awal": 120000, "Harga Setelah Diskon": 110000,
        "Jumlah": "2", "Returned quantity": "1", "Ongkos Kirim Dibayar oleh Pembeli": "9.000",
    },
    {
        "No. Pesanan": "251101MRF7XUTH", "Status Pesanan": "Selesai", "Waktu Pesanan Dibuat": "2026-11-01 10:00",
        "Nama Produk": "Kemeja batik Parang", "Nomor Referensi SKU": "KBP-L", "Nama Variasi": "Navy, L",
        "Harga Awal": "200.000", "Harga Setelah Diskon": "185.000", "Jumlah": "1",
    },
    {
        "No. Pesanan": "251102ABCD1234", "Status Pesanan": "Belum Bayar", "Waktu Pengiriman Diatur": "-",
        "Waktu Pesanan Dibuat": "2026-11-02 23:59", "Waktu Pembayaran Dilakukan": "-", "Nama Produk": "Sambal bawang",
        "Harga Awal": "37.200", "Harga Setelah Diskon": "37.200", "Jumlah": "3", "Nama Penerima": "B***i",
        "No. Telepon": "62812****90", "Estimasi Potongan Biaya Pengiriman": "12.000",
        "Ongkos Kirim Dibayar oleh Pembeli": "0", "Catatan dari Pembeli": "=) tolong cepat",
    },
]  # fmt: skip
SHOPEE_TOTALS = {"orders": 2, "lines": 3, "units": 7, "amount": 701_600}


def shopee(rows=SHOPEE_ROWS, notes=True):
    above = [["Laporan pesanan"], [], ["Diunduh", datetime(2026, 11, 21)]] if notes else []
    return xlsx([*above, *table(SHOPEE, *rows)], sheet="orders")


# Of TikTok: a row that explains the columns, tabs, day before month, amounts for the whole row.
TIKTOK_ROWS = [
    {
        "Order ID": "580078439124043541", "Order Status": "Selesai", "SKU ID": "1730000000000000123",
        "Seller SKU": "KBP-L", "Product Name": "Kemeja batik Parang", "Variation": "Navy, L", "Quantity": "2",
        "Sku Quantity of return": "0", "SKU Unit Original Price": "200000", "SKU Subtotal Before Discount": "400000",
        "SKU Platform Discount": "10000", "SKU Seller Discount": "20000", "SKU Subtotal After Discount": "370000",
        "Shipping Fee After Discount": "0", "Shipping Fee Seller Discount": "5000", "Shipping Fee Platform Discount": "4000",
        "Payment platform discount": "2000", "Order Amount": "478000", "Created Time": "05/11/2026 09:08:07",
        "Paid Time": "05/11/2026 09:10:00", "Shipped Time": "06/11/2026 13:00:00", "Delivered Time": "08/11/2026 17:30:15",
        "Tracking ID": "JX8009962760", "Shipping Provider Name": "J&T Express", "Buyer Username": "budi.s",
        "Recipient": "Budi Santoso", "Phone #": "(+62)81234567890", "Payment Method": "COD", "Purchase Channel": "TikTok",
    },
    {
        "Order ID": "580078439124043541", "Order Status": "Selesai", "SKU ID": "1730000000000000456",
        "Product Name": "Sarung tenun", "Variation": "Default", "Quantity": "1", "SKU Unit Original Price": "120000",
        "SKU Subtotal After Discount": "110000", "Created Time": "05/11/2026 09:08:07",
    },
    {
        "Order ID": "580078439124043777", "Order Status": "Dibatalkan", "SKU ID": "1730000000000000789",
        "Seller SKU": "SB-1", "Product Name": "Sambal bawang", "Quantity": "4", "SKU Unit Original Price": "37200",
        "SKU Subtotal After Discount": "148800", "Created Time": "13/11/2026 00:00:01",
        "Cancelled Time": "14/11/2026 10:00:00", "Recipient": "R*** P***", "Phone #": "0812****01",
        "Purchase Channel": "Tokopedia", "Tokopedia Invoice Number": "INV/20261113/MPL/3256599856",
    },
]  # fmt: skip
TIKTOK_TOTALS = {"orders": 2, "lines": 3, "units": 7, "amount": 628_800}


def tiktok_table(rows=TIKTOK_ROWS):
    head, *body = table(TIKTOK, *rows)
    explained = ["Platform unique order ID.", *("What this column is." for _header in TIKTOK[1:])]
    tabbed = [
        [f"{cell}\t" if name in TABBED else cell for name, cell in zip(head, row, strict=True)]
        for row in body
    ]
    return [head, explained, *tabbed]


def tiktok_csv(rows=TIKTOK_ROWS):
    return separated(tiktok_table(rows), encoding="utf-8-sig")


def tiktok_xlsx(rows=TIKTOK_ROWS):
    """With the dimension that makes readers see one column."""
    content = xlsx(tiktok_table(rows), sheet="OrderSKUList")
    sheet = part(content)
    start = sheet.index("<dimension")
    wrong = sheet[:start] + '<dimension ref="A1"/>' + sheet[sheet.index("/>", start) + 2 :]
    return parts(content, **{"xl/worksheets/sheet1.xml": wrong})


# Of Lazada: a row per unit and no quantity, English headers, a code of the way to the warehouse beside the real one.
_UNIT = {
    "orderNumber": "1234567890123456", "sellerSku": "KBP-L", "itemName": "Kemeja batik Parang",
    "variation": "Warna:Navy, Ukuran:L", "createTime": "05 Nov 2026 09:08", "deliveredDate": "09 Nov 2026 17:30",
    "customerName": "Budi Santoso", "shippingName": "Budi Santoso", "shippingPhone": "6281234567890", "payMethod": "COD",
    "unitPrice": "200000.00", "paidPrice": "185000.00", "sellerDiscountTotal": "-15000.00", "shippingFee": "4500.00",
    "cdTrackingCode": "CD-1", "trackingCode": "LXAD-1234567", "shippingProvider": "LEX ID", "status": "delivered",
}  # fmt: skip
LAZADA_ROWS = [
    {**_UNIT, "orderItemId": "1", "lazadaId": "7"},
    {**_UNIT, "orderItemId": "2", "lazadaId": "7"},
    {
        **_UNIT, "orderItemId": "3", "sellerSku": "ST-1", "itemName": "Sarung tenun", "variation": "",
        "unitPrice": "120000.00", "paidPrice": "110000.00", "sellerDiscountTotal": "-10000.00",
    },
    {
        **_UNIT, "orderItemId": "4", "orderNumber": "1234567890123499", "paidPrice": "180000.00", "status": "canceled",
        "deliveredDate": "", "shippingName": "B**i",
    },
]  # fmt: skip
LAZADA_TOTALS = {"orders": 2, "lines": 3, "units": 4, "amount": 660_000}


def lazada(rows=LAZADA_ROWS):
    return xlsx(table(LAZADA, *rows), sheet="sheet1")


# Of Tokopedia before the merge: the header in row 5, dates and times apart, prices with "Rp".
TOKOPEDIA_ROWS = [
    {
        "Nomor": 1, "Nomor Invoice": "INV/20230527/MPL/3256599856", "Tanggal Pembayaran": "27-05-2023 10:11:12",
        "Status Terakhir": "Pesanan Selesai", "Tanggal Pesanan Selesai": "01-06-2023", "Waktu Pesanan Selesai": "08:09:10",
        "Nama Produk": "Kemeja batik Parang - Navy, L", "Nomor SKU": "KBP-L", "Jumlah Produk Dibeli": 2,
        "Harga Awal (IDR)": "Rp 200.000", "Harga Jual (IDR)": "Rp 185.000", "Nilai Kupon Toko Terpakai (IDR)": "Rp 10.000",
        "Total Biaya Pengiriman (IDR)": "Rp 9.000", "Total Penjualan (IDR)": "Rp 370.000", "Nama Pembeli": "Budi S",
        "Nama Penerima": "Budi Santoso", "No Telp Penerima": "6281234567890", "Nama Kurir": "JNE",
        "No Resi / Kode Booking": "0100-1900-0149-1925", "Tanggal Pengiriman Barang": "28-05-2023",
        "Waktu Pengiriman Barang": "13:00:00", "Jumlah Produk Yang Dikurangkan": 1,
    },
    {
        "Nomor": 2, "Nomor Invoice": "INV/20230601/MPL/3256599999", "Tanggal Pembayaran": "01-06-2023 00:00:00",
        "Status Terakhir": "Dibatalkan Sistem", "Tanggal Pesanan Dibatalkan": "02-06-2023",
        "Waktu Pesanan Dibatalkan": "09:00:00", "Nama Produk": "Sambal bawang", "Jumlah Produk Dibeli": 3,
        "Harga Awal (IDR)": "Rp 15.000", "Harga Jual (IDR)": 15000,
    },
]  # fmt: skip
TOKOPEDIA_TOTALS = {"orders": 2, "lines": 2, "units": 5, "amount": 415_000}


def tokopedia(rows=TOKOPEDIA_ROWS):
    above = [["Laporan Penjualan"], ["Nama Toko", "Toko Sari"], ["Periode", "27-05-2023 - 02-06-2023"], []]
    return xlsx([*above, *table(TOKOPEDIA, *rows)], sheet="Laporan Penjualan")


# A list of the shop's own.
OWN = [
    ["No Order", "Tgl", "Barang", "Qty", "Harga", "Pembeli", "HP"],
    ["A-1", "20/11/2026", "Kemeja batik Parang", "2", "Rp185.000", "Budi Santoso", "0812-3456-7890"],
    ["A-1", "20/11/2026", "Sarung tenun", "1", "110.000", "Budi Santoso", "0812-3456-7890"],
    ["A-2", "21/11/2026 14.30", "Kebaya biru “Ayu”", "1", "250000", "Ibu Ratna", ""],
]
OWN_COLUMNS = {
    "number": "No Order", "placed_at": "Tgl", "name": "Barang", "quantity": "Qty", "unit_price": "Harga",
    "buyer_name": "Pembeli", "buyer_phone": "HP",
}  # fmt: skip
OWN_TOTALS = {"orders": 2, "lines": 3, "units": 4, "amount": 730_000}
