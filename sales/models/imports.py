"""The import of marketplace files: each upload and how far it is, and which column means what."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shops.models import Channel, Shop, User


class ImportRun(models.Model):
    """One file that somebody uploaded, from the upload to its last row."""

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Diunggah")
        PREVIEWED = "previewed", _("Siap diimpor")
        RUNNING = "running", _("Sedang diimpor")
        DONE = "done", _("Selesai")
        FAILED = "failed", _("Gagal")
        CANCELLED = "cancelled", _("Dibatalkan")

    shop = models.ForeignKey(Shop, models.PROTECT, related_name="import_runs", db_index=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="import_runs")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # nobody: the command line
    file = models.FileField(upload_to="", max_length=200)
    file_name = models.CharField(max_length=160)
    sha256 = models.CharField(max_length=64)
    layout = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.UPLOADED)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    errors = models.JSONField(default=list)  # [{"row": 7, "column": "…", "sentence": "…"}, …], the first ones
    errors_total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)  # when the worker last said that it lives
    attempts = models.PositiveSmallIntegerField(
        default=0, db_default=0
    )  # how often a worker has begun this step

    class Meta:
        indexes = [
            models.Index(fields=["shop", "-id"], name="import_newest"),
            models.Index(
                fields=["attempts", "id"],
                name="import_waiting",
                condition=Q(status__in=("uploaded", "running")),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ColumnMapping(models.Model):
    """What the columns of a file mean, remembered for the next file of the same headers on this channel."""

    channel = models.ForeignKey(Channel, models.CASCADE, related_name="column_mappings", db_index=False)
    signature = models.CharField(max_length=64)  # SHA-256 of the headers
    mapping = models.JSONField(default=dict)  # {field: header}
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "signature"], name="column_mapping_once")]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.signature[:8]}"
