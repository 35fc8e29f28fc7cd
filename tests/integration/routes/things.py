"""What the walk asks for by name, its address, and what is put in its place where it is missing."""

from copy import copy
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cms.pages import drafts
from marketplace.accounts import operations as accounts
from marketplace.accounts import sessions
from tests.integration.routes.world import World

ABSENT = "nothing-of-this-name"
WRITTEN_SO = {"path": f"/{ABSENT}/", "email": f"{ABSENT}@example.test"}


def things(world: World) -> dict[str, dict[str, Any]]:
    """By name, what is put into address, body and query."""
    one, free = world.ours, world.editorial
    posts = {f"{access} post": {"name": page.post.slug} for access, page in one.posts.items()}
    below = {"name": one.posts["free"].post.slug}
    return {
        **posts,
        **_pages(world),
        **{kind: {"name": row.slug} for kind, row in one.packages.items()},
        **{f"draft {kind}": {"name": row.slug} for kind, row in one.draft_packages.items()},
        "account": {"email": one.client.email},
        "booking": _id(one.booking),
        "begun booking": _id(one.begun),
        "unit": _id(one.unit),
        "calendar": {"token": one.calendar},
        "modality": {"slug": free.modality.slug},
        "draft modality": {"slug": free.draft_modality.slug},
        "private document": {"id": free.document.pk},
        "private image": {"id": free.image.pk},
        "preview": {"token": free.token},
        "review": {"review": free.review},
        "section": {"section": "pages"},
        "transfer": _id(one.transfer),
        "entitlement": _id(one.entitlement),
        "entitlement's key": {"key": one.entitlement.public_id},
        "upload": _id(one.upload),
        "begun upload": _id(one.begun_upload),
        "asset": {"asset": one.portrait.public_id},
        "film": {"asset": one.film.public_id},
        "offer": {"slug": one.service.slug},
        "offered": {"offered": one.service.public_id},
        "both offered": {"other": one.workshop.public_id, "offered": one.service.public_id},
        "answered comment": {
            "name": one.posts["free"].post.slug, "reply_to": one.hidden_comment.public_id
        },
        "order": {"order": one.held.public_id},
        "card": _id(one.card),
        "practitioner's card": _id(one.practitioners_card),
        "setup": _id(one.setup),
        "receipt": {"key": one.receipt.public_id},
        "receipt number": {"key": one.receipt.number},
        "payout": _id(one.payout),
        "year": {"year": timezone.now().year},
        "promotion": _id(one.promotion),
        "key": {"key": one.person.slug},
        "practitioner": {"name": one.person.slug},
        "practitioner with a file": {"name": one.person.slug, "asset": one.portrait.public_id},
        "override": {"name": one.person.slug, "date": one.override.date},
        "away": {"name": one.person.slug, "public_id": one.away.public_id},
        "service": {"name": one.service.slug},
        "service with a file": {"name": one.service.slug, "asset": one.portrait.public_id},
        "draft service": {"name": one.draft_service.slug},
        "workshop": {"name": one.workshop.slug},
        "session": {"name": one.workshop.slug, "session": one.evening.public_id},
        "place in line": {"name": one.workshop.slug, "entry": one.waiting.public_id},
        "draft post": {"name": one.draft_post.post.slug},
        "draft post with a file": {
            "name": one.draft_post.post.slug, "asset": one.portrait.public_id
        },
        "hidden practitioner": {"name": free.hidden.slug},
        "hidden service": {"name": free.hidden_service.slug},
        "hidden post": {"name": free.hidden_post.slug},
        "comment": below | {"comment_id": one.comment.public_id},
        "hidden comment": below | {"comment_id": one.hidden_comment.public_id},
        "closed comment": {
            "name": one.posts["purchasers"].post.slug, "comment_id": one.closed_comment.public_id
        },
    }  # fmt: skip


def _pages(world: World) -> dict[str, dict[str, Any]]:
    one, free = world.ours, world.editorial
    pages = {
        "page": free.public, "draft page": free.drafts[0], "private page": free.private,
        "draft service page": one.draft_listing, "draft post page": one.draft_post,
        "waiting page": one.sent_back, "profile page": one.profile, "listing page": one.listing,
        "post page": one.posts["free"], "closed post page": one.posts["purchasers"],
    }  # fmt: skip
    paths = {name: page.url_path.removeprefix("/home") for name, page in pages.items()}
    return {
        **{name: {"id": page.pk} for name, page in pages.items()},
        **{f"path of {name}": {"path": path} for name, path in paths.items()},
    }


def _id(row: Any) -> dict[str, Any]:
    return {"public_id": row.public_id}


def missing(thing: dict[str, Any]) -> dict[str, Any]:
    """The same, with the innermost name one of nothing."""
    last = list(thing)[-1]
    return thing | {last: _absent(last, thing[last])}


def _absent(name: str, value: Any) -> Any:
    if isinstance(value, int):
        return 999_999_999 if name == "id" else 1999
    if name == "date":
        return value + timedelta(days=1)
    if name in WRITTEN_SO:
        return WRITTEN_SO[name]
    return ABSENT if isinstance(value, str) else uuid4()


def common(world: World, role: str) -> dict[str, Any]:
    """What any line may mention: of Ada's, and by `own_` of whoever asks."""
    one: SimpleNamespace = world.ours
    own = world.theirs if role in world.theirs.names else world.ours
    about, now = {"user": one.client, "email": one.client.email}, timezone.now()
    unverified = copy(one.client)
    unverified.is_verified = False
    return {
        "service": one.service.public_id,
        "workshop": one.workshop.public_id,
        "draft_service": one.draft_service.public_id,
        "evening": one.evening.public_id,
        "full": one.full.public_id,
        "slot": one.slot,
        "own_service": own.service.public_id,
        "own_workshop": own.workshop.public_id,
        "notification": one.notification.public_id,
        **{
            f"{page}_revision": drafts.revision_of(getattr(one, page))
            for page in ("profile", "listing", "draft_post")
        },
        "later": (one.now + timedelta(days=30)).isoformat(),
        "refresh": sessions.begin(user=one.client).refresh,
        "reset_token": accounts.reset_token(**about, now=now),
        "verify_token": accounts.verification_token(unverified, email=one.client.email, now=now),
    }
