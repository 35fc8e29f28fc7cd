import factory

from marketplace.catalogue.states import ServiceStatus
from marketplace.models import Category, Service, ServiceTerms
from tests.factories.practitioners import PractitionerFactory


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Yoga {n}")
    slug = factory.Sequence(lambda n: f"yoga-{n}")


class TermsFactory(factory.django.DjangoModelFactory):
    """$80 for an hour, one seat, cancelled on the moderate policy."""

    class Meta:
        model = ServiceTerms

    service = factory.SubFactory("tests.factories.catalogue.ServiceFactory", terms=False)
    version = factory.Sequence(lambda n: n + 1)
    price_cents = 8000
    currency = "usd"
    duration_minutes = 60


class ServiceFactory(factory.django.DjangoModelFactory):
    """A session on sale; `terms__price_cents=...` sets its price."""

    class Meta:
        model = Service
        skip_postgeneration_save = True

    practitioner = factory.SubFactory(PractitionerFactory)
    status = ServiceStatus.DRAFT
    is_listed = True
    slug = factory.Sequence(lambda n: f"breathwork-{n}")
    title = "Breathwork for sleep"
    practitioner_name = factory.SelfAttribute("practitioner.display_name")

    @factory.post_generation
    def terms(self, create, extracted, **given):
        if create and extracted is not False:
            self.terms = extracted or TermsFactory(service=self, **given)
            self.status = ServiceStatus.ACTIVE
            self.save(update_fields=["terms", "status"])
