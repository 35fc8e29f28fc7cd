"""What must be there before anybody can write: groups, the first pages, one workflow.

Everything goes through plain tables by name, so that a migration can pass its own registry of
models as they were. What later releases add gets a function and a migration of its own.
"""

from typing import Any

from django.apps import apps as current_apps
from django.conf import settings
from django.db.models import F
from wagtail.models import Collection, Page, Site

from estuary.kernel import db
from marketplace.practitioners.states import AUTHORS

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
        "marketplace.mediaasset.view",
        *(f"cms.reviewlink.{action}" for action in ("view", "change")),
    ),
    "Moderators": (
        ADMIN,
        *(f"cms.forbiddenclaim.{action}" for action in ("add", "change", "delete", "view")),
        *(f"cms.release.{action}" for action in ("add", "change", "delete", "view")),
        *(f"cms.{model}.{action}" for model in SNIPPETS for action in CURATE),
        *(f"cms.{model}.change" for model in SETTINGS),
        *(f"cms.reviewlink.{action}" for action in ("view", "change")),
        *(
            f"marketplace.{model}.{action}"
            for model in ("practitioner", "certification")
            for action in ("view", "change")
        ),
        *(f"marketplace.{model}.view" for model in ("service", "category", "package")),
        "marketplace.mediaasset.view",
        "cms.comment.view",
        "cms.comment.change",
    ),
    "Support": (
        ADMIN,
        "cms.comment.view",
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
        "commerce.entitlement.change",
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
    # They build frontends, and look after who is told that content has changed.
    "Developers": (
        ADMIN,
        *(f"live.webhookendpoint.{action}" for action in ("view", "add", "change")),
        *(f"live.webhookdelivery.{action}" for action in ("view", "change")),
    ),
    # They write through the API.
    "Practitioners": (),
    # Those to whom staff gave a desk: what they may do on their pages, the policies say.
    AUTHORS: (ADMIN,),
}  # fmt: skip
ON_PAGES = {"Editors": EDIT, "Moderators": MODERATE}
IN_LIBRARY = ("Editors", "Moderators")
WORKFLOW = "Moderation"
OF_PRACTITIONERS = "Practitioners' content"
OF_PROFILES = "Practitioners' profiles"
OF_AUTHORS = "Practitioners' files"
CLAIMS = (
    ("cure* cancer", "Nobody may promise to cure a serious illness."),
    ("heal* cancer", "Nobody may promise to cure a serious illness."),
    ("cure* depression", "Nobody may promise to cure a serious illness."),
    ("cure* diabetes", "Nobody may promise to cure a serious illness."),
    ("cure* autism", "Autism is not an illness."),
    ("miracle cure*", "Say what you do, and not what will come of it."),
    ("guaranteed to heal", "Nobody can guarantee an effect on health."),
    ("guaranteed healing", "Nobody can guarantee an effect on health."),
    ("guaranteed cure*", "Nobody can guarantee an effect on health."),
    ("100% effective", "Nobody can guarantee an effect on health."),
    ("instead of chemotherapy", "Nobody may advise against medical treatment."),
    ("stop taking your medication", "Nobody may advise against medical treatment."),
    ("replace* your medication", "Nobody may advise against medical treatment."),
    ("no need to see a doctor", "Nobody may advise against medical treatment."),
    ("clinically proven", "Name the study in the text instead; a moderator looks at it."),
)


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
    _workflows_of_practitioners(apps)
    _desks(apps)
    _claims(apps)
    Site.clear_site_root_paths_cache()


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
            _may_in(apps, group, collection, ("add", "change", "choose"))


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


def _workflows_of_practitioners(apps: Any) -> None:
    """A check that a program makes, then a moderator; of profiles, while they are verified."""
    check = _task(apps, "AutomaticCheck", "Automatic check")
    moderator = apps.get_model("wagtailcore", "Task").objects.get(name="Approval by a moderator")
    verification = _task(apps, "Verification", "Approval of a verified profile")
    verification.groups.add(apps.get_model("auth", "Group").objects.get(name="Moderators"))
    content = _workflow_of(apps, OF_PRACTITIONERS, check, moderator)
    _workflow_of(apps, OF_PROFILES, check, verification)
    # By subtree, as Wagtail has it; a profile finds its own by the task in it.
    for index in apps.get_model("cms", "PractitionerIndexPage").objects.all():
        apps.get_model("wagtailcore", "WorkflowPage").objects.get_or_create(
            page_id=index.pk, defaults={"workflow": content}
        )


def _task(apps: Any, model: str, name: str) -> Any:
    tasks = apps.get_model("cms", model).objects
    return tasks.first() or tasks.create(
        name=name, content_type=_content_type(apps, "cms", model.lower())
    )


def _workflow_of(apps: Any, name: str, *tasks: Any) -> Any:
    """A workflow with these tasks in this order; one that is there already is left as it is."""
    workflow, is_new = apps.get_model("wagtailcore", "Workflow").objects.get_or_create(name=name)
    for number, task in enumerate(tasks if is_new else ()):
        apps.get_model("wagtailcore", "WorkflowTask").objects.create(
            workflow=workflow, task_id=task.pk, sort_order=number
        )
    return workflow


def _claims(apps: Any) -> None:
    """The first list of what must not be promised; staff keep it from then on."""
    claims = apps.get_model("cms", "ForbiddenClaim").objects
    if not claims.exists():
        claims.bulk_create(claims.model(phrase=phrase, why=why) for phrase, why in CLAIMS)


def _desks(apps: Any) -> None:
    """A collection for what authors upload; of it each sees their own."""
    collections = apps.get_model("wagtailcore", "Collection").objects
    root = collections.get(depth=1)
    collection = collections.filter(name=OF_AUTHORS, depth=2).first()
    if collection is None:
        last = collections.filter(depth=2).order_by("path").last()
        step = Collection._str2int(last.path[-Collection.steplen :]) + 1 if last else 1
        path = Collection._get_path(root.path, 2, step)
        collection = collections.create(name=OF_AUTHORS, path=path, depth=2)
        collections.filter(pk=root.pk).update(numchild=root.numchild + 1)
    group = apps.get_model("auth", "Group").objects.get(name=AUTHORS)
    _may_in(apps, group, collection, ("add", "choose"))


def _may_in(apps: Any, group: Any, collection: Any, actions: tuple[str, ...]) -> None:
    permissions = apps.get_model("wagtailcore", "GroupCollectionPermission").objects
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in actions:
            permissions.get_or_create(
                group=group,
                collection=collection,
                permission=_permission(apps, app, model, action),
            )


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
