"""Registers snippets, choosers and refusals with Wagtail, and gives the back office its face."""

from typing import Any

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup
from wagtail_localize import wagtail_hooks as localize

from cms import desk
from cms.archiving import archive
from cms.dashboard import FiguresPanel
from cms.deletion import refuse_bulk, refuse_page, refuse_snippet, refuse_user
from cms.explorer import PageLists, with_collections, with_standing
from cms.library import back_office
from cms.library.models import EstuaryDocument, EstuaryImage
from cms.library.viewsets import media_chooser
from cms.listings.viewsets import ServiceChooser
from cms.pages.translating import page_buttons, snippet_buttons
from cms.pages.translation_views import ADDRESSES as TRANSLATIONS
from cms.pages.translation_views import offer_what_is_allowed
from cms.permissions import AuthorsFilePolicy, AuthorsPagePolicy, own_files, own_pages
from cms.previews.views import REVOKED, SHARED, Share
from cms.previews.viewsets import ReviewLinkViewSet, share_button
from cms.profiles.viewsets import PractitionerChooser
from cms.releases.viewsets import ReleasePolicy, ReleaseViewSet
from cms.snippets.viewsets import AnnouncementViewSet, FaqViewSet, TestimonialViewSet
from cms.streams.viewsets import CommentViewSet
from cms.taxonomy.viewsets import AudienceViewSet, CertificationKindViewSet, ModalityViewSet
from cms.waiting import WaitingPanel
from cms.workflows.notices import say_what_came_of_it, say_what_to_change
from cms.workflows.people import is_author
from cms.workflows.viewsets import ForbiddenClaimViewSet
from estuary.kernel.steps import register_steps


class VocabularyGroup(SnippetViewSetGroup):
    """What practitioners and services are sorted by."""

    menu_label = "Vocabulary"
    menu_icon = "tag"
    menu_order = 150
    items = (ModalityViewSet, AudienceViewSet, CertificationKindViewSet)


register_snippet(VocabularyGroup)
register_snippet(AnnouncementViewSet)
register_snippet(TestimonialViewSet)
register_snippet(FaqViewSet)
register_snippet(ForbiddenClaimViewSet)
register_steps(ReleaseViewSet, ReleasePolicy)
register_steps(ReviewLinkViewSet)

register_permission_policy(Page, AuthorsPagePolicy())
for file, kind in ((EstuaryImage, Image), (EstuaryDocument, Document)):
    policy = AuthorsFilePolicy(file, auth_model=kind, owner_field_name="uploaded_by_user")
    # Exact, because Wagtail registers its own for the same classes after this is read.
    register_permission_policy(file, policy, exact_class=True)
hooks.register("construct_page_action_menu", offer_what_is_allowed)
hooks.register("construct_page_chooser_queryset", own_pages)
hooks.register("construct_page_chooser_queryset", with_standing)
hooks.register("construct_image_chooser_queryset", own_files)
hooks.register("construct_document_chooser_queryset", own_files)
hooks.register("construct_document_chooser_queryset", with_collections)
register_steps(CommentViewSet)

hooks.register("before_create_page", desk.create)
hooks.register("after_edit_page", desk.note_draft)
hooks.register("before_copy_page", desk.copy)
hooks.register("before_move_page", desk.move)
hooks.register("before_delete_page", refuse_page)
hooks.register("before_delete_snippet", refuse_snippet)
hooks.register("before_delete_user", refuse_user)
hooks.register("before_bulk_action", refuse_bulk)

for thing in ("page", "snippet"):
    hooks.register(f"before_edit_{thing}", say_what_to_change)
    for done in ("create", "edit"):
        hooks.register(f"after_{done}_{thing}", say_what_came_of_it)

# Wagtail knows no way to take a hook back; this fails at the start when there is none to take.
for name, theirs, ours in (
    ("register_page_listing_more_buttons", localize.page_listing_more_buttons, page_buttons),
    (
        "register_snippet_listing_buttons",
        localize.register_snippet_listing_buttons,
        snippet_buttons,
    ),
):
    hooks._hooks[name].remove((theirs, 0))
    hooks.register(name, ours)


# After Wagtail's own, in whose place they are; and before wagtail-localize's.
hooks.register("construct_admin_api", back_office.register, order=1)
hooks.register("register_admin_urls", lambda: TRANSLATIONS, order=-1)


@hooks.register("register_admin_viewset")
def register_page_lists() -> PageLists:
    return PageLists()


@hooks.register("register_admin_viewset")
def register_choosers() -> list[Any]:
    return [
        PractitionerChooser("choose_practitioner"),
        ServiceChooser("choose_service"),
        media_chooser,
        ReleaseViewSet("release"),
    ]


@hooks.register("register_admin_viewset")
def register_comments() -> CommentViewSet:
    return CommentViewSet()


@hooks.register("register_admin_urls")
def register_archive() -> list[Any]:
    return [
        path("archive/<str:app_label>/<str:model_name>/<str:key>/", archive, name="archive"),
    ]


@hooks.register("register_admin_viewset")
def register_review_links() -> ReviewLinkViewSet:
    return ReviewLinkViewSet("review_links")


@hooks.register("register_admin_urls")
def register_sharing() -> list[Any]:
    address = "share-for-review/<str:app_label>/<str:model_name>/<int:pk>/"
    return [path(address, Share.as_view(confined=is_author), name="share_for_review")]


@hooks.register("register_page_header_buttons")
def offer_sharing(page: Any, user: Any, view_name: str, next_url: str | None = None) -> list[Any]:
    if page.depth == 1:
        return []
    return share_button(page.specific_deferred, user)


@hooks.register("register_log_actions")
def name_sharing(actions: Any) -> None:
    actions.register_action(SHARED, "Share for review", "Shared for review")
    actions.register_action(REVOKED, "Revoke a review link", "Revoked a review link")


@hooks.register("construct_homepage_panels")
def add_figures(request: Any, panels: list[Any]) -> None:
    panels.append(FiguresPanel())


@hooks.register("construct_homepage_panels")
def bound_what_waits(request: Any, panels: list[Any]) -> None:
    panels[:] = [
        WaitingPanel() if type(panel) is WorkflowObjectsToModeratePanel else panel
        for panel in panels
    ]


@hooks.register("construct_main_menu")
def hide_the_irrelevant(request: Any, menu_items: list[Any]) -> None:
    """Wagtail's own help is about Wagtail, and leaves the house.

    Authors get a plain link to their pages: the menu that unfolds asks an API they have no door to.
    """
    hidden = ["help", "forms"]
    if is_author(request.user):
        hidden += ["reports", "explorer"]
        pages = reverse("wagtailadmin_explore_root")
        menu_items.append(MenuItem("Pages", pages, icon_name="folder-open-inverse", order=100))
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("insert_global_admin_css")
def add_colours() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/backoffice.css"))
