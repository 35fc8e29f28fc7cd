"""Who the demo can be tried as, and who else lives in it."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from marketplace.accounts.models import User, UserProfile

PASSWORD = "estuary-demo"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who signs in with `PASSWORD`."""

    email: str
    first_name: str
    last_name: str
    zone: str = "UTC"
    is_staff: bool = False
    is_superuser: bool = False
    group: str = ""


ACCOUNTS = (
    Account("admin@estuary.test", "Ada", "Admin", is_staff=True, is_superuser=True),
    Account("editor@estuary.test", "Edith", "Editor", is_staff=True, group="Editors"),
    Account("moderator@estuary.test", "Mo", "Moderator", is_staff=True, group="Moderators"),
    Account("client@estuary.test", "Clara", "Client", zone="Europe/Lisbon"),
)
NEIGHBOURS = (
    Account("mara.lindqvist@estuary.test", "Mara", "Lindqvist", zone="Europe/Stockholm"),
    Account("tomas.ferreira@estuary.test", "Tomás", "Ferreira", zone="America/Sao_Paulo"),
    Account("noor.haddad@estuary.test", "Noor", "Haddad", zone="Asia/Amman"),
    Account("lena.hofmann@estuary.test", "Lena", "Hofmann", zone="Europe/Berlin"),
)


def make(account: Account, hashed: str) -> bool:
    """Whether the account had to be made; `hashed` is the password."""
    if User.objects.with_email(account.email).exists():
        return False
    user = make_user(
        hashed,
        zone=account.zone,
        email=account.email,
        first_name=account.first_name,
        last_name=account.last_name,
        is_staff=account.is_staff,
        is_superuser=account.is_superuser,
    )
    if account.group:
        user.groups.add(Group.objects.get(name=account.group))
    return True


def make_user(hashed: str, *, zone: str, **fields: object) -> User:
    """A verified account with a profile."""
    user = User.objects.create(password=hashed, is_verified=True, **fields)
    UserProfile.objects.create(user=user, timezone=zone)
    return user
