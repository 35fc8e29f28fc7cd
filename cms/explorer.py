"""How the back office lists pages, when there are thousands of them and of those who own them."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.views.pages.listing import (
    EditedByFilter,
    ExplorableIndexView,
    GenericPageFilterSet,
)
from wagtail.admin.views.pages.search import SearchView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page, PageLogEntry
from wagtail.query import PageQuerySet

from cms.pages import translating
from cms.workflows.people import is_author
from marketplace.accounts.models import User
from marketplace.practitioners.states import AUTHORS


def _offered(request: HttpRequest, of: QuerySet[Any]) -> QuerySet[User]:
    """Staff of whom there is something; to authors, nobody but themselves.

    Each practitioner owns pages: a box for each would be most of the page, and tell authors who
    the others are. Theirs are found by searching for a name.
    """
    if is_author(request.user):
        return User.objects.filter(pk=request.user.pk)
    grouped = User.groups.through.objects.filter(user=OuterRef("pk")).exclude(group__name=AUTHORS)
    return User.objects.filter(Q(is_superuser=True) | Exists(grouped)).filter(Exists(of))


def owners(request: HttpRequest) -> QuerySet[User]:
    """By whose pages the reader may filter."""
    return _offered(request, Page.objects.order_by().filter(owner=OuterRef("pk")))


def editors(request: HttpRequest) -> QuerySet[User]:
    """By whose changes the reader may filter."""
    edits = PageLogEntry.objects.order_by().filter(action="wagtail.edit", user=OuterRef("pk"))
    return _offered(request, edits)


class PageFilters(GenericPageFilterSet):
    """Wagtail's, but for the people that are offered."""

    owner = MultipleUserFilter(label="Owner", queryset=owners, widget=CheckboxSelectMultiple)
    edited_by = EditedByFilter(label="Edited by", queryset=editors, widget=CheckboxSelectMultiple)


def with_standing(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """What the chooser shows, with where each page lies and how it stands.

    Here because the chooser asks of every row, and its hook is the only way into its question.
    """
    pages = pages.defer_streamfields().specific().prefetch_related("page_above")
    return pages.prefetch_workflow_states().annotate_approved_schedule()


def with_collections(documents: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    """What the chooser shows of each document."""
    return documents.select_related("collection")


class NotedMixin:
    """Asks once for all rows what the menu of each needs."""

    request: HttpRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        translating.note(context["object_list"], self.request.user)
        return context


class Explorer(NotedMixin, ExplorableIndexView):
    """What lies below a page."""


class FoundPages(NotedMixin, SearchView):
    """What was found by its words."""


class PagesOfOneType(NotedMixin, ContentTypeUseView):
    """All pages of a type."""


class PageLists(PageViewSet):
    """Stands in for Wagtail's own viewset of all pages."""

    index_view_class = Explorer
    search_view_class = FoundPages
    content_type_use_view_class = PagesOfOneType
    filterset_class = PageFilters
