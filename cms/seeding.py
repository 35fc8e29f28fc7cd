"""Words and pictures made by a program: for the demo, and for imports from elsewhere.

Each function makes what is missing, refreshes what differs and leaves alone what is as it
should be, so a second run costs little. Publishing goes Wagtail's usual way: a revision, then
the signal that tells the row.
"""

import hashlib
import io
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from cms.library.models import EstuaryImage
from cms.listings.models import ServicePage
from cms.pages.models import HomePage, StandardPage
from cms.pages.rows import telling
from cms.profiles.models import PractitionerIndexPage, PractitionerPage
from cms.streams.models import Post, PostPage, StreamPage
from cms.taxonomy.models import Modality
from estuary.kernel import db
from marketplace.catalogue.models import Service
from marketplace.practitioners.models import Practitioner

Block = tuple[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFile:
    """An image file, with the words read aloud in its place."""

    name: str
    content: bytes
    description: str
    credit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileText:
    """What a practitioner's page says. `story` and `approach` are HTML."""

    name: str
    professional_title: str = ""
    summary: str = ""
    story: str = ""
    approach: str = ""
    modalities: Iterable[str] = ()
    education: Iterable[Mapping[str, Any]] = ()  # title, institution, year
    questions: Iterable[tuple[str, str]] = ()  # question, answer as HTML
    picture: PictureFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingText:
    """What a service's page says. `description` is HTML."""

    title: str
    summary: str = ""
    description: str = ""
    what_you_will_learn: Iterable[str] = ()
    included: Iterable[str] = ()
    prerequisites: str = ""
    modalities: Iterable[str] = ()
    picture: PictureFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostText:
    """What a post says; `body` is a list of block names with their raw values."""

    title: str
    slug: str
    teaser: str
    kind: str = "article"
    access: str = "free"
    body: Iterable[Block] = ()
    tags: Iterable[str] = ()
    modalities: Iterable[str] = ()
    picture: PictureFile | None = None
    duration_seconds: int | None = None
    starts_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """What an ordinary page says; `body` is a list of block names with their raw values."""

    title: str
    introduction: str = ""
    body: Iterable[Block] = field(default_factory=list)
    show_in_menus: bool = False


def write_modalities(wanted: Mapping[str, tuple[str, str]]) -> list[Modality]:
    """Publish one modality for each slug, with its name and summary."""
    return [_write_modality(slug, name, summary) for slug, (name, summary) in wanted.items()]


def write_home(text: PageText) -> HomePage:
    """Give the home page its words."""
    home = HomePage.topmost()
    return _write(home, parent=None, **_page_fields(text))


def write_page(*, slug: str, text: PageText) -> StandardPage:
    """Publish an ordinary page below the home page."""
    home = HomePage.topmost()
    page = StandardPage.objects.child_of(home).filter(slug=slug).first() or StandardPage(slug=slug)
    return _write(page, parent=home, **_page_fields(text))


def write_child(*, parent: Page, kind: type[Page], slug: str, **words: Any) -> Any:
    """Publish a page of any kind below another, by its fields' names.

    A field of blocks is given as block names with their raw values.
    """
    page = kind._default_manager.child_of(parent).filter(slug=slug).first() or kind(slug=slug)
    return _write(page, parent=parent, **_with_streams(kind, words))


def write_snippet(*, kind: type[Any], known_by: Mapping[str, Any], **words: Any) -> Any:
    """Publish a snippet of any kind; `known_by` are the fields it is found by again."""
    found = kind._default_manager.filter(**known_by).first()
    snippet = found or kind(live=False, **known_by)
    for name, value in _with_streams(kind, words).items():
        setattr(snippet, name, value)
    return _publish(snippet)


def write_setting(*, kind: type[Any], **words: Any) -> Any:
    """Write what stands on every page of the first site."""
    site = Site.objects.get(is_default_site=True)
    setting, _ = kind.objects.update_or_create(site=site, defaults=_with_streams(kind, words))
    return setting


def translate(thing: Any, *, language: str, **words: Any) -> Any:
    """Publish a page or a snippet in another language, with the pages above it."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    if (there := thing.get_translation_or_none(locale)) is not None:
        return there
    above = {"copy_parents": True} if isinstance(thing, Page) else {}
    copied = thing.copy_for_translation(locale, **above)
    for name, value in _with_streams(type(thing), words).items():
        setattr(copied, name, value)
    published = _publish(copied)
    Site.clear_site_root_paths_cache()  # a first page in a new language is a root
    return published


def write_profile(*, practitioner: Practitioner, text: ProfileText) -> PractitionerPage:
    """Publish the page of a practitioner, which lists them; its slug is the row's."""
    page = telling(PractitionerPage).filter(practitioner=practitioner).first() or PractitionerPage(
        practitioner=practitioner, slug=practitioner.slug, owner_id=practitioner.user_id
    )
    return _write(
        page,
        parent=PractitionerIndexPage.topmost(),
        again=not practitioner.is_listed,
        title=text.name,
        professional_title=text.professional_title,
        summary=text.summary,
        story=text.story,
        approach=text.approach,
        education=_stream(("study", dict(study)) for study in text.education),
        questions=_stream(
            ("question", {"question": question, "answer": answer})
            for question, answer in text.questions
        ),
        picture=_image(text.picture),
        modalities=_modalities(text.modalities),
    )


def write_listing(*, service: Service, text: ListingText) -> ServicePage:
    """Publish the page of a service below its practitioner's, which lists it.

    The practitioner's page must be there.
    """
    page = telling(ServicePage).filter(service=service).first() or ServicePage(
        service=service, slug=service.slug, owner_id=service.practitioner.user_id
    )
    return _write(
        page,
        parent=telling(PractitionerPage).get(practitioner=service.practitioner_id),
        again=not service.is_listed,
        title=text.title,
        summary=text.summary,
        description=text.description,
        what_you_will_learn=_stream(("point", line) for line in text.what_you_will_learn),
        included=_stream(("point", line) for line in text.included),
        prerequisites=text.prerequisites,
        picture=_image(text.picture),
        modalities=_modalities(text.modalities),
    )


@db.transaction_if_not_already
def write_post(*, practitioner: Practitioner, text: PostText) -> Post:
    """Publish a post in a practitioner's channel, which is made with the first one.

    The practitioner's page must be there; what is there under this slug is left alone.
    """
    if there := Post.objects.filter(practitioner=practitioner, slug=text.slug).first():
        return there
    channel = telling(StreamPage).filter(practitioner=practitioner).first() or _write(
        StreamPage(practitioner=practitioner, slug="stream", owner_id=practitioner.user_id),
        parent=telling(PractitionerPage).get(practitioner=practitioner),
        title=practitioner.display_name,
    )
    post = Post.objects.create(practitioner=practitioner, slug=text.slug, title=text.title)
    _write(
        PostPage(post=post, slug=post.slug, owner_id=practitioner.user_id),
        parent=channel,
        title=text.title,
        teaser=text.teaser,
        kind=text.kind,
        access=text.access,
        body=_stream(text.body),
        tag_names=list(text.tags),
        modalities=_modalities(text.modalities),
        picture=_image(text.picture),
        duration_seconds=text.duration_seconds,
        starts_at=text.starts_at,
    )
    post.refresh_from_db()
    return post


def _page_fields(text: PageText) -> dict[str, Any]:
    return {
        "title": text.title,
        "introduction": text.introduction,
        "body": _stream(text.body),
        "show_in_menus": text.show_in_menus,
    }


# One transaction a page: a page without its row told, or a row listed without its page, would
# be worse than neither; and one commit is faster than a hundred.
@db.transaction_if_not_already
def _write(page: Any, *, parent: Page | None, again: bool = False, **fields: Any) -> Any:
    before = _words(page) if page.pk else None
    for name, value in fields.items():
        setattr(page, name, value)
    if before == _words(page) and page.live and not again:
        return page
    with disable_reference_index_auto_update():  # it would follow each of four saves
        if page.pk is None:
            page.live = False
            parent.add_child(instance=page)  # type: ignore[union-attr]
        else:
            page.full_clean()
        # Clean by now; the row is written, and checked, once more by publishing.
        page.save_revision(clean=False, log_action=False).publish(log_action=False)
    ReferenceIndex.create_or_update_for_object(page)
    return type(page).objects.get(pk=page.pk)  # publishing wrote another copy of it


@db.transaction_if_not_already
def _publish(thing: Any) -> Any:
    thing.save()
    thing.save_revision(log_action=False).publish(log_action=False)
    thing.refresh_from_db()
    return thing


def _with_streams(model: type[Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """The same, with blocks as they are stored."""
    streams = {f.name for f in model._meta.get_fields() if isinstance(f, StreamField)}
    return {name: _stream(value) if name in streams else value for name, value in words.items()}


@db.transaction_if_not_already
def _write_modality(slug: str, name: str, summary: str) -> Modality:
    known = Modality.objects.in_language(settings.LANGUAGE_CODE)
    modality = known.filter(slug=slug).first() or Modality(slug=slug, live=False)
    if modality.live and (modality.name, modality.summary) == (name, summary):
        return modality
    modality.name, modality.summary = name, summary
    return _publish(modality)


def _words(page: Any) -> Any:
    """What a page says, without the ids that blocks get anew each time."""
    return _without_ids(
        {
            name: value.get_prep_value() if hasattr(value, "get_prep_value") else value
            for name, value in (
                (f.name, f.value_from_object(page))
                for f in [*page._meta.fields, *page._meta.local_many_to_many]
                if not f.primary_key and f.name not in _KEPT_BY_WAGTAIL
            )
        }
    )


_KEPT_BY_WAGTAIL = {"latest_revision", "live_revision", "last_published_at", "path", "numchild"}


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_ids(inner) for key, inner in value.items() if key != "id"}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_without_ids(inner) for inner in value]
    return value


def _stream(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [
        {"type": name, "value": value, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{name}{n}"))}
        for n, (name, value) in enumerate(blocks)
    ]


def _modalities(slugs: Iterable[str]) -> list[Modality]:
    known = Modality.objects.in_language(settings.LANGUAGE_CODE)
    return list(known.filter(slug__in=list(slugs)).order_by("name"))


def _image(file: PictureFile | None) -> EstuaryImage | None:
    """The image with this content, stored once however many pages show it."""
    if file is None:
        return None
    digest = hashlib.sha1(file.content, usedforsecurity=False).hexdigest()  # as Wagtail has it
    if stored := EstuaryImage.objects.filter(file_hash=digest).first():
        return stored
    return EstuaryImage.objects.create(
        file=ImageFile(io.BytesIO(file.content), name=file.name),
        title=file.name.rsplit(".", 1)[0].replace("-", " ").capitalize(),
        description=file.description,
        credit=file.credit,
        file_hash=digest,
        file_size=len(file.content),
    )
