"""For the world: every address and secret is given, nothing is guessed."""

from django.core.exceptions import ImproperlyConfigured

from estuary.settings import base, env
from estuary.settings.base import *

_missing = [
    name
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "PUBLIC_URL")
    if not env.secret(name)
]
if _missing:
    raise ImproperlyConfigured(f"In production these must be set: {', '.join(_missing)}.")

DEBUG = env.flag("DEBUG", False)

DATABASES = {"default": base.database(base.DATABASE_URL, pool=base.DATABASE_POOL)}
CACHES, CHANNEL_LAYERS, HUEY = base.redis_services(base.REDIS_URL)

STORAGES = base.STORAGES | {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
}

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # probes come from inside, without TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
