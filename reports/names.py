"""What the list behind a figure is called."""

from django.utils.translation import gettext as _

from complaints.models import Complaint
from reports import ways
from reports.cohorts import CLOCK, LATE, LOSES, MOVES, NOBODY, TEAM
from returns.models import ReturnRequest


def title_of(show: str, value: str) -> str:
    """The title, for a figure that there is."""
    match show:
        case "cases":
            return ways.labels().get(value) or _("Kasus masuk")
        case "reason":
            return _pair(_("Alasan retur"), _choice(ReturnRequest.Reason, value))
        case "cause":
            return _pair(_("Akar masalah"), _choice(Complaint.RootCause, value) or _("Belum dicatat"))
        case "category":
            return _pair(_("Kategori keluhan"), _choice(Complaint.Category, value))
        case "severity":
            return _pair(_("Berat keluhan"), _choice(Complaint.Severity, value) or _("Belum dicatat"))
        case "recovery":
            return _pair(
                _("Tindakan pemulihan"), _choice(Complaint.RecoveryAction, value) or _("Belum dicatat")
            )
        case "claims":
            return _pair(_("Klaim garansi"), value or _("Tanpa nama barang"))
        case "other_claims":
            return _pair(_("Klaim garansi"), _("Barang lain"))
        case "answer":
            return of_answers()[value]
        case "closed":
            return _("Selesai untuk pertama kali")
        case "reopened":
            return _("Dibuka kembali setelah selesai")
        case "clock":
            return of_clock()[value]
        case "product_score":
            return _pair(_("Nilai produk"), value)
        case _:
            return _pair(_("Nilai pelayanan"), value)


def of_answers() -> dict[str, str]:
    """Who answered a case first."""
    return {
        TEAM: _("Dijawab tim"), CLOCK: _("Diputuskan otomatis lebih dulu"), NOBODY: _("Belum ada jawaban")
    }  # fmt: skip


def of_clock() -> dict[str, str]:
    """What the clock did with a case."""
    return {
        LOSES: _("Diputuskan otomatis, dananya lepas"),
        MOVES: _("Ditutup atau dilanjutkan otomatis"),
        LATE: _("Terlambat, pemilik diberi tahu"),
    }


def _choice(choices, value: str) -> str:
    return dict(choices.choices).get(value, value)


def _pair(name: str, value: str) -> str:
    return f"{name}: {value}"
