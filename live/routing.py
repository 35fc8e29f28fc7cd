"""Every socket, as urls.py is for HTTP."""

from channels.routing import URLRouter
from django.urls import path, re_path

from live.realtime.consumers import ContentConsumer
from live.realtime.sockets import FromKnownOrigins, NoSuchSocket

sockets = URLRouter(
    [
        path("ws/content/", FromKnownOrigins(ContentConsumer.as_asgi())),  # type: ignore[arg-type]
        re_path(r"", NoSuchSocket.as_asgi()),
    ]
)
