"""Accounts, time and money: a line for each route and method."""

from typing import Any

from marketplace.models import User
from tests.factories.accounts import PASSWORD
from tests.integration.routes.line import (
    ADA,
    ANYBODY,
    BOTH,
    NONE,
    SIGNED_IN,
    Line,
    ada,
    ann,
    anybody,
    practitioners,
    signed_in,
    touches,
)
from tests.integration.routes.world import World


def unverified(world: World) -> None:
    """Ann has not verified her address yet."""
    User.objects.filter(pk=world.ours.client.pk).update(is_verified=False)


PACKAGE = {
    "title": "Five nights", "price_cents": 12000, "valid_for_days": 180,
    "items": [{"service": "{own_service}", "quantity": 5}],
}  # fmt: skip
BUNDLE = PACKAGE | {
    "items": [
        {"service": "{own_service}", "quantity": 2}, {"service": "{own_workshop}", "quantity": 2},
    ]
}  # fmt: skip
ITEM = {"service": "{offered}", "quantity": 2}
OTHER = {"service": "{other}", "quantity": 2}
CODE = {"code": "SPRING10", "percent": "10.00", "services": ["{own_service}"]}
PRICED = touches("commerce_planversion")
BOOKED = touches("marketplace_practitioner", "commerce_session")


def _packages(kind: str, body: dict[str, Any]) -> dict[tuple[str, str], list[Line]]:
    """What is done with packages, and with bundles."""
    many, named = f"/{kind}s/", f"/{kind}s/{{name}}/"
    own = {"owners": ADA}
    of_another = own | (
        {"thing": "offered", "body": PACKAGE | {"items": [ITEM]}}
        if kind == "package"
        else {"thing": "both offered", "body": BUNDLE | {"items": [ITEM, OTHER]}}
    )
    return {
        ("GET", many): [anybody()],
        ("POST", many): [practitioners(body=body), practitioners(**of_another)],
        ("GET", named): [anybody(kind), anybody(f"draft {kind}", **own)],
        ("PUT", named): [practitioners(kind, body=body, **own)],
        ("PATCH", named): [practitioners(kind, body={"summary": "Anew."}, **own)],
        ("DELETE", named): [practitioners(kind, **own)],
        ("POST", f"{named}activate/"): [practitioners(f"draft {kind}", **own)],
        ("POST", f"{named}pause/"): [practitioners(kind, **own)],
        ("POST", f"{named}purchase/"): [
            signed_in(kind, body={}, refused={"ada": 409}),
            signed_in(f"draft {kind}", body={}, owners=NONE),
        ],
        ("GET", f"{named}quote/"): [anybody(kind), anybody(f"draft {kind}", owners=NONE)],
    }


