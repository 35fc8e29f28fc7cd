from django.urls import path

from cms.listings import views

urlpatterns = [
    path("<slug:name>/", views.ServiceByName.as_view(), name="service"),
]
