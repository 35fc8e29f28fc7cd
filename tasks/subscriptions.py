"""Fact -> who acts on it: the whole wiring, on one screen.

A subscriber takes the fact's fields as keywords, and `event_id`; it may be called twice.
"""

from collections.abc import Callable
from typing import Any

from cms.changes.events import ContentChanged
from cms.streams.events import CommentReported, CommentWritten, PostPublished
from cms.workflows.events import ContentApproved, ContentRejected, ContentSubmitted
from commerce.bookings.events import (
    BookingCancelled,
    BookingCompleted,
    BookingConfirmed,
    BookingLapsed,
    BookingRescheduled,
    RescheduleRequested,
    SessionCalledOff,
    SessionChanged,
    SessionsPlanned,
    WaitlistLapsed,
    WaitlistOffered,
)
from commerce.checkout.events import (
    BookingGivenBack,
    OrderAbandoned,
    OrderPaid,
    PaymentReturned,
    WaitlistPurchaseFailed,
)
from commerce.credits.events import CreditsExpired, CreditsGranted, CreditsOffered
from commerce.disputes.events import DisputeAnswerFailed, DisputeClosed, DisputeOpened
from commerce.earnings.events import EarningAccrued, EarningReleased, EarningReversed
from commerce.entitlements.events import (
    EntitlementExpired,
    EntitlementRefunded,
    EntitlementSold,
    UnitUsed,
)
from commerce.memberships.events import (
    MembershipBegun,
    MembershipChanged,
    MembershipEnded,
    MembershipInvoicePaid,
    MembershipPastDue,
)
from commerce.payments.events import (
    CardDetached,
    CardSaved,
    PaymentSettled,
    RefundCompleted,
    RefundFailed,
    RefundPlanned,
    RefundPostponed,
    WebhookReceived,
)
from commerce.payouts.events import (
    ConnectNeedsAction,
    PayoutCancelled,
    PayoutDelayed,
    PayoutFailed,
    PayoutNeedsReview,
    PayoutPaid,
    PayoutRequested,
    PayoutReturning,
    PayoutSent,
    PayoutWithheld,
)
from live.webhooks.events import WebhookEndpointSwitchedOff
from marketplace.accounts.events import EmailVerificationAsked, PasswordResetAsked, UserRegistered
from marketplace.catalogue import operations as catalogue
from marketplace.catalogue.events import ServiceChanged, ServiceRetired
from marketplace.followers.events import PractitionerFollowed, PractitionerUnfollowed
from marketplace.media.events import MediaStored
from marketplace.packages.events import PackageChanged
from marketplace.practitioners.events import (
    PractitionerApplied,
    PractitionerDeclined,
    PractitionerPublished,
    PractitionerReinstated,
    PractitionerSuspended,
    PractitionerVerified,
)
from marketplace.schedules.events import ScheduleChanged
from tasks import (
    bookings,
    content,
    disputes,
    entitlements,
    media,
    notifications,
    payments,
    payouts,
    receipts,
    waitlist,
    webhooks,
)

