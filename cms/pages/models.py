from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page, Workflow
from wagtail.search import index
from wagtail_headless_preview.models import HeadlessMixin

from cms.pages.addresses import address_at, path_at
from cms.pages.api_fields import PictureField
from cms.pages.blocks import Body
from cms.pages.forms import OwnReferencesForm
from cms.pages.parents import PageAbove
from cms.pages.rows import HouseTester
from cms.pages.sections import Sections
from cms.previews.showing import FrontendPreviewMixin

# For whom words are meant.
READERS = [
    ("everybody", "Everybody"),
    ("clients", "Clients"),
    ("practitioners", "Practitioners"),
]


def address_of(page: Page, request: Any = None) -> str | None:
    """Where the frontend shows a page, or None when it is outside every site.

    Also for pages loaded as plain `Page`. The request, if given, keeps the site's roots.
    """
    return address_at(page.url_path, page._get_site_root_paths(request))


def path_of(page: Page, request: Any = None) -> str | None:
    """The page's path on its site, such as `/about/`; other languages begin with theirs."""
    return path_at(page.url_path, page._get_site_root_paths(request))


class HeadlessPage(FrontendPreviewMixin, HeadlessMixin, Page):
    """What all our pages share: shown by a frontend, found by search engines, read by the API."""

    base_form_class = OwnReferencesForm
    page_above = PageAbove()

    social_image = models.ForeignKey(
        "cms.EstuaryImage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Shown when the page is shared elsewhere.",
    )
    is_hidden_from_search_engines = models.BooleanField(
        "hidden from search engines",
        default=False,
        help_text="It can be read by who has its address, and is in no sitemap.",
    )

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            "For search engines",
        ),
        FieldPanel("social_image"),
        FieldPanel("show_in_menus"),
        FieldPanel("is_hidden_from_search_engines"),
    ]
    api_meta_fields: ClassVar[list[APIField]] = [
        APIField("social_image", serializer=PictureField(role="social")),
        APIField("is_hidden_from_search_engines"),
    ]

    class Meta:
        abstract = True

    @classmethod
    def topmost(cls) -> Self:
        """The highest page of this kind in the site's first language. Raises DoesNotExist."""
        first = cls._default_manager.filter(locale__language_code=settings.LANGUAGE_CODE)
        return first.earliest("depth", "path")

    def permissions_for_user(self, user: Any) -> HouseTester:
        return HouseTester(user, self)

    def begin_below(self, parent: Page) -> None:
        """What a new page takes from where it will lie, before its form is shown."""

    @property
    def has_workflow(self) -> bool:
        """Whether somebody is appointed to look at it."""
        return self.get_workflow() is not None

    def get_workflow(self) -> Workflow | None:
        """As Wagtail has it; of pages in another language that of the same in the first.

        Workflows are given to pages, and a new language lies below the translations of those.
        """
        found: Workflow | None = super().get_workflow()
        if found is not None:
            return found
        same = Page.objects.filter(
            translation_key__in=self.get_ancestors(inclusive=True).values("translation_key"),
            workflowpage__workflow__active=True,
        )
        page = same.order_by("-depth").first()
        return page.workflowpage.workflow if page is not None else None

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Pages live where the frontend is, at the path the tree gives them."""
        path = path_of(self, request)
        if path is None:
            return None
        site_id = self._get_relevant_site_root_paths(request)[0].site_id
        return site_id, settings.FRONTEND_URL, path

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        """With its host, always: what shows the page is another site than what edits it."""
        return address_of(self, request)

    url = property(get_url)


class WrittenPage(HeadlessPage):
    """A page with an introduction, and a body built of blocks."""

    introduction = models.TextField(blank=True, max_length=400)
    body = StreamField(Body(), blank=True)

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

    class Meta:
        abstract = True


class HomePage(WrittenPage):
    """The first page of the site in one language; everything else lies below it."""

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cms.StandardPage",
        "cms.LandingPage",
        "cms.HelpIndexPage",
        "cms.PractitionerIndexPage",
    ]

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Never by hand: one is there, and those in other languages are its translations."""
        return False


class LandingPage(HeadlessPage):
    """A page for a purpose, such as a campaign, laid out in sections."""

    page_description = "For a campaign: sections, laid out one below the other."

    summary = models.CharField(max_length=240, blank=True, help_text="For lists of pages.")
    sections = StreamField(Sections(), blank=True)

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.LandingPage"]
    subpage_types: ClassVar[list[str]] = ["cms.LandingPage"]

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("sections"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("sections"),
    ]
    api_fields: ClassVar[list[APIField]] = [APIField("summary"), APIField("sections")]


class StandardPage(WrittenPage):
    """An ordinary page: about us, how it works, terms."""

    page_description = "An ordinary page: about us, how it works, terms."

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]


class HelpIndexPage(WrittenPage):
    """Where help is found; topics are indexes of their own below it."""

    page_description = "A topic of the help, with answers or further topics below it."

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.HelpIndexPage"]
    subpage_types: ClassVar[list[str]] = ["cms.HelpIndexPage", "cms.HelpPage"]

    class Meta:
        verbose_name = "help index"


class HelpPage(WrittenPage):
    """One answer, for clients, for practitioners, or for both."""

    page_description = "One answer, for clients, for practitioners, or for both."

    readers = models.CharField(max_length=13, choices=READERS, default="everybody")

    parent_page_types: ClassVar[list[str]] = ["cms.HelpIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("readers"),
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [*WrittenPage.search_fields, index.FilterField("readers")]
    api_fields: ClassVar[list[APIField]] = [APIField("readers"), *WrittenPage.api_fields]

    class Meta:
        verbose_name = "help page"
