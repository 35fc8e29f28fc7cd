"""Who is told of what, and the letters out."""

from typing import Any

from django.utils import timezone
from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task, lock_task
from wagtail.models import TaskState

from cms.workflows import people, reviews
from commerce.bookings.models import Booking, WaitlistEntry
from commerce.bookings.states import BookingStatus, WaitlistStatus
from commerce.credits.models import CreditLot, CreditTransfer
from commerce.credits.states import CreditSource, TransferStatus
from commerce.disputes import operations as disputes
from commerce.disputes.models import Dispute
from commerce.disputes.states import DisputeStatus
from commerce.entitlements.models import Entitlement
from commerce.entitlements.states import EntitlementStatus, UnitStatus
from commerce.memberships.models import Membership, MembershipInvoice
from commerce.memberships.states import MembershipStatus
from commerce.payments.models import Payment, Refund
from commerce.payouts.models import ConnectAccount, Payout
from commerce.payouts.states import PayoutStatus
from live.notifications import operations
from live.notifications.models import Delivery
from live.webhooks.models import WebhookEndpoint
from marketplace.models import Practitioner, User
from marketplace.practitioners.states import MAY_BE_DECLINED, PractitionerStatus

BACK_OFFICE = "wagtailadmin.access_admin"


def on_registered(*, user_id: int, event_id: str, **_added_later: object) -> None:
    """A new account gets the verification mail."""
    tell(kind="verify_email", to=user_id, key=event_id, context={})


def on_verification_asked(*, user_id: int, event_id: str, **_added_later: object) -> None:
    """So does one that asks for it again."""
    tell(kind="verify_email", to=user_id, key=event_id, context={})


def on_reset_asked(*, user_id: int | None, event_id: str, **_added_later: object) -> None:
    """Whoever forgot their password gets a link, if there is such an account."""
    if user_id is not None:
        tell(kind="password_reset", to=user_id, key=event_id, context={})


def on_booking_confirmed(*, booking_id: int, **_added_later: object) -> None:
    """The client gets the confirmation, the practitioner the news.

    Not when it has been cancelled meanwhile: facts may come late, and in another order.
    """
    booking = _booking(booking_id)
    if booking.status == BookingStatus.CANCELLED or booking.parent_booking_id:
        return  # a course is told as a whole
    about: dict[str, Any] = {"key": f"booking:{booking_id}", "context": {"booking_id": booking_id}}
    tell(kind="booking_confirmed", to=booking.client_id, **about)
    tell(kind="practice_booking_confirmed", to=booking.service.practitioner.user_id, **about)


def on_booking_cancelled(*, booking_id: int, **_added_later: object) -> None:
    """Both are told; a practitioner only of a seat they had been told was taken.

    Of the sessions of a course that is cancelled as a whole nobody is told one by one.
    """
    booking = _booking(booking_id)
    if booking.went_with_its_course:
        return
    about: dict[str, Any] = {"key": f"booking:{booking_id}", "context": {"booking_id": booking_id}}
    tell(kind="booking_cancelled", to=booking.client_id, **about)
    if booking.confirmed_at is not None:
        tell(kind="practice_booking_cancelled", to=booking.service.practitioner.user_id, **about)


def on_booking_given_back(
    *, booking_id: int, cents: int, why: str, event_id: str, **_added_later: object
) -> None:
    """The practitioner is told why; the client, of the money when it is on its way."""
    tell(
        kind="practice_booking_given_back",
        to=_booking(booking_id).service.practitioner.user_id,
        key=event_id,
        context={"booking_id": booking_id, "amount_cents": cents, "why": why},
    )


def on_booking_rescheduled(*, booking_id: int, reschedule_id: int, **_added_later: object) -> None:
    """Both are told of the new time; not of one that has been given up meanwhile."""
    booking = _booking(booking_id)
    if booking.status == BookingStatus.CANCELLED:
        return
    about: dict[str, Any] = {
        "key": f"reschedule:{reschedule_id}",
        "context": {"booking_id": booking_id, "reschedule_id": reschedule_id},
    }
    tell(kind="booking_rescheduled", to=booking.client_id, **about)
    tell(kind="practice_booking_rescheduled", to=booking.service.practitioner.user_id, **about)


def on_reschedule_requested(*, booking_id: int, event_id: str, **_added_later: object) -> None:
    """The client is asked to choose again, unless they have done so meanwhile."""
    booking = _booking(booking_id)
    if booking.reschedule_requested_at is not None:
        tell(
            kind="reschedule_requested",
            to=booking.client_id,
            key=event_id,
            context={"booking_id": booking_id},
        )


