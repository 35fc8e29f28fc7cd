"""How an invoice is drawn up: lines, totals, and the customer's credit balance."""

from sandbox.stripe import ids
from sandbox.stripe.events import emit
from sandbox.stripe.money import written
from sandbox.stripe.paging import as_list
from sandbox.stripe.world import Body, World


def line(
    subscription: Body,
    item: Body,
    amount: int,
    *,
    start: int,
    end: int,
    words: str,
    proration: bool = False,
) -> Body:
    """One line for an item of a subscription over a stretch of time."""
    price = item["price"]
    details = {
        "invoice_item": None,
        "proration": proration,
        "proration_details": {"credited_items": None},
        "subscription": subscription["id"],
        "subscription_item": item["id"],
    }
    return {
        "id": ids.new("line_item"),
        "object": "line_item",
        "amount": amount,
        "currency": subscription["currency"],
        "description": words,
        "discount_amounts": [],
        "discountable": not proration,
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": dict(subscription["metadata"]),
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": details,
            "type": "subscription_item_details",
        },
        "period": {"start": start, "end": end},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": item["quantity"],
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }


def full_line(world: World, subscription: Body, item: Body) -> Body:
    """The price of the item's whole current period."""
    price = item["price"]
    name = world.get("product", price["product"])["name"]
    each = written(price["unit_amount"], price["currency"])
    recurring = price["recurring"]
    count = recurring["interval_count"]
    every = recurring["interval"] if count == 1 else f"{count} {recurring['interval']}s"
    return line(
        subscription,
        item,
        price["unit_amount"] * item["quantity"],
        start=item["current_period_start"],
        end=item["current_period_end"],
        words=f"{item['quantity']} \N{MULTIPLICATION SIGN} {name} (at {each} / {every})",
    )


def compose(
    world: World, subscription: Body, lines: list[Body], reason: str, period: tuple[int, int]
) -> Body:
    """An invoice that is not stored yet; the customer's balance is counted, not touched."""
    customer = world.get("customer", subscription["customer"])
    total = sum(each["amount"] for each in lines)
    balance = customer["balance"]
    # A negative balance is credit. What a negative total leaves over becomes credit.
    due = max(0, total + balance) if total > 0 else 0
    settings = {
        "default_mandate": None,
        "payment_method_options": None,
        "payment_method_types": None,
    }
    parent = {
        "metadata": dict(subscription["metadata"]),
        "subscription": subscription["id"],
    }
    return {
        "account_country": "US",
        "account_name": "Sandbox",
        "account_tax_ids": None,
        "amount_due": due,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_paid_off_stripe": 0,
        "amount_remaining": due,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "currency": subscription["currency"],
        "custom_fields": None,
        "customer": customer["id"],
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "default_tax_rates": [],
        "description": None,
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": as_list(lines, url=""),
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": {
            "quote_details": None,
            "subscription_details": parent,
            "type": "subscription_details",
        },
        "payment_settings": settings,
        "period_end": period[1],
        "period_start": period[0],
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": balance,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": total,
        "subtotal_excluding_tax": total,
        "test_clock": customer["test_clock"],
        "total": total,
        "total_discount_amounts": [],
        "total_excluding_tax": total,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": None,
    }


def draft(
    world: World, subscription: Body, lines: list[Body], reason: str, period: tuple[int, int]
) -> Body:
    """A stored draft, which is the subscription's latest invoice from now on."""
    invoice = world.create("invoice", compose(world, subscription, lines, reason, period))
    for each in invoice["lines"]["data"]:
        each["invoice"] = invoice["id"]
    invoice["lines"]["url"] = f"/v1/invoices/{invoice['id']}/lines"
    world.save(invoice)
    subscription["latest_invoice"] = invoice["id"]
    world.save(subscription)
    emit(world, "invoice.created", invoice)
    return invoice
