"""The headless API: Wagtail API v2's own contract, open to everybody, and nothing unpublished.

Answers have Wagtail's shapes and not our envelope, so that clients of Wagtail keep working. A
list costs the same few queries whatever its length: what its pages refer to is noted first, read
at once, and looked up while each page is shown.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db.models import Q, QuerySet
from django.db.models.fields.related import ForeignKey
from django.http import Http404
from django.utils.functional import cached_property
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler
from wagtail.api import APIField
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.validators import SiteFilterValidator
from wagtail.coreutils import resolve_model_string
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import Page, PageViewRestriction, Site

from cms.api.access import held_back
from cms.api.schema import ContentSchema
from cms.api.serializers import (
    FlatDocumentSerializer,
    FlatImageSerializer,
    FlatPageSerializer,
    SizesField,
)
from cms.caching import KeptReadMixin
from cms.changes import tags
from cms.library.models import EstuaryDocument, EstuaryImage
from cms.pages.api_fields import ContentField, locale_of
from cms.pages.loading import load
from cms.pages.references import DEPTHS, HIGHEST_KEY, Asked, Wanted
from cms.pages.visibility import about_what_is_not_public, hidden_pages
from estuary.kernel.api.conditional import ConditionalReadMixin


class FlatMixin(ConditionalReadMixin):
    """Wagtail's contract without its queries for each row; with ETags on top.

    No envelope, nobody needs to sign in, errors are Wagtail's own. What Wagtail's views answer
    with 500 (a NUL, a date that is none, a number that no column holds) is refused.
    """

    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer,)
    schema = ContentSchema()

    def get_exception_handler(self) -> Any:
        return exception_handler

    def get_renderer_context(self) -> dict[str, Any]:
        """Compact: the indentation would be a third of every answer."""
        context: dict[str, Any] = super().get_renderer_context()  # type: ignore[misc]
        return context | {"indent": None}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        for name, value in request.GET.items():
            if "\x00" in f"{name}{value}":
                raise BadRequestError("null characters are not allowed")
        if request.GET.get("depth", "1") not in map(str, DEPTHS):
            raise BadRequestError("depth must be 0, 1 or 2")

    def get_queryset(self) -> QuerySet[Any]:
        """Asked for several times by Wagtail's views, and made once."""
        if not hasattr(self, "_queryset"):
            self._queryset = super().get_queryset()  # type: ignore[misc]
        return self._queryset

    def get_serializer_context(self) -> dict[str, Any]:
        if not hasattr(self, "_context"):
            self._context: dict[str, Any] = super().get_serializer_context()  # type: ignore[misc]
        return self._context

    def filter_queryset(self, queryset: QuerySet[Any]) -> Any:
        """As Wagtail filters, with a sentence for values that it does not expect."""
        try:
            return super().filter_queryset(queryset)  # type: ignore[misc]
        except (FieldError, TypeError, ValueError, ValidationError) as error:
            raise BadRequestError(f"filter error: {_sentence(error)}") from error

    def listing_view(self, request: Request) -> Response:
        queryset = self.get_queryset()
        self.check_query_parameters(queryset)  # type: ignore[attr-defined]
        self._check_offset()
        found = self.filter_queryset(self.prepared(queryset))
        rows = list(self.paginate_queryset(found))  # type: ignore[attr-defined]
        return self.get_paginated_response(self.shown(rows))  # type: ignore[attr-defined]

    def detail_view(self, request: Request, pk: int) -> Response:
        [shown] = self.shown([self.get_object()])  # type: ignore[attr-defined]
        return Response(shown)

    def find_object(self, queryset: QuerySet[Any], request: Request) -> Any:
        key = request.GET.get("id", "1")
        if not key.isdecimal() or int(key) > HIGHEST_KEY:
            raise Http404("not found")
        return super().find_object(queryset, request)  # type: ignore[misc]

    def prepared(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The query, with what the fields of its model need beside their columns."""
        for field in self.get_body_fields(queryset.model):  # type: ignore[attr-defined]
            if isinstance(field.serializer, ContentField):
                queryset = field.serializer.prepared(queryset, field.name)
            elif isinstance(_column(queryset.model, field.name), ForeignKey):
                queryset = queryset.select_related(field.name)
        return queryset

    def shown(self, rows: list[Any]) -> list[dict[str, Any]]:
        """All rows, after one look at the database for everything they refer to."""
        serializer = self.get_serializer()  # type: ignore[attr-defined]
        context = serializer.context
        barred = context["held_back"] = self.held_back(rows)
        asked = Asked.by(self.request)  # type: ignore[attr-defined]
        wanted = Wanted(asked.depth, locales={locale_of(row) for row in rows} - {None})
        for name, field in serializer.fields.items():
            if isinstance(field, ContentField):
                for row in rows:
                    if name not in barred.get(row.pk, ()):
                        field.references(row, wanted)
        context["loaded"] = load(wanted, asked, self.referred_to())
        return [serializer.to_representation(row) for row in rows]

    def referred_to(self) -> QuerySet[Page] | None:
        """The pages that this reader may be led to; None for those open to everybody."""
        return None

    def held_back(self, rows: list[Any]) -> Mapping[int, tuple[str, ...]]:
        """The fields of each row that this reader may not have."""
        return held_back(rows, self.request.user)  # type: ignore[attr-defined]

    def _check_offset(self) -> None:
        given = self.request.GET.get("offset", "")  # type: ignore[attr-defined]
        if given.isdecimal() and int(given) > HIGHEST_KEY:
            raise BadRequestError("offset must be a positive integer")


class Pages(KeptReadMixin, FlatMixin, PagesAPIViewSet):
    base_serializer_class = FlatPageSerializer
    known_query_parameters = PagesAPIViewSet.known_query_parameters | {"depth"}

    def get_base_queryset(self) -> QuerySet[Page]:
        """What this reader may see; asked for several times, and looked up once."""
        if not hasattr(self, "_base_queryset"):
            of_many = self.action == "listing_view"
            hidden = hidden_pages() if of_many else about_what_is_not_public()
            self._base_queryset = self._open_pages.exclude(hidden)
        return self._base_queryset

    def referred_to(self) -> QuerySet[Page]:
        """The same, for a few: each page is asked about by itself."""
        return self._open_pages.exclude(about_what_is_not_public())

    @cached_property
    def _open_pages(self) -> QuerySet[Page]:
        """As Wagtail has it, with the site's roots in all languages from its cache.

        With those that stay published while what they are about is not public.
        """
        pages = Page.objects.live()
        for restriction in PageViewRestriction.objects.select_related("page"):
            if not restriction.accept_request(self.request):
                pages = pages.not_descendant_of(restriction.page, inclusive=True)
        named = self.request.GET.get("site")
        try:
            site = SiteFilterValidator(site=named, request=self.request).site_obj
        except ValueError as error:
            raise BadRequestError(str(error)) from error
        roots = [
            root.root_path
            for root in Site.get_site_root_paths()
            if site is not None and root.site_id == site.pk
        ]
        below = Q(pk=None)
        if "search" in self.request.GET:  # which knows the pages' paths, not their addresses'
            for path in Page.objects.filter(url_path__in=roots).values_list("path", flat=True):
                below |= Q(path__startswith=path)
        else:
            for root in roots:
                below |= Q(url_path__startswith=root)
        return pages.filter(below)

    def get_object(self) -> Page:
        """The page as its own type, with everything that is shown of it, in two queries."""
        if not hasattr(self, "_page"):
            base = super(PagesAPIViewSet, self).get_object()
            model = base.specific_class or Page
            self._page = self.prepared(model.objects.filter(pk=base.pk)).get()
        return self._page

    def prepared(self, queryset: QuerySet[Page]) -> QuerySet[Page]:
        return super().prepared(queryset).select_related("locale")

    def tags_of(self, response: Response) -> Iterable[str]:
        """One page, or the lists of the types that were asked for."""
        if self.action == "detail_view":
            return (tags.page(self.kwargs["pk"]),)
        asked = [name for name in self.request.GET.get("type", "").split(",") if name]
        models = [resolve_model_string(name) for name in asked]
        return tuple(tags.pages(model._meta.label) for model in models) or (tags.PAGES,)


class Images(FlatMixin, ImagesAPIViewSet):
    base_serializer_class = FlatImageSerializer

    @classmethod
    def get_body_fields(cls, model: type) -> list[APIField]:
        """Wagtail's, and what is read aloud, who made it, and the sizes it comes in."""
        own = [
            APIField("description"),
            APIField("credit"),
            APIField("sizes", serializer=SizesField()),
        ]
        return [*super().get_body_fields(model), *own]

    def get_queryset(self) -> QuerySet[EstuaryImage]:
        # In a query of its own: the search knows of no column for it.
        editorial = EstuaryImage.objects.filter(asset=None).values("pk")
        return super().get_queryset().filter(pk__in=editorial).prefetch_related("tags")


class Documents(FlatMixin, DocumentsAPIViewSet):
    base_serializer_class = FlatDocumentSerializer

    def get_queryset(self) -> QuerySet[EstuaryDocument]:
        return super().get_queryset().prefetch_related("tags")


def _column(model: Any, name: str) -> Any:
    return next((field for field in model._meta.fields if field.name == name), None)


def _sentence(error: Exception) -> str:
    return " ".join(getattr(error, "messages", None) or [str(error)])