def on_waitlist_offered(*, entry_id: int, **_added_later: object) -> None:
    """The next in line is told what is kept for them, unless it is bought for them by itself."""
    entry = WaitlistEntry.objects.get(pk=entry_id)
    if entry.status == WaitlistStatus.OFFERED and not entry.is_automatic:
        _tell_of_place(entry, "waitlist_offered")


def on_waitlist_purchase_failed(*, entry_id: int, **_added_later: object) -> None:
    """Whoever wanted it bought is told that it was not, while they can still do it."""
    entry = WaitlistEntry.objects.select_related("booking").get(pk=entry_id)
    is_unpaid = entry.booking is not None and entry.booking.status == BookingStatus.PENDING
    if entry.status == WaitlistStatus.OFFERED or is_unpaid:
        _tell_of_place(entry, "waitlist_offered")


def on_waitlist_lapsed(*, entry_id: int, **_added_later: object) -> None:
    """Whoever did not take an offer is told that they are out of the line."""
    _tell_of_place(WaitlistEntry.objects.get(pk=entry_id), "waitlist_lapsed")


def on_membership_begun(*, membership_id: int, event_id: str, **_added_later: object) -> None:
    """A practitioner is told what they have now."""
    _tell_member("membership_begun", membership_id, event_id)


def on_membership_changed(*, membership_id: int, event_id: str, **_added_later: object) -> None:
    """So are those who changed to another plan."""
    _tell_member("membership_changed", membership_id, event_id)


def on_membership_past_due(*, membership_id: int, event_id: str, **_added_later: object) -> None:
    """A practitioner is told until when to pay, unless they have done so meanwhile."""
    if Membership.objects.filter(pk=membership_id, status=MembershipStatus.PAST_DUE).exists():
        _tell_member("membership_past_due", membership_id, event_id)


def on_membership_ended(*, membership_id: int, event_id: str, **_added_later: object) -> None:
    """A practitioner is told that they are on the free plan, unless they began anew meanwhile."""
    if not Membership.objects.filter(pk=membership_id, status=MembershipStatus.ACTIVE).exists():
        _tell_member("membership_ended", membership_id, event_id)


def on_membership_invoice_paid(*, invoice_id: int, **_added_later: object) -> None:
    """A practitioner gets the receipt of what they paid; nothing for what credit paid."""
    invoice = MembershipInvoice.objects.select_related("membership__practitioner").get(
        pk=invoice_id
    )
    if invoice.paid_cents:
        tell(
            kind="membership_paid",
            to=invoice.membership.practitioner.user_id,
            key=f"membership-invoice:{invoice_id}",
            context={"invoice_id": invoice_id},
        )


def _tell_member(kind: str, membership_id: int, event_id: str) -> None:
    membership = Membership.objects.select_related("practitioner").get(pk=membership_id)
    tell(
        kind=kind,
        to=membership.practitioner.user_id,
        key=event_id,
        context={"membership_id": membership_id},
    )


def on_refund_completed(*, refund_id: int, **_added_later: object) -> None:
    """The client is told that money is on its way back."""
    user_id = Refund.objects.values_list("payment__user_id", flat=True).get(pk=refund_id)
    tell(
        kind="payment_refunded",
        to=user_id,
        key=f"refund:{refund_id}",
        context={"refund_id": refund_id},
    )


def on_payment_returned(*, payment_id: int, **_added_later: object) -> None:
    """The client is told that they paid too late, and get everything back."""
    user_id = Payment.objects.values_list("user_id", flat=True).get(pk=payment_id)
    tell(
        kind="payment_returned",
        to=user_id,
        key=f"payment:{payment_id}",
        context={"payment_id": payment_id},
    )


def on_refund_failed(*, refund_id: int, **_added_later: object) -> None:
    """Whoever sees refunds in the back office is told, unless it was tried again meanwhile."""
    if Refund.objects.failed().filter(pk=refund_id).exists():
        _tell_staff(
            kind="refund_failed",
            who_may="commerce.view_refund",
            key=f"refund:{refund_id}",
            context={"refund_id": refund_id},
        )


def on_payout_sent(*, payout_id: int, **_added_later: object) -> None:
    """The practitioner is told that money is on its way, if it still is."""
    _tell_of_payout("payout_sent", payout_id, PayoutStatus.SENT)


