"""Statements and transactions as files: a page to print, and tables for other programs."""

import csv
from collections.abc import Iterable
from io import StringIO

from django.template.loader import render_to_string

from commerce.earnings.statements import Statement, Sums, as_rows
from commerce.ledger.models import Posting
from estuary.kernel.money import display
from marketplace.models import User

# What the page may do: show its own style, and nothing more.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"

COLUMNS = {
    "gross_cents": "Gross",
    "refunded_cents": "Refunded",
    "commission_cents": "Commission",
    "fees_cents": "Fees",
    "net_cents": "Net",
    "payouts_cents": "Paid out",
}


def statement_page(told: Statement, *, user: User) -> bytes:
    """The whole page, in UTF-8."""
    rows = [
        (name, [display(getattr(sums, column), told.currency) for column in COLUMNS])
        for name, sums in as_rows(told)
    ]
    shown = {
        "year": told.year,
        "practitioner": user.practitioner.display_name,
        "columns": COLUMNS.values(),
        "months": rows[:-1],
        "total": rows[-1],
        "currency": told.currency.upper(),
    }
    return render_to_string("commerce/statement.html", shown).encode()


def statement_table(told: Statement) -> bytes:
    """The same as CSV, in cents."""
    return _csv(
        ["period", "currency", *COLUMNS],
        ([name, told.currency, *_figures(sums)] for name, sums in as_rows(told)),
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


def _figures(sums: Sums) -> list[int]:
    return [getattr(sums, column) for column in COLUMNS]


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
