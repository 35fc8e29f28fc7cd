"""The only signal handlers of the house: what is published is told, to its row and to the world.

Wagtail sends these whoever publishes: an editor, a workflow, the clock, a deletion. Saving a
draft, which editors' browsers do all the time, sends none.
"""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.models import DraftStateMixin, Page, PageViewRestriction, WorkflowState
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from cms.changes import operations as changes
from cms.changes.states import ChangeKind
from cms.library.pictures import picture
from cms.listings.models import ServicePage
from cms.profiles.models import PractitionerPage
from cms.search import operations as search
from cms.streams import operations as streams
from cms.streams.models import PostPage
from cms.taxonomy.models import Modality
from estuary.kernel import db
from marketplace.catalogue import operations as catalogue
from marketplace.practitioners import operations as practitioners


def connect() -> None:
    """Begin to listen; called once, when the app is ready."""
    page_published.connect(on_page_published)
    page_unpublished.connect(on_page_unpublished)
    page_slug_changed.connect(on_slug_changed)
    post_page_move.connect(on_page_moved)
    post_delete.connect(on_post_deleted, sender=PostPage)
    published.connect(on_published)
    unpublished.connect(on_unpublished)
    for model in apps.get_models():
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page):
            post_delete.connect(on_snippet_deleted, sender=model)
        if issubclass(model, AbstractSetting):
            post_save.connect(on_settings_saved, sender=model)
    for signal in (post_save, post_delete):
        signal.connect(on_redirect_changed, sender=Redirect)
        signal.connect(on_privacy_changed, sender=PageViewRestriction)
    silence_wagtails_letters()


# Row and fact together: Wagtail sends these outside a transaction, or inside one.
@db.transaction_if_not_already
def on_page_published(*, instance: Page, **_more: Any) -> None:
    """Tell the row its new words, and the world that there is something to read."""
    if not instance.live:  # Wagtail also says "published" of what is only scheduled
        _tell_row(UNLISTED, instance)
        return search.index_page(instance.specific)
    _tell_row(LISTED, instance)
    search.index_page(instance.specific)  # what is found is what the row has been told
    changes.tell_of_page(page=instance, kind=ChangeKind.PUBLISHED, now=timezone.now())


@db.transaction_if_not_already
def on_page_unpublished(*, instance: Page, **_more: Any) -> None:
    """Tell the row, and the world. Wagtail unpublishes what it deletes, but does not save that."""
    deleted = Page.objects.filter(pk=instance.pk, live=True).exists()
    _tell_row(UNLISTED, instance)
    search.index_page(instance.specific)
    changes.tell_of_page(
        page=instance,
        kind=ChangeKind.DELETED if deleted else ChangeKind.UNPUBLISHED,
        now=timezone.now(),
    )


def on_slug_changed(*, instance: Page, **_more: Any) -> None:
    """Tell where a live page is now, with what lies below it. Of drafts nobody hears anything."""
    for page in _live_from(instance):
        changes.tell_of_page(page=page, kind=ChangeKind.MOVED, now=timezone.now())


def on_page_moved(*, instance: Page, **_more: Any) -> None:
    """Tell it as well when only the order among its neighbours has changed: menus show that."""
    for page in _live_from(instance):
        changes.tell_of_page(page=page, kind=ChangeKind.MOVED, now=timezone.now())


def _live_from(page: Page) -> list[Any]:
    """A page that is live; else those below it that are, each with what lies below it in turn."""
    found: list[Any] = []
    below = Page.objects.descendant_of(page, inclusive=True).live().order_by("path")
    for one in [page] if page.live else below:
        if not found or not one.path.startswith(found[-1].path):
            found.append(one)
    return [one.specific for one in found]


# Also of what lay below a page that is deleted, and of drafts, of which Wagtail says nothing.
@db.transaction_if_not_already
def on_post_deleted(*, instance: PostPage, **_more: Any) -> None:
    """A post without words is gone, as when its author archives it."""
    if instance.tells_row:
        streams.forget(post_id=instance.post_id, now=timezone.now())


@db.transaction_if_not_already
def on_published(*, instance: Any, **_more: Any) -> None:
    """Tell of a snippet; pages have signals of their own."""
    if isinstance(instance, Modality):
        search.index_modality(instance)
    if not isinstance(instance, Page) and instance.live:
        changes.tell_of_snippet(snippet=instance, kind=ChangeKind.PUBLISHED, now=timezone.now())


@db.transaction_if_not_already
def on_unpublished(*, instance: Any, **_more: Any) -> None:
    """As above."""
    if isinstance(instance, Modality):
        search.index_modality(instance)
    if not isinstance(instance, Page):
        changes.tell_of_snippet(snippet=instance, kind=ChangeKind.UNPUBLISHED, now=timezone.now())


def on_snippet_deleted(*, instance: Any, **_more: Any) -> None:
    """Nobody has to know that a draft is gone."""
    if instance.live:
        changes.tell_of_snippet(snippet=instance, kind=ChangeKind.DELETED, now=timezone.now())


