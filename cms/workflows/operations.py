"""What must be there before anybody can write: groups, the first pages, one workflow.

Everything goes through plain tables by name, so that a migration can pass its own registry of
models as they were. What later releases add gets a function and a migration of its own.
"""

from typing import Any

from django.apps import apps as current_apps
from django.conf import settings
from django.db.models import F
from wagtail.models import Page, Site

from estuary.kernel import db

EDIT = ("add", "change")
MODERATE = ("add", "change", "publish", "lock", "unlock")
CURATE = (*MODERATE, "delete", "view")
ADMIN = "wagtailadmin.admin.access"
SNIPPETS = ("modality", "audience", "certificationkind", "announcement", "testimonial", "faq")
SETTINGS = ("navigation", "footer", "seodefaults", "marketplacecopy")

# Group -> what it may do, as app.model.action. Nothing here lets anybody write an amount, but
# for lots of credits, versions of plans and what moved at the provider for a reason of its own; to
# "change" a payment or a membership is to ask the provider about it, a refund to have one that
# failed tried again, a payout to hold it back, release it or have it tried again, a plan to publish
# its next version.
GRANTS: dict[str, tuple[str, ...]] = {
    "Editors": (
        ADMIN,
        *(f"cms.{model}.{action}" for model in SNIPPETS for action in (*EDIT, "view")),
        *(f"cms.{model}.change" for model in SETTINGS),
        *(f"cms.reviewlink.{action}" for action in ("view", "change")),
    ),
    "Moderators": (
        ADMIN,
        *(f"cms.{model}.{action}" for model in SNIPPETS for action in CURATE),
        *(f"cms.{model}.change" for model in SETTINGS),
        *(f"cms.reviewlink.{action}" for action in ("view", "change")),
        *(
            f"marketplace.{model}.{action}"
            for model in ("practitioner", "certification")
            for action in ("view", "change")
        ),
        *(f"marketplace.{model}.view" for model in ("service", "category", "package")),
    ),
    "Support": (
        ADMIN,
        *(f"marketplace.{model}.view" for model in ("practitioner", "service", "package", "user")),
        *(
            f"commerce.{model}.view"
            for model in (
                "booking", "session", "order", "entitlement", "payment", "refund", "receipt",
                "creditlot", "credituse", "waitlistentry", "plan", "planversion", "membership",
                "membershipchange", "membershipinvoice", "dispute",
            )
        ),
        "commerce.booking.change",
        "commerce.dispute.change",
        "commerce.session.change",
        "commerce.membership.change",
    ),
    "Finance": (
        ADMIN,
        "commerce.creditlot.add",
        *(
            f"commerce.{model}.view"
            for model in (
                "booking", "session", "order", "payment", "refund", "receipt", "webhookreceipt",
                "account", "entry", "posting", "movement", "reconciliation", "creditlot",
                "credituse", "credittransfer", "entitlement", "waitlistentry", "plan",
                "planversion", "membership", "membershipchange", "membershipinvoice", "earning",
                "connectaccount", "payout", "payoutrun", "dispute",
            )
        ),
        *(
            f"commerce.{model}.{action}"
            for model in ("commissionschedule", "agreedcommission")
            for action in ("view", "add", "change")
        ),
        "commerce.payment.change",
        "commerce.refund.change",
        "commerce.movement.change",
        "commerce.plan.change",
        "commerce.membership.change",
        "commerce.membershipchange.change",
        "commerce.connectaccount.change",
        "commerce.payout.change",
        "commerce.dispute.change",
    ),
    # They write through the API; access to the admin is given one by one.
    "Practitioners": (),
}  # fmt: skip
ON_PAGES = {"Editors": EDIT, "Moderators": MODERATE}
IN_LIBRARY = ("Editors", "Moderators")
WORKFLOW = "Moderation"


@db.transaction_if_not_already
def lay_foundations(*, apps: Any = current_apps) -> None:
    """Make the groups, the home page with its site, the practitioners' index, the workflow.

    Adds what is missing and takes nothing away, so it may be called again at any time: after
    a test has emptied every table, too.
    """
    root = _root(apps)
    home = _home(apps, root)
    _first(apps, home, "PractitionerIndexPage", slug="practitioners", title="Practitioners")
    _first(apps, home, "HelpIndexPage", slug="help", title="Help")
    _groups(apps, root)
    _workflow(apps, home)
    Site.clear_site_root_paths_cache()


@db.transaction_if_not_already
def renew_grants(*, apps: Any = current_apps) -> None:
    """Give the groups what GRANTS names by now; for releases that add to it."""
    _groups(apps, _root(apps))


def _root(apps: Any) -> Any:
    pages = apps.get_model("wagtailcore", "Page").objects
    locale, _ = apps.get_model("wagtailcore", "Locale").objects.get_or_create(
        language_code=settings.LANGUAGE_CODE
    )
    apps.get_model("wagtailcore", "Collection").objects.get_or_create(
        depth=1, defaults={"name": "Root", "path": "0001", "numchild": 0}
    )
    return pages.filter(depth=1).first() or pages.create(
        title="Root",
        draft_title="Root",
        slug="root",
        path="0001",
        depth=1,
        url_path="/",
        locale=locale,
        content_type=_content_type(apps, "wagtailcore", "page"),
    )


