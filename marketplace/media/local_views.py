"""What stands in for the bucket where there is none: the addresses that `local_storage` signs."""

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from estuary.kernel.api.exceptions import problem
from marketplace.media import local_storage
from marketplace.media.local_storage import DownloadTicket, UploadTicket


@csrf_exempt  # whoever has the signature may send
@require_http_methods(["PUT"])
def incoming(request: HttpRequest, signed: str) -> HttpResponse:
    """Take one file: the type and the length that were signed for, and nothing else."""
    try:
        ticket = local_storage.read_ticket(UploadTicket, signed, now=timezone.now())
    except local_storage.BadTicket:
        return _refused(403, "signature_refused", "This address is not valid any more.")
    if request.content_type != ticket.content_type:
        return _refused(403, "signature_refused", "Another type was signed for.")
    if request.META.get("CONTENT_LENGTH") != str(ticket.size_bytes):
        return _refused(403, "signature_refused", "Another size was signed for.")
    try:
        local_storage.receive(ticket, request)
    except local_storage.AnotherSize:
        return _refused(400, "incomplete_body", "The file did not arrive whole. Send it again.")
    return HttpResponse()


@require_safe
def stored(request: HttpRequest, signed: str) -> HttpResponseBase:
    """Give one file to whoever has its address."""
    try:
        ticket = local_storage.read_ticket(DownloadTicket, signed, now=timezone.now())
        file = local_storage.opened(ticket)
    except local_storage.BadTicket:
        return _refused(403, "signature_refused", "This address is not valid any more.")
    except FileNotFoundError:
        return _refused(404, "not_found", "There is nothing here.")
    response = FileResponse(
        file,
        as_attachment=ticket.as_attachment,
        filename=ticket.file_name,
        content_type=ticket.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _refused(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse(problem(code=code, message=message), status=status)


urlpatterns = [
    path("incoming/<str:signed>", incoming, name="incoming-upload"),
    path("stored/<str:signed>", stored, name="stored-upload"),
]
