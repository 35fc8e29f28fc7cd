"""Every operation the sandbox plays, by its name in Stripe's description."""

from collections.abc import Callable

from sandbox.stripe.operation import Operation
from sandbox.stripe.resources import (
    balance,
    charges,
    charging,
    confirmation,
    customers,
    events,
    payment_intents,
    payment_methods,
    refunds,
    setup_intents,
    tokens,
    webhook_endpoints,
)
from sandbox.stripe.world import World

OPERATIONS: dict[str, Operation] = {
    "GET /v1/balance": balance.retrieve,
    "GET /v1/balance_transactions": balance.transactions,
    "GET /v1/balance_transactions/{id}": balance.transaction,
    "GET /v1/charges": charges.listed,
    "GET /v1/charges/{charge}": charges.retrieve,
    "POST /v1/charges/{charge}": charges.update,
    "GET /v1/charges/{charge}/refunds": refunds.listed_of_charge,
    "GET /v1/customers": customers.listed,
    "POST /v1/customers": customers.create,
    "GET /v1/customers/{customer}": customers.retrieve,
    "POST /v1/customers/{customer}": customers.update,
    "DELETE /v1/customers/{customer}": customers.delete,
    "GET /v1/customers/{customer}/payment_methods": payment_methods.listed_of_customer,
    "GET /v1/customers/{customer}/payment_methods/{payment_method}": (
        payment_methods.retrieve_of_customer
    ),
    "GET /v1/events": events.listed,
    "GET /v1/events/{id}": events.retrieve,
    "GET /v1/payment_intents": payment_intents.listed,
    "POST /v1/payment_intents": payment_intents.create,
    "GET /v1/payment_intents/{intent}": payment_intents.retrieve,
    "POST /v1/payment_intents/{intent}": payment_intents.update,
    "POST /v1/payment_intents/{intent}/confirm": payment_intents.confirm,
    "POST /v1/payment_intents/{intent}/capture": payment_intents.capture,
    "POST /v1/payment_intents/{intent}/cancel": payment_intents.cancel,
    "GET /v1/payment_methods": payment_methods.listed,
    "POST /v1/payment_methods": payment_methods.create,
    "GET /v1/payment_methods/{payment_method}": payment_methods.retrieve,
    "POST /v1/payment_methods/{payment_method}": payment_methods.update,
    "POST /v1/payment_methods/{payment_method}/attach": payment_methods.attach,
    "POST /v1/payment_methods/{payment_method}/detach": payment_methods.detach,
    "GET /v1/refunds": refunds.listed,
    "POST /v1/refunds": refunds.create,
    "GET /v1/refunds/{refund}": refunds.retrieve,
    "POST /v1/refunds/{refund}": refunds.update,
    "POST /v1/refunds/{refund}/cancel": refunds.cancel,
    "GET /v1/setup_intents": setup_intents.listed,
    "POST /v1/setup_intents": setup_intents.create,
    "GET /v1/setup_intents/{intent}": setup_intents.retrieve,
    "POST /v1/setup_intents/{intent}": setup_intents.update,
    "POST /v1/setup_intents/{intent}/confirm": setup_intents.confirm,
    "POST /v1/setup_intents/{intent}/cancel": setup_intents.cancel,
    "POST /v1/tokens": tokens.create,
    "GET /v1/tokens/{token}": tokens.retrieve,
    "GET /v1/webhook_endpoints": webhook_endpoints.listed,
    "POST /v1/webhook_endpoints": webhook_endpoints.create,
    "GET /v1/webhook_endpoints/{webhook_endpoint}": webhook_endpoints.retrieve,
    "POST /v1/webhook_endpoints/{webhook_endpoint}": webhook_endpoints.update,
    "DELETE /v1/webhook_endpoints/{webhook_endpoint}": webhook_endpoints.delete,
}

# What the sandbox does by itself when its time has come.
JOBS: dict[str, Callable[[World, str], None]] = {
    "bank_clears": confirmation.bank_clears,
    "refund_becomes_final": refunds.become_final,
    "settle": charging.settle_later,
}
