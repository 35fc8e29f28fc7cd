from django.urls import re_path

from cms.library import views

urlpatterns = [
    # signature, image, size, and the file's name for people to read
    re_path(r"^([^/]*)/(\d*)/([^/]*)/[^/]*$", views.Picture.as_view(), name="picture"),
]
