"""Lists; services, and one practitioner alone, are answered by the cms, which has the words."""

from django.urls import path

from marketplace.catalogue import views

urlpatterns = [
    path("practitioners/", views.Practitioners.as_view(), name="practitioners"),
    path(
        "practitioners/<slug:name>/services/",
        views.ServicesOfPractitioner.as_view(),
        name="practitioner-services",
    ),
    path("services/categories/", views.Categories.as_view(), name="service-categories"),
]
