"""What the shop decides of a request: which goods it takes, why not the others, on which clause, what it offers instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.models import Tick
from cases.records import Record, Taken
from cases.refusals import Refused
from returns.guards import EVIDENCE_NONE, EVIDENCE_WEAK
from returns.models.policies import ReturnPolicy, policy_published
from returns.workflow import OFFERED

NO_CLAUSE = "none"


class RejectionReason(models.TextChoices):
    """Why something is not taken back."""

    EVIDENCE = "evidence", _("Bukti tidak cukup")
    USED = "used", _("Barang sudah dipakai atau rusak setelah diterima")
    TOO_LATE = "too_late", _("Melewati batas waktu retur")
    ITEM_CORRECT = "item_correct", _("Barang sesuai pesanan")
    NOT_RETURNABLE = "not_returnable", _("Barang tidak bisa diretur")
    AGREED = "agreed", _("Sudah ada kesepakatan lain")
    DIFFERENT_ITEM = "different_item", _("Barang yang kembali berbeda")
    OTHER = "other", _("Alasan lain")


class Alternative(models.TextChoices):
    """What is offered to whoever hears a no."""

    EXCHANGE = "exchange", _("Tukar barang")
    PARTIAL = "partial", _("Potongan atau dana sebagian")
    REPAIR = "repair", _("Perbaikan")
    NONE = "none", _("Tidak ada")


class Evidence(models.TextChoices):
    """What the evidence is worth."""

    ENOUGH = "enough", _("Cukup")
    WEAK = EVIDENCE_WEAK, _("Lemah")
    NONE = EVIDENCE_NONE, _("Tidak ada")


class Packing(models.TextChoices):
    """How a record of the packing stands to what the customer says."""

    MATCHES = "matches", _("Sesuai pesanan")
    DIFFERS = "differs", _("Ada selisih")
    MISSING = "missing", _("Tidak ada catatan")


class ClauseField(models.CharField):
    """The number of a clause of the policy that the case is held against, or none of them."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(
            *args, **{"max_length": 8, "choices": [(NO_CLAUSE, _("tidak ada di kebijakan"))], **kwargs}
        )

    def validate(self, value: str, model_instance: Decided) -> None:
        """Refuse the number of a clause that the policy does not have."""
        if value and value not in known_clauses(model_instance.policy):
            raise ValidationError(gettext("Pasal ini tidak ada di kebijakan kasus ini."))


def known_clauses(policy: ReturnPolicy | None) -> set[str]:
    """What a refusal may rest on: the numbers of the policy's clauses, or none of them."""
    chapters = policy.sections if policy else ()
    return {clause.number for chapter in chapters for clause in chapter} | {NO_CLAUSE}


