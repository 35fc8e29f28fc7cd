"""A change of what the public reads becomes a fact, with everything it touches."""

from datetime import datetime

from django.db.models import Model
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms import caching
from cms.changes import dependents, tags
from cms.changes.events import ContentChanged
from cms.changes.models import GoneAddress
from cms.changes.states import ChangeKind
from estuary.kernel import db, events


# Wagtail publishes inside a transaction when a workflow approves, and outside one when an editor
# or the clock does; whoever hears of it cannot know which.
@db.transaction_if_not_already
def tell_of_page(*, page: Page, kind: ChangeKind, now: datetime) -> None:
    """Tell that a page is to be read anew, with what shows it and what lies below it.

    A deleted page leaves its addresses behind as gone. One that comes to an address takes it,
    from what was there before and from where Wagtail led on from there.
    """
    path = path_of(page)
    shown = [page, *page.get_translations()]  # which lead here, where this is their language
    if (row := getattr(page, "row_name", "")) != "":
        shown.append(getattr(page, row))
    if kind == ChangeKind.DELETED:
        _leave(page, path, now=now)
    if kind in (ChangeKind.PUBLISHED, ChangeKind.MOVED):
        _take(path)
    _tell(
        kind=kind,
        label=page._meta.label,
        key=str(page.pk),
        locale=page.locale.language_code,
        path=path,
        named=tags.joined(
            {*dependents.of_page(page), tags.ADDRESSES},
            dependents.showing(*shown) | dependents.below(page),
        ),
        now=now,
    )


@db.transaction_if_not_already
def tell_of_snippet(*, snippet: Model, kind: ChangeKind, now: datetime) -> None:
    """Tell that a snippet is to be read anew, with the pages that show it."""
    locale = getattr(snippet, "locale", None)
    _tell(
        kind=kind,
        label=snippet._meta.label,
        key=str(getattr(snippet, "public_id", snippet.pk)),
        locale=locale.language_code if locale else "",
        path="",
        named=tags.joined(dependents.of_snippet(snippet), dependents.showing(snippet)),
        now=now,
    )


@db.transaction_if_not_already
def tell_of_site(*, label: str, now: datetime) -> None:
    """Tell that what is on every page was saved: navigation, footer, copy."""
    _tell(kind=ChangeKind.SAVED, label=label, key="", locale="", path="", named=tags.SITE, now=now)


@db.transaction_if_not_already
def tell_of_addresses(*, label: str, path: str, now: datetime) -> None:
    """Tell that an address leads elsewhere than before."""
    _tell(
        kind=ChangeKind.SAVED,
        label=label,
        key="",
        locale="",
        path=path,
        named=tags.ADDRESSES,
        now=now,
    )


def path_of(page: Page) -> str:
    """Where the frontend shows a page, without the host; empty outside every site."""
    parts = page.get_url_parts()
    return parts[2] if parts and parts[2] else ""


@db.transaction_required
def _leave(page: Page, path: str, *, now: datetime) -> None:
    """Its own address, and those that led to it: their redirects are deleted with it."""
    led = Redirect.objects.filter(redirect_page=page).values_list("old_path", flat=True)
    for one in {path, *(f"{old}/" for old in led)} - {""}:
        GoneAddress.objects.update_or_create(path=one, defaults={"gone_at": now})


@db.transaction_required
def _take(path: str) -> None:
    GoneAddress.objects.filter(path=path).delete()
    Redirect.objects.filter(
        old_path=Redirect.normalise_path(path), automatically_created=True
    ).delete()


@db.transaction_required
def _tell(
    *, kind: ChangeKind, label: str, key: str, locale: str, path: str, named: str, now: datetime
) -> None:
    events.record(
        ContentChanged(
            kind=kind.value,
            object=label,
            object_id=key,
            locale=locale,
            path=path,
            tags=named,
            at=now.isoformat().replace("+00:00", "Z"),
        )
    )
    # At once, so that whoever published sees it; the fact does it again should this get lost.
    db.after_commit(lambda: caching.forget(tags.parted(named)))
