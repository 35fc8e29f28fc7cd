"""What stands on every page of a site; edited as settings, read in one call by frontends."""

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import PreviewableMixin

from cms.pages.blocks import LINE, Points
from cms.previews.showing import FrontendPreviewMixin
from cms.sitewide.blocks import Columns, MenuItems, Profiles


class SitewideSetting(FrontendPreviewMixin, PreviewableMixin, BaseSiteSetting):
    """Words of a whole site, looked at before they are saved."""

    class Meta:
        abstract = True


@register_setting(icon="list-ul", order=100)
class Navigation(SitewideSetting):
    """The menu at the top of every page."""

    items = StreamField(MenuItems(), blank=True)

    panels: ClassVar[list[Any]] = [FieldPanel("items")]

    class Meta:
        verbose_name = "navigation"


@register_setting(icon="list-ul", order=110)
class Footer(SitewideSetting):
    """What stands at the bottom of every page."""

    columns = StreamField(Columns(), blank=True)
    note = RichTextField(blank=True, features=LINE, help_text="Who runs this site; the law.")

    panels: ClassVar[list[Any]] = [FieldPanel("columns"), FieldPanel("note")]

    class Meta:
        verbose_name = "footer"


@register_setting(icon="search", order=120)
class SeoDefaults(SitewideSetting):
    """What search engines and social networks show where a page says nothing itself."""

    title_suffix = models.CharField(
        max_length=60, blank=True, help_text="Follows every title, such as “ | Estuary”."
    )
    description = models.CharField(max_length=240, blank=True)
    image = models.ForeignKey(
        "cms.EstuaryImage", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation = models.CharField(max_length=120, blank=True)
    profiles = StreamField(
        Profiles(), blank=True, help_text="Pages of the organisation on other sites."
    )
    keep_away = models.BooleanField(
        "keep search engines away", default=False, help_text="For sites that are not open yet."
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("title_suffix"),
        FieldPanel("description"),
        FieldPanel("image"),
        FieldPanel("organisation"),
        FieldPanel("profiles"),
        FieldPanel("keep_away"),
    ]

    class Meta:
        verbose_name = "search engines"


@register_setting(icon="pilcrow", order=130)
class MarketplaceCopy(SitewideSetting):
    """Words of the marketplace that belong to no page: beside a search field, before a payment."""

    tagline = models.CharField(max_length=160, blank=True)
    search_placeholder = models.CharField(max_length=80, blank=True)
    nothing_found = models.CharField(max_length=240, blank=True)
    reasons_to_trust = StreamField(Points(), blank=True)
    before_booking = RichTextField(blank=True, features=LINE)
    before_payment = RichTextField(blank=True, features=LINE)
    health_note = RichTextField(
        blank=True, features=LINE, help_text="That nothing here replaces a doctor."
    )
    support_email = models.EmailField(blank=True)

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("tagline"),
                FieldPanel("search_placeholder"),
                FieldPanel("nothing_found"),
                FieldPanel("reasons_to_trust"),
            ],
            "Finding",
        ),
        MultiFieldPanel([FieldPanel("before_booking"), FieldPanel("before_payment")], "Booking"),
        FieldPanel("health_note"),
        FieldPanel("support_email"),
    ]

    class Meta:
        verbose_name = "marketplace copy"
