"""Parts of Billing that the pruned description lacks: schedules and the payments of invoices.

The parameters are written by hand after the official library's; the objects in the answers are
Stripe's own schemas, which the pruned file has.
"""

from typing import Any

from sandbox.stripe.contract.accounts_v2 import FLAG, TEXT, WHOLE, Schema, many, one_of, thing

FORM = "application/x-www-form-urlencoded"
METADATA: Schema = {"type": "object", "additionalProperties": TEXT}
MOMENT: Schema = {"anyOf": [one_of("now"), WHOLE]}
RANGE: Schema = {"anyOf": [thing(gt=WHOLE, gte=WHOLE, lt=WHOLE, lte=WHOLE), WHOLE]}
EXPAND = many(TEXT)
PRORATION = one_of("always_invoice", "create_prorations", "none")
END = one_of("cancel", "none", "release", "renew")
PHASE = thing(
    "items",
    billing_cycle_anchor=one_of("automatic", "phase_start"),
    collection_method=one_of("charge_automatically", "send_invoice"),
    currency=TEXT,
    default_payment_method=TEXT,
    description=TEXT,
    duration=thing(
        "interval", interval=one_of("day", "month", "week", "year"), interval_count=WHOLE
    ),
    end_date=MOMENT,
    items=many(thing(metadata=METADATA, price=TEXT, quantity=WHOLE)),
    metadata=METADATA,
    proration_behavior=PRORATION,
    start_date=MOMENT,
    trial=FLAG,
    trial_end=MOMENT,
)
CREATE = thing(
    customer=TEXT,
    end_behavior=END,
    expand=EXPAND,
    from_subscription=TEXT,
    metadata=METADATA,
    phases=many(PHASE),
    start_date=MOMENT,
)
UPDATE = thing(
    end_behavior=END,
    expand=EXPAND,
    metadata=METADATA,
    phases=many(PHASE),
    proration_behavior=PRORATION,
)
PAGE: dict[str, Schema] = {
    "created": RANGE,
    "ending_before": TEXT,
    "expand": EXPAND,
    "limit": WHOLE,
    "starting_after": TEXT,
}


def _of(kind: str) -> Schema:
    return {"$ref": f"#/components/schemas/{kind}"}


def _listed(kind: str) -> Schema:
    names = ("data", "has_more", "object", "url")
    return thing(*names, data=many(_of(kind)), has_more=FLAG, object=one_of("list"), url=TEXT) | {
        "x-expandableFields": ["data"]
    }


def _answer(schema: Schema) -> dict[str, Any]:
    return {"200": {"content": {"application/json": {"schema": schema}}}}


def _query(answer: Schema, **query: Schema) -> dict[str, Any]:
    fields = [{"in": "query", "name": name, "schema": schema} for name, schema in query.items()]
    return {"parameters": fields, "responses": _answer(answer)}


def _write(answer: Schema, body: Schema) -> dict[str, Any]:
    return {"requestBody": {"content": {FORM: {"schema": body}}}, "responses": _answer(answer)}


SCHEDULE = _of("subscription_schedule")
PAYMENT = thing(
    "type",
    payment_intent=TEXT,
    payment_record=TEXT,
    type=one_of("payment_intent", "payment_record"),
)
PATHS: dict[str, Any] = {
    "/v1/subscription_schedules": {
        "get": _query(
            _listed("subscription_schedule"),
            **PAGE,
            canceled_at=RANGE,
            completed_at=RANGE,
            customer=TEXT,
            released_at=RANGE,
            scheduled=FLAG,
        ),
        "post": _write(SCHEDULE, CREATE),
    },
    "/v1/subscription_schedules/{schedule}": {
        "get": _query(SCHEDULE, expand=EXPAND),
        "post": _write(SCHEDULE, UPDATE),
    },
    "/v1/subscription_schedules/{schedule}/cancel": {
        "post": _write(SCHEDULE, thing(expand=EXPAND, invoice_now=FLAG, prorate=FLAG))
    },
    "/v1/subscription_schedules/{schedule}/release": {
        "post": _write(SCHEDULE, thing(expand=EXPAND, preserve_cancel_date=FLAG))
    },
    "/v1/invoice_payments": {
        "get": _query(
            _listed("invoice_payment"),
            **PAGE,
            invoice=TEXT,
            payment=PAYMENT,
            status=one_of("canceled", "open", "paid"),
        )
    },
    "/v1/invoice_payments/{invoice_payment}": {
        "get": _query(_of("invoice_payment"), expand=EXPAND)
    },
}
