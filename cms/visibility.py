"""Which pages the public sees: published, open to all, about something that is public itself."""

from typing import Any

from django.db.models import Q
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
    return found.live().public().exclude(_about_what_is_not_public())


def _about_what_is_not_public() -> Q:
    people = Practitioner.objects.exclude(pk__in=Practitioner.objects.listed())
    not_sold = Service.objects.exclude(status=ServiceStatus.ACTIVE, is_listed=True)
    hidden = (
        PractitionerPage.objects.filter(practitioner__in=people),
        ServicePage.objects.filter(Q(service__practitioner__in=people) | Q(service__in=not_sold)),
        StreamPage.objects.filter(practitioner__in=people),
        PostPage.objects.filter(post__practitioner__in=people),
    )
    either = Q(pk=None)
    for some in hidden:
        either |= Q(pk__in=some.values("pk"))
    return either
