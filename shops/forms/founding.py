"""Forms that open a shop: the first one with its owner, and further ones."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shops import presets
from shops.forms.fields import NewPasswordFields, PlainWords, WhatsAppField, clean_slug
from shops.models import Shop, User


class ShopFields(PlainWords, forms.Form):
    """What a new shop needs to be known."""

    shop_name = forms.CharField(label=_("Nama toko"), max_length=80)
    slug = forms.SlugField(
        label=_("Alamat layanan"),
        max_length=40,
        required=False,
        help_text=_("Huruf kecil, angka, dan tanda hubung. Boleh kosong: dibuat dari nama toko."),
        error_messages={"invalid": _("Pakai huruf, angka, dan tanda hubung saja, contoh toko-sari.")},
    )
    time_zone = forms.ChoiceField(label=_("Zona waktu"), choices=Shop.TimeZone.choices)
    whatsapp = WhatsAppField(label=_("Nomor WhatsApp toko"), required=False)
    preset = forms.ChoiceField(
        label=_("Bila permintaan lewat formulir didiamkan 2 hari kerja"),
        choices=[(presets.OWN, _("Beri tahu pemilik")), (presets.OWN_AUTOMATIC, _("Setujui otomatis"))],
        widget=forms.RadioSelect,
        initial=presets.OWN,
        help_text=_("Bisa diubah nanti di pengaturan kanal."),
    )

    def clean_slug(self) -> str:
        """Not taken, not reserved."""
        return clean_slug(self.cleaned_data["slug"])

    def shop(self) -> dict:
        """What `found_shop` wants."""
        names = ("slug", "time_zone", "whatsapp", "preset")
        return {"name": self.cleaned_data["shop_name"], **{name: self.cleaned_data[name] for name in names}}


class OpenShopForm(ShopFields):
    """A further shop of an owner."""


class FirstRunForm(NewPasswordFields, ShopFields):
    """The installation's first owner and first shop."""

    name = forms.CharField(
        label=_("Nama Anda"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-mail untuk masuk"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    field_order = (
        *("name", "email", "password", "password_again"),
        *("shop_name", "slug", "time_zone", "whatsapp", "preset"),
    )

    def person(self) -> User:
        """The owner to be."""
        return User(email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", ""))

    def owner(self) -> dict:
        """What `first_owner` wants besides the shop."""
        return {name: self.cleaned_data[name] for name in ("name", "email", "password")}
