"""Addresses of this app."""

from django.urls import path

from sales.views import customers, export, imports, orders, products, sale

urlpatterns = [
    path("pesanan/", orders.orders, name="orders"),
    path("pesanan/baru/", sale.new_sale, name="new_sale"),
    path("pesanan/unduh.csv", export.orders_csv, name="orders_csv"),
    path("pesanan/unduh.xlsx", export.orders_workbook, name="orders_workbook"),
    path("pesanan/impor/", imports.imports, name="imports"),
    path("pesanan/impor/<int:pk>/", imports.import_page, name="import"),
    path("pesanan/impor/<int:pk>/mulai/", imports.start_import, name="start_import"),
    path("pesanan/impor/<int:pk>/batal/", imports.cancel_import, name="cancel_import"),
    path("pesanan/impor/<int:pk>/percaya/", imports.trust_import, name="trust_import"),
    path("pesanan/impor/<int:pk>/kolom/", imports.import_columns, name="import_columns"),
    path("pesanan/<int:pk>/", orders.order, name="order"),
    path("pesanan/<int:pk>/ubah/", orders.change_order, name="change_order"),
    path("pelanggan/", customers.customers, name="customers"),
    path("pelanggan/<int:pk>/", customers.customer, name="customer"),
    path("pelanggan/<int:pk>/ubah/", customers.change_customer, name="change_customer"),
    path("pelanggan/<int:pk>/catatan/", customers.note_customer, name="note_customer"),
    path("pelanggan/<int:pk>/gabung/", customers.merge_customer, name="merge_customer"),
    path("pelanggan/gabungan/<int:pk>/batal/", customers.unmerge_customer, name="unmerge_customer"),
    path("produk/", products.products, name="products"),
    path("produk/baru/", products.add_product, name="add_product"),
    path("produk/<int:pk>/", products.product, name="product"),
    path("produk/<int:pk>/ubah/", products.change_product, name="change_product"),
    path("produk/<int:pk>/hapus/", products.remove_product, name="remove_product"),
]
