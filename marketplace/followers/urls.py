from django.urls import path

from marketplace.followers import views

urlpatterns = [
    path(
        "practitioners/<slug:name>/follow/",
        views.FollowPractitioner.as_view(),
        name="practitioner-follow",
    ),
    path("following/", views.FollowedPractitioners.as_view(), name="following"),
]