TRADE: dict[tuple[str, str], list[Line]] = {
    # accounts
    ("POST", "/auth/login/"): [
        anybody("account", body={"email": "{email}", "password": PASSWORD}, owners=ANYBODY,
                reads_as="ann", touches=touches("marketplace_user")),
        anybody("account", body={"email": "{email}", "password": "wrong"}, owners=NONE),
    ],
    ("POST", "/auth/logout/"): [anybody(body={"refresh": "{refresh}"}, reads_as="ann")],
    ("POST", "/auth/password/change/"): [
        signed_in(body={"current_password": PASSWORD, "new_password": "a-quieter-room-2"})
    ],
    ("POST", "/auth/password/reset/"): [anybody("account", body={"email": "{email}"}, blind=True)],
    ("POST", "/auth/password/reset/confirm/"): [
        anybody(body={"token": "{reset_token}", "password": "a-quieter-room-2"},
                touches=touches("marketplace_user"))
    ],
    ("POST", "/auth/register/"): [
        anybody(body={"email": "new@example.test", "password": "a-quiet-room-1",
                      "first_name": "New", "last_name": "Person"})
    ],
    ("POST", "/auth/token/refresh/"): [anybody(body={"refresh": "{refresh}"}, reads_as="ann")],
    ("GET", "/auth/user/"): [signed_in()],
    ("PUT", "/auth/user/"): [signed_in(body={"first_name": "N", "last_name": "N", "profile": {}})],
    ("PATCH", "/auth/user/"): [signed_in(body={"first_name": "New"})],
    ("POST", "/auth/verify-email/"): [
        anybody(body={"token": "{verify_token}"}, touches=touches("marketplace_user"),
                before=unverified)
    ],
    ("POST", "/auth/verify-email/resend/"): [
        signed_in(refused=dict.fromkeys(SIGNED_IN, 409))
    ],
    # bookings
    ("GET", "/bookings/"): [signed_in()],
    ("POST", "/bookings/"): [
        signed_in(body={"service": "{service}", "slot": "{slot}"}, touches=BOOKED,
                  refused={"ada": 409}),
        signed_in(body={"service": "{workshop}", "session": "{evening}"}, touches=BOOKED,
                  refused={"ada": 409}),
    ],
    ("GET", "/bookings/{public_id}/"): [signed_in("booking", owners=BOTH)],
    ("PUT", "/bookings/{public_id}/"): [ann("booking", body={"notes": "Tired."})],
    ("PATCH", "/bookings/{public_id}/"): [ann("booking", body={"notes": "Tired."})],
    ("POST", "/bookings/{public_id}/attendance/"): [
        ada("begun booking", body={"participants": [{"seat": 1, "attended": True}]})
    ],
    ("GET", "/bookings/{public_id}/calendar.ics"): [signed_in("booking", owners=BOTH)],
    ("POST", "/bookings/{public_id}/cancel/"): [signed_in("booking", owners=BOTH, body={})],
    ("GET", "/bookings/{public_id}/cancel/quote/"): [signed_in("booking", owners=BOTH)],
    ("POST", "/bookings/{public_id}/request-reschedule/"): [
        signed_in("booking", owners=BOTH, body={"reason": "Ill."}, refused={"ann": 403})
    ],
    ("POST", "/bookings/{public_id}/reschedule/"): [
        signed_in("booking", owners=BOTH, body={"slot": "{slot}"}, refused={"ada": 403})
    ],
    ("POST", "/bookings/{public_id}/schedule/"): [ann("unit", body={"slot": "{slot}"})],
    ("GET", "/bookings/history/"): [signed_in()],
    ("GET", "/bookings/upcoming/"): [signed_in()],
    **_packages("package", PACKAGE),
    **_packages("bundle", BUNDLE),
    ("GET", "/calendar/{token}.ics"): [anybody("calendar", reads_as="ann")],
    ("GET", "/calendar/feed/"): [signed_in()],
    ("POST", "/calendar/feed/"): [signed_in()],
    ("DELETE", "/calendar/feed/"): [signed_in()],
    # credits
    ("GET", "/credits/balance/"): [signed_in()],
    ("GET", "/credits/history/"): [signed_in()],
    ("POST", "/credits/purchase/"): [signed_in(body={"amount_cents": 10000})],
    ("GET", "/credits/quote/"): [anybody(query={"amount_cents": "10000"})],
    ("GET", "/credits/transfer/"): [signed_in()],
    ("POST", "/credits/transfer/"): [
        signed_in(body={"receiver_email": "friend@example.test", "amount_cents": 1000},
                  refused=dict.fromkeys(SIGNED_IN - {"ann", "ben"}, 409))
    ],
    ("POST", "/credits/transfer/{public_id}/accept/"): [ann("transfer", body={})],
    # what was bought
    ("GET", "/entitlements/"): [signed_in()],
    ("GET", "/entitlements/{key}/availability/"): [
        ann("entitlement's key", query={"service": "{service}"})
    ],
    ("GET", "/entitlements/{public_id}/"): [ann("entitlement")],
    ("POST", "/entitlements/{public_id}/redeem/"): [
        ann("entitlement", body={"service": "{service}", "slot": "{slot}"})
    ],
    ("POST", "/entitlements/{public_id}/refund/"): [ann("entitlement", body={})],
    ("GET", "/entitlements/{public_id}/refund/quote/"): [ann("entitlement")],
    ("GET", "/following/"): [signed_in()],
    ("GET", "/media/"): [signed_in()],
    ("POST", "/media/"): [
        signed_in(body={"purpose": "avatar", "file_name": "Me.jpg", "content_type": "image/jpeg",
                        "size_bytes": 2340})
    ],
    ("GET", "/media/{public_id}/"): [ann("upload")],
    ("DELETE", "/media/{public_id}/"): [ann("upload")],
    ("POST", "/media/{public_id}/finish/"): [ann("begun upload")],
    ("GET", "/notifications/"): [signed_in()],
    ("POST", "/notifications/read/"): [
        signed_in(body={"all": True}), signed_in(body={"ids": ["{notification}"]})
    ],
    ("GET", "/notifications/unread-count/"): [signed_in()],
    # money
    ("POST", "/payments/confirm/"): [
        ann("order", body={"order": "{order}", "payment_method": "pm_card_visa"})
    ],
    ("POST", "/payments/create-intent/"): [ann("order", body={"order": "{order}"})],
    ("GET", "/payments/history/"): [signed_in()],
    ("GET", "/payments/methods/"): [signed_in()],
    ("POST", "/payments/methods/"): [signed_in()],
    ("DELETE", "/payments/methods/{public_id}/"): [ann("card")],
    ("POST", "/payments/methods/{public_id}/confirm/"): [
        ann("setup", body={"payment_method": "pm_card_visa"})
    ],
    ("POST", "/payments/methods/{public_id}/default/"): [ann("card")],
    ("GET", "/payments/receipts/"): [signed_in()],
    ("GET", "/payments/receipts/{key}/"): [ann("receipt"), ann("receipt number")],
    ("GET", "/payments/receipts/{key}/html/"): [ann("receipt")],
    ("POST", "/webhooks/stripe/"): [anybody(body={}, refused=dict.fromkeys(ANYBODY, 400))],
    # a practitioner's own money
    ("GET", "/practitioner/commission/"): [practitioners()],
    ("GET", "/practitioner/connect/"): [practitioners()],
    ("POST", "/practitioner/connect/"): [practitioners(body={})],
    ("POST", "/practitioner/connect/dashboard/"): [practitioners()],
    ("POST", "/practitioner/connect/replace/"): [
        practitioners(body={"country": "CA"}, refused={"ada": 409, "bea": 409})
    ],
    ("POST", "/practitioner/connect/return/"): [practitioners()],
    ("GET", "/practitioner/earnings/"): [practitioners()],
    ("GET", "/practitioner/earnings/summary/"): [practitioners()],
    ("GET", "/practitioner/membership/"): [practitioners()],
    ("POST", "/practitioner/membership/"): [
        practitioners(body={"plan": "premium"}, touches=PRICED),
        practitioners("practitioner's card", owners=ADA, touches=PRICED,
                      body={"plan": "premium", "payment_method": "{public_id}"}),
    ],
    ("POST", "/practitioner/membership/cancel/"): [practitioners(body={})],
    ("POST", "/practitioner/membership/card/"): [
        practitioners("practitioner's card", owners=ADA, body={"payment_method": "{public_id}"})
    ],
    ("POST", "/practitioner/membership/confirm/"): [practitioners()],
    ("GET", "/practitioner/membership/invoices/"): [practitioners()],
    ("GET", "/practitioner/membership/plans/"): [practitioners()],
    ("POST", "/practitioner/membership/preview/"): [
        practitioners(body={"plan": "premium"}, touches=PRICED)
    ],
    ("POST", "/practitioner/membership/resume/"): [
        practitioners(body={}, refused={"ada": 409, "bea": 409})
    ],
    ("GET", "/practitioner/payouts/"): [practitioners()],
    ("GET", "/practitioner/payouts/{public_id}/"): [practitioners("payout", owners=ADA)],
    ("POST", "/practitioner/payouts/{public_id}/cancel/"): [
        practitioners("payout", owners=ADA, body={})
    ],
    ("GET", "/practitioner/payouts/next/"): [practitioners()],
    ("POST", "/practitioner/payouts/request/"): [
        practitioners(body={}, refused={"ada": 409, "bea": 409})
    ],
    ("GET", "/practitioner/statements/{year}/"): [practitioners("year")],
    ("GET", "/practitioner/statements/{year}/page/"): [practitioners("year")],
    ("GET", "/practitioner/statements/{year}/table.csv"): [practitioners("year")],
    ("GET", "/practitioner/transactions/"): [practitioners()],
    ("GET", "/practitioner/transactions.csv"): [practitioners()],
    ("GET", "/promotions/"): [practitioners()],
    ("POST", "/promotions/"): [
        practitioners(body=CODE),
        practitioners("offered", owners=ADA, body=CODE | {"services": ["{offered}"]}),
    ],
    ("GET", "/promotions/{public_id}/"): [practitioners("promotion", owners=ADA)],
    ("PUT", "/promotions/{public_id}/"): [practitioners("promotion", owners=ADA, body=CODE)],
    ("PATCH", "/promotions/{public_id}/"): [
        practitioners("promotion", owners=ADA, body={"description": "Anew."})
    ],
    ("DELETE", "/promotions/{public_id}/"): [practitioners("promotion", owners=ADA)],
}  # fmt: skip
