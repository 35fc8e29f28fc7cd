"""Credits: bought, given, on offer, about to expire, expired."""

from commerce.credits import operations as credits
from commerce.credits.models import CreditLot, CreditTransfer
from commerce.credits.states import CreditSource
from estuary.kernel.money import display
from live.notifications import wording
from live.notifications.kinds.money import receipt_number
from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words, zone_of


def _credits_bought(told: Occasion) -> Words:
    lot = _lot(told)
    amount = display(lot.amount_cents, lot.currency)
    return Words(
        title=f"{amount} in credits are yours",
        body=lot.reason,
        link="/credits",
        data={"lot": str(lot.public_id)},
        mail={
            "amount": amount,
            "facts": [
                ("Bought", amount),
                *_until(told, lot),
                ("You have now", _balance(told, lot.currency)),
            ],
            "receipt": receipt_number(lot.key),
        },
    )


def _credits_given(told: Occasion) -> Words:
    lot = _lot(told)
    amount = display(lot.amount_cents, lot.currency)
    return Words(
        title=f"{amount} in credits for you",
        body=lot.reason,
        link="/credits",
        data={"lot": str(lot.public_id)},
        mail={
            "amount": amount,
            "is_gift": lot.source == CreditSource.GIFT,
            "reason": lot.reason,
            "facts": [
                ("Amount", amount),
                *_until(told, lot),
                ("You have now", _balance(told, lot.currency)),
            ],
        },
    )


def _credits_expire_soon(told: Occasion) -> Words:
    lot = _lot(told)
    assert lot.expires_at
    left = display(lot.remaining_cents, lot.currency)
    return Words(
        title=f"{left} of your credits: use them by "
        f"{wording.day(lot.expires_at, zone_of(told.reader))}",
        body=lot.reason,
        link="/credits",
        data={"lot": str(lot.public_id)},
        mail={"amount": left, "facts": [("Left", left), *_why(lot), *_until(told, lot)]},
    )


def _credits_expired(told: Occasion) -> Words:
    lot = _lot(told)
    gone = display(told.ids["amount_cents"], lot.currency)
    return Words(
        title=f"{gone} of your credits have expired",
        body=lot.reason,
        link="/credits",
        data={"lot": str(lot.public_id)},
        mail={
            "amount": gone,
            "facts": [
                ("Expired", gone),
                *_why(lot),
                ("You have now", _balance(told, lot.currency)),
            ],
        },
    )


def _credits_offered(told: Occasion) -> Words:
    offer = CreditTransfer.objects.select_related("sender").get(pk=told.ids["transfer_id"])
    amount = display(offer.amount_cents, offer.currency)
    until = wording.moment(offer.expires_at, zone_of(told.reader))
    sender = offer.sender.get_full_name() or "Another client"
    return Words(
        title=f"{amount} in credits wait for you",
        body=f"From {sender}. Accept them by {until}.",
        link=f"/credits/transfers/{offer.public_id}",
        data={"transfer": str(offer.public_id)},
        mail={
            "amount": amount,
            "sender": sender,
            "facts": [("Amount", amount), ("From", sender), ("Accept by", until)],
        },
    )


KINDS = (
    Kind(key="credits_bought", roads=SCREEN_AND_MAIL, words=_credits_bought),
    Kind(key="credits_given", roads=SCREEN_AND_MAIL, words=_credits_given),
    Kind(key="credits_expire_soon", roads=SCREEN_AND_MAIL, words=_credits_expire_soon),
    Kind(key="credits_expired", roads=SCREEN_AND_MAIL, words=_credits_expired),
    Kind(key="credits_offered", roads=SCREEN_AND_MAIL, words=_credits_offered),
)


def _lot(told: Occasion) -> CreditLot:
    return CreditLot.objects.get(pk=told.ids["lot_id"])


def _why(lot: CreditLot) -> list[tuple[str, str]]:
    return [("For", lot.reason)] if lot.reason else []


def _until(told: Occasion, lot: CreditLot) -> list[tuple[str, str]]:
    if lot.expires_at is None:
        return []
    return [("Good until", wording.moment(lot.expires_at, zone_of(told.reader)))]


def _balance(told: Occasion, currency: str) -> str:
    found = credits.balance(user=told.reader, now=told.now, currency=currency)
    return display(found.available_cents, currency)
