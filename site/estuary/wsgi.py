"""The WSGI root, for deployments without sockets."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estuary.settings.development")

application = get_wsgi_application()
