"""What tests of Billing share: plans, a customer with a card on a test clock, and time."""

from dataclasses import dataclass
from typing import Any

START = 1_790_000_000
DAY = 86400


@dataclass
class Desk:
    """A clerk of the official library."""

    client: Any
    key: Any
    control: Any
    prices: dict[str, str]

    def customer(self, card: str = "pm_card_visa", **more: Any) -> Any:
        """A customer on a new test clock, with a default card unless there is none."""
        clock = self.client.v1.test_helpers.test_clocks.create({"frozen_time": START}, self.key())
        made = self.client.v1.customers.create(
            {"email": "ana@example.com", "test_clock": clock.id, **more}, self.key()
        )
        if card:
            self.give(made.id, card)
        return self.client.v1.customers.retrieve(made.id)

    def give(self, customer: str, card: str) -> None:
        """Another default card."""
        method = self.client.v1.payment_methods.attach(card, {"customer": customer}, self.key())
        settings = {"invoice_settings": {"default_payment_method": method.id}}
        self.client.v1.customers.update(customer, settings, self.key())

    def subscribe(self, customer: str, plan: str = "pro", **more: Any) -> Any:
        items = [{"price": self.prices[plan]}]
        params = {"customer": customer, "items": items, **more}
        return self.client.v1.subscriptions.create(params, self.key())

    def change(self, subscription: Any, plan: str, **more: Any) -> Any:
        items = [{"id": subscription["items"].data[0].id, "price": self.prices[plan]}]
        return self.client.v1.subscriptions.update(
            subscription.id, {"items": items, **more}, self.key()
        )

    def again(self, subscription: Any, *expand: str) -> Any:
        return self.client.v1.subscriptions.retrieve(subscription.id, {"expand": list(expand)})

    def advance(self, customer: Any, to: int) -> None:
        """Move the customer's clock and wait for what happens."""
        clock = customer.test_clock
        params = {"frozen_time": to}
        self.client.v1.test_helpers.test_clocks.advance(clock, params, self.key())
        self.control("POST", "jobs")
        assert self.client.v1.test_helpers.test_clocks.retrieve(clock).status == "ready"

    def types(self, *kinds: str) -> list[str]:
        """The newest events of these kinds, oldest first."""
        found = self.client.v1.events.list({"types": list(kinds), "limit": 100}).data
        return [event.type for event in found][::-1]
