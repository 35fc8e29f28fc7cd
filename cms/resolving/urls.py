from django.urls import path

from cms.resolving import views

urlpatterns = [path("", views.Resolve.as_view(), name="resolve")]