def on_settings_saved(*, instance: Model, **_more: Any) -> None:
    """Settings of the site have no drafts: what is saved is read."""
    changes.tell_of_site(label=instance._meta.label, now=timezone.now())


def on_privacy_changed(*, instance: PageViewRestriction, **_more: Any) -> None:
    """A page is for fewer or for more from now on, with everything below it."""
    page = Page.objects.filter(pk=instance.page_id, live=True).first()
    if page is not None:
        changes.tell_of_page(page=page.specific, kind=ChangeKind.SAVED, now=timezone.now())


def on_redirect_changed(*, instance: Redirect, **_more: Any) -> None:
    """Staff lead an address elsewhere; those that Wagtail makes itself come with their page."""
    changes.tell_of_addresses(
        label=instance._meta.label, path=instance.old_path, now=timezone.now()
    )


def _list_practitioner(page: PractitionerPage) -> None:
    practitioners.publish(
        practitioner_id=page.practitioner_id,
        words=practitioners.ProfileWords(
            display_name=page.title[:120],
            professional_title=page.professional_title,
            summary=page.summary,
            slug=page.slug,
            picture=picture(image=page.picture, role="portrait", alt=page.title),
            modalities=_slugs(page),
        ),
    )


def _unlist_practitioner(page: PractitionerPage) -> None:
    practitioners.unpublish(practitioner_id=page.practitioner_id)


def _list_service(page: ServicePage) -> None:
    catalogue.publish(
        service_id=page.service_id,
        words=catalogue.ListingWords(
            title=page.title[:160],
            summary=page.summary,
            slug=page.slug,
            picture=picture(image=page.picture, role="card", alt=page.title),
            modalities=_slugs(page),
        ),
    )


def _unlist_service(page: ServicePage) -> None:
    catalogue.unpublish(service_id=page.service_id)


def _list_post(page: PostPage) -> None:
    streams.publish(
        post_id=page.post_id,
        words=streams.PostWords(
            title=page.title[:160],
            slug=page.slug,
            teaser=page.teaser,
            kind=page.kind,
            access=page.access,
            picture=picture(image=page.picture, role="card", alt=page.title),
            modalities=_slugs(page),
            tags=page.tag_names,
            service_id=page.service_id,
            duration_seconds=_seconds(page),
            starts_at=page.starts_at,
        ),
        now=timezone.now(),
    )
    _open_channel(page)
    _tell_translations(page)


def _tell_translations(page: PostPage) -> None:
    """Whom a post is for is told in all languages at once, whenever those were written."""
    translations = PostPage.objects.filter(post=page.post_id, tells_row=False)
    for one in translations.exclude(kind=page.kind, access=page.access):
        one.save(clean=False)
        search.index_page(one)
        if one.live:
            changes.tell_of_page(page=one, kind=ChangeKind.SAVED, now=timezone.now())


def _open_channel(page: PostPage) -> None:
    """A channel is published with its first post; what an editor unpublished stays so."""
    channel = page.get_parent().specific
    if not channel.live and channel.first_published_at is None:
        channel.save_revision().publish()


def _unlist_post(page: PostPage) -> None:
    streams.unpublish(post_id=page.post_id)


# What each type of page tells the row whose words it is.
LISTED: dict[type[Page], Callable[[Any], None]] = {
    PractitionerPage: _list_practitioner,
    ServicePage: _list_service,
    PostPage: _list_post,
}
UNLISTED: dict[type[Page], Callable[[Any], None]] = {
    PractitionerPage: _unlist_practitioner,
    ServicePage: _unlist_service,
    PostPage: _unlist_post,
}


def _tell_row(tell: dict[type[Page], Callable[[Any], None]], page: Any) -> None:
    """In the language in which it is told; of translations it hears nothing."""
    if (row := tell.get(type(page))) is not None and page.tells_row:
        row(page)


def silence_wagtails_letters() -> None:
    """Wagtail would write to people about workflows within the request; our own letters do that.

    Whoever connects first under a name has it, and Wagtail's admin may be ready before us or
    after.
    """
    for happened, name in (
        (workflow_submitted, "workflow_state_submitted_email_notification"),
        (workflow_rejected, "workflow_state_rejected_email_notification"),
        (workflow_approved, "workflow_state_approved_email_notification"),
    ):
        happened.disconnect(sender=WorkflowState, dispatch_uid=name)
        happened.connect(_say_nothing, sender=WorkflowState, dispatch_uid=name)


def _say_nothing(**_news: Any) -> None:
    """In place of a letter of Wagtail's."""


def _seconds(page: PostPage) -> int | None:
    told = page.media.duration_seconds if page.media else None
    return told or page.duration_seconds


def _slugs(page: PractitionerPage | ServicePage | PostPage) -> list[str]:
    return sorted(one.slug for one in page.modalities.all() if one.live)
