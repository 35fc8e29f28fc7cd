import factory

from commerce.models import Promotion


class PromotionFactory(factory.django.DjangoModelFactory):
    """A quarter off everything, once a client."""

    class Meta:
        model = Promotion

    code = factory.Sequence(lambda n: f"WELCOME{n}")
    percent = 25
