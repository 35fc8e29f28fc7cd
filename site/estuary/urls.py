"""The whole URL map on one screen; the only place that knows every app's addresses."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api.urls import content
from cms.previewing import Preview
from estuary.kernel.api import fallback, health

handler400 = "estuary.kernel.api.exceptions.bad_request"
handler404 = "estuary.kernel.api.exceptions.not_found"
handler500 = "estuary.kernel.api.exceptions.server_error"

api = [
    path("auth/", include("marketplace.accounts.urls")),
    path("practitioners/", include("marketplace.practitioners.urls")),
    path("practitioners/", include("marketplace.schedules.urls")),
    path("", include("marketplace.catalogue.urls")),
    path("", include("marketplace.packages.urls")),
    path("", include("marketplace.followers.urls")),
    path("", include("marketplace.media.urls")),
    path("", include("commerce.checkout.urls")),
    path("", include("commerce.bookings.urls")),
    path("", include("commerce.earnings.urls")),
    path("", include("commerce.entitlements.urls")),
    path("", include("commerce.payments.urls")),
    path("", include("commerce.memberships.urls")),
    path("practitioner/", include("commerce.payouts.urls")),
    path("", include("commerce.promotions.urls")),
    path("credits/", include("commerce.credits.urls")),
    path("", include("commerce.receipts.urls")),
    # Words and facts together; below the more specific addresses of the same rooms.
    path("practitioners/", include("cms.profiles.urls")),
    path("services/", include("cms.listings.urls")),
    path("streams/", include("cms.streams.urls")),
    path("content/", include("cms.taxonomy.urls")),
    path("content/", include("cms.sitewide.urls")),
    path("content/resolve/", include("cms.resolving.urls")),
    path("content/search/", include("cms.search.urls")),
    path("content/preview/", Preview.as_view(), name="content-preview"),
    path("content/", content.urls),
    path("notifications/", include("live.notifications.urls")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="docs"),
    fallback.route,
]

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="docs")),
    path("api/v1/", include(api)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("pictures/", include("cms.library.urls")),
    path("preview/", include("cms.previews.urls")),
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}cms/mark.svg")),
    path("health/live/", health.live),
    path("health/ready/", health.ready),
]

if isinstance(storages["default"], FileSystemStorage):
    # Pictures only: documents go through Wagtail, which asks who may have them.
    urlpatterns += [
        re_path(
            r"^uploads/(?P<path>(?:images|original_images|avatars)/.+)$",
            serve,
            {"document_root": settings.MEDIA_ROOT},
        )
    ]

if settings.MEDIA_STORE == settings.LOCAL_MEDIA_STORE:
    urlpatterns += [path("uploads/", include("marketplace.media.local_views"))]

if settings.DEBUG:
    urlpatterns += [path("dev/mail/", include("estuary.mailbox_views"))]
