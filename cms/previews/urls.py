from django.urls import path

from cms.previews import views

urlpatterns = [path("", views.storefront, name="preview")]
