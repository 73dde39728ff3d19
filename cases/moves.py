"""The clocks and steps that kinds of cases share: a table names the state and, where one is told, the letter.

What differs between kinds in more than a word or a letter is no common move and stays in the kind's own table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.guards import Guard, asked_at_most
from cases.workflow import CUSTOMER, DESK, SYSTEM, Audience, Note, Role, Step, Tell, Text, Timer
from shops.calendar import Amount, Unit

if TYPE_CHECKING:
    from cases.models import Case

TO_OWNER, TO_ASSIGNEE = Audience.OWNER, Audience.ASSIGNEE
ALARM = {"alarm": "alarm"}

# Clocks ------------------------------------------------------------------------------------------


def days(number: int) -> Amount:
    """So many working days."""
    return Amount(number, Unit.WORKING)


def shop_clock(name: str, number: int, *, until: str = "", **expire: str) -> Timer:
    """A clock of the shop: working days, then its owner is alarmed unless the channel says more."""
    return Timer(name, days(number), "alarm", {**ALARM, **expire}, remind="remind", until=until)


def customer_clock(
    name: str, amount: Amount, close: str, reminders: tuple[int, ...] = (50, 80), if_unanswered: str = "hold"
) -> Timer:
    """A clock of the customer: `close` is taken when it is up, unless they wait for an answer."""
    expire = {"close": close}
    return Timer(name, amount, "close", expire, "remind_customer", reminders, if_unanswered=if_unanswered)


def transit_clock() -> Timer:
    """A parcel on the road: two weeks, then the owner asks the courier."""
    return Timer("transit", Amount(14, Unit.CALENDAR), "alarm", ALARM, remind="remind", reminders=(80,))


def shelf_clock() -> Timer:
    """Goods that are set aside, until a day; then they may go to somebody else."""
    return Timer(
        "reservation", Amount(14, Unit.CALENDAR), "free", {"free": "free_reservation"}, "remind_reservation",
        reminders=(80,), until="reserved_until", only_until=True,
    )  # fmt: skip


# What the clocks do ------------------------------------------------------------------------------


def watched(source: str, late: str = "") -> tuple[Step, Step]:
    """What a clock of the shop does: remind its people, then alarm the owner and, with `late`, tell the customer."""
    return remind(source), alarm(source, late)


def remind(source: str) -> Step:
    """The people of the shop are reminded."""
    return Step("remind", source, source, SYSTEM, "", _("Pengingat otomatis"), quiet=True, internal=True,
                tells=(Tell("staff_reminder", TO_ASSIGNEE),))  # fmt: skip


def alarm(source: str, late: str = "") -> Step:
    """The time is up and nothing happens by itself; who was promised an answer is told that too."""
    customer = (Tell(late),) if late else ()
    return Step("alarm", source, source, SYSTEM, "", _("Batas waktu lewat, pemilik diberi tahu"),
                quiet=True, internal=not late, if_silent=_("Bila diam: pemilik toko diberi tahu."),
                if_silent_public=_("Lewat dari itu pemilik toko turun tangan."),
                tells=(Tell("staff_alarm", TO_OWNER), *customer))  # fmt: skip


def awaited(source: str, reminder: str) -> tuple[Step, Step]:
    """What a clock of the customer does before it closes anything: remind them, hold still over their question."""
    return remind_customer(source, reminder), _hold(source)


def remind_customer(source: str, reminder: str) -> Step:
    """The customer is reminded, unless they asked for quiet."""
    return Step("remind_customer", source, source, SYSTEM, "", _("Pelanggan diingatkan otomatis"), quiet=True,
                done_public=_("Pengingat dikirim ke Kakak"), unless="opted_out", tells=(Tell(reminder),))  # fmt: skip


def _hold(source: str) -> Step:
    return Step("hold", source, source, SYSTEM, "", _("Tidak ditutup: pesan pelanggan belum dibalas"), quiet=True,
                internal=True, if_silent=_("Bila diam: kasus tetap terbuka, pemilik toko diberi tahu."),
                tells=(Tell("staff_unanswered", TO_OWNER),))  # fmt: skip


def lapse(
    action: str, source: str, done: Text, if_silent: Text, letter: str, records: tuple[str, ...] = ()
) -> Step:
    """What was awaited of the customer never came."""
    return Step(action, source, "closed", SYSTEM, "", done, if_silent=if_silent, records=records, tells=(Tell(letter),),
                if_silent_public=_("Lewat dari itu kasus ditutup, dan Kakak masih bisa minta dibuka kembali."))  # fmt: skip


def close_by_silence(source: str, letter: str, public: Text = "", guard: Guard | None = None) -> Step:
    """Everything was given and no word came: the customer is taken to be content."""
    public = public or _(
        "Lewat dari itu kasus kami anggap selesai, dan Kakak masih bisa minta dibuka kembali."
    )
    return Step(
        "close_by_silence", source, "closed", SYSTEM, "", _("Ditutup otomatis, tidak ada kabar lagi"),
        guard=guard, if_silent=_("Bila pelanggan diam: kasus selesai sendiri."), if_silent_public=public,
        tells=(Tell(letter),),
    )  # fmt: skip


# Evidence ----------------------------------------------------------------------------------------


def ask_evidence(
    source: str, letter: str, *pauses: str, target: str = "evidence_asked", by: frozenset[Role] = DESK
) -> Step:
    """Three times at most, then the shop decides with what there is: its clock stands still meanwhile."""
    return Step(
        "ask_evidence", source, target, by, _("Minta bukti tambahan"), _("Toko meminta bukti"),
        note=Note.MUST, note_label=_("Apa yang perlu dikirim pelanggan"), pauses=pauses,
        guard=asked_at_most(3), tells=(Tell(letter),),
        consequence=(_("Jam toko berhenti sampai pelanggan menjawab."),),
    )  # fmt: skip


def evidence_comes(source: str, target: str) -> tuple[Step, Step, Step]:
    """Sent through the page, said in the message box, or noted by the desk."""
    return (
        Step(
            "send_evidence", source, target, CUSTOMER, _("Kirim bukti"), _("Pelanggan mengirim bukti"),
            done_public=_("Kakak mengirim bukti"), tone="act", note=Note.MUST, note_label=_("Penjelasan"), files=True,
            tells=(Tell("staff_evidence", TO_ASSIGNEE),),
        ),
        reply(source, target, "staff_evidence"),
        Step(
            "record_evidence", source, target, DESK, _("Bukti sudah diterima"),
            _("Bukti diterima lewat jalan lain"), note=Note.MUST, note_label=_("Apa yang diterima, lewat mana"),
            files=True, consequence=(_("Jam toko berjalan lagi."),),
        ),
    )  # fmt: skip


def reply(source: str, target: str, letter: str) -> Step:
    """Whoever answers in the message box has answered: only silence may close the case."""
    return Step(
        "reply", source, target, CUSTOMER, _("Kirim pesan"), _("Pesan pelanggan"), done_public=_("Pesan Kakak"),
        note=Note.MUST, note_label=_("Tulis pesan ke toko"), files=True, additive=True,
        tells=(Tell(letter, TO_ASSIGNEE),),
    )  # fmt: skip


# Parcels -----------------------------------------------------------------------------------------


def lose(source: str, target: str, follows: Text) -> Step:
    """The courier lost what was coming back."""
    return Step(
        "lose", source, target, DESK, _("Paket hilang di jalan"), _("Paket dinyatakan hilang"), tone="quiet",
        note=Note.MUST, note_label=_("Keterangan dari kurir"), consequence=(follows,), records=("parcel_lost",),
    )  # fmt: skip


def not_sent(source: str, target: str) -> Step:
    """The way back from "it is sent" when it is not: a slip of the finger, or a number that no courier knows."""
    return Step(
        "not_sent", source, target, DESK, _("Ternyata belum dikirim"), _("Dicatat: belum dikirim"), tone="quiet",
        done_public=_("Toko mencatat bahwa paketnya belum dikirim"), note=Note.MUST,
        note_label=_("Alasannya, dibaca pelanggan"), effect=forget("courier", "tracking_number"), records=("parcel_not_sent",),
        consequence=(_("Nomor resinya dihapus, jam kirim pelanggan mulai lagi."), _("Pelanggan diberi tahu.")),
        tells=(Tell("parcel_not_sent"),),
    )  # fmt: skip


# A yes, an end, a new beginning ------------------------------------------------------------------


def agree(action: str, source: str, target: str, follows: Text, *tells: Tell) -> Step:
    """The customer takes what was offered."""
    return Step(
        action, source, target, CUSTOMER, _("Saya setuju"), _("Pelanggan setuju"), tone="act",
        done_public=_("Kakak setuju"), note=Note.MAY, note_label=_("Pesan untuk toko"), consequence=(follows,),
        tells=tells,
    )  # fmt: skip


def agree_for(action: str, source: str, target: str, follows: Text, *tells: Tell) -> Step:
    """The customer took it elsewhere than on the page."""
    return Step(
        action, source, target, DESK, _("Pelanggan setuju"), _("Dicatat: pelanggan setuju"),
        done_public=_("Toko mencatat bahwa Kakak setuju"), note=Note.MUST, note_label=_("Dari mana kabarnya"),
        consequence=(follows,), tells=tells,
    )  # fmt: skip


def confirm(
    source: str,
    label: Text,
    done: Text,
    done_public: Text,
    follows: Text = "",
    guard: Guard | None = None,
    records: tuple[str, ...] = (),
) -> Step:
    """The customer says that all is well."""
    follows = follows or _("Kasus selesai. Masih bisa dibuka kembali bila ada masalah lagi.")
    return Step(
        "confirm", source, "closed", CUSTOMER, label, done, done_public=done_public, tone="act", guard=guard,
        note=Note.MAY, note_label=_("Pesan untuk toko"), consequence=(follows,), records=records,
    )  # fmt: skip


def confirm_for(
    source: str,
    label: Text,
    done: Text,
    done_public: Text,
    guard: Guard | None = None,
    records: tuple[str, ...] = (),
) -> Step:
    """The customer said so elsewhere than on the page."""
    return Step(
        "confirm_for", source, "closed", DESK, label, done, done_public=done_public, tone="act", guard=guard,
        note=Note.MUST, note_label=_("Dari mana kabarnya"), consequence=(_("Kasus ditutup."),),
        records=records,
    )  # fmt: skip


def cancel(
    source: str, label: Text, done: Text, follows: Text, letter: str, records: tuple[str, ...] = ()
) -> Step:
    """It is not wanted any more, whoever says so."""
    return Step(
        "cancel", source, "cancelled", CUSTOMER | DESK, label, done, tone="quiet", note=Note.MAY,
        note_label=_("Alasan pembatalan"), consequence=(follows,), tells=(Tell(letter),), records=records,
    )  # fmt: skip


def reopen(source: str, by: frozenset[Role], letter: str) -> Step:
    """A case that ended begins anew, with the answer's clock."""
    return Step(
        "reopen", source, "reopened", by, _("Buka kembali"), _("Kasus dibuka kembali"), tone="quiet",
        note=Note.MUST, note_label=_("Kenapa dibuka kembali"),
        consequence=(_("Kasus masuk lagi ke kotak masuk, jam jawaban mulai lagi."),),
        tells=(Tell(letter), Tell("staff_reopened", TO_ASSIGNEE)),
    )  # fmt: skip


# What a step does to the case's own fields -------------------------------------------------------


def forget(*fields: str) -> Callable[[Case, datetime], set[str]]:
    """An effect: what these fields said does not hold any more."""

    def effect(case: Case, now: datetime) -> set[str]:
        for name in fields:
            setattr(case, name, case._meta.get_field(name).get_default())
        return set(fields)

    return effect
