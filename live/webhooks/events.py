from dataclasses import dataclass
from typing import ClassVar

from estuary.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class WebhookEndpointSwitchedOff(Event):
    """An endpoint gets no more webhooks, by what it answered; the reason is in the row."""

    name: ClassVar[str] = "live.webhook_endpoint.switched_off"
    endpoint_id: int
