"""Every address of the back office, asked by everybody: who gets in, and what they see of others.

`LINES` says for each part of the back office who may open it. An address without a line fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver, resolve, reverse
from django.utils import timezone
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Revision, Site, TaskState, WorkflowState

from cms.door import DOORS, AuthorsDoor, _always
from cms.models import (
    EstuaryDocument,
    EstuaryImage,
    Footer,
    MarketplaceCopy,
    Navigation,
    SeoDefaults,
)
from cms.workflows import moderation
from marketplace.practitioners import operations as practitioners
from tests.factories import ServiceFactory, UserFactory
from tests.factories import pages as snippets
from tests.factories.pages import (
    LISTING_WORDS,
    LONG,
    AnnouncementFactory,
    AudienceFactory,
    CertificationKindFactory,
    FaqFactory,
    ImageFactory,
    ModalityFactory,
    PostFactory,
    PostPageFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StreamPageFactory,
)

pytestmark = pytest.mark.django_db

STAFF = {"editor", "moderator", "support", "finance"}
EVERYBODY = STAFF | {"author"}
EDITORIAL = {"editor", "moderator"}
WRITERS = EDITORIAL | {"author"}
MODERATORS = {"moderator"}
DESKS = {"support", "finance"}
FINANCE = {"finance"}
ADMINISTRATORS: set[str] = set()
ROLES = {
    "editor": "Editors",
    "moderator": "Moderators",
    "support": "Support",
    "finance": "Finance",
}

# Who may open what: a whole name, a kind of view of all snippets, or what stands before the colon.
LINES: dict[str, set[str]] = {
    # everybody's
    "wagtailadmin_home": EVERYBODY,
    "wagtailadmin_account": EVERYBODY,
    "wagtailadmin_logout": EVERYBODY,
    "wagtailadmin_login": EVERYBODY,
    "wagtailadmin_password_reset": EVERYBODY,
    "wagtailadmin_password_reset_done": EVERYBODY,
    "wagtailadmin_password_reset_confirm": EVERYBODY,
    "wagtailadmin_password_reset_complete": EVERYBODY,
    "wagtailadmin_javascript_catalog": EVERYBODY,
    "wagtailadmin_sprite": EVERYBODY,
    "wagtailadmin_dismissibles": EVERYBODY,
    "wagtailadmin_block_preview": EVERYBODY,
    "wagtailadmin_editing_sessions:ping": WRITERS,
    "wagtailadmin_editing_sessions:release": EVERYBODY,
    "admin/test404/": STAFF,
    "admin/^.*/$": ADMINISTRATORS,
    # pages
    "wagtailadmin_explore_root": WRITERS,
    "wagtailadmin_explore": WRITERS,
    "wagtailadmin_explore_results": WRITERS,
    "wagtailadmin_pages": EDITORIAL,
    **{
        f"wagtailadmin_pages:{view}": WRITERS
        for view in (
            "add", "preview_on_add", "add_subpage", "edit", "copy", "preview_on_edit", "view_draft",
            "delete", "search", "search_results", "revisions_index", "revisions_view",
            "revisions_revert",
            "revisions_compare", "workflow_history", "workflow_history_detail", "history",
            "history_results",
        )
    },
    **{
        f"wagtailadmin_pages:{view}": MODERATORS
        for view in (
            "unpublish", "set_privacy", "lock", "unlock", "collect_workflow_action_data",
            "revisions_unschedule", "set_page_position", "workflow_action", "workflow_preview",
        )
    },
    # Wagtail asks nothing here; they show a title to staff, and change nothing.
    "wagtailadmin_pages:choose_parent": STAFF,
    "wagtailadmin_pages:move_confirm": STAFF,
    "wagtailadmin_pages:confirm_workflow_cancellation": EVERYBODY,
    "wagtailadmin_choose_page": EVERYBODY,
    "wagtailadmin_choose_page_child": EVERYBODY,
    "wagtailadmin_choose_page_search": EVERYBODY,
    "wagtailadmin_choose_page_chosen_multiple": STAFF,
    "wagtailadmin_choose_page_external_link": EVERYBODY,
    "wagtailadmin_choose_page_email_link": EVERYBODY,
    "wagtailadmin_choose_page_phone_link": EVERYBODY,
    "wagtailadmin_choose_page_anchor_link": EVERYBODY,
    "wagtailadmin_tag_autocomplete": STAFF,
    "wagtailadmin_tag_model_autocomplete": STAFF,
    "wagtail_bulk_action": STAFF,
    "wagtailadmin_api:pages": STAFF,
    "wagtailadmin_api:pages:detail": EDITORIAL,
    "wagtailadmin_api:pages:action": EDITORIAL,
    "wagtailadmin_api:documents": EDITORIAL,
    "wagtailadmin_api:images": EDITORIAL,
    "update_translations": EDITORIAL,
    "convert_to_alias": MODERATORS,
    "edit_string_translation": EDITORIAL,
    "edit_override": EDITORIAL,
    "snippets_api_listing": EDITORIAL,
    "snippets_api_detail": EDITORIAL,
    "wagtail_localize": EDITORIAL,
    "wagtail_localize:javascript_catalog": STAFF,
    "wagtail_localize:translations_report": STAFF,
    "wagtail_localize:translations_report_results": STAFF,
    # files
    "wagtailimages": WRITERS,
    "wagtailimages:image_usage": EDITORIAL,
    "wagtailimages_chooser": STAFF,
    **{
        f"wagtailimages_chooser:{view}": EVERYBODY
        for view in ("choose", "choose_results", "chosen", "create", "select_format")
    },
    "wagtaildocs": WRITERS,
    "wagtaildocs:document_usage": EDITORIAL,
    "wagtaildocs_chooser": STAFF,
    **{
        f"wagtaildocs_chooser:{view}": EVERYBODY
        for view in ("choose", "choose_results", "chosen", "create")
    },
    **{
        f"choose_{what}:{view}": EVERYBODY
        for what in ("service", "practitioner", "media")
        for view in ("choose", "choose_results", "chosen")
    },
    **dict.fromkeys(("choose_service", "choose_practitioner", "choose_media"), STAFF),
    "wagtailembeds": EVERYBODY,
    # vocabulary and other snippets
    "wagtailsnippets": EDITORIAL,
    **{
        f"wagtailsnippets:{view}": MODERATORS
        for view in (
            "delete", "unpublish", "reorder", "lock", "unlock", "revisions_unschedule",
            "workflow_action", "collect_workflow_action_data", "workflow_preview",
        )
    },
    "wagtailsnippets:confirm_workflow_cancellation": STAFF,
    "wagtailsnippets_cms_forbiddenclaim": MODERATORS,
    "wagtailsnippetchoosers": STAFF,
    "wagtailsettings": EDITORIAL,
    # editorial work
    "release": MODERATORS,
    "archive": MODERATORS,
    "share_for_review": WRITERS,
    "review_links": EDITORIAL,
    "comments": {"moderator", "support"},
    "wagtailadmin_reports": EDITORIAL,
    "wagtailadmin_reports:locked_pages": MODERATORS,
    "wagtailadmin_reports:locked_pages_results": MODERATORS,
    "wagtailadmin_reports:site_history": STAFF,
    "wagtailadmin_reports:site_history_results": STAFF,
    "wagtailadmin_workflows": STAFF,
    "wagtailforms": EDITORIAL,
    # the marketplace, money and time
    "practitioner": MODERATORS,
    "practitioner:index": {"moderator", "support"},
    "practitioner:index_results": {"moderator", "support"},
    "practitioner:inspect": {"moderator", "support"},
    "category": MODERATORS,
    "service": {"moderator", "support"},
    "package": {"moderator", "support"},
    **dict.fromkeys(
        (
            "booking", "creditlot", "credituse", "dispute", "entitlement", "membership",
            "membershipchange", "membershipinvoice", "order", "payment", "plan", "planversion",
            "receipt", "refund", "session", "waitlistentry",
        ),
        DESKS,
    ),
    "creditlot:give": FINANCE,
    "plan:new-version": FINANCE,
    **dict.fromkeys(
        (
            "agreedcommission", "checks", "commissionschedule", "connectaccount", "credittransfer",
            "earning", "entry", "movement", "payout", "payoutrun", "posting", "reconciliation",
            "webhookreceipt",
        ),
        FINANCE,
    ),
    "wagtailusers_users": {"support"},
    # administrators'
    **dict.fromkeys(
        (
            "facts", "letters", "promotion", "wagtailadmin_collections", "wagtaillocales",
            "wagtailredirects", "wagtailsites", "wagtailusers_groups", "webhookdelivery",
            "webhookendpoint",
        ),
        ADMINISTRATORS,
    ),
}  # fmt: skip

# Of these a GET with what is in the world shows no page: they lead on, or need what is not there.
WITHOUT_A_PAGE = {
    "admin/test404/",
    "wagtailadmin_logout",
    "wagtailadmin_block_preview",
    "wagtailadmin_tag_model_autocomplete",
    "wagtailadmin_explore_root",
    "wagtailadmin_login",
    "wagtail_bulk_action",
    "wagtailadmin_dismissibles",
    "wagtailadmin_editing_sessions",
    "wagtailadmin_pages:add_subpage",
    "wagtailadmin_pages:revisions_index",
    "wagtailadmin_pages:revisions_view",
    "wagtailadmin_pages:view_draft",
    "wagtailimages:url_generator",
    "wagtailimages:url_generator_output",
    "wagtaildocs:create_multiple_from_uploaded_document",
    "wagtaildocs:delete_upload_multiple",
    "wagtailimages:create_multiple_from_uploaded_image",
    "wagtailimages:delete_upload_multiple",
    "choose_media:chosen",
    "archive",
    "update_translations",
    "convert_to_alias",
    "edit_string_translation",
    "edit_override",
    "snippets_api_listing",
    "snippets_api_detail",
}
# What every form of the back office sends, if only to say that nothing was filled in.
FORM = {
    "external-link-chooser-url": "",
    "comments-TOTAL_FORMS": 0,
    "comments-INITIAL_FORMS": 0,
    **{
        f"{one.name}-count" if isinstance(one, StreamField) else one.name: 0
        if isinstance(one, StreamField)
        else "null"
        for model in apps.get_app_config("cms").get_models()
        for one in model._meta.get_fields()
        if isinstance(one, StreamField | RichTextField)
    },
}
# Looking writes these: sessions of editing, previews, and what was read of whom.
WRITTEN_BY_ASKING = {
    "django_session",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailcore_pagesubscription",
    "wagtail_headless_preview_pagepreview",
    "wagtailusers_userprofile",
    "cms_estuaryrendition",
}
PUBLIC = {
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver."""

    name: str
    route: str
    params: tuple[str, ...]
    model: Any = field(compare=False)

    def __str__(self) -> str:
        return f"{self.name} {self.route}"


