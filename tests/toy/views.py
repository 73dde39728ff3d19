"""The public form of a request for a receipt."""

from cases.views.intake import IntakeView
from tests.toy.forms import ReceiptForm


class ReceiptFormView(IntakeView):
    """/toko/<slug>/nota/"""

    kind = "receipt_request"
    form_class = ReceiptForm
    template_name = "toy/form.html"
