from django.urls import path

from cms.sitewide import views

urlpatterns = [path("", views.SiteView.as_view(), name="content-site")]
