"""What a customer fills in to complain: little at first, the rest where they want to."""

from datetime import datetime

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cases.entries import register_entry
from cases.forms import SENTENCES, IntakeForm
from cases.steps import register_step
from complaints.models import Complaint
from remedies.forms import AnswerForm, VoucherForm
from shops.forms.fields import LineField
from shops.models import Channel

TITLE = 60  # letters of the story that head the case until somebody puts it in one line

_CHAT = dict.fromkeys(("tokopedia", "tiktok", "shopee", "lazada"), Complaint.Source.CHAT)
SOURCES = {
    Channel.Kind.WEBSITE: Complaint.Source.FORM,
    Channel.Kind.WHATSAPP: Complaint.Source.WHATSAPP,
    Channel.Kind.INSTAGRAM: Complaint.Source.SOCIAL,
    Channel.Kind.COUNTER: Complaint.Source.COUNTER,
    Channel.Kind.PHONE: Complaint.Source.PHONE,
    **_CHAT,
}

register_step("complaint", "give_voucher", "propose_voucher")(VoucherForm)
register_step("complaint", "approve_voucher", "refuse_voucher")(AnswerForm)


@register_entry("complaint")
class ComplaintForm(IntakeForm):
    """Four questions and the consent; everything else may be left out."""

    order_number = LineField(
        label=_("Nomor pesanan"),
        max_length=60,
        required=False,
        help_text=_("Lihat di nota, chat, atau aplikasi belanja."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
        error_messages=SENTENCES,
    )
    category = forms.ChoiceField(
        label=_("Keluhan tentang"),
        choices=[("", _("Pilih satu")), *Complaint.Category.choices],
        error_messages={
            "required": _("Pilih keluhannya tentang apa."),
            "invalid_choice": _("Pilih salah satu dari pilihan yang ada."),
        },
    )
    description = forms.CharField(
        label=_("Ceritakan keluhannya"),
        max_length=4000,
        help_text=_("Apa yang terjadi, sejak kapan. Satu dua kalimat cukup."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=SENTENCES,
    )
    expected_solution = forms.CharField(
        label=_("Penyelesaian yang diharapkan"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=SENTENCES,
    )

    field_order = (
        "customer_name", "phone", "category", "description",
        "order_number", "email", "expected_solution", "consent",
    )  # fmt: skip

    def case_fields(self, now: datetime) -> dict:
        """The answers as the case keeps them; staff say through which channel the words came."""
        answers = self.cleaned_data
        channel = answers.get("channel")
        return {
            **super().case_fields(now),
            "title": Truncator(" ".join(answers["description"].split())).chars(TITLE),
            "order_number": answers["order_number"],
            "category": answers["category"],
            "source": SOURCES.get(channel.kind, Complaint.Source.OTHER) if channel else Complaint.Source.FORM,
            "description": answers["description"],
            "expected_solution": answers["expected_solution"],
        }

    @property
    def beside(self) -> list[forms.BoundField]:
        """What may be left out."""
        return [self[name] for name in ("order_number", "email", "expected_solution")]

    @property
    def shows_beside(self) -> bool:
        """Whether something of that is filled in or wrong, so that it must not be folded away."""
        return any(field.value() or field.errors for field in self.beside)
