"""The ASGI root: HTTP, and sockets where a route for them is known."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estuary.settings.development")

application = get_asgi_application()
