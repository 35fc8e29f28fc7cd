"""A receipt as a page to print: one file with its style inside, which asks for nothing else."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string

from commerce.receipts.models import Receipt
from commerce.receipts.states import ReceiptKind
from estuary.kernel.money import display

# What the page may do: show its own style, and nothing more.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def page(receipt: Receipt) -> bytes:
    """The whole page, in UTF-8."""
    return render_to_string("commerce/receipt.html", _shown(receipt)).encode()


def _shown(receipt: Receipt) -> dict[str, Any]:
    def amount(cents: int) -> str:
        return display(cents, receipt.currency)

    is_note = receipt.kind == ReceiptKind.CREDIT_NOTE
    sums = [
        ("Subtotal", amount(receipt.subtotal_cents), receipt.discount_cents or receipt.tax_cents),
        ("Discount", amount(-receipt.discount_cents), receipt.discount_cents),
        ("Tax", amount(receipt.tax_cents), True),
    ]
    return {
        "title": receipt.get_kind_display(),
        "number": receipt.number,
        "corrects": receipt.corrects.number if receipt.corrects else "",
        "order": receipt.order.number,
        "issued": _day(receipt.issued_at.astimezone(UTC)),
        "seller": receipt.seller,
        "buyer": [part for part in (receipt.buyer_name, receipt.buyer_email) if part],
        "lines": [_line(line, receipt.currency) for line in receipt.lines],
        "sums": [(label, said) for label, said, counts in sums if counts],
        "total_label": "Total given back" if is_note else "Total",
        "total": amount(receipt.total_cents),
        "currency": receipt.currency.upper(),
        "paid": _paid(receipt, is_note=is_note),
    }


def _paid(receipt: Receipt, *, is_note: bool) -> list[tuple[str, str]]:
    """With what it was paid, or to where it went back."""
    card = receipt.paid_with or "Card"
    ways = [
        ("Paid with credits", receipt.credits_applied_cents),
        (f"Given back to {card}" if is_note else f"Paid with {card}", receipt.paid_cents),
    ]
    return [(label, display(cents, receipt.currency)) for label, cents in ways if cents]


def _line(line: dict[str, Any], currency: str) -> dict[str, Any]:
    return {
        "title": line["title"],
        "detail": ", ".join(part for part in (_with(line), _when(line)) if part),
        "quantity": line["quantity"],
        "unit_price": display(line["unit_price_cents"], currency),
        # Before its discount: discounts are told once, among the sums.
        "amount": display(line["total_cents"] + line["discount_cents"], currency),
    }


def _with(line: dict[str, Any]) -> str:
    return f"with {line['practitioner']}" if line["practitioner"] else ""


def _when(line: dict[str, Any]) -> str:
    if not line["starts_at"]:
        return ""
    local = datetime.fromisoformat(line["starts_at"]).astimezone(ZoneInfo(line["timezone"]))
    return f"{_day(local)}, {local:%H:%M} ({line['timezone']})"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"
