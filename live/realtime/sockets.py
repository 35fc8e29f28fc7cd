"""What stands before every socket: who may open one, and how many there may be."""

from collections.abc import Awaitable, Callable
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

App = Callable[..., Awaitable[Any]]
TRY_AGAIN_LATER = 1013
NO_SUCH_SOCKET = 4404


class AtMostSockets:
    """Lets `limit` sockets be open; one more is asked to come back later."""

    def __init__(self, app: App, *, limit: int) -> None:
        self.app = app
        self.limit = limit
        self.open = 0

    async def __call__(self, scope: Any, receive: App, send: App) -> None:
        if self.open >= self.limit:
            await receive()
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})
            return
        self.open += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.open -= 1


class FromKnownOrigins:
    """Refuses browsers that show another site than those that may call the API.

    What is no browser says no origin: it may come to what is public.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: App, send: App) -> None:
        origin = dict(scope["headers"]).get(b"origin", b"").decode("latin-1")
        if origin and origin not in settings.CORS_ALLOWED_ORIGINS:
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        await self.app(scope, receive, send)


class NoSuchSocket(AsyncWebsocketConsumer):
    """Where there is nothing to hear."""

    channel_layer_alias = None

    async def connect(self) -> None:
        await self.accept()
        await self.close(code=NO_SUCH_SOCKET)