def addresses() -> list[Address]:
    """Every pattern below admin/, but for the one that Wagtail has to show how it fails."""
    return list(_walk(get_resolver()))


def _walk(resolver: Any, route: str = "", namespace: str = "") -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        whole = route + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if whole.startswith("admin/") and pattern.name != "wagtailadmin_error_test":
                yield Address(
                    f"{namespace}{pattern.name or whole}",
                    whole,
                    tuple(pattern.pattern.regex.groupindex),
                    getattr(pattern.callback, "view_initkwargs", {}).get("model"),
                )
        elif whole.startswith("admin/") or "admin/".startswith(whole):
            below = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, whole, below)


# --- the world ---


def written_by(name: str) -> SimpleNamespace:
    """An author with one of everything, all of it called by a word that nobody else uses."""
    secret = f"Hush{name}"
    image = ImageFactory(title=f"{secret} image", description=f"{secret} described")
    service = ServiceFactory(title=f"{secret} service")
    person = service.practitioner
    person.user.first_name, person.user.last_name = secret, "Author"
    person.user.email = f"{secret.lower()}@example.test"
    person.user.save()
    person.display_name = f"{secret} Duarte"
    person.save()
    profile = PractitionerPageFactory(
        practitioner=person, title=f"{secret} profile", picture=image,
        summary=f"{secret} summary of the profile", story=LONG + f"<p>{secret} story</p>",
    )  # fmt: skip
    listing = ServicePageFactory(service=service, title=f"{secret} listing", **LISTING_WORDS)
    channel = StreamPageFactory(practitioner=person, title=f"{secret} channel")
    post = PostPageFactory(
        post=PostFactory(practitioner=person, title=f"{secret} post"), published=False,
        teaser=f"{secret} teaser that is long enough", body=[("words", LONG + f"<p>{secret}</p>")],
    )  # fmt: skip
    document = EstuaryDocument.objects.create(
        title=f"{secret} document", file=ContentFile(b"%PDF-1.4", name=f"{secret}.pdf"),
        uploaded_by_user=person.user,
    )  # fmt: skip
    for file in (document, image):  # or whoever looks first writes these down
        file.get_file_size(), file.get_file_hash()
    EstuaryImage.objects.filter(pk=image.pk).update(uploaded_by_user=person.user)
    for settings in (Navigation, Footer, SeoDefaults, MarketplaceCopy):
        settings.for_site(Site.objects.get())
    moderation.submit(thing=post, user=person.user)
    Page.objects.filter(pk=listing.pk).update(
        locked=True, locked_by=person.user, locked_at=timezone.now()
    )
    practitioners.give_desk(practitioner_id=person.pk)
    return SimpleNamespace(
        secret=secret, user=person.user, person=person, service=service, image=image,
        document=document, profile=profile, listing=listing, channel=channel, page=post,
        review=post.current_workflow_task_state,
    )  # fmt: skip


