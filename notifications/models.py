"""A promise to tell someone something, kept until it is known to be kept."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shops.models import Shop, User


class Message(models.Model):
    """One message to one person, written in the same transaction as what it tells of. Never deleted.

    `queued` e-mails go out by themselves; a `prepared` WhatsApp message waits for a person to open
    and send it. `unknown` means that a worker died while sending: it may or may not have arrived.
    `undone` is what nobody was told, because the step it tells of was undone.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WHATSAPP_LINK = "whatsapp_link", _("WhatsApp")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Menunggu dikirim")
        PREPARED = "prepared", _("Siap dikirim lewat WhatsApp")
        SENT = "sent", _("Terkirim")
        UNKNOWN = "unknown", _("Tidak pasti terkirim")
        DEAD = "dead", _("Gagal")
        SKIPPED = "skipped", _("Tidak jadi dikirim")
        UNDONE = "undone", _("Dibatalkan")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="messages")
    about = models.CharField(max_length=16)  # the case's reference
    key = models.CharField(max_length=120, unique=True)  # what it tells, and whom: told once
    template = models.CharField(max_length=40)
    to_customer = models.BooleanField()
    # The shop's own figures: no business of those who serve its customers.
    for_owners = models.BooleanField(default=False, db_default=False)
    channel = models.CharField(max_length=16, choices=Channel)
    recipient = models.CharField(max_length=254)
    recipient_name = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    status = models.CharField(max_length=8, choices=Status)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Waiting, lease and back-off in one column: nobody, worker or person, takes the message before this instant.
    next_attempt_at = models.DateTimeField(null=True)
    # Set while a worker is sending: found set after the lease ran out, the outcome is unknown.
    sending_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)  # a person opened the prepared message in WhatsApp
    sent_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            # Exactly the worker's query.
            models.Index(fields=["next_attempt_at"], name="message_due", condition=Q(status="queued")),
            models.Index(fields=["shop", "about", "id"], name="message_about"),
            models.Index(
                fields=["shop", "id"], name="message_attention",
                condition=Q(status__in=["prepared", "unknown", "dead"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.template} · {self.about}"

    def may_be_read(self, now: datetime) -> bool:
        """Whether the step it tells of stands; until then, and when it was undone, nobody is to hear of it."""
        is_held = self.is_untouched and self.next_attempt_at is not None and self.next_attempt_at > now
        return not is_held and self.status != self.Status.UNDONE

    @property
    def is_untouched(self) -> bool:
        """Whether neither a worker nor a person has had it in hand."""
        is_queued = self.status == self.Status.QUEUED and not self.attempts
        return is_queued or (self.status == self.Status.PREPARED and self.opened_at is None)
