"""Lists; one service or practitioner alone is answered by the cms, which has their words."""

from django.urls import path

from marketplace.catalogue import views

urlpatterns = [
    path("practitioners/", views.Practitioners.as_view(), name="practitioners"),
    path(
        "practitioners/<slug:name>/services/",
        views.ServicesOfPractitioner.as_view(),
        name="practitioner-services",
    ),
    path("services/", views.Services.as_view(), name="services"),
    path("services/categories/", views.Categories.as_view(), name="service-categories"),
]
