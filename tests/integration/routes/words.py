"""The words of the walk: what is published, and beside it what is not."""

from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
    Site,
)

from cms.models import (
    EstuaryDocument,
    Footer,
    HelpIndexPage,
    HomePage,
    MarketplaceCopy,
    Navigation,
    SeoDefaults,
)
from cms.streams import reacting
from cms.workflows import moderation
from tests.factories import (
    AnnouncementFactory,
    AudienceFactory,
    CertificationKindFactory,
    CommentFactory,
    CommentReportFactory,
    FaqFactory,
    HelpPageFactory,
    ImageFactory,
    LandingPageFactory,
    MediaAssetFactory,
    ModalityFactory,
    PostFactory,
    PostPageFactory,
    PractitionerFactory,
    PractitionerPageFactory,
    ServicePageFactory,
    StandardPageFactory,
    StreamPageFactory,
    TestimonialFactory,
    previewed,
    shared,
)
from tests.factories.pages import LISTING_WORDS, LONG, PROFILE_WORDS

NEVER = "never"


def written(one: SimpleNamespace, p: str, c: str, secrets: Any) -> None:
    """A practitioner's pages: published ones with newer drafts, drafts, and what waits."""
    one.profile = PractitionerPageFactory(
        practitioner=one.person, title=f"Practice of {p}", **PROFILE_WORDS
    )
    _redrafted(one.profile, "story", f"<p>{secrets(f'Draftstory{p}', p)}</p>{LONG}")
    one.listing = ServicePageFactory(service=one.service, title=one.service.title, **LISTING_WORDS)
    _redrafted(one.listing, "description", f"<p>{secrets(f'Draftlisting{p}', p)}</p>{LONG}")
    one.workshop_page = ServicePageFactory(service=one.workshop, **LISTING_WORDS)
    one.draft_listing = ServicePageFactory(
        service=one.draft_service, published=False, title=secrets(f"Draftservicepage{p}", p),
        slug=f"draft-service-{p}", **LISTING_WORDS,
    )  # fmt: skip
    one.channel = StreamPageFactory(practitioner=one.person, introduction=f"<p>By {p}.</p>")
    one.film = MediaAssetFactory(video=True, owner=one.user)
    secrets(one.film.storage_key, p, c)
    one.posts = {
        access: _post(one, f"{access} post of {p}", access=access, said=secrets(word, *readers))
        for access, word, readers in (
            ("free", f"Openwords{p}", ("everybody",)),
            ("followers", f"Followerswords{p}", (p, c)),
            ("purchasers", f"Clientswords{p}", (p, c)),
        )
    }
    del secrets.readers[f"openwords{p}"]
    _redrafted(
        one.posts["free"], "body", _body(f"{secrets(f'Draftpost{p}', p)}"), teaser="Breathe."
    )
    one.draft_post = PostPageFactory(
        post=PostFactory(
            practitioner=one.person, title=secrets(f"Unpublished{p}", p), slug=f"unpublished-{p}"
        ),
        published=False, body=_body(secrets(f"Unpublishedbody{p}", p) + LONG), teaser="Breathe in.",
    )  # fmt: skip
    one.sent_back = _waits(one, f"Waitingpost{p}", p, secrets)
    _said_below(one, p, c, secrets)


def _redrafted(page: Any, name: str, words: Any, **more: Any) -> None:
    """A newer draft of what is published."""
    for key, value in {name: words, **more}.items():
        setattr(page, key, value)
    page.save_revision()


def _body(words: str) -> list[dict[str, Any]]:
    return [{"type": "words", "value": f"<p>{words}</p>", "id": "a"}]


def _post(one: SimpleNamespace, title: str, *, access: str, said: str) -> Any:
    return PostPageFactory(
        post__practitioner=one.person, post__title=title, kind="video", media=one.film,
        access=access, teaser="For all.", body=_body(said),
    )  # fmt: skip


def _waits(one: SimpleNamespace, title: str, p: str, secrets: Any) -> Any:
    """A draft that waits for a moderator."""
    page = PostPageFactory(
        post=PostFactory(practitioner=one.person, title=title, slug=title.lower()),
        published=False, title=secrets(title, p), teaser="Breathe slowly, lying down.",
        body=_body(LONG),
    )  # fmt: skip
    moderation.submit(thing=page, user=one.user)
    return page


def _said_below(one: SimpleNamespace, p: str, c: str, secrets: Any) -> None:
    """What the client said, liked and keeps."""
    free, closed = (one.posts[access].post for access in ("free", "purchasers"))
    one.comment = CommentFactory(post=free, author=one.client, text="I slept.")
    one.reply = CommentFactory(post=free, author=one.user, text="Good.", parent=one.comment)
    one.hidden_comment = CommentFactory(
        post=free, author=one.client, text=secrets(f"Hiddencomment{c}", c, p),
        hidden_at=one.now, hidden_by="author", hidden_reason=secrets(f"Hiddenbecause{c}", c, p),
    )  # fmt: skip
    one.closed_comment = CommentFactory(
        post=closed, author=one.client, text=secrets(f"Clientcomment{c}", c, p)
    )
    CommentReportFactory(comment=one.comment, note=secrets(f"Report{c}", NEVER))
    reacting.save(name=free.slug, by=one.client, now=one.now)
    reacting.like(name=free.slug, by=one.client, now=one.now)


