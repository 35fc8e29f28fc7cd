"""What is true everywhere. The environment is read here and in the modules beside it only."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
from wagtail.embeds import oembed_providers

from estuary.settings import env

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / "var"

DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY")
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

# --- the house ---

INSTALLED_APPS = [
    "estuary.kernel",
    "marketplace",
    "commerce",
    "live",
    "cms",
    "tasks",
    "wagtail_headless_preview",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "channels",
    "huey.contrib.djhuey",
    "django_tasks",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "estuary",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.door.AuthorsDoor",
]

ROOT_URLCONF = "estuary.urls"
ASGI_APPLICATION = "estuary.asgi.application"
WSGI_APPLICATION = "estuary.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "live/notifications/templates"],  # letters lie beside their kinds
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- PostgreSQL ---

DATABASE_URL = env.secret("DATABASE_URL")


def database(url: str, *, pool: int) -> dict[str, object]:
    """One PostgreSQL connection from an address; `pool` connections a process at most."""
    config: dict[str, object] = dict(dj_database_url.parse(url, conn_max_age=0))
    # Compiling a question takes longer than answering it: ours are short, and of many tables.
    options = {"options": "-c jit=off"} | dict(config.get("OPTIONS") or {})  # type: ignore[call-overload]
    options |= {"pool": {"min_size": 1, "max_size": pool, "timeout": 20}} if pool else {}
    return config | {"ENGINE": "django.db.backends.postgresql", "OPTIONS": options}


# 16 a process leaves room for several web processes and workers within PostgreSQL's default 100.
DATABASE_POOL = env.number("DATABASE_POOL", 16)
# Requests that wait for an outside service hold no connection, so there may be more of them.
REQUESTS_AT_ONCE = env.number("REQUESTS_AT_ONCE", 2 * DATABASE_POOL, least=1)
ATOMIC_REQUESTS = False  # operations open their own transactions, and no provider is called in one

# --- Redis or Valkey ---

REDIS_URL = env.secret("REDIS_URL")


def redis_services(url: str) -> tuple[dict[str, object], dict[str, object], dict[str, object]]:
    """Cache, channel layer and huey, all on one Redis or Valkey."""
    caches: dict[str, object] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": url,
            "KEY_PREFIX": "estuary",
        }
    }
    channel_layers: dict[str, object] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [url]},
        }
    }
    huey: dict[str, object] = {
        "huey_class": "huey.PriorityRedisHuey",
        "name": "estuary",
        "url": url,
        "immediate": False,  # huey would follow DEBUG otherwise
        "results": False,  # the truth is a row; nobody reads a task's result
        "consumer": {"workers": 2, "worker_type": "thread", "flush_locks": True},
    }
    return caches, channel_layers, huey


# The one channel by which every process hears what its sockets are to be told.
REALTIME_CHANNEL = "estuary:live"
# Open sockets a process; each costs some 30 KB, and no connection to the database.
SOCKETS_AT_ONCE = env.number("SOCKETS_AT_ONCE", 2000, least=1)

# Wagtail's own background work (search index, reference index) runs on the same huey.
TASKS = {
    "default": {
        "BACKEND": "huey.contrib.djhuey.tasks_backend.HueyBackend",
        "ENQUEUE_ON_COMMIT": True,
    }
}

# --- people ---

AUTH_USER_MODEL = "marketplace.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = 60 * 60
EMAIL_VERIFICATION_TIMEOUT = 60 * 60 * 24 * 3

SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=60),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=7),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "CHECK_REVOKE_TOKEN": True,  # a changed password ends every token given before it
    "USER_ID_FIELD": "public_id",
    "USER_ID_CLAIM": "sub",
    "UPDATE_LAST_LOGIN": False,
}

# --- words, places, files ---

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # unset, Django would put the whole process into Chicago's time
WAGTAIL_I18N_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES = [("en", "English"), ("pt", "Portuguese")]
# A translation is written, reviewed and published like what it is one of, and begins as a draft.
WAGTAIL_LOCALIZE_DEFAULT_TRANSLATION_MODE = "simple"
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STOREFRONT = ROOT / "site" / "storefront"  # the reference frontend: files, and nothing to build
STATICFILES_DIRS = [("storefront", STOREFRONT / "assets")]
MEDIA_URL = "/uploads/"
MEDIA_ROOT = VAR / "uploads"

R2_VARIABLES = (
    "CLOUDFLARE_ACCOUNT_ID",
    "CLOUDFLARE_ACCESS_KEY_ID",
    "CLOUDFLARE_SECRET_ACCESS_KEY",
    "CLOUDFLARE_BUCKET_NAME",
)


# The bucket, and who we are to it.
R2 = {
    "access_key": env.secret("CLOUDFLARE_ACCESS_KEY_ID"),
    "secret_key": env.secret("CLOUDFLARE_SECRET_ACCESS_KEY"),
    "bucket_name": env.text("CLOUDFLARE_BUCKET_NAME"),
    "endpoint_url": env.text(
        "CLOUDFLARE_ENDPOINT_URL",
        f"https://{env.text('CLOUDFLARE_ACCOUNT_ID')}.r2.cloudflarestorage.com",
    ),
}


def r2_storage() -> dict[str, object]:
    """Cloudflare R2 through its S3 interface; private, with signed addresses."""
    return {
        "BACKEND": "estuary.kernel.storage.R2Storage",
        "OPTIONS": {
            **R2,
            "region_name": "auto",
            "signature_version": "s3v4",
            "addressing_style": "path",
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }


STORAGES = {
    "default": r2_storage()
    if env.together(*R2_VARIABLES)
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# What people upload goes straight to the bucket; where there is none, to addresses of ours.
LOCAL_MEDIA_STORE = "marketplace.media.local_storage.LocalStore"
MEDIA_STORE = (
    "marketplace.media.r2_storage.R2Store" if env.together(*R2_VARIABLES) else LOCAL_MEDIA_STORE
)

# --- Wagtail ---

WAGTAIL_SITE_NAME = "Estuary"
PUBLIC_URL = env.text("PUBLIC_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
FRONTEND_URL = env.text("FRONTEND_URL", PUBLIC_URL).rstrip("/")
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILAPI_BASE_URL = PUBLIC_URL
WAGTAILAPI_LIMIT_MAX = 200
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
# Who may lie within our pages; each is asked once, when an editor gives an address.
WAGTAILEMBEDS_FINDERS = [
    {
        "class": "wagtail.embeds.finders.oembed",
        "providers": [
            oembed_providers.youtube,
            oembed_providers.vimeo,
            oembed_providers.spotify,
            oembed_providers.soundcloud,
        ],
    }
]
WAGTAILIMAGES_IMAGE_MODEL = "cms.EstuaryImage"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.EstuaryDocument"
# What editors upload is looked through like what practitioners do: by its content.
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.library.forms.ImageForm"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_DOCUMENT_FORM_BASE = "cms.library.forms.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "estuary_en"}
}
# What was changed after it was checked is checked again.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.releases.finishing.publish_or_keep"
WAGTAIL_ENABLE_UPDATE_CHECK = False  # the admin calls nobody
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_HEADLESS_PREVIEW = {
    "CLIENT_URLS": {"default": f"{FRONTEND_URL}/preview"},
    "SERVE_BASE_URL": FRONTEND_URL,
}

# How long finished answers about words are kept at most, should nobody say that they changed.
CONTENT_KEPT_SECONDS = env.number("CONTENT_KEPT_SECONDS", 60)
# A CDN in front of us that purges by tags: Cloudflare's zone, and a token that may purge it.
CDN_ZONE = env.text("CDN_ZONE")
CDN_TOKEN = env.secret("CDN_TOKEN")
CDN_API_BASE = "https://api.cloudflare.com/client/v4"
env.together("CDN_ZONE", "CDN_TOKEN")
# Frontends' webhooks are sent to the world only, never to a neighbour in our own network.
WEBHOOKS_TO_PRIVATE_NETWORKS = False

# --- the API ---

CORS_ALLOWED_ORIGINS = env.listing("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/(api|ws|uploads/(incoming|stored))/.*$"
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-none-match",
    "x-csrftoken",
    "x-requested-with",
]
CORS_EXPOSE_HEADERS = [
    "Cache-Tag",
    "ETag",
    "Retry-After",
    "Idempotency-Replayed",
    "Preview-Version",
]
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")

THROTTLE_ANONYMOUS = env.rate("THROTTLE_ANONYMOUS", "100/hour")
THROTTLE_USER = env.rate("THROTTLE_USER", "1000/hour")
THROTTLE_PRACTITIONER = env.rate("THROTTLE_PRACTITIONER", "2000/hour")
THROTTLE_CREDENTIALS = env.rate("THROTTLE_CREDENTIALS", "10/minute")
# By its token and not by address: a calendar service fetches for many people from one machine.
THROTTLE_FEED = env.rate("THROTTLE_FEED", "60/hour")
# What one account says: comments on streams, answers to them, and reports.
THROTTLE_COMMENTS = env.rate("THROTTLE_COMMENTS", "10/minute")
# A frontend asks every few seconds whether a draft has changed; by its token, too.
THROTTLE_PREVIEW = env.rate("THROTTLE_PREVIEW", "3600/hour")
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "marketplace.accounts.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["estuary.kernel.api.renderers.EnvelopeRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": ["estuary.kernel.api.throttling.RoleThrottle"],
    "DEFAULT_PAGINATION_CLASS": "estuary.kernel.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["estuary.kernel.api.filtering.StrictFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "estuary.kernel.api.schema.EstuarySchema",
    "EXCEPTION_HANDLER": "estuary.kernel.api.exceptions.answer",
    "PAGE_SIZE": 20,
    "NUM_PROXIES": TRUSTED_PROXIES,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Estuary",
    "DESCRIPTION": (
        "The API of a wellness marketplace: practitioners, services, bookings, money.\n\n"
        "Every answer has one shape: `status`, `data`, `message` and `errors`, and a refusal has a "
        "`code` for programs. Each operation names its codes by status, with an example of each. "
        "Any address may answer `bad_request` (400), `method_not_allowed` (405), `not_acceptable` "
        "(406), `unsupported_media_type` (415) and `server_error` (500) as well.\n\n"
        "The examples tell one story: Clara books an hour with Ana Reis in Lisbon."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SORT_OPERATIONS": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Several things have a status; each gets the name of its states.
    "ENUM_NAME_OVERRIDES": {
        "EarningStatus": "commerce.earnings.states.EarningStatus",
        "PractitionerStatus": "marketplace.practitioners.states.PractitionerStatus",
        "PackageKind": "marketplace.packages.states.PackageKind",
        "ServiceStatus": "marketplace.catalogue.states.ServiceStatus",
        "BookingStatus": "commerce.bookings.states.BookingStatus",
        "EntitlementStatus": "commerce.entitlements.states.EntitlementStatus",
        "UnitStatus": "commerce.entitlements.states.UnitStatus",
        "OrderStatus": "commerce.checkout.states.OrderStatus",
        "ConnectState": "commerce.payouts.states.AccountState",
        "PayoutStatus": "commerce.payouts.states.PayoutStatus",
        "PayoutRequestedBy": "commerce.payouts.states.RequestedBy",
        "PaymentStatus": "commerce.payments.states.PaymentStatus",
        "RefundStatus": "commerce.payments.states.RefundStatus",
        "CreditSource": "commerce.credits.states.CreditSource",
        "CreditMovementKind": "commerce.credits.states.MovementKind",
        "CreditTransferStatus": "commerce.credits.states.TransferStatus",
        "FailureStatus": ["error"],
        "Resolution": "cms.resolving.states.Resolution",
        "ReceiptKind": "commerce.receipts.states.ReceiptKind",
        "MembershipStatus": "commerce.memberships.states.MembershipStatus",
        "MembershipInterval": "commerce.memberships.states.Interval",
        "MembershipChangeKind": "commerce.memberships.states.ChangeKind",
        "MembershipInvoiceStatus": "commerce.memberships.states.InvoiceStatus",
        "LocationType": "marketplace.catalogue.states.LocationType",
        "MediaKind": "marketplace.media.states.MediaKind",
        "MediaState": "marketplace.media.states.AssetState",
        "DraftStanding": "cms.pages.drafts.Standing",
        "StreamKind": "cms.streams.states.PostKind",
        "StreamAccess": "cms.streams.states.Access",
        "StreamMediaKind": ["audio", "captions", "video"],
        "CommentState": "cms.streams.states.CommentState",
    },
    "PREPROCESSING_HOOKS": ["estuary.kernel.api.schema.only_our_addresses"],
    "SERVERS": [],
    # In the order in which one comes to them.
    "TAGS": [
        {"name": name, "description": words}
        for name, words in (
            ("Accounts", "Registering, signing in, one's own account."),
            ("Practitioners", "Who offers something, and when it can be booked."),
            ("Services", "What is offered, at what price, and the dates of workshops and courses."),
            ("Packages", "Several units of one service, sold together."),
            ("Bundles", "Several services, sold together."),
            ("Bookings", "Booking, moving, cancelling."),
            ("Waitlist", "Waiting for what is full."),
            ("Payments", "Paying an order; history and receipts."),
            ("Payment methods", "Saved cards."),
            ("Credits", "Paying with what was bought, given or refunded."),
            ("Entitlements", "Packages and bundles once bought."),
            ("Calendar", "One's bookings in one's own calendar."),
            ("Media", "Files of one's own: begun here, sent to the store, finished here."),
            ("Streams", "What practitioners publish, and what readers say of it."),
            ("Notifications", "What one was told."),
            ("Schedules", "A practitioner's hours and time away."),
            ("Promotions", "A practitioner's own codes."),
            ("Earnings", "What a practitioner earned, and what moved on their accounts."),
            ("Payouts", "What is paid out to a practitioner, and when."),
            ("Payout account", "Where a practitioner is paid, set up with the provider."),
            ("Membership", "A practitioner's own plan: what it costs, how it is paid."),
            ("Content", "Words that are not anybody's; pages have Wagtail's own API."),
            ("Webhooks", "For the payment provider."),
        )
    ],
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "persistAuthorization": True,
        "docExpansion": "none",
        "filter": True,
        "defaultModelsExpandDepth": -1,
    },
}

# --- outside services ---

STRIPE_SECRET_KEY = env.secret("STRIPE_SECRET_KEY")
STRIPE_PUBLISHABLE_KEY = env.text("STRIPE_PUBLISHABLE_KEY")
STRIPE_WEBHOOK_SECRET = env.secret("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env.text("STRIPE_API_BASE")  # empty: Stripe itself
PAYMENT_GATEWAY = "commerce.payments.stripe_gateway.StripeGateway"
PROVIDER_HISTORY = "commerce.reconciliation.stripe_gateway.StripeHistory"
DISPUTE_GATEWAY = "commerce.disputes.stripe_gateway.StripeDisputes"
MEMBERSHIP_GATEWAY = "commerce.memberships.stripe_gateway.StripeGateway"
PAYOUT_GATEWAY = "commerce.payouts.stripe_gateway.StripeConnect"

LIVEKIT_URL = env.text("LIVEKIT_URL")
LIVEKIT_API_KEY = env.text("LIVEKIT_API_KEY")
LIVEKIT_API_SECRET = env.secret("LIVEKIT_API_SECRET")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", EMAIL_PORT == 587)
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", EMAIL_PORT == 465)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Estuary <hello@estuary.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

SENTRY_DSN = env.secret("SENTRY_DSN")
SENTRY_ENVIRONMENT = env.text("SENTRY_ENVIRONMENT", "production")

# --- facts ---

# Called with no argument after a transaction that recorded facts has committed.
OUTBOX_WAKE = "tasks.relay.wake"

# --- the product's figures; the rules they belong to are written in docs/rules.md ---

HOLD_MINUTES = env.number("HOLD_MINUTES", 15, least=1)
RESCHEDULE_NOTICE_HOURS = env.number("RESCHEDULE_NOTICE_HOURS", 24)
RESCHEDULES_AT_MOST = env.number("RESCHEDULES_AT_MOST", 3)
# How long what got free is kept for the next in line, and until how long before its start.
WAITLIST_OFFER_HOURS = env.number("WAITLIST_OFFER_HOURS", 12, least=1)
WAITLIST_UNTIL_HOURS = env.number("WAITLIST_UNTIL_HOURS", 2)
# How long a practitioner's plan is kept whose renewal was not paid.
MEMBERSHIP_GRACE_DAYS = env.number("MEMBERSHIP_GRACE_DAYS", 7)
# Until when an upload may begin, how many at once, how long it is kept when nothing shows it.
UPLOAD_MINUTES = env.number("UPLOAD_MINUTES", 60, least=1)
UPLOADS_UNDER_WAY = env.number("UPLOADS_UNDER_WAY", 20, least=1)
MEDIA_UNATTACHED_DAYS = env.number("MEDIA_UNATTACHED_DAYS", 30, least=1)
# How much one account may hold.
MEDIA_QUOTA_MB = env.number("MEDIA_QUOTA_MB", 200, least=1)
MEDIA_QUOTA_PRACTITIONER_MB = env.number("MEDIA_QUOTA_PRACTITIONER_MB", 20_480, least=1)
# How long one may change what one has said below a stream.
COMMENT_EDIT_MINUTES = env.number("COMMENT_EDIT_MINUTES", 10)
CURRENCY = "usd"
# How many credits one may buy at once, in cents.
CREDITS_LEAST_CENTS = env.number("CREDITS_LEAST_CENTS", 500, least=50)
CREDITS_MOST_CENTS = env.number("CREDITS_MOST_CENTS", 100_000, least=50)
# What comes back to credits whose time is over is good for so long.
CREDITS_RETURNED_DAYS = env.number("CREDITS_RETURNED_DAYS", 30, least=1)
# Whether clients may pass credits on to one another, and how long one may take to accept.
CREDITS_TRANSFER = env.flag("CREDITS_TRANSFER")
CREDITS_TRANSFER_DAYS = env.number("CREDITS_TRANSFER_DAYS", 14, least=1)
# How long after its session an earning is held before it can be paid out.
EARNINGS_HELD_HOURS = env.number("EARNINGS_HELD_HOURS", 48)
# From how much on practitioners are paid out, and when by themselves: UTC, 0 is Monday.
PAYOUT_LEAST_CENTS = env.number("PAYOUT_LEAST_CENTS", 5000, least=1)
PAYOUT_RUN_WEEKDAY = env.number("PAYOUT_RUN_WEEKDAY", 0, most=6)
PAYOUT_RUN_HOUR = env.number("PAYOUT_RUN_HOUR", 10, most=23)
TAX_RULE = "commerce.checkout.tax.ZeroTax"
# Who issues receipts; lines of the address are parted by commas.
SELLER_NAME = env.text("SELLER_NAME", WAGTAIL_SITE_NAME)
SELLER_ADDRESS = "\n".join(env.listing("SELLER_ADDRESS"))
SELLER_TAX_NUMBER = env.text("SELLER_TAX_NUMBER")

LOG_LEVEL = env.text("LOG_LEVEL", "INFO").upper()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": LOG_LEVEL},  # its own would say everything twice
        "django.server": {"handlers": ["console"], "propagate": False},
        # Without a handler here, the consumer adds its own; its INFO is two lines a task.
        "huey": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "stripe": {"level": "WARNING"},  # two lines a request otherwise
        "django_tasks": {"level": "WARNING"},  # two lines a task
    },
}