def on_payout_paid(*, payout_id: int, event_id: str, **_added_later: object) -> None:
    """The practitioner is told that it has arrived."""
    _tell_of_payout("payout_paid", payout_id, PayoutStatus.PAID, event_id=event_id)


def on_payout_failed(*, payout_id: int, **_added_later: object) -> None:
    """The practitioner is told that it failed, and why."""
    _tell_of_payout("payout_failed", payout_id, PayoutStatus.FAILED)


def on_payout_withheld(*, practitioner_id: int, run_id: int, **_added_later: object) -> None:
    """The practitioner is told what keeps them from being paid, once for each run."""
    practitioner = Practitioner.objects.get(pk=practitioner_id)
    if not ConnectAccount.objects.ready().filter(practitioner=practitioner).exists():
        tell(
            kind="payout_withheld",
            to=practitioner.user_id,
            key=f"run:{run_id}",
            context={"practitioner_id": practitioner_id, "run_id": run_id},
        )


def on_connect_needs_action(*, account_id: int, event_id: str, **_added_later: object) -> None:
    """The practitioner is told what the provider wants, unless it has it by now."""
    account = ConnectAccount.objects.select_related("practitioner").get(pk=account_id)
    if account.replaced_at is None and account.needs_action:
        tell(
            kind="connect_needs_action",
            to=account.practitioner.user_id,
            key=event_id,
            context={"account_id": account_id},
        )


def on_payout_delayed(*, payout_id: int, event_id: str, **_added_later: object) -> None:
    """Whoever moves payouts on is told that our balance is too low for one that still waits."""
    if Payout.objects.open().filter(pk=payout_id).exists():
        _tell_staff(
            kind="payout_delayed",
            who_may="commerce.change_payout",
            key=event_id,
            context={"payout_id": payout_id},
        )


def on_payout_needs_review(*, payout_id: int, event_id: str, **_added_later: object) -> None:
    """Whoever moves payouts on is told of one that only they can, unless it went on meanwhile."""
    if Payout.objects.needing_review().filter(pk=payout_id).exists():
        _tell_staff(
            kind="payout_needs_review",
            who_may="commerce.change_payout",
            key=event_id,
            context={"payout_id": payout_id},
        )


def on_dispute_opened(*, dispute_id: int, status: str, **_added_later: object) -> None:
    """Staff are told what to answer, the practitioner what is held back; not once it is over."""
    dispute = _dispute(dispute_id)
    if not dispute.is_open:
        return
    _tell_of_dispute(dispute, "dispute_opened", key=f"dispute:{dispute_id}:{status}")
    _tell_earner(dispute, "earnings_held_back")


def on_dispute_closed(*, dispute_id: int, status: str, **_added_later: object) -> None:
    """Both are told how it ended, if that is how it stands."""
    dispute = _dispute(dispute_id)
    if dispute.status != status:
        return
    _tell_of_dispute(dispute, "dispute_closed", key=f"dispute:{dispute_id}:{status}")
    is_lost = status == DisputeStatus.LOST
    _tell_earner(dispute, "earnings_taken_back" if is_lost else "earnings_released")


def on_dispute_answer_failed(*, dispute_id: int, attempt: int, **_added_later: object) -> None:
    """Staff are told that what they said was not taken, unless they said it again."""
    dispute = _dispute(dispute_id)
    if dispute.awaits_answer and dispute.answer_failure:
        key = f"dispute:{dispute_id}:answer:{attempt}"
        _tell_of_dispute(dispute, "dispute_answer_failed", key=key)


def tell_of_due_dispute(*, dispute_id: int) -> None:
    """Staff are reminded of what must be answered soon, once."""
    dispute = _dispute(dispute_id)
    if dispute.awaits_answer:
        _tell_of_dispute(dispute, "dispute_due", key=f"dispute:{dispute_id}:{dispute.status}")


def _tell_of_dispute(dispute: Dispute, kind: str, *, key: str) -> None:
    _tell_staff(
        kind=kind,
        who_may="commerce.view_dispute",
        key=key,
        context={"dispute_id": dispute.pk},
    )


def _tell_earner(dispute: Dispute, kind: str) -> None:
    """The practitioner whose earnings it is about; nobody, where there are none."""
    practitioner = disputes.practitioner_of(dispute.order)
    if practitioner is not None:
        tell(
            kind=kind,
            to=practitioner.user_id,
            key=f"dispute:{dispute.pk}",
            context={"dispute_id": dispute.pk},
        )