def vocabulary() -> None:
    """One of each snippet."""
    for make in (
        ModalityFactory, AudienceFactory, CertificationKindFactory, AnnouncementFactory,
        FaqFactory, snippets.TestimonialFactory,
    ):  # fmt: skip
        make().save_revision()


def in_group(name: str) -> Any:
    user = UserFactory()
    user.groups.add(Group.objects.get(name=name))
    return user


def values(address: Address, whose: SimpleNamespace) -> dict[str, Any]:
    """What is put into an address, so that it names something of theirs."""
    return {param: _value(address, param, whose) for param in address.params}


def _value(address: Address, param: str, whose: SimpleNamespace) -> Any:
    page = whose.page
    known = {
        "page_id": page.pk,
        "parent_page_id": whose.profile.pk,
        "page_to_move_id": page.pk,
        "page_pk": page.pk,
        "destination_id": whose.channel.pk,
        "image_id": whose.image.pk,
        "document_id": whose.document.pk,
        "doc_id": whose.document.pk,
        "uploaded_file_id": 1,
        "revision_id": page.latest_revision_id,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "task_state_id": whose.review.pk,
        "task_id": whose.review.task_id,
        "workflow_state_id": whose.review.workflow_state_id,
        "workflow_pk": whose.review.workflow_state.workflow_id,
        "collection_id": whose.image.collection_id,
        "action_name": "approve",
        "filter_spec": "max-80x80",
        "object_id": page.pk,
        "app_label": "cms",
        "app_name": "cms",
        "content_type_app_name": "cms",
        "content_type_model_name": "servicepage",
        "model_name": "postpage",
        "action": "delete",
        "mode": "x",
        "uidb64": "x",
        "token": "x",
    }
    if param == "pk":
        return _pk(address, whose)
    if address.name == "wagtail_bulk_action":
        return {"app_label": "wagtailcore", "model_name": "page", "action": "delete"}[param]
    if address.name == "archive" and param == "key":
        return page.pk
    if address.name.startswith("wagtailsettings") and param == "model_name":
        return "navigation"
    return known.get(param, 1)


