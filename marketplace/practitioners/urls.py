from django.urls import path

from marketplace.practitioners import views

urlpatterns = [
    path("apply/", views.Apply.as_view(), name="practitioner-apply"),
]
