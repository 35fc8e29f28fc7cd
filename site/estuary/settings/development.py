"""For one's own machine: embedded services, the Stripe sandbox, mail kept in a folder."""

from estuary import embedded
from estuary.settings import base, env
from estuary.settings.base import *

DEBUG = env.flag("DEBUG", True)
SECRET_KEY = base.SECRET_KEY or "development-only-and-nowhere-else-0123456789-abcdefghijklmnop"

DATABASE_URL = base.DATABASE_URL or embedded.database_url(base.ROOT, "run")
REDIS_URL = base.REDIS_URL or embedded.redis_url(base.ROOT, "run")
DATABASES = {"default": base.database(DATABASE_URL, pool=base.DATABASE_POOL)}
CACHES, CHANNEL_LAYERS, HUEY = base.redis_services(REDIS_URL)

# A newcomer clicking around should not run into the public limits.
THROTTLE_ANONYMOUS = env.rate("THROTTLE_ANONYMOUS", "10000/hour")
THROTTLE_USER = env.rate("THROTTLE_USER", "10000/hour")

CORS_ALLOWED_ORIGINS = base.CORS_ALLOWED_ORIGINS or [
    "http://localhost:3000",
    "http://127.0.0.1:3000",
    base.PUBLIC_URL,
]

WEBHOOKS_TO_PRIVATE_NETWORKS = True  # a frontend on the same machine

MAIL_FOLDER = base.VAR / "mail"
if not base.EMAIL_HOST:
    EMAIL_BACKEND = "estuary.mailbox.MailboxBackend"

INTERNAL_IPS = ["127.0.0.1"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
