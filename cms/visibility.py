"""Which pages the public sees: published, open to all, about something that is public itself."""

import functools
import operator
from typing import Any

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from cms.listings.models import ServicePage
from cms.profiles.models import PractitionerPage
from cms.streams.models import PostPage, StreamPage
from marketplace.catalogue.models import Service
from marketplace.catalogue.states import ServiceStatus
from marketplace.practitioners.models import Practitioner


def public_pages(pages: Any = None) -> Any:
    """Those among `pages` (all, if not given) that anybody may read, in one query.

    Not drafts, not what lies below a view restriction, and nothing of a practitioner or a service
    that is suspended, paused or archived: their pages stay published, and come back with them.
    Costs one more query, for the restrictions.
    """
    found = Page.objects.all() if pages is None else pages
    return found.live().public().exclude(about_what_is_not_public())


def hidden_pages() -> Q:
    """The same as `about_what_is_not_public` by keys alone: for lists, and for Wagtail's search."""
    people = Practitioner.objects.exclude(pk__in=Practitioner.objects.listed())
    not_sold = Service.objects.exclude(status=ServiceStatus.ACTIVE, is_listed=True)
    hidden = (
        PractitionerPage.objects.filter(practitioner__in=people),
        ServicePage.objects.filter(Q(service__practitioner__in=people) | Q(service__in=not_sold)),
        StreamPage.objects.filter(practitioner__in=people),
        PostPage.objects.filter(post__practitioner__in=people),
    )
    return functools.reduce(operator.or_, (Q(pk__in=some.values("pk")) for some in hidden))


def about_what_is_not_public() -> Q:
    """Pages of practitioners whom the public does not see, and of services that are not sold.

    As questions about the page at hand: one address is looked up without reading all rows.
    """
    people = Practitioner.objects.listed()
    sold = Service.objects.filter(status=ServiceStatus.ACTIVE, is_listed=True)
    hidden = (
        _without(people, PractitionerPage, "practitioner_id"),
        _without(people, ServicePage, "service__practitioner_id"),
        _without(sold, ServicePage, "service_id"),
        _without(people, StreamPage, "practitioner_id"),
        _without(people, PostPage, "post__practitioner_id"),
    )
    return functools.reduce(operator.or_, hidden)


def _without(rows: Any, model: type[Page], key: str) -> Q:
    """It is of this model, and what it is about is none of `rows`."""
    own = model._default_manager.filter(pk=OuterRef("pk"))
    return Q(Exists(own.filter(~Exists(rows.filter(pk=OuterRef(key))))))
