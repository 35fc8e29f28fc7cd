from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from cms.sitewide import views
from cms.sitewide.sitemaps import SITEMAPS

urlpatterns = [
    path("site/", views.SiteView.as_view(), name="content-site"),
    path(
        "sitemap.xml",
        index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "content-sitemap"},
        name="content-sitemaps",
    ),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="content-sitemap"),
]
