from django.urls import path

from cms.search import views

urlpatterns = [path("", views.Search.as_view(), name="content-search")]