def _pk(address: Address, whose: SimpleNamespace) -> Any:
    theirs = {
        "wagtailadmin_pages": whose.page,
        "share_for_review": whose.page,
        "wagtailadmin_api:pages": whose.page,
        "wagtailadmin_api:images": whose.image,
        "wagtailadmin_api:documents": whose.document,
        "wagtailimages_chooser": whose.image,
        "wagtaildocs_chooser": whose.document,
        "choose_service": whose.service,
        "choose_practitioner": whose.person,
        "practitioner": whose.person,
        "service": whose.service,
        "wagtailusers_users": whose.user,
    }
    if (one := theirs.get(address.name.rpartition(":")[0] or address.name)) is not None:
        return one.pk
    label = address.name.removeprefix("wagtailsnippetchoosers_").removeprefix("wagtailsnippets_")
    app, _, model = label.partition(":")[0].partition("_")
    if app == "cms" and model:
        return apps.get_model(app, model).objects.values_list("pk", flat=True).first() or 1
    if address.model is not None:
        return address.model._default_manager.values_list("pk", flat=True).first() or 1
    return 1


def url(address: Address, whose: SimpleNamespace) -> str:
    """The address, with what belongs to somebody put in; built from the route, as names repeat."""
    said = values(address, whose)
    path = address.route
    for param, value in said.items():
        path = re.sub(rf"\(\?P<{param}>[^()]*\)", str(value), path, count=1)
        path = re.sub(rf"<(\w+:)?{param}>", str(value), path, count=1)
    return "/" + re.sub(r"[\^$\\]", "", path).replace("?P", "")


