"""What practitioners do to their own streams over the API: row and words together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.text import slugify
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Revision

from cms.library import operations as library
from cms.pages import authored, drafts
from cms.pages.api_fields import words_of
from cms.pages.rows import telling
from cms.profiles import operations as profiles
from cms.streams.models import Post, PostPage, StreamPage
from cms.streams.operations import PostNotFound as PostNotFound
from cms.streams.operations import slug_for
from cms.taxonomy.models import Modality
from cms.taxonomy.vocabulary import terms_called
from cms.workflows import moderation
from estuary.kernel import db
from marketplace.accounts.models import User
from marketplace.catalogue.models import Service
from marketplace.media import operations as media
from marketplace.media.models import MediaAsset
from marketplace.media.states import Purpose
from marketplace.practitioners.models import Practitioner
from marketplace.practitioners.policies import free_slug

# What is said, by the page's own name for it where that is another.
COLUMNS = {"seo_description": "search_description", "tags": "tag_names"}
FILES = ("media", "captions")
FOR_STREAMS = (Purpose.STREAM_VIDEO, Purpose.STREAM_AUDIO, Purpose.CAPTIONS)
# What lists show of a post that was never published.
SHOWN_OF_DRAFTS = ("title", "teaser", "kind", "access")


def own(*, name: str, by: User) -> Post:
    """One's own stream, by its id or slug. Raises PostNotFound for everybody else's."""
    row = Post.objects.of(by.pk).called(name).select_related("practitioner").first()
    if row is None:
        raise PostNotFound
    return row


def create_stream(*, by: User, said: Mapping[str, Any], now: datetime) -> Post:
    """A new stream of one's own, with a page that nobody else sees before it is approved.

    The channel, and one's own page above it, are made if there are none yet; all or nothing.
    Raises PractitionerNotFound, DraftRefused, MediaNotFound, MediaNotFinished, and for pictures
    what `image_said` raises.
    """
    practitioner = Practitioner.objects.of(by).first()
    if practitioner is None:
        raise profiles.PractitionerNotFound
    fields = _fields(said, practitioner, by=by, now=now)
    return _create(practitioner, by, fields=fields, now=now)


@db.transaction
def _create(practitioner: Practitioner, by: User, *, fields: dict[str, Any], now: datetime) -> Post:
    channel = _channel(practitioner, by)
    page = PostPage(post=Post(practitioner=practitioner))
    row = _begin_row(page, below=channel, wanted=slugify(fields["title"]), fields=fields, now=now)
    drafts.begin(page, below=channel, by=by, fields=fields)
    return row


@db.transaction_required
def begin_row(*, page: PostPage, below: Page, now: datetime) -> None:
    """The row of a page that is about to be made in the back office; the page takes its slug.

    Raises MediaNotFinished.
    """
    fields = {name: getattr(page, name) for name in (*SHOWN_OF_DRAFTS, *FILES)}
    wanted = page.slug or slugify(page.title)
    _begin_row(page, below=below, wanted=wanted, fields=fields, now=now)


@db.transaction_required
def _begin_row(
    page: PostPage, *, below: Page, wanted: str, fields: Mapping[str, Any], now: datetime
) -> Post:
    """Save the row that a new page has, under a slug that is free here and among all posts."""
    beside = below.get_children().values_list("slug", flat=True)
    row = page.post
    row.slug = slug_for(wanted, taken=set(beside))
    for name, value in _shown(fields).items():
        setattr(row, name, value)
    row.save()
    page.post, page.slug = row, row.slug
    _keep_files(fields, now=now)
    return row


@db.transaction
def copy_stream(*, page: PostPage, title: str, slug: str, by: User, now: datetime) -> PostPage:
    """The latest draft of a stream as another one, a draft as well, in the same channel.

    Raises MediaNotFinished.
    """
    channel = page.get_parent()
    copied = draft_of(page.post)
    copied.title, copied.slug, copied.post = title, slug, Post(practitioner=page.person)
    begin_row(page=copied, below=channel, now=now)
    return CopyPageAction(
        drafts.draft_of(page),
        to=channel,
        update_attrs={"title": title, "slug": copied.slug, "post": copied.post},
        copy_revisions=False,
        keep_live=False,
        user=by,
    ).execute(skip_permission_checks=True)  # which are those of a copy with the same row


@db.transaction
def note_draft(*, page: PostPage, now: datetime) -> None:
    """What was saved of a page in the back office, for its row: what lists of drafts show.

    The files that the draft names are kept from now on. Raises MediaNotFinished.
    """
    _keep_files({name: getattr(page, name) for name in FILES}, now=now)
    unpublished = Post.objects.filter(pk=page.post_id, published_at=None)
    shown = _shown({name: getattr(page, name) for name in SHOWN_OF_DRAFTS})
    unpublished.update(**shown, updated_at=now)


def write_stream(
    *, name: str, by: User, said: Mapping[str, Any], revision: str, now: datetime
) -> Post:
    """Keep what is said as the new draft of a stream's page; what is not said stays.

    Raises PostNotFound, StaleRevision, DraftInReview, DraftLocked and what `create_stream` raises.
    """
    row = own(name=name, by=by)
    fields = _fields(said, row.practitioner, by=by, now=now, draft=draft_of(row))
    return _write(row, by, fields=fields, revision=revision, now=now)


@db.transaction
def _write(row: Post, by: User, *, fields: dict[str, Any], revision: str, now: datetime) -> Post:
    _keep_files(fields, now=now)
    drafts.write(_written(row), by=by, fields=fields, revision=revision)
    if row.published_at is None:
        Post.objects.filter(pk=row.pk).update(**_shown(fields), updated_at=now)
    return own(name=str(row.public_id), by=by)


@db.transaction
def submit(*, name: str, by: User) -> Post:
    """Have the latest draft reviewed.

    Raises PostNotFound, NothingWritten, NothingToSubmit, NoWorkflow and AlreadySubmitted.
    """
    row = own(name=name, by=by)
    moderation.submit(thing=_written(row), user=by)
    return row


@db.transaction
def withdraw(*, name: str, by: User) -> Post:
    """Take it back from its review. Raises PostNotFound, NothingWritten and NotSubmitted."""
    row = own(name=name, by=by)
    moderation.withdraw(thing=_written(row), user=by)
    return row


@db.transaction
def archive(*, name: str, by: User, now: datetime) -> None:
    """Take a stream off the public, and out of one's own lists; nothing of it is deleted.

    What was said below it stays with it, and is back with it when an editor publishes it again.
    Raises PostNotFound.
    """
    row = own(name=name, by=by)
    page = page_of(row)
    if page is not None:
        page = drafts.locked(page)
        if drafts.is_in_review(page):
            moderation.withdraw(thing=page, user=by)
        page.revisions.update(approved_go_live_at=None)  # nor is it published by the clock
        # By one's own right, which is none to publish.
        UnpublishPageAction(page, user=by).execute(skip_permission_checks=True)
    Post.objects.filter(pk=row.pk).update(is_listed=False, archived_at=now, updated_at=now)


@db.transaction
def release_unused(*, now: datetime) -> int:
    """Let go of files that no stream shows any more, nor any draft; how many there were."""
    found = 0
    for asset in MediaAsset.objects.attached_for(*FOR_STREAMS).order_by("pk"):
        said = Q(content__media=asset.pk) | Q(content__captions=asset.pk)
        latest = PostPage.objects.values("latest_revision")
        is_shown = PostPage.objects.filter(Q(media=asset) | Q(captions=asset)).exists()
        if not is_shown and not Revision.objects.filter(said, pk__in=latest).exists():
            media.release(asset_id=asset.pk, now=now)
            found += 1
    return found


def page_of(row: Post) -> PostPage | None:
    """The page that tells the stream's words, if there is one."""
    return telling(PostPage).filter(post=row).first()


