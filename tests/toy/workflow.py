"""How a request for a receipt moves."""

from cases import aftercare, moves
from cases.moves import TO_ASSIGNEE, awaited, customer_clock, days, shop_clock, watched
from cases.workflow import CUSTOMER, DESK, Note, State, Step, Tell, Turn, Workflow, register

STATES = {
    "submitted": State("Nota diminta", "Toko menyiapkan nota", Turn.SHOP, (shop_clock("answer", 1),)),
    "sent": State(
        "Nota dikirim", "Nota sudah dikirim, tolong diperiksa", Turn.CUSTOMER,
        (customer_clock("confirm", days(3), "close_by_silence", (50,)),),
    ),
    "closed": State("Selesai", "Selesai", Turn.NOBODY, (aftercare.follow_up(),), is_open=False),
}  # fmt: skip

STEPS = (
    Step(
        "send", "submitted", "sent", DESK, "Kirim nota", "Nota dikirim", tone="act", asks=("receipt_number",),
        note=Note.MAY, note_label="Pesan untuk pelanggan", files=True, tells=(Tell("receipt_sent"),),
        consequence=("Pelanggan diminta memeriksa notanya.",),
    ),
    *watched("submitted"),
    moves.confirm("sent", "Sudah benar", "Pelanggan: nota benar", "Kakak menyatakan nota benar"),
    Step(
        "wrong", "sent", "submitted", CUSTOMER, "Masih salah", "Pelanggan: nota salah", note=Note.MUST,
        done_public="Kakak mengabari nota salah", note_label="Apa yang salah",
        consequence=("Toko memperbaiki notanya.",), tells=(Tell("staff_reply", TO_ASSIGNEE),),
    ),
    *awaited("sent", "receipt_reminder"),
    moves.close_by_silence("sent", "receipt_closed"),
    *aftercare.after_care("closed", "submitted"),
)  # fmt: skip

RECEIPT = register(
    Workflow(
        kind="receipt_request",
        prefix="NT",
        label="Nota",
        start="submitted",
        opened=Step(
            "submit", "", "submitted", CUSTOMER | DESK, "Minta nota", "Nota diminta", tells=(Tell("receipt_submitted"),)
        ),
        states=STATES,
        steps=STEPS,
        road=("submitted", "sent", "closed"),
        shown=("made_out_to", "receipt_number"),
        searchable=("made_out_to", "receipt_number"),
        entry="receipt_form",
        invite="Minta nota",
        invite_hint="Nota pembelian atas nama Kakak atau kantor",
    )
)  # fmt: skip
