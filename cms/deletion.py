"""What others depend on stays: a page that says why, and a button for what to do instead.

Of pages: bookings, since people have paid for what they describe. Of snippets: whatever names them.
Of everything: what the database would refuse, which Wagtail would answer with a fault.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model, ProtectedError, Q, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.models import DraftStateMixin, Page, ReferenceIndex

from cms.listings.models import ServicePage
from cms.pages.rows import telling
from cms.profiles.models import PractitionerPage
from commerce.bookings.models import Booking
from marketplace.accounts.models import User

TEMPLATE = "cms/deletion/refused.html"


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that is not deleted: what depends on it, and the button for what to do instead."""

    title: str
    reasons: list[str]
    button: str = ""
    url: str = ""


def refuse_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail asks before it deletes one page."""
    return _refusal(request, [page])


def refuse_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> HttpResponse | None:
    """Wagtail asks before it does something to many."""
    return _refusal(request, objects) if action_type == "delete" else None


def refuse_snippet(request: HttpRequest, instances: Iterable[Any]) -> HttpResponse | None:
    """Wagtail asks before it deletes a snippet."""
    return _refusal(request, instances)


def refuse_user(request: HttpRequest, user: User) -> HttpResponse | None:
    """Wagtail asks before it deletes an account."""
    return _refusal(request, [user])


def kept(things: Iterable[Any]) -> list[Kept]:
    """Those of `things` that cannot be deleted."""
    return [_kept(thing, reasons) for thing in things if (reasons := _reasons(thing))]


def _refusal(request: HttpRequest, things: Iterable[Any]) -> HttpResponse | None:
    found = kept(things)
    if not found:
        return None
    return TemplateResponse(request, TEMPLATE, {"kept": found}, status=409)


def _reasons(thing: Any) -> list[str]:
    if isinstance(thing, Page):
        reasons = ["Bookings depend on it."] if _has_bookings(thing) else []
        if getattr(thing.specific, "tells_row", False) and thing.get_translations().exists():
            reasons.append("It is translated. Delete its translations first.")
    elif isinstance(thing, DraftStateMixin):
        reasons = [f"It is used by {used}." for used in _uses(thing)]
    else:
        reasons = []
    return reasons + [one for one in _protected(thing) if one not in reasons]


def _has_bookings(page: Page) -> bool:
    below = Page.objects.descendant_of(page, inclusive=True)  # translations may go
    profiles = telling(PractitionerPage).filter(pk__in=below)
    listings = telling(ServicePage).filter(pk__in=below)
    return Booking.objects.filter(
        Q(service__practitioner__in=profiles.values("practitioner"))
        | Q(service__in=listings.values("service"))
    ).exists()


def _uses(snippet: Any) -> list[str]:
    """How many of what name a snippet: by a key, in a list of many, in blocks or in text."""
    used: Counter[str] = Counter()
    for relation in snippet._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not relation.is_relation:
            continue
        if relation.related_model._meta.auto_created:  # the rows between two that name each other
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: snippet})
        if (number := rows.count()) > 0:
            used[_name(relation.related_model, number)] += number
    for using, _ in ReferenceIndex.get_grouped_references_to(snippet):
        model = type(using)
        used.setdefault(_name(model, 1), 1)
    return [f"{number} {name}" for name, number in sorted(used.items())]


def _protected(thing: Model) -> list[str]:
    """What the database would refuse to lose with it."""
    try:
        Collector(using=DEFAULT_DB_ALIAS, origin=thing).collect([thing])
    except ProtectedError as error:
        rows: Iterable[Any] = error.protected_objects
    except RestrictedError as error:
        rows = error.restricted_objects
    else:
        return []
    counted = Counter(type(row) for row in rows)
    return [
        f"{number} {_name(model, number)} would lose what they refer to."
        for model, number in counted.items()
    ]


def _name(model: type[Model], number: int) -> str:
    name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
    return str(name)


def _kept(thing: Any, reasons: list[str]) -> Kept:
    title = thing.get_admin_display_title() if isinstance(thing, Page) else capfirst(str(thing))
    if isinstance(thing, User):
        button = "Switch the account off" if thing.is_active else ""
    elif isinstance(thing, Page):
        is_service = isinstance(thing.specific, ServicePage)
        button = "Archive it" if is_service else "Unpublish it, with what lies below"
    else:
        button = "Unpublish it" if isinstance(thing, DraftStateMixin) and thing.live else ""
    said = [thing._meta.app_label, thing._meta.model_name, thing.pk]
    return Kept(title, reasons, button, reverse("archive", args=said) if button else "")