def draft_of(row: Post) -> PostPage:
    """The page's latest draft; of a page that is not there, what is known already."""
    page = page_of(row)
    if page is None:
        return PostPage(post=row, **{name: getattr(row, name) for name in SHOWN_OF_DRAFTS})
    return drafts.draft_of(page)


def body_of(page: PostPage) -> list[dict[str, Any]]:
    """The blocks of a draft, as their author reads them, changes them and sends them back."""
    names = authored.Names(service=_name_of_service, words=words_of)
    return authored.as_written(page.body.stream_block, page.body.raw_data, names)


def _name_of_service(key: int) -> str | None:
    found = Service.objects.filter(pk=key).values_list("public_id", flat=True).first()
    return str(found) if found else None


def changes(row: Post) -> list[drafts.Change]:
    """What one's draft says otherwise than what is published."""
    page = page_of(row)
    if page is None:
        return []
    return drafts.differences(texts(page) if page.live else {}, texts(drafts.draft_of(page)))


def texts(page: PostPage) -> dict[str, str]:
    """All that a page says, as plain text."""
    said = page.body.stream_block.get_searchable_content(page.body)
    return {
        "title": page.title,
        "kind": page.get_kind_display(),
        "access": page.get_access_display(),
        "teaser": page.teaser,
        "body": "\n".join(str(text) for text in said),
        "media": page.media.file_name if page.media else "",
        "captions": page.captions.file_name if page.captions else "",
        "duration_seconds": str(page.duration_seconds or ""),
        "starts_at": page.starts_at.isoformat() if page.starts_at else "",
        "modalities": ", ".join(sorted(one.name for one in page.modalities.all())),
        "tags": ", ".join(page.tag_names),
        "service": page.service.title if page.service else "",
        "picture": drafts.picture_text(page.picture),
        "seo_title": page.seo_title,
        "seo_description": page.search_description,
    }


