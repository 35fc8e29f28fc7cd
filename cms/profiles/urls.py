from django.urls import path

from cms.profiles import views

urlpatterns = [
    path("<slug:name>/", views.PractitionerByName.as_view(), name="practitioner"),
]
