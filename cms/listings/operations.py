"""What practitioners do to their own services over the API: row and words together."""

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from cms.library import operations as library
from cms.listings.models import ServicePage
from cms.pages import drafts
from cms.pages.cleaning import text_of
from cms.pages.rows import telling
from cms.profiles import operations as profiles
from cms.taxonomy.models import Audience, Modality
from cms.taxonomy.vocabulary import terms_called
from cms.workflows import moderation
from cms.workflows.people import practitioner_of
from estuary.kernel import db
from marketplace.accounts.models import User
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.operations import ServiceNotFound as ServiceNotFound
from marketplace.catalogue.states import MAY_BE_CHANGED, ServiceStatus
from marketplace.catalogue.values import Details, Figures
from marketplace.practitioners.models import Place, Practitioner

# What is said, by the page's own name for it where that is another.
COLUMNS = {"seo_description": "search_description"}
POINTS = ("what_you_will_learn", "included")
ROW_FIELDS = {field.name for field in dataclasses.fields(Details)}


def own(*, name: str, by: User | AnonymousUser) -> Service:
    """One's own service, by its id or slug. Raises ServiceNotFound for everybody else's."""
    mine = Service.objects.filter(practitioner__user=by.pk).called(name)
    row = mine.select_related("practitioner").first()
    if row is None:
        raise ServiceNotFound
    return row


def create_listing(
    *,
    by: User,
    service_type: str,
    said: Mapping[str, Any],
    terms: Mapping[str, Any] | None,
    now: datetime,
) -> Service:
    """A new service of one's own, with a page that nobody else sees before it is approved.

    Both are made, or neither; and one's own page below which it lies, if there is none yet.
    Raises PractitionerNotFound, DraftRefused, PlaceOfAnother, SessionHasOneSeat,
    OnlyCoursesAreJoinedLate, and for the picture what `image_said` raises.
    """
    practitioner = Practitioner.objects.of(by).first()
    if practitioner is None:
        raise profiles.PractitionerNotFound
    words, details = _parted(said, by=by, now=now)
    details = _details(practitioner, details)
    return _create(practitioner, by, service_type, words=words, details=details, terms=terms)


@db.transaction
def _create(
    practitioner: Practitioner,
    by: User,
    service_type: str,
    *,
    words: Mapping[str, Any],
    details: Mapping[str, Any],
    terms: Mapping[str, Any] | None,
) -> Service:
    service = catalogue.create_service(
        practitioner_id=practitioner.pk,
        title=words["title"],
        summary=words.get("summary", ""),
        service_type=service_type,
        details=Details(**details),
    )
    if terms is not None:
        _set_terms(service, terms)
    above = profiles.page_of(practitioner)
    if above is None:
        above = profiles.begin_page(practitioner, by=by, words={})
    page = ServicePage(service=service, slug=service.slug)
    drafts.begin(page, below=above, by=by, fields=_fields(words, page))
    return service


@db.transaction_required
def begin_row(*, page: ServicePage, below: Page, service_type: str, **_more: Any) -> None:
    """The service of a page that is about to be made in the back office, unless it has one."""
    practitioner = practitioner_of(below)
    if page.service_id is None and practitioner is not None:
        page.service = catalogue.create_service(
            practitioner_id=practitioner.pk,
            title=page.title[:160],
            summary=page.summary,
            service_type=service_type,
        )


def write_listing(
    *,
    name: str,
    by: User,
    said: Mapping[str, Any],
    terms: Mapping[str, Any] | None,
    revision: str,
    now: datetime,
) -> Service:
    """Keep what is said as the new draft of a service's page, and its facts in the row.

    Words wait for their approval; terms and details are for later sales at once. Raises
    ServiceNotFound, ServiceNotInThisState, StaleRevision, DraftInReview, DraftLocked and what
    `create_listing` raises.
    """
    service = own(name=name, by=by)
    words, details = _parted(said, by=by, now=now)
    _write(
        service,
        by,
        words=words,
        details=_details(service.practitioner, details),
        terms=terms,
        revision=revision,
    )
    return own(name=str(service.public_id), by=by)


@db.transaction
def _write(
    service: Service,
    by: User,
    *,
    words: Mapping[str, Any],
    details: Mapping[str, Any],
    terms: Mapping[str, Any] | None,
    revision: str,
) -> None:
    if service.status not in MAY_BE_CHANGED:
        standing = ServiceStatus(service.status).label.lower()
        raise catalogue.ServiceNotInThisState(f"The service is “{standing}”.")
    page = _held(service)
    if details:
        present = {key: getattr(service, key) for key in ROW_FIELDS}
        catalogue.change_service(service_id=service.pk, details=Details(**present | dict(details)))
    if terms is not None:
        _set_terms(service, terms)
    if words and page is None:
        _begin_missing(service, by, words=words, revision=revision)
    elif words and page is not None:
        fields = _fields(words, drafts.draft_of(page))
        drafts.write(page, by=by, fields=fields, revision=revision)


@db.transaction_required
def _begin_missing(service: Service, by: User, *, words: Mapping[str, Any], revision: str) -> None:
    """For a service that was made before it had words."""
    Service.objects.lock().get(pk=service.pk)
    if (there := page_of(service)) is not None or revision:
        raise drafts.StaleRevision(details={"revision": [drafts.revision_of(there)]})
    above = profiles.page_of(service.practitioner)
    if above is None:
        above = profiles.begin_page(service.practitioner, by=by, words={})
    page = ServicePage(service=service, slug=service.slug)
    known = {"title": service.title, "summary": service.summary}
    drafts.begin(page, below=above, by=by, fields=known | _fields(words, page))


