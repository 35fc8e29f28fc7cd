"""What buying refuses with, for the views that buy one thing or another."""

from commerce.bookings import holds, line
from commerce.checkout import buying, giving_back, prepaid, seats
from commerce.credits.operations import CreditsShort
from commerce.entitlements import operations as entitlements
from commerce.payments.gateway import PaymentRefused, UnknownToProvider
from commerce.promotions import operations as promotions

PROMOTION = (
    promotions.PromotionUnknown,
    promotions.PromotionNotForThis,
    promotions.PromotionUsedUp,
)
# Of a provider who does not answer the order stands: its payment is opened later.
OPENING = (PaymentRefused, UnknownToProvider)
DATES = (
    seats.SessionNotFound,
    seats.CourseHasBegun,
    seats.NotItsFirstSession,
    holds.SessionNotOpen,
)
SERVICE = (
    buying.ServiceNotOnSale,
    buying.NotSoldThisWay,
    buying.TermsChanged,
    holds.SlotNotOurs,
    *DATES,
    *PROMOTION,
)
BOOKING = (
    *SERVICE,
    buying.OwnService,
    holds.SlotTaken,
    holds.SessionFull,
    holds.TooManyParticipants,
    line.OfferGone,
    CreditsShort,
    buying.TooLittleForCard,
    *OPENING,
)
PACKAGE = (
    prepaid.PackageNotOnSale,
    buying.TermsChanged,
    buying.OwnService,
    buying.TooLittleForCard,
    CreditsShort,
    *PROMOTION,
    *OPENING,
)
WAY_BACK = (giving_back.NotYoursToChoose, giving_back.PaymentDisputed)
RETURNING = (
    entitlements.EntitlementNotFound,
    entitlements.NothingToRefund,
    giving_back.PaymentDisputed,
)
