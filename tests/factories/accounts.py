import factory

from marketplace.models import User, UserProfile

PASSWORD = "a-long-enough-password"


class UserProfileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UserProfile

    timezone = "UTC"


class UserFactory(factory.django.DjangoModelFactory):
    """A client with a verified address, who signs in with `PASSWORD`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"client{n}@example.test")
    first_name = "Clara"
    last_name = "Client"
    is_verified = True
    password = factory.django.Password(PASSWORD)
    profile = factory.RelatedFactory(UserProfileFactory, factory_related_name="user")
