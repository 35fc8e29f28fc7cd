"""The ASGI root: HTTP and sockets, each with a bound of its own."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estuary.settings.development")

django = get_asgi_application()

# Read once Django is set up.
from channels.routing import ProtocolTypeRouter  # noqa: E402
from django.conf import settings  # noqa: E402

from live.realtime.sockets import AtMostSockets  # noqa: E402
from live.routing import sockets  # noqa: E402

Scope: TypeAlias = dict[str, Any]
Channel: TypeAlias = Callable[..., Awaitable[Any]]


class AtMost:
    """Lets `limit` requests in at once; the others wait at the door, where they cost nothing.

    Each request inside is a thread with a claim on a database connection. A crowd of hundreds
    would spend its time changing threads and waiting for connections until they time out.
    """

    def __init__(self, app: Callable[..., Awaitable[None]], *, limit: int) -> None:
        self.app = app
        self.places = asyncio.Semaphore(limit)

    async def __call__(self, scope: Scope, receive: Channel, send: Channel) -> None:
        async with self.places:
            await self.app(scope, receive, send)


application = ProtocolTypeRouter(
    {
        "http": AtMost(django, limit=settings.REQUESTS_AT_ONCE),
        # They wait most of the time, so there may be many, and none waits for another.
        "websocket": AtMostSockets(sockets, limit=settings.SOCKETS_AT_ONCE),
    }
)
