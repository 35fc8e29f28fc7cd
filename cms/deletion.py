"""A page whose row has bookings stays: people have paid for what it describes."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from cms.listings.models import ServicePage
from cms.profiles.models import PractitionerPage
from commerce.bookings.models import Booking


def booked(pages: Iterable[Page]) -> list[str]:
    """The titles of those among `pages` that have bookings, on themselves or below."""
    return [page.get_admin_display_title() for page in pages if _has_bookings(page)]


def refuse_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail asks before it deletes one page."""
    return _refusal(request, [page])


def refuse_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Wagtail asks before it does something to many."""
    if action_type != "delete":
        return None
    return _refusal(request, [one for one in objects if isinstance(one, Page)])


def _has_bookings(page: Page) -> bool:
    profiles = PractitionerPage.objects.descendant_of(page, inclusive=True)
    listings = ServicePage.objects.descendant_of(page, inclusive=True)
    return Booking.objects.filter(
        Q(service__practitioner__in=profiles.values("practitioner"))
        | Q(service__in=listings.values("service"))
    ).exists()


def _refusal(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    titles = booked(pages)
    if not titles:
        return None
    messages.error(
        request,
        f"Bookings depend on {', '.join(titles)}. Unpublish instead: "
        "the public no longer sees it, and the bookings keep what they refer to.",
    )
    parent = pages[0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk if parent else pages[0].pk)
