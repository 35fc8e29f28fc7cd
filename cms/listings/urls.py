from django.urls import path

from cms.listings import views

urlpatterns = [
    path("", views.ServicesOrNew.as_view(), name="services"),
    path("<slug:name>/", views.ServiceByName.as_view(), name="service"),
    path("<slug:name>/submit/", views.SubmitListing.as_view(), name="service-submit"),
    path("<slug:name>/withdraw/", views.WithdrawListing.as_view(), name="service-withdraw"),
    path("<slug:name>/review/", views.ListingReview.as_view(), name="service-review"),
    path("<slug:name>/activate/", views.ActivateListing.as_view(), name="service-activate"),
    path("<slug:name>/pause/", views.PauseListing.as_view(), name="service-pause"),
]
