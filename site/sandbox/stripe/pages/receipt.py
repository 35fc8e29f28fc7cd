"""The receipt behind a charge's `receipt_url`."""

from sandbox.stripe.pages.markup import Markup, code, moment, money, page, text
from sandbox.stripe.world import Body


def receipt(charge: Body) -> str:
    """What was paid, with what, and what came back."""
    details = charge["payment_method_details"] or {}
    means = details.get(details.get("type", ""), {})
    lines = [
        ("Amount", money(charge["amount_captured"], charge["currency"])),
        ("Refunded", money(charge["amount_refunded"], charge["currency"])),
        ("Paid with", text(f"{means.get('brand', 'bank account')} ending in {means.get('last4')}")),
        ("Date", moment(charge["created"])),
        ("Charge", code(charge["id"])),
    ]
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in lines)
    words = text(charge["description"])
    return page(
        "Receipt",
        Markup(
            f'<div class="card"><h1>Receipt</h1><p class="soft">{words}</p><dl>{listed}</dl></div>'
        ),
        small=True,
    )
