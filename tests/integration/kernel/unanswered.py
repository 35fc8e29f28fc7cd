"""What no address of the API answers, or shows, and why."""

_BACK_OFFICE = "Only staff come to it, in the back office, which shows its sentence."
_NOT_BY_A_REQUEST = "Our own steps are in their order, so that no request can come to it."

UNANSWERED = {
    "checkout.afterwards.CancelInstead": _BACK_OFFICE,
    "checkout.afterwards.LeftChanged": _BACK_OFFICE,
    "checkout.afterwards.MoreThanIsLeft": _BACK_OFFICE,
    "checkout.afterwards.NothingLeftToGiveBack": _BACK_OFFICE,
    "credits.operations.ExpiryInvalid": _BACK_OFFICE,
    "credits.operations.ReceiverNotFound": _BACK_OFFICE,
    "disputes.answering.AnswerRefused": _BACK_OFFICE,
    "disputes.answering.DisputeAnswered": _BACK_OFFICE,
    "disputes.answering.EvidenceMissing": _BACK_OFFICE,
    "disputes.taking_back.BookedMeanwhile": _BACK_OFFICE,
    "kernel.outbox.NotParked": _BACK_OFFICE,
    "memberships.plans.PlanIsFree": _BACK_OFFICE,
    "memberships.plans.PlanVersionInThePast": _BACK_OFFICE,
    "notifications.operations.NotGivenUp": _BACK_OFFICE,
    "payments.operations.RefundNotFailed": _BACK_OFFICE,
    "reconciliation.operations.BookedElsewhere": _BACK_OFFICE,
    "reconciliation.operations.MovementMatched": _BACK_OFFICE,
    "reconciliation.operations.MovementNotInBooks": _BACK_OFFICE,
    "payouts.operations.PayoutNotHeld": _BACK_OFFICE,
    "payouts.operations.PayoutNotReturning": _BACK_OFFICE,
    "payouts.operations.PayoutNotWaiting": _BACK_OFFICE,
    "practitioners.operations.NotInThisState": _BACK_OFFICE,
    "webhooks.operations.WebhookAddressRefused": _BACK_OFFICE,
    "webhooks.operations.WebhookEndpointOff": _BACK_OFFICE,
    "webhooks.operations.WebhookEndpointOn": _BACK_OFFICE,
    "webhooks.operations.WebhookOnItsWay": _BACK_OFFICE,
    "practitioners.operations.ReasonMissing": _BACK_OFFICE,
    "practitioners.operations.AlreadyStaff": _BACK_OFFICE,
    "practitioners.operations.NotYetVerified": _BACK_OFFICE,
    "previews.operations.NothingToReview": _BACK_OFFICE,
    "previews.operations.ReviewTooLong": _BACK_OFFICE,
    "releases.operations.InAnotherRelease": _BACK_OFFICE,
    "releases.operations.NotInTheRelease": _BACK_OFFICE,
    "releases.operations.NothingToRelease": _BACK_OFFICE,
    "releases.operations.ReleaseIsEmpty": _BACK_OFFICE,
    "releases.operations.ReleaseNotFound": _BACK_OFFICE,
    "releases.operations.ReleaseNotInThisState": _BACK_OFFICE,
    "releases.operations.ReleaseRefused": _BACK_OFFICE,
    "workflows.models.NotVerified": _BACK_OFFICE,
    "workflows.models.OwnWork": _BACK_OFFICE,
    "workflows.models.RejectedWithoutReason": _BACK_OFFICE,
    # A place of somebody else is not found before it could be refused.
    "catalogue.operations.PlaceOfAnother": _NOT_BY_A_REQUEST,
    # Each of its kinds has a name of its own.
    "media.operations.UploadRefused": _NOT_BY_A_REQUEST,
    "streams.commenting.NothingReported": _BACK_OFFICE,
    # What is given back is at most what was paid; what is spent is what was held for the order.
    "credits.operations.MoreThanSpent": _NOT_BY_A_REQUEST,
    "credits.operations.NothingHeld": _NOT_BY_A_REQUEST,
    "credits.operations.ReferenceTaken": _NOT_BY_A_REQUEST,
    "earnings.operations.EarningNotFound": _NOT_BY_A_REQUEST,
    "earnings.operations.MoreThanEarned": _NOT_BY_A_REQUEST,
    "ledger.operations.AlreadyReversed": _NOT_BY_A_REQUEST,
    "payments.operations.RefundExceedsPayment": _NOT_BY_A_REQUEST,
}

WITHOUT_EXAMPLE = {
    "webhooks_stripe_create request": "Its shape is the provider's, and only they send it.",
}
