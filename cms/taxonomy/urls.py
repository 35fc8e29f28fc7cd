from django.urls import path

from cms.taxonomy import views

urlpatterns = [path("", views.Modalities.as_view(), name="modalities")]
