"""What the clock asks of memberships; it is what makes a lost webhook harmless."""

from datetime import timedelta

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task

from commerce.memberships import carrying, invoices
from commerce.memberships import operations as memberships
from commerce.memberships.models import Membership, MembershipChange, MembershipInvoice

# Younger ones are in somebody's hands.
SETTLE_AFTER = timedelta(minutes=2)
ASK_ABOUT_SILENT = timedelta(days=1)
AT_A_TIME = 500
REFUNDED_WITHIN = timedelta(days=120)


@db_periodic_task(crontab(minute="*/5"))
@lock_task("settle-membership-changes")
def settle_membership_changes() -> None:
    """Bring what a crash or a lost answer left open to its end."""
    before = timezone.now() - SETTLE_AFTER
    for change in MembershipChange.objects.open().filter(updated_at__lt=before):
        settle_membership_change(change_id=change.pk)


@db_task()
def settle_membership_change(*, change_id: int, **_added_later: object) -> None:
    """Bring one change to its end."""
    carrying.settle(change_id=change_id)


@db_periodic_task(crontab(minute="*/15"))
@lock_task("ask-about-memberships")
def ask_about_memberships() -> None:
    """Ask about each whose period is over, which waits for money, or is long unheard of."""
    now = timezone.now()
    waiting = Membership.objects.to_ask_about(now=now, heard_before=now - ASK_ABOUT_SILENT)
    for membership in waiting.order_by("asked_at")[:AT_A_TIME]:
        ask_about_membership(membership_id=membership.pk)


@db_task()
def ask_about_membership(*, membership_id: int, **_added_later: object) -> None:
    """Bring one membership up to date, with its invoices."""
    memberships.refresh(membership_id=membership_id)


@db_periodic_task(crontab(minute="5"))
@lock_task("end-membership-graces")
def end_membership_graces() -> None:
    """Tell those whose grace is over; the plan ended by itself."""
    now = timezone.now()
    for membership in Membership.objects.lapsing(now):
        memberships.lapse(membership_id=membership.pk, now=now)


@db_periodic_task(crontab(minute="50"))
@lock_task("ask-about-membership-fees")
def ask_about_membership_fees() -> None:
    """Ask what the provider kept of invoices, where it has not said so yet."""
    for invoice in MembershipInvoice.objects.without_fee().order_by("paid_at")[:AT_A_TIME]:
        ask_about_membership_fee(invoice_id=invoice.pk)


@db_task()
def ask_about_membership_fee(*, invoice_id: int, **_added_later: object) -> None:
    """Learn one fee."""
    invoices.learn_fee(invoice_id=invoice_id)


@db_periodic_task(crontab(hour="3", minute="30"))
@lock_task("ask-about-membership-refunds")
def ask_about_membership_refunds() -> None:
    """Ask what went back of invoices, as long as somebody may give it back."""
    since = timezone.now() - REFUNDED_WITHIN
    for invoice in invoices.with_refunds_to_ask_about().filter(paid_at__gte=since):
        ask_about_membership_refund(invoice_id=invoice.pk)


@db_task()
def ask_about_membership_refund(*, invoice_id: int, **_added_later: object) -> None:
    """Bring the refunds of one invoice up to date."""
    invoices.refresh_refunds(invoice_id=invoice_id)
