"""The paper of Clara's session with Ana."""

from commerce.payments.examples import ORDER_ID
from commerce.receipts import serializers
from estuary.kernel.api.schemas import money

_NOTHING, _PRICE = money(0, "usd"), money(8000, "usd")
_CARD = {
    "id": "e734c519-b206-494e-925f-d6a2b4b39526",
    "number": "R-2027-000037",
    "kind": "receipt",
    "order": ORDER_ID,
    "corrects": None,
    "issued_at": "2027-02-22T19:31:20Z",
    "total": _PRICE,
}

EXAMPLES = {
    serializers.ReceiptCard: _CARD,
    serializers.ReceiptDetail: {
        **_CARD,
        "lines": [
            {
                "title": "Breathwork for sleep",
                "practitioner": "Ana Reis",
                "start_time": "2027-03-02T09:00:00Z",
                "timezone": "Europe/Lisbon",
                "quantity": 1,
                "unit_price": _PRICE,
                "discount": _NOTHING,
                "total": _PRICE,
            }
        ],
        "subtotal": _PRICE,
        "discount": _NOTHING,
        "tax": _NOTHING,
        "credits_applied": _NOTHING,
        "paid": _PRICE,
        "paid_with": "Visa ending in 4242",
        "buyer": {"name": "Clara Moreira", "email": "clara@example.org"},
        "seller": {"name": "Estuary", "address": "Rua do Cais 1, Lisbon", "tax_number": ""},
    },
}
