import io

import factory
from django.core.files.images import ImageFile
from PIL import Image

from cms.models import (
    EstuaryImage,
    HomePage,
    Modality,
    PractitionerIndexPage,
    PractitionerPage,
    ServicePage,
    StandardPage,
)
from tests.factories.catalogue import ServiceFactory
from tests.factories.practitioners import PractitionerFactory


def jpeg(size=(900, 900), colour="teal") -> bytes:
    """A picture of one colour, as a file."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, "JPEG")
    return file.getvalue()


# Words that pass the automatic check.
LONG = "<p>" + "We begin with a conversation, and then we breathe for as long as is good. " * 3 + "</p>"
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
    """Added below `parent`, with a first revision; published unless `published=False`."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class, *args, parent, published=True, **fields):
        many = {name: fields.pop(name) for name in ("modalities",) if name in fields}
        page = model_class(live=False, **fields)
        for name, value in many.items():
            setattr(page, name, value)
        parent.add_child(instance=page)
        revision = page.save_revision()
        if published:
            revision.publish()
        return model_class.objects.get(pk=page.pk)


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage

    parent = factory.LazyFunction(lambda: HomePage.objects.get())
    title = factory.Sequence(lambda n: f"About us {n}")


class PractitionerPageFactory(PageFactory):
    """The published page of a practitioner who was not listed before."""

    class Meta:
        model = PractitionerPage

    parent = factory.LazyFunction(lambda: PractitionerIndexPage.objects.get())
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
