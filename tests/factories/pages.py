import io

import factory
from django.contrib.auth.models import Group
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image
from wagtail.log_actions import log
from wagtail.models import Page, Revision, TaskState
from wagtail.signals import page_published
from wagtail.signals import published as thing_published

from cms.models import (
    Announcement,
    Audience,
    CertificationKind,
    EstuaryImage,
    Faq,
    HelpIndexPage,
    HelpPage,
    HomePage,
    LandingPage,
    Modality,
    Post,
    PostPage,
    PractitionerIndexPage,
    PractitionerPage,
    ServicePage,
    StandardPage,
    StreamPage,
    Testimonial,
)
from cms.workflows import moderation
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServiceFactory
from tests.factories.practitioners import PractitionerFactory


def jpeg(size=(900, 900), colour="teal") -> bytes:
    """A picture of one colour, as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


# Words that pass the automatic check.
LONG = f"<p>{'We begin with a conversation, and then we breathe for as long as is good. ' * 3}</p>"
PROFILE_WORDS = {"summary": "She teaches people to breathe, slowly.", "story": LONG}
LISTING_WORDS = {"summary": "An hour of slow breathing before bed.", "description": LONG}


class ImageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = EstuaryImage

    title = "Portrait"
    description = "A woman by the sea"
    file = factory.LazyFunction(lambda: ImageFile(io.BytesIO(jpeg()), name="portrait.jpg"))


class ModalityFactory(factory.django.DjangoModelFactory):
    """A published way of working."""

    class Meta:
        model = Modality

    name = factory.Sequence(lambda n: f"Breathwork {n}")
    slug = factory.Sequence(lambda n: f"breathwork-{n}")
    live = True


class PageFactory(factory.django.DjangoModelFactory):
    """Added below `parent`, with a first revision; published unless `published=False`.

    A published page is written once, and not thrice as by its editor: in the end it is the same.
    """

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent, published=True, **fields):
        many = {name: fields.pop(name) for name in ("modalities",) if name in fields}
        tags = fields.pop("tags", ())
        page = model_class(**fields)
        if tags:
            page.tags.add(*tags)
        for name, value in many.items():
            setattr(page, name, value)
        if published and page.go_live_at is None and not tags:  # Wagtail lists tags the second time
            publish_at_once(page, parent=parent)
        else:
            revision = drafted(page, parent=parent)
            if published:
                revision.publish()
        return model_class.objects.get(pk=page.pk)


def drafted(page, *, parent) -> Revision:
    """The first revision of a new page."""
    page.live = False
    parent.add_child(instance=page)
    return page.save_revision()


def publish_at_once(page, *, parent) -> None:
    """A new page as if it had been drafted and published, in one writing."""
    page.live = True
    page.first_published_at = page.last_published_at = timezone.now()
    parent.add_child(instance=page)
    page.latest_revision = page.live_revision = revision = Revision.objects.create(
        content_object=page,
        base_content_type=page.get_base_content_type(),
        content=page.serializable_data() | {"live": False},  # as at the time of a draft
        object_str=str(page),
    )
    page.latest_revision_created_at = revision.created_at
    Page.objects.filter(pk=page.pk).update(
        latest_revision=revision,
        live_revision=revision,
        latest_revision_created_at=revision.created_at,
    )
    for signal in (page_published, thing_published):
        signal.send(sender=type(page), instance=page, revision=revision)
    log(page, "wagtail.publish", revision=revision, content_changed=True)


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage

    parent = factory.LazyFunction(HomePage.topmost)
    title = factory.Sequence(lambda n: f"About us {n}")


class PractitionerPageFactory(PageFactory):
    """The published page of a practitioner who was not listed before."""

    class Meta:
        model = PractitionerPage

    parent = factory.LazyFunction(PractitionerIndexPage.topmost)
    practitioner = factory.SubFactory(PractitionerFactory, is_listed=False)
    title = "Inês Duarte"
    slug = factory.SelfAttribute("practitioner.slug")


class ServicePageFactory(PageFactory):
    """The published page of a service below its practitioner's page."""

    class Meta:
        model = ServicePage

    service = factory.SubFactory(ServiceFactory, is_listed=False)
    parent = factory.LazyAttribute(
        lambda o: (
            PractitionerPage.objects.filter(practitioner=o.service.practitioner).first()
            or PractitionerPageFactory(practitioner=o.service.practitioner)
        )
    )
    title = "Breathwork for sleep"
    slug = factory.SelfAttribute("service.slug")


