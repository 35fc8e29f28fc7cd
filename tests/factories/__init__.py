"""One line per factory: `from tests.factories import ServiceFactory`."""

from tests.factories.accounts import UserFactory as UserFactory
from tests.factories.bookings import BookingFactory as BookingFactory
from tests.factories.bookings import PlannedSessionFactory as PlannedSessionFactory
from tests.factories.bookings import SessionFactory as SessionFactory
from tests.factories.bookings import WaitlistEntryFactory as WaitlistEntryFactory
from tests.factories.catalogue import CategoryFactory as CategoryFactory
from tests.factories.catalogue import ServiceFactory as ServiceFactory
from tests.factories.catalogue import TermsFactory as TermsFactory
from tests.factories.credits import granted as granted
from tests.factories.disputes import DisputeFactory as DisputeFactory
from tests.factories.media import MediaAssetFactory as MediaAssetFactory
from tests.factories.orders import OrderFactory as OrderFactory
from tests.factories.orders import PaymentFactory as PaymentFactory
from tests.factories.orders import RefundFactory as RefundFactory
from tests.factories.packages import PackageFactory as PackageFactory
from tests.factories.pages import ImageFactory as ImageFactory
from tests.factories.pages import ModalityFactory as ModalityFactory
from tests.factories.pages import PractitionerPageFactory as PractitionerPageFactory
from tests.factories.pages import ServicePageFactory as ServicePageFactory
from tests.factories.pages import StandardPageFactory as StandardPageFactory
from tests.factories.payouts import PayoutAccountFactory as PayoutAccountFactory
from tests.factories.payouts import PayoutFactory as PayoutFactory
from tests.factories.practitioners import PlaceFactory as PlaceFactory
from tests.factories.practitioners import PractitionerFactory as PractitionerFactory
from tests.factories.schedules import WeeklyHoursFactory as WeeklyHoursFactory