class DecidedLine(models.Model):
    """What was decided of one line; `approved` is empty as long as nobody has decided."""

    approved = models.PositiveIntegerField(_("jumlah disetujui"), null=True, blank=True)
    refusal = models.CharField(max_length=20, choices=RejectionReason, blank=True, default="", db_default="")
    refusal_clause = models.CharField(max_length=8, blank=True, default="", db_default="")
    offer = models.CharField(max_length=10, choices=Alternative, blank=True, default="", db_default="")

    class Meta:
        abstract = True

    @property
    def refused(self) -> int:
        """How many pieces were not approved."""
        return 0 if self.approved is None else self.quantity - self.approved

    @property
    def decided_in_words(self) -> str:
        """ "Kemeja batik: 1 dari 2 disetujui. 1 belum bisa: Barang sudah dipakai (pasal 3.1). …"; empty if undecided."""
        if self.approved is None:
            return ""
        if not self.refused:
            return gettext("%(goods)s: disetujui.") % {"goods": self}
        if not self.approved:
            said = gettext("%(goods)s: belum bisa disetujui, %(why)s.")
            return said % {"goods": self, "why": self._why()}
        said = gettext("%(name)s: %(yes)d dari %(all)d disetujui; %(no)d belum bisa, %(why)s.")
        numbers = {"yes": self.approved, "all": self.quantity, "no": self.refused}
        return said % {"name": self.name, "why": self._why(), **numbers}

    def _why(self) -> str:
        words = [str(self.get_refusal_display()).lower()]
        if self.refusal_clause not in ("", NO_CLAUSE):
            words.append(gettext("pasal %s") % self.refusal_clause)
        if self.offer not in ("", Alternative.NONE):
            words.append(gettext("tawaran kami: %s") % str(self.get_offer_display()).lower())
        return ", ".join(words)

    @property
    def held_against(self) -> ReturnPolicy | None:
        """The version of the policy that its verdict speaks of."""
        return policy_published(self.case.shop, self.policy_id)

    def judged(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """The values of a decision as it was sent: {"approved", "refusal", "clause", "offer"}, all by default.

        Raises `Refused` where it is none.
        """
        approved = said.get("approved")
        approved = self.quantity if approved is None else approved
        if type(approved) is not int or not 0 <= approved <= self.quantity:
            self._refuse("approved", gettext("Isi angka 0 sampai %d.") % self.quantity)
        if approved == self.quantity:
            return {"approved": approved, "refusal": "", "refusal_clause": "", "offer": ""}
        words = [said.get(name) or "" for name in ("refusal", "clause", "offer")]
        refusal, clause, offer = (word if isinstance(word, str) else "?" for word in words)
        if refusal not in RejectionReason.values:
            self._refuse("refusal", gettext("Pilih alasan untuk barang yang tidak disetujui."))
        if clause not in {"", *known_clauses(self.held_against)}:
            self._refuse("clause", gettext("Pasal ini tidak ada di kebijakan kasus ini."))
        if offer not in {"", *Alternative.values}:
            self._refuse("offer", gettext("Pilihan ini tidak ada."))
        return {"approved": approved, "refusal": refusal, "refusal_clause": clause, "offer": offer}

    def _refuse(self, name: str, sentence: str) -> None:
        raise Refused(f"{self}: {sentence}", {answer_for(self.pk, name): sentence})


UNDECIDED = {"approved": None, "refusal": "", "refusal_clause": "", "offer": ""}


def answer_for(line: int, name: str) -> str:
    """What a form calls one answer about a line."""
    return f"line_{line}_{name}"


class Decided(models.Model):
    """What a request keeps of the shop's checks and decisions. Every method is part of a step: it raises `Refused`."""

    kind_verified = Tick(_("jenisnya cocok dengan kata pelanggan"))
    evidence_verdict = models.CharField(
        _("buktinya"), max_length=8, choices=Evidence, blank=True, default="", db_default=""
    )
    packing_log = models.CharField(
        _("catatan pengemasan"), max_length=8, choices=Packing, blank=True, default="", db_default=""
    )
    packing_slip = models.CharField(
        _("slip isi paket"), max_length=8, choices=Packing, blank=True, default="", db_default=""
    )
    rejection_clause = ClauseField(_("pasal kebijakan"), blank=True, default="", db_default="")
    alternative = models.CharField(
        _("jalan lain yang ditawarkan"),
        max_length=10,
        choices=Alternative,
        blank=True,
        default="",
        db_default="",
    )
    offer_amount = models.BigIntegerField(
        _("dana yang ditawarkan (Rp)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta:
        abstract = True

    @property
    def agreed_amount(self) -> int | None:
        """Whole rupiah for which the customer took a part instead of all; None where nothing was agreed."""
        return None if self.state in OFFERED else self.offer_amount

    @property
    def payable(self) -> dict[int, int]:
        """The pieces that may be paid back, by the key of the order's line; empty where no order is known."""
        lines = self.known_lines  # with what the step at hand decides
        counted = ((line.order_line_id, line.quantity - line.refused) for line in lines)
        return {line: number for line, number in counted if number}

    @property
    def decided_in_words(self) -> list[str]:
        """What was approved and refused, line by line, where not simply all was approved."""
        lines = self.known_lines
        return [line.decided_in_words for line in lines] if any(line.refused for line in lines) else []

    def approve_goods(self, taken: Taken) -> Record:
        """Keep what is approved of each line; whoever says nothing approves all."""
        if taken.answers.get("evidence_verdict") == Evidence.WEAK and not taken.note:
            sentence = gettext("Buktinya lemah. Tulis kenapa tetap disetujui.")
            raise Refused(sentence, {"note": sentence})
        said = _by_line(taken.data.get("lines"), {line.pk for line in self.known_lines})
        record = self._decide({line.pk: line.judged(said.get(line.pk, {})) for line in self.known_lines})
        if self.known_lines and not any(line.approved for line in self.known_lines):
            raise Refused(gettext("Tidak ada barang yang disetujui. Kalau begitu, tolak saja permintaannya."))
        return record

    def approve_all(self, taken: Taken) -> Record:
        """Nobody has looked: the clock approves every piece."""
        return self._decide({line.pk: line.judged({}) for line in self.known_lines})

    def refuse_goods(self, taken: Taken) -> Record:
        """Refuse every line, unless goods were approved before: then the refusal is of what came of it."""
        if self.received_on and any(line.approved for line in self.known_lines):
            return Record()
        refused = {
            "approved": 0, "refusal": self.rejection_reason, "refusal_clause": self.rejection_clause,
            "offer": self.alternative,
        }  # fmt: skip
        return self._decide({line.pk: refused for line in self.known_lines})

    def decide_anew(self, taken: Taken) -> Record:
        """What was refused as a whole is open again."""
        if self.received_on and any(line.approved for line in self.known_lines):
            return Record()
        return self._decide({line.pk: UNDECIDED for line in self.known_lines})

    def _decide(self, decisions: Mapping[int, Mapping[str, Any]]) -> Record:
        """The decision on each line, told in the event too; with it an offer of before is off the table."""
        record = Record()
        for line in self.known_lines:
            record.change(line, **decisions[line.pk])
        if self.known_lines:
            record.said["lines"] = [{"line": line, **decision} for line, decision in decisions.items()]
        if self.offer_amount is not None:
            record.set(self, offer_amount=None)
        return record


def _by_line(said: Any, ours: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """What was sent of each line, by its key: anybody may have sent it."""
    if said is None:
        return {}
    try:
        found = {int(key): dict(value) for key, value in said.items()}
    except (AttributeError, TypeError, ValueError, OverflowError):
        raise Refused(gettext("Isian per barang tidak dapat dibaca.")) from None
    if found.keys() - set(ours):
        raise Refused(gettext("Ada barang yang bukan dari kasus ini. Muat ulang halamannya."))
    return found
