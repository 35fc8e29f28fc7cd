from typing import Any

from wagtail.admin.ui.tables import LiveStatusTagColumn, LocaleColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.library.choosers import SnippetChooser
from cms.pages.viewsets import EditorialListing
from cms.previews.viewsets import SharedEdit
from cms.snippets.models import Announcement, Faq, Testimonial

STATUS = [LocaleColumn(), LiveStatusTagColumn(), UpdatedAtColumn()]


class AnnouncementViewSet(SnippetViewSet):
    model = Announcement
    index_view_class = EditorialListing
    edit_view_class = SharedEdit
    chooser_viewset_class = SnippetChooser
    icon = "warning"
    menu_label = "Announcements"
    list_display: list[Any] = ["title", "tone", "readers", *STATUS]
    list_filter = ["live", "tone", "readers"]


class TestimonialViewSet(SnippetViewSet):
    model = Testimonial
    index_view_class = EditorialListing
    edit_view_class = SharedEdit
    chooser_viewset_class = SnippetChooser
    icon = "openquote"
    menu_label = "Testimonials"
    list_display: list[Any] = ["name", "about", *STATUS]
    list_filter = ["live"]
    sort_order_field = "sort_order"


class FaqViewSet(SnippetViewSet):
    model = Faq
    index_view_class = EditorialListing
    edit_view_class = SharedEdit
    chooser_viewset_class = SnippetChooser
    icon = "help"
    menu_label = "Questions and answers"
    list_display: list[Any] = ["question", "topic", *STATUS]
    list_filter = ["live", "topic"]
    sort_order_field = "sort_order"
