import factory
from django.utils import timezone

from commerce.entitlements import operations
from commerce.ledger import operations as ledger
from commerce.ledger.operations import Leg
from commerce.ledger.states import AccountKind
from commerce.models import Entitlement
from estuary.kernel import db
from marketplace.models import Package, PackageItem, PackageTerms
from marketplace.packages import pricing
from marketplace.packages.states import PackageKind, PackageStatus
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ServiceFactory
from tests.factories.practitioners import PractitionerFactory


class PackageFactory(factory.django.DjangoModelFactory):
    """Three units of a service of $80 for $200, on sale.

    `terms__holds=[(service, quantity), ...]` says what is in it instead.
    """

    class Meta:
        model = Package
        skip_postgeneration_save = True

    practitioner = factory.SubFactory(PractitionerFactory)
    kind = PackageKind.PACKAGE
    slug = factory.Sequence(lambda n: f"three-breaths-{n}")
    title = "Three breaths"

    @factory.post_generation
    def terms(self, create, extracted, **given):
        holds = given.pop("holds", None) or [(ServiceFactory(practitioner=self.practitioner), 3)]
        lines = [pricing.Line(number, one.terms.price_cents) for one, number in holds]
        self.terms = PackageTerms.objects.create(
            package=self,
            version=1,
            list_price_cents=pricing.list_price_cents(lines),
            **{"price_cents": 20000, **given},
        )
        PackageItem.objects.bulk_create(
            PackageItem(
                terms=self.terms,
                service=one,
                service_terms=one.terms,
                quantity=number,
                position=position,
            )
            for position, (one, number) in enumerate(holds)
        )
        if self.status == PackageStatus.DRAFT:
            self.status = PackageStatus.ACTIVE
        self.save()


def sold(package: Package, client=None, *, now=None, reference: str = "") -> Entitlement:
    """What `client` bought and paid for, as checkout does it."""
    now = now or timezone.now()
    client = client or UserFactory()
    with db.in_transaction():
        entitlement = operations.sell(
            client=client,
            terms=package.terms,
            reference=reference or f"line:{client.pk}:{Entitlement.objects.count()}",
            now=now,
        )
        ledger.post(
            key=f"{entitlement.reference}:capture",
            description="A package was paid for",
            legs=[
                Leg(AccountKind.RECEIVED, entitlement.price_cents, entitlement.currency),
                Leg(AccountKind.UNITS_OWED, -entitlement.price_cents, entitlement.currency),
            ],
        )
    return entitlement