def _home(apps: Any, root: Any) -> Any:
    """The site's first page: Wagtail's welcome page is made over into ours."""
    homes = apps.get_model("cms", "HomePage").objects
    if home := homes.first():
        return home
    sites = apps.get_model("wagtailcore", "Site").objects
    site = sites.filter(is_default_site=True).first()
    welcome = site.root_page if site else None
    words = {
        "title": settings.WAGTAIL_SITE_NAME,
        "draft_title": settings.WAGTAIL_SITE_NAME,
        "introduction": "Find a practitioner you trust, and book a time that suits you.",
        "content_type": _content_type(apps, "cms", "homepage"),
    }
    if welcome is None:
        home = _child(apps, root, "HomePage", slug="home", **words)
    else:
        home = homes.model(page_ptr_id=welcome.pk)
        taken_over = {f.attname: getattr(welcome, f.attname) for f in welcome._meta.concrete_fields}
        for name, value in (taken_over | words).items():
            setattr(home, name, value)
        home.save()
    if site is None:
        sites.create(
            hostname="localhost",
            port=80,
            site_name=settings.WAGTAIL_SITE_NAME,
            root_page_id=home.pk,
            is_default_site=True,
        )
    else:
        sites.filter(pk=site.pk, site_name="").update(site_name=settings.WAGTAIL_SITE_NAME)
    return home


def _first(apps: Any, home: Any, model: str, *, slug: str, title: str) -> None:
    """The one page of its kind that the site begins with."""
    try:
        pages = apps.get_model("cms", model).objects
    except LookupError:  # a migration from before there were any
        return
    if not pages.exists():
        _child(
            apps,
            home,
            model,
            slug=slug,
            title=title,
            draft_title=title,
            show_in_menus=True,
            content_type=_content_type(apps, "cms", model.lower()),
        )


def _child(apps: Any, parent: Any, model: str, *, slug: str, **fields: Any) -> Any:
    """A new last child; the tree's own methods are not there in a migration."""
    pages = apps.get_model("wagtailcore", "Page").objects
    last = (
        pages.filter(path__startswith=parent.path, depth=parent.depth + 1).order_by("path").last()
    )
    step = Page._str2int(last.path[-Page.steplen :]) + 1 if last else 1
    child = apps.get_model("cms", model).objects.create(
        slug=slug,
        path=Page._get_path(parent.path, parent.depth + 1, step),
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}{slug}/",
        locale_id=parent.locale_id,
        **fields,
    )
    pages.filter(pk=parent.pk).update(numchild=F("numchild") + 1)
    return child


def _groups(apps: Any, root: Any) -> None:
    groups = apps.get_model("auth", "Group").objects
    collection = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for name, grants in GRANTS.items():
        group, _ = groups.get_or_create(name=name)
        group.permissions.add(*(_permission(apps, *grant.split(".")) for grant in grants))
        for action in ON_PAGES.get(name, ()):
            apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
                group=group,
                page_id=root.pk,
                permission=_permission(apps, "wagtailcore", "page", action),
            )
        if name in IN_LIBRARY:
            for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
                for action in ("add", "change", "choose"):
                    apps.get_model(
                        "wagtailcore", "GroupCollectionPermission"
                    ).objects.get_or_create(
                        group=group,
                        collection=collection,
                        permission=_permission(apps, app, model, action),
                    )


def _workflow(apps: Any, home: Any) -> None:
    """One workflow for every page below the home page, and for modalities."""
    workflows = apps.get_model("wagtailcore", "Workflow").objects
    if workflows.filter(name=WORKFLOW).exists():
        return
    task = apps.get_model("cms", "SecondPairOfEyes").objects.create(
        name="Approval by a moderator",
        content_type=_content_type(apps, "cms", "secondpairofeyes"),
    )
    task.groups.add(apps.get_model("auth", "Group").objects.get(name="Moderators"))
    workflow = workflows.create(name=WORKFLOW)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    apps.get_model("wagtailcore", "WorkflowPage").objects.create(workflow=workflow, page_id=home.pk)
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(
        workflow=workflow, content_type=_content_type(apps, "cms", "modality")
    )
    # Wagtail comes with one that lets people approve their own.
    workflows.filter(name="Moderators approval").update(active=False)
    apps.get_model("wagtailcore", "Task").objects.filter(name="Moderators approval").update(
        active=False
    )
    apps.get_model("wagtailcore", "WorkflowPage").objects.filter(
        workflow__name="Moderators approval"
    ).delete()


def _content_type(apps: Any, app: str, model: str) -> Any:
    return apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )[0]


def _permission(apps: Any, app: str, model: str, action: str) -> Any:
    """Django makes permissions after the last migration; one wanted earlier is made here."""
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=_content_type(apps, app, model),
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {model}"},
    )
    return permission