def _dispute(dispute_id: int) -> Dispute:
    return Dispute.objects.select_related("order").get(pk=dispute_id)


def on_package_sold(*, entitlement_id: int, **_added_later: object) -> None:
    """The client is told what is theirs, the practitioner that it was sold.

    Not when nothing of it is left to either: facts may come late.
    """
    bought = _entitlement(entitlement_id)
    if bought.status in (EntitlementStatus.REFUNDED, EntitlementStatus.EXPIRED):
        return
    about: dict[str, Any] = {
        "key": f"entitlement:{entitlement_id}",
        "context": {"entitlement_id": entitlement_id},
    }
    tell(kind="package_bought", to=bought.client_id, **about)
    tell(kind="practice_package_sold", to=bought.terms.package.practitioner.user_id, **about)


def on_package_expired(*, entitlement_id: int, event_id: str, **_added_later: object) -> None:
    """The client is told, if there was something left to lose."""
    bought = _entitlement(entitlement_id)
    if bought.units.filter(status=UnitStatus.EXPIRED).exists():
        tell(
            kind="package_expired",
            to=bought.client_id,
            key=event_id,
            context={"entitlement_id": entitlement_id},
        )


def on_package_refunded(
    *, entitlement_id: int, amount_cents: int, event_id: str, **_added_later: object
) -> None:
    """The client is told what comes back for what was left."""
    tell(
        kind="package_refunded",
        to=_entitlement(entitlement_id).client_id,
        key=event_id,
        context={"entitlement_id": entitlement_id, "amount_cents": amount_cents},
    )


def on_credits_granted(*, lot_id: int, **_added_later: object) -> None:
    """The client is told of credits they bought or were given.

    What came back is told with what was cancelled, and what somebody passed on was told when
    it was offered.
    """
    lot = CreditLot.objects.get(pk=lot_id)
    if lot.source == CreditSource.REFUND or lot.was_passed_on:
        return
    tell(
        kind="credits_bought" if lot.source == CreditSource.PURCHASE else "credits_given",
        to=lot.user_id,
        key=f"lot:{lot_id}",
        context={"lot_id": lot_id},
    )


def on_credits_expired(
    *, lot_id: int, amount_cents: int, event_id: str, **_added_later: object
) -> None:
    """The client is told what is gone."""
    tell(
        kind="credits_expired",
        to=CreditLot.objects.values_list("user_id", flat=True).get(pk=lot_id),
        key=event_id,
        context={"lot_id": lot_id, "amount_cents": amount_cents},
    )


def on_credits_offered(*, transfer_id: int, **_added_later: object) -> None:
    """Whoever has the address is told, once they have shown that it is theirs.

    Nobody else: a letter to any address one likes is not ours to send. They see what waits for
    them as soon as they have an account.
    """
    offer = CreditTransfer.objects.filter(pk=transfer_id, status=TransferStatus.WAITING).first()
    if offer is None:
        return
    for receiver in User.objects.active().verified().with_email(offer.receiver_email):
        tell(
            kind="credits_offered",
            to=receiver.pk,
            key=f"transfer:{transfer_id}",
            context={"transfer_id": transfer_id},
        )


def on_content_submitted(*, review_id: int, **_added_later: object) -> None:
    """Whoever may judge it is told once that it waits, unless it does not any more."""
    review = TaskState.objects.get(pk=review_id)
    if review.status != TaskState.STATUS_IN_PROGRESS:
        return
    for reader in reviews.reviewers_of(review):
        _tell_of_review("content_submitted", review_id, reader)


def on_content_approved(*, review_id: int, **_added_later: object) -> None:
    """The author is told that it is public, or will be when its time comes."""
    _tell_of_review("content_approved", review_id, _author_of(review_id))


def on_content_rejected(*, review_id: int, **_added_later: object) -> None:
    """The author is told what to change."""
    _tell_of_review("content_rejected", review_id, _author_of(review_id))


def _author_of(review_id: int) -> int | None:
    return people.author_of(TaskState.objects.get(pk=review_id))


def _tell_of_review(kind: str, review_id: int, to: int | None) -> None:
    if to is not None:
        tell(kind=kind, to=to, key=f"review:{review_id}", context={"review_id": review_id})