# --- asking ---


def ask(person: Any, method: str, to: str) -> tuple[int, bytes, str]:
    """Status, body and where it leads, as `person` is answered by the view at an address.

    As the middleware does, but the author's door comes first; so that hundreds of addresses are
    asked in seconds, no other middleware is asked.
    """
    request = getattr(RequestFactory(), method)(to, _form(to) if method == "post" else {})
    request.user, request.session = person, SessionStore()
    request._messages = FallbackStorage(request)
    request._dont_enforce_csrf_checks = True
    match = request.resolver_match = resolve(request.path_info)
    try:
        refused = AuthorsDoor(lambda asked: HttpResponse()).process_view(
            request, match.func, match.args, match.kwargs
        )
        response = refused or match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
    except Http404:
        return 404, b"", ""
    except PermissionDenied:
        return 403, b"", ""
    except Exception as fault:  # noqa: BLE001 - told with its address
        return 599, repr(fault).encode(), ""
    body = response.getvalue() if response.streaming else response.content
    for close in response._resource_closers:  # as `close` does, which would end the connection too
        close()
    return response.status_code, body, response.headers.get("Location", "")


def _form(to: str) -> dict[str, Any]:
    """What is sent there; the forms for several files at once want a title for each."""
    return FORM | {f"doc-{key}-title": "Words" for key in re.findall(r"\d+", to)}


def is_refused(answer: tuple[int, bytes, str]) -> bool:
    """Sent away: to the first page, to sign in, or told that there is nothing."""
    return answer[0] in (301, 302, 303, 400, 401, 403, 404, 405)


def everything() -> dict[str, str]:
    """A digest of each table, but for what asking alone writes."""
    with connection.cursor() as cursor:
        digests = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in WRITTEN_BY_ASKING:
                cursor.execute(
                    f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{table}\" t"
                )
                digests[table] = cursor.fetchone()[0]
    return digests


def line(address: Address) -> set[str] | None:
    """Who may open it: by its whole name, or by what stands before the last colon."""
    before, _, view = address.name.rpartition(":")
    kind = before.rpartition("_cms_")[0]
    own = [before] if before in LINES else []
    for key in (address.name, *own, f"{kind}:{view}", before, kind):
        if key in LINES:
            return LINES[key]
    return None


# --- the tests ---


def test_every_address_has_a_line():
    """Say in LINES who may open it; and in cms/door.py, if authors may."""
    assert [str(one) for one in addresses() if line(one) is None] == []


def test_every_line_and_every_door_has_an_address():
    names = {one.name for one in addresses()}
    spaces = {name.rpartition(":")[0] for name in names}
    kinds = {space.rpartition("_cms_")[0] for space in spaces}
    views = {
        f"{space.rpartition('_cms_')[0]}:{view}"
        for space, _, view in (name.rpartition(":") for name in names)
    }

    assert sorted(set(LINES) - names - spaces - kinds - views) == []
    assert sorted(set(DOORS) - names) == []


def test_the_lines_and_the_door_say_the_same_of_authors():
    named = {one.name for one in addresses() if "author" in (line(one) or ())}

    assert named == set(DOORS)


@pytest.mark.parametrize("who", ["client", "anonymous", "former author"])
def test_who_has_no_desk_is_sent_to_sign_in(who):
    theirs = written_by("Bea")
    person = AnonymousUser() if who == "anonymous" else UserFactory()
    if who == "former author":
        person = theirs.user
        practitioners.take_desk(practitioner_id=theirs.person.pk)
    before = everything()

    let_in = [
        f"{method} {address}"
        for address in addresses()
        for method in ("get", "post")
        if address.name not in PUBLIC and not is_refused(ask(person, method, url(address, theirs)))
    ]

    assert let_in == []
    assert changed(before) == []


