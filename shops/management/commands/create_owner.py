"""`create_owner`: an owner with a shop, for installations that never show the first-run page."""

import sys
from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from shops.accounts import set_password_link
from shops.forms.fields import clean_slug
from shops.founding import found_shop
from shops.models import Shop, User


class Command(BaseCommand):
    """The password comes from the prompt or from standard input; without one a one-time link is printed."""

    help = "Buat pemilik dan tokonya. Tanpa kata sandi: mencetak tautan sekali pakai."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, and which shop."""
        parser.add_argument("--email", required=True, help="E-mail untuk masuk.")
        parser.add_argument("--name", required=True, help="Nama pemilik.")
        parser.add_argument("--shop", required=True, help="Nama toko.")
        parser.add_argument("--slug", default="", help="Alamat layanan; kosong: dari nama toko.")
        parser.add_argument("--link", action="store_true", help="Jangan tanya kata sandi, cetak tautan saja.")

    def handle(self, *, email: str, name: str, shop: str, slug: str, link: bool, **options) -> None:
        """Everything or nothing."""
        person = User(email=email.strip().lower(), name=name.strip())
        password = "" if link else _password()
        try:
            validate_email(person.email)
            _fits(User, email=person.email, name=person.name)
            _fits(Shop, name=shop, slug=slug)
            clean_slug(slug)
            if password:
                validate_password(password, person)
        except ValidationError as why:
            raise CommandError(" ".join(why.messages)) from why
        if User.objects.filter(email=person.email).exists():
            raise CommandError(
                _("%(email)s sudah punya akun. Buka toko lain dari menu Lainnya.") % {"email": person.email}
            )
        with transaction.atomic():
            owner = User.objects.create_user(person.email, password or None, name=person.name)
            opened = found_shop(owner, name=shop, slug=slug.lower())
        self.stdout.write(f"{opened.name}: /toko/{opened.slug}/ · {owner.email}")
        if not password:
            self.stdout.write(_("Buat kata sandi (sekali pakai, 3 hari): %s") % set_password_link(owner))


def _fits(model: type, **values: str) -> None:
    """The model's own rules for these fields; an empty slug is one that will be made."""
    for field, value in values.items():
        if value or field != "slug":
            model._meta.get_field(field).clean(value, None)


def _password() -> str:
    if sys.stdin.isatty():
        return getpass(_("Kata sandi (kosong: cetak tautan): "))
    return sys.stdin.readline().rstrip("\n")
