"""How a parcel that nobody knows moves: the table that an owner can read."""

from django.utils.translation import gettext_lazy as _

from cases.moves import TO_ASSIGNEE, shop_clock, watched
from cases.workflow import DESK, STAFF, Note, State, Step, Tell, Turn, Workflow, register

STATES = {
    "unknown": State(
        _("Dicari pemiliknya"), _("Dicari pemiliknya"), Turn.SHOP, (shop_clock("identify", 2),),
        station=_("Dicari pemiliknya"),
    ),
    "matched": State(_("Pemilik ketemu"), _("Pemilik ketemu"), Turn.NOBODY, is_open=False),
    "sent_back": State(_("Dikirim balik"), _("Dikirim balik"), Turn.NOBODY, is_open=False),
    "kept": State(_("Disimpan, tanpa pemilik"), _("Disimpan, tanpa pemilik"), Turn.NOBODY, is_open=False),
}  # fmt: skip


def _reopen(source: str, records: tuple[str, ...] = ()) -> Step:
    return Step(
        "reopen", source, "unknown", DESK, _("Cari lagi pemiliknya"), _("Pemilik dicari lagi"), tone="quiet",
        note=Note.MUST, note_label=_("Kenapa dicari lagi"), tells=(Tell("staff_reopened", TO_ASSIGNEE),),
        records=records, consequence=(_("Kasus masuk lagi ke kotak masuk, jamnya mulai lagi."),),
    )  # fmt: skip


STEPS = (
    # It has an effect on another case, so it is not taken back by a tap.
    Step(
        "belongs", "unknown", "matched", STAFF, _("Pemiliknya ketemu"), _("Pemilik paket ditemukan"), tone="act",
        takes=("belongs_to",), note=Note.MUST, note_label=_("Milik siapa, tahunya dari mana"), page="parcel_owner",
        records=("give_to_case",), irreversible=True,
        consequence=(_("Paket dan fotonya dicatat di kasus pemiliknya. Kasus paket ini ditutup."),),
    ),
    Step(
        "send_back", "unknown", "sent_back", STAFF, _("Kirim balik ke pengirim"), _("Paket dikirim balik"),
        takes=("back_courier", "back_tracking_number"), note=Note.MUST, note_label=_("Dikirim ke siapa"),
        records=("parcel_out",), irreversible=True, consequence=(_("Kasus ditutup, bisa dibuka kembali."),),
    ),
    Step(
        "nobody", "unknown", "kept", DESK, _("Simpan, tidak ada pemiliknya"), _("Disimpan, pemilik tidak ketemu"),
        tone="quiet", note=Note.MUST, note_label=_("Disimpan di mana, sudah dicari ke mana"),
        consequence=(_("Kasus ditutup, bisa dibuka kembali."),),
    ),
    *watched("unknown"),
    _reopen("matched", ("take_back",)),
    _reopen("sent_back"),
    _reopen("kept"),
)  # fmt: skip

UNKNOWN = register(
    Workflow(
        kind="parcel_case",
        prefix="PK",
        label=_("Paket tak dikenal"),
        start="unknown",
        opened=Step(
            "submit", "", "unknown", STAFF, _("Catat paket"), _("Paket tak dikenal dicatat"),
            effect=lambda case, now: case.take_in(now), internal=True,
        ),
        states=STATES,
        steps=STEPS,
        searchable=("tracking_number", "back_tracking_number"),
        road=("unknown", "matched"),
        panel="remedies/parcels.html",
        icon="parcel",
        for_customer=False,
    )
)  # fmt: skip
