"""Every model of this app, so that Django and readers find them in one place."""

from commerce.bookings.models import Booking as Booking
from commerce.bookings.models import BookingParticipant as BookingParticipant
from commerce.bookings.models import CalendarFeed as CalendarFeed
from commerce.bookings.models import Reschedule as Reschedule
from commerce.bookings.models import Session as Session
from commerce.checkout.models import Order as Order
from commerce.checkout.models import OrderLine as OrderLine
from commerce.credits.models import CreditLot as CreditLot
from commerce.credits.models import CreditTransfer as CreditTransfer
from commerce.credits.models import CreditUse as CreditUse
from commerce.entitlements.models import Entitlement as Entitlement
from commerce.entitlements.models import EntitlementUnit as EntitlementUnit
from commerce.entitlements.models import UnitReturn as UnitReturn
from commerce.ledger.models import Account as Account
from commerce.ledger.models import Entry as Entry
from commerce.ledger.models import Posting as Posting
from commerce.payments.models import CardSetup as CardSetup
from commerce.payments.models import Payment as Payment
from commerce.payments.models import PaymentProfile as PaymentProfile
from commerce.payments.models import Refund as Refund
from commerce.payments.models import SavedCard as SavedCard
from commerce.payments.models import WebhookReceipt as WebhookReceipt
from commerce.promotions.models import Promotion as Promotion
from commerce.promotions.models import PromotionUse as PromotionUse
from commerce.receipts.models import Receipt as Receipt
from commerce.receipts.models import ReceiptCounter as ReceiptCounter
