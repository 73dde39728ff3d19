"""Fields that several forms of the seller ask for."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shops.founding import RESERVED_SLUGS
from shops.models import Shop, User
from shops.money import parse_rupiah
from shops.phones import national, parse_mobile

MAX_TYPED = 40


def readable(data: QueryDict) -> QueryDict:
    """The same answers without what no database can hold: null bytes and halves of characters."""
    clean = QueryDict(mutable=True)
    for name, values in data.lists():
        clean.setlist(
            name, [value.replace("\x00", "").encode("utf-8", "ignore").decode() for value in values]
        )
    return clean


class LineField(forms.CharField):
    """One line of text; pasted line breaks and double spaces become single spaces."""

    def to_python(self, value) -> str:
        """The line."""
        return " ".join(super().to_python(value).split())


class RupiahField(forms.CharField):
    """Whole rupiah, typed as people type it."""

    def __init__(self, **kwargs) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"inputmode": "numeric", "class": "input num"})
        super().__init__(**kwargs)

    def to_python(self, value) -> int | None:
        """An integer, or None where it may be left empty."""
        text = super().to_python(value)
        # Longer than any sum: the parser is spared, it would read thousands of digits as one number.
        return parse_rupiah(text[:MAX_TYPED]) if text else None

    def prepare_value(self, value):
        """Show 185000 as 185.000; leave what was typed as it is."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class WhatsAppField(forms.CharField):
    """A mobile number, kept as E.164 and shown as people write it."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=30, **kwargs)

    def prepare_value(self, value):
        """0812-3456-7890 for a stored number; what was typed stays as it was typed."""
        return national(value) if isinstance(value, str) and value.startswith("+") else value

    def clean(self, value: str) -> str:
        """The stored form, or a sentence."""
        value = super().clean(value)
        return parse_mobile(value) if value else ""

    def has_changed(self, initial, data) -> bool:
        """The same number in another spelling is no change."""
        try:
            return (initial or "") != self.clean(data)
        except ValidationError:
            return True


class PlainWords:
    """A form that says "Belum diisi." where something is missing."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Belum diisi.")


class NewPasswordFields(PlainWords, forms.Form):
    """A new password, typed twice, judged against the person it is for."""

    password = forms.CharField(
        label=gettext_lazy("Kata sandi"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Paling sedikit 10 huruf, bukan angka semua, dan bukan yang mudah ditebak."),
    )
    password_again = forms.CharField(
        label=gettext_lazy("Ulangi kata sandi"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def person(self) -> User:
        """Whose password it will be."""
        raise NotImplementedError

    def clean(self) -> dict:
        """Both the same, and strong enough."""
        data = super().clean()
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", _("Kedua kata sandi belum sama."))
        elif password:
            try:
                validate_password(password, self.person())
            except ValidationError as why:
                self.add_error("password", why)
        return data


def clean_slug(slug: str, shop: Shop | None = None) -> str:
    """A shop's address that is neither reserved nor taken by another shop."""
    slug = slug.lower()
    if slug in RESERVED_SLUGS:
        raise ValidationError(_("Alamat ini dipakai sistem. Pilih yang lain."))
    if slug and Shop.objects.filter(slug=slug).exclude(pk=shop and shop.pk).exists():
        raise ValidationError(_("Alamat ini sudah dipakai toko lain. Coba tambahkan nama kota."))
    return slug