@pytest.mark.parametrize("role", ["editor", "moderator", "support", "finance"])
@pytest.mark.filterwarnings("ignore:Pagination may yield")  # of a report of wagtail-localize
def test_staff_open_what_is_theirs_and_nothing_else(role):
    theirs = written_by("Bea")
    vocabulary()
    person = in_group(ROLES[role])
    before, let_in, broken, opened = everything(), [], [], set()

    for address in addresses():
        may = role in (line(address) or ())
        to = url(address, theirs)
        for method in ("get", "post"):
            # What they write is tested where it is written; here, that nothing of it breaks.
            here = transaction.savepoint()
            answer = ask(person, method, to)
            if may and method == "post":
                transaction.savepoint_rollback(here)
            if answer[0] >= 500:
                broken.append(f"{method} {address} {answer[1].decode()}")
            if not may and address.name not in PUBLIC and not is_refused(answer):
                let_in.append(f"{method} {address}")
            if may and answer[0] == 200:
                opened.add(key_of(address))

    assert broken == []
    assert let_in == []
    assert changed(before) == []
    expected = {key_of(one) for one in addresses() if role in (line(one) or ())}
    assert sorted(expected - opened - WITHOUT_A_PAGE) == []


def test_an_author_finds_nothing_of_another_author():
    own, other = written_by("Ada"), written_by("Bea")
    before, let_in, seen = everything(), [], []

    for address in addresses():
        named = DOORS.get(address.name) is not _always
        for method in ("get", "post"):
            answer = ask(own.user, method, url(address, other))
            if named and not is_refused(answer):
                let_in.append(f"{method} {address}")
            if other.secret.encode() in answer[1] or other.secret in answer[2]:
                seen.append(f"{method} {address}")

    assert let_in == []
    assert seen == []
    assert changed(before) == []


def test_an_author_writes_what_is_theirs_and_publishes_nothing():
    own, other = written_by("Ada"), written_by("Bea")
    foreign, opened, broken, seen = of_others(other), set(), [], []

    for address in addresses():
        if address.name not in DOORS or address.name == "wagtailadmin_logout":
            continue
        for method in ("get", "post"):
            here = transaction.savepoint()
            status, body, to = ask(own.user, method, url(address, own))
            if status >= 500:
                broken.append(f"{method} {address} {body.decode()}")
            if status == 200:
                opened.add(address.name)
            if other.secret.encode() in body or other.secret in to:
                seen.append(f"{method} {address}")
            assert of_others(other) == foreign, f"{method} {address}"
            transaction.savepoint_rollback(here)

    assert broken == []
    assert seen == []
    assert set(DOORS) - opened - WITHOUT_A_PAGE == set()


def test_the_door_is_in_the_way_of_every_request(client):
    own, other = written_by("Ada"), written_by("Bea")
    client.force_login(own.user)

    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.page.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:edit", args=[other.page.pk])).status_code == 404
    refused = client.get(reverse("wagtailadmin_reports:site_history"))
    assert (refused.status_code, refused["Location"]) == (302, reverse("wagtailadmin_home"))


def changed(before: dict[str, str]) -> list[str]:
    now = everything()
    return sorted(table for table in now if now[table] != before[table])


def of_others(other: SimpleNamespace) -> list[Any]:
    """What another author has, as it is in the database."""
    pages = Page.objects.filter(path__startswith=other.profile.path)
    return [
        list(pages.order_by("pk").values_list()),
        list(
            Revision.objects.filter(object_id__in=[str(one.pk) for one in pages]).values_list("pk")
        ),
        list(EstuaryImage.objects.filter(pk=other.image.pk).values_list()),
        list(EstuaryDocument.objects.filter(pk=other.document.pk).values_list()),
        list(TaskState.objects.filter(pk=other.review.pk).values_list()),
        list(WorkflowState.objects.filter(pk=other.review.workflow_state_id).values_list()),
    ]


def key_of(address: Address) -> str:
    return address.name.rpartition(":")[0] or address.name