def editorial(secrets: Any) -> SimpleNamespace:
    """What editors have in the works: drafts of every kind, private pages, private files."""
    one = SimpleNamespace(unseen={})
    home, helping = HomePage.objects.get(), HelpIndexPage.objects.get()

    def hush(word: str) -> str:
        return str(secrets(word, NEVER))

    one.public = StandardPageFactory(title="About us", slug="about-us")
    one.modality = ModalityFactory(name="Breathing", slug="breathing")
    one.drafts = [  # the first is shown to a reviewer
        make(
            published=False, slug=f"draft-{n}",
            title=secrets(f"Draft{make._meta.model.__name__}", NEVER if n else "the reviewer"),
        )
        for n, make in enumerate((StandardPageFactory, LandingPageFactory, HelpPageFactory))
    ]  # fmt: skip
    for page, name in ((one.public, "introduction"), (home, "introduction"), (helping, "title")):
        _redrafted(page, name, hush(f"Newer{type(page).__name__}"))
    for setting in (Navigation, Footer, MarketplaceCopy, SeoDefaults):
        setting.for_site(Site.objects.get())
    for make, name in (
        (ModalityFactory, "name"), (AudienceFactory, "name"), (CertificationKindFactory, "name"),
        (AnnouncementFactory, "title"), (FaqFactory, "question"), (TestimonialFactory, "text"),
    ):  # fmt: skip
        kind = make._meta.model.__name__
        unseen, seen = make(live=False, **{name: hush(f"Draftof{kind}")}), make()
        _redrafted(seen, name, hush(f"Newerof{kind}"))
        one.unseen[kind] = [unseen.pk, seen.pk]
    one.draft_modality = ModalityFactory(
        live=False, slug="draft-modality", name=hush("Draftmodality")
    )
    one.private = StandardPageFactory(title=hush("Privatepage"), slug="private-page")
    PageViewRestriction.objects.create(
        page=one.private, restriction_type=PageViewRestriction.PASSWORD, password="x"
    )
    _private_files(one, hush)
    _suspended(one, hush)
    _pointed_at(one)
    link = shared(one.drafts[0], label=hush("Labelofreview"))
    one.review = link.token
    one.token = previewed(FaqFactory(question="Do I need a bed?"))
    return one


def _private_files(one: SimpleNamespace, hush: Any) -> None:
    closed = Collection.get_first_root_node().add_child(name=hush("Privatecollection"))
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.PASSWORD, password="x"
    )
    one.document, one.image = (
        EstuaryDocument.objects.create(
            title=hush("Privatedocument"), file=ContentFile(b"%PDF-1.4", name="leaflet.pdf"),
            collection=closed,
        ),
        ImageFactory(title=hush("Privateimage"), collection=closed),
    )  # fmt: skip


def _suspended(one: SimpleNamespace, hush: Any) -> None:
    """Everything is published of somebody whom the public does not see any more."""
    person = PractitionerFactory(is_listed=False, display_name=hush("Suspendedname"))
    profile = PractitionerPageFactory(practitioner=person, title=hush("Suspendedprofile"))
    one.hidden = person
    one.hidden_service = ServicePageFactory(
        service__practitioner=person, title=hush("Suspendedservice")
    ).service
    one.hidden_post = PostPageFactory(
        post__practitioner=person, post__title=hush("Suspendedpost")
    ).post
    CommentFactory(post=one.hidden_post, text=hush("Suspendedcomment"))
    type(person).objects.filter(pk=profile.practitioner_id).update(status="suspended")


def _pointed_at(one: SimpleNamespace) -> None:
    """A published page whose parts lead to everything that is not public."""
    note = {"note": ""}
    for number, page in enumerate([*one.drafts, one.private]):
        StandardPageFactory(
            title=f"Leading on {number}",
            body=[
                {"type": "words", "value": f'<p><a linktype="page" id="{page.pk}">there</a></p>'},
                {"type": "faqs", "value": {"title": "", "items": one.unseen["Faq"]}},
                {
                    "type": "testimonials",
                    "value": {"title": "", "items": one.unseen["Testimonial"]},
                },
                {"type": "practitioner", "value": {"practitioner": one.hidden.pk, **note}},
                {"type": "service", "value": {"service": one.hidden_service.pk, **note}},
                {"type": "post", "value": {"post": one.hidden_post.pk, **note}},
                {
                    "type": "call_to_action",
                    "value": {
                        "title": "", "text": "", "button": "Go", "page": page.pk, "address": ""
                    },
                },
            ],
        )  # fmt: skip
    ServicePageFactory(title="Stretching", modalities=[one.draft_modality])
