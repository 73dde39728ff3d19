"""The seller: people who log in, shops (the tenants), who works where, channels and working hours."""

from typing import ClassVar
from zoneinfo import ZoneInfo

import pgtrigger
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from shops import presets
from shops.calendar import Amount, Unit
from shops.facts import moves_on, stamped

LONGEST_ACCOUNT = 365  # days
LONGEST_UNDO = 600  # seconds: what a customer should know must not wait longer


class UserManager(BaseUserManager):
    """Creates people by e-mail; two spellings of one address are one person."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Add a person; without a password nobody can log in until one is set."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        """The person with this e-mail, however its letters are cased."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person who logs in. What they may do depends on the membership they act in, never on a flag here."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("nama"), max_length=80)
    is_active = models.BooleanField(_("aktif"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        # Two spellings of one address are one person.
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower")]
        triggers: ClassVar = [
            moves_on(
                "id IN (SELECT shop_id FROM shops_membership WHERE user_id = NEW.id)",
                pgtrigger.UpdateOf("name", "email", "is_active"),
                pgtrigger.AnyChange("name", "email", "is_active"),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Shop(models.Model):
    """One seller: the wall between tenants runs along this row."""

    class TimeZone(models.TextChoices):
        WIB = "Asia/Jakarta", _("WIB (Jawa, Sumatra, Kalimantan Barat dan Tengah)")
        WITA = "Asia/Makassar", _("WITA (Bali, Nusa Tenggara, Sulawesi, Kalimantan Timur dan Selatan)")
        WIT = "Asia/Jayapura", _("WIT (Maluku, Papua)")

    slug = models.SlugField(_("alamat toko"), max_length=40, unique=True)
    name = models.CharField(_("nama toko"), max_length=80)
    logo = models.ImageField(_("logo"), upload_to="logo/", blank=True)
    whatsapp = models.CharField(_("nomor WhatsApp toko"), max_length=16, blank=True)
    email = models.EmailField(_("e-mail toko"), blank=True)
    address = models.TextField(_("alamat toko"), max_length=300, blank=True)
    return_address = models.TextField(_("alamat kirim balik"), max_length=300, blank=True)
    time_zone = models.CharField(_("zona waktu"), max_length=20, choices=TimeZone, default=TimeZone.WIB)
    observes_joint_leave = models.BooleanField(_("libur saat cuti bersama"), default=True)
    # How long a step of the team can be undone, and its messages wait; 0 for not at all.
    undo_seconds = models.PositiveSmallIntegerField(
        _("waktu untuk membatalkan langkah (detik)"), default=60, db_default=60,
        validators=[MaxValueValidator(LONGEST_UNDO)],
    )  # fmt: skip
    # What may be given in vouchers in a month without the owner; None for no limit.
    voucher_budget = models.BigIntegerField(
        _("anggaran voucher per bulan (Rp)"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    # A refund above this needs two people: one who prepares it and another who records it; None for no limit.
    refund_limit = models.BigIntegerField(
        _("batas dana yang boleh diurus satu orang (Rp)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    # How long a customer's account number is kept after the case was closed.
    account_days = models.PositiveSmallIntegerField(
        _("simpan nomor rekening pelanggan (hari)"), default=30, db_default=30,
        validators=[MaxValueValidator(LONGEST_ACCOUNT)],
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)
    facts_at = models.DateTimeField(db_default=Now(), editable=False)  # see shops.facts

    class Meta:
        triggers: ClassVar = [stamped()]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def initials(self) -> str:
        """One or two letters that stand for the shop where it has no logo."""
        words = [word for word in self.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in words[:2]).upper() or "T"


class Membership(models.Model):
    """That a person works for a shop, and as what."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Pemilik")
        SERVICE = "service", _("Layanan pelanggan")
        WAREHOUSE = "warehouse", _("Gudang")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(_("peran"), max_length=12, choices=Role)
    # Whoever already has an account decides for themselves whether to join a further shop.
    accepted_at = models.DateTimeField(null=True, blank=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Whether this person, as an owner, wants last week's figures by e-mail.
    weekly_digest = models.BooleanField(default=True, db_default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "user"], name="membership_once")]
        triggers: ClassVar = [moves_on()]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"

    @property
    def is_active(self) -> bool:
        """Whether this person may act for the shop now."""
        return bool(self.accepted_at) and self.disabled_at is None


class Channel(models.Model):
    """Where a request comes from, with the deadlines that hold there."""

    class Kind(models.TextChoices):
        WEBSITE = "website", _("Formulir toko")
        WHATSAPP = "whatsapp", _("WhatsApp")
        INSTAGRAM = "instagram", _("Instagram")
        COUNTER = "counter", _("Toko langsung")
        PHONE = "phone", _("Telepon")
        TOKOPEDIA = "tokopedia", _("Tokopedia")
        TIKTOK = "tiktok", _("TikTok Shop")
        SHOPEE = "shopee", _("Shopee")
        LAZADA = "lazada", _("Lazada")
        OTHER = "other", _("Lainnya")

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="channels")
    kind = models.CharField(_("jenis kanal"), max_length=12, choices=Kind)
    name = models.CharField(_("nama kanal"), max_length=40)
    preset = models.CharField(_("aturan waktu"), max_length=20, choices=presets.CHOICES, default=presets.OWN)
    is_active = models.BooleanField(_("dipakai"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "name"], name="channel_name_once")]
        triggers: ClassVar = [moves_on()]

    def __str__(self) -> str:
        return self.name


class ClockRule(models.Model):
    """How long one clock of a channel runs and what happens when it is up; overrides the workflow's default."""

    class OnDue(models.TextChoices):
        APPROVE = "approve", _("Disetujui otomatis")
        ALARM = "alarm", _("Pemilik diberi tahu")
        CLOSE = "close", _("Ditutup otomatis")

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="rules")
    clock = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField(_("lama"))
    unit = models.CharField(_("satuan"), max_length=10, choices=[(unit.value, unit.value) for unit in Unit])
    on_due = models.CharField(_("bila lewat"), max_length=8, choices=OnDue, default=OnDue.ALARM)
    reminders = ArrayField(models.PositiveSmallIntegerField(), default=list)  # percent of the time used up
    source = models.CharField(_("sumber"), max_length=200, blank=True)
    source_on = models.DateField(_("tanggal sumber"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "clock"], name="rule_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="rule_positive"),
        ]
        triggers: ClassVar = [
            moves_on(
                "id = (SELECT shop_id FROM shops_channel WHERE id = COALESCE(NEW.channel_id, OLD.channel_id))"
            )
        ]

    def __str__(self) -> str:
        return f"{self.clock}: {self.amount}"

    @property
    def amount(self) -> Amount:
        """The time allowed, with its unit."""
        return Amount(self.number, Unit(self.unit))


class OpeningPeriod(models.Model):
    """One stretch of a weekday in which the shop is open; several a day are allowed."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="opening_periods")
    weekday = models.PositiveSmallIntegerField(_("hari"))  # Monday is 0
    opens = models.TimeField(_("buka"))
    closes = models.TimeField(_("tutup"))  # 00:00 means the end of the day

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["shop", "weekday", "opens"], name="opening_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_weekday"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"), name="opening_closes_later"
            ),
        ]
        triggers: ClassVar = [moves_on()]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H.%M}–{self.closes:%H.%M}"


class SpecialDay(models.Model):
    """The shop's own word on one date: closed though others work, or open on a holiday."""

    shop = models.ForeignKey(Shop, models.CASCADE, related_name="special_days")
    date = models.DateField(_("tanggal"))
    name = models.CharField(_("keterangan"), max_length=60)
    is_open = models.BooleanField(_("toko buka"), default=False)

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["shop", "date"], name="special_day_once")]
        triggers: ClassVar = [moves_on()]

    def __str__(self) -> str:
        return f"{self.date:%d-%m-%Y} {self.name}"


class AuditEntry(models.Model):
    """What somebody changed about the shop, its rules or its team; written once, never altered."""

    class What(models.TextChoices):
        FOUNDED = "founded", _("Toko dibuka")
        PROFILE = "profile", _("Profil toko diubah")
        HOURS = "hours", _("Jam buka diubah")
        DAY = "day", _("Hari khusus diubah")
        CHANNEL = "channel", _("Kanal diubah")
        RULES = "rules", _("Aturan waktu diubah")
        INVITED = "invited", _("Anggota diundang")
        WITHDRAWN = "withdrawn", _("Undangan dibatalkan")
        JOINED = "joined", _("Undangan diterima")
        DECLINED = "declined", _("Undangan ditolak")
        ROLE = "role", _("Peran diubah")
        DISABLED = "disabled", _("Anggota dinonaktifkan")
        ENABLED = "enabled", _("Anggota diaktifkan lagi")
        LEFT = "left", _("Anggota keluar")
        RESET = "reset", _("Kata sandi anggota diatur ulang")
        POLICY = "policy", _("Kebijakan retur diubah")
        WARRANTY = "warranty", _("Ketentuan garansi diubah")
        MERGED = "merged", _("Pelanggan digabung")
        UNMERGED = "unmerged", _("Penggabungan pelanggan dibatalkan")
        ORDER = "order", _("Pesanan diubah")
        PRODUCT = "product", _("Produk diubah")
        IMPORT = "import", _("Pesanan diimpor")
        EVIDENCE = "evidence", _("Paket bukti diunduh")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="audit_entries")
    # Nobody: the command line of whoever runs the installation.
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    what = models.CharField(max_length=12, choices=What)
    about = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["shop", "-at", "-id"], name="audit_of_shop")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.about}".strip()
