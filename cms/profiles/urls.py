from django.urls import path

from cms.profiles import views

urlpatterns = [
    path("<slug:name>/", views.PractitionerByName.as_view(), name="practitioner"),
    path("<slug:name>/submit/", views.SubmitProfile.as_view(), name="practitioner-submit"),
    path("<slug:name>/withdraw/", views.WithdrawProfile.as_view(), name="practitioner-withdraw"),
    path("<slug:name>/review/", views.ProfileReview.as_view(), name="practitioner-review"),
]
