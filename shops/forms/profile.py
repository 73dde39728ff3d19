"""The shop's profile."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shops.forms.fields import PlainWords, RupiahField, WhatsAppField, clean_slug
from shops.logo import small_logo
from shops.models import Shop


class ProfileForm(PlainWords, forms.ModelForm):
    """Who the shop is, where it is, where goods come back to."""

    whatsapp = WhatsAppField(label=_("Nomor WhatsApp toko"), required=False)
    voucher_budget = RupiahField(
        label=_("Anggaran voucher per bulan (Rp)"),
        required=False,
        help_text=_("Di atas ini tim mengajukan dulu ke pemilik. Kosongkan bila tanpa batas."),
    )
    refund_limit = RupiahField(
        label=_("Dana di atas jumlah ini diurus dua orang (Rp)"),
        required=False,
        help_text=_("Satu menyiapkan, rekan lain mencatat sudah dikirim. Kosongkan bila tidak perlu."),
    )
    new_logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("JPG, PNG, atau WEBP, paling besar 5 MB. Kosongkan bila tidak berubah."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    remove_logo = forms.BooleanField(label=_("Hapus logo yang sekarang"), required=False)

    class Meta:
        model = Shop
        fields = (
            *("name", "slug", "whatsapp", "email", "address", "return_address"),
            *(
                "time_zone",
                "observes_joint_leave",
                "undo_seconds",
                "refund_limit",
                "account_days",
                "voucher_budget",
            ),
        )
        labels = {
            "slug": _("Alamat layanan"),
            "address": _("Alamat toko"),
            "return_address": _("Alamat kirim balik"),
            "observes_joint_leave": _("Toko libur saat cuti bersama"),
        }
        help_texts = {
            "slug": _("Bila diubah, tautan dan QR yang sudah dibagikan tidak berlaku lagi."),
            "return_address": _("Ke sini pelanggan mengirim barang. Kosong: dipakai alamat toko."),
            "undo_seconds": _(
                "Pesan ke pelanggan menunggu selama ini. 0: pesan langsung dikirim, tanpa batal."
            ),
            "account_days": _("Dihitung sejak kasusnya selesai. Setelah itu nomor dan namanya dihapus."),
            "time_zone": _("Berlaku untuk kasus baru. Yang sudah berjalan memakai janji lamanya."),
        }
        error_messages = {
            "account_days": {"max_value": _("Paling lama 365 hari.")},
            "undo_seconds": {"max_value": _("Paling lama 600 detik (10 menit).")},
            "slug": {"invalid": _("Pakai huruf, angka, dan tanda hubung saja, contoh toko-sari.")},
        }
        widgets = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "return_address": forms.Textarea(attrs={"rows": 3}),
        }

    field_order = ("name", "new_logo", "remove_logo", *Meta.fields[1:])

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["remove_logo"]

    def clean_refund_limit(self) -> int | None:
        """A limit of nothing would let nobody pay alone: that is said by a rupiah."""
        limit = self.cleaned_data["refund_limit"]
        if limit == 0:
            raise forms.ValidationError(_("Tulis jumlah di atas nol, atau kosongkan."))
        return limit

    def clean_slug(self) -> str:
        """Not taken, not reserved."""
        return clean_slug(self.cleaned_data["slug"], self.instance)

    def clean_new_logo(self):
        """Drawn anew, or a sentence."""
        upload = self.cleaned_data["new_logo"]
        return small_logo(upload) if upload else None

    def changes(self) -> str:
        """What differs, in the words of the form."""
        return ", ".join(str(self.fields[name].label) for name in self.changed_data)