class LandingPageFactory(StandardPageFactory):
    class Meta:
        model = LandingPage

    title = factory.Sequence(lambda n: f"Sleep week {n}")


class HelpPageFactory(PageFactory):
    class Meta:
        model = HelpPage

    parent = factory.LazyFunction(HelpIndexPage.topmost)
    title = factory.Sequence(lambda n: f"How do I pay? {n}")


class SnippetFactory(factory.django.DjangoModelFactory):
    """Published, in the site's first language."""

    class Meta:
        abstract = True

    live = True


class AudienceFactory(SnippetFactory):
    class Meta:
        model = Audience

    name = factory.Sequence(lambda n: f"Beginners {n}")
    slug = factory.Sequence(lambda n: f"beginners-{n}")


class CertificationKindFactory(SnippetFactory):
    class Meta:
        model = CertificationKind

    name = factory.Sequence(lambda n: f"Yoga teacher, {n} hours")
    slug = factory.Sequence(lambda n: f"yoga-{n}")


class AnnouncementFactory(SnippetFactory):
    class Meta:
        model = Announcement

    title = factory.Sequence(lambda n: f"Closed on day {n}")


class TestimonialFactory(SnippetFactory):
    class Meta:
        model = Testimonial

    text = "I sleep again."
    name = factory.Sequence(lambda n: f"Clara {n}")


class FaqFactory(SnippetFactory):
    class Meta:
        model = Faq

    question = factory.Sequence(lambda n: f"Do I need a mat? {n}")
    answer = "<p>A bed will do.</p>"


class StreamPageFactory(PageFactory):
    """The published channel of a practitioner, below their page."""

    class Meta:
        model = StreamPage

    practitioner = factory.SubFactory(PractitionerFactory, is_listed=False)
    parent = factory.LazyAttribute(
        lambda o: (
            PractitionerPage.objects.filter(practitioner=o.practitioner).first()
            or PractitionerPageFactory(practitioner=o.practitioner)
        )
    )
    title = "Notes on breathing"
    slug = "stream"


class PostFactory(factory.django.DjangoModelFactory):
    """A post whose page has not been published yet; `listed=True` for one that has none."""

    class Meta:
        model = Post

    class Params:
        listed = factory.Trait(is_listed=True, published_at=factory.LazyFunction(timezone.now))

    practitioner = factory.SubFactory(PractitionerFactory)
    title = factory.Sequence(lambda n: f"Breathing before sleep {n}")
    slug = factory.Sequence(lambda n: f"breathing-before-sleep-{n}")


class PostPageFactory(PageFactory):
    """The published page of a post below its practitioner's channel."""

    class Meta:
        model = PostPage

    post = factory.SubFactory(PostFactory)
    parent = factory.LazyAttribute(
        lambda o: (
            StreamPage.objects.filter(practitioner=o.post.practitioner).first()
            or StreamPageFactory(practitioner=o.post.practitioner)
        )
    )
    title = factory.SelfAttribute("post.title")
    slug = factory.SelfAttribute("post.slug")


def sent_back(page, *, reason: str = "Name the school that you learned it at.") -> TaskState:
    """A practitioner's page that a moderator sent back."""
    moderator = UserFactory()
    moderator.groups.add(Group.objects.get(name="Moderators"))
    moderation.submit(thing=page, user=page.person.user)
    moderation.reject(thing=page, by=moderator, reason=reason)
    return page.current_workflow_state.current_task_state
