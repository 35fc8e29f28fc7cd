from django.urls import re_path
from wagtail.images.views.serve import ServeView

urlpatterns = [
    # signature, image, size, and the file's name for people to read
    re_path(
        r"^([^/]*)/(\d*)/([^/]*)/[^/]*$",
        ServeView.as_view(action="redirect"),
        name="picture",
    ),
]