@db.transaction
def archive(*, name: str, by: User) -> None:
    """Sell it no more, for good; what is booked stays.

    Raises ServiceNotFound and ServiceNotInThisState.
    """
    service = own(name=name, by=by)
    page = _held(service)
    if page is not None and drafts.is_in_review(page):
        moderation.withdraw(thing=page, user=by)
    catalogue.archive(service_id=service.pk)


def put_on_sale(*, name: str, by: User) -> Service:
    """Sell it; the public sees it once its page is approved. Raises what `activate` does."""
    return catalogue.activate(service_id=own(name=name, by=by).pk)


def pause(*, name: str, by: User) -> Service:
    """Stop selling it for a while. Raises what `pause` of the catalogue does."""
    return catalogue.pause(service_id=own(name=name, by=by).pk)


@db.transaction
def submit(*, name: str, by: User) -> Service:
    """Have the latest draft reviewed.

    Raises ServiceNotFound, NothingWritten, NothingToSubmit,
    NoWorkflow and AlreadySubmitted.
    """
    service = own(name=name, by=by)
    moderation.submit(thing=_written(service), user=by)
    return service


@db.transaction
def withdraw(*, name: str, by: User) -> Service:
    """Take it back from its review. Raises ServiceNotFound, NothingWritten, NotSubmitted."""
    service = own(name=name, by=by)
    moderation.withdraw(thing=_written(service), user=by)
    return service


def page_of(service: Service) -> ServicePage | None:
    """The page that tells the service's words, if there is one."""
    return telling(ServicePage).filter(service=service).first()


def draft_of(service: Service) -> ServicePage:
    """The page's latest draft; of a page that is not there, what is known already."""
    page = page_of(service)
    if page is None:
        return ServicePage(service=service, title=service.title, summary=service.summary)
    return drafts.draft_of(page)


def changes(service: Service) -> list[drafts.Change]:
    """What one's draft says otherwise than what is published."""
    page = page_of(service)
    if page is None:
        return []
    return drafts.differences(texts(page) if page.live else {}, texts(drafts.draft_of(page)))


def texts(page: ServicePage) -> dict[str, str]:
    """All that a page says, as plain text."""
    return {
        "title": page.title,
        "summary": page.summary,
        "description": text_of(page.description),
        **{name: "\n".join(block.value for block in getattr(page, name)) for name in POINTS},
        "prerequisites": page.prerequisites,
        "modalities": ", ".join(sorted(one.name for one in page.modalities.all())),
        "audiences": ", ".join(sorted(one.name for one in page.audiences.all())),
        "picture": drafts.picture_text(page.picture),
        "seo_title": page.seo_title,
        "seo_description": page.search_description,
    }


@db.transaction_required
def _held(service: Service) -> ServicePage | None:
    """The page, locked before the rows it tells when it is published: always in this order."""
    page = page_of(service)
    return drafts.locked(page) if page is not None else None


def _written(service: Service) -> ServicePage:
    page = page_of(service)
    if page is None:
        raise drafts.NothingWritten
    return page


def _parted(
    said: Mapping[str, Any], *, by: User, now: datetime
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The words and the details of what was said, with the picture that is meant."""
    about_row = ROW_FIELDS | {"category", "place"}
    words = {key: value for key, value in said.items() if key not in about_row}
    if "picture" in words:
        words["picture"] = library.image_said(said=words["picture"], by=by, now=now)
    return words, {key: value for key, value in said.items() if key in about_row}


def _details(practitioner: Practitioner, said: Mapping[str, Any]) -> dict[str, Any]:
    """As the catalogue wants them: by key."""
    details = {key: value for key, value in said.items() if key in ROW_FIELDS}
    if "category" in said:
        details["category_id"] = _key_of(
            "category", said["category"], lambda name: Category.objects.called(name)
        )
    if "place" in said:
        details["place_id"] = _key_of(
            "place",
            said["place"],
            lambda name: Place.objects.filter(practitioner=practitioner, public_id=name),
        )
    return details


def _key_of(field: str, name: Any, called: Any) -> int | None:
    if name is None:
        return None
    found: int | None = called(name).values_list("pk", flat=True).first()
    if found is None:
        raise drafts.DraftRefused(details={field: ["There is nothing so called."]})
    return found


@db.transaction_required
def _set_terms(service: Service, said: Mapping[str, Any]) -> None:
    """The present figures with what was said of them; the first ones need price and length."""
    present = {}
    if service.terms is not None:
        names = [field.name for field in dataclasses.fields(Figures)]
        present = {name: getattr(service.terms, name) for name in names}
    figures = present | dict(said)
    missing = [name for name in ("price_cents", "duration_minutes") if name not in figures]
    if missing:
        raise drafts.DraftRefused(details={name: ["This is needed first."] for name in missing})
    catalogue.set_terms(service_id=service.pk, figures=Figures(**figures))


def _fields(words: Mapping[str, Any], draft: ServicePage) -> dict[str, Any]:
    """What was said, as the page's columns want it."""
    fields = {COLUMNS.get(key, key): value for key, value in words.items()}
    for name in POINTS:
        if name in fields:
            fields[name] = drafts.blocks("point", fields[name], earlier=getattr(draft, name))
    for name, kind in (("modalities", Modality), ("audiences", Audience)):
        if name in fields:
            fields[name] = terms_called(kind, fields[name], field=name)
    return fields