def _written(row: Post) -> PostPage:
    page = page_of(row)
    if page is None:
        raise drafts.NothingWritten
    return page


@db.transaction_required
def _channel(practitioner: Practitioner, by: User) -> StreamPage:
    """Where a practitioner's posts lie; made with the first, as a draft until that is public."""
    Practitioner.objects.lock().get(pk=practitioner.pk)  # or two would find none
    if (there := telling(StreamPage).filter(practitioner=practitioner).first()) is not None:
        return there
    above: Page | None = profiles.page_of(practitioner)
    if above is None:
        above = profiles.begin_page(practitioner, by=by, words={})
    beside = set(above.get_children().values_list("slug", flat=True))
    channel = StreamPage(
        practitioner=practitioner, slug=free_slug("stream", taken=beside, longest=120)
    )
    return drafts.begin(channel, below=above, by=by, fields={"title": practitioner.display_name})


@db.transaction_required
def _keep_files(fields: Mapping[str, Any], *, now: datetime) -> None:
    for name in FILES:
        if fields.get(name) is not None:
            media.attach(asset_id=fields[name].pk, now=now)


def _shown(fields: Mapping[str, Any]) -> dict[str, Any]:
    shown = {name: fields[name] for name in SHOWN_OF_DRAFTS if name in fields}
    return shown | {"title": shown["title"][:160]} if "title" in shown else shown


def _fields(
    said: Mapping[str, Any],
    practitioner: Practitioner,
    *,
    by: User,
    now: datetime,
    draft: PostPage | None = None,
) -> dict[str, Any]:
    """What was said, as the page's columns want it: with the pictures and files that are meant.

    Outside a transaction, since pictures are read from the store and written to it.
    """
    fields = {COLUMNS.get(key, key): value for key, value in said.items()}
    if "picture" in fields:
        fields["picture"] = library.image_said(said=fields["picture"], by=by, now=now)
    for name in FILES:
        if fields.get(name) is not None:
            fields[name] = MediaAsset.objects.of(by).filter(public_id=fields[name]).first()
            if fields[name] is None:
                raise media.MediaNotFound
    if "modalities" in fields:
        fields["modalities"] = terms_called(Modality, fields["modalities"], field="modalities")
    if fields.get("service") is not None:
        fields["service_id"] = _own_service(fields.pop("service"), practitioner)
        if fields["service_id"] is None:
            raise drafts.DraftRefused(details={"service": ["You have no such service."]})
    if "body" in fields:
        fields["body"] = authored.body_said(
            fields["body"],
            body=PostPage._meta.get_field("body").stream_block,  # type: ignore[union-attr]
            sources=authored.Sources(
                picture=lambda one: library.image_said(said=one, by=by, now=now),
                service=lambda name: _own_service(name, practitioner),
            ),
            earlier=draft.body.raw_data if draft is not None else (),
        )
    return fields


def _own_service(name: str, practitioner: Practitioner) -> int | None:
    found = Service.objects.of(practitioner).called(name)
    return found.values_list("pk", flat=True).first()
