"""Statements and transactions as files: a page to print, and tables for other programs."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from commerce.earnings.statements import Statement, Sums
from commerce.ledger.models import Posting
from estuary.kernel.money import display
from marketplace.models import User

# What the page may do: show its own style, and nothing more.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

COLUMNS = {
    "gross_cents": "Sold",
    "refunds_cents": "Given back",
    "commission_cents": "Commission",
    "fees_cents": "Membership",
    "net_cents": "Net",
    "payouts_cents": "Paid out",
}
# By whether it came back.
_PAID_OUT = {False: "Sent to your account", True: "Came back from your account"}


def statement_page(told: Statement, *, user: User, now: datetime) -> bytes:
    """The whole page, in UTF-8: a year that is over, or what is there of one that runs."""
    return render_to_string("commerce/statement.html", _shown(told, user, now)).encode()


def _shown(told: Statement, user: User, now: datetime) -> dict[str, Any]:
    def amount(cents: int) -> str:
        return display(cents, told.currency)

    def less(cents: int) -> str:
        return amount(-cents) if cents else amount(0)

    today = now.astimezone(UTC)
    runs = today.year == told.year
    begun = today.month if runs else 12
    sums = told.total
    return {
        "year": told.year,
        "seller": settings.SELLER_NAME,
        "address": settings.SELLER_ADDRESS,
        "tax_number": settings.SELLER_TAX_NUMBER,
        "buyer": [user.practitioner.display_name, user.email],
        "issued": _day(today),
        "runs": runs,
        "currency": told.currency.upper(),
        "net": amount(sums.net_cents),
        "sums": [
            ("Sold", amount(sums.gross_cents)),
            ("Given back to clients", less(sums.refunds_cents)),
            ("Commission", less(sums.commission_cents)),
            ("Membership fees", less(sums.fees_cents)),
        ],
        "balance": [
            (f"Owed to you on 1 January {told.year}", amount(told.opening_cents)),
            ("Earned, before membership fees", amount(sums.net_cents + sums.fees_cents)),
            ("Paid out", less(sums.payouts_cents)),
        ],
        "closing_label": "now" if runs else f"on 31 December {told.year}",
        "closing": amount(told.closing_cents),
        "columns": COLUMNS.values(),
        "months": [(_month(one), _cells(one)) for one in told.months[:begun]],
        "total": [amount(getattr(sums, column)) for column in COLUMNS],
        "payouts": [
            (_day(one.at), _PAID_OUT[one.amount_cents < 0], amount(one.amount_cents))
            for one in told.payouts
        ],
        "fees": [
            (_day(one.at), f"{one.invoice}: {one.description}", amount(one.amount_cents))
            for one in told.fees
        ],
    }


def _cells(sums: Sums) -> list[str]:
    """A month's figures; nothing is not shown as an amount, so that the eye finds what is one."""
    figures = [getattr(sums, column) for column in COLUMNS]
    return [display(cents, sums.currency) if cents else "–" for cents in figures]  # noqa: RUF001


def _month(sums: Sums) -> str:
    return f"{datetime.strptime(sums.period, '%Y-%m'):%B}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def statement_table(told: Statement) -> bytes:
    """Its months and the year as CSV, in cents."""
    return _csv(
        ["period", "currency", *COLUMNS],
        (
            [sums.period, sums.currency, *(getattr(sums, column) for column in COLUMNS)]
            for sums in (*told.months, told.total)
        ),
    )


def transaction_table(postings: Iterable[Posting]) -> bytes:
    """Transactions as CSV, in cents; what the practitioner gets is positive."""
    return _csv(
        ["posted_at", "account", "description", "amount_cents", "currency", "event"],
        (
            [
                one.entry.posted_at.isoformat(),
                one.account.kind,
                one.entry.description,
                -one.amount_cents,
                one.account.currency,
                one.entry.key,
            ]
            for one in postings
        ),
    )


def _csv(head: list[str], rows: Iterable[list[object]]) -> bytes:
    table = StringIO()
    writer = csv.writer(table)
    writer.writerow(head)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return table.getvalue().encode()


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula is marked as text."""
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@")):
        return f"'{cell}"
    return cell
