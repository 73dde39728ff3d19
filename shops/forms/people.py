"""The team, and joining it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shops.forms.fields import NewPasswordFields, PlainWords
from shops.models import Membership, User


class InviteForm(PlainWords, forms.Form):
    """Whom to ask in, as what."""

    name = forms.CharField(label=_("Nama"), max_length=80)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(
        label=_("Peran"),
        choices=Membership.Role.choices,
        widget=forms.RadioSelect,
        initial=Membership.Role.SERVICE,
    )


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(label=_("Peran"), choices=Membership.Role.choices, widget=forms.RadioSelect)


class ResetForm(forms.Form):
    """Whether the authenticator app is gone too."""

    lost_phone = forms.BooleanField(
        label=_("HP-nya hilang: hapus juga aplikasi autentikator dan kode cadangannya"), required=False
    )


class JoinForm(NewPasswordFields):
    """The invited person's own name and password; who has an account already keeps the name."""

    name = forms.CharField(
        label=_("Nama"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ("name", "password", "password_again")

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.has_usable_password():
            del self.fields["name"]
        else:
            self.fields["name"].initial = user.name

    def person(self) -> User:
        """The one who was invited."""
        return self.user
