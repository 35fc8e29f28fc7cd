"""`/v1/balance_settings`, which the pruned description lacks: how an account is paid out."""

from typing import Any

from sandbox.stripe.contract.accounts_v2 import (
    ANYTHING,
    FLAG,
    TEXT,
    WHOLE,
    many,
    one_of,
    or_null,
    thing,
)

INTERVALS = one_of("daily", "manual", "monthly", "weekly")
ANSWER = thing(
    "object",
    "payments",
    object=one_of("balance_settings"),
    payments=thing(
        debit_negative_balances=or_null(FLAG),
        payouts=or_null(
            thing(
                "status",
                minimum_balance_by_currency=or_null(ANYTHING),
                schedule=or_null(
                    thing(
                        interval=or_null(INTERVALS),
                        monthly_payout_days=many(WHOLE),
                        weekly_payout_days=many(TEXT),
                    )
                ),
                statement_descriptor=or_null(TEXT),
                status=one_of("disabled", "enabled"),
            )
        ),
        settlement_timing=thing("delay_days", delay_days=WHOLE),
    ),
)
CHANGE = thing(
    expand=many(TEXT),
    payments=thing(
        debit_negative_balances=FLAG,
        payouts=thing(
            minimum_balance_by_currency=ANYTHING,
            schedule=thing(
                interval=INTERVALS,
                monthly_payout_days=many(WHOLE),
                weekly_payout_days=many(TEXT),
            ),
            statement_descriptor=TEXT,
        ),
        settlement_timing=ANYTHING,
    ),
)
RESPONSES = {"200": {"content": {"application/json": {"schema": ANSWER}}}}
FORM = "application/x-www-form-urlencoded"

PATHS: dict[str, Any] = {
    "/v1/balance_settings": {
        "get": {
            "parameters": [{"in": "query", "name": "expand", "schema": many(TEXT)}],
            "responses": RESPONSES,
        },
        "post": {
            "requestBody": {"content": {FORM: {"schema": CHANGE}}},
            "responses": RESPONSES,
        },
    }
}
