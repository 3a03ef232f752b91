"""Pages, forms and the API, served synchronously (see ``config.server`` for the live stream)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unsilo.config.settings")
application = get_wsgi_application()
