"""`/dev/mail/`: the letters of one's own machine. Routed only with DEBUG."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from estuary import mailbox


def listing(request: HttpRequest) -> HttpResponse:
    """Newest first; `?format=json` for scripts, `?to=` for one reader's."""
    to = request.GET.get("to", "").lower()
    letters = [letter for letter in mailbox.newest() if to in letter.to.lower()]
    if request.GET.get("format") == "json":
        return JsonResponse([_brief(letter) for letter in letters], safe=False)
    return render(request, "mailbox/list.html", {"letters": letters})


def one(request: HttpRequest, letter_id: str) -> HttpResponse:
    """One letter: as a mail program shows it, its text, its headers."""
    letter = mailbox.find(letter_id)
    if letter is None:
        raise Http404
    if request.GET.get("format") == "json":
        return JsonResponse(_brief(letter) | {"text": letter.text, "html": letter.html})
    return render(request, "mailbox/one.html", {"letter": letter})


def _brief(letter: mailbox.Letter) -> dict[str, object]:
    return {
        "id": letter.id,
        "to": letter.to,
        "subject": letter.subject,
        "date": letter.date,
        "links": letter.links,
    }


urlpatterns = [
    path("", listing, name="dev-mail"),
    path("<str:letter_id>/", one, name="dev-mail-one"),
]
