"""How allauth behaves here: nobody signs up by themselves, links lead to the public address, mail may fail."""

import logging
from smtplib import SMTPException
from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shops.access import person_of
from shops.models import Membership, User

logger = logging.getLogger(__name__)

BACKEND = "shops.accounts.People"


class People(AuthenticationBackend):
    """Knows people by e-mail and password; whoever comes back is read together with the shops they work for."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, with `active_memberships`; one query for anybody who works somewhere."""
        return person_of(user_id) or super().get_user(user_id)


class AccountAdapter(DefaultAccountAdapter):
    """People come in through the first-run page or an owner's invitation only."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "E-mail dan kata sandi ini tidak cocok. Coba lagi, atau buat kata sandi baru."
        ),
        "too_many_login_attempts": _("Terlalu banyak percobaan. Tunggu 5 menit, lalu coba lagi."),
        "incorrect_password": _("Kata sandi ini tidak cocok."),
        "enter_current_password": _("Kata sandi sekarang tidak cocok."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a stranger has nothing to do on the staff side."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Always under the public address, whatever Host the request named."""
        return settings.PUBLIC_URL + _reset_path(*key.split("-", 1))

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send, and go on when the mail server is away: the page must not tell who has an account."""
        try:
            super().send_mail(template_prefix, email, {**context, "public_url": settings.PUBLIC_URL})
        except (OSError, SMTPException) as error:  # its text may hold the address
            logger.error("mail %s could not be sent: %s", template_prefix, type(error).__name__)

    def format_email_subject(self, subject: str) -> str:
        """The subject as it stands, without the host in brackets."""
        return subject

    def get_from_email(self) -> str:
        """The installation's own sender."""
        return settings.DEFAULT_FROM_EMAIL


def log_in(request: HttpRequest, user: User) -> None:
    """Start a session of this person; the session's key is a new one."""
    login(request, user, backend=BACKEND)


def set_password_link(user: User) -> str:
    """A link with which one new password may be set; dead once used or once the person has logged in."""
    token = default_token_generator.make_token(user)
    return settings.PUBLIC_URL + _reset_path(user_pk_to_url_str(user), token)


def drop_second_factor(user: User) -> None:
    """Forget the authenticator app and the recovery codes of somebody who lost the phone."""
    Authenticator.objects.filter(user=user).delete()


def mail_is_set_up() -> bool:
    """Whether mail really leaves this installation."""
    return "console" not in settings.EMAIL_BACKEND


def mail_set_password_link(request: HttpRequest, user: User) -> None:
    """Send the link to the person's own mailbox only."""
    context = {"user": user, "password_reset_url": set_password_link(user)}
    AccountAdapter(request).send_mail("account/email/password_reset_key", user.email, context)


def mail_invitation(request: HttpRequest, membership: Membership, link: str) -> None:
    """Send the invitation; known and unknown people get the same words."""
    context = {"membership": membership, "shop": membership.shop, "link": link}
    AccountAdapter(request).send_mail("account/email/invitation", membership.user.email, context)


def _reset_path(uid: str, token: str) -> str:
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
