"""What a practitioner is told of their own standing."""

from live.notifications.kinds.telling import SCREEN_AND_MAIL, Kind, Occasion, Words
from marketplace.practitioners.models import Practitioner


def _verified(told: Occasion) -> Words:
    return _standing(told, "Welcome: you are verified", "You may offer your services now.")


def _declined(told: Occasion) -> Words:
    return _standing(told, "We could not accept your application")


def _suspended(told: Occasion) -> Words:
    return _standing(told, "Your practice is suspended")


def _reinstated(told: Occasion) -> Words:
    return _standing(told, "Your practice is open again", "Your suspension has ended.")


def _standing(told: Occasion, title: str, body: str = "") -> Words:
    practitioner = Practitioner.objects.get(pk=told.ids["practitioner_id"])
    return Words(
        title=title,
        body=body or practitioner.status_note,
        link="/practice",
        data={"practitioner": str(practitioner.public_id)},
        mail={"reason": practitioner.status_note, "is_listed": practitioner.is_listed},
    )


KINDS = (
    Kind(key="practitioner_verified", roads=SCREEN_AND_MAIL, words=_verified),
    Kind(key="practitioner_declined", roads=SCREEN_AND_MAIL, words=_declined),
    Kind(key="practitioner_suspended", roads=SCREEN_AND_MAIL, words=_suspended),
    Kind(key="practitioner_reinstated", roads=SCREEN_AND_MAIL, words=_reinstated),
)
