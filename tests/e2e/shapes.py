"""What can be bought, each shape with its way to be ordered and, later, used; over the API alone.

A new shape is a class here and its rows in `test_purchase_matrix.py`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.utils import timezone

from commerce.bookings import planning
from marketplace.models import Service
from tests.factories import PackageFactory, ServiceFactory
from tests.factories.schedules import open_all_week


@dataclass
class Person:
    """Somebody at the API; facts are carried after each of their requests."""

    client: Any
    relay: Any

    def get(self, path: str, **params: str) -> Any:
        return self._data(self.client.get(f"/api/v1/{path}", params))

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        answer = self.client.post(f"/api/v1/{path}", body or {})
        self.relay()
        return self._data(answer)

    def delete(self, path: str) -> None:
        answer = self.client.delete(f"/api/v1/{path}")
        self.relay()
        assert answer.status_code == 204, answer.json()

    def refused(self, path: str, body: dict[str, Any]) -> tuple[int, str]:
        """The status and code of a request that must not succeed."""
        answer = self.client.post(f"/api/v1/{path}", body)
        self.relay()
        return answer.status_code, answer.json()["code"]

    @staticmethod
    def _data(answer: Any) -> Any:
        assert answer.status_code < 300, answer.json()
        return answer.json()["data"]


@dataclass
class Bought:
    """An order as the buyer was answered it, and the booking if it is of one."""

    order: dict[str, Any]
    booking: str = ""


class Shape:
    """Something on sale."""

    name: ClassVar[str]
    price_cents: ClassVar[int]
    is_prepaid: ClassVar[bool] = False  # paid now, used later

    def __init__(self) -> None:
        self.service = self.offered()
        self.practitioner = self.service.practitioner.user

    def offered(self) -> Service:
        """The service that is sold, or what its units are of."""
        service = ServiceFactory(practitioner__timezone="UTC")
        open_all_week(service.practitioner)
        return service

    def order(self, by: Person, **means: Any) -> Bought:
        """The order, with what is still to be paid."""
        raise NotImplementedError

    def book(self, by: Person, bought: Bought) -> str:
        """The booking to be kept or given up: its id."""
        return bought.booking

    def slot(self, by: Person, address: str) -> str:
        """A free time three days ahead."""
        day = timezone.now().date() + timedelta(days=3)
        found = by.get(address, service=self.service.slug, **{"from": f"{day}", "to": f"{day}"})
        return found["days"][0]["slots"][0]["slot"]


class OneSession(Shape):
    """An hour for $80, by slot."""

    name, price_cents = "session", 8000

    def order(self, by: Person, **means: Any) -> Bought:
        slot = self.slot(by, f"practitioners/{self.service.practitioner.slug}/availability/")
        asked = {"service": str(self.service.public_id), "slot": slot, **means}
        booking = by.post("bookings/", asked)
        return Bought(booking["order"], booking["id"])


class WorkshopSeats(Shape):
    """Two seats of an evening at $80 each."""

    name, price_cents = "workshop", 16000

    def offered(self) -> Service:
        workshop = ServiceFactory(service_type="workshop", terms__capacity=5)
        [self.evening] = planning.plan_sessions(
            service=workshop,
            starts=[timezone.now().replace(microsecond=0) + timedelta(days=5)],
            by=workshop.practitioner.user,
            claim=None,
            now=timezone.now(),
        )
        return workshop

    def order(self, by: Person, **means: Any) -> Bought:
        asked = {
            "service": str(self.service.public_id),
            "session": str(self.evening.public_id),
            "seats": 2,
            **means,
        }
        booking = by.post("bookings/", asked)
        return Bought(booking["order"], booking["id"])


class ACourse(Shape):
    """Four evenings for $100, a week apart, from five days ahead."""

    name, price_cents = "course", 10000

    def offered(self) -> Service:
        course = ServiceFactory(
            service_type="course", terms__capacity=5, terms__price_cents=self.price_cents
        )
        first = timezone.now().replace(microsecond=0) + timedelta(days=5)
        self.evenings = planning.plan_sessions(
            service=course,
            starts=[first + timedelta(weeks=week) for week in range(4)],
            by=course.practitioner.user,
            claim=None,
            now=timezone.now(),
        )
        return course

    def order(self, by: Person, **means: Any) -> Bought:
        asked = {
            "service": str(self.service.public_id),
            "session": str(self.evenings[0].public_id),
            **means,
        }
        booking = by.post("bookings/", asked)
        return Bought(booking["order"], booking["id"])


class APackage(Shape):
    """Three hours for $200: two units of $66.67, one of $66.66."""

    name, price_cents, is_prepaid = "package", 20000, True
    sold_under = "packages"

    def __init__(self) -> None:
        super().__init__()
        self.package = self.packed()

    def packed(self) -> Any:
        """What is on sale."""
        practitioner = self.service.practitioner
        return PackageFactory(practitioner=practitioner, terms__holds=[(self.service, 3)])

    def order(self, by: Person, **means: Any) -> Bought:
        return Bought(by.post(f"{self.sold_under}/{self.package.public_id}/purchase/", means))

    def book(self, by: Person, bought: Bought) -> str:
        [mine] = by.get("entitlements/")["results"]
        slot = self.slot(by, f"entitlements/{mine['id']}/availability/")
        asked = {"service": str(self.service.public_id), "slot": slot}
        return by.post(f"entitlements/{mine['id']}/redeem/", asked)["id"]


class ABundle(APackage):
    """An hour of $80 and another of $120 for $150: units of $60 and of $90."""

    name, price_cents = "bundle", 15000
    sold_under = "bundles"

    def packed(self) -> Any:
        practitioner = self.service.practitioner
        other = ServiceFactory(practitioner=practitioner, terms__price_cents=12000)
        return PackageFactory(
            practitioner=practitioner,
            kind="bundle",
            terms__price_cents=self.price_cents,
            terms__holds=[(self.service, 1), (other, 1)],
        )


class SomeCredits(Shape):
    """$50 to pay with later."""

    name, price_cents, is_prepaid = "credits", 5000, True

    def order(self, by: Person, **means: Any) -> Bought:
        return Bought(by.post("credits/purchase/", {"amount_cents": self.price_cents, **means}))


SHAPES: dict[str, type[Shape]] = {
    shape.name: shape
    for shape in (OneSession, WorkshopSeats, ACourse, APackage, ABundle, SomeCredits)
}


def half_way(starts_at: datetime) -> datetime:
    """When half of the price comes back under the moderate policy."""
    return starts_at - timedelta(hours=12)


def too_late(starts_at: datetime) -> datetime:
    """When nothing comes back under any policy."""
    return starts_at - timedelta(hours=1)
