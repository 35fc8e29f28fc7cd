from django.urls import path

from cms.pages import views

urlpatterns = [path("", views.preview, name="preview")]
