"""For the test suite: real PostgreSQL and Valkey, quick hashing, no outside world."""

import os

from estuary import embedded
from estuary.settings import base
from estuary.settings.base import *

DEBUG = False
SECRET_KEY = "tests-only-0123456789-0123456789-0123456789-0123456789"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

DATABASE_URL = base.DATABASE_URL or embedded.database_url(base.ROOT, "test")
REDIS_URL = base.REDIS_URL or embedded.redis_url(base.ROOT, "test")
# No pool: the test runner makes and drops databases, and needs every connection closed.
DATABASES = {"default": base.database(DATABASE_URL, pool=0)}
CACHES, CHANNEL_LAYERS, HUEY = base.redis_services(REDIS_URL)
HUEY["immediate"] = True
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
# Runs at the same time share a Redis, and must not hear one another.
CACHES["default"] |= {"KEY_PREFIX": f"estuary-{os.getpid()}"}  # type: ignore[operator]
REALTIME_CHANNEL = f"estuary:live:{os.getpid()}"
# Kept answers would outlive the database of the test that made them; tests of them say so.
CONTENT_KEPT_SECONDS = 0
WEBHOOKS_TO_PRIVATE_NETWORKS = True
# Wagtail's own tasks run at once, or search would find nothing.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# Facts are relayed by the test that asks for it.
OUTBOX_WAKE = ""

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_STORE = base.LOCAL_MEDIA_STORE
SENTRY_DSN = ""
PUBLIC_URL = WAGTAILADMIN_BASE_URL = WAGTAILAPI_BASE_URL = "http://testserver"
FRONTEND_URL = "http://frontend.test"

THROTTLE_ANONYMOUS = THROTTLE_USER = THROTTLE_PRACTITIONER = None
THROTTLE_CREDENTIALS = THROTTLE_FEED = THROTTLE_COMMENTS = THROTTLE_PREVIEW = None

# The fixture `stripe_sandbox` starts the sandbox and fills in its address.
STRIPE_SECRET_KEY = "sk_test_estuary_sandbox"
STRIPE_PUBLISHABLE_KEY = "pk_test_estuary_sandbox"
STRIPE_WEBHOOK_SECRET = "whsec_estuary_sandbox"
STRIPE_API_BASE = "http://127.0.0.1:9"

WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True  # nothing is collected for tests
