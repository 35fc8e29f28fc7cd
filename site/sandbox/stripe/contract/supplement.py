"""The one path the pruned description lacks: Stripe.js turns a card into a token with it."""

from typing import Any

_TEXT = {"type": "string", "maxLength": 5000}
_CARD_NAMES = [
    "number",
    "exp_month",
    "exp_year",
    "cvc",
    "name",
    "currency",
    "address_line1",
    "address_line2",
    "address_city",
    "address_state",
    "address_zip",
    "address_country",
]

TOKEN: dict[str, Any] = {
    "type": "object",
    "title": "Token",
    "required": ["created", "id", "livemode", "object", "type", "used"],
    "properties": {
        "id": _TEXT,
        "object": {"type": "string", "enum": ["token"]},
        "card": {"$ref": "#/components/schemas/card"},
        "client_ip": {**_TEXT, "nullable": True},
        "created": {"type": "integer"},
        "livemode": {"type": "boolean"},
        "type": _TEXT,
        "used": {"type": "boolean"},
    },
    "x-expandableFields": ["card"],
}

_ANSWER = {
    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/token"}}}}
}
_EXPAND = {"type": "array", "items": _TEXT}

PATHS: dict[str, Any] = {
    "/v1/tokens": {
        "post": {
            "requestBody": {
                "content": {
                    "application/x-www-form-urlencoded": {
                        "schema": {
                            "type": "object",
                            "additionalProperties": False,
                            "properties": {
                                "card": {
                                    "type": "object",
                                    "required": ["number", "exp_month", "exp_year"],
                                    "properties": dict.fromkeys(_CARD_NAMES, _TEXT),
                                },
                                "expand": _EXPAND,
                            },
                        }
                    }
                }
            },
            "responses": _ANSWER,
        }
    },
    "/v1/tokens/{token}": {
        "get": {
            "parameters": [{"in": "query", "name": "expand", "schema": _EXPAND}],
            "responses": _ANSWER,
        }
    },
}