def on_practitioner_applied(*, practitioner_id: int, **_added_later: object) -> None:
    """Whoever may decide is told, unless it is decided already."""
    waiting = Practitioner.objects.filter(pk=practitioner_id, status__in=MAY_BE_DECLINED)
    if waiting.exists():
        _tell_staff(
            kind="practitioner_applied",
            who_may="marketplace.change_practitioner",
            key=f"practitioner:{practitioner_id}",
            context={"practitioner_id": practitioner_id},
        )


def on_practitioner_verified(**fact: Any) -> None:
    """The applicant is told that they may begin."""
    _tell_standing("practitioner_verified", PractitionerStatus.VERIFIED, **fact)


def on_practitioner_declined(**fact: Any) -> None:
    """The applicant is told, with the reason."""
    _tell_standing("practitioner_declined", PractitionerStatus.DECLINED, **fact)


def on_practitioner_suspended(**fact: Any) -> None:
    """The practitioner is told, with the reason."""
    _tell_standing("practitioner_suspended", PractitionerStatus.SUSPENDED, **fact)


def on_practitioner_reinstated(**fact: Any) -> None:
    """The practitioner is told that it is over."""
    _tell_standing("practitioner_reinstated", PractitionerStatus.VERIFIED, **fact)


def on_webhook_endpoint_switched_off(
    *, endpoint_id: int, event_id: str, **_added_later: object
) -> None:
    """Whoever looks after frontends is told, unless it has been switched on again meanwhile."""
    if WebhookEndpoint.objects.filter(pk=endpoint_id, is_enabled=False).exists():
        _tell_staff(
            kind="webhook_endpoint_off",
            who_may="live.change_webhookendpoint",
            key=event_id,
            context={"endpoint_id": endpoint_id},
        )


@db_task()
def deliver_notification(*, delivery_id: int, **_added_later: object) -> None:
    """Send one letter; a hint only, the row says whether it is to be sent."""
    operations.deliver(delivery_id=delivery_id, now=timezone.now())


@db_periodic_task(crontab(minute="*"))
@lock_task("sweep-notifications")
def sweep_notifications() -> None:
    """Send what waits: its hint was lost, or its time to try again has come."""
    due = Delivery.objects.due(timezone.now()).order_by("due_at")
    for delivery_id in due.values_list("pk", flat=True)[:500]:
        deliver_notification(delivery_id=delivery_id)


def tell(*, kind: str, to: int, key: str, context: dict[str, Any]) -> None:
    """Tell, once for each key; then, as that is committed, ask a worker for the letters."""
    now = timezone.now()
    notification = operations.tell(kind=kind, to=to, key=key, context=context, now=now)
    for delivery_id in notification.deliveries.due(timezone.now()).values_list("pk", flat=True):
        deliver_notification(delivery_id=delivery_id)


def _tell_of_place(entry: WaitlistEntry, kind: str) -> None:
    key = f"waitlist:{entry.pk}"
    tell(kind=kind, to=entry.client_id, key=key, context={"entry_id": entry.pk})


def _booking(booking_id: int) -> Booking:
    return Booking.objects.select_related("service__practitioner", "parent_booking").get(
        pk=booking_id
    )


def _entitlement(entitlement_id: int) -> Entitlement:
    return Entitlement.objects.select_related("terms__package__practitioner").get(pk=entitlement_id)


def _tell_of_payout(kind: str, payout_id: int, status: PayoutStatus, *, event_id: str = "") -> None:
    """Not of what is past by now: facts may come late, and in another order."""
    payout = Payout.objects.select_related("practitioner").filter(pk=payout_id, status=status)
    for one in payout:
        tell(
            kind=kind,
            to=one.practitioner.user_id,
            key=event_id or f"payout:{payout_id}",
            context={"payout_id": payout_id},
        )


def _tell_standing(
    kind: str,
    standing: PractitionerStatus,
    *,
    practitioner_id: int,
    event_id: str,
    **_added_later: object,
) -> None:
    """Tell a practitioner how they stand, if they still do: facts may come late."""
    about = Practitioner.objects.filter(pk=practitioner_id, status=standing).first()
    if about is not None:
        tell(
            kind=kind,
            to=about.user_id,
            key=event_id,
            context={"practitioner_id": practitioner_id},
        )


def _tell_staff(*, kind: str, who_may: str, key: str, context: dict[str, Any]) -> None:
    """Tell everybody who can look at it in the back office."""
    for reader in User.objects.permitted(BACK_OFFICE).permitted(who_may).order_by("pk"):
        tell(kind=kind, to=reader.pk, key=key, context=context)
