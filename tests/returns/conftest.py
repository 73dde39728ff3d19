"""Budi's answers on the return form."""

import pytest


@pytest.fixture
def answers():
    """Exactly the promised names, filled in as Budi would."""
    return {
        "order_number": "INV/20261120/MPL/4711",
        "customer_name": "Budi Santoso",
        "phone": "0812-3456-7890",
        "email": "budi@mail.test",
        "kind": "return_refund",
        "reason": "damaged",
        "description": "Jahitan lengan kanan sobek waktu paket dibuka.",
        "wanted_variant": "",
        "consent": "on",
    }
