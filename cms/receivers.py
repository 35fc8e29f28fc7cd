"""The only signal handlers of the house: what is published is told to the row it belongs to.

Wagtail sends these whoever publishes: an editor, a workflow, the clock, a deletion.
"""

from typing import Any

from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, published, unpublished

from cms.library.pictures import picture
from cms.listings.models import ServicePage
from cms.profiles.models import PractitionerPage
from cms.search import operations as search
from cms.streams import operations as streams
from cms.streams.models import PostPage
from cms.streams.policies import clean_tags
from cms.taxonomy.models import Modality
from marketplace.catalogue import operations as catalogue
from marketplace.practitioners import operations as practitioners


def connect() -> None:
    """Begin to listen; called once, when the app is ready."""
    page_published.connect(profile_published, sender=PractitionerPage)
    page_unpublished.connect(profile_unpublished, sender=PractitionerPage)
    page_published.connect(listing_published, sender=ServicePage)
    page_unpublished.connect(listing_unpublished, sender=ServicePage)
    page_published.connect(post_published, sender=PostPage)
    page_unpublished.connect(post_unpublished, sender=PostPage)
    # Last: what is found is what the rows have been told.
    page_published.connect(page_can_be_found)
    page_unpublished.connect(page_can_be_found)
    published.connect(modality_can_be_found, sender=Modality)
    unpublished.connect(modality_can_be_found, sender=Modality)


def profile_published(*, instance: PractitionerPage, **_more: Any) -> None:
    """List the practitioner under the words now published."""
    if not instance.live:  # Wagtail also says "published" of what is only scheduled
        return profile_unpublished(instance=instance)
    return practitioners.publish(
        practitioner_id=instance.practitioner_id,
        words=practitioners.ProfileWords(
            display_name=instance.title[:120],
            professional_title=instance.professional_title,
            summary=instance.summary,
            slug=instance.slug,
            picture=picture(image=instance.picture, role="portrait", alt=instance.title),
            modalities=_slugs(instance),
        ),
    )


def profile_unpublished(*, instance: PractitionerPage, **_more: Any) -> None:
    """Take the practitioner off the lists."""
    practitioners.unpublish(practitioner_id=instance.practitioner_id)


def listing_published(*, instance: ServicePage, **_more: Any) -> None:
    """List the service under the words now published."""
    if not instance.live:  # as above
        return listing_unpublished(instance=instance)
    return catalogue.publish(
        service_id=instance.service_id,
        words=catalogue.ListingWords(
            title=instance.title[:160],
            summary=instance.summary,
            slug=instance.slug,
            picture=picture(image=instance.picture, role="card", alt=instance.title),
            modalities=_slugs(instance),
        ),
    )


def listing_unpublished(*, instance: ServicePage, **_more: Any) -> None:
    """Take the service off the lists."""
    catalogue.unpublish(service_id=instance.service_id)


def post_published(*, instance: PostPage, **_more: Any) -> None:
    """List the post under the words now published."""
    if not instance.live:  # as above
        return post_unpublished(instance=instance)
    streams.publish(
        post_id=instance.post_id,
        words=streams.PostWords(
            title=instance.title[:160],
            slug=instance.slug,
            teaser=instance.teaser,
            kind=instance.kind,
            access=instance.access,
            picture=picture(image=instance.picture, role="card", alt=instance.title),
            modalities=_slugs(instance),
            tags=clean_tags(tag.name for tag in instance.tags.all()),
            service_id=instance.service_id,
            duration_seconds=_seconds(instance),
            starts_at=instance.starts_at,
        ),
        now=timezone.now(),
    )


def post_unpublished(*, instance: PostPage, **_more: Any) -> None:
    """Take the post off the lists."""
    streams.unpublish(post_id=instance.post_id)


def page_can_be_found(*, instance: Page, **_more: Any) -> None:
    """Search knows the words of now, or forgets what is no longer public."""
    search.index_page(instance.specific)


def modality_can_be_found(*, instance: Modality, **_more: Any) -> None:
    """As for a page."""
    search.index_modality(instance)


def _seconds(page: PostPage) -> int | None:
    told = page.media.duration_seconds if page.media else None
    return told or page.duration_seconds


def _slugs(page: PractitionerPage | ServicePage | PostPage) -> list[str]:
    return sorted(one.slug for one in page.modalities.all() if one.live)
