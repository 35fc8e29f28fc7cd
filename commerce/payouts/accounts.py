"""Where practitioners are paid: accounts at the provider, made, told of, kept true and replaced.

The provider asks their owners what it must know; what is here is what we last heard. The lock on
a practitioner's current account is what makes payouts, and the account's replacement, take turns.
"""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from commerce.payments.asking import keys_may_be_gone
from commerce.payments.cards import as_uuid
from commerce.payments.gateway import PaymentsUnavailable, UnknownToProvider
from commerce.payouts import policies
from commerce.payouts.events import ConnectNeedsAction
from commerce.payouts.gateway import Link, ProviderAccount, Requirement, gateway
from commerce.payouts.models import ConnectAccount, Payout
from commerce.payouts.states import AccountState
from estuary.kernel import db, events, idempotency
from estuary.kernel.errors import DomainError, Kind
from estuary.kernel.idempotency import Claim
from marketplace.models import Practitioner, User

_ENDED = (AccountState.REJECTED, AccountState.CLOSED)


class NoPractice(DomainError):
    """Whoever asks has no practice to be paid for."""

    kind = Kind.MISSING
    message = "There is no practice of yours."


class NoConnectAccount(DomainError):
    """Nothing was begun that could be shown or replaced."""

    kind = Kind.MISSING
    message = "There is no payout account yet. Begin with one."


class CountryNeeded(DomainError):
    """An account is made for one country, for good."""

    message = "Say in which country you are paid."

    def __init__(self) -> None:
        super().__init__(details={"country": [self.message]})


class CountryFixed(DomainError):
    """The account that is there is for another country."""

    kind = Kind.CONFLICT
    message = "The country of a payout account cannot be changed. Replace the account instead."


class ConnectAccountEnded(DomainError):
    """It was rejected or closed, and will not come back."""

    kind = Kind.CONFLICT
    message = "This payout account cannot be used any more. Replace it by another."


class ConnectAccountInUse(DomainError):
    """Money is on its way to it, or back."""

    kind = Kind.CONFLICT
    message = "A payout is on its way. The account can be replaced once it has arrived or failed."


class DashboardNotReady(DomainError):
    """The provider shows its dashboard only to those who told it what it wanted."""

    kind = Kind.CONFLICT
    message = "There is nothing to see yet. Finish setting up your payout account first."


# --- begun, gone on with, replaced ---


def start(*, user: User, country: str) -> Link:
    """Begin or go on telling the provider what it wants; answers a link that opens once.

    `country` is needed the first time. Raises NoPractice, CountryNeeded, CountryFixed,
    ConnectAccountEnded, PaymentRefused, PaymentsUnavailable.
    """
    return _onboarding(open_at_provider(account_id=_plan(user=user, country=country).pk))


def replace(*, user: User, country: str, claim: Claim | None, now: datetime) -> Link:
    """Begin with another account; the one before stays in the history of what was paid.

    Raises NoConnectAccount, ConnectAccountInUse, PaymentRefused, PaymentsUnavailable.
    """
    account = _replace(user=user, country=country, claim=claim, now=now)
    return _onboarding(open_at_provider(account_id=account.pk))


def dashboard(*, user: User) -> Link:
    """A link to the provider's own pages, where the owner sees what came and changes their bank.

    Raises NoConnectAccount, DashboardNotReady, PaymentsUnavailable.
    """
    account = ConnectAccount.objects.of(user).current().first()
    if account is None:
        raise NoConnectAccount
    if account.provider_id is None or not account.was_onboarded:
        raise DashboardNotReady
    # Each link opens once, so each asking is one of its own.
    key = f"{account.reference}:dashboard:{uuid4()}"
    return gateway().dashboard_link(account_id=account.provider_id, key=key)


def _onboarding(account: ConnectAccount) -> Link:
    if account.state in _ENDED:
        raise ConnectAccountEnded
    try:
        return gateway().onboarding_link(
            account_id=account.provider_id or "",
            return_url=f"{settings.FRONTEND_URL}/practice/payouts/return",
            refresh_url=f"{settings.FRONTEND_URL}/practice/payouts/again",
            is_first=not account.was_onboarded,
            key=f"{account.reference}:link:{uuid4()}",
        )
    except UnknownToProvider as unknown:
        raise ConnectAccountEnded from unknown


@db.transaction
def _plan(*, user: User, country: str) -> ConnectAccount:
    practitioner = Practitioner.objects.of(user).first()
    if practitioner is None:
        raise NoPractice
    account = ConnectAccount.objects.of(user).current().first()
    if account is None:
        account = _begun(practitioner, country)
    if country and account.country != country.upper():
        raise CountryFixed
    return account


def _begun(practitioner: Practitioner, country: str) -> ConnectAccount:
    """A row of its own; of two at once, the one that was first."""
    if not country:
        raise CountryNeeded
    account = ConnectAccount(practitioner=practitioner, country=country.upper())
    ConnectAccount.objects.bulk_create([account], ignore_conflicts=True)
    return ConnectAccount.objects.current().get(practitioner=practitioner)


@db.transaction
def _replace(*, user: User, country: str, claim: Claim | None, now: datetime) -> ConnectAccount:
    if made := idempotency.claim(claim):
        return ConnectAccount.objects.get(public_id=made)
    old = ConnectAccount.objects.of(user).current().select_related("practitioner").lock().first()
    if old is None:
        raise NoConnectAccount
    if Payout.objects.bound_to_account().filter(account=old).exists():
        raise ConnectAccountInUse
    old.replaced_at = now
    old.save(update_fields=["replaced_at", "updated_at"])
    new = _begun(old.practitioner, country)
    idempotency.made(claim, reference=str(new.public_id))
    return new


# --- kept true ---


