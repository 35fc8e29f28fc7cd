"""The list of guards: what keeps money and time right, and the test that turns red without it.

A constraint that is in the table `REFUSED` of a room's `test_models.py` is known by that; the
others are here. `python3 manage.py prove B3` switches each off in turn, and writes docs/guards.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from tests.prove import mutations

ROOT = Path(__file__).parents[2]
PAGE = "docs/guards.md"
APPS = ("kernel", "marketplace", "commerce", "live", "cms")
TITLES = {
    "marketplace": "In the database: who offers what",
    "commerce": "In the database: time and money",
    "kernel": "In the database: facts and keys",
    "live": "In the database: what people are told",
    "cms": "In the database: words and pictures",
}
HEAD = """\
# Guards

What keeps money and time right when code, people or the network do not, and the test that turns red
without it. `python3 manage.py prove B3` switches each off in turn (constraints in the test's own
database, code in a copy of the checkout), and writes this list, from the models, from `guards.py`
and from `mutations` in `tests/prove`. Tests are under `tests/integration/`.
"""
TRIGGERS = {
    "commission_bracket_joins_before_its_schedule_applies": "commerce_commissionbracket",
    "commission_bracket_leaves_its_schedule_whole": "commerce_commissionbracket",
    "commission_bracket_never_changes_once_it_applies": "commerce_commissionbracket",
    "commission_schedule_begins_later": "commerce_commissionschedule",
    "commission_schedule_is_whole": "commerce_commissionschedule",
    "commission_schedule_never_changes_once_it_applies": "commerce_commissionschedule",
    "entry_balances": "commerce_posting",
    "entry_never_changes": "commerce_entry",
    "posting_never_changes": "commerce_posting",
    "receipt_never_changes": "commerce_receipt",
    "package_terms_never_change": "marketplace_packageterms",
    "package_item_never_changes": "marketplace_packageitem",
    "sale_never_changes": "commerce_sale",
    "service_terms_never_change": "marketplace_serviceterms",
}

_BOOKINGS = "tests/integration/commerce/bookings"
_CHECKOUT = "tests/integration/commerce/checkout"
_CREDITS = "tests/integration/commerce/credits"
_DISPUTES = "tests/integration/commerce/disputes"
_EARNINGS = "tests/integration/commerce/earnings"
_ENTITLEMENTS = "tests/integration/commerce/entitlements"
_LEDGER = "tests/integration/commerce/ledger"
_MEMBERSHIPS = "tests/integration/commerce/memberships"
_PAYMENTS = "tests/integration/commerce/payments"
_PAYOUTS = "tests/integration/commerce/payouts"
_RECEIPTS = "tests/integration/commerce/receipts"
_CATALOGUE = "tests/integration/marketplace/catalogue"
_PACKAGES = "tests/integration/marketplace/packages"

# A function with many cases: those whose name has the constraint in it, or all of them.
ELSEWHERE = {
    "marketplace_formerpractitionerslug.slug": (
        "tests/integration/marketplace/test_former_slugs.py"
        "::test_the_database_refuses_a_former_slug_of_two"
    ),
    "marketplace_formerserviceslug.slug": (
        "tests/integration/marketplace/test_former_slugs.py"
        "::test_the_database_refuses_a_former_slug_of_two_services"
    ),
    "gone_address_once": (
        "tests/integration/cms/changes/test_operations.py"
        "::test_the_database_refuses_an_address_that_is_gone_twice"
    ),
    "commission_bracket_joins_before_its_schedule_applies": (
        f"{_EARNINGS}/test_operations.py::test_nothing_is_added_to_rates_that_apply_already"
    ),
    "commission_bracket_leaves_its_schedule_whole": (
        f"{_EARNINGS}/test_operations.py::test_no_change_leaves_open_which_rate_applies"
    ),
    "commission_schedule_begins_later": (
        f"{_EARNINGS}/test_operations.py::test_the_database_refuses_rates_that_begin_in_the_past"
    ),
    "commission_schedule_is_whole": (
        f"{_EARNINGS}/test_operations.py::test_the_database_refuses_rates_with_gaps"
    ),
    **dict.fromkeys(
        (
            "commission_bracket_never_changes_once_it_applies",
            "commission_schedule_never_changes_once_it_applies",
            "sale_never_changes",
        ),
        f"{_EARNINGS}/test_operations.py::test_what_applies_already_is_neither_changed_nor_deleted",
    ),
    "package_on_sale_has_terms": (
        f"{_PACKAGES}/test_operations.py::test_the_database_refuses_to_sell_without_terms"
    ),
    **dict.fromkeys(
        (
            "package_terms_price_is_payable",
            "package_terms_cost_no_more_than_their_parts",
            "package_terms_are_valid_for_a_while",
        ),
        f"{_PACKAGES}/test_operations.py::test_the_database_refuses_terms_that_make_no_sense",
    ),
    **dict.fromkeys(
        ("package_item_service_once", "package_item_holds_some"),
        f"{_PACKAGES}/test_operations.py::test_the_database_refuses_contents_that_make_no_sense",
    ),
    "session_never_overlaps": (
        f"{_CHECKOUT}/test_races.py::test_the_database_itself_refuses_an_overlap"
    ),
    "session_never_oversold": (
        f"{_BOOKINGS}/test_seats.py::test_the_database_itself_refuses_one_seat_too_many"
    ),
    "session_planned_is_never_held": (
        f"{_BOOKINGS}/test_planning.py::test_the_database_refuses_a_planned_session_that_could_lapse"
    ),
    "session_number_once_in_its_series": (
        f"{_BOOKINGS}/test_planning.py"
        "::test_the_database_refuses_two_sessions_of_one_number_in_a_series"
    ),
    "booking_of_a_course_sits_in_its_parts": (
        f"{_CHECKOUT}/test_courses.py"
        "::test_the_database_refuses_a_course_that_sits_somewhere_itself"
    ),
    **dict.fromkeys(
        (
            "waitlist_waits_for_a_session_or_a_day",
            "waitlist_offers_something_until_a_deadline",
            "waitlist_waits_for_a_seat",
            "waitlist_booked_exactly_with_its_booking",
        ),
        f"{_BOOKINGS}/test_line.py::test_a_place_in_line_makes_sense",
    ),
    "waitlist_once_in_line_for_a_session": (
        f"{_BOOKINGS}/test_line.py::test_nobody_stands_twice_in_the_line_for_one_session"
    ),
    "commerce_waitlistentry.booking_id": (
        f"{_BOOKINGS}/test_line.py::test_a_place_that_was_booked_has_its_booking"
    ),
    "waitlist_once_in_line_for_a_day": (
        f"{_BOOKINGS}/test_waitlist.py::test_nobody_stands_twice_in_the_line_for_one_day"
    ),
    "waitlist_time_of_a_day_offered_once": (
        f"{_BOOKINGS}/test_waitlist.py::test_one_time_is_not_offered_to_two"
    ),
    "booking_has_a_seat": (
        f"{_BOOKINGS}/test_seats.py::test_the_database_refuses_a_booking_without_a_seat"
    ),
    "booking_seat_once": (
        f"{_BOOKINGS}/test_seats.py::test_the_database_refuses_two_people_in_one_seat"
    ),
    "booking_seat_is_counted": (
        f"{_BOOKINGS}/test_seats.py::test_the_database_refuses_a_seat_that_is_not_counted"
    ),
    **dict.fromkeys(
        (
            "credit_lot_is_of_something",
            "credit_lot_remains_within_amount",
            "credit_lot_of_promotion_expires",
            "credit_lot_source_is_known",
        ),
        f"{_CREDITS}/test_operations.py::test_a_lot_that_cannot_be_is_refused",
    ),
    **dict.fromkeys(
        (
            "credit_use_is_of_something",
            "credit_use_gives_back_at_most_what_was_spent",
            "credit_use_has_its_time_exactly_when_spent",
        ),
        f"{_CREDITS}/test_operations.py::test_a_use_that_cannot_be_is_refused",
    ),
    "credit_use_once_per_reference_and_lot": (
        f"{_CREDITS}/test_operations.py::test_a_lot_pays_for_one_reference_once"
    ),
    **dict.fromkeys(
        (
            "credit_transfer_is_of_something",
            "credit_transfer_has_its_time_exactly_when_accepted",
        ),
        f"{_CREDITS}/test_transfers.py::test_a_transfer_that_cannot_be_is_refused",
    ),
    "commerce_creditlot.key": (
        f"{_CREDITS}/test_models.py::test_the_database_refuses_two_lots_of_one_event"
    ),
    **dict.fromkeys(
        ("entitlement_gives_back_no_more_than_its_price", "entitlement_status_is_known"),
        f"{_ENTITLEMENTS}/test_selling.py"
        "::test_the_database_refuses_an_entitlement_that_makes_no_sense",
    ),
    **dict.fromkeys(
        (
            "entitlement_unit_position_once",
            "entitlement_unit_is_booked_or_not",
            "entitlement_unit_settled_at_some_time",
        ),
        f"{_ENTITLEMENTS}/test_selling.py::test_the_database_refuses_units_that_make_no_sense",
    ),
    "saved_card_one_default_per_user": (
        f"{_PAYMENTS}/test_saved_cards.py::test_the_database_itself_refuses_two_defaults"
    ),
    "saved_card_is_no_default_once_detached": (
        f"{_PAYMENTS}/test_saved_cards.py::test_the_database_itself_refuses_a_default_that_is_gone"
    ),
    "card_setup_known_to_provider_unless_planned": (
        f"{_PAYMENTS}/test_saving_a_card.py"
        "::test_the_database_itself_refuses_a_form_the_provider_does_not_know"
    ),
    "card_setup_has_a_card_only_when_succeeded": (
        f"{_PAYMENTS}/test_saving_a_card.py"
        "::test_the_database_itself_refuses_a_card_before_the_success"
    ),
    "promotion_code_is_in_capitals": (
        "tests/integration/commerce/promotions/test_offering.py"
        "::test_no_two_codes_differ_by_capitals_only"
    ),
    "promotion_is_a_percentage_or_an_amount": (
        "tests/integration/commerce/promotions/test_operations.py"
        "::test_the_database_wants_a_percentage_or_an_amount"
    ),
    **dict.fromkeys(
        (
            "receipt_serial_once_a_year",
            "receipt_serial_from_one",
            "receipt_credit_note_has_its_refund",
            "receipt_adds_up",
            "commerce_receipt.number",
        ),
        f"{_RECEIPTS}/test_operations.py::test_the_database_refuses_a_receipt_that_cannot_be",
    ),
    "receipt_once_per_order": (
        f"{_RECEIPTS}/test_operations.py::test_the_database_refuses_a_second_receipt_of_an_order"
    ),
    "commerce_receipt.refund_id": (
        f"{_RECEIPTS}/test_operations.py::test_the_database_refuses_a_second_credit_note_of_a_refund"
    ),
    "entry_balances": (
        f"{_LEDGER}/test_operations.py"
        "::test_the_database_itself_refuses_an_entry_that_does_not_add_up"
    ),
    **dict.fromkeys(
        ("entry_never_changes", "posting_never_changes"),
        f"{_LEDGER}/test_operations.py::test_the_books_are_never_changed",
    ),
    "receipt_never_changes": f"{_RECEIPTS}/test_operations.py::test_a_receipt_never_changes",
    **dict.fromkeys(
        ("package_terms_never_change", "package_item_never_changes"),
        f"{_PACKAGES}/test_operations.py::test_terms_never_change",
    ),
    "service_terms_never_change": f"{_CATALOGUE}/test_models.py::test_terms_never_change",
}

# The rules of check_money: what breaks each must be found, so its silence turns a test red.
RULES = {
    **dict.fromkeys(
        (
            "what was sold is shared out",
            "earnings in the books are those not paid out",
            "commission in the books is that of the earnings",
        ),
        f"{_EARNINGS}/test_audit.py::test_earnings_tampered_with_are_found",
    ),
    "what is due is released": (
        f"{_EARNINGS}/test_audit.py::test_what_was_not_released_in_time_is_found"
    ),
    "the commission of a line is that of its sale": (
        f"{_EARNINGS}/test_audit.py::test_a_line_with_another_commission_than_its_sale_is_found"
    ),
    **dict.fromkeys(
        (
            "every entry moves something",
            "a paid order has its money",
            "settled money has its order, or goes back",
            "a firm seat is paid for",
            "a paid seat is firm",
            "an unpaid hold does not stay",
            "an open seat has its time",
            "the clearing account is what the provider holds",
        ),
        f"{_CHECKOUT}/test_audit.py::test_a_paid_order_tampered_with_is_found",
    ),
    **dict.fromkeys(
        ("an active member has a plan", "membership fees are the paid invoices"),
        f"{_MEMBERSHIPS}/test_hearing.py::test_what_is_tampered_with_is_found",
    ),
    "what was asked of a membership comes to an end": (
        f"{_MEMBERSHIPS}/test_changing.py::test_a_change_that_comes_to_no_end_is_found"
    ),
    **dict.fromkeys(
        ("refunds stay within their payment", "a refund comes to an end"),
        f"{_CHECKOUT}/test_audit.py::test_a_refund_tampered_with_is_found",
    ),
    **dict.fromkeys(
        ("credits in the books are in lots", "a lot is there, held, spent or expired"),
        f"{_CHECKOUT}/test_audit.py::test_credits_tampered_with_are_found",
    ),
    "every entry adds up to zero": (
        f"{_CHECKOUT}/test_audit.py::test_an_entry_that_does_not_add_up_is_found"
    ),
    "seats taken are the seats of the bookings": (
        f"{_CHECKOUT}/test_audit.py::test_a_seat_that_nobody_sits_in_is_found"
    ),
    "refunds due are the refunds not yet paid": (
        f"{_CHECKOUT}/test_audit.py::test_a_promise_without_a_refund_is_found"
    ),
    **dict.fromkeys(
        (
            "what moved at the provider is in the books",
            "what the books say has moved at the provider",
            "an event of the provider is handled",
        ),
        "tests/integration/commerce/reconciliation/test_audit.py"
        "::test_what_is_not_as_the_provider_says_is_found",
    ),
    "a course is its sessions": (
        f"{_CHECKOUT}/test_courses.py::test_a_course_that_is_not_its_sessions_is_found"
    ),
    "refunded units are paid back by their order": (
        f"{_CHECKOUT}/test_audit.py::test_units_refunded_without_their_order_are_found"
    ),
    "units owed are the units not yet used": (
        f"{_ENTITLEMENTS}/test_ending.py"
        "::test_units_sold_without_money_or_in_another_currency_are_found"
    ),
    **dict.fromkeys(
        (
            "the units of an entitlement add up to its price",
            "refunded units add up to what was given back",
            "a redeemed unit has its booking",
            "the unit of a session that was held is earned",
            "an entitlement is active while a unit is open",
            "an open unit expires in time",
        ),
        f"{_ENTITLEMENTS}/test_ending.py::test_what_is_tampered_with_is_found",
    ),
    **dict.fromkeys(
        (
            "what is in payouts is what is open",
            "the clearing account knows what was sent",
            "a payout is its earnings",
            "an earning is where its payout is",
            "a payout comes to an end",
        ),
        f"{_PAYOUTS}/test_audit.py::test_a_payout_tampered_with_is_found",
    ),
    "a sent payout has its transfer": (
        f"{_PAYOUTS}/test_audit.py::test_a_sent_payout_without_its_transfer_is_found"
    ),
    **dict.fromkeys(
        (
            "banks hold what is disputed",
            "disputes moved what the provider says",
            "what is disputed is held back",
            "refunds wait while their payment is disputed",
        ),
        f"{_DISPUTES}/test_audit.py::test_an_open_dispute_tampered_with_is_found",
    ),
    **dict.fromkeys(
        ("only what is disputed is held back", "a dispute that is over is settled"),
        f"{_DISPUTES}/test_audit.py::test_a_dispute_that_is_won_and_tampered_with_is_found",
    ),
    **dict.fromkeys(
        (
            "a lost dispute is taken back from its sale",
            "a lost dispute lost what the bank took",
        ),
        f"{_DISPUTES}/test_audit.py::test_a_lost_dispute_tampered_with_is_found",
    ),
    "a paid order has its receipt": (
        f"{_RECEIPTS}/test_audit.py::test_papers_are_missed_once_they_had_time_to_come"
    ),
    **dict.fromkeys(
        (
            "money given back has its credit note",
            "a receipt says what was paid",
            "numbers of receipts have no gaps",
            "credit notes stay within their receipt",
        ),
        f"{_RECEIPTS}/test_audit.py::test_papers_tampered_with_are_found",
    ),
}


@dataclass(frozen=True)
class Constraint:
    """Something the database refuses: its name (a unique column is `table.column`), and where."""

    name: str
    kind: str
    table: str


def constraints() -> list[Constraint]:
    """Every constraint of every model of ours, every unique column, and every trigger."""
    found = [
        one
        for label in APPS
        for model in apps.get_app_config(label).get_models()
        for one in _of(model)
    ]
    return found + [Constraint(name, "trigger", table) for name, table in TRIGGERS.items()]


def _of(model: type[Model]) -> Iterator[Constraint]:
    table = model._meta.db_table
    for constraint in model._meta.constraints:
        kind = type(constraint).__name__.removesuffix("Constraint").lower()
        yield Constraint(constraint.name, kind, table)
    for field in model._meta.local_fields:
        # A public id is drawn at random: that it is unique is not something to be tried.
        if field.unique and not field.primary_key and field.name != "public_id":
            yield Constraint(f"{table}.{field.column}", "unique", table)


def of_constraints() -> dict[str, str]:
    """By the name of each constraint: the test that turns red without it."""
    found = dict(ELSEWHERE)
    for path in sorted((ROOT / "tests/integration").rglob("test_models.py")):
        place = path.relative_to(ROOT)
        module = import_module(".".join(place.with_suffix("").parts))
        for name in getattr(module, "REFUSED", {}):
            found[name] = f"{place.as_posix()}::test_the_database_refuses"
    return found


def in_process() -> dict[str, str]:
    """What can be switched off in a running test, with the test: constraints and rules."""
    return of_constraints() | RULES


def page() -> str:
    """docs/guards.md: the whole list."""
    named, lines = of_constraints(), [HEAD]
    for label, title in TITLES.items():
        lines += [
            f"## {title}",
            "",
            "| constraint | kind | on | test |",
            "| --- | --- | --- | --- |",
        ]
        lines += sorted(
            f"| `{one.name}` | {one.kind} | `{one.table}` | `{_short(named[one.name])}` |"
            for one in constraints()
            if one.table.startswith(f"{label}_")
        )
        lines.append("")
    lines += ["## In the code", "", "| guard | in | test |", "| --- | --- | --- |"]
    lines += [
        f"| {one.guard} | `{one.file}` | `{_short(one.test)}` |" for one in mutations.MUTATIONS
    ]
    lines += ["", "## Rules of `check_money`", "", "| rule | test |", "| --- | --- |"]
    lines += [f"| {rule} | `{_short(test)}` |" for rule, test in RULES.items()]
    return "\n".join(lines) + "\n"


def _short(test: str) -> str:
    return test.removeprefix("tests/integration/")