SUBSCRIBERS: dict[str, dict[str, Callable[..., Any]]] = {
    # people
    UserRegistered.name: {"send the verification": notifications.on_registered},
    EmailVerificationAsked.name: {"send the verification": notifications.on_verification_asked},
    PasswordResetAsked.name: {"send the reset": notifications.on_reset_asked},
    PractitionerApplied.name: {"tell who decides": notifications.on_practitioner_applied},
    PractitionerVerified.name: {
        "tell them": notifications.on_practitioner_verified,
        "tell who shows them": content.tell_of_practitioner,
    },
    PractitionerDeclined.name: {"tell them": notifications.on_practitioner_declined},
    PractitionerSuspended.name: {
        "tell them": notifications.on_practitioner_suspended,
        "tell who shows them": content.tell_of_practitioner,
    },
    PractitionerReinstated.name: {
        "tell them": notifications.on_practitioner_reinstated,
        "tell who shows them": content.tell_of_practitioner,
    },
    # offers
    ServiceChanged.name: {
        "tell who shows it": content.tell_of_service,
        "look for free time": bookings.look_for_free_time_of_service,
        "offer it to those who wait": waitlist.serve_practitioner_of_service,
    },
    ScheduleChanged.name: {
        "look for free time": bookings.look_for_free_time,
        "offer it to those who wait": waitlist.serve_practitioner,
    },
    PractitionerPublished.name: {
        "carry the name to the services": catalogue.take_over_name,
        "look for free time": bookings.look_for_free_time,
    },
    # files
    MediaStored.name: {"learn its checksum": media.learn_checksum},
    # words
    ContentChanged.name: {
        "forget what was kept": content.forget,
        "tell frontends": content.tell_frontends,
        "purge the CDN": content.purge,
    },
    # words
    ContentSubmitted.name: {"tell who judges": notifications.on_content_submitted},
    ContentApproved.name: {"tell the author": notifications.on_content_approved},
    ContentRejected.name: {"tell the author": notifications.on_content_rejected},
    # seats
    BookingConfirmed.name: {
        "tell both": notifications.on_booking_confirmed,
        "look for free time": bookings.look_for_free_time_of_booking,
    },
    BookingCancelled.name: {
        "tell both": notifications.on_booking_cancelled,
        "look for free time": bookings.look_for_free_time_of_booking,
        "offer it to those who wait": waitlist.serve_practitioner_of_booking,
    },
    BookingRescheduled.name: {
        "tell both": notifications.on_booking_rescheduled,
        "look for free time": bookings.look_for_free_time_of_booking,
        "offer it to those who wait": waitlist.serve_practitioner_of_booking,
    },
    RescheduleRequested.name: {"ask the client": notifications.on_reschedule_requested},
    BookingLapsed.name: {
        "close the order": bookings.close_order,
        "look for free time": bookings.look_for_free_time_of_booking,
        "offer it to those who wait": waitlist.serve_practitioner_of_booking,
    },
    BookingCompleted.name: {"earn the unit": entitlements.earn_unit},
    # dates
    SessionsPlanned.name: {"look for free time": bookings.look_for_free_time_of_service},
    SessionChanged.name: {
        "look for free time": bookings.look_for_free_time_of_service,
        "offer it to those who wait": waitlist.serve_practitioner_of_service,
    },
    SessionCalledOff.name: {
        "give the seats back": bookings.give_seats_back,
        "look for free time": bookings.look_for_free_time_of_service,
        "offer it to those who wait": waitlist.serve_practitioner_of_service,
    },
    # waiting
    WaitlistOffered.name: {
        "tell the client": notifications.on_waitlist_offered,
        "buy it": waitlist.buy,
        "look for free time": waitlist.look_for_free_time,
    },
    WaitlistPurchaseFailed.name: {"tell the client": notifications.on_waitlist_purchase_failed},
    WaitlistLapsed.name: {
        "tell the client": notifications.on_waitlist_lapsed,
        "look for free time": waitlist.look_for_free_time,
    },
    # packages and credits
    EntitlementSold.name: {"tell both": notifications.on_package_sold},
    EntitlementExpired.name: {"tell the client": notifications.on_package_expired},
    EntitlementRefunded.name: {"tell the client": notifications.on_package_refunded},
    CreditsGranted.name: {"tell the client": notifications.on_credits_granted},
    CreditsExpired.name: {"tell the client": notifications.on_credits_expired},
    CreditsOffered.name: {"tell the receiver": notifications.on_credits_offered},
    # memberships
    MembershipBegun.name: {"tell them": notifications.on_membership_begun},
    MembershipChanged.name: {"tell them": notifications.on_membership_changed},
    MembershipPastDue.name: {"tell them": notifications.on_membership_past_due},
    MembershipEnded.name: {"tell them": notifications.on_membership_ended},
    MembershipInvoicePaid.name: {"send the receipt": notifications.on_membership_invoice_paid},
    # disputes
    DisputeOpened.name: {"tell staff and practitioner": notifications.on_dispute_opened},
    DisputeClosed.name: {"tell staff and practitioner": notifications.on_dispute_closed},
    DisputeAnswerFailed.name: {"tell staff": notifications.on_dispute_answer_failed},
    # money
    PaymentSettled.name: {"complete the order": payments.complete_order},
    OrderPaid.name: {"issue the receipt": receipts.issue_receipt},
    OrderAbandoned.name: {"end the payment": payments.end_payment},
    PaymentReturned.name: {"tell the client": notifications.on_payment_returned},
    RefundPlanned.name: {"send the refund": payments.send_refund},
    RefundCompleted.name: {
        "tell the client": notifications.on_refund_completed,
        "issue the credit note": receipts.issue_credit_note,
    },
    BookingGivenBack.name: {"tell the practitioner": notifications.on_booking_given_back},
    RefundPostponed.name: {"find the dispute": disputes.look_up_dispute},
    RefundFailed.name: {"tell staff": notifications.on_refund_failed},
    # payouts
    ConnectNeedsAction.name: {"tell the practitioner": notifications.on_connect_needs_action},
    PayoutWithheld.name: {"tell the practitioner": notifications.on_payout_withheld},
    PayoutRequested.name: {"send it": payouts.send_payout},
    PayoutDelayed.name: {"tell staff": notifications.on_payout_delayed},
    PayoutSent.name: {"tell the practitioner": notifications.on_payout_sent},
    PayoutPaid.name: {"tell the practitioner": notifications.on_payout_paid},
    PayoutReturning.name: {"take it back": payouts.take_payout_back},
    PayoutFailed.name: {"tell the practitioner": notifications.on_payout_failed},
    PayoutNeedsReview.name: {"tell staff": notifications.on_payout_needs_review},
    # frontends
    WebhookEndpointSwitchedOff.name: {
        "tell staff": notifications.on_webhook_endpoint_switched_off,
    },
    # the provider
    WebhookReceived.name: {"handle the event": webhooks.handle},
}

# Facts that nobody needs yet, kept for the record.
UNHEARD: set[str] = {
    CardDetached.name,
    CardSaved.name,
    CommentReported.name,
    CommentWritten.name,
    EarningAccrued.name,
    EarningReleased.name,
    EarningReversed.name,
    PackageChanged.name,
    PayoutCancelled.name,
    PostPublished.name,
    PractitionerFollowed.name,
    PractitionerUnfollowed.name,
    ServiceRetired.name,
    UnitUsed.name,
}
