from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from wagtail.images.views.serve import ServeView

# Well below the hour that a signed address is good for.
KEPT_SECONDS = 10 * 60


class Picture(ServeView):
    """Leads to where one size of an image is now; the signature keeps others from making sizes."""

    action = "redirect"

    @method_decorator(cache_control(max_age=KEPT_SECONDS))
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs)
