"""How Clara pays: by a card that ends in 4242."""

from commerce.payments import gateway, serializers, setups
from estuary.kernel.api.rooms import Several
from estuary.kernel.api.schemas import money

ORDER_ID = "d2b7c4e8-5f1a-4a63-8e9d-3c0b6f7a2e09"
PAYMENT_ID = "e7c5a9d3-1b4f-4d82-9f6a-8b2e0c3d7f10"
CARD = {"brand": "visa", "last4": "4242"}
REFUND = {
    "id": "f1d8b6a4-2c5e-4e97-8a3b-5d9c7f0e1a11",
    "status": "succeeded",
    "amount": money(8000, "usd"),
    "created_at": "2027-03-01T08:12:40Z",
    "completed_at": "2027-03-01T08:12:43Z",
}

_SAVED = {
    "id": "a4e9c7b5-3d6f-4fa8-9b4c-6e0d8a1f2b12",
    **CARD,
    "exp_month": 8,
    "exp_year": 2030,
    "is_default": True,
    "created_at": "2027-02-21T09:00:02Z",
}
_SETUP = {
    "id": "b5f0d8c6-4e7a-4ab9-8c5d-7f1e9b2a3c13",
    "status": "open",
    "client_secret": "seti_1Qa_secret_9dK",
    "publishable_key": "pk_test_estuary",
    "next_action": None,
    "failure_code": "",
    "failure_message": "",
    "method": None,
}

EXAMPLES = {
    serializers.PaymentCard: {
        "id": PAYMENT_ID,
        "status": "succeeded",
        "amount": money(8000, "usd"),
        "description": "Breathwork for sleep",
        "method": CARD,
        "failure_code": "",
        "failure_message": "",
        "order": ORDER_ID,
        "refunds": [REFUND],
        "created_at": "2027-02-22T19:30:05Z",
        "settled_at": "2027-02-22T19:31:17Z",
    },
    serializers.SavedMethod: _SAVED,
    serializers.MethodSetup: Several(
        {
            "just begun": _SETUP,
            "the card is saved": {
                **_SETUP,
                "status": "succeeded",
                "client_secret": None,
                "method": _SAVED,
            },
        }
    ),
    serializers.SettleMethod: {"payment_method": "pm_card_visa"},
}

DETAILS = {
    gateway.PaymentRefused: {"payment": ["insufficient_funds"]},
    setups.CardRefused: {"card": ["incorrect_cvc"]},
}
