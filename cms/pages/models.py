from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_headless_preview.models import HeadlessMixin

from cms.pages.addresses import address_at
from cms.pages.api_fields import PictureField
from cms.pages.blocks import Body


def address_of(page: Page, request: Any = None) -> str | None:
    """Where the frontend shows a page, or None when it is outside every site.

    Also for pages loaded as plain `Page`. The request, if given, keeps the site's roots.
    """
    return address_at(page.url_path, page._get_site_root_paths(request))


class HeadlessPage(HeadlessMixin, Page):
    """What all our pages share: shown by a frontend, found by search engines, read by the API."""

    social_image = models.ForeignKey(
        "cms.EstuaryImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown when the page is shared elsewhere.",
    )

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            "For search engines",
        ),
        FieldPanel("social_image"),
        FieldPanel("show_in_menus"),
    ]
    api_meta_fields: ClassVar[list[APIField]] = [
        APIField("social_image", serializer=PictureField(role="social")),
    ]

    class Meta:
        abstract = True

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Pages live where the frontend is, at the path the tree gives them."""
        roots = self._get_relevant_site_root_paths(request)
        if not roots:
            return None
        path = self.url_path[len(roots[0].root_path) :]
        return roots[0].site_id, settings.FRONTEND_URL, f"/{path}"

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        """With its host, always: what shows the page is another site than what edits it."""
        return address_of(self, request)

    url = property(get_url)


class BodyMixin(models.Model):
    """An introduction, and a body built of blocks."""

    introduction = models.TextField(blank=True, max_length=400)
    body = StreamField(Body(), blank=True)

    class Meta:
        abstract = True


class HomePage(BodyMixin, HeadlessPage):  # type: ignore[django-manager-missing]
    """The first page of the site; everything else lies below it."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage", "cms.PractitionerIndexPage"]

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields: ClassVar[list[APIField]] = [APIField("introduction"), APIField("body")]


class StandardPage(BodyMixin, HeadlessPage):  # type: ignore[django-manager-missing]
    """An ordinary page: about us, how it works, terms."""

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields: ClassVar[list[APIField]] = [APIField("introduction"), APIField("body")]
