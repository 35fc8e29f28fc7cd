"""Addresses of the API that no view answers: the last route, so that they get the envelope.

Without it, Django would answer a page of HTML in development, and turn a POST without its last
slash into a GET.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import re_path, resolve
from django.views.decorators.csrf import csrf_exempt

from estuary.kernel.api.exceptions import not_found


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """Lead to the address with a slash at its end, keeping method and body; otherwise 404."""
    slashed = f"{request.path}/"
    if request.path.endswith("/") or resolve(slashed).func is nowhere:
        return not_found(request)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponse(
        status=308, headers={"Location": f"{slashed}?{query}" if query else slashed}
    )


route = re_path(r"^.*$", nowhere)
