from django.contrib.sitemaps.views import index, sitemap
from django.urls import path
from django.views.decorators.http import require_safe

from cms.sitewide import views
from cms.sitewide.sitemaps import SITEMAPS

urlpatterns = [
    path("site/", views.SiteView.as_view(), name="content-site"),
    path(
        "sitemap.xml",
        require_safe(index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "content-sitemap"},
        name="content-sitemaps",
    ),
    path(
        "sitemap-<section>.xml",
        require_safe(sitemap),
        {"sitemaps": SITEMAPS},
        name="content-sitemap",
    ),
]
