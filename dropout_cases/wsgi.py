"""The site as a WSGI application, for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dropout_cases.settings")

application = get_wsgi_application()