def open_at_provider(*, account_id: int) -> ConnectAccount:
    """Make the account known to the provider, once. Raises PaymentsUnavailable: call again."""
    account = ConnectAccount.objects.select_related("practitioner__user").get(pk=account_id)
    if account.provider_id:
        return account
    asked_at = timezone.now()
    try:
        answer = _found(account) or _created(account)
    except PaymentsUnavailable as unavailable:
        if unavailable.key_is_spent:
            ConnectAccount.objects.filter(pk=account.pk, attempt=account.attempt).update(
                attempt=account.attempt + 1
            )
        raise
    return apply(answer=answer, asked_at=asked_at) or account


def _found(account: ConnectAccount) -> ProviderAccount | None:
    """What the provider has of it, where our key would not find it any more."""
    if account.attempt == 1 and not keys_may_be_gone(account.created_at):
        return None
    return gateway().find_account(reference=account.reference)


def _created(account: ConnectAccount) -> ProviderAccount:
    return gateway().create_account(
        email=account.practitioner.user.email,
        name=account.practitioner.display_name,
        country=account.country,
        metadata={"reference": account.reference, "connect": str(account.public_id)},
        key=f"{account.reference}:create:{account.attempt}",
    )


def refresh(*, account_id: int) -> ConnectAccount:
    """Ask the provider how an account stands, and write it down. Raises PaymentsUnavailable."""
    account = open_at_provider(account_id=account_id)
    asked_at = timezone.now()
    try:
        answer = gateway().fetch_account(account_id=account.provider_id or "")
    except UnknownToProvider:
        answer = ProviderAccount(id=account.provider_id or "", is_closed=True)
    return apply(answer=answer, asked_at=asked_at) or account


def come_back(*, user: User) -> ConnectAccount:
    """The owner has been at the provider: ask how it stands, and let payouts go on if they may.

    Raises NoConnectAccount, PaymentsUnavailable.
    """
    account = ConnectAccount.objects.of(user).current().first()
    if account is None:
        raise NoConnectAccount
    refresh(account_id=account.pk)
    return let_go_on(account_id=account.pk, now=timezone.now())


@db.transaction
def let_go_on(*, account_id: int, now: datetime) -> ConnectAccount:
    """Send payouts there again after a bank had sent one back."""
    account = ConnectAccount.objects.lock().get(pk=account_id)
    return _put_right(account, at=max(now, account.stopped_at or now))


@db.transaction
def owner_was_there(*, account_id: int, at: datetime) -> ConnectAccount:
    """The same, by its owner, if that was after the bank had sent it back."""
    return _put_right(ConnectAccount.objects.lock().get(pk=account_id), at=at)


def _put_right(account: ConnectAccount, *, at: datetime) -> ConnectAccount:
    if account.owner_was_there_at is None or account.owner_was_there_at < at:
        account.owner_was_there_at = at
    if account.stopped_at is not None and account.stopped_at <= at:
        account.stopped_at, account.stopped_why = None, ""
    account.save(update_fields=["owner_was_there_at", "stopped_at", "stopped_why", "updated_at"])
    return account


@db.transaction_required
def stop(*, account_id: int, why: str, at: datetime) -> None:
    """Send nothing there until its owner has been at the provider, or staff let it go on.

    `at` is when the bank sent the money back; an owner who was there since may have put it right.
    """
    account = ConnectAccount.objects.lock().get(pk=account_id)
    if account.owner_was_there_at is None or account.owner_was_there_at < at:
        account.stopped_at, account.stopped_why = at, why[:300]
        account.save(update_fields=["stopped_at", "stopped_why", "updated_at"])


@db.transaction
def apply(*, answer: ProviderAccount, asked_at: datetime) -> ConnectAccount | None:
    """Write down what the provider has; the one function for its answers, events and polls.

    Older news does not replace newer. None when the account is not ours.
    """
    known = Q(provider_id=answer.id)
    if public_id := as_uuid(answer.metadata.get("connect", "")):
        known |= Q(public_id=public_id, provider_id=None)
    account = ConnectAccount.objects.lock().filter(known).first()
    if account is None or (account.asked_at is not None and account.asked_at > asked_at):
        return account
    before = _wanted(account)
    account.provider_id, account.asked_at = answer.id, asked_at
    _describe(account, answer, now=asked_at)
    account.save()
    is_news = _wanted(account) != before and account.replaced_at is None
    if is_news and account.needs_action:
        events.record(ConnectNeedsAction(account_id=account.pk))
    return account


def _describe(account: ConnectAccount, answer: ProviderAccount, *, now: datetime) -> None:
    owners = [one for one in answer.requirements if one.is_owners]
    state = policies.state_of(
        transfers=answer.transfers,
        payouts=answer.payouts,
        reason=answer.reason,
        is_closed=answer.is_closed,
        owner_is_asked=bool(owners),
        was_active=account.was_onboarded,
    )
    account.is_payable = state not in _ENDED and policies.can_receive(
        transfers=answer.transfers, payouts=answer.payouts
    )
    if account.is_payable and account.activated_at is None:
        account.activated_at = now
    if state != account.state:
        account.state, account.state_since = state, now
    account.reason, account.due_at = answer.reason, answer.due_at
    account.requirements = [_described(one) for one in answer.requirements]


def _described(one: Requirement) -> dict[str, object]:
    return {
        "name": one.name,
        "is_owners": one.is_owners,
        "is_past_due": one.is_past_due,
        "due_at": one.due_at.isoformat() if one.due_at else None,
    }


def _wanted(account: ConnectAccount) -> tuple[object, ...]:
    """What its owner was last told; another one is news."""
    names = sorted(one["name"] for one in account.requirements if one["is_owners"])
    return account.state, account.due_at, names
