"""Letters with a link that proves whose an address is."""

from urllib.parse import urlencode

from django.conf import settings

from live.notifications.kinds.telling import Kind, Occasion, Words
from live.notifications.states import Road
from marketplace.accounts import operations as accounts


def _verify_email(told: Occasion) -> Words:
    token = accounts.verification_token(told.reader, email=told.address, now=told.now)
    return Words(
        title="Verify your e-mail address",
        link=f"/verify-email?{urlencode({'token': token})}",
        mail={"days": settings.EMAIL_VERIFICATION_TIMEOUT // 86400},
    )


def _password_reset(told: Occasion) -> Words:
    token = accounts.reset_token(told.reader, email=told.address, now=told.now)
    return Words(
        title="Choose a new password",
        link=f"/reset-password?{urlencode({'token': token})}",
        mail={"minutes": settings.PASSWORD_RESET_TIMEOUT // 60},
    )


KINDS = (
    Kind(key="verify_email", roads=(Road.EMAIL,), words=_verify_email),
    Kind(key="password_reset", roads=(Road.EMAIL,), words=_password_reset),
)
